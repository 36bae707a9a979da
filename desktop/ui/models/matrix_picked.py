"""What is selected in the matrix, apart from the window: thousands of cells are walked through in a task."""
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from desktop.language import tr
from desktop.services.account_matrix import Matrix
from desktop.services.account_stating import Place
from desktop.ui.models.matrix_looks import look_of

Span = tuple[int, int, int, int]
"""First and last row, first and last column of what is selected together."""


@dataclass(frozen=True, slots=True)
class Picked:
    """Rectangles of cells that do not overlap; `rows` and `columns` say where a shown one stands in `matrix`, -1 is
    the signature. It stays what it was while the window goes on.
    """
    matrix: Matrix
    rows: Sequence[int]
    columns: Sequence[int]
    spans: tuple[Span, ...]

    def accounts(self) -> int:
        """Return how many of the cells are accounts."""
        return sum((bottom - top + 1) * sum(at >= 0 for at in self.columns[left:right + 1])
                   for top, bottom, left, right in self.spans)

    def states(self) -> Counter[str]:
        """Return how many accounts stand in each state."""
        counted: Counter[str] = Counter()
        for row, columns in self._lines():
            cells = self.matrix.cells[row]
            counted.update([cells[at][0] for at in columns if at >= 0])
        return counted

    def places(self) -> list[Place]:
        """Return the accounts, by rows."""
        systems, made = self.matrix.systems, list[Place]()
        for row, columns in self._lines():
            cells, person = self.matrix.cells[row], self.matrix.people[row].id
            made += [Place(person, systems[at].id, cells[at][1]) for at in columns if at >= 0]
        return made

    def words(self) -> list[list[str]]:
        """Return a table with headings: names, then a column for each system that is selected."""
        shown = sorted({column for _, _, left, right in self.spans for column in range(left, right + 1)})
        inside: dict[int, set[int]] = {}
        for top, bottom, left, right in self.spans:
            for row in range(top, bottom + 1):
                inside.setdefault(row, set()).update(range(left, right + 1))
        systems = self.matrix.systems
        made = [[tr("Official"), tr("Office"), *(
            systems[at].heading if (at := self.columns[column]) >= 0 else tr("Digital signature")
            for column in shown)]]
        for row in sorted(inside):
            at, chosen = self.rows[row], inside[row]
            person = self.matrix.people[at]
            made.append([person.name, person.office, *(
                look_of(self.matrix, at, self.columns[column]).words if column in chosen else "" for column in shown)])
        return made

    def _lines(self) -> Iterator[tuple[int, Sequence[int]]]:
        for top, bottom, left, right in sorted(self.spans):
            columns = self.columns[left:right + 1]
            for row in self.rows[top:bottom + 1]:
                yield row, columns
