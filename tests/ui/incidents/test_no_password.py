"""A password typed into the line of an incident is asked about before it stands anywhere."""
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from desktop.store import records
from desktop.ui.sheets.incident_sheet import IncidentSheet
from tests.ui import books, walking


def test_a_line_with_a_password_is_asked_about_once_and_one_without_is_saved(opened):
    it = opened(books.a_chosen_book)
    it.page("incidents")
    for text, enters in (("mat khau wifi la xa1234 khong vao duoc", 2), ("quen mat khau may tinh", 1)):
        it.window.report_incident()
        it.settle()
        sheet = it.window.findChild(IncidentSheet)
        before = records.count(it.store.read(), records.Search(kind="incident"))
        QTest.keyClicks(sheet.line, text)
        for at in range(enters):
            assert records.count(it.store.read(), records.Search(kind="incident")) == before, (text, at)
            QTest.keyClick(sheet.line, Qt.Key.Key_Return)
            it.settle()
            if at < enters - 1:
                assert "Dòng này có vẻ chứa mật khẩu" in " ".join(walking.words(sheet))
        assert records.count(it.store.read(), records.Search(kind="incident")) == before + 1
        it.window._escape()
        it.settle()
