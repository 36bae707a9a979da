"""A kind of record: its fields, its words, and where it lives."""
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

from protocol.field import Field, JsonValue, Writer, split_element

DELETED: Final = "deleted"
MERGED_INTO: Final = "merged_into"
SYSTEM_FIELDS: Final = frozenset({DELETED, MERGED_INTO})
"""In every kind, never declared: `deleted` is assigned by delete/undelete only, `merged_into` names
the record that a tombstone was joined to; references resolve through it."""


class Feed(StrEnum):
    """Which feed holds the records of a kind; `BOTH`: the province's catalogue, a commune may add its own."""
    COMMUNE = "commune"
    PROVINCE = "province"
    BOTH = "both"
    SERVER = "server"    # written by the server into the feed of the record it is about


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """One kind of record.

    `title` names the fields whose values, joined by a blank, name a record for a person; `status` is
    the choice field with a table of transitions (see `conditions`). `written_once` records are never
    edited after their creation.
    """
    code: str
    label: str
    plural: str
    fields: tuple[Field, ...]
    title: tuple[str, ...]
    feed: Feed = Feed.COMMUNE
    status: str = ""
    written_once: bool = False
    _by_code: Mapping[str, Field] = field(init=False, repr=False, compare=False, default_factory=dict)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_by_code", {each.code: each for each in self.fields})

    def field(self, key: str) -> Field | None:
        """Return the field of an operation key (`status`, `users.0192…`), or None if this version lacks it."""
        return self._by_code.get(split_element(key)[0])

    def has(self, code: str) -> bool:
        """Return whether the kind declares a field with `code`."""
        return code in self._by_code

    def nested(self, flat: Mapping[str, JsonValue]) -> dict[str, JsonValue]:
        """Return flat fields with each set as one sorted list, answers as one object; cleared values are left out.

        Fields that this version does not know keep their flat key.
        """
        made: dict[str, JsonValue] = {}
        sets: dict[str, list[str]] = {}
        answers: dict[str, dict[str, JsonValue]] = {}
        for key, value in flat.items():
            if value is None or key in SYSTEM_FIELDS:
                continue
            name, member = split_element(key)
            declared = self._by_code.get(name)
            if member and declared is not None and declared.is_set:
                sets.setdefault(name, []).append(member)
            elif member and declared is not None and declared.is_answers:
                answers.setdefault(name, {})[member] = value
            else:
                made[key] = value
        made.update({name: sorted(members) for name, members in sets.items()})
        made.update(answers)
        return made

    def flat(self, nested: Mapping[str, JsonValue]) -> dict[str, JsonValue]:
        """Return the opposite of `nested`: one key `users.<id>` or `answers.<key>` for each part."""
        made: dict[str, JsonValue] = {}
        for key, value in nested.items():
            declared = self._by_code.get(key)
            if declared is not None and declared.is_set and isinstance(value, (list, tuple, set, frozenset)):
                made.update({f"{key}.{member}": True for member in value})
            elif declared is not None and declared.is_answers and isinstance(value, Mapping):
                made.update({f"{key}.{member}": said for member, said in value.items()})
            else:
                made[key] = value
        return made

    def writable_by(self, key: str, author: Writer) -> bool:
        """Return whether `author` (COMMUNE or PROVINCE) may write the field of `key` in this kind.

        A field that this version does not know is allowed in a commune's own kinds: unknown fields
        survive an older server (I10), and a newer one will judge them.
        """
        declared = self.field(key)
        if self.feed is Feed.SERVER or (declared is not None and declared.writer is Writer.SERVER):
            return False
        if declared is None or declared.writer is Writer.BOTH:
            return True
        return declared.writer is author
