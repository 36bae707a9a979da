"""A form answers from its first turn: what is typed, Enter, Esc and Tab right after it was asked for."""
import json

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget

from desktop.store import drafts, records
from desktop.ui.main_window import MainWindow
from protocol.kinds import device
from tests.ui.books import a_chosen_book
from tests.ui.opened import Opened, until


@pytest.fixture
def opened(tmp_path):
    store = a_chosen_book(tmp_path / "book")
    with store.write() as unit:
        for at in range(3):
            unit.create("device", {"name": f"HP 280 G{at}", "asset_code": f"PC-00{at}", "serial": f"SN{at}",
                                   "note": "Đã thay nguồn", "status": "in_use"})
    one = Opened(store)
    yield one
    one.close()


def made(form) -> int:
    """Return how many fields are there, without asking for the others."""
    return len(form._editors)


def focused() -> QWidget:
    """Return the widget that takes the keys."""
    window = QApplication.topLevelWidgets()
    return next(each.focusWidget() for each in window if isinstance(each, MainWindow) and each.isVisible())


def begun(opened):
    """Ask for an empty device form; return it as the first turn leaves it."""
    page = opened.page("devices")
    page.new_record()
    return page.form()


def test_the_first_turn_makes_some_fields_and_the_others_follow(opened):
    form = begun(opened)
    assert form.isVisible() and 0 < made(form) < len(form.fields)
    until(lambda: made(form) == len(form.fields))
    opened.settle()
    assert all(each.isVisibleTo(form) for code, each in form.editors.items() if form._body.is_shown(code))


def test_what_is_typed_at_once_stands_in_the_first_field(opened):
    form = begun(opened)
    QTest.keyClicks(focused(), "May moi")
    opened.settle()
    assert form.editors["name"].value() == "May moi"
    assert focused() is form.editors["name"].input()


def test_enter_at_once_saves_what_was_typed(opened):
    form = begun(opened)
    QTest.keyClicks(focused(), "Zebra one")
    assert made(form) < len(form.fields)
    QTest.keyClick(focused(), Qt.Key.Key_Return)
    until(lambda: not form.isVisible())
    opened.settle()
    search = records.Search(kind=device.KIND.code, text="Zebra one")
    assert records.count(opened.store.read(), search) == 1


def test_enter_at_once_says_what_is_missing_and_saves_nothing(opened):
    form = begun(opened)
    QTest.keyClick(focused(), Qt.Key.Key_Return)
    assert form.isVisible() and form.editors["name"].is_wrong()
    assert focused() is form.editors["name"].input()


def test_esc_at_once_keeps_what_was_typed_as_a_draft(opened):
    form = begun(opened)
    QTest.keyClicks(focused(), "Do dang")
    QTest.keyClick(focused(), Qt.Key.Key_Escape)
    assert not form.isVisible()
    opened.settle()
    assert opened.window.page().isVisible()
    opened.page("devices").new_record()
    assert form.editors["name"].value() == "Do dang"


def test_esc_at_once_and_the_form_opens_whole_the_next_time(opened):
    form = begun(opened)
    QTest.keyClick(focused(), Qt.Key.Key_Escape)
    opened.settle()
    page = opened.page("devices")
    page.edit(page.table.current_id())
    opened.settle()
    shown = page.model.record(0)
    assert form.editors["serial"].value() == shown.fields.get("serial")
    assert form.editors["note"].value() == shown.fields.get("note")


def test_a_record_opened_at_once_fills_the_fields_that_come_later(opened):
    page = opened.page("devices")
    page.edit()
    form = page.form()
    assert made(form) < len(form.fields)
    opened.settle()
    shown = records.get(opened.store.read(), page.table.current_id())
    for code, editor in form.editors.items():
        assert not editor.is_touched(), code
        if editor.field.type == "text":
            assert editor.value() == shown.fields.get(code), code


def test_a_draft_of_a_late_field_is_neither_lost_nor_written_over_while_the_form_is_made(opened):
    """1. The note is being typed; the form is left. 2. It is opened anew in another window of the same book,
    and the first field is typed into at once, which writes the draft. 3. Both are in it.
    """
    with opened.store.write() as unit:
        drafts.save(unit, "form:device:new", {"kind": "device", "id": "", "texts": {"note": "Chờ linh kiện"},
                                              "at": "09:05 21/11/2026"})
    form = begun(opened)
    QTest.keyClicks(focused(), "May")
    form._keeper.keep()
    opened.settle()
    kept = drafts.load(opened.store.read(), "form:device:new")
    assert kept["texts"]["note"] == "Chờ linh kiện" and kept["texts"]["name"] == "May", json.dumps(kept)
    assert form.editors["note"].value() == "Chờ linh kiện"
    assert form._notes.count() == 1


def test_tab_comes_to_the_buttons_after_the_last_field_however_early_it_is_pressed(opened):
    form = begun(opened)
    for _ in range(2):
        QTest.keyClick(focused(), Qt.Key.Key_Tab)
    assert form.isAncestorOf(focused()) and isinstance(focused(), QLineEdit) or focused() is not form._save
    opened.settle()
    order, at = [], form.editors["name"].input()
    for _ in range(400):
        order.append(at)
        at = at.nextInFocusChain()
    places = [order.index(each.input()) for each in form.editors.values()]
    assert places == sorted(places)
    assert places[-1] < order.index(form._save) < order.index(form._leave)


def test_another_page_at_once_leaves_no_task_under_way(opened):
    form = begun(opened)
    opened.window.go("people")
    opened.settle()
    assert not form.isVisible() and opened.program.tasks.idle()


def test_a_form_that_goes_while_it_is_made_is_no_task_under_way(opened):
    form = begun(opened)
    assert not opened.program.tasks.idle()
    form.hide()
    form.deleteLater()
    opened.window.page()._form = None
    opened.settle()


def test_a_secret_pc_shows_no_field_that_it_hides_while_the_form_is_made(opened):
    with opened.store.write() as unit:
        secret = unit.create("device", {"name": "Máy độc lập", "network": "standalone_secret"})
    page = opened.page("devices")
    page.form().open(secret)
    form = page.form()
    assert not form._body.is_shown("serial")
    opened.settle()
    assert form.editors["serial"].isHidden() and form._secret.isVisibleTo(form)


def test_an_incident_is_typed_and_saved_before_its_sheet_is_whole(opened):
    opened.window.report_incident()
    sheet = opened.window._incident_sheet
    QTest.keyClicks(focused(), "may in ket giay")
    assert sheet.isVisible() and not sheet.is_whole and sheet.line.text() == "may in ket giay"
    QTest.keyClick(focused(), Qt.Key.Key_Return)
    until(lambda: sheet._saved is not None)
    assert records.count(opened.store.read(), records.Search(kind="incident")) == 1


def test_an_incident_typed_at_once_is_guessed_and_kept_when_its_sheet_is_whole(opened):
    opened.window.report_incident()
    sheet = opened.window._incident_sheet
    QTest.keyClicks(focused(), "may in ket giay")
    until(lambda: sheet.is_whole)
    opened.settle()
    assert sheet._understood.category == "may_in_quet"
    until(lambda: [each for each in drafts.all(opened.store.read()) if each.key.startswith("incident:")])
    order, at = [], sheet.line
    for _ in range(400):
        order.append(at)
        at = at.nextInFocusChain()
    assert order.index(sheet.lines.reporter.change) < order.index(sheet._save) < order.index(sheet.second)


def test_esc_at_once_keeps_the_line_of_an_incident(opened):
    opened.window.report_incident()
    sheet = opened.window._incident_sheet
    QTest.keyClicks(focused(), "mat mang")
    QTest.keyClick(focused(), Qt.Key.Key_Escape)
    assert not sheet.isVisible()
    opened.settle()
    opened.window.report_incident()
    assert sheet.line.text() == "mat mang"


def test_enter_on_an_empty_incident_says_what_is_missing_at_once(opened):
    opened.window.report_incident()
    sheet = opened.window._incident_sheet
    QTest.keyClick(focused(), Qt.Key.Key_Return)
    assert not sheet.is_whole and sheet._problem.text() and focused() is sheet.line
