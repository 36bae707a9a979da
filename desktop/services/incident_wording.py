"""What was typed, as Vietnamese words: with or without accents, abbreviated, slipped, in Telex keys.

The words themselves (abbreviations, names of devices, what speaks for which category) are data in
`resources/incident-words.tsv`, which somebody who does not program may extend.
"""
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final, Generic, TypeVar

from desktop import paths
from desktop.services.incident_slips import is_of_vni_keys, keys_in_any_order, nearest, unglued
from protocol.folding import fold, is_syllable, nfc, telex_variant

FILE: Final = "incident-words.tsv"
LONGEST_GAP: Final = 5
MOST_TOKENS: Final = 60

_TOKEN: Final = re.compile(r"[^\W_]+")
_INSIDE: Final = re.compile(r"(?<=[^\W_] )[^\W\d_]+")
_APOSTROPHE: Final = re.compile("['’‘ʼ`´]")
_ROOM: Final = re.compile(r"(p(?=\d{1,3}$)|phong|quay|tang|lau|ban|kp|khu|may(?=\d\d))(\d{1,4})")    # no P1102
_BEHIND_A_CODE: Final = re.compile(r"(.*\d)([^\W\d_]{3,})")
_REPEATED: Final = re.compile(r"(.)\1{2,}")
_TONES: Final = {"\u0300": 1, "\u0309": 2, "\u0303": 2, "\u0301": 3, "\u0323": 4}    # hỏi and ngã sound alike
_HATS: Final = "\u0302\u0306\u031b"

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Word:
    """One word as spoken: its folded letters, and its spelling with marks ("" if typed without any)."""
    letters: str
    spelling: str = ""


@dataclass(frozen=True, slots=True)
class Token:
    """One place in the sentence and the words it may be read as; the first is what stands there."""
    readings: tuple[Word, ...]
    raw: str
    is_capital: bool = False    # in the middle of a line that is not all capitals: a name, or an abbreviation

    @property
    def letters(self) -> str:
        """Return the folded letters of the first reading."""
        return self.readings[0].letters

    @property
    def all_letters(self) -> tuple[str, ...]:
        """Return the folded letters of every reading."""
        if len(self.readings) == 1:
            return (self.readings[0].letters,)
        return tuple(dict.fromkeys(reading.letters for reading in self.readings))

    def reads(self, word: Word) -> bool:
        """Return whether the place may be read as `word`."""
        for each in self.readings:
            if each.letters == word.letters and (not each.spelling or same_marks(each.spelling, word.spelling)):
                return True
        return False


@lru_cache(maxsize=16384)
def word_of(spelling: str) -> Word:
    """Return the word that is spelt so."""
    spelling = nfc(spelling.lower())
    return Word(letters=fold(spelling), spelling="" if spelling.isascii() else spelling)


@lru_cache(maxsize=16384)
def _marks(spelling: str) -> tuple[str, int]:
    """Return (letters with hats but without tone, tone): both spellings of Hòa are one."""
    letters, tone = [], 0
    for letter in unicodedata.normalize("NFD", spelling):
        if letter in _TONES:
            tone = _TONES[letter]
        else:
            letters.append(letter)
    return unicodedata.normalize("NFC", "".join(letters)), tone


@lru_cache(maxsize=16384)
def same_marks(typed: str, meant: str) -> bool:
    """Return whether `typed` may be a careless writing of `meant`: marks left out, never other marks."""
    if not typed or typed == meant:
        return True
    if not meant:
        return False    # an accented word is not a plain one: "mạng" is no "mang" of a code
    typed_letters, typed_tone = _marks(typed)
    meant_letters, meant_tone = _marks(meant)
    if typed_tone not in (0, meant_tone):
        return False
    return typed_letters == meant_letters or (typed_tone != 0 and fold(typed) == typed_letters)


@dataclass(frozen=True, slots=True)
class Step:
    """One place of an expression: any of `words`; after a gap; not before the word `before`."""
    words: tuple[Word, ...]
    gap: bool = False
    not_before: str = ""


@dataclass(frozen=True, slots=True)
class Found(Generic[T]):
    """An expression that stands in the sentence, at these places."""
    meaning: T
    places: tuple[int, ...]

    @property
    def is_whole(self) -> bool:
        """Return whether the places are neighbours."""
        return self.places[-1] - self.places[0] == len(self.places) - 1


class Phrasebook(Generic[T]):
    """Expressions and what they mean, found in a sentence wherever they begin."""

    def __init__(self) -> None:
        # By first word, then by second; "" holds those of one word, or with a gap behind the first.
        self._by_words: dict[str, dict[str, list[tuple[tuple[Step, ...], T]]]] = {}
        self.words: set[str] = set()

    def add(self, steps: Sequence[Step], meaning: T) -> None:
        """Learn an expression."""
        if not steps:
            return
        follows = [""] if len(steps) == 1 or steps[1].gap else [word.letters for word in steps[1].words]
        for first in dict.fromkeys(word.letters for word in steps[0].words):
            by_second = self._by_words.setdefault(first, {})
            for second in dict.fromkeys(follows):
                by_second.setdefault(second, []).append((tuple(steps), meaning))
        self.words.update(word.letters for step in steps for word in step.words)

    def add_words(self, words: Iterable[Word], meaning: T) -> None:
        """Learn words that follow one another."""
        self.add([Step(words=(word,)) for word in words], meaning)

    def find(self, tokens: Sequence[Token]) -> list[Found[T]]:
        """Return every expression that stands in the sentence."""
        found: list[Found[T]] = []
        spoken = [token.all_letters for token in tokens]
        spoken.append(())
        for at in range(len(tokens)):
            for first in spoken[at]:
                by_second = self._by_words.get(first)
                if by_second is None:
                    continue
                for second in ("", *spoken[at + 1]):
                    for steps, meaning in by_second.get(second, ()):
                        places = _places(steps, tokens, at)
                        if places:
                            found.append(Found(meaning=meaning, places=places))
        return list(dict.fromkeys(found))


def _places(steps: Sequence[Step], tokens: Sequence[Token], start: int) -> tuple[int, ...]:
    """Return the places at which `steps` stand from `start` on, the nearest ones, or none."""
    places: list[int] = []
    at = start
    for number, step in enumerate(steps):
        last = min(len(tokens), at + (LONGEST_GAP + 1 if step.gap and number else 1))
        for here in range(at, last):
            if any(tokens[here].reads(word) for word in step.words):
                break
        else:
            return ()
        follower = tokens[here + 1].letters if here + 1 < len(tokens) else ""
        if step.not_before and follower == step.not_before:
            return ()
        places.append(here)
        at = here + 1
    return tuple(places)


@dataclass(frozen=True, slots=True)
class Sign:
    """What an expression speaks for: a category, or a guide. `target` "-" hides what it contains."""
    target: str
    weight: float


@dataclass(frozen=True, slots=True)
class Called:
    """The kinds of device that an expression may mean. `loose`: other things are called so, too."""
    kinds: frozenset[str]
    loose: bool
    first: str = ""    # what it is called so in the first place: "máy quét" is a scanner before it is an mfp


class Wording:
    """How officials speak, read from the file of words."""

    def __init__(self, lines: Iterable[str]) -> None:
        self.signs: Phrasebook[Sign] = Phrasebook()
        self.devices: Phrasebook[Called] = Phrasebook()
        self._alike: dict[str, list[tuple[Word, Word]]] = {}
        self._instead: dict[str, list[tuple[tuple[Word, ...], tuple[Word, ...]]]] = {}
        self._extra: set[str] = set()
        self._often: Counter[str] = Counter()
        self._repaired: dict[str, Word] = {}
        self._said: dict[str, list[Word]] = {}
        kept = [line.rstrip("\n").split("\t") for line in lines if line.strip() and not line.startswith("#")]
        for parts in kept:
            if parts[0] == "read":
                self._learn_reading(parts[1], parts[2].split())
        for parts in kept:
            if parts[0] == "devices":
                *kinds, last = parts[1].split()
                loose = last == "?"
                all_kinds = kinds if loose else [*kinds, last]
                called = Called(kinds=frozenset(all_kinds), loose=loose, first=all_kinds[0])
                for steps in self.expressions(parts[2]):
                    self.devices.add(steps, called)
            elif parts[0] == "signs":
                for steps in self.expressions(parts[3]):
                    self._often.update(word.letters for step in steps for word in step.words)
                    self.signs.add(steps, Sign(target=parts[1], weight=float(parts[2])))
        self._extra |= self.signs.words | self.devices.words

    def _learn_reading(self, meant: str, written: Sequence[str]) -> None:
        target = tuple(map(word_of, meant.split()))
        self._extra.update(word.letters for word in target)
        for each in written:
            key = tuple(map(word_of, each.split("_")))
            self._extra.update(word.letters for word in key)
            if len(key) == len(target) == 1:
                self._alike.setdefault(key[0].letters, []).append((key[0], target[0]))
            else:
                self._instead.setdefault(key[0].letters, []).append((key, target))

    def for_a_book(self) -> "Wording":
        """Return the same words, ready to learn the names of a book without changing this."""
        made = Wording(())
        made.signs, made.devices, made._alike, made._instead = self.signs, self.devices, self._alike, self._instead
        made._extra, made._often = set(self._extra), self._often
        return made

    def learn_words(self, words: Iterable[str]) -> None:
        """Add folded words that slips are mended to: the names in the book."""
        self._extra.update(words)
        self._repaired.clear()

    def expressions(self, text: str) -> Iterator[list[Step]]:
        """Return the expressions of one column of the file."""
        for expression in text.split("|"):
            steps: list[Step] = []
            gap = False
            for part in expression.split():
                if part == "…":
                    gap = True
                elif part.startswith("!"):
                    steps[-1] = Step(words=steps[-1].words, gap=steps[-1].gap, not_before=fold(part[1:]))
                elif "/" in part:
                    steps.append(Step(words=tuple(map(word_of, part.split("/"))), gap=gap))
                    gap = False
                else:
                    for token in self._tokens_of(part, typed=False):
                        steps.append(Step(words=(token.readings[0],), gap=gap))
                        gap = False
            if steps:
                yield steps

    def words(self, text: str) -> list[Word]:
        """Return the words of a name in the book, read like what is typed: "VP HĐND" in full."""
        said = self._said.get(text)
        if said is None:
            said = self._said[text] = [token.readings[0] for token in self._tokens_of(text, typed=False)]
        return said

    def read(self, text: str) -> list[Token]:
        """Return the places of a typed sentence with the words they may be."""
        return list(self._tokens_of(text, typed=True))[:MOST_TOKENS]

    def _tokens_of(self, text: str, *, typed: bool) -> Iterator[Token]:
        whole = _APOSTROPHE.sub("", nfc(text[:1000]))
        pieces = _TOKEN.findall(whole.lower())
        capitals = _capitals(whole) if typed else frozenset()
        has_vni_keys = typed and sum(map(is_of_vni_keys, pieces)) > 1    # then "phong2" is phòng
        raws = [raw for piece in pieces
                for raw in (self._parted(piece, has_vni_keys) if typed else _room(piece))]
        words = [self._mended(raw) if typed else word_of(raw) for raw in raws]
        at = 0
        while at < len(words):
            instead = self._replacement(words, at)
            if instead is not None:
                length, target = instead
                raw = "".join(raws[at:at + length])    # stands once: pc 014 is still a code
                for word in target:
                    yield Token(readings=(word, *self._readings_of(word)), raw=raw)
                    raw = ""
                at += length
            else:
                yield Token(readings=(words[at], *self._readings_of(words[at])), raw=raws[at],
                            is_capital=raws[at] in capitals)
                at += 1

    def _parted(self, piece: str, has_vni_keys: bool) -> list[str]:
        """Return the words that were run together: p101, tructuyen, mayin, pc014khong."""
        folded = fold(piece)
        if _ROOM.fullmatch(folded) and not (has_vni_keys and is_of_vni_keys(piece)):
            return _room(piece)
        behind = _BEHIND_A_CODE.fullmatch(piece)
        if behind and fold(behind[2]) in self._extra and not is_of_vni_keys(piece):
            return [behind[1], behind[2]]
        if folded in self._extra or len(folded) < 5 or is_syllable(folded) or not folded.isalpha():
            return [piece]
        if telex_variant(folded) in self._extra:
            return [piece]
        return unglued(folded, self._extra) or [piece]

    def _mended(self, raw: str) -> Word:
        """Return the word, with Telex and VNI keys read and an evident slip mended."""
        known = self._repaired.get(raw)
        if known is None:
            if len(self._repaired) > 5000:
                self._repaired.clear()
            known = self._repaired[raw] = self._repair(raw)
        return known

    def _repair(self, raw: str) -> Word:
        word = word_of(raw)
        letters = word.letters
        if letters in self._extra or not letters:
            return word
        short = _REPEATED.sub(r"\1", letters)
        if short != letters and (short in self._extra or is_syllable(short)):
            return Word(letters=short)
        if is_syllable(letters):
            return word
        keys = telex_variant(letters)
        if keys == letters:
            keys = keys_in_any_order(letters, self._extra)
        if keys != letters:
            return Word(letters=keys)
        if letters.isalpha() and len(letters) >= 3:
            return Word(letters=nearest(letters, self._extra, self._often))
        return word

    def _readings_of(self, word: Word) -> tuple[Word, ...]:
        return tuple(dict.fromkeys(target for key, target in self._alike.get(word.letters, ())
                                   if same_marks(word.spelling, key.spelling)))

    def _replacement(self, words: Sequence[Word], at: int) -> tuple[int, tuple[Word, ...]] | None:
        for key, target in self._instead.get(words[at].letters, ()):
            there = words[at:at + len(key)]
            if len(there) != len(key):
                continue
            long = len(key) > 1 and sum(len(word.letters) for word in key) > 5    # "mat tieu" is mất tiêu
            if all(map(_fits_key, there, key)) or (long and all(map(_fits_plain, there, key))):
                return len(key), target
        return None


def _capitals(text: str) -> frozenset[str]:
    """Return the words inside the line that begin with a capital, in small letters; none where most words do."""
    inside = _INSIDE.findall(text)
    capitals = [word for word in inside if word[0].isupper() and word[1:].islower()]
    return frozenset() if len(capitals) > max(2, len(inside) // 2) else frozenset(map(str.lower, capitals))


def _room(piece: str) -> list[str]:
    """Return phòng and 101 of p101, else the piece."""
    room = _ROOM.fullmatch(fold(piece))
    return ["phòng" if room[1] == "p" else room[1], room[2]] if room else [piece]


def _fits_key(typed: Word, key: Word) -> bool:
    """An abbreviation with marks (đu) is itself only with them; one without may be any (vp)."""
    if typed.letters != key.letters:
        return False
    return typed.spelling == key.spelling or (not typed.spelling and bool(key.spelling) and len(key.letters) > 3) or (
        bool(typed.spelling) and bool(key.spelling) and same_marks(typed.spelling, key.spelling))


def _fits_plain(typed: Word, key: Word) -> bool:
    return typed.letters == key.letters and not typed.spelling


@lru_cache(maxsize=1)
def shipped_words() -> tuple[str, ...]:
    """Return the lines of the file of words; none when it is missing."""
    try:
        return tuple(paths.resource(FILE).read_text(encoding="utf-8").splitlines())
    except OSError:
        return ()


def shipped_wording() -> Wording:
    """Return the words that came with the program, ready for a book; the file is read once."""
    return _read_once().for_a_book()


@lru_cache(maxsize=1)
def _read_once() -> Wording:
    return Wording(shipped_words())
