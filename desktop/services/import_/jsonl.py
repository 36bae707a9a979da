"""records.jsonl, for machines: one `{"kind", "id"?, "fields"}` a line, taken in as one batch.

A reference is an id, or a text that fits exactly one record, also one of an earlier line. A line that is wrong is
named in the answer; the others go in.
"""
import json
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from desktop.services.import_.batch import BatchResult, FileRefused, ShownProblem
from desktop.services.import_.planning import provisional_ids
from desktop.services.import_.sheets import MEGABYTE
from desktop.services.import_.words import row_sentence
from desktop.services.problem_text import bare_problem_text
from desktop.services.problems import ServiceError
from desktop.services.references import is_id, resolve
from desktop.store import bulk, imports, visible
from desktop.store.bulk import NewRecord
from desktop.store.driver import Connection
from desktop.store.imports import Written
from desktop.store.store import Store
from desktop.store.unit import Unit
from protocol.catalogue import KINDS
from protocol.conditions import may_write
from protocol.field import Field, FieldType, JsonValue, Writer, element_key, split_element
from protocol.folding import fold
from protocol.kind import Feed, Kind
from protocol.merge import same
from protocol.validation import check_record

FILE_LIMIT: Final = 200 * MEGABYTE
LINE_LIMIT: Final = MEGABYTE
RECORDS: Final = "records"
INDEX_LATER: Final = 1000


@dataclass(slots=True, kw_only=True)
class _Lines:
    """What the lines would write."""
    new: list[NewRecord] = field(default_factory=list)
    changed: list[tuple[str, str, dict[str, JsonValue], dict[str, JsonValue]]] = field(default_factory=list)
    same: int = 0
    problems: list[ShownProblem] = field(default_factory=list)


class _Wrong(Exception):
    """A line cannot go in."""

    def __init__(self, name: str, value: str, code: str, message: str = "") -> None:
        super().__init__(code)
        self.name, self.value, self.code, self.message = name, value, code, message


def run(store: Store, path: Path, *, dry_run: bool = False) -> BatchResult:
    """Take the lines of a file in, in one transaction. Raises FileRefused when it is no such file."""
    try:
        if path.stat().st_size > FILE_LIMIT:
            raise FileRefused("too-big")
        lines = path.read_bytes().split(b"\n")
    except FileNotFoundError as error:
        raise FileRefused("no-file") from error
    except OSError as error:
        raise FileRefused("file-locked") from error
    if not any(line.strip() for line in lines):
        raise FileRefused("empty-file")
    if dry_run:
        return _result("", _Reader(store.read(), provisional_ids()).all(lines))

    def do(unit: Unit) -> BatchResult:
        found = _Reader(unit.db, unit.new_id).all(lines)
        if not found.new and not found.changed:
            return _result("", found)
        batch = unit.new_id()
        bulk.create_many(unit, found.new, group=batch, search_later=len(found.new) > INDEX_LATER)
        written = [Written(record=each.id, kind=each.kind, created=True, named=False, changes={
            key: (None, value) for key, value in each.fields.items()}) for each in found.new]
        for kind, record, fields, before in found.changed:
            unit.edit(kind, record, fields, group=batch)
            written.append(Written(record=record, kind=kind, created=False, named=False, changes={
                key: (before.get(key), value) for key, value in fields.items()}))
        imports.keep(unit, imports.Batch(
            id=batch, step=batch, file=path.name, kind=RECORDS, at_ms=unit.now_ms, who=unit.who,
            counts={"new": len(found.new), "changed": len(found.changed), "same": found.same,
                    "problem": len(found.problems)}, taken_back=False), written, ())
        return _result(batch, found)

    return store.submit(do).result()


def _result(batch: str, found: _Lines) -> BatchResult:
    return BatchResult(batch=batch, kind=RECORDS, created=len(found.new), changed=len(found.changed), same=found.same,
                       waiting=0, skipped_rows=0, problems=found.problems)


class _Reader:
    def __init__(self, db: Connection, new_id: Callable[[], str]) -> None:
        self._db, self._new_id = db, new_id
        self._names: dict[str, dict[str, set[str]]] = {}
        self._made: dict[str, tuple[str, dict[str, JsonValue]]] = {}    # by id: of earlier lines, and what they changed
        self._found = _Lines()

    def all(self, lines: list[bytes]) -> _Lines:
        """Return what the lines would write."""
        for number, line in enumerate(lines, start=1):
            if not line.strip():
                continue
            try:
                self._line(line)
            except _Wrong as wrong:
                self._found.problems.append(ShownProblem(
                    row=number, field=wrong.name, value=wrong.value[:200], code=wrong.code, blocks=True,
                    message=wrong.message or row_sentence(wrong.code, wrong.value[:200], {})))
        return self._found

    def _line(self, line: bytes) -> None:
        kind, record, given = _parsed(line)
        flat = self._flat(kind, given)
        before = self._before(kind, record)
        clean, problems = check_record(kind, flat, new=before is None, before=before or {})
        problems += [refused for key, value in clean.items() if before is None or not same(value, before.get(key))
                     if (refused := may_write(kind, key, value, Writer.COMMUNE)) is not None]
        if problems:
            first = problems[0]
            raise _Wrong(first.field, str(flat.get(first.field, "")), first.code, bare_problem_text(kind, first))
        if before is None:
            record = record or self._new_id()
            fields: dict[str, JsonValue] = {key: value for key, value in clean.items() if value is not None}
            self._found.new.append(NewRecord(kind.code, record, fields))
            self._made[record] = (kind.code, fields)
            self._name(kind, record, fields)
            return
        changes = {key: value for key, value in clean.items() if not same(value, before.get(key))}
        if not changes:
            self._found.same += 1
        elif record in self._made:
            # A later line about a record of this file: it is created as it will be.
            self._made[record][1].update(changes)
            self._found.same += 1
        else:
            self._found.changed.append((kind.code, record, changes, before))

    def _before(self, kind: Kind, record: str) -> dict[str, JsonValue] | None:
        if not record:
            return None
        if record in self._made:
            its_kind, fields = self._made[record]
            if its_kind != kind.code:
                raise _Wrong("kind", kind.code, "refused")
            return dict(fields)
        known = visible.known(self._db, record)
        if known is None:
            return None
        if known != kind.code:
            raise _Wrong("kind", kind.code, "refused")
        return visible.read(self._db, kind.code, record)

    def _flat(self, kind: Kind, given: Mapping[str, JsonValue]) -> dict[str, JsonValue]:
        flat: dict[str, JsonValue] = {}
        for key, value in given.items():
            declared = kind.field(key)
            if declared is None:
                raise _Wrong(key, key, "unknown-field")
            if declared.type is FieldType.REFERENCE and isinstance(value, str) and value:
                flat[key] = self._resolved(declared, value)
            elif declared.is_set and not split_element(key)[1]:
                members = value if isinstance(value, (list, tuple)) else [] if value is None else [value]
                for each in members:
                    flat[element_key(key, self._resolved(declared, str(each)))] = True
            elif declared.is_answers and isinstance(value, Mapping):
                flat.update(kind.flat({key: value}))
            else:
                flat[key] = value
        return flat

    def _resolved(self, declared: Field, text: str) -> str:
        """Return the record that a reference means. Raises _Wrong when none does, or several do."""
        if is_id(text.lower()):
            return text.lower()
        names = self._names_of(declared.target)
        exact, folded = names.get("=" + text.strip(), set()), names.get(fold(text), set())
        for found in (exact, folded):
            if len(found) == 1:
                return next(iter(found))
            if found:
                raise _Wrong(declared.code, text, "several-matches")
        try:
            return resolve(self._db, declared.target, text)
        except ServiceError as error:
            code = "several-matches" if error.code == "ambiguous" else "not-found"
            raise _Wrong(declared.code, text, code) from error

    def _names_of(self, kind: str) -> dict[str, set[str]]:
        if kind not in self._names:
            self._names[kind] = defaultdict(set)
            for record, flat in imports.living(self._db, kind).items():
                self._name(KINDS[kind], record, flat)
            for record, (its_kind, fields) in self._made.items():
                if its_kind == kind:
                    self._name(KINDS[kind], record, fields)
        return self._names[kind]

    def _name(self, kind: Kind, record: str, flat: Mapping[str, JsonValue]) -> None:
        names = self._names.get(kind.code)
        if names is None:
            return
        for name in _names_in(kind, flat):
            names["=" + name].add(record)
            names[fold(name)].add(record)


def _parsed(line: bytes) -> tuple[Kind, str, Mapping[str, JsonValue]]:
    """Return (kind, id or "", fields) of a line. Raises _Wrong."""
    if len(line) > LINE_LIMIT:
        raise _Wrong("", "", "bad-line")
    try:
        made = json.loads(line.decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        raise _Wrong("", line[:80].decode("utf-8", errors="replace"), "bad-line") from error
    if not isinstance(made, dict) or not isinstance(made.get("fields"), dict) or made.keys() - {"kind", "id", "fields"}:
        raise _Wrong("", line[:80].decode("utf-8", errors="replace"), "bad-line")
    code, record = made.get("kind"), made.get("id") or ""
    if not isinstance(code, str) or code not in KINDS or KINDS[code].feed is Feed.SERVER:
        raise _Wrong("kind", str(code), "unknown-kind")
    if record and (not isinstance(record, str) or not is_id(record)):
        raise _Wrong("id", str(record), "not-found")
    return KINDS[code], record, made["fields"]


def _names_in(kind: Kind, flat: Mapping[str, JsonValue]) -> Iterator[str]:
    """Return what a record may be called by: its title, each part of it, its codes, other names."""
    parts = [str(flat[code]) for code in kind.title if isinstance(flat.get(code), str)]
    yield from dict.fromkeys((*parts, " ".join(parts)))
    for each in kind.fields:
        value = flat.get(each.code)
        if each.code not in kind.title and (each.distinct or each.suffixes) and isinstance(value, str):
            yield value
    aliases = flat.get("aliases")
    yield from (str(alias) for alias in aliases) if isinstance(aliases, (list, tuple)) else ()
    short = flat.get("short_name")
    if isinstance(short, str):
        yield short
