"""How what stands in the book is said aloud: offices without their lead word, people by tên, titles by post."""
import re
from collections.abc import Sequence
from typing import Final

from desktop.services.incident_wording import Word, Wording, word_of
from protocol.folding import name_parts

_LEADS: Final = ("trung tam", "bo phan", "van phong", "phong", "ban", "khoi", "to", "uy ban")
_OF_SITES: Final = ("tru so", "co so", "diem", "nha sinh hoat cong dong", "nha sinh hoat", "hoi truong")
GENERIC: Final = frozenset({
    "uy ban nhan dan", "hoi dong nhan dan", "xa", "phuong", "viet nam", "va", "phong", "van phong", "trung tam",
    "uy ban", "uy ban nhan dan xa", "khoi", "bo phan", "chuyen vien", "cong chuc", "vien chuc", "nhan vien", "can bo",
    "pho", "truong", "chanh", "cong tac", "tru so",
    "kho", "khac", "nguoi lao dong", "hop dong", "thanh vien", "ban"})
POSTS: Final = (
    "pho chu tich thuong truc", "pho bi thu thuong truc", "pho chu tich", "chu tich", "pho bi thu", "bi thu",
    "pho chanh van phong", "chanh van phong", "pho truong phong", "truong phong", "pho giam doc", "giam doc",
    "cong chuc", "chuyen vien", "vien chuc", "nhan vien", "can bo", "pho tram truong", "tram truong")
_TOO_WIDE: Final = ("uy ban nhan dan", "hoi dong nhan dan", "van phong", "dang uy", "phong", "trung tam")
_PARTS: Final = re.compile(r"[,;–—/|()]| - |\bvà\b")


def letters_of(words: Sequence[Word]) -> str:
    """Return the words as one folded text."""
    return " ".join(word.letters for word in words)


def ways_to_say(name: str, wording: Wording) -> list[list[Word]]:
    """Return a name, its parts, and each without the word that says that it is an office."""
    ways: dict[str, list[Word]] = {}
    for part in (name, *_PARTS.split(name)):
        words = wording.words(part)
        spoken = letters_of(words)
        ways.setdefault(spoken, words)
        ways.setdefault(spoken.replace(" va ", " "), [word for word in words if word.letters != "va"])
        for lead in _LEADS:
            if spoken.startswith(lead + " "):
                ways.setdefault(spoken[len(lead) + 1:], words[len(lead.split()):])
                break
        for lead in _OF_SITES:
            if spoken.startswith(lead + " ") and len(words) > len(lead.split()) + 1:    # "khu vực 2", never "2"
                ways.setdefault(spoken[len(lead) + 1:], words[len(lead.split()):])
    return [words for spoken, words in ways.items() if spoken and spoken not in GENERIC]


def names_said(name: str) -> list[tuple[Word, ...]]:
    """Return the ways in which a full name may be said; H’Nga Niê is called Nga, H’Nga, or Nga Niê."""
    parts = [part for part in name_parts(name) if part]
    whole = tuple(word_of(part) for part in " ".join(parts).split())
    if not whole:
        return []
    ways = [whole]
    first, mark, bare = name.strip().partition("’") if "’" in name else name.strip().partition("'")
    if mark and len(first) <= 2 and bare:
        called = word_of(bare.split()[0])
        ways += [(word_of(first + bare.split()[0]),), (called,), (called, *whole[1:])]
    return [tuple(word for word in way if word.letters) for way in ways]


def titles_said(title: str, wording: Wording) -> list[list[Word]]:
    """Return "Phó Chủ tịch UBND xã" also as "phó chủ tịch", "Bí thư Đoàn xã" also as "đoàn xã"."""
    words = wording.words(title)
    spoken = letters_of(words)
    ways = [words] if len(words) > 1 and spoken not in GENERIC else []
    for post in POSTS:
        if spoken == post or spoken.startswith(post + " "):
            size = len(post.split())
            if post not in GENERIC:
                ways.append(words[:size])
            tail = letters_of(words[size:])
            if len(words) - size > 1 and words[-1].letters in ("xa", "phuong"):
                ways.append(words[:-1])    # "bí thư đoàn"
            if len(words) - size > 1 and not any(tail.startswith(each) for each in _TOO_WIDE):
                ways.extend(ways_to_say(" ".join(word.spelling or word.letters for word in words[size:]), wording))
            break
    return ways
