"""Devices that ask for something: by dated rules, to the day, and only where somebody wrote it down."""
import re
from datetime import datetime, timedelta

import pytest

from desktop.services import device_holding, history_reading, record_keeping
from desktop.services.todo import today as page
from desktop.services.value_text import VIETNAM
from desktop.store import overview_machines
from tests.services.putting import put
from tests.ui import books

NOW = datetime(2026, 11, 21, 10, 0, tzinfo=VIETNAM)


def tasks(store, now=NOW):
    return {task.key: task for task in page.today(store.read(), store.profile, now=now).tasks}


def test_a_system_is_out_of_support_from_the_day_after_its_last(book):
    put(book, "device", name="Máy kế toán", kind="desktop", os="Windows 10 Pro 22H2", status="in_use")
    put(book, "device", name="Máy mới", kind="desktop", os="Windows 11 Pro", status="in_use")
    put(book, "device", name="Máy chưa ghi", kind="desktop", status="in_use")
    last = datetime(2025, 10, 14, 9, 0, tzinfo=VIETNAM)
    assert tasks(book, last) == {}
    task = tasks(book, last + timedelta(days=1))["out-of-support"]
    assert task.title == "1 máy tính dùng hệ điều hành hết hỗ trợ"
    assert task.detail == "Windows 10: 1 máy (hết hỗ trợ từ 14/10/2025)"


def test_machines_out_of_use_and_those_for_secret_papers_ask_for_nothing(book):
    put(book, "device", name="Cũ", kind="desktop", os="Windows 7", antivirus="không", status="to_dispose")
    put(book, "device", name="Mật", kind="desktop", os="Windows 7", antivirus="không", network="standalone_secret")
    put(book, "device", name="Máy in", kind="printer", os="Windows 7", antivirus="không")
    assert tasks(book) == {}


def test_no_antivirus_is_said_only_where_somebody_said_so(book):
    put(book, "device", name="Máy 1", kind="desktop", antivirus="Không có")
    put(book, "device", name="Máy 2", kind="laptop", antivirus="chưa cài")
    put(book, "device", name="Máy 3", kind="desktop", antivirus="Windows Defender")
    put(book, "device", name="Máy 4", kind="desktop")
    task = tasks(book)["no-antivirus"]
    assert task.title == "2 máy tính không có phần mềm diệt virus"
    assert task.detail == "Máy 1, Máy 2 · còn 1 máy chưa ghi"


def test_what_left_the_commune_asks_for_its_decision(book):
    put(book, "device", name="Photo cũ", status="disposed")
    put(book, "device", name="Mất", status="lost")
    put(book, "device", name="Có số", status="transferred", status_document="12/QĐ-UBND 01/11/2026")
    put(book, "device", name="Đang dùng", status="in_use")
    task = tasks(book)["no-decision"]
    assert task.title == "2 thiết bị thanh lý, điều chuyển, thất lạc chưa có quyết định"
    assert "Photo cũ (đã thanh lý)" in task.detail


@pytest.mark.parametrize(("until", "is_told"), [
    ("2026-11-20", False), ("2026-11-21", True), ("2026-12-21", True), ("2026-12-22", False), ("2026-12", True)])
def test_a_warranty_is_told_in_its_last_thirty_days(book, until, is_told):
    put(book, "device", name="UPS", warranty_until=until)
    put(book, "device", name="Đã thanh lý", warranty_until="2026-12-01", status="disposed", status_document="1/QĐ")
    assert ("warranties" in tasks(book)) is is_told


def test_many_devices_are_counted_and_a_few_named(book):
    with book.write() as unit:
        for at in range(250):
            unit.create("device", {"name": f"Máy {at:03}", "kind": "desktop", "os": "Windows 7",
                                   "warranty_until": "2026-12-01", "status": "in_use"})
    told = tasks(book)
    assert told["out-of-support"].title.startswith("250 ")
    assert told["warranties"].title.startswith("250 ")
    assert len(told["warranties"].detail) < 100


class Watching:
    """A reader that remembers how each statement about devices is answered."""

    def __init__(self, db):
        self.db, self.walks = db, []

    def execute(self, sql, *values):
        if "k_device" in sql:
            steps = [row[3] for row in self.db.execute("EXPLAIN QUERY PLAN " + sql, *values).fetchall()]
            self.walks += [(step, " ".join(sql.split())[:80]) for step in steps
                           if re.match(r"SCAN (k|k_device)\b", step) and "COVERING INDEX" not in step]
        return self.db.execute(sql, *values)


def test_the_first_page_never_walks_the_rows_of_all_devices(tmp_path):
    with books.a_busy_book(tmp_path / "busy") as store:
        watching = Watching(store.read())
        page.today(watching, store.profile, now=NOW)
        assert watching.walks == []


def test_who_has_a_computer_is_counted_as_the_page_of_devices_counts_it(tmp_path):
    with books.a_busy_book(tmp_path / "busy") as store:
        _the_same(store)
        people = [row[0] for row in store.read().execute("SELECT id FROM record WHERE kind = 'person'").fetchall()]
        with store.write() as unit:
            # A leaver beside one official, a joined record, a custodian who works elsewhere, a PC nobody uses.
            unit.edit("person", people[3], {"status": "retired"})
            unit.create("device", {"name": "A", "kind": "laptop", f"users.{people[3]}": True,
                                   f"users.{people[4]}": True})
            unit.edit("person", people[5], {"merged_into": people[6]})
            unit.edit("person", people[5], {}, special="delete")
            unit.create("device", {"name": "B", "kind": "desktop", "custodian": people[5]})
            unit.create("device", {"name": "C", "kind": "desktop", "custodian": people[7], f"users.{people[8]}": True})
            unit.create("device", {"name": "D", "kind": "desktop"})
        _the_same(store)


def _the_same(store):
    here, there = overview_machines.shares(store.read()), device_holding.holding(store.read())
    counts = there.counts
    assert (here.own, here.shared) == (counts[device_holding.Share.OWN], counts[device_holding.Share.SHARED])
    assert (here.computers, here.with_people) == (there.computers, there.computers_with_people)
    assert here.people == sum(counts.values())


def test_a_pc_for_secret_papers_that_two_pcs_each_wrote_half_of_is_to_be_cleaned(book):
    told = put(book, "device", name="Máy mật", kind="desktop", network="standalone_secret", serial="7XK21A2")
    put(book, "device", name="Máy mật 2", kind="desktop", network="standalone_secret", asset_code="PC-9")
    task = tasks(book)["secret-told"]
    assert task.target.id == told and not task.target.ids and "7XK21A2" not in task.detail
    record_keeping.save(book, "device", told, {"serial": None})
    assert tasks(book) == {}
    changes = history_reading.of(book, told).changes
    assert [(each.field, each.old, each.new) for each in changes] == [("serial", history_reading.HUSHED, None)]
