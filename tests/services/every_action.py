"""Each action of an official once, on a real book: what it needs, what it does. Told as (prepare, act).

`python -m tests.services.every_action NAME FOLDER` acts in the book of FOLDER, says what stands there, and is killed.
"""
import json
import os
import sys
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any, Final

from desktop.services import (
    account_stating,
    bulk_editing,
    certificate_requests,
    conflict_settling,
    focal_change,
    handing_over,
    import_leftovers,
    incident_reporting,
    incident_security,
    leaving,
    merging,
    needs_attention,
    outage_by_hand,
    pairing,
    record_keeping,
    record_removal,
    room_check,
    stocktaking,
    stocktaking_after,
)
from desktop.services.import_ import batch
from desktop.services.leaving_acts import Act
from desktop.services.machine import glpi, usb
from desktop.services.machine.reading import Reading
from desktop.services.todo import putting_off
from desktop.services.todo.task import Target, Task
from desktop.store import attention, imports, records, setting
from desktop.store.store import Store
from protocol.kinds import device
from tests.import_.xlsx_writer import Page, write_xlsx
from tests.ui import books
from tests.ui.books_lock import give

DAY: Final = date(2026, 11, 23)
NOW: Final = datetime(2026, 11, 23, 9, 5)
READ: Final = Reading(name="VP-03", kind="desktop", maker="Dell", model="OptiPlex 3070", serial="7XK2M93",
                      ram_gb=8, read_at="2026-11-22T08:30")
Ids = Mapping[str, Any]
_TASK: Final = Task(key="k", state="", tone="", title="Việc", detail="", action="", target=Target(page="sync"),
                    says=frozenset({"a"}))
_HERE: Final = (
    "SELECT topic, key, value FROM local_note WHERE topic IN ('put-off', 'focal_change') ORDER BY topic, key",
    "SELECT mine, theirs, choice FROM likely_duplicate ORDER BY mine, theirs",
    "SELECT id, settled FROM needs_attention ORDER BY id",
    ("SELECT w.batch, w.n, w.row FROM import_waiting AS w JOIN import_batch AS b ON b.id = w.batch AND b.taken_back = 0"
    " ORDER BY w.batch, w.n"),
    ("SELECT record FROM import_record AS w JOIN record AS r ON r.id = w.record AND r.deleted = 0 WHERE named = 1"
    " ORDER BY record"),
)


def standing(store: Store) -> str:
    """Return everything that stands in a book: living records field by field, and what is answered here alone."""
    db = store.read()
    ids = [row[0] for row in db.execute("SELECT id FROM record WHERE deleted = 0 AND kind <> 'conflict' ORDER BY id")]
    found = records.get_many(db, ids)
    return json.dumps([[each, found[each].kind, dict(sorted(found[each].flat.items()))] for each in ids]
                      + [[list(row) for row in db.execute(text)] for text in _HERE], ensure_ascii=False, sort_keys=True)


def prepare(profile: Path) -> Ids:
    """Make a book in which each action has something to do; return the ids it needs, kept beside the book too."""
    with books.a_chosen_book(profile / "book") as store:
        made = _made(store, profile)
        with store.write() as unit:    # the last of the undo steps is to be that of the action
            unit.db.execute("DELETE FROM undo")
        (profile / "ids.json").write_text(json.dumps(made, ensure_ascii=False), encoding="utf-8")
    return made


def _made(store: Store, profile: Path) -> dict[str, Any]:
    po = setting.text(store.read(), setting.WHO)
    hoa = give(store, "person", full_name="Lê Thị Hoa", title="Chuyên viên", status="active", focal="chief")
    nam = give(store, "person", full_name="Phạm Văn Nam", title="Văn thư", status="active")
    system = give(store, "system", name="TD Office")
    give(store, "account", person=hoa, system=system, status="in_use")
    token = give(store, "certificate", person=hoa, kind="personal", status="valid", serial="0A",
                 expires_on="2028-01-01")
    pc = give(store, "device", name="Máy 1", asset_code="PC-1", custodian=hoa, users=[hoa], status="in_use",
              location="Tầng 1")
    twin = give(store, "device", name="Máy một", asset_code="PC-1", status="in_stock", serial="FG770", users=[nam])
    third = give(store, "device", name="Máy 3", asset_code="PC-3", status="in_use")
    jam = give(store, "incident", title="Kẹt giấy", type="technical", status="in_progress", handler=hoa, device=pc)
    malware = give(store, "incident", title="Mã độc", type="security", status="new", detected_at="2026-11-22T08:00")
    room = give(store, "room", name="Hội trường", contact=hoa, answers={"camera": True})
    counted, _, _ = stocktaking.start(store, {})
    lines = {item.fields["device"]: item.id for item in records.page(
        store.read(), records.Search(kind="stocktake_item"), 0, 50)}
    stocktaking.mark(store, [lines[third]], stocktaking.MISSING)
    other, _, _ = stocktaking.start(store, {"title": "Đợt hai"})
    stocktaking.mark(store, [item.id for item in records.page(
        store.read(), records.Search(kind="stocktake_item", where={"stocktake": other}), 0, 50)], stocktaking.FOUND)
    paper = handing_over.keep(store, handing_over.Entry(
        values={"from_person": hoa, "to_person": nam, "held_on": "2026-11-20", "reason": "transfer"},
        lines=(handing_over.Line(device=pc, condition="good"),))).id
    twins = [give(store, "person", full_name="Vi Thị Lan", **{field: value}) for field, value in
             (("phone", "0950000001"), ("title", "Công chức"))]
    with store.write() as unit:
        unit.db.execute("INSERT INTO likely_duplicate (mine, theirs, kind, why, equal)"
                        " VALUES (?, ?, 'person', 'name', 0)", twins)
        attention.note(unit.db, reason=attention.REJECTED, record=pc, kind="device", fields={"name": "Máy 2"})
    putting_off.put_off(store, replace(_TASK, key="earlier"), DAY + timedelta(days=2))
    focal_change.remember(store, successor=nam, decision="12/QĐ-UBND")
    sheet = write_xlsx(profile / "so.xlsx", [Page("KK", [
        ["STT", "Tên thiết bị", "Mã tài sản", "Người quản lý"],
        [1, "Máy in A", "TS1", "Hà Thị Thơm"], [2, "x" * 201, "TS2", "Bùi Văn Sơn"]])])
    batch.run(store, sheet)
    again = write_xlsx(profile / "them.xlsx", [Page("KK", [
        ["STT", "Tên thiết bị", "Mã tài sản", "Người quản lý"],
        [1, "Máy in B", "TS7", "Hà Văn Mới"], [2, "y" * 201, "TS8", None], [3, "Máy 3 đổi tên", "PC-3", None]])])
    folder = profile / "usb"
    folder.mkdir()
    (folder / "vp-03.json").write_text(glpi.text_of(READ), encoding="utf-8")
    dispute = books.add_conflict(store, third, "location", "Tầng 1", "Tầng 2")
    return {"po": po, "hoa": hoa, "nam": nam, "system": system, "token": token, "pc": pc, "twin": twin, "third": third,
            "jam": jam, "malware": malware, "room": room, "counted": counted, "other": other, "lines": lines,
            "paper": paper, "dispute": dispute, "again": str(again), "usb": str(folder)}


# --- the actions -------------------------------------------------------------------------------

def _record(store: Store, of: str) -> records.Record:
    found = records.get(store.read(), of)
    assert found is not None
    return found


def _close_leaver(store: Store, ids: Ids) -> object:
    seen = leaving.read(store.read(), ids["hoa"], DAY)
    assert seen is not None
    wanted = [(item, next((act for act in item.acts if act is Act.PASS_ON), item.acts[0]))
              for group in seen.items for item in [group] if item.acts]
    return leaving.close(store, ids["hoa"], wanted, successor=ids["nam"], day=DAY)


def _pair(store: Store) -> pairing.Pair:
    [pair] = pairing.likely_pairs(store.read(), limit=5)
    return pair


def _bulk(store: Store, ids: Ids) -> object:
    seen = bulk_editing.preview(store.read(), device.KIND, [ids["pc"], ids["twin"], ids["third"]], "location", "Kho")
    return bulk_editing.apply(store, device.KIND, seen.sights, "location", "Kho")


def _take(store: Store, files: list[Path]) -> object:
    return usb.take(store, usb.look_at(store.read(), files))


def _leftover(store: Store) -> import_leftovers.WaitingRow:
    [row] = import_leftovers.waiting(store.read(), limit=5)
    return row


ACTIONS: Final[Mapping[str, Callable[[Store, Ids], object]]] = {
    "a line of a stock-take is found": lambda store, ids: stocktaking.mark(
        store, [ids["lines"][ids["pc"]]], stocktaking.FOUND, place="Kho"),
    "something surplus is noted": lambda store, ids: stocktaking.add_surplus(store, ids["counted"], "Máy lạ"),
    "a stock-take begins": lambda store, ids: stocktaking.start(store, {"title": "Đợt ba"}),
    "a stock-take is closed": lambda store, ids: stocktaking.close(store, ids["other"]),
    "what is missing is lost": lambda store, ids: stocktaking_after.declare_lost(store, [ids["lines"][ids["third"]]]),
    "everything of a leaver is closed": _close_leaver,
    "somebody leaves": lambda store, ids: leaving.begin(
        store, ids["hoa"], status="transferred", left_on="2026-11-23", successor=ids["nam"], day=DAY),
    "a hand-over of a leaver is prepared": lambda store, ids: leaving.prepare_handover(
        store, ids["hoa"], successor=ids["nam"], held_on="2026-11-23", day=DAY),
    "a hand-over is signed": lambda store, ids: handing_over.sign(
        store, ids["paper"], handing_over.proposal(store.read(), ids["paper"]), signed_on="2026-11-23"),
    "two records are made one": lambda store, ids: merging.apply(
        store, merging.preview(store.read(), ids["pc"], ids["twin"]), {}),
    "a pair is the same": lambda store, ids: pairing.join(store, _pair(store)),
    "a pair is different": lambda store, ids: pairing.keep_apart(store, _pair(store)),
    "all have it, except": lambda store, ids: account_stating.state_column(
        store, ids["system"], [ids["hoa"], ids["nam"], ids["po"]], frozenset({ids["po"]}), "missing", DAY),
    "one field of many": _bulk,
    "machines come from a stick": lambda store, ids: _take(store, usb.files_in(Path(ids["usb"]))),
    "a GLPI file is read": lambda store, ids: _take(store, [Path(ids["usb"]) / "vp-03.json"]),
    "a workbook is taken in": lambda store, ids: batch.run(store, Path(ids["again"])),
    "an import is taken back": lambda store, ids: batch.take_back(store, imports.batches(store.read())[0].id),
    "a waiting row is mended": lambda store, ids: import_leftovers.mend(
        store, _leftover(store), {"name": "Máy in C"}, DAY),
    "a waiting row is left out": lambda store, ids: import_leftovers.drop(store, _leftover(store)),
    "names of a file are confirmed": lambda store, ids: import_leftovers.confirm(
        store, [each.id for each in import_leftovers.drafts(store.read())]),
    "a to-do is put off": lambda store, ids: putting_off.put_off(store, _TASK, DAY + timedelta(days=3)),
    "a to-do is brought back": lambda store, ids: putting_off.bring_back(store, ["earlier"]),
    "a line is taken off the list": lambda store, ids: needs_attention.dismiss(
        store, [needs_attention.listed(store.read())[0].id]),
    "an incident is reported": lambda store, ids: incident_reporting.report(
        store, incident_reporting.Entry(text="Máy in kẹt giấy")),
    "it was told through Zalo at": lambda store, ids: incident_reporting.tell(
        store, _record(store, ids["jam"]), "nha_mang", by="chat", at="2026-11-23T08:40"),
    "the leaders were told": lambda store, ids: incident_reporting.tell(
        store, _record(store, ids["jam"]), "lanh_dao", by="phone"),
    "the police was told": lambda store, ids: incident_security.log_sent(
        store, _record(store, ids["malware"]), "Thông báo ban đầu", by="phone"),
    "an incident changes its line": lambda store, ids: incident_security.turn(
        store, _record(store, ids["jam"]), to_security=True),
    "an incident is resolved": lambda store, ids: incident_reporting.move_to(
        store, _record(store, ids["jam"]), "resolved"),
    "a note is written": lambda store, ids: incident_reporting.add_note(store, ids["jam"], "Đã gọi"),
    "a line of a room is ticked": lambda store, ids: room_check.mark(store, ids["room"], "audio", False),
    "a room is tried": lambda store, ids: room_check.save_check(
        store, ids["room"], room_check.Answers(partner="Sở", connected=False), now=NOW),
    "it is slow": lambda store, ids: outage_by_hand.report(store, outage_by_hand.SLOW, now=NOW),
    "a certificate is asked for": lambda store, ids: certificate_requests.ask(
        store, certificate_requests.REVOKE, DAY, certificates=[ids["token"]]),
    "a conflict is settled": lambda store, ids: conflict_settling.settle(store, ids["dispute"], "Tầng 2"),
    "a record is edited": lambda store, ids: record_keeping.save(store, "device", ids["pc"], {"note": "Mới"}),
    "a record goes into the trash": lambda store, ids: record_removal.delete(store, [ids["third"], ids["room"]]),
    "the focal point changes": lambda store, ids: focal_change.finish(
        store, successor=ids["nam"], decision="12/QĐ-UBND", day=DAY, incidents=[ids["jam"]]),
}
KEPT_BY_A_VIEWER: Final = frozenset({"a line is taken off the list"})
"""What somebody who may only read does all the same: the refused words are their own."""


def main() -> None:
    """Act, say what stands, and be gone before anything could be tidied up."""
    name, folder = sys.argv[1], Path(sys.argv[2])
    store = Store(folder / "book", None)
    ACTIONS[name](store, json.loads((folder / "ids.json").read_text(encoding="utf-8")))
    sys.stdout.write(standing(store))
    sys.stdout.flush()
    os.kill(os.getpid(), 9)    # under Windows: TerminateProcess


if __name__ == "__main__":
    main()
