"""put, get, list, delete, undelete, undo."""
from collections.abc import Iterable, Mapping
from datetime import datetime

from desktop.cli.output import Answer, table
from desktop.cli.session import Session
from desktop.services import record_keeping, record_removal
from desktop.services.problems import Ambiguous, NotFound, Refused, WrongUse
from desktop.services.references import is_id, resolve
from desktop.services.typed_values import Mistyped, read_typed
from desktop.services.value_text import VIETNAM, field_label, short_text_of
from desktop.store import records as stored
from desktop.store.driver import Connection
from desktop.store.records import Record, Search
from protocol.catalogue import KINDS
from protocol.field import Field, FieldType, JsonValue, element_key
from protocol.kind import Kind
from protocol.problem import Problem
from protocol.validation import Checked

_YES = frozenset({"true", "yes", "1", "có", "co"})
_NO = frozenset({"false", "no", "0", "không", "khong"})


def put(session: Session) -> Answer:
    """Create a record, or change the fields named of the one whose id comes first."""
    asked = session.asked
    kind = record_keeping.kind_of(asked.kind)
    words = list(asked.values)
    record_id = words.pop(0) if words and "=" not in words[0] else None
    with session.store(write=True) as store:
        db = store.read()
        before = stored.get(db, record_id) if record_id else None
        if record_id and (before is None or before.kind != kind.code):
            raise NotFound(kind=kind.code, text=record_id)
        flat = _assignments(db, kind, words, before)
        saved = record_keeping.save(store, kind.code, record_id, flat, seen=before.sight if before else None,
                                    answered=asked.yes)
        return _shown(store.read(), saved.id)


def get(session: Session) -> Answer:
    """Show one record, deleted or not."""
    with session.store() as store:
        return _shown(store.read(), session.asked.id)


def list_(session: Session) -> Answer:
    """List the records of a kind."""
    asked = session.asked
    kind = record_keeping.kind_of(asked.kind)
    with session.store() as store:
        db = store.read()
        where = dict(_condition(db, kind, word) for word in asked.where)
        search = Search(kind=kind.code, where=where, trash=asked.trash)
        found = stored.page(db, search, asked.offset, asked.limit)
        shown = [as_json(db, record) for record in found]
        labels = stored.labels(db, found)
        rows = [[record.id, *(short_text_of(kind, field, record.fields.get(field.code), labels)
                              for field in _columns(kind))] for record in found]
        heading = ["id", *(field_label(kind, field) for field in _columns(kind))]
        return Answer(data={"records": shown, "total": stored.count(db, search)}, text=table([heading, *rows]))


def delete(session: Session) -> Answer:
    """Put a record into the trash."""
    with session.store(write=True) as store:
        record_keeping.delete(store, [session.asked.id])
        return _shown(store.read(), session.asked.id)


def undelete(session: Session) -> Answer:
    """Take a record out of the trash; what was merged is a record of its own again."""
    with session.store(write=True) as store:
        record_removal.restore(store, [session.asked.id])
        return _shown(store.read(), session.asked.id)


def undo(session: Session) -> Answer:
    """Undo the last step of the person at this PC."""
    with session.store(write=True) as store:
        touched = record_keeping.undo_last(store)
        db = store.read()
        found = [record for record in (stored.get(db, each) for each in touched) if record is not None]
        return Answer(data={"records": [as_json(db, record) for record in found]},
                      text="\n".join(stored.title(db, record.id) for record in found))


def as_json(db: Connection, record: Record) -> dict[str, JsonValue]:
    """Return the frozen form of a record."""
    return {"id": record.id, "kind": record.kind, "version": record.version, "state": str(record.state),
            "deleted": record.deleted, "fields": {**record.fields, **record.unknown},
            "labels": dict(stored.labels(db, [record])), "conflicts": list(stored.conflicts_of(db, record.id)),
            **({"merged_into": record.merged_into} if record.merged_into else {})}


def value_of(db: Connection, kind: Kind, field: Field, text: str) -> Checked:
    """Return the value that `text` means in `field`, as a person or a script writes it on a command line."""
    if not text:
        return None
    try:
        match field.type:
            case FieldType.REFERENCE:
                return resolve(db, field.target, text)
            case FieldType.REFERENCES:
                return [resolve(db, field.target, each) for each in text.split(",") if each.strip()]
            case FieldType.BOOLEAN:
                said = text.strip().casefold()
                return True if said in _YES else False if said in _NO else Problem(field=field.code, code="not-yes-no")
            case FieldType.DATA | FieldType.ANSWERS:
                import json
                return json.loads(text)  # type: ignore[no-any-return]
            case FieldType.CHOICE | FieldType.TEXT | FieldType.LONG_TEXT | FieldType.EMAIL | FieldType.PHONE:
                return text
            case _:
                read = read_typed(field, text, today=datetime.now(VIETNAM).date())
                return Problem(field=field.code, code=read.code) if isinstance(read, Mistyped) else read
    except (NotFound, Ambiguous) as error:
        return Problem(field=field.code, code=error.code,
                       message_values={key: str(value) for key, value in error.values.items()})
    except ValueError:
        return Problem(field=field.code, code="not-an-object")


def _assignments(db: Connection, kind: Kind, words: Iterable[str], before: Record | None) -> dict[str, JsonValue]:
    flat: dict[str, JsonValue] = {}
    problems: list[Problem] = []
    for word in words:
        name, equals, text = word.partition("=")
        if not equals:
            raise WrongUse(what=word)
        sign = name[-1:] if name[-1:] in "+-" else ""
        field = kind.field(name.rstrip("+-")) if name else None
        if field is None or field.code != name.rstrip("+-") or (sign and not field.is_set):
            raise WrongUse(what=name)
        value = value_of(db, kind, field, text)
        if isinstance(value, Problem):
            problems.append(value)
        elif field.is_set:
            members = [str(each) for each in value] if isinstance(value, list) else []
            flat.update(_elements(field.code, members, sign, before))
        elif field.is_answers and isinstance(value, Mapping):
            flat.update(kind.flat({field.code: value}))    # the others stay as they were answered
        else:
            flat[field.code] = value
    if problems:
        raise Refused(kind.code, problems)
    return flat


def _elements(field: str, members: list[str], sign: str, before: Record | None) -> Mapping[str, JsonValue]:
    if sign:
        return {element_key(field, member): True if sign == "+" else None for member in members}
    standing = before.fields.get(field) if before is not None else None
    gone = [str(each) for each in standing if str(each) not in members] if isinstance(standing, (list, tuple)) else []
    return ({element_key(field, member): None for member in gone}
            | {element_key(field, member): True for member in members})


def _condition(db: Connection, kind: Kind, word: str) -> tuple[str, JsonValue]:
    name, equals, text = word.partition("=")
    field = kind.field(name)
    if not equals or field is None or field.code != name:
        raise WrongUse(what=word)
    if field.type in (FieldType.REFERENCE, FieldType.REFERENCES) and not is_id(text) and text:
        return name, resolve(db, field.target, text)
    value = value_of(db, kind, field, text)
    if isinstance(value, Problem):
        raise Refused(kind.code, [value])
    return name, value[0] if isinstance(value, list) and len(value) == 1 else value


def _shown(db: Connection, record_id: str) -> Answer:
    record = stored.get(db, record_id)
    if record is None:
        raise NotFound(kind="", text=record_id)
    kind = KINDS.get(record.kind)
    labels = stored.labels(db, [record])
    lines = [[field_label(kind, field), short_text_of(kind, field, record.fields[field.code], labels)]
             for field in kind.fields if field.code in record.fields] if kind is not None else []
    return Answer(data={"record": as_json(db, record)},
                  text=f"{stored.title(db, record_id)}\n{record_id}\n{table(lines)}")


def _columns(kind: Kind) -> list[Field]:
    return sorted((field for field in kind.fields if field.column), key=lambda field: field.column)
