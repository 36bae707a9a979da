"""Persons down, systems across: a mark or a login name where they meet is an account."""
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from desktop.services.import_.cells import DASHES
from desktop.services.import_.choice_words import choice_code
from desktop.services.import_.columns import columns_as, heading_paths
from desktop.services.import_.grid import Grid
from desktop.services.import_.header import Header, is_titled
from desktop.services.import_.headings import matches
from desktop.services.import_.names import person_name
from desktop.services.import_.records import MARKS, ReadRow
from desktop.services.import_.rows import Role, rows_of
from desktop.services.import_.text import heading_words, plain
from protocol.catalogue import KINDS
from protocol.field import JsonValue

SAMPLED: Final = 500
LEAST_SYSTEMS: Final = 1
LEAST_UNTITLED: Final = 3
NO: Final = frozenset({"khong", "chua", "chua co", "chua cap", "khong co", "k", "ko", "no", "0", "o"})
LOGIN: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9._\-@]{2,}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Matrix:
    """The accounts of a matrix; `skipped`: its other rows."""
    header: Header
    rows: Sequence[ReadRow]
    skipped: int


def read_matrix(grid: Grid, header: Header) -> Matrix | None:
    """Return the accounts of the table under `header`, None when it is no matrix of persons and systems."""
    person = KINDS["person"]
    paths = heading_paths(grid, header.top, header.bottom)
    columns = columns_as(person, paths)
    if "full_name" not in columns.fields:
        return None
    titled = is_titled(grid, KINDS["account"], header.top)
    least = LEAST_SYSTEMS if titled else LEAST_UNTITLED
    below = range(header.bottom + 1, min(grid.height, header.bottom + 1 + SAMPLED))
    if sum(1 for index in range(grid.width) if any(grid.own(row, index) in MARKS for row in below)) < least:
        return None
    as_person = replace(header, columns=columns)
    table = list(rows_of(grid, as_person, grid.height))
    records = [each for each in table if each.role is Role.RECORD]
    name_column = columns.of("full_name")[0]
    systems = [(index, path[-1]) for index, path in enumerate(paths)
               if path and index not in (columns.ordinal, name_column) and not _is_of_persons(path[-1])
               and _is_system(grid, index, [each.row for each in records])]
    if len(systems) < least:
        return None
    rows: list[ReadRow] = []
    for each in records:
        name = person_name(grid.text(each.row, name_column))
        for index, system in systems:
            account = _account(grid.text(each.row, index))
            if account is not None:
                values: dict[str, JsonValue] = {"person": name, "system": system, **account}
                rows.append(ReadRow(row=each.row + 1, sheet=grid.name, values=values))
    account_header = replace(header, columns=replace(columns, kind=KINDS["account"]))
    return Matrix(header=account_header, rows=rows, skipped=len(table) - len(records))


def _is_of_persons(heading: str) -> bool:
    """Return whether a column is one of a list of persons that may hold marks too: Nam, Nữ, Đảng viên."""
    return matches(KINDS["person"], heading_words(heading))[:1] == (("", 1.0),)


def _is_system(grid: Grid, column: int, rows: Sequence[int]) -> bool:
    """Return whether a column holds marks, login names and blanks, some of them marks."""
    texts = [text for text in (grid.text(row, column) for row in rows) if text]
    marks = sum(1 for text in texts if text in MARKS)
    fitting = sum(1 for text in texts if _fits(text))
    return marks > 0 and fitting >= 0.9 * len(texts)


def _fits(text: str) -> bool:
    return (text in MARKS or plain(text) in NO or DASHES.fullmatch(text) is not None
            or LOGIN.fullmatch(text) is not None or choice_code("account", "status", text) is not None)


def _account(text: str) -> dict[str, str] | None:
    if not text or plain(text) in NO or DASHES.fullmatch(text):
        return None
    if text in MARKS:
        return {"status": "in_use"}
    status = choice_code("account", "status", text)
    if status is not None and not re.search(r"[\d._@]", text):
        return {"status": status} if status != "missing" else None
    return {"status": "in_use", "login": text} if LOGIN.fullmatch(text) else {"status": "in_use"}
