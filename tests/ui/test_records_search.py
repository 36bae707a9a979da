"""A list while somebody types in its search: what is painted, what stays chosen, what waits until the typing stops."""
import pytest
from PySide6.QtCore import QEvent, QObject, QPoint, QRect, Qt
from PySide6.QtGui import QFont, QImage, QPainter, QPixmap, QRegion
from PySide6.QtWidgets import QWidget

from desktop.ui.records.list_page import AFTER_TYPING_MS
from desktop.ui.tokens import Colour
from desktop.ui.widgets.row_painter import RowPainter
from tests.ui.records_desk import some_devices


def sixty(over):
    """Return the page of devices with sixty of them: three pages of rows, more than stand in sight."""
    bench = over()
    some_devices(bench.store, 60)
    bench.qtbot.waitUntil(lambda: bench.page.model.rowCount() == 60)
    return bench


def test_a_row_that_has_just_gone_from_the_file_is_painted_as_nothing(over, monkeypatch):
    """Scenario: the list paints every pixel of its own; a row it could not read kept what stood there before."""
    bench = sixty(over)
    table, row = bench.page.table, bench.page.model.row
    picture = QPixmap(table.viewport().size())
    picture.fill(Qt.GlobalColor.red)
    monkeypatch.setattr(bench.page.model, "row", lambda at: None if at == 3 else row(at))
    table.viewport().render(picture, QPoint(), QRegion(), QWidget.RenderFlag(0))
    line = picture.toImage()
    middle = table.rowViewportPosition(3) + table.rowHeight(3) // 2
    assert {line.pixelColor(x, middle).name() for x in range(0, line.width() - 1, 7)} == {Colour.CARD.lower()}


class Paints(QObject):
    """Notes which widgets are painted."""

    def __init__(self, qapp):
        super().__init__()
        self.seen, self._app = [], qapp
        qapp.installEventFilter(self)

    def eventFilter(self, watched, event):
        if event.type() == QEvent.Type.Paint and watched.isWidgetType():
            self.seen.append(watched)
        return False

    def stop(self):
        self._app.removeEventFilter(self)


def test_a_key_in_the_search_paints_the_rows_and_not_the_headings(over, qapp):
    """Scenario: a model that was reset had the headings painted, and every card and page they lie on."""
    bench = sixty(over)
    table = bench.page.table
    bench.qtbot.wait(50)
    paints = Paints(qapp)
    bench.search("pc-0")
    bench.qtbot.waitUntil(lambda: table.viewport() in paints.seen)
    bench.qtbot.wait(50)
    paints.stop()
    assert table.horizontalHeader().viewport() not in paints.seen


def test_rows_chosen_before_a_search_are_let_go_in_silence(over):
    """Nothing may act on the rows that now stand where the chosen ones stood."""
    bench = sixty(over)
    bench.select(30, 31, 32)
    heard = []
    bench.page.table.chosen.connect(lambda: heard.append(bench.page.table.chosen_count()))
    bench.search("pc-0")
    assert bench.page.table.chosen_count() == 1
    assert bench.page.table.current_id() == bench.page.model.record(0).id
    assert set(heard) <= {0, 1}
    bench.search("không có máy này")
    assert bench.page.table.chosen_count() == 0 and bench.page.table.current_id() == ""


def rows_drawn(rows, scale, *texts):
    picture = QImage(round(400 * scale), round(40 * scale), QImage.Format.Format_ARGB32_Premultiplied)
    picture.setDevicePixelRatio(scale)
    painter = QPainter(picture)
    rows.row(painter, QRect(0, 0, 400, 40), [(at * 200, 150, text, None) for at, text in enumerate(texts)],
             selected=False)
    painter.end()
    return picture


@pytest.mark.parametrize("scale", [1, 1.25, 1.5, 2])
def test_a_text_looks_the_same_the_first_time_and_laid_out(qapp, scale):
    """Scenario: the line a text stands on has parts of a pixel; the kept text stood one lower than the new."""
    for size in (11, 13, 14, 17, 20, 26):
        font = QFont(qapp.font())
        font.setPixelSize(size)
        rows, texts = RowPainter(font, scale), ("Máy ở Một cửa Ệ Ữ g", "Đặng Thị Thuỷ Tiên ở tầng hai")
        first, second, third = (rows_drawn(rows, scale, *texts) for _ in range(3))
        assert first == second == third, size
        assert first != rows_drawn(rows, scale, "", "")


def test_a_list_that_gets_short_and_long_again_keeps_its_columns(over):
    """Scenario: with each key the scroll bar came or went, and all columns were laid out and painted anew."""
    bench = sixty(over)
    table, seen = bench.page.table, []
    for text in ("pc-0", "pc-007", "không có máy này", "pc-0"):
        bench.search(text)
        bench.qtbot.wait(30)
        widths = [table.columnWidth(at) for at in range(len(bench.page.model.columns))]
        seen.append((bench.page.model.rowCount(), table.verticalScrollBar().isEnabled(), table.viewport().width(),
                     widths, table.horizontalScrollBar().isVisible()))
    assert [each[:2] for each in seen] == [(60, True), (1, False), (0, False), (60, True)]
    assert len({str(each[2:]) for each in seen}) == 1


def test_the_panel_comes_back_when_one_has_stopped_typing(over):
    bench = sixty(over)
    beside = bench.page._beside
    bench.search("không có máy này")
    assert beside.currentWidget() is bench.page._blank
    assert bench.page._appear.interval() == AFTER_TYPING_MS
    for text in ("pc", "pc-0"):
        bench.search(text)
        assert bench.page._appear.isActive()
    assert beside.currentWidget() is bench.page._blank
    bench.qtbot.waitUntil(lambda: beside.currentWidget() is bench.page.panel)


def test_a_space_typed_is_no_pause_for_the_panel(over, monkeypatch):
    """Scenario: "may " asks the same as "may"; the panel took it for a rest and was filled in the middle of "may i"."""
    bench = sixty(over)
    bench.select(0)
    bench.qtbot.waitUntil(lambda: bench.page.panel.record is not None)
    asked, show = [], bench.page.panel.show_record
    monkeypatch.setattr(bench.page.panel, "show_record",
                        lambda record_id, **how: (asked.append(how.get("settle_ms")), show(record_id, **how))[1])
    for text in ("pc", "pc ", "pc 0"):
        asked.clear()
        bench.search(text)
        assert asked and asked[-1] == AFTER_TYPING_MS


def test_after_a_search_shift_and_an_arrow_select_from_the_row_one_stands_on(over):
    """And not from the row of the last click, where another record stands now."""
    bench = sixty(over)
    table = bench.page.table
    bench.qtbot.mouseClick(table.viewport(), Qt.MouseButton.LeftButton,
                           pos=table.visualRect(bench.page.model.index(8, 1)).center())
    bench.search("pc-01")
    assert [list(each) for each in table.chosen_rows()] == [[0]]
    bench.qtbot.keyClick(table, Qt.Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
    assert [list(each) for each in table.chosen_rows()] == [[0, 1]]
