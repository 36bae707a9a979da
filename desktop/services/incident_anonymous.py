"""Takes people out of a line that leaves the commune: names, telephones, addresses, logins, numbers of machines.

A line typed in haste names the colleague at the broken machine or the citizen at the counter; a chat group
need not know. Where it is doubtful whether a word is a name, the word goes.
"""
import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from typing import Final, NamedTuple

from protocol.folding import fold

GONE: Final = "…"
_DIGITS: Final = re.compile(r"\+?\d(?:[\s.\-]?\d){6,}")
_EMAIL: Final = re.compile(r"\S+@\S+\.\S+")
# What follows such a word is a secret where it holds a figure or stands behind a colon.
_SECRET: Final = re.compile(
    r"\b(?:m[ậa]t\s+kh[ẩa]u|m[ậa]t\s+m[ãa]|mk|pass\s?word|passcode|pass|pwd|pw|(?:m[ãa]\s+)?pin|otp)\b"
    r"(?:\s+(?:l[àa]|m[ớo]i|c[ũu]|token|m[áa]y|wi-?fi|is))*(?P<mark>\s*[:=]\s*|\s+)(?P<secret>\S{4,})",
    re.IGNORECASE)
_RUN: Final = re.compile(r"(?<!\S)(?=\S*[A-Za-z])(?=\S*\d)(?=\S*[@#$%^&*!])[\x21-\x7e]{6,32}(?!\S)")
_WORD: Final = re.compile(r"[^\W_]+(?:[’'][^\W_]+)?", re.UNICODE)
_SHORTEST_CODE: Final = 4

_FAMILIES: Final = frozenset(
    "nguyễn trần lê phạm hoàng huỳnh phan vũ võ đặng bùi đỗ hồ ngô dương lý đinh trịnh mai đào trương lương cao hà "
    "lò vi quách triệu tống phùng lộc cầm hơ giàng vàng sùng thao thào lâm tạ tô chu đoàn nông bàn ngân cụt lục "
    "lường quàng tòng lèo bạch kiều thái từ tăng la mạc nghiêm doãn khuất hứa đàm châu phí ninh lưu".split())
_MIDDLE: Final = frozenset({"thị", "văn"})
_AFTER_VAN: Final = frozenset({"ban", "phong", "thu", "hoa", "kien"})    # văn bản, văn phòng, văn thư …
_UNMISTAKABLE: Final = frozenset("nguyen tran pham hoang huynh phan dang trinh truong".split())
_HONORIFICS: Final = frozenset("anh a chị c ông bà cô chú bác em sếp đc đ thầy".split())
_OF: Final = frozenset({"máy", "của", "gặp"})    # máy Hoa, của Hoa
_MACHINES: Final = frozenset("in tinh chu quet anh chieu lanh ban bo mai moi".split())    # máy in is no Ín's machine
_TOMORROW: Final = frozenset({"mai"})
_PLACES: Final = frozenset(
    "xã phường huyện tỉnh thành thôn bản làng phố khối tổ đường cầu chợ trường trạm khu xóm đảo núi sông".split())


class _Word(NamedTuple):
    start: int
    end: int
    lower: str
    plain: str
    is_capital: bool


def without_personal(text: str, names: Iterable[str], codes: Iterable[str] = ()) -> str:
    """Return `text` without telephone numbers, e-mail addresses, people, passwords and these codes.

    People are those of the book (`names`), in full or as colleagues call them, and whoever else is written
    as a Vietnamese name is.
    """
    shown = _RUN.sub(GONE, _SECRET.sub(_hushed, unicodedata.normalize("NFC", text)))
    shown = _EMAIL.sub(GONE, _DIGITS.sub(GONE, shown))
    for code in sorted(codes, key=len, reverse=True):
        if len(code) >= _SHORTEST_CODE:
            shown = re.sub(rf"(?<!\w){re.escape(code)}(?!\w)", GONE, shown, flags=re.IGNORECASE)
    words = [_Word(found.start(), found.end(), found[0].casefold(), fold(found[0]), found[0][:1].isupper())
             for found in _WORD.finditer(shown)]
    has_marks = any(word.lower != word.plain for word in words)
    known = [tuple(name.casefold().split()) for name in names]
    gone = {at for first, last in (*_of_the_book(words, known, has_marks=has_marks),
                                   *_of_strangers(words, has_marks=has_marks)) for at in range(first, last)}
    for first, last in reversed(_runs(gone)):
        shown = f"{shown[:words[first].start]}{GONE}{shown[words[last].end:]}"
    return shown


def _hushed(found: "re.Match[str]") -> str:
    """Return what stands there without the password or PIN; "quên mật khẩu máy in" names none."""
    is_told = found["mark"].strip() or any(letter.isdigit() for letter in found["secret"])
    return found[0][:found.start("secret") - found.start()] + GONE if is_told else found[0]


def _of_the_book(words: Sequence[_Word], known: Iterable[tuple[str, ...]], *,
                 has_marks: bool) -> Iterator[tuple[int, int]]:
    """Yield where people of the book are named: in full, without the family, family and given, or given alone."""
    names = {name for name in known if name}
    parts = {tuple(map(fold, part)) for name in names for part in (name, name[1:], (name[0], name[-1]))
             if len(part) >= 2}
    plain = [word.plain for word in words]
    for length in {len(part) for part in parts}:
        yield from ((at, at + length) for at in range(len(words) - length + 1)
                    if tuple(plain[at:at + length]) in parts)
    given = {name[-1] for name in names}
    given_plain = {fold(each) for each in given}
    for at, word in enumerate(words):
        before = words[at - 1] if at else None
        is_given = word.lower in given if has_marks else word.plain in given_plain
        if before is not None and word.plain in given_plain and before.plain in _FOLDED_HONORIFICS:
            yield at, at + 1    # "chị Hoa" is a name as well, "hoa văn" is none
        elif is_given and (_is_whose(word, before, has_marks=has_marks) or _is_written_as_name(words, at)):
            yield at, at + 1


def _is_whose(word: _Word, before: _Word | None, *, has_marks: bool) -> bool:
    """Return whether a given name follows what belongs to somebody: máy Hoa, của Hoa."""
    return before is not None and _is_one_of(before, _OF, has_marks) and word.plain not in _MACHINES


def _is_written_as_name(words: Sequence[_Word], at: int) -> bool:
    """Return whether a given name stands with a capital and is no part of a longer name."""
    word, before = words[at], words[at - 1] if at else None
    return (word.is_capital and len(word.lower) > 1 and word.lower not in _TOMORROW
            and not (before is not None and (before.is_capital or before.lower in _PLACES))
            and not (at + 1 < len(words) and words[at + 1].is_capital))


def _of_strangers(words: Sequence[_Word], *, has_marks: bool) -> Iterator[tuple[int, int]]:
    """Yield where somebody is named whom the book does not know: Trần Văn Bình, ông Tèo."""
    for at, word in enumerate(words):
        before = words[at - 1] if at else None
        if before is not None and (before.lower in _PLACES or before.is_capital and _is_place(words, at - 1)):
            continue
        end = _end_of_capitals(words, at)
        if _is_one_of(word, _FAMILIES, has_marks):
            if word.is_capital and end - at >= 2:
                yield at, end
            elif _has_middle(words, at, has_marks):
                yield at, max(end, at + 3)
        elif word.lower in _UNMISTAKABLE and _has_middle(words, at, has_marks=False):
            yield at, max(end, at + 3)
        if before is not None and word.is_capital and before.lower in _HONORIFICS and not _is_abbreviation(word):
            yield at, end


def _has_middle(words: Sequence[_Word], at: int, has_marks: bool) -> bool:
    return at + 2 < len(words) and _is_one_of(words[at + 1], _MIDDLE, has_marks) \
        and words[at + 2].plain not in _AFTER_VAN


def _is_one_of(word: _Word, wanted: frozenset[str], has_marks: bool) -> bool:
    return word.lower in wanted if has_marks else word.plain in _FOLDED[wanted]


def _is_place(words: Sequence[_Word], at: int) -> bool:
    """Return whether the capitals up to `at` are the name of a place: xã Hà Nam, thôn Lê Lợi."""
    while at >= 0 and words[at].is_capital and words[at].lower not in _PLACES:
        at -= 1
    return at >= 0 and words[at].lower in _PLACES


def _end_of_capitals(words: Sequence[_Word], at: int) -> int:
    """Return the end of the words with capitals from `at`, at most five: a name is no longer."""
    end = at
    while end < len(words) and end - at < 5 and words[end].is_capital:
        end += 1
    return end


def _is_abbreviation(word: _Word) -> bool:
    return word.plain == word.lower and not any(letter in "aeiouy" for letter in word.plain)    # TD, VNPT


def _runs(places: set[int]) -> list[tuple[int, int]]:
    """Return the first and last of each run of neighbours."""
    runs: list[tuple[int, int]] = []
    for at in sorted(places):
        if runs and runs[-1][1] == at - 1:
            runs[-1] = (runs[-1][0], at)
        else:
            runs.append((at, at))
    return runs


_FOLDED: Final = {each: frozenset(map(fold, each)) for each in (_FAMILIES, _MIDDLE, _OF)}
_FOLDED_HONORIFICS: Final = frozenset(map(fold, _HONORIFICS)) | {"dc", "thay", "co", "chu", "bac"}
