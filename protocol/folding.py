"""Vietnamese text as data: the search form, the alphabet's order, and the words of an index.

SQLite's `lower()`, `LIKE` and FTS5 do not know đ, nor that Hòa and Hoà are one word: what is searched
or sorted is computed here, by both sides, and stored beside the text. Stored text itself is NFC only;
compatibility folding (NFKD) is for the search form alone, or m² would come back as m2.
"""
import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache
from typing import Final

_D: Final = "đĐðÐɖƉ"    # eth and African d: what wrong fonts and old converters left in place of đ
_APOSTROPHES: Final = "'’‘ʼ`´′ʹ＇"
_BLANKS: Final = "-‐‑‒–—―−_\u00a0\t\n\r\v\f"
_MARKS: Final = "\u0300\u0301\u0302\u0303\u0306\u0309\u031b\u0323"
_NO_WIDTH: Final = "\u00ad\u200b\u200c\u200d\u2060\ufeff"


def nfc(text: str) -> str:
    """Return `text` in NFC, the only form in which text is stored and hashed."""
    return text if text.isascii() else unicodedata.normalize("NFC", text)


def fold(text: str) -> str:
    """Return the search form: lower case, no tones or marks, đ as d, hyphens and blanks as one blank.

    Apostrophes vanish (Ea H’Leo is "ea hleo"). `fold(fold(x)) == fold(x)`, and NFC and NFD are equal.
    """
    quick = text.lower().translate(_QUICK)
    return " ".join((quick if quick.isascii() else _thorough(text)).split())


def _thorough(text: str) -> str:
    """Return what `_QUICK` gives, for any Unicode: compatibility forms, other scripts, odd capitals."""
    while True:
        spread = unicodedata.normalize("NFKD", text).casefold()
        spread = unicodedata.normalize("NFKD", spread)
        kept = "".join(_plain(letter) for letter in spread)
        # Casefolding and decomposing can feed each other (ǰ, ΐ, ŉ): once more until nothing moves.
        if kept == text:
            return kept
        text = kept


def _plain(letter: str) -> str:
    if letter in _D:
        return "d"
    if letter in _APOSTROPHES:
        return ""
    if letter in _BLANKS:
        return " "
    category = unicodedata.category(letter)
    if category in ("Mn", "Cf"):
        return ""
    return " " if category[0] in "ZC" and category != "Co" else letter


def _quick_table() -> dict[int, str]:
    table = {ord(mark): "" for mark in _MARKS + _NO_WIDTH + _APOSTROPHES}
    table |= {ord(blank): " " for blank in _BLANKS}
    table |= dict.fromkeys((*range(0x20), 0x7F), " ")
    table |= {ord(letter): "d" for letter in "đðɖ"}
    for base in "aăâeêioôơuưy":
        for tone in ("", *_TONES):
            whole = unicodedata.normalize("NFC", base + tone)
            table[ord(whole)] = unicodedata.normalize("NFD", base)[0]
    return table


# Order of the tones: ngang, huyền, hỏi, ngã, sắc, nặng.
_TONES: Final = "\u0300\u0309\u0303\u0301\u0323"
_QUICK: Final = _quick_table()


# --- words of the search index ---------------------------------------------------------------

_WORD: Final = re.compile(r"[^\W_]+")
_JOINED: Final = re.compile(r"[^\W_]+(?:[-‐‑–][^\W_]+)+")
SUFFIX_LENGTH: Final = 3
_LONGEST_SUFFIXED: Final = 40


def words(text: str) -> list[str]:
    """Return the folded words of `text` in order; what a query is cut into."""
    return _WORD.findall(fold(text))


def index_words(text: str) -> list[str]:
    """Return the words under which `text` is found: its words, and Wi-Fi as "wifi" too."""
    found = words(text)
    found.extend("".join(words(joined)) for joined in _JOINED.findall(text))
    return found


def compact(text: str) -> str:
    """Return the search form without anything but letters and digits: PC-014 is "pc014"."""
    return "".join(words(text))


def suffixes(text: str) -> list[str]:
    """Return every end of 3 or more characters of a code, the whole first: "014" finds PC-014."""
    whole = compact(text)[:_LONGEST_SUFFIXED]
    if len(whole) < SUFFIX_LENGTH:
        return [whole] if whole else []
    return [whole[at:] for at in range(len(whole) - SUFFIX_LENGTH + 1)]


# --- what is left of Telex and VNI when the keyboard program is off ---------------------------

_TELEX_VOWEL: Final = re.compile(r"([aeo])\1|dd")
_TELEX_TONE: Final = re.compile(r"^([a-z]*[aeiouy][a-z]*?)[sfrxj](.*)$")
_VNI: Final = re.compile(r"(?<=[a-z])[1-9]+")
_SYLLABLE: Final = re.compile(
    r"(?:b|ch?|d|gh?|gi|h|kh?|l|m|ngh?|nh?|ph?|r|s|th?|tr|v|x)?"
    r"(?:[ao]i|[aeo]o|[aeiou]u|[aou]y|[iuoy]a|ieu|yeu|oai|oay|uay|uoi|uou|uya|uyu|oeo|ui|oe|ue|"
    r"(?:ie|ye|oa|oe|oo|ua|ue|uo|uye|uy|[aeiouy])(?:ch?|m|ng?|nh|p|t)?)"
    r"|qu(?:ai?|ao|ay|e|eo|y|yu|oi|(?:a|e|y|ye|o|i)(?:ch?|m|ng?|nh|p|t)?)"
    r"|gi[nm]?")


def is_syllable(word: str) -> bool:
    """Return whether the folded `word` could be a Vietnamese syllable by its letters."""
    return _SYLLABLE.fullmatch(word) is not None


@lru_cache(maxsize=8192)
def telex_variant(word: str) -> str:
    """Return the folded word if `word` are Telex or VNI keys ("maays", "may61" → "may"), else `word`.

    A guess: "tets" and "dos" lose their s too. Ask for it only where the word itself is not known.
    """
    if not word.isascii() or len(word) < 2 or not word[0].isalpha():
        return word
    made = _without_telex(word) if word.isalpha() else _VNI.sub("", word)
    return made if made != word and is_syllable(made) else word


def _without_telex(word: str) -> str:
    made = word
    if word[-1] in "aeo" and word.count(word[-1]) > 1:
        made = re.sub(r"([aeo])([a-z]+)\1$", r"\1\2", made)    # "tinsha", "mayas": the hat typed last
    made = _TELEX_VOWEL.sub(lambda found: found[0][0], made)
    toned = _TELEX_TONE.match(made)
    if toned:
        made = toned[1] + toned[2]
    if "w" in made:
        made = made.replace("uwow", "uo").replace("uow", "uo")
        made = re.sub(r"(?<=[aou])([a-z]*)w", r"\1", made).replace("w", "u")
    if len(made) > 2 and made[0] == made[-1] == "d":
        made = made[:-1]    # "ded" is đe
    return made


# --- the alphabet's order ---------------------------------------------------------------------

_ALPHABET: Final = "aăâbcdđeêfghijklmnoôơpqrstuưvwxyz"
_WEIGHT: Final = {letter: chr(ord("A") + at) for at, letter in enumerate(_ALPHABET)}
_TONE: Final = {tone: str(at + 1) for at, tone in enumerate(_TONES)}
_END: Final = "\x01"    # below every weight and digit, so that a shorter word comes first
_LETTER_MARKS: Final = "\u0302\u0306\u031b"


@lru_cache(maxsize=1024)
def sort_key(text: str) -> str:
    """Return the key by which texts stand in Vietnamese order, comparing characters by code point.

    Alphabet first (a ă â … d đ … y), word by word; tones only break ties, one a word, so that Hòa and
    Hoà are equal. Capitals count as small letters.
    """
    weights: list[str] = []
    tones: list[str] = []
    for word in _sortable(text).split():
        weight, tone = _weigh(word)
        weights.append(weight)
        tones.append(tone)
    return " ".join(weights) + _END + "".join(tones).rstrip("0")


def _sortable(text: str) -> str:
    spread = unicodedata.normalize("NFC", unicodedata.normalize("NFKC", text).lower())
    return "".join(
        "đ" if letter in _D else "" if letter in _APOSTROPHES
        else letter if letter.isalnum() or unicodedata.category(letter)[0] == "M" else " "
        for letter in spread)


def _weigh(word: str) -> tuple[str, str]:
    """Return the weights of the letters and the one tone of a word."""
    # Numbers and codes are many and rarely come again; syllables are few, and come always.
    return (word, "0") if word.isdecimal() and word.isascii() else _weigh_syllable(word)


@lru_cache(maxsize=8192)
def _weigh_syllable(word: str) -> tuple[str, str]:
    weight, tone = "", "0"
    for letter in unicodedata.normalize("NFD", word):
        if letter in _TONE:
            tone = _TONE[letter]
        elif letter in _LETTER_MARKS and weight:
            marked = unicodedata.normalize("NFC", _BASE.get(weight[-1], "") + letter)
            weight = weight[:-1] + _WEIGHT.get(marked, weight[-1])
        elif unicodedata.category(letter) != "Mn":
            weight += _WEIGHT.get(letter, letter)
    return weight, tone


_BASE: Final = {weight: letter for letter, weight in _WEIGHT.items()}
_IN_BRACKETS: Final = re.compile(r"\([^)]*\)")


def name_parts(full_name: str) -> tuple[str, str, str]:
    """Return (họ, đệm, tên): "Nguyễn Thị Minh Khai" is ("Nguyễn", "Thị Minh", "Khai")."""
    parts = _IN_BRACKETS.sub(" ", full_name).split() or full_name.split()
    if not parts:
        return "", "", ""
    if len(parts) == 1:
        return "", "", parts[0]
    return parts[0], " ".join(parts[1:-1]), parts[-1]


def name_sort_key(full_name: str) -> str:
    """Return the key of a person's name: by tên, then họ, then đệm, each with its tone."""
    family, middle, given = name_parts(full_name)
    return _END.join((sort_key(given), sort_key(family), sort_key(middle)))


def in_order(texts: Iterable[str]) -> list[str]:
    """Return `texts` in Vietnamese order."""
    return sorted(texts, key=sort_key)
