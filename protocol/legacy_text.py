"""Vietnamese text from before Unicode: TCVN3 (.VnTime) and VNI (VNI-Times), found and decoded.

In a workbook such a cell holds Latin letters that only the right font shows as Vietnamese. Whether a
column is such text is told by what it becomes: words that are Vietnamese syllables after decoding.
"""
import unicodedata
from collections.abc import Iterable
from enum import StrEnum
from typing import Final

from protocol.folding import fold, is_syllable, nfc

TONES: Final = "\u0300\u0309\u0303\u0301\u0323"


class Legacy(StrEnum):
    """An encoding that lives in fonts."""
    TCVN3 = "tcvn3"
    VNI = "vni"


def _toned(vowel: str) -> str:
    """Return the five toned forms: huyền, hỏi, ngã, sắc, nặng."""
    return "".join(unicodedata.normalize("NFC", vowel + tone) for tone in TONES)


_TCVN3_CODES: Final = (
    ("a", "µ¶·¸¹"), ("ă", "»¼½¾Æ"), ("â", "ÇÈÉÊË"), ("e", "ÌÎÏÐÑ"), ("ê", "ÒÓÔÕÖ"), ("i", "×ØÜÝÞ"),
    ("o", "ßáâãä"), ("ô", "åæçèé"), ("ơ", "êëìíî"), ("u", "ïñòóô"), ("ư", "õö÷øù"), ("y", "úûüýþ"),
)
_TCVN3: Final = {ord(code): letter for vowel, codes in _TCVN3_CODES
                 for code, letter in zip(codes, _toned(vowel), strict=True)} | {
    ord(code): letter for code, letter in zip("¨©ª«¬\u00ad®¡¢£¤¥¦§", "ăâêôơưđĂÂÊÔƠƯĐ", strict=True)}

# VNI writes the tone (and the hat) as a second character behind the plain vowel.
_VNI_PLAIN: Final = "øûõùï"
_VNI_PAIRS: Final = {
    **{vowel + mark: letter for vowel in "aeouy"
       for mark, letter in zip(_VNI_PLAIN, _toned(vowel), strict=True) if (vowel, mark) != ("y", "ï")},
    **{base + mark: letter for base, hat in (("a", "â"), ("e", "ê"), ("o", "ô"))
       for mark, letter in zip("âàåãáä", hat + _toned(hat), strict=True)},
    **{"a" + mark: letter for mark, letter in zip("êèúüéë", "ă" + _toned("ă"), strict=True)},
    **{"ô" + mark: letter for mark, letter in zip(_VNI_PLAIN, _toned("ơ"), strict=True)},
    **{"ö" + mark: letter for mark, letter in zip(_VNI_PLAIN, _toned("ư"), strict=True)},
}
_VNI_SINGLE: Final = {"ñ": "đ", "ô": "ơ", "ö": "ư", "î": "ỵ", "í": "í", "ì": "ì", "æ": "ỉ", "ó": "ĩ", "ò": "ị"}


def decode_legacy(text: str, encoding: Legacy, *, capitals: bool = False) -> str:
    """Return the Unicode text (NFC). `capitals`: the font's name ends in H (.VnTimeH), all capitals."""
    decoded = text.translate(_TCVN3) if encoding is Legacy.TCVN3 else _from_vni(text)
    return nfc(decoded.upper() if capitals else decoded)


def _from_vni(text: str) -> str:
    made: list[str] = []
    at = 0
    while at < len(text):
        pair = text[at:at + 2]
        letter = _VNI_PAIRS.get(pair.lower()) if len(pair) == 2 else None
        if letter is not None:
            made.append(letter.upper() if pair[0].isupper() else letter)
            at += 2
            continue
        single = _VNI_SINGLE.get(text[at].lower())
        made.append(text[at] if single is None else single.upper() if text[at].isupper() else single)
        at += 1
    return "".join(made)


def detect_legacy(texts: Iterable[str]) -> Legacy | None:
    """Return the encoding that turns `texts` (a column, a sheet) into Vietnamese, None if they are right.

    Asked of many cells at once: one short word alone may read well in two ways.
    """
    strange = [word for text in texts for word in text.split() if not word.isascii()]
    if not strange:
        return None
    best, best_score = None, _score(strange)
    for encoding in Legacy:
        score = _score([decode_legacy(word, encoding) for word in strange])
        if score > best_score:
            best, best_score = encoding, score
    return best if best_score >= 0.6 * len(strange) else None


def _score(words: list[str]) -> int:
    return sum(_reads_well(word) for word in words)


_LETTERS: Final = frozenset("abcdefghijklmnopqrstuvwxyzđâăêôơư")
_HATS: Final = {"\u0302": "aeo", "\u0306": "a", "\u031b": "ou"}


def _reads_well(word: str) -> bool:
    """Return whether `word` is one Vietnamese syllable: letters, at most one tone, hats where they belong."""
    word = unicodedata.normalize("NFC", word).lower().strip(".,;:()[]/\\-–+\"'“”!?")
    if not word or not is_syllable(fold(word)):
        return False
    tones, before = 0, ""
    for letter in unicodedata.normalize("NFD", word):
        if letter in TONES:
            tones += 1
        elif letter in _HATS:
            if before not in _HATS[letter]:
                return False
        elif letter not in _LETTERS:
            return False
        else:
            before = letter
    return tones <= 1

