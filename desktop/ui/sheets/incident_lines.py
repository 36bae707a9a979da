"""What the line was understood as: machine, category, office, severity, time, reporter; each with its "Đổi"."""
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QGridLayout, QMenu, QWidget

from desktop.language import tr
from desktop.services import guides
from desktop.services.guides import Guide
from desktop.services.incident_understanding import Chosen, Named, Understood
from desktop.services.typed_values import Mistyped, read_datetime
from desktop.services.value_text import VIETNAM, choice_label, datetime_text
from desktop.ui.records.candidates import Candidate, candidates
from desktop.ui.records.problem_words import mistyped_words
from desktop.ui.records.reference_editors import PickField
from desktop.ui.tokens import Space, Text, Tone
from desktop.ui.widgets.controls import ElidedLink, KeyButton, TextField, shown
from desktop.ui.widgets.flow import FlowLayout, flowing
from desktop.ui.widgets.labels import Chip, ElidedLabel, label
from desktop.ui.widgets.page_stack import BarStack
from desktop.ui.widgets.panels import clear, row
from protocol.kinds import incident
from protocol.kinds.choices import CATEGORIES

if TYPE_CHECKING:
    from desktop.ui.desk import Desk

SOFTWARE: Final = "phan_mem"
_OTHERS: Final = 1    # more of them stand first in the list behind “Đổi”
_BESIDE: Final = 17    # heights of a line: in less width the names stand over what they name
_MIDDLE: Final = Qt.AlignmentFlag.AlignVCenter
_NONE: Final = "none:"    # the line of a list that says "no machine"
_FORM_KIND = incident.KIND


class UnderstoodLines(QWidget):
    """The rows under the line. A choice made here overrules the guess, until the sheet is opened anew."""
    chosen = Signal(object)    # Chosen, after a person changed one of them
    typed = Signal()           # the time was typed

    def __init__(self, desk: "Desk", severity: QWidget, parent: QWidget) -> None:
        super().__init__(parent)
        self._desk, self._severity = desk, severity
        self._chosen = Chosen()
        self._understood = Understood(text="")
        self._rows: list[tuple[QWidget, QWidget, tuple[QWidget, ...]]] = []
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(Space.L)
        self._is_beside: bool | None = None
        self._arrange(beside=True)

    def parts(self) -> Iterator[None]:
        """Make the rows, one after the other."""
        desk = self._desk
        self.device = _PickLine(desk, "device", tr("Device"), "Alt+1", self._device_offers, none=tr("No device"))
        self.device.picked.connect(self._pick_device)
        self.or_device, self.or_category, self.or_guide = _OrLine(), _OrLine(), _OrLine()
        self.or_device.chosen.connect(self._pick_device)
        self.or_category.chosen.connect(lambda code: self._tell(
            replace(self._chosen, category=code, guide=None, line=None)))
        self.or_guide.chosen.connect(lambda key: self._tell(
            replace(self._chosen, category=self._understood.category, guide=key)))
        self._add(tr("Device"), self.device, self.or_device)
        yield
        self.category = _ChipLine(tr("Category"), "Alt+2")
        self.category.change.clicked.connect(self._offer_categories)
        self._add(tr("Category"), self.category, self.or_category, self.or_guide)
        yield
        self.system = _PickLine(desk, "system", tr("System"), "Alt+7", None, none=tr("No system"))
        self.system.picked.connect(lambda id_: self._tell(replace(
            self._chosen, system="" if id_.startswith(_NONE) else id_)))
        self._system_name = self._add(tr("System"), self.system)
        yield
        self.office = _PickLine(desk, "office", tr("Office"), "Alt+3", None)
        self.office.picked.connect(lambda id_: self._tell(replace(self._chosen, office=id_)))
        self._add(tr("Office"), self.office)
        yield
        self._add(tr("Severity"), self._severity)
        self.started = _TimeLine(tr("Began at"), "Alt+4")
        self.started.field.textEdited.connect(lambda _: self.typed.emit())
        self._add(tr("Began at"), self.started)
        yield
        self.reporter = _PickLine(desk, "person", tr("Reported by"), "Alt+5", None, is_chip=False)
        self.reporter.picked.connect(lambda id_: self._tell(replace(self._chosen, reporter=id_)))
        self._add(tr("Reported by"), self.reporter)
        yield

    def _add(self, name: str, widget: QWidget, *below: QWidget) -> QWidget:
        words = label(name, Text.TABLE, soft=True)
        self._rows.append((words, widget, below))
        self._put(len(self._rows) - 1, int(bool(self._is_beside)))
        return words

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange(beside=self.width() >= _BESIDE * self.fontMetrics().height())

    def _arrange(self, *, beside: bool) -> None:
        """Put the names beside what they name, or over it where large text leaves too little width."""
        if beside == self._is_beside:
            return
        self._is_beside = beside
        grid, column = self._grid, int(beside)
        grid.setVerticalSpacing(Space.M if beside else Space.XS)
        grid.setColumnMinimumWidth(0, 100 if beside else 0)
        grid.setColumnStretch(0, 0 if beside else 1)
        grid.setColumnStretch(1, int(beside))
        for at, (name, widget, below) in enumerate(self._rows):
            for each in (name, widget, *below):
                grid.removeWidget(each)
            self._put(at, column)

    def _put(self, at: int, column: int) -> None:
        name, widget, below = self._rows[at]
        self._grid.addWidget(name, 4 * at + column, 0, _MIDDLE)
        self._grid.addWidget(widget, 4 * at + 1, column)
        for further, each in enumerate(below):
            self._grid.addWidget(each, 4 * at + 2 + further, column)

    def begin(self, started: str = "") -> None:
        """Forget every choice; the time is now unless `started` says otherwise."""
        self._chosen = Chosen()
        self.started.begin(started)
        for each in (self.device, self.system, self.office, self.reporter):
            each.close_pick()
        for each in self._all():
            each.change.show()

    def finish(self, understood: Understood) -> None:
        """Show what was saved; nothing is changed here any more."""
        self.show_understood(understood)
        for each in self._all():
            each.change.hide()
        self.or_device.offer(())
        self.or_category.offer(())
        self.or_guide.offer(())

    def _all(self) -> tuple["_PickLine | _ChipLine | _TimeLine", ...]:
        return self.device, self.category, self.system, self.office, self.reporter, self.started

    def take_chosen(self, chosen: Chosen) -> None:
        """Go on from choices that were made elsewhere: in a draft, or on the box of the second line."""
        self._chosen = chosen

    def started_at(self) -> str:
        """Return the typed time as a field keeps it, "" for now or what cannot be read."""
        return self.started.value()

    def started_text(self) -> str:
        """Return the time as it is typed, for the draft."""
        return self.started.field.text()

    def show_understood(self, understood: Understood) -> None:
        """Show what the line means now."""
        self._understood = understood
        device = understood.device
        self.device.show_named(device, device.title or tr("not known yet"))
        self.category.show_words(_category_words(understood), known=bool(understood.category))
        self.or_device.offer([(each.id, each.title) for each in understood.others[:_OTHERS]])
        self.or_category.offer([(code, _words_of(code)) for code in understood.categories])
        self.or_guide.offer([(each.key, tr("guide: {title}", title=each.title)) for each in understood.other_guides])
        asks = bool(understood.system.id) or understood.category == SOFTWARE
        self.system.setVisible(asks)
        self._system_name.setVisible(asks)
        self.system.show_named(understood.system, understood.system.title or tr("not known yet"))
        self.office.show_named(understood.office, understood.office.title or tr("not known yet"))
        note = tr("user of the device") if understood.reporter_uses_device else ""
        self.reporter.show_named(understood.reporter, understood.reporter.title or tr("not said"), note)

    def _tell(self, chosen: Chosen) -> None:
        self._chosen = chosen
        self.chosen.emit(chosen)

    def _pick_device(self, id_: str) -> None:
        self._tell(replace(self._chosen, device="" if id_.startswith(_NONE) else id_, office=None))

    def _device_offers(self, words: str) -> list[Candidate]:
        """Return what stands first in the list of machines: the other ones the line may mean."""
        if words:
            return []
        return [Candidate(id=each.id, title=each.title, detail=each.detail) for each in self._understood.others]

    def _offer_categories(self) -> None:
        store = self._desk.store
        self._desk.tasks.latest("incident-guides", lambda: guides.all_guides(store.read()), self._show_menu,
                                owner=self)

    def _show_menu(self, found: list[Guide]) -> None:
        menu = self.category_menu(found)
        menu.popup(self.category.change.mapToGlobal(QPoint(0, self.category.change.height())))

    def category_menu(self, found: list[Guide]) -> QMenu:
        """Return the ten categories, each with its guides."""
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        field = _FORM_KIND.field("category")
        assert field is not None
        for choice in CATEGORIES:
            inner = menu.addMenu(shown(choice_label(_FORM_KIND, field, choice.code)))
            for guide in (each for each in found if each.category == choice.code):
                action = inner.addAction(shown(guide.title))
                action.triggered.connect(lambda _=False, guide=guide: self._tell(
                    replace(self._chosen, category=guide.category, guide=guide.key, line=None)))
            inner.addSeparator()
            plain = inner.addAction(tr("Without a guide"))
            plain.triggered.connect(lambda _=False, code=choice.code: self._tell(
                replace(self._chosen, category=code, guide="", line=None)))
        return menu


class _OrLine(QWidget):
    """What else it may be: one click takes it."""
    chosen = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self._offered: tuple[tuple[str, str], ...] = ()
        self._row = FlowLayout(Space.M)    # under large text each in a line of its own, whole
        self.setLayout(self._row)
        self.hide()

    def offer(self, offered: Sequence[tuple[str, str]]) -> None:
        """Offer (code or id, words)."""
        if tuple(offered) == self._offered:
            return
        self._offered = tuple(offered)
        clear(self._row)
        for code, words in self._offered:
            made = ElidedLink(tr("or {words}", words=words), Text.SMALL,
                              name=tr("Take instead: {words}", words=words))
            made.clicked.connect(lambda _=False, code=code: self.chosen.emit(code))
            self._row.addWidget(made)
            made.show()
        self.setVisible(bool(self._offered))


class _ChipLine(QWidget):
    """A chip and the button that changes it."""

    def __init__(self, name: str, keys: str) -> None:
        super().__init__()
        self.chip = Chip("", Tone.MUTED, may_shrink=True)
        self.change = KeyButton(tr("Change"), keys, "link")
        self.change.setAccessibleName(tr("Change: {name}", name=name))
        inner = flowing(self.chip, self.change)
        self._stack = BarStack()
        self._stack.addWidget(inner)
        outer = QGridLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(self._stack)

    def show_words(self, words: str, *, known: bool) -> None:
        """Show what is known, or that nothing is."""
        self.chip.show_state(words, Tone.INFO if known else Tone.MUTED)


class _PickLine(QWidget):
    """A record, shown as a chip or a name; "Đổi" turns it into a search field."""
    picked = Signal(str)    # id, after a person chose

    def __init__(self, desk: "Desk", kind: str, name: str, keys: str,
                 offers: Callable[[str], list[Candidate]] | None, *, is_chip: bool = True, none: str = "") -> None:
        super().__init__()
        self._none = none
        self._desk, self._kind, self._offers = desk, kind, offers
        self.chip = Chip("", Tone.MUTED, may_shrink=True)
        self.words = ElidedLabel("", Text.TABLE)
        self.note = label("", Text.SMALL)
        self.change = KeyButton(tr("Change"), keys, "link")
        self.change.setAccessibleName(tr("Change: {name}", name=name))
        self.change.clicked.connect(self._open_pick)
        self._is_chip = is_chip
        (self.words if is_chip else self.chip).hide()
        self.pick = _LinePick(kind, name, self._ask, may_add=False)
        self.pick.picked.connect(self._take)
        self.pick.given_up.connect(self.close_pick)
        self._stack = BarStack()
        self._stack.addWidget(flowing(self.chip, self.words, self.note, self.change))
        self._stack.addWidget(self.pick)
        outer = QGridLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(self._stack)

    def show_named(self, named: Named, words: str, note: str = "") -> None:
        """Show a record in `words`."""
        self.chip.show_state(words, Tone.INFO if named.id else Tone.MUTED)
        self.words.setText(words)
        self.words.updateGeometry()
        self.note.setText(note)
        self.note.setVisible(bool(note))

    def close_pick(self) -> None:
        """Show the record again in place of the search field."""
        self._stack.setCurrentIndex(0)

    def _open_pick(self) -> None:
        self.pick.clear()
        self._stack.setCurrentIndex(1)
        self.pick.setFocus()
        self.pick.search()

    def _take(self, record_id: str, title: str) -> None:
        self.close_pick()
        self.picked.emit(record_id)
        self.change.setFocus()

    def _ask(self, kind: str, words: str, bring: Callable[[list[Candidate]], object]) -> None:
        store, first = self._desk.store, self._offers(words) if self._offers else []

        def put(found: list[Candidate]) -> None:
            known = {each.id for each in first}
            none = [Candidate(id=_NONE, title=self._none)] if self._none and not words else []
            bring([*first, *(each for each in found if each.id not in known), *none])

        self._desk.tasks.latest(f"pick-{kind}-{id(self)}", lambda: candidates(store, kind, words), put, owner=self)


class _LinePick(PickField):
    """A search field that gives up on Esc, and when the focus goes elsewhere."""
    given_up = Signal()

    def event(self, event: "object") -> bool:
        if isinstance(event, QKeyEvent) and event.key() == Qt.Key.Key_Escape \
                and event.type() == QKeyEvent.Type.ShortcutOverride:
            event.accept()
            return True
        return super().event(event)    # type: ignore[arg-type]

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.close_list()
            self.given_up.emit()
            return
        super().keyPressEvent(event)


class _TimeLine(QWidget):
    """When it began: now, unless one types otherwise."""

    def __init__(self, name: str, keys: str) -> None:
        super().__init__()
        self.words = label("", Text.TABLE)
        self.change = KeyButton(tr("Change"), keys, "link")
        self.change.setAccessibleName(tr("Change: {name}", name=name))
        self.change.clicked.connect(self._open)
        self.field = TextField(name, tr("9h05, or 16h40 yesterday"))
        self.field.editingFinished.connect(self._check)
        self._problem = label("", Text.SMALL)
        self._problem.setProperty("wrong", True)
        self._stack = BarStack()
        self._stack.addWidget(flowing(self.words, self.change))
        self._stack.addWidget(row(self.field, self._problem, stretch=False))
        outer = QGridLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(self._stack)
        self.begin()

    def begin(self, typed: str = "") -> None:
        """Start anew: now, or the `typed` time of a draft."""
        self.field.setText(typed)
        self._problem.clear()
        self._show()
        self._stack.setCurrentIndex(0)

    def value(self) -> str:
        """Return the time as a field keeps it; "" while it is now or cannot be read."""
        typed = self.field.text().strip()
        value = read_datetime(typed, datetime.now(VIETNAM).date()) if typed else ""
        return "" if isinstance(value, Mistyped) else value

    def _open(self) -> None:
        self._stack.setCurrentIndex(1)
        self.field.setFocus()

    def _check(self) -> None:
        typed = self.field.text().strip()
        value = read_datetime(typed, datetime.now(VIETNAM).date()) if typed else ""
        if isinstance(value, Mistyped):
            self._problem.setText(mistyped_words(value))
            return
        self._problem.clear()
        self._show()
        self._stack.setCurrentIndex(0)

    def _show(self) -> None:
        now = datetime.now(VIETNAM)
        self.words.setText(datetime_text(self.value() or now.strftime("%Y-%m-%dT%H:%M"), today=now.date()))


def _words_of(code: str) -> str:
    field = _FORM_KIND.field("category")
    return choice_label(_FORM_KIND, field, code) if field is not None else code


def _category_words(understood: Understood) -> str:
    field = _FORM_KIND.field("category")
    if not understood.category or field is None:
        return tr("not known yet")
    return choice_label(_FORM_KIND, field, understood.category)    # the guide beside it has its own heading
