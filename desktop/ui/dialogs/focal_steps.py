"""One step of the change of the focal point: whether it is settled, what is open, what to do."""
from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from desktop.language import tr, trn
from desktop.services.focal_change import Open
from desktop.ui.tokens import Space, Text
from desktop.ui.widgets.controls import ElidedLink, button
from desktop.ui.widgets.flow import FlowLayout
from desktop.ui.widgets.labels import ElidedLabel, label
from desktop.ui.widgets.tick import Tick

SHOWN = 4


class Step(QFrame):
    """A tick, a heading with its count, the first few things, and the rest on demand."""

    def __init__(self, heading: str, things: Sequence[Open], open_: Callable[[str, str], None], *, empty: str,
                 done: bool | None = None, more: str = "", actions: Sequence[QWidget] = ()) -> None:
        super().__init__()
        self.setObjectName("card")
        self._open, self._things = open_, things
        self._heading_words = f"{heading} ({len(things)})" if things else heading
        is_done = not things if done is None else done
        self._tick = Tick(is_done)
        self._tick.setAccessibleName(f"{heading}: " + (tr("done") if is_done else tr("not done yet")))
        self._heading = label(self._heading_words, Text.SECTION, wrap=True)
        self._lines = QVBoxLayout()
        self._lines.setSpacing(Space.HAIR)
        grid = QGridLayout(self)    # what is told stands under the heading, whatever the size of the mark
        grid.setContentsMargins(Space.M, Space.S, Space.M, Space.S)
        grid.setHorizontalSpacing(Space.S)
        grid.setVerticalSpacing(Space.XS)
        grid.setColumnStretch(1, 1)
        grid.addWidget(self._tick, 0, 0, Qt.AlignmentFlag.AlignTop)
        grid.addWidget(self._heading, 0, 1)
        grid.addLayout(self._lines, 1, 1)
        if not things:
            self._lines.addWidget(label(empty, Text.SMALL, wrap=True))
        if more:
            self._lines.addWidget(label(more, Text.SMALL, wrap=True))
        self._show(things[:SHOWN])
        if len(things) > SHOWN:
            rest = len(things) - SHOWN
            self._more = button(trn("{n} more", "{n} more", rest), "link")
            self._more.clicked.connect(self._show_rest)
            self._lines.addWidget(self._more, 0, Qt.AlignmentFlag.AlignLeft)
        if actions:
            flow = FlowLayout()
            for each in actions:
                flow.addWidget(each)
            self._lines.addLayout(flow)

    def number(self, at: int) -> None:
        """Put the number of the step before its heading."""
        self._heading.setText(f"{at}. {self._heading_words}")

    def _show_rest(self) -> None:
        at = self._lines.indexOf(self._more)
        self._more.hide()
        self._show(self._things[SHOWN:], at)

    def _show(self, things: Sequence[Open], at: int = -1) -> None:
        for offset, thing in enumerate(things):
            made = QWidget()
            line = QHBoxLayout(made)
            line.setContentsMargins(0, 0, 0, 0)
            line.setSpacing(Space.S)
            link = ElidedLink(thing.title or tr("(no name)"), Text.TABLE, name=tr("Open {title}", title=thing.title))
            link.clicked.connect(lambda _=False, thing=thing: self._open(thing.kind, thing.id))
            line.addWidget(link, 3)
            line.addWidget(ElidedLabel(thing.detail, Text.SMALL, soft=True), 2)
            self._lines.insertWidget(at + offset if at >= 0 else self._lines.count(), made)
