"""Rules with an expiry date: norms, deadlines, thresholds, minimum configuration. Data, never code.

The province publishes them; what came with the program (`resources/rules-vi.json`) holds until then.
"""
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any, Final

from desktop import paths
from desktop.store import records
from desktop.store.driver import Connection
from desktop.store.records import Search

FILE: Final = "rules-vi.json"
_MOST: Final = 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One rule. Dates are ISO texts of any precision, "" without a bound; `value` is as `resources/rules-vi.json`
    shows for its key. `is_published`: the province's word, not the program's.
    """
    key: str
    topic: str
    source: str
    valid_from: str
    valid_until: str
    value: Mapping[str, Any]
    is_published: bool = False


def rule(db: Connection, key: str, day: date) -> Rule | None:
    """Return the rule `key` in force on `day`, the province's before the shipped one; None where there is none."""
    published = [_published(record) for record in records.page(db, Search(kind="rule"), 0, _MOST)
                 if record.fields.get("key") == key and isinstance(record.fields.get("value"), Mapping)]
    for known in (published, [each for each in shipped() if each.key == key]):
        if found := _in_force(known, day.isoformat()):
            return found
    return None


def value(db: Connection, key: str, day: date) -> Mapping[str, Any]:
    """Return the value of the rule `key` in force on `day`; {} where there is none."""
    found = rule(db, key, day)
    return found.value if found is not None else {}


@lru_cache(maxsize=1)
def shipped() -> tuple[Rule, ...]:
    """Return the rules in `resources/`; none when the file is missing or cannot be read."""
    try:
        said = json.loads(paths.resource(FILE).read_text(encoding="utf-8"))
        return tuple(Rule(key=each["key"], topic=each["topic"], source=each["source"],
                          valid_from=each.get("valid_from", ""), valid_until=each.get("valid_until", ""),
                          value=each["value"]) for each in said)
    except (OSError, ValueError, KeyError, TypeError):
        return ()


def _published(record: records.Record) -> Rule:
    fields = record.fields
    said = fields["value"]
    assert isinstance(said, Mapping)
    return Rule(key=str(fields["key"]), topic=str(fields.get("topic") or ""), source=str(fields.get("source") or ""),
                valid_from=str(fields.get("valid_from") or ""), valid_until=str(fields.get("valid_until") or ""),
                value=said, is_published=True)


def _in_force(known: list[Rule], day: str) -> Rule | None:
    """Return the one that began last. A bound as short as "2026" covers its whole year."""
    fitting = [each for each in known
               if each.valid_from <= day and (not each.valid_until or day[:len(each.valid_until)] <= each.valid_until)]
    return max(fitting, key=lambda each: each.valid_from, default=None)
