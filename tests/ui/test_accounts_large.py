"""The matrix of a large commune: what is selected, copied and said of thousands of cells, and how it is drawn."""
from datetime import date

import pytest
from PySide6.QtCore import QItemSelection, QItemSelectionModel, Qt
from PySide6.QtGui import QGuiApplication, QRegion
from PySide6.QtTest import QTest

from benchmarks.matrix import a_book
from desktop.services import account_stating
from desktop.services.account_matrix import UNREVIEWED
from desktop.services.account_stating import Place
from desktop.services.stoppable import Progress
from desktop.store import outbox, records
from desktop.store.records import Search
from tests.ui.opened import Opened, until

PEOPLE, SYSTEMS = 60, 21


@pytest.fixture
def matrix(tmp_path, qtbot):
    it = Opened(a_book(tmp_path / "book", PEOPLE, SYSTEMS))
    made = it.page("accounts")._views["matrix"]
    until(lambda: made.model.rowCount() == PEOPLE)
    yield it, made
    it.close()


def select(matrix, top, left, bottom, right):
    cells = QItemSelection(matrix.model.index(top, left), matrix.model.index(bottom, right))
    matrix.view.selectionModel().select(cells, QItemSelectionModel.SelectionFlag.Select)


def test_what_is_picked_is_counted_and_walked_through_without_the_window(matrix):
    it, made = matrix
    made.view.choose(0, 1)
    select(made, 2, 0, 4, 3)
    picked = made.model.picked(made.view.spans())
    assert picked.accounts() == 1 + 3 * 3    # a signature is no account
    assert sum(picked.states().values()) == picked.accounts() == len(picked.places())
    assert {each.person for each in picked.places()} == {made.model.person(row).id for row in (0, 2, 3, 4)}
    made.model.filter(text="khong co ai")
    assert len(picked.words()) == 5, "what was picked stays what it was"


def test_everything_copied_is_everything(matrix):
    it, made = matrix
    made.view.selectAll()
    QTest.keyClick(made.view, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    until(lambda: QGuiApplication.clipboard().text().count("\n") == PEOPLE)
    lines = [line.split("\t") for line in QGuiApplication.clipboard().text().split("\n")]
    assert {len(line) for line in lines} == {2 + 1 + SYSTEMS}
    shown = [made.model.look(7, column).words for column in range(1 + SYSTEMS)]
    assert lines[8][2:] == [f"'{each}" if each.startswith("-") else each for each in shown]


def test_a_thousand_cells_are_asked_for_twice_and_taken_back_at_once(matrix):
    it, made = matrix
    before = dict(made.model.reading.counts)
    made.view.selectAll()
    made.say("in_use")
    assert "1260" in it.window._message.text().replace(".", "")
    made.say("in_use")
    until(lambda: made.model.reading.counts[UNREVIEWED] <= PEOPLE)    # only signatures can be left
    it.settle()
    it.window.undo()
    until(lambda: dict(made.model.reading.counts) == before)


def test_counts_over_the_table_follow_what_is_said(matrix):
    it, made = matrix
    row, column = next((row, column) for row in range(PEOPLE) for column in range(1, SYSTEMS)
                       if made.model.cell(row, column).state == UNREVIEWED)
    made.view.choose(row, column)
    before = made.model.reading.counts["missing"]
    made.say("missing")
    until(lambda: made.model.reading.counts["missing"] == before + 1)
    assert any(chip.text().endswith(f" {before + 1}") for chip in made.bar._chips.values())
    stored = records.get(it.store.read(), made.model.cell(row, column).account)
    assert stored.fields["status"] == "missing"


def test_moving_by_one_cell_draws_two_cells(matrix, monkeypatch):
    it, made = matrix
    made.view.choose(3, 3)
    made.view.setFocus()
    it.settle()
    drawn = []
    real = made.view._cells.draw
    monkeypatch.setattr(made.view._cells, "draw",
                        lambda painter, region: (drawn.append(QRegion(region)), real(painter, region)))
    QTest.keyClick(made.view, Qt.Key.Key_Down)
    it.settle()
    both = made.view.visualRect(made.model.index(3, 3)).united(made.view.visualRect(made.model.index(4, 3)))
    assert drawn
    assert all(both.adjusted(-2, -2, 2, 2).contains(region.boundingRect()) for region in drawn)


def test_a_selected_cell_is_drawn_on_the_colour_of_the_selection(matrix):
    it, made = matrix
    made.view.choose(2, 2)
    select(made, 4, 2, 5, 3)
    it.settle()
    image = made.view.viewport().grab().toImage()

    def ground(row, column):
        corner = made.view.visualRect(made.model.index(row, column)).topLeft()
        return image.pixelColor(corner.x() + 4, corner.y() + 5).name()

    assert ground(4, 2) == ground(5, 3) == ground(2, 2) != ground(4, 4) == ground(3, 3)


def test_thousands_of_cells_stopped_half_way_are_as_if_nothing_was_said(tmp_path):
    store = a_book(tmp_path / "book", PEOPLE, SYSTEMS)
    people, systems = (store.read().execute(f"SELECT r.id FROM k_{kind} AS k JOIN record AS r ON r.n = k.n"
                                            " WHERE k.deleted = 0").fetchall() for kind in ("person", "system"))
    places = [Place(person=person, system=system) for (person,) in people for (system,) in systems]
    before = records.tally(store.read(), Search(kind="account"), "status"), outbox.waiting_count(store.read())

    class StopsAfterFive(Progress):
        def go_on(self, more=0):
            super().go_on(more)
            self.stop = self.done >= 500

    done = account_stating.state(store, places, "missing", date(2026, 11, 23), progress=StopsAfterFive())
    assert (done.stopped, done.changed, done.group) == (True, 0, "")
    assert (records.tally(store.read(), Search(kind="account"), "status"),
            outbox.waiting_count(store.read())) == before
    store.close()
