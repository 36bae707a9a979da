"""What corrections of the guess teach this PC: kept here alone, never sent, bounded, forgotten on request.

A corrected line is understood as it was corrected; pairs of its words speak a little for the category in
other lines; and the words that named a device ("máy in tư pháp") mean the one that a person chose.
"""
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from desktop.store import local_notes
from desktop.store.driver import Connection
from protocol.field import JsonValue

if TYPE_CHECKING:
    from desktop.services.incident_entry import Guess
    from desktop.services.incident_naming import Named
    from desktop.services.incident_wording import Token
    from desktop.store.store import Store
    from desktop.store.unit import Unit

TOPIC: Final = "guess"
TAUGHT: Final = "guess-taught"    # by undo group: what a report taught, and what was noted before it
MOST_TAUGHT: Final = 50        # steps further back are taken back without their lessons
MOST_NOTES: Final = 600        # the oldest go first
MOST_TIMES: Final = 3
_A_LINE, _WORDS, _DEVICE = "line:", "words:", "device:"
_A_TIME: Final = 1.2           # what a pair of words gains in weight each time it was corrected so
_MOST_GAIN: Final = 5.0
_LONGEST: Final = 200
# Words of every line; a pair of two of them teaches nothing.
_COMMON: Final = frozenset({
    "khong", "duoc", "bi", "may", "o", "cua", "va", "la", "roi", "lai", "nay", "anh", "chi", "em", "a", "e", "voi",
    "cho", "thi", "ma", "do", "len", "vao", "ra", "phong", "hom", "tu", "sang", "co", "cai", "con", "nhe", "qua"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Lesson:
    """One thing to note: under `key`, the `meaning` that a person chose ("" for a device: none)."""
    key: str
    meaning: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Learned:
    """What this PC was taught so far: (meaning, how often) by what was typed."""
    lines: Mapping[str, str] = field(default_factory=dict)
    words: Mapping[tuple[str, str], tuple[str, int]] = field(default_factory=dict)
    devices: Mapping[str, tuple[str, int]] = field(default_factory=dict)

    def line(self, tokens: Sequence["Token"]) -> tuple[str, str]:
        """Return (category, guide key) of this very line, as it was corrected; "" where it was not."""
        category, _, guide = self.lines.get(_spoken(tokens), "").partition("|")
        return category, guide

    def gains(self, tokens: Sequence["Token"]) -> dict[str, float]:
        """Return what pairs of words speak for, and how much."""
        gained: dict[str, float] = {}
        for pair in _pairs(tokens, frozenset()):
            if pair in self.words:
                code, times = self.words[pair]
                gained[code] = min(_MOST_GAIN, gained.get(code, 0.0) + _A_TIME * times)
        return gained

    def device(self, tokens: Sequence["Token"], named: "Named") -> str | None:
        """Return the device that these words mean here, "" for none of them, None where nobody said.

        What names only a kind ("máy in") must have been corrected twice: once may have been chance.
        """
        meaning, times = self.devices.get(_naming(tokens, named), (None, 0))
        return meaning if times > (0 if named.says_where or named.models else 1) else None


def read(db: Connection) -> Learned:
    """Return what the book of this PC remembers."""
    lines: dict[str, str] = {}
    words: dict[tuple[str, str], tuple[str, int]] = {}
    devices: dict[str, tuple[str, int]] = {}
    for key, note in local_notes.read(db, TOPIC).items():
        meaning, times = _meaning(note), _times(note)
        if key.startswith(_A_LINE):
            lines[key.removeprefix(_A_LINE)] = meaning
        elif key.startswith(_WORDS):
            one, _, other = key.removeprefix(_WORDS).partition(" ")
            words[one, other] = (meaning, times)
        elif key.startswith(_DEVICE):
            devices[key.removeprefix(_DEVICE)] = (meaning, times)
    return Learned(lines=lines, words=words, devices=devices)


def lessons(tokens: Sequence["Token"], named: "Named", guess: "Guess", *, category: str | None, guide: str | None,
            device: str | None) -> list[Lesson]:
    """Return what a saved line teaches: `category`, `guide`, `device` as set by hand, None where not touched."""
    made: list[Lesson] = []
    if category and (category != guess.category or (guide or "") != (guess.guide_key or "")):
        made.append(Lesson(key=_A_LINE + _spoken(tokens), meaning=f"{category}|{guide or ''}"))
        if category != guess.category:
            people = {place for each in named.people for place in each.places}
            made += [Lesson(key=f"{_WORDS}{one} {other}", meaning=category)
                     for one, other in dict.fromkeys(_pairs(tokens, people))]
    naming = _naming(tokens, named)
    if device is not None and device != (guess.device or "") and naming and not named.codes:
        made.append(Lesson(key=_DEVICE + naming, meaning=device))
    return [each for each in made if len(each.key) <= _LONGEST]


def learn(unit: "Unit", taught: Sequence[Lesson], group: str) -> None:
    """Note the lessons of a step; what was taught otherwise before gives way as soon as it weighs no more."""
    known = local_notes.read(unit.db, TOPIC)
    step: JsonValue = [[lesson.key, lesson.meaning, known.get(lesson.key)] for lesson in taught]
    local_notes.write(unit, TAUGHT, group, {"lessons": step, "at": unit.now_ms})
    for lesson in taught:
        meaning, times = _after(lesson.key, lesson.meaning, known.get(lesson.key))
        note: JsonValue = {"means": meaning, "times": times, "at": unit.now_ms}
        known[lesson.key] = note
        local_notes.write(unit, TOPIC, lesson.key, note)
    _trim(unit, TOPIC, MOST_NOTES)
    _trim(unit, TAUGHT, MOST_TAUGHT)


def unlearn(unit: "Unit", group: str) -> None:
    """Take back what a step taught, with the step itself; what was taught since by others stays."""
    known = local_notes.read(unit.db, TOPIC)
    for key, meaning, before in reversed(_lessons_of(unit.db, group)):
        now = known.get(key)
        if (_meaning(now), _times(now)) == _after(key, meaning, before):
            local_notes.write(unit, TOPIC, key, before)
        elif _meaning(now) == meaning and _times(now) > 1:
            local_notes.write(unit, TOPIC, key, {"means": meaning, "times": _times(now) - 1, "at": _at(now)})


def learn_again(unit: "Unit", group: str) -> None:
    """Note once more what a step taught that was taken back and is done again."""
    taught = [Lesson(key=key, meaning=meaning) for key, meaning, _ in _lessons_of(unit.db, group)]
    if taught:
        learn(unit, taught, group)


def _after(key: str, meaning: str, before: JsonValue) -> tuple[str, int]:
    """Return what is noted once `meaning` is taught on top of `before`."""
    times = _times(before)
    if times == 0 or _meaning(before) == meaning:
        return meaning, min(MOST_TIMES, times + 1)
    if times > 1 and key.startswith(_WORDS):
        return _meaning(before), times - 1
    return meaning, 1


def _lessons_of(db: Connection, group: str) -> list[tuple[str, str, JsonValue]]:
    note = local_notes.read(db, TAUGHT).get(group)
    listed = note.get("lessons") if isinstance(note, Mapping) else None
    return [(str(each[0]), str(each[1]), each[2]) for each in listed
            if isinstance(each, (list, tuple)) and len(each) == 3] if isinstance(listed, (list, tuple)) else []


def _trim(unit: "Unit", topic: str, most: int) -> None:
    known = local_notes.read(unit.db, topic)
    for key in sorted(known, key=lambda each: (_at(known[each]), each))[:max(0, len(known) - most)]:
        local_notes.write(unit, topic, key, None)


def count(db: Connection) -> int:
    """Return how many corrections are remembered: lines and devices, not their pairs of words."""
    return sum(not key.startswith(_WORDS) for key in local_notes.read(db, TOPIC))


def forget(store: "Store") -> int:
    """Return how many corrections were forgotten: all of them."""
    def write(unit: "Unit") -> int:
        gone = count(unit.db)
        for topic in (TOPIC, TAUGHT):
            for key in local_notes.read(unit.db, topic):
                local_notes.write(unit, topic, key, None)
        return gone

    return store.submit(write).result()


def _spoken(tokens: Sequence["Token"]) -> str:
    return " ".join(token.letters for token in tokens)


def _pairs(tokens: Sequence["Token"], without: Iterable[int]) -> list[tuple[str, str]]:
    left_out = set(without)
    letters = [token.letters for token in tokens]
    return [(letters[at], letters[at + 1]) for at in range(len(letters) - 1)
            if not {at, at + 1} & left_out and not {letters[at], letters[at + 1]} <= _COMMON]


def _naming(tokens: Sequence["Token"], named: "Named") -> str:
    """Return the words that name a device, by kind, by whom and where, in their order; "" where nothing does."""
    places = {place for group in (named.kinds, named.people, named.duties, named.offices, named.sites, named.rooms,
                                  named.origins) for each in group for place in each.places}
    said = [token.letters for at, token in enumerate(tokens)
            if at in places or token.raw in named.models or token.letters in named.models]
    return " ".join(said)


def _meaning(note: JsonValue) -> str:
    return str(note.get("means") or "") if isinstance(note, Mapping) else ""


def _times(note: JsonValue) -> int:
    times = note.get("times") if isinstance(note, Mapping) else 0
    return times if isinstance(times, int) else 0


def _at(note: JsonValue) -> int:
    at = note.get("at") if isinstance(note, Mapping) else 0
    return at if isinstance(at, int) else 0
