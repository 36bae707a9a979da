"""The guide beside the entry: steps that need no network, what not to do, and when to call."""
from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from desktop.language import tr, trn
from desktop.services import guides as guide_service
from desktop.services.guides import Guide
from desktop.ui.tokens import Space, Text, Tone
from desktop.ui.widgets.controls import button
from desktop.ui.widgets.labels import label
from desktop.ui.widgets.panels import Scrolled, clear, note
from desktop.ui.widgets.tick_box import TickBox

_TOP = Qt.AlignmentFlag.AlignTop


class GuidePanel(QFrame):
    """Shows one guide, or says what to type."""
    solved = Signal()      # "Đã xử lý được": the steps helped
    not_solved = Signal()  # "Chưa được": they did not

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("guidePanel")
        self._key: str | None = None
        self._ticks: list[TickBox] = []
        page = QWidget()
        self._column = QVBoxLayout(page)
        self._column.setContentsMargins(0, 0, Space.S, 0)
        self._column.setSpacing(Space.S)
        column = QVBoxLayout(self)
        column.setContentsMargins(Space.XL, Space.L, Space.M, Space.L)
        column.setSpacing(Space.S)
        self._scrolled = Scrolled(page)
        column.addWidget(self._scrolled, 1)
        solved, not_solved = button(tr("Solved")), button(tr("Not yet"))
        solved.clicked.connect(self.solved)
        not_solved.clicked.connect(self.not_solved)
        self._buttons = QWidget()
        line = QHBoxLayout(self._buttons)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(Space.S)
        line.addWidget(solved)
        line.addWidget(not_solved)
        line.addStretch()
        column.addWidget(self._buttons)
        self.show_guide(None)

    def offer_outcome(self, *, shown: bool) -> None:
        """Show or hide the two buttons: they end the entry, so they go once it is saved."""
        self._buttons.setVisible(shown and self._key is not None)

    def ticked(self) -> list[int]:
        """Return which steps were ticked as tried, counted from 1."""
        return [at for at, tick in enumerate(self._ticks, start=1) if tick.isChecked()]

    def shown_key(self) -> str:
        """Return the key of the guide that is shown, "" for none."""
        return self._key or ""

    def begin(self) -> None:
        """Take the ticks of the former incident away."""
        for tick in self._ticks:
            tick.setChecked(False)

    def show_guide(self, guide: Guide | None) -> None:
        """Show `guide`; the same one again moves nothing."""
        key = guide.key if guide is not None else ""
        if key == self._key:
            return
        self._key = key
        clear(self._column)
        self._ticks = []
        self._buttons.setVisible(guide is not None)
        if guide is None:
            self._key = ""
            self._column.addWidget(label(tr("Guide"), Text.STRONG))
            self._column.addWidget(label(tr("As soon as the line says what is wrong, the steps to take stand here. "
                                            "They need no network."), Text.SMALL, wrap=True))
            self._column.addStretch()
            return
        self._column.addWidget(label(tr("Guide: {title}", title=guide.title), Text.STRONG, wrap=True))
        self._column.addWidget(label(" · ".join((trn("{n} step", "{n} steps", len(guide.steps)),
                                                 tr("no network needed"))), Text.SMALL))
        self._column.addLayout(self._steps(guide))
        if guide.avoid:
            self._column.addWidget(note(tr("Do not:"), " ".join(map(_sentence, guide.avoid)), Tone.BAD))
        if guide.escalate_when:
            first = guide_service.team_names(guide.escalate_to[:1])
            lead = tr("Call when:")
            self._column.addWidget(note(lead, guide.escalate_when + (f" → {first[0]}" if first else "")))
        self._column.addStretch()
        self._scrolled.verticalScrollBar().setValue(0)

    def _steps(self, guide: Guide) -> QGridLayout:
        """The steps, to tick off what was tried: it goes along with the incident."""
        steps = QGridLayout()
        steps.setHorizontalSpacing(Space.S)
        steps.setVerticalSpacing(Space.S)
        steps.setColumnStretch(1, 1)
        for at, step in enumerate(guide.steps):
            tick = TickBox(f"{at + 1}.", name=f"{at + 1}. {step}")
            words = label(step, wrap=True)
            words.setContentsMargins(0, Space.XS, 0, 0)    # the first line beside the number of the box
            words.setAlignment(_TOP)
            self._ticks.append(tick)
            steps.addWidget(tick, at, 0, _TOP)
            steps.addWidget(words, at, 1)
        return steps


def _sentence(line: str) -> str:
    """Return a line of what to avoid as a whole sentence."""
    return line if line.endswith((".", "!", ";")) else f"{line}."
