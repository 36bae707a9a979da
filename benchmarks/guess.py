"""How fast one line is understood while it is typed, in a book of 2,000 devices, and how often it is right.

    python benchmarks/guess.py [--devices 2000] [--runs 3]

Every keystroke of every sentence of the tests is guessed, from the third letter on.
"""
import argparse
import random
import sys
import time
from dataclasses import replace
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from benchmarks.report import Line, heading, table  # noqa: E402
from desktop.services.incident_entry import Guesser  # noqa: E402
from desktop.services.incident_lexicon import Entry, lexicon_of  # noqa: E402
from desktop.services.incident_wording import shipped_wording  # noqa: E402
from tests.services.incident_trial import (  # noqa: E402
    SETS,
    read_book,
    read_sentences,
    try_out_set,
)

SEED: Final = 20261121
FAMILIES: Final = ("Lê", "Phạm", "Nguyễn", "Hà", "Lò", "Vi", "Đặng", "Trần")
GIVEN: Final = ("Hoa", "Nam", "Sơn", "Mai", "Lan", "Hùng", "Dũng", "Tuấn", "Thảo", "Phương", "Bình", "Quân")


def large_book(devices: int) -> list[Entry]:
    """Return the invented commune with 300 more people, so many devices, and 1,000 incidents."""
    chance = random.Random(SEED)
    made = [each for each in read_book() if each.kind != "device"]
    offices = [each.id for each in made if each.kind == "office"]
    for at in range(300):
        made.append(Entry(kind="person", id=f"p{at}", fields={
            "full_name": f"{chance.choice(FAMILIES)} {chance.choice(('Văn', 'Thị'))} {chance.choice(GIVEN)}",
            "office": chance.choice(offices), "title": "Chuyên viên",
            "duties": [chance.choice(("đất đai", "kế toán", "một cửa", "nội vụ"))]}))
    people = [each.id for each in made if each.kind == "person"]
    patterns = [each for each in read_book() if each.kind == "device"]
    for at in range(devices):
        like = chance.choice(patterns)
        made.append(replace(like, id=f"d{at}", fields=dict(like.fields) | {
            "asset_code": f"XX-{at:04}", "office": chance.choice(offices), "serial": f"{chance.randrange(36**8):X}",
            "users": [chance.choice(people)] if like.fields.get("users") else [],
            "location": f"Phòng {chance.randrange(100, 400)}"}))
    said = read_sentences()
    for at in range(1000):
        past = chance.choice(said)
        made.append(Entry(kind="incident", id=f"i{at}", fields={
            "title": past.text, "category": past.category, "device": f"d{chance.randrange(devices)}",
            "detected_at": "2026-01-01T08:00"}))
    return made


def main() -> int:
    """Print the table; 1 when a goal is missed."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--devices", type=int, default=2000)
    asked.add_argument("--runs", type=int, default=3)
    given = asked.parse_args()
    print(heading("One line understood", SEED))
    book = large_book(given.devices)
    builds, middles, tails, worst, worst_work = [], [], [], [], []
    for _ in range(given.runs):
        began = time.perf_counter()
        guesser = Guesser(lexicon_of(book, shipped_wording()))
        builds.append((time.perf_counter() - began) * 1000)
        keys, work = [], []
        for sentence in read_sentences():
            for end in range(3, len(sentence.text) + 1):
                began, worked = time.perf_counter(), time.thread_time()
                guesser.guess(sentence.text[:end])
                keys.append((time.perf_counter() - began) * 1000)
                work.append((time.thread_time() - worked) * 1000)
        keys.sort()
        middles.append(keys[len(keys) // 2])
        tails.append(keys[int(len(keys) * 0.99)])
        worst.append(keys[-1])
        worst_work.append(max(work))
    lines = [Line(name="lexicon built (not in the window's thread)", values=builds, unit="ms"),
             Line(name="a keystroke, median", values=middles, unit="ms", goal="≤ 30", digits=1),
             Line(name="a keystroke, p99", values=tails, unit="ms", goal="≤ 30", digits=1),
             Line(name="a keystroke, slowest, with what others took", values=worst, unit="ms", goal="≤ 30",
                  digits=1),
             Line(name="a keystroke, slowest, of the processor's time", values=worst_work, unit="ms", goal="≤ 15",
                  digits=1)]
    for name in SETS:
        found = try_out_set(name)
        lines += [Line(name=f"{name} set ({found.count}): category", values=[found.category * 100], unit="%",
                       goal="≥ 90", digits=1),
                  Line(name=f"{name} set: device", values=[found.device * 100], unit="%", goal="≥ 85", digits=1),
                  Line(name=f"{name} set: device where none is named", values=[found.needless * 100], unit="%",
                       goal="≤ 5", digits=1)]
    print(table(lines))
    return 1 if any(line.met is False for line in lines) else 0


if __name__ == "__main__":
    sys.exit(main())
