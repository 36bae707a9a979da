"""What stands beside a list while several rows are selected: how many, and what can be done with all."""
from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QPushButton, QVBoxLayout, QWidget

from desktop.language import tr
from desktop.ui.tokens import Space, Text
from desktop.ui.widgets.controls import KeyButton, button
from desktop.ui.widgets.labels import label
from desktop.ui.widgets.panels import Scrolled
from desktop.ui.widgets.read_only import put_away

_LEFT = Qt.AlignmentFlag.AlignLeft


class SelectionPanel(QFrame):
    """The actions on a selection."""
    edit_asked = Signal()
    merge_asked = Signal()
    copy_asked = Signal()
    delete_asked = Signal()
    restore_asked = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("sidePanel")
        self._count = label("", Text.SHEET_TITLE, wrap=True)
        self._edit = button(tr("Edit one field of all…"), "primary")
        self._merge = button(tr("Make two records one…"))
        self._copy = KeyButton(tr("Copy as a table"), "Ctrl+C", is_shortcut=False)
        self._delete = KeyButton(tr("Put into the trash"), "Delete", "danger", is_shortcut=False)
        self._restore = button(tr("Take out of the trash"), "primary")
        self._own = QWidget()    # what only one page offers
        self._more = QVBoxLayout(self._own)
        self._more.setContentsMargins(0, 0, 0, 0)
        self._more.setSpacing(Space.M)
        content = QWidget()
        column = self.column = QVBoxLayout(content)
        column.setContentsMargins(Space.L, Space.M, Space.L, Space.M)
        column.setSpacing(Space.M)
        column.addWidget(self._count)
        self._hint = label(tr("Every change of a selection is one step that can be undone."), Text.SMALL, wrap=True)
        column.addWidget(self._hint)
        for made, told in ((self._edit, self.edit_asked), (self._merge, self.merge_asked),
                           (self._restore, self.restore_asked), (self._copy, self.copy_asked),
                           (self._delete, self.delete_asked)):
            made.clicked.connect(told)
            column.addWidget(made, 0, _LEFT)
            if made is self._edit:
                column.addWidget(self._own)
        self._own.hide()
        column.addStretch()
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(Scrolled(content))    # six buttons of twice the text size are taller than a window

    def make_read_only(self) -> None:
        """Leave only what a viewer may do with a selection: copy it."""
        put_away((self._hint, self._edit, self._merge, self._delete, self._restore, self._own), self)

    def add(self, made: QPushButton) -> None:
        """Put one more action of a page under the first."""
        self._more.addWidget(made, 0, _LEFT)

    def show_count(self, words: str, *, in_trash: bool, may_merge: bool = False) -> None:
        """Say how many are selected; in the trash they can only be copied or taken out, two can be merged."""
        self._merge.setVisible(may_merge and not in_trash)
        self._count.setText(words)
        self._edit.setVisible(not in_trash)
        self._own.setVisible(not in_trash and self._more.count() > 0)
        self._delete.setVisible(not in_trash)
        self._restore.setVisible(in_trash)
