"""Taking a workbook in: look first, then everything at once, in one transaction and one step of undo.

`preview` reads and plans; `commit` plans anew inside the transaction and writes. `run` does both, `dry_run` only
looks. `mend` takes in a row that waited.
"""
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from desktop.services.form_saving import new_group
from desktop.services.import_ import planning
from desktop.services.import_.columns import Column, heading_key
from desktop.services.import_.planning import Plan, PlannedRow, RowState
from desktop.services.import_.reading import Reading, read_workbook
from desktop.services.import_.records import ReadRow, RowProblem
from desktop.services.import_.taking_back import TakenBack, take_back
from desktop.services.import_.words import row_sentence, sentence
from desktop.services.problem_text import bare_problem_text
from desktop.services.problems import NotFound, ServiceError, WrongUse
from desktop.services.value_text import text_of
from desktop.store import bulk, imports, records, setting
from desktop.store.bulk import NewRecord
from desktop.store.driver import Connection
from desktop.store.imports import Written
from desktop.store.store import Store
from desktop.store.unit import Unit
from protocol.catalogue import KINDS
from protocol.field import FieldType, JsonValue, split_element
from protocol.kind import Feed
from protocol.problem import CODES as CHECKED_CODES
from protocol.problem import Problem

__all__ = ["TakenBack", "take_back"]

CORRECTIONS: Final = "import_columns"
"""Setting: {kind: {heading: field}}, the columns that a person put right, remembered for the next file."""
INDEX_LATER: Final = 1000
"""From so many new records on, the search index follows in slices behind the import."""


class FileRefused(ServiceError):
    """The file gives no rows; nothing was written. `code` says why, `hint` what to do."""

    def __init__(self, code: str) -> None:
        super().__init__(code=code)
        self.code = code
        self.message, self.hint = sentence(code)


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownProblem:
    """What is wrong in one row, in words. `blocks`: the row waits; else it goes in without that value."""
    row: int
    field: str
    value: str
    code: str
    message: str
    blocks: bool
    sheet: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PreviewRow:
    """One row as the window shows it. `values` are in canonical form, `shown` the same as they read.

    `changes` is {field: (old, new)} of a changed row, as they read.
    """
    row: int
    sheet: str
    state: RowState
    title: str
    record: str
    values: Mapping[str, JsonValue]
    shown: Mapping[str, str]
    changes: Mapping[str, tuple[str, str]]
    problems: Sequence[ShownProblem]


@dataclass(frozen=True, slots=True, kw_only=True)
class Preview:
    """What a file would do. With `reject` it does nothing: `reason` and `hint` say why."""
    file: Path
    kind: str = ""
    rows: Sequence[PreviewRow] = ()
    counts: Mapping[str, int] = field(default_factory=dict)
    problems: Sequence[ShownProblem] = ()
    named: Mapping[str, Sequence[str]] = field(default_factory=dict)    # {"office": [names not known yet], …}
    columns: Sequence[Column] = ()
    skipped_rows: int = 0
    other_kinds: Sequence[str] = ()
    reject: str = ""
    reason: str = ""
    hint: str = ""
    reading: Reading | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class BatchResult:
    """What an import did, or with a dry run would do. `batch` is "" when nothing was written."""
    batch: str
    kind: str
    created: int
    changed: int
    same: int
    waiting: int
    skipped_rows: int
    problems: Sequence[ShownProblem]
    named: Mapping[str, int] = field(default_factory=dict)
    canonical: Mapping[str, JsonValue] | None = None

    def answer(self) -> dict[str, JsonValue]:
        """Return the command line's JSON."""
        made: dict[str, JsonValue] = {
            "batch": self.batch or None, "kind": self.kind, "created": self.created, "changed": self.changed,
            "same": self.same, "waiting": self.waiting, "skipped_rows": self.skipped_rows, "named": dict(self.named),
            "problems": [{"row": each.row, "field": each.field, "value": each.value, "code": each.code,
                          "message": each.message, "waits": each.blocks} for each in self.problems]}
        if self.canonical is not None:
            made["rows"] = self.canonical.get("rows", [])
            if "more" in self.canonical:
                made["more"] = self.canonical["more"]
        return made


def read(db: Connection, path: Path, *, kind: str | None = None) -> Reading:
    """Return what a file says, with the columns that a person put right before. Raises WrongUse for no kind."""
    if kind is not None and (kind not in KINDS or KINDS[kind].feed is Feed.SERVER):
        raise WrongUse(what=kind)
    return read_workbook(path, kind=kind, corrections=corrections(db))


def preview(store: Store, path: Path, kind: str | None = None) -> Preview:
    """Return what taking in a file would do; writes nothing. A file that cannot be read is a preview with `reject`."""
    db = store.read()
    return preview_of(store, read(db, path, kind=kind), path)


def preview_of(store: Store, reading: Reading, path: Path) -> Preview:
    """Return the preview of what was already read."""
    if reading.reject:
        reason, hint = sentence(reading.reject)
        return Preview(file=path, reject=reading.reject, reason=reason, hint=hint, reading=reading)
    planned = _planned(store, reading)
    titles = _titles(store.read(), planned)
    named: dict[str, list[str]] = {}
    for draft in planned.drafts:
        named.setdefault(draft.kind, []).append(titles[draft.id])
    return Preview(
        file=path, kind=planned.kind, rows=[_shown_row(planned.kind, each, titles) for each in planned.rows],
        counts=planned.counts(), problems=_problems(planned), named=named, columns=reading.columns,
        skipped_rows=reading.skipped_rows, other_kinds=reading.other_kinds, reading=reading)


def commit(store: Store, looked_at: Preview) -> BatchResult:
    """Write what a preview showed, planned anew against the book as it stands now. Raises FileRefused."""
    if looked_at.reading is None:
        raise FileRefused(looked_at.reject or "no-rows")
    return write(store, looked_at.reading)


def run(store: Store, path: Path, *, kind: str | None = None) -> BatchResult:
    """Take a file in. Raises FileRefused, WrongUse, StoreError; then nothing is written."""
    return write(store, read(store.read(), path, kind=kind))


def dry_run(store: Store, path: Path, *, kind: str | None = None) -> BatchResult:
    """Return what `run` would do, with the rows in canonical form; writes nothing. Raises FileRefused, WrongUse."""
    reading = read(store.read(), path, kind=kind)
    if reading.reject:
        raise FileRefused(reading.reject)
    planned = _planned(store, reading)
    return _result("", planned, reading.skipped_rows, reading.canonical())


def dry_run_or_reject(store: Store, path: Path, *, kind: str | None = None) -> Mapping[str, JsonValue]:
    """Return the interchange form of a file: its rows, or `{"kind": "reject", "reason": …}`."""
    return read(store.read(), path, kind=kind).canonical()


def write(store: Store, reading: Reading) -> BatchResult:
    """Write a reading into the book in one transaction. Raises FileRefused; a file without news writes nothing."""
    if reading.reject:
        raise FileRefused(reading.reject)

    def do(unit: Unit) -> BatchResult:
        planned = planning.plan(unit.db, reading.kind, reading.rows, unit.new_id)
        counts = planned.counts()
        if not any(counts[state] for state in (RowState.NEW, RowState.CHANGED, RowState.PROBLEM)):
            return _result("", planned, reading.skipped_rows, None)
        batch = unit.new_id()
        written = write_plan(unit, planned, group=batch)
        waiting = [_waiting(row) for row in planned.rows if row.state is RowState.PROBLEM]
        imports.keep(unit, imports.Batch(
            id=batch, step=batch, file=reading.file_name, kind=planned.kind, at_ms=unit.now_ms, who=unit.who,
            counts=counts, taken_back=False), written, waiting)
        return _result(batch, planned, reading.skipped_rows, None)

    return store.submit(do).result()


def write_plan(unit: Unit, planned: Plan, *, group: str) -> list[Written]:
    """Write a plan: drafts and new records at once, then the changes; all in the step `group`."""
    written = [Written(record=each.id, kind=each.kind, created=True, named=True, changes=_given(each.fields))
               for each in planned.drafts]
    new = [row for row in planned.rows if row.state is RowState.NEW]
    made = [NewRecord(each.kind, each.id, each.fields) for each in planned.drafts]
    made += [NewRecord(planned.kind, row.record, row.fields) for row in new]
    bulk.create_many(unit, made, group=group, search_later=len(made) > INDEX_LATER)
    written += [Written(record=row.record, kind=planned.kind, created=True, named=False, changes=_given(row.fields))
                for row in new]
    for row in planned.rows:
        if row.state is RowState.CHANGED:
            unit.edit(planned.kind, row.record, row.fields, group=group)
            written.append(Written(record=row.record, kind=planned.kind, created=False, named=False, changes={
                key: (row.before.get(key), value) for key, value in row.fields.items()}))
    return written


def waiting_rows(db: Connection, batch: str = "") -> list[tuple[str, int, ReadRow]]:
    """Return (batch, number, row) of everything that waits to be mended, of one batch or of all."""
    return [(its_batch, number, _read_row(row)) for its_batch, number, row in imports.waiting(db, batch)]


def mend(store: Store, batch: str, number: int, values: Mapping[str, JsonValue], *, group: str = "") -> PlannedRow:
    """Take in a waiting row with these values (canonical form, texts). A row still wrong comes back as PROBLEM.

    One step of undo, `group`: taken back, the row waits again.

    Raises NotFound for a row that does not wait any more.
    """
    step = group or new_group()

    def do(unit: Unit) -> PlannedRow:
        known = imports.batch(unit.db, batch)
        row = next((each for _, its_number, each in waiting_rows(unit.db, batch) if its_number == number), None)
        if known is None or row is None:
            raise NotFound(kind="", text=f"{batch} {number}")
        mended = ReadRow(row=row.row, sheet=row.sheet, values=dict(values), written=row.written)
        planned = planning.plan(unit.db, known.kind, [mended], unit.new_id)
        if planned.rows[0].state is not RowState.PROBLEM:
            imports.add_written(unit.db, batch, write_plan(unit, planned, group=step))
            imports.settle_waiting(unit, batch, number, group=step)
        return planned.rows[0]

    return store.submit(do).result()


def drop_waiting(store: Store, batch: str, number: int) -> str:
    """Let a row that is not wanted wait no longer; return the undo group."""
    step = new_group()
    store.submit(lambda unit: imports.settle_waiting(unit, batch, number, group=step)).result()
    return step


def corrections(db: Connection) -> dict[str, dict[str, str]]:
    """Return {kind: {heading: field}} as a person put columns right before."""
    kept = setting.read(db, CORRECTIONS, {})
    return {code: {str(heading): str(name) for heading, name in columns.items()}
            for code, columns in (kept.items() if isinstance(kept, Mapping) else ()) if isinstance(columns, Mapping)}


def correct_column(store: Store, kind: str, heading: str, field_code: str) -> None:
    """Remember which field a heading means, "" for none; the next reading of any file heeds it.

    Raises WrongUse for a field that the kind does not have.
    """
    if kind not in KINDS or (field_code and not KINDS[kind].has(field_code)):
        raise WrongUse(what=field_code)

    def do(unit: Unit) -> None:
        kept = corrections(unit.db)
        kept.setdefault(kind, {})[heading_key(heading)] = field_code
        unit.set_setting(CORRECTIONS, kept)

    store.submit(do).result()


def _planned(store: Store, reading: Reading) -> Plan:
    return planning.plan(store.read(), reading.kind, reading.rows, planning.provisional_ids())


def _given(fields: Mapping[str, JsonValue]) -> dict[str, tuple[JsonValue, JsonValue]]:
    return {key: (None, value) for key, value in fields.items()}


def _result(batch: str, planned: Plan, skipped_rows: int, canonical: Mapping[str, JsonValue] | None) -> BatchResult:
    counts = planned.counts()
    return BatchResult(
        batch=batch, kind=planned.kind, created=counts[RowState.NEW], changed=counts[RowState.CHANGED],
        same=counts[RowState.SAME], waiting=counts[RowState.PROBLEM], skipped_rows=skipped_rows,
        problems=_problems(planned), named=dict(Counter(each.kind for each in planned.drafts)), canonical=canonical)


def _problems(planned: Plan) -> list[ShownProblem]:
    return [shown_problem(planned.kind, each) for row in planned.rows for each in row.problems]


def shown_problem(kind: str, problem: RowProblem) -> ShownProblem:
    """Return a problem of a row with its sentence."""
    if problem.code in CHECKED_CODES:
        message = bare_problem_text(
            kind, Problem(field=problem.field, code=problem.code, message_values=problem.values))
    else:
        message = row_sentence(problem.code, problem.value, problem.values)
    return ShownProblem(row=problem.row, sheet=problem.sheet, field=problem.field, value=problem.value,
                        code=problem.code, message=message, blocks=problem.blocks)


def _titles(db: Connection, planned: Plan) -> dict[str, str]:
    """Return the names of every record and draft that a plan mentions."""
    titles = {each.id: str(each.fields.get(KINDS[each.kind].title[0], "")) for each in planned.drafts}
    asked = {row.record for row in planned.rows if row.record}
    for row in planned.rows:
        for values in (row.fields, row.before):
            asked |= {str(value) for value in values.values() if isinstance(value, str) and len(value) == 36}
            asked |= {split_element(key)[1] for key in values}
    return titles | records.titles(db, asked - titles.keys())


def _shown_row(kind: str, row: PlannedRow, titles: Mapping[str, str]) -> PreviewRow:
    title_values = (row.read.values.get(code) for code in KINDS[kind].title)
    title = " · ".join(str(value) for value in title_values if value) or str(row.fields.get("name", ""))
    changes: dict[str, tuple[str, str]] = {}
    if row.state is RowState.CHANGED:
        for key, new in row.fields.items():
            name, member = split_element(key)
            if member:
                known = changes[name][1] if name in changes else ""
                changes[name] = ("", ", ".join(part for part in (known, titles.get(member, "")) if part))
            else:
                changes[name] = (_readable(kind, name, row.before.get(key), titles),
                                 _readable(kind, name, new, titles))
    shown = {name: _readable(kind, name, value, {}) for name, value in row.read.values.items()}
    return PreviewRow(row=row.read.row, sheet=row.read.sheet, state=row.state, title=title, record=row.record,
                      values=row.read.values, shown=shown, changes=changes,
                      problems=[shown_problem(kind, each) for each in row.problems])


def _readable(kind: str, name: str, value: JsonValue, titles: Mapping[str, str]) -> str:
    """Return how a value reads; one of a reference is an id with a title, or in canonical form the name itself."""
    declared = KINDS[kind].field(name)
    if declared is None:
        return "" if value is None else str(value)
    if declared.type is FieldType.REFERENCE and isinstance(value, str):
        return titles.get(value, value)
    if declared.type is FieldType.REFERENCES and isinstance(value, (list, tuple)):
        return ", ".join(str(each) for each in value)
    return text_of(KINDS[kind], declared, value)


def _waiting(row: PlannedRow) -> dict[str, JsonValue]:
    problems: list[JsonValue] = [
        {"field": each.field, "value": each.value, "code": each.code, "blocks": each.blocks,
         "values": dict(each.values)} for each in row.problems]
    return {"row": row.read.row, "sheet": row.read.sheet, "values": dict(row.read.values),
            "written": dict(row.read.written), "problems": problems}


def _read_row(kept: Mapping[str, JsonValue]) -> ReadRow:
    values, written = kept.get("values"), kept.get("written")
    row, sheet = kept.get("row"), kept.get("sheet")
    number, name = (row if isinstance(row, int) else 0), (sheet if isinstance(sheet, str) else "")
    texts = {key: str(text) for key, text in written.items()} if isinstance(written, Mapping) else {}
    read_row = ReadRow(row=number, sheet=name, values=dict(values) if isinstance(values, Mapping) else {},
                       written=texts)
    problems = kept.get("problems")
    for each in problems if isinstance(problems, (list, tuple)) else ():
        if isinstance(each, Mapping):
            given = each.get("values")
            read_row.problems.append(RowProblem(
                row=number, sheet=name, field=str(each.get("field")), value=str(each.get("value")),
                code=str(each.get("code")), blocks=bool(each.get("blocks")),
                values={key: text for key, text in given.items() if isinstance(text, (str, int))}
                if isinstance(given, Mapping) else {}))
    return read_row
