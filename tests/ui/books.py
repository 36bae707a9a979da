"""Real books for tests of the window: empty, the sample commune, and one that others have filled with bad intent."""
import json
import os
import tempfile
from functools import cache
from pathlib import Path

from desktop import paths
from desktop.store import attention, setting, visible
from desktop.store.database import BOOK
from desktop.store.store import Store
from protocol import identity
from protocol.catalogue import KINDS
from protocol.field import FieldType, JsonValue
from protocol.identity import conflict_id
from protocol.kind import Feed

SAMPLE = "00000"
OTHER_REPLICA = "otherotherotherotherother2"
HOSTILE = (
    "<img src='file:////host/share/x'>", "<b>đậm</b> & <i>nghiêng</i>", "máy < 5 năm", "<a href='http://x'>bấm</a>",
    "=CMD|'/c calc'!A1", "&lt;script&gt;", "\u202eđảo ngược\u202c", "A&B && C", "%1 {name} {0}", "'; DROP TABLE x; --",
    "Ắ Ệ Ỗ Ữ " * 12, "dòng một\ndòng hai", "<table><tr><td>ô</td></tr></table>", "😀 ￼ \u200b",
)


def an_empty_book(profile: Path) -> Store:
    """Return a book in which nobody has answered anything yet."""
    return Store.create(profile, None)


def a_sample_book(profile: Path) -> Store:
    """Return the book of Xã Mẫu, with one of its officials at the PC: a replica of its own each time."""
    profile.mkdir(parents=True, exist_ok=True)
    (profile / BOOK).write_bytes(_sample())
    store = Store(profile, None)
    replica = identity.replica_id(os.urandom(identity.REPLICA_BYTES))
    with store.write() as unit:
        unit.set_setting(setting.REPLICA, replica)
        unit.db.execute("UPDATE chain SET replica = ?", (replica,))
    return store


@cache
def _sample() -> bytes:
    """Return the file of that book, written once: 540 records take a second."""
    with tempfile.TemporaryDirectory(prefix="so-cntt-sample-") as temporary:
        with Store.create(Path(temporary), None, settings={
                setting.COMMUNE: SAMPLE, "commune_name": "Xã Mẫu", setting.REPLICA_NAME: "XM-VP-03"}) as store:
            with store.write() as unit:
                for path in sorted(paths.resource("sample").glob("*.jsonl")):
                    for line in path.read_text(encoding="utf-8").splitlines():
                        said = json.loads(line)
                        unit.create(said["kind"], KINDS[said["kind"]].flat(said["fields"]), id=said["id"],
                                    group="sample")
                unit.set_setting(setting.WHO, person_named(unit.db, "Hà Văn Pó"))
            store.finish_indexing()
        return (Path(temporary) / BOOK).read_bytes()


def a_chosen_book(profile: Path) -> Store:
    """Return a book whose commune and person are known, and nothing else."""
    store = Store.create(profile, None, settings={setting.COMMUNE: SAMPLE, "commune_name": "Xã Mẫu",
                                                  setting.REPLICA_NAME: "XM-VP-03"})
    with store.write() as unit:
        unit.set_setting(setting.WHO, unit.create("person", {"full_name": "Hà Văn Pó", "status": "active"}))
    return store


def a_busy_book(profile: Path) -> Store:
    """Return the sample book on a day on which something of everything waits; with a recovery code."""
    store = a_sample_book(profile)
    make_busy(store)
    return store


def make_busy(store: Store) -> None:
    """Lay two conflicts, a refusal, a likely pair and a recovery code into a sample book."""
    db = store.read()
    hoa = person_named(db, "Lê Thị Hoa")
    device = db.execute("SELECT r.id FROM record AS r JOIN k_device AS k ON k.n = r.n"
                        " WHERE k.f_asset_code = 'PC-021'").fetchone()[0]
    add_conflict(store, device, "status", "broken", "in_repair", theirs_by=hoa, rv=1_763_699_990_001)
    add_conflict(store, device, "note", "Đã thay nguồn ngày 19/11", "Chờ linh kiện", theirs_by=hoa,
                 rv=1_763_699_990_002)
    with store.write() as unit:
        attention.note(unit.db, reason=attention.REJECTED, record=device, kind="device", code="forbidden_role",
                       fields={"location": "Trụ sở 2, tầng 1"}, clock="019a9c2f10aa-0000")
        unit.set_setting(setting.RECOVERY_CODE, "N684-5MQM-KC3G-NCB6-8RN0-PZPJ-QXHR-PTX2-H56M")
        unit.create("device", {"name": "HP 280 G3", "asset_code": "PC-021", "kind": "desktop"})


def person_named(db: object, name: str) -> str:
    """Return the id of a person of the book."""
    row = db.execute(    # type: ignore[attr-defined]
        "SELECT r.id FROM record AS r WHERE r.kind = 'person' AND r.title = ?", (name,)).fetchone()
    return row[0] if row else ""


def add_conflict(store: Store, record: str, field: str, mine: JsonValue, theirs: JsonValue, *, theirs_by: str = "",
                 rv: int = 1_763_699_990_001) -> str:
    """Lay a conflict into the book as the server's page would: our value is shown, another PC wrote `theirs`."""
    made = conflict_id(record, field)
    with store.write() as unit:
        # The province has everything that was written so far: only then can it know of a conflict.
        unit.db.execute("UPDATE chain SET acked = coalesce((SELECT max(sequence) FROM outbox WHERE chain = number), 0)")
        own = setting.text(unit.db, setting.REPLICA)
        values = [
            {"value": mine, "h": "019a9c2f10aa-0000", "w": setting.text(unit.db, setting.WHO), "replica": own,
             "at": "2026-11-20T09:20:00Z"},
            {"value": theirs, "h": "019a9c2f0f00-0000", "w": theirs_by, "replica": OTHER_REPLICA,
             "at": "2026-11-20T08:47:00Z"}]
        visible.write(unit.db, "conflict", made, {"record": record, "field": field, "base": None, "values": values,
                                                  "open": True}, rv=rv, row_rv=rv, changes=unit.changes)
        kind = visible.known(unit.db, record)
        if kind:
            visible.write(unit.db, kind, record, {field: mine}, rv=rv, row_rv=rv, changes=unit.changes)
    return made


def a_hostile_book(profile: Path) -> Store:
    """Return a book whose every text field holds what would harm a careless screen."""
    store = Store.create(profile, None, settings={
        setting.COMMUNE: SAMPLE, "commune_name": HOSTILE[0], setting.REPLICA_NAME: HOSTILE[1]})
    ids: dict[str, list[str]] = {}
    with store.write() as unit:
        for at, text in enumerate(HOSTILE):
            for kind in KINDS.values():
                if kind.feed is Feed.SERVER:
                    continue
                flat: dict[str, JsonValue] = {}
                for field in kind.fields:
                    if field.type in (FieldType.TEXT, FieldType.LONG_TEXT, FieldType.EMAIL, FieldType.PHONE):
                        flat[field.code] = text[:200]
                    elif field.type is FieldType.LINES:
                        flat[field.code] = [text, text]
                    elif field.type is FieldType.CHOICE:
                        flat[field.code] = field.choices[at % len(field.choices)].code
                    elif field.type is FieldType.REFERENCE and ids.get(field.target):
                        flat[field.code] = ids[field.target][0]
                    elif field.type in (FieldType.DATE, FieldType.DATETIME):
                        flat[field.code] = "2026-11-25T09:05"[:10 if field.type is FieldType.DATE else 16]
                ids.setdefault(kind.code, []).append(unit.create(kind.code, flat))
        unit.set_setting(setting.WHO, ids["person"][0])
    add_conflict(store, ids["device"][0], "name", HOSTILE[0], HOSTILE[3], theirs_by=ids["person"][1])
    add_conflict(store, ids["person"][0], "note", HOSTILE[6], HOSTILE[11], theirs_by=ids["person"][2])
    return store
