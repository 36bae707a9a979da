"""The form made from a kind: typing, saving, leaving, failing, and what happens elsewhere meanwhile."""
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from desktop.store import drafts, history, records, undo
from desktop.store.errors import DiskFull
from desktop.store.records import Search
from desktop.store.store import Store
from desktop.ui.records.form import RecordForm
from protocol.catalogue import KINDS
from tests.ui.records_desk import Asked, cleared_and_typed, desk_over, some_devices, the_record, themed, typed

ENTER = Qt.Key.Key_Return


class Bench:
    """A page with a form over it."""

    def __init__(self, desk, kind, qtbot):
        self.desk, self.store, self.asked, self.qtbot = desk, desk.store, Asked(), qtbot
        self.page = QWidget()
        self.page.resize(1170, 714)
        header = QWidget(self.page)
        header.setFixedHeight(54)
        QVBoxLayout(self.page)
        qtbot.addWidget(self.page)
        self.form = RecordForm(self.page, header, desk, self.asked, KINDS[kind])
        self.page.show()

    def line(self, code):
        return self.form.editors[code].input()

    def save(self):
        QTest.keyClick(self.form, ENTER)
        self.qtbot.waitUntil(lambda: self.form.isHidden())

    def refused(self):
        QTest.keyClick(self.form, ENTER)
        self.qtbot.waitUntil(lambda: not self.form._saving)
        return {code: each.problem.text() for code, each in self.form.editors.items() if each.problem.text()}

    def remarks(self):
        holder = self.form._notes
        return " ".join(holder.itemAt(at).widget().accessibleName() for at in range(holder.count()))


@pytest.fixture
def bench(tmp_path, qtbot):
    themed()
    with desk_over(Store.create(tmp_path, None)) as desk:
        yield lambda kind="device": Bench(desk, kind, qtbot)


def test_enter_saves_what_was_typed_and_one_undo_takes_it_back(bench):
    b = bench()
    record = some_devices(b.store, 1)[0]
    b.form.open(record)
    typed(b.line("location"), "Tầng 2, phòng Tư pháp")
    cleared_and_typed(b.line("cost_vnd"), "11,5 triệu")
    cleared_and_typed(b.line("acquired_on"), "5/3/26")
    typed(b.line("ram_gb"), "8 GB")
    b.save()
    fields = the_record(b.store, record).fields
    assert fields["location"] == "Tầng 2, phòng Tư pháp"
    assert (fields["cost_vnd"], fields["acquired_on"], fields["ram_gb"]) == (11_500_000, "2026-03-05", 8)
    assert b.asked.said == ["Đã lưu trên máy này."]
    with b.store.write() as unit:
        undo.undo(unit, b.asked.undo_groups[0])
    assert "location" not in the_record(b.store, record).fields


def test_only_what_was_touched_is_written(bench):
    b = bench()
    record = some_devices(b.store, 1)[0]
    b.form.open(record)
    typed(b.line("note"), "Đã vệ sinh máy")
    QTest.keyClick(b.form, ENTER, Qt.KeyboardModifier.ControlModifier)
    b.qtbot.waitUntil(b.form.isHidden)
    assert [change.field for change in history.of(b.store.read(), record)] == ["note"]


def test_a_new_record_needs_its_name_and_says_so_in_one_sentence(bench):
    b = bench()
    b.form.open_new()
    typed(b.line("asset_code"), "PC-001")
    assert b.refused() == {"name": "Chưa có nội dung."}
    assert b.form.isVisible()
    assert b.line("asset_code").text() == "PC-001"
    typed(b.line("name"), "Dell OptiPlex 3020")
    assert b.form.editors["name"].problem.isHidden()
    b.save()
    found = records.page(b.store.read(), Search(kind="device"))
    assert [each.fields["name"] for each in found] == ["Dell OptiPlex 3020"]


@pytest.mark.parametrize(("kind", "code", "text", "said"), [
    ("device", "acquired_on", "25/13/2026", "Không có tháng này"),
    ("device", "cost_vnd", "mười triệu", "Chưa phải số tiền"),
    ("device", "ram_gb", "tám", "Chưa phải số nguyên"),
    ("person", "phone", "12", "số điện thoại"),
    ("person", "email", "hoa@", "thư điện tử"),
    ("device", "name", "x" * 201, "200"),
    ("device", "office", "phòng không có", "Chọn một dòng"),
    ("device", "name", "a\x07b", "ký tự"),
])
def test_each_mistake_is_one_plain_sentence_beside_its_field(bench, kind, code, text, said):
    b = bench(kind)
    b.form.open_new()
    b.form.editors[code].take_draft(text if code != "office" else {"text": text})
    problems = b.refused()
    assert said in problems[code]
    assert "{" not in problems[code]
    assert problems[code].endswith(".")
    assert b.line(code).accessibleDescription() == problems[code]
    assert b.form.isVisible()


def test_a_note_that_looks_like_a_password_is_asked_about_once(bench):
    b = bench()
    record = some_devices(b.store, 1)[0]
    b.form.open(record)
    typed(b.line("note"), "mật khẩu: Abc@12345")
    b.form.save()
    b.qtbot.waitUntil(lambda: "mật khẩu" in b.remarks())
    assert "note" not in the_record(b.store, record).fields
    b.form._save_anyway()
    b.qtbot.waitUntil(b.form.isHidden)
    assert the_record(b.store, record).fields["note"] == "mật khẩu: Abc@12345"


def test_esc_asks_nothing_and_the_text_comes_back(bench):
    b = bench()
    record = some_devices(b.store, 1)[0]
    b.form.open(record)
    typed(b.line("location"), "Tầng 2")
    b.form.hide()
    b.qtbot.waitUntil(lambda: drafts.all(b.store.read()) != [])
    assert "location" not in the_record(b.store, record).fields
    b.form.open(record)
    assert b.line("location").text() == "Tầng 2"
    assert "Đã lấy lại" in b.remarks()
    b.save()
    assert the_record(b.store, record).fields["location"] == "Tầng 2"
    assert drafts.all(b.store.read()) == []


def test_the_draft_can_be_dropped(bench):
    b = bench()
    record = some_devices(b.store, 1)[0]
    b.form.open(record)
    typed(b.line("location"), "Tầng 2")
    b.form.hide()
    b.qtbot.waitUntil(lambda: drafts.all(b.store.read()) != [])
    b.form.open(record)
    b.form._drop_draft()
    b.qtbot.waitUntil(lambda: drafts.all(b.store.read()) == [])
    assert b.line("location").text() == ""


def test_drafts_are_written_at_most_once_a_second(bench):
    b = bench()
    b.form.open_new()
    before = b.store.commits
    for letter in "may tinh de ban":
        QTest.keyClicks(b.line("name"), letter)
        QTest.qWait(15)
    b.qtbot.waitUntil(lambda: drafts.load(b.store.read(), "form:device:new") is not None)
    assert b.store.commits - before <= 2
    b.qtbot.wait(1100)
    texts = drafts.load(b.store.read(), "form:device:new")["texts"]
    assert texts["name"] == "may tinh de ban"
    assert b.store.commits - before <= 3


def test_a_save_that_fails_keeps_the_text(bench, monkeypatch):
    b = bench()
    record = some_devices(b.store, 1)[0]
    b.form.open(record)
    typed(b.line("location"), "Tầng 2")

    def full(*_):
        raise DiskFull("book.db")

    monkeypatch.setattr("desktop.ui.records.form.save_form", full)
    b.form.save()
    b.qtbot.waitUntil(lambda: b.asked.troubles != [])
    assert b.form.isVisible()
    assert b.line("location").text() == "Tầng 2"
    assert b.form._save.isEnabled()


def test_a_change_elsewhere_is_told_and_what_is_typed_stays(bench):
    b = bench()
    record = some_devices(b.store, 1)[0]
    b.form.open(record)
    typed(b.line("location"), "Tầng 2")
    with b.store.write() as unit:
        unit.edit("device", record, {"location": "Tầng 3", "purpose": "một cửa"})
    b.qtbot.waitUntil(lambda: "Tầng 3" in b.remarks())
    assert b.line("location").text() == "Tầng 2"
    assert b.line("purpose").text() == "một cửa"
    b.save()
    assert the_record(b.store, record).fields["location"] == "Tầng 2"


def test_the_save_claims_only_what_was_seen_when_the_form_was_opened(bench):
    b = bench()
    record = some_devices(b.store, 1)[0]
    with b.store.write() as unit:
        unit.db.execute("UPDATE chain SET acked = (SELECT max(sequence) FROM outbox)")
        unit.db.execute("UPDATE record SET rv = 5, row_rv = 5")
    b.form.open(record)
    with b.store.write() as unit:    # a page from the province arrives while the form is open
        unit.db.execute("UPDATE record SET rv = 9, row_rv = 9")
    typed(b.line("location"), "Tầng 2")
    b.save()
    row = b.store.read().execute("SELECT body FROM outbox ORDER BY sequence DESC LIMIT 1").fetchone()
    assert '"b":5' in row[0]


def test_a_pc_for_secret_papers_hides_what_is_not_recorded_and_says_why(bench):
    b = bench()
    record = some_devices(b.store, 1, serial="SN123", mac="00:11:22:33:44:55", location="tầng 1")[0]
    b.form.open(record)
    network = b.form.editors["network"]
    network.take_draft("standalone_secret")
    network.edited.emit()
    hidden = {code for code, each in b.form.editors.items() if each.isHidden()}
    assert hidden == {"serial", "hardware_uuid", "mac", "ip", "location"}
    assert b.form._secret.isVisible()
    b.save()
    fields = the_record(b.store, record).fields
    assert fields["network"] == "standalone_secret"
    assert not {"serial", "mac", "location"} & fields.keys()


def test_what_the_program_read_of_a_secret_pc_goes_with_a_save_of_nothing_else(bench):
    b = bench()
    with b.store.write() as unit:
        record = unit.create("device", {"name": "Máy mật", "kind": "desktop", "network": "standalone_secret",
                                        "reading": {"serial": "X1"}})
    b.form.open(record)
    b.save()
    assert "reading" not in the_record(b.store, record).fields


def test_only_legal_states_are_offered(bench):
    b = bench()
    record = some_devices(b.store, 1, status="disposed")[0]
    b.form.open(record)
    box = b.line("status")
    assert {box.itemData(at) for at in range(box.count())} == {"", "disposed", "to_dispose"}


def test_a_reference_is_found_as_one_types_without_accents(bench):
    b = bench()
    with b.store.write() as unit:
        hoa = unit.create("person", {"full_name": "Lê Thị Hoa"})
        unit.create("person", {"full_name": "Hà Văn Pó"})
    record = some_devices(b.store, 1)[0]
    b.form.open(record)
    pick = b.line("custodian")
    pick.setFocus()
    QTest.keyClicks(pick, "le thi")
    b.qtbot.waitUntil(lambda: [each.title for each in pick.offered()][:1] == ["Lê Thị Hoa"])
    QTest.keyClick(pick, ENTER)
    assert pick.text() == "Lê Thị Hoa"
    assert b.form.isVisible()
    b.save()
    assert the_record(b.store, record).fields["custodian"] == hoa


def test_somebody_new_is_made_with_the_form_and_goes_with_its_undo(bench):
    b = bench()
    record = some_devices(b.store, 1)[0]
    b.form.open(record)
    pick = b.line("users")
    typed(pick, "Vi Thị Lan")
    b.qtbot.waitUntil(lambda: [each.title for each in pick.offered()][-1:] == ["Thêm mới “Vi Thị Lan”"])
    QTest.keyClick(pick, ENTER)
    b.save()
    person = records.page(b.store.read(), Search(kind="person"))[0]
    assert person.fields["full_name"] == "Vi Thị Lan"
    assert the_record(b.store, record).fields["users"] == [person.id]
    with b.store.write() as unit:
        undo.undo(unit, b.asked.undo_groups[0])
    assert records.count(b.store.read(), Search(kind="person")) == 0
    assert "users" not in the_record(b.store, record).fields


def test_a_member_of_a_set_is_taken_out_by_itself(bench):
    b = bench()
    with b.store.write() as unit:
        people = [unit.create("person", {"full_name": name}) for name in ("Lê Thị Hoa", "Hà Văn Pó")]
        record = unit.create("device", {"name": "Máy chung", **{f"users.{each}": True for each in people}})
    b.form.open(record)
    b.form.editors["users"]._drop(people[0])
    b.save()
    assert the_record(b.store, record).fields["users"] == [people[1]]
    assert [change.field for change in history.of(b.store.read(), record)] == [f"users.{people[0]}"]


def test_a_choice_of_a_newer_version_survives_the_form(bench):
    b = bench()
    record = some_devices(b.store, 1, network="quantum")[0]
    b.form.open(record)
    assert b.line("network").currentText() == "quantum"
    typed(b.line("location"), "Tầng 2")
    b.save()
    assert the_record(b.store, record).fields["network"] == "quantum"


def test_every_editor_and_its_label_can_be_reached_and_named(bench):
    b = bench()
    b.form.open_new()
    for editor in b.form.editors.values():
        assert editor.input().accessibleName()
        assert editor.input().focusPolicy() & Qt.FocusPolicy.TabFocus
    assert all(each.textFormat() == Qt.TextFormat.PlainText for each in b.form.findChildren(QLabel))


def test_what_was_put_into_a_new_form_is_saved_with_it_unless_cleared(bench):
    b = bench("account")
    with b.store.write() as unit:
        hoa = unit.create("person", {"full_name": "Lê Thị Hoa", "status": "active"})
        system = unit.create("system", {"name": "TD Office"})
    b.form.open_new({"person": hoa, "system": system, "status": "in_use"})
    b.save()
    [made] = records.page(b.store.read(), Search(kind="account"), 0, 9)
    assert {code: made.fields[code] for code in ("person", "system", "status")} == {
        "person": hoa, "system": system, "status": "in_use"}
    b.form.open_new({"person": hoa, "system": system})
    b.line("system").clear()
    assert "system" in b.refused()


def test_what_is_left_in_a_form_with_values_put_in_comes_back_with_them(bench):
    b = bench("account")
    with b.store.write() as unit:
        hoa = unit.create("person", {"full_name": "Lê Thị Hoa", "status": "active"})
    b.form.open_new({"person": hoa})
    typed(b.line("login"), "lthoa")
    b.form.hide()
    b.qtbot.waitUntil(lambda: drafts.all(b.store.read()) != [])
    b.form.open_new()
    assert (b.line("person").text(), b.line("login").text()) == ("Lê Thị Hoa", "lthoa")
    b.form._drop_draft()
    assert (b.line("person").text(), b.line("login").text()) == ("", "")
    b.qtbot.waitUntil(lambda: drafts.all(b.store.read()) == [])
