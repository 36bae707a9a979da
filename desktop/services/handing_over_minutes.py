"""A hand-over as one reads it: both parties, each device with its condition, and as a text to paste."""
from dataclasses import dataclass

from desktop.language import tr
from desktop.services import handing_over
from desktop.services.value_text import choice_label, date_text, field_label, text_of
from desktop.store import records
from desktop.store.driver import Connection
from desktop.store.records import Record
from protocol.kind import Kind
from protocol.kinds import device, handover, handover_item


@dataclass(frozen=True, slots=True, kw_only=True)
class Party:
    """One side: a person with title and office, or a unit from outside."""
    name: str
    detail: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One line of the minutes, in words."""
    id: str
    name: str
    code: str
    serial: str
    specification: str
    condition: str
    accessories: str
    note: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Minutes:
    """The whole hand-over in words."""
    title: str
    status: str
    status_words: str
    facts: tuple[tuple[str, str], ...]
    giver: Party
    receiver: Party
    items: tuple[Item, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Past:
    """One hand-over of a device or a person, for a list of them."""
    id: str
    title: str
    held_on: str
    status: str
    status_words: str
    between: str
    condition: str


def minutes(db: Connection, handover_id: str) -> Minutes | None:
    """Return a hand-over in words, None if this book does not have it."""
    record = records.get(db, handover_id)
    if record is None or record.kind != handover.KIND.code:
        return None
    fields = record.fields
    lines = handing_over.lines_of(db, handover_id)
    known = records.get_many(db, [each.device for each in lines])
    facts = [(_label(handover.KIND, code), _words(record, code))
             for code in ("held_on", "place", "reason", "basis", "document", "signed_on", "witness", "copies", "note")]
    return Minutes(
        title=str(fields.get("title") or ""), status=str(fields.get("status") or "draft"),
        status_words=_words(record, "status") or _choice(handover.KIND, "status", "draft"),
        facts=tuple((name, words) for name, words in facts if words),
        giver=_party(db, record, "from_person", "from_party"), receiver=_party(db, record, "to_person", "to_party"),
        items=tuple(_item(line, known.get(line.device)) for line in lines))


def as_rows(told: Minutes) -> list[list[str]]:
    """Return the table of the minutes, its headings first."""
    heads = [tr("No."), _label(device.KIND, "name"), _label(device.KIND, "asset_code"),
             _label(device.KIND, "serial"), tr("Specification"), _label(handover_item.KIND, "condition"),
             _label(handover_item.KIND, "accessories"), _label(handover_item.KIND, "note")]
    return [heads, *([str(at), each.name, each.code, each.serial, each.specification, each.condition,
                      each.accessories, each.note] for at, each in enumerate(told.items, start=1))]


def head_lines(told: Minutes) -> list[str]:
    """Return what stands above the table."""
    giver, receiver = party_labels()
    return [told.title, f"{giver}: {_said(told.giver)}", f"{receiver}: {_said(told.receiver)}",
            *(f"{name}: {words}" for name, words in told.facts)]


def party_labels() -> tuple[str, str]:
    """Return what the two sides are called."""
    return _label(handover.KIND, "from_person"), _label(handover.KIND, "to_person")


def of_device(db: Connection, device_id: str) -> tuple[Past, ...]:
    """Return the hand-overs of a device, the newest first."""
    rows = db.execute(
        "SELECT i.f_handover, i.f_condition FROM k_handover_item AS i JOIN record AS r ON r.id = i.f_handover"
        " JOIN k_handover AS h ON h.n = r.n WHERE i.deleted = 0 AND i.f_device = ? AND h.deleted = 0"
        " ORDER BY coalesce(h.f_held_on, '9') DESC, r.id DESC LIMIT 50", (device_id,)).fetchall()
    return tuple(_past(db, id_, condition) for id_, condition in rows)


def of_person(db: Connection, person_id: str) -> tuple[Past, ...]:
    """Return the hand-overs in which a person gave or received, the newest first."""
    rows = db.execute(
        "SELECT r.id FROM k_handover AS h JOIN record AS r ON r.n = h.n WHERE h.deleted = 0"
        " AND (h.f_from_person = :who OR h.f_to_person = :who) ORDER BY coalesce(h.f_held_on, '9') DESC, r.id DESC"
        " LIMIT 50", {"who": person_id}).fetchall()
    return tuple(_past(db, row[0], None) for row in rows)


def _past(db: Connection, handover_id: str, condition: str | None) -> Past:
    record = records.get(db, handover_id)
    assert record is not None
    between = " → ".join(_party(db, record, person, party).name or "…"
                         for person, party in (("from_person", "from_party"), ("to_person", "to_party")))
    status = str(record.fields.get("status") or "draft")
    held_on = record.fields.get("held_on")
    return Past(id=handover_id, title=str(record.fields.get("title") or ""), between=between, status=status,
                held_on=date_text(held_on) if isinstance(held_on, str) else "",
                status_words=_choice(handover.KIND, "status", status),
                condition=_choice(handover_item.KIND, "condition", condition) if condition else "")


def _item(line: handing_over.Line, known: Record | None) -> Item:
    fields = known.fields if known is not None else {}
    specification = " · ".join(_plain(device.KIND, known, code) for code in ("cpu", "ram_gb", "disk")
                               if known is not None and fields.get(code))
    said = _choice(handover_item.KIND, "condition", line.condition) if line.condition else ""
    condition = " – ".join(each for each in (said, line.condition_note) if each)
    return Item(id=line.device, name=str(fields.get("name") or tr("loading…")),
                code=str(fields.get("asset_code") or ""), serial=str(fields.get("serial") or ""),
                specification=specification, condition=condition, accessories=", ".join(line.accessories),
                note=line.note)


def _party(db: Connection, record: Record, person: str, party: str) -> Party:
    who = record.fields.get(person)
    if isinstance(who, str) and (known := records.get(db, who)) is not None:
        office = records.title(db, str(known.fields.get("office") or ""))
        detail = ", ".join(each for each in (str(known.fields.get("title") or ""), office) if each)
        return Party(name=str(known.fields.get("full_name") or ""), detail=detail)
    return Party(name=str(record.fields.get(party) or ""), detail="")


def _said(party: Party) -> str:
    return f"{party.name} ({party.detail})" if party.detail else party.name


def _plain(kind: Kind, record: Record | None, code: str) -> str:
    field = kind.field(code)
    return text_of(kind, field, record.fields.get(code)) if field is not None and record is not None else ""


def _words(record: Record, code: str) -> str:
    field = handover.KIND.field(code)
    return text_of(handover.KIND, field, record.fields.get(code), {}) if field is not None else ""


def _label(kind: Kind, code: str) -> str:
    field = kind.field(code)
    return field_label(kind, field) if field is not None else code


def _choice(kind: Kind, field_code: str, code: str) -> str:
    field = kind.field(field_code)
    return choice_label(kind, field, code) if field is not None else code
