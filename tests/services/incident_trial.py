"""Reads the invented commune and the sentences, and counts how many are understood.

`python -m tests.services.incident_trial [tuning|held_out|all]` prints what was not;
`python -m tests.services.incident_trial habits` counts the words of all sets into resources/incident-habits.tsv.
"""
import json
import sys
import zlib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from desktop.paths import resource
from desktop.services import incident_habits
from desktop.services.incident_entry import Guesser
from desktop.services.incident_habits import Habits
from desktop.services.incident_lexicon import KINDS_READ, Entry, Lexicon, lexicon_of
from desktop.services.incident_naming import names_in
from desktop.services.incident_wording import shipped_wording

HERE = Path(__file__).parent
BOOK = HERE / "incident_book.tsv"
SOUTH = HERE / "incident_book_south.tsv"    # an invented ward, its register kept in another manner
SENTENCES = HERE / "incident_sentences.tsv"
FRESH = HERE / "incident_sentences_fresh.tsv"
# Each set was written and frozen before the engine met it; the file's last word says in which commune.
SETS = {"first": (SENTENCES,), "fresh": (FRESH,), "sample": (HERE / "incident_sentences_sample.tsv",)} | {
    name: tuple(sorted(HERE.glob(f"incident_sentences_{name}*.tsv")))
    for name in ("third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth",
                 "eleventh")}
LISTS = {"aliases", "duties", "users"}


@dataclass(frozen=True)
class Sentence:
    text: str
    category: str
    device: str    # asset code, "" where none is named

    @property
    def is_held_out(self) -> bool:
        """Half of the sentences, by a checksum of their words: never looked at while tuning."""
        return zlib.crc32(self.text.encode()) % 2 == 1


def read_book(path: Path = BOOK) -> list[Entry]:
    entries = []
    for line in path.read_text(encoding="utf-8").splitlines():
        if not line or line.startswith("#"):
            continue
        kind, record, *pairs = line.split("\t")
        fields = {}
        for pair in pairs:
            name, value = pair.split("=", 1)
            fields[name] = value.split("|") if name in LISTS else value
        if kind == "device":
            fields["asset_code"] = record
        entries.append(Entry(kind=kind, id=record, fields=fields))
    return entries


def read_sentences(path: Path = SENTENCES) -> list[Sentence]:
    lines = [line.split("\t") for line in path.read_text(encoding="utf-8").splitlines() if line and line[0] != "#"]
    return [Sentence(text, category, "" if device == "-" else device) for text, category, device, *_ in lines]


def read_sample() -> list[Entry]:
    """Return the sample commune that comes with the program."""
    made = []
    for path in sorted(resource("sample").glob("*.jsonl")):
        for line in path.read_text(encoding="utf-8").splitlines():
            record = json.loads(line)
            if record["kind"] in KINDS_READ:
                code = record["fields"].get("asset_code") if record["kind"] == "device" else None
                made.append(Entry(kind=record["kind"], id=code or record["id"], fields=record["fields"]))
    return made


def lexicon(sentences: Path = SENTENCES) -> Lexicon:
    """Return the lexicon of the commune in which these sentences are said."""
    if sentences.stem.endswith("_sample"):
        return lexicon_of(read_sample(), shipped_wording())
    return lexicon_of(read_book(SOUTH if sentences.stem.endswith("_south") else BOOK), shipped_wording())


@dataclass
class Outcome:
    """Shares of a set of sentences, and the ones that were not understood."""
    category: float
    device: float
    needless: float
    failures: list[tuple[Sentence, str, str]]
    count: int


def try_out(guesser: Guesser, sentences: list[Sentence]) -> Outcome:
    right = named = found = needless = 0
    failures = []
    for sentence in sentences:
        guess = guesser.guess(sentence.text)
        device = guess.device or ""
        right += guess.category == sentence.category
        if sentence.device:
            named += 1
            found += device == sentence.device
        else:
            needless += bool(device)
        if guess.category != sentence.category or device != sentence.device:
            failures.append((sentence, guess.category or "", device))
    unnamed = len(sentences) - named
    return Outcome(category=right / len(sentences), device=found / max(1, named), needless=needless / max(1, unnamed),
                   failures=failures, count=len(sentences))


def habits_of(names: Iterable[str]) -> Habits:
    """Return the habits of the words of these sets: people's names left out, they are one commune's."""
    lines = []
    for path in (each for name in names for each in SETS[name]):
        book = lexicon(path)
        for sentence in read_sentences(path):
            tokens = book.wording.read(sentence.text)
            people = {place for mention in names_in(tokens, book).people for place in mention.places}
            lines.append((incident_habits.keys_of(tokens, people), sentence.category))
    return incident_habits.count(lines)


def try_out_set(name: str, *, part: str = "all", habits: Habits | None = None) -> Outcome:
    """Return how the set is understood, each of its files on its commune; `part` of the first set: tuning, held_out."""
    outcomes = []
    for path in SETS[name]:
        chosen = [each for each in read_sentences(path)
                  if part == "all" or each.is_held_out is (part == "held_out")]
        outcomes.append((chosen, try_out(Guesser(lexicon(path), habits), chosen)))
    count = sum(len(chosen) for chosen, _ in outcomes)
    named = [sum(bool(each.device) for each in chosen) for chosen, _ in outcomes]
    unnamed = [len(chosen) - some for (chosen, _), some in zip(outcomes, named, strict=True)]
    return Outcome(
        category=sum(each.category * len(chosen) for chosen, each in outcomes) / count,
        device=sum(each.device * some for (_, each), some in zip(outcomes, named, strict=True)) / max(1, sum(named)),
        needless=sum(each.needless * some for (_, each), some in zip(outcomes, unnamed, strict=True))
        / max(1, sum(unnamed)),
        failures=[failure for _, each in outcomes for failure in each.failures], count=count)


def main() -> None:
    which = sys.argv[1] if len(sys.argv) > 1 else "tuning"
    if which == "habits":
        resource(incident_habits.FILE).write_text(incident_habits.written(habits_of(SETS)), encoding="utf-8")
        return
    for name in SETS:
        for part in ("tuning", "held_out", "all"):
            outcome = try_out_set(name, part=part)
            print(f"{name} {part}: {outcome.count} sentences, category {outcome.category:.1%}, "
                  f"device {outcome.device:.1%}, device where none is named {outcome.needless:.1%}")
            if part == which:
                for sentence, category, device in outcome.failures:
                    print(f"  {sentence.text!r}: {category or '-'} for {sentence.category}, {device or '-'} for "
                          f"{sentence.device or '-'}")


if __name__ == "__main__":
    main()
