"""A commune's own sheet comes in by the window: looked at row by row, taken in, taken back."""
from pathlib import Path

import pytest
import shiboken6
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QWidget

from desktop.store import records
from desktop.store.records import Search
from desktop.store.store import Store
from desktop.ui.sheets.import_sheet import _CHOOSE, _LOOK, ImportSheet
from tests.ui.records_desk import Asked, desk_over, themed

WORKBOOKS = Path(__file__).resolve().parents[1] / "data" / "workbooks"
DEVICES = WORKBOOKS / "01-kiem-ke-thiet-bi.xlsx"


@pytest.fixture
def sheet(tmp_path, qtbot):
    themed()
    with desk_over(Store.create(tmp_path / "profile", None)) as desk:
        page = QWidget()
        page.resize(1170, 714)
        header = QWidget(page)
        header.setFixedHeight(54)
        made = ImportSheet(page, header, desk, Asked())
        made.store, made.asked = desk.store, made._actions
        page.show()
        made.open("device")
        yield made
        shiboken6.delete(page)


def counted(sheet, kind="device"):
    return records.count(sheet.store.read(), Search(kind=kind))


def looked_at(sheet, qtbot, path):
    sheet.preview = None
    sheet.look_at(path)
    qtbot.waitUntil(lambda: sheet.preview is not None, timeout=30_000)


def test_rows_are_looked_at_first_then_taken_in_then_taken_back(sheet, qtbot):
    looked_at(sheet, qtbot, DEVICES)
    assert sheet._pages.currentIndex() == _LOOK
    rows = len(sheet.preview.rows)
    assert rows == 16
    assert sheet._model.rowCount() == rows
    assert counted(sheet) == 0
    assert sheet._take.text() == "Nhập 16 dòng"
    QTest.keyClick(sheet, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: sheet.result is not None, timeout=30_000)
    assert counted(sheet) == rows
    assert counted(sheet, "office") > 0
    sheet.take_back()
    qtbot.waitUntil(lambda: counted(sheet) == 0)
    assert counted(sheet, "office") == counted(sheet, "person") == 0


def test_the_same_file_again_offers_nothing(sheet, qtbot):
    looked_at(sheet, qtbot, DEVICES)
    sheet.take_in()
    qtbot.waitUntil(lambda: sheet.result is not None, timeout=30_000)
    sheet.open("device")
    looked_at(sheet, qtbot, DEVICES)
    assert sheet._takes() == 0
    assert not sheet._take.isEnabled()


def test_a_column_put_right_is_read_anew_and_remembered(sheet, qtbot):
    looked_at(sheet, qtbot, DEVICES)
    box = next(each for each in sheet._columns.boxes() if each.currentData() == "note")
    heading = box.accessibleName()
    corrected = box
    corrected.setCurrentIndex(corrected.findData("purpose"))
    corrected.activated.emit(corrected.currentIndex())
    qtbot.waitUntil(lambda: sheet._pages.currentIndex() == _LOOK and any(
        each.accessibleName() == heading and each.currentData() == "purpose" for each in sheet._columns.boxes()),
        timeout=30_000)
    looked_at(sheet, qtbot, DEVICES)
    assert next(each for each in sheet._columns.boxes() if each.accessibleName() == heading).currentData() == "purpose"


def test_a_broken_file_is_one_sentence_and_writes_nothing(sheet, qtbot, tmp_path):
    broken = tmp_path / "hong.xlsx"
    broken.write_bytes(DEVICES.read_bytes()[:3000])
    looked_at(sheet, qtbot, broken)
    assert sheet._pages.currentIndex() == _CHOOSE
    said = sheet._remarks.itemAt(0).widget().accessibleName()
    assert said and "{" not in said
    assert counted(sheet) == 0


def test_words_of_the_file_stay_plain(sheet, qtbot, tmp_path):
    path = tmp_path / "la.csv"
    path.write_text("STT,Tên thiết bị,Mã tài sản,Tình trạng\n1,<b>Máy in</b>,001,Tốt\n2,=1+1,002,Tốt\n",
                    encoding="utf-8")
    looked_at(sheet, qtbot, path)
    titles = [sheet._model.index(at, 2).data() for at in range(sheet._model.rowCount())]
    assert any("<b>Máy in</b>" in title for title in titles)
    assert all(each.textFormat() == Qt.TextFormat.PlainText for each in sheet.findChildren(QLabel))
