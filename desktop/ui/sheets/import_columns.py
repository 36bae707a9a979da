"""Which column of the file goes into which field: guessed from the headings, corrected by a click."""
from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QFrame, QVBoxLayout, QWidget

from desktop.language import tr
from desktop.services.import_.columns import Column
from desktop.services.value_text import field_label
from desktop.ui.records.field_editors import QuietBox
from desktop.ui.tokens import Space, Text
from desktop.ui.widgets.labels import label
from desktop.ui.widgets.panels import Scrolled, clear
from protocol.catalogue import KINDS
from protocol.kind import Kind


class ColumnsPanel(QFrame):
    """The headings of a file, each with its field. A correction is remembered for the next file."""
    corrected = Signal(str, str)    # heading and field code, "" to leave the column out

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("guidePanel")
        page = QWidget()
        self._column = QVBoxLayout(page)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(2)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(Space.L, Space.L, Space.M, Space.L)
        outer.setSpacing(Space.S)
        outer.addWidget(label(tr("Columns of the file"), Text.STRONG))
        outer.addWidget(label(tr("Guessed from the headings. What is corrected here is remembered."),
                              Text.SMALL, wrap=True))
        outer.addWidget(Scrolled(page), 1)

    def show_columns(self, kind_code: str, columns: Sequence[Column]) -> None:
        """Show the columns of a preview."""
        clear(self._column)
        kind = KINDS[kind_code]
        for each in columns:
            if each.heading.strip():
                self._add(kind, each)
        self._column.addStretch()

    def boxes(self) -> list[QComboBox]:
        """Return the boxes in the order of the columns."""
        return self.findChildren(QComboBox)

    def _add(self, kind: Kind, column: Column) -> None:
        heading = " ".join(column.heading.split())
        self._column.addWidget(label(heading, Text.TABLE, soft=True, wrap=True))
        box = QuietBox()
        box.setAccessibleName(tr("Field of the column “{heading}”", heading=heading))
        box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        box.addItem(tr("leave it out"), "")
        for field in kind.fields:
            if field.fits_a_cell:
                box.addItem(field_label(kind, field), field.code)
        at = box.findData(column.field)
        if at < 0 and column.field:    # one column for several fields, such as the specification
            box.addItem(tr("several fields"), column.field)
            at = box.count() - 1
        box.setCurrentIndex(max(at, 0))
        box.activated.connect(lambda _, box=box, heading=column.heading: self.corrected.emit(
            heading, str(box.currentData())))
        self._column.addWidget(box)
        self._column.addSpacing(Space.XS)
