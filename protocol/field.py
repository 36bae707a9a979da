"""The vocabulary in which the fields of a kind are declared.

A field is data: from its declaration come the column in SQLite, the check on both sides, the
column of a list, the line of a form, the search text, the Excel column and its way over the wire.
"""
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final, TypeAlias

JsonValue: TypeAlias = "str | int | bool | None | Sequence[JsonValue] | Mapping[str, JsonValue]"
"""What a field may hold. There are no floats anywhere in a record."""

TEXT_LIMIT: Final = 200
LONG_TEXT_LIMIT: Final = 10_000
DATA_LIMIT_BYTES: Final = 8 * 1024


class FieldType(StrEnum):
    """How a value is written, checked, shown and merged."""
    TEXT = "text"              # one line, at most 200 characters, NFC
    LONG_TEXT = "long_text"    # at most 10,000 characters, line breaks allowed
    LINES = "lines"            # list of strings, merged whole
    CHOICE = "choice"          # a stable code; the label is translated
    DATE = "date"              # yyyy, yyyy-mm or yyyy-mm-dd, kept as precise as given
    DATETIME = "datetime"      # yyyy-mm-ddThh:mm, Vietnam wall time (UTC+7) whatever the PC's zone
    INTEGER = "integer"        # with a unit
    MONEY = "money"            # whole đồng
    BOOLEAN = "boolean"
    REFERENCE = "reference"    # id of a record of kind `target`; soft, may be unknown here
    REFERENCES = "references"  # a set: each element is merged by itself, `users.<id>`: true | null
    EMAIL = "email"
    PHONE = "phone"
    ANSWERS = "answers"        # yes or no by key: each is merged by itself, `answers.camera`: true | false | null
    DATA = "data"              # JSON object of at most 8 KiB, merged whole


class Writer(StrEnum):
    """Who may write a field. The server decides by the token, never by what an operation claims."""
    COMMUNE = "commune"      # the commune's editors
    PROVINCE = "province"
    BOTH = "both"
    SERVER = "server"        # nobody: the server writes it itself (conflicts)


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """One code of a choice field. `label` is an English msgid; a retired code is shown, never offered."""
    code: str
    label: str
    retired: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One field of a kind.

    `label` is an English msgid, translated with the kind's code as context. `column` is the place in
    the list (0: not shown there), `in_form` whether a person may type it. `suffixes` makes every end
    of 3 or more characters searchable, so that "014" finds PC-014. `distinct` marks codes of which a
    second one is saved, but badged. `open` choices accept codes that are not declared here. `measured` is
    noted by the program (what it read of a machine, who ticked when): of two such values nobody is asked which
    is right, the newer one stands; what was found by it is a field of its own.
    """
    code: str
    label: str
    type: FieldType = FieldType.TEXT
    required: bool = False
    target: str = ""
    choices: tuple[Choice, ...] = ()
    open: bool = False
    unit: str = ""
    writer: Writer = Writer.COMMUNE
    searchable: bool = False
    suffixes: bool = False
    sensitive: bool = False
    distinct: bool = False
    column: int = 0
    in_form: bool = True
    measured: bool = False
    group: str = ""
    aliases: tuple[str, ...] = ()    # headings under which communes keep it in Excel, Vietnamese

    @property
    def is_set(self) -> bool:
        """Return whether it holds records, each of them a field of its own."""
        return self.type is FieldType.REFERENCES

    @property
    def is_answers(self) -> bool:
        """Return whether it holds yes or no by key, each key a field of its own."""
        return self.type is FieldType.ANSWERS

    @property
    def fits_a_cell(self) -> bool:
        """Return whether a form, a column or a cell of a sheet can hold it."""
        return self.type not in (FieldType.DATA, FieldType.ANSWERS)

    def choice(self, code: str) -> Choice | None:
        """Return the declared choice with `code`, or None for one this version does not know."""
        return next((choice for choice in self.choices if choice.code == code), None)


def element_key(field: str, member: str) -> str:
    """Return the operation field of one element of a set, `users.0192…`, or of one answer, `answers.camera`."""
    return f"{field}.{member}"


def split_element(key: str) -> tuple[str, str]:
    """Return (field, member) of an operation field; member is "" for an ordinary field."""
    field, _, member = key.partition(".")
    return field, member
