"""Names and addresses without a blank: they wrap where they may, and never widen the window."""
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest

from desktop.ui.widgets.labels import label
from tests.ui import books, walking

ADDRESS = "https://mot-cua.xamau.gov.vn/" + "thutuc" * 25
NAME = "A" * 180


@pytest.fixture
def it(opened):
    """Return a window over a book whose every word is as long as a field allows."""
    made = opened(books.a_chosen_book)
    with made.store.write() as unit:
        site = unit.create("site", {"name": NAME, "type": "head_office"})
        office = unit.create("office", {"name": NAME, "site": site})
        person = unit.create("person", {"full_name": NAME, "title": NAME, "office": office, "status": "active"})
        system = unit.create("system", {"name": NAME, "address": ADDRESS})
        device = unit.create("device", {"name": NAME, "kind": "desktop", "serial": "7" * 100, "custodian": person,
                                        "office": office, "location": ADDRESS})
        line = unit.create("line", {"name": NAME, "site": site})
        made.records = {
            "site": site, "person": person, "device": device, "line": line,
            "account": unit.create("account", {"person": person, "system": system, "login": NAME}),
            "certificate": unit.create("certificate", {"person": person, "provider": NAME, "serial": "F" * 100}),
            "incident": unit.create("incident", {"title": NAME, "device": device, "action": ADDRESS}),
            "room": unit.create("room", {"name": NAME, "site": site, "note": ADDRESS}),
            "outage": unit.create("outage", {"what": "line", "line": line, "note": ADDRESS}),
            "handover": unit.create("handover", {"title": NAME, "status": "to_sign", "to_person": person})}
    made.settle()
    return made


def test_no_record_with_words_without_a_blank_makes_the_window_wider(it):
    for kind, record in it.records.items():
        it.window.open_record(kind, record)
        it.settle()
        assert (kind, it.window.width()) == (kind, 1366)
        assert walking.cut(it.window) == []


def test_a_long_number_is_told_and_copied_without_the_places_where_it_may_break(qapp):
    made = label("7" * 60, wrap=True)
    made.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    assert made.text() == "7" * 60 and made.minimumSizeHint().width() < 200
    made.show()
    made.setSelection(0, 60 + 60 // 12 - 1)
    QTest.keyClick(made, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert QGuiApplication.clipboard().text() == "7" * 60
