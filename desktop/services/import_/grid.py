"""A sheet as a table reader sees it: merged areas hold their value everywhere, and know where it stands."""
from collections.abc import Iterator, Sequence

from desktop.services.import_.sheets import Cell, CellError, Sheet
from desktop.services.import_.text import one_line

Place = tuple[int, int]
LARGEST_MERGE_ROWS = 400


class Grid:
    """Cells by (row, column) from 0. `origin` is where the value of a merged cell is written."""

    def __init__(self, sheet: Sheet) -> None:
        self.name = sheet.name
        self._rows: Sequence[Sequence[Cell]] = sheet.rows
        self.height = len(sheet.rows)
        self.width = max((len(row) for row in sheet.rows), default=0)
        self.has_merges = bool(sheet.merges)
        self._origins: dict[Place, Place] = {}
        for area in sheet.merges:
            bottom, right = min(area.bottom, self.height - 1), min(area.right, self.width - 1)
            if (bottom - area.top + 1) * (right - area.left + 1) > self.width * LARGEST_MERGE_ROWS:
                continue    # a whole page merged by accident says nothing about its cells
            places = [(row, column) for row in range(area.top, bottom + 1) for column in range(area.left, right + 1)]
            if any(self.own(*place) is not None for place in places[1:]):
                continue    # cells with values of their own are not one cell
            self._origins.update(dict.fromkeys(places, (area.top, area.left)))

    def own(self, row: int, column: int) -> Cell:
        """Return what is written in the cell itself; blank text is nothing."""
        cells = self._rows[row]
        cell = cells[column] if column < len(cells) else None
        if isinstance(cell, str) and not cell.strip():
            return None
        return cell

    def origin(self, row: int, column: int) -> Place:
        """Return the first cell of the merged area, or the cell itself."""
        return self._origins.get((row, column), (row, column))

    def value(self, row: int, column: int) -> Cell:
        """Return the value that holds for a cell: its own, or that of its merged area."""
        place = self._origins.get((row, column))
        return self.own(row, column) if place is None else self.own(*place)

    def text(self, row: int, column: int) -> str:
        """Return the value as one line of text, "" for none."""
        return text_of(self.value(row, column))

    def own_cells(self, row: int) -> Iterator[tuple[int, Cell]]:
        """Return the (column, cell) written in a row, from left to right."""
        for column in range(len(self._rows[row])):
            cell = self.own(row, column)
            if cell is not None:
                yield column, cell

    def is_blank(self, row: int) -> bool:
        """Return whether nothing is written in a row."""
        return next(self.own_cells(row), None) is None


def text_of(cell: Cell) -> str:
    """Return a cell as one line of text: whole numbers without a point, dates dd/mm/yyyy."""
    if cell is None or isinstance(cell, CellError):
        return ""
    if isinstance(cell, str):
        return one_line(cell)
    if isinstance(cell, (int, float)):
        return number_text(cell)
    return cell.strftime("%d/%m/%Y")


def number_text(number: int | float) -> str:
    """Return 811 as "811" and 7.25 as "7.25"."""
    return str(int(number)) if float(number).is_integer() and abs(number) < 1e15 else repr(number)
