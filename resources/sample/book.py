"""Gathers the lines of the sample commune: ids that are always the same, and who is who."""
import random
from pathlib import Path
from typing import Final

from protocol.identity import RANDOM_BYTES, uuid7

HERE: Final = Path(__file__).resolve().parent
FIRST_MS: Final = 1_793_500_000_000      # the ids say November 2026

Fields = dict[str, object]
Line = dict[str, object]


class Book:
    """Gathers lines with ids that are always the same, and remembers who is who."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)
        self.ids: dict[tuple[str, str], str] = {}
        self.told: dict[tuple[str, str], Fields] = {}
        self._made = 0

    def line(self, kind: str, key: str, fields: Fields) -> Line:
        """Return one line of the file; `key` names the record for references of later lines."""
        self._made += 1
        made = uuid7(FIRST_MS + self._made, self.random.randbytes(RANDOM_BYTES))
        self.ids[kind, key] = made
        said = {code: value for code, value in fields.items() if value or value is False}
        self.told[kind, key] = said
        return {"kind": kind, "id": made, "fields": said}

    def id(self, kind: str, key: str) -> str:
        """Return the id of a record made before; "" for no key."""
        return self.ids[kind, key] if key else ""


def roll() -> list[dict[str, str]]:
    """Return the lines of people.tsv."""
    heading, *lines = (HERE / "people.tsv").read_text(encoding="utf-8").splitlines()
    names = heading.split("\t")
    return [dict(zip(names, line.split("\t"), strict=True)) for line in lines]
