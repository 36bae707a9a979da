"""Cấu hình & định mức: who has a computer, what the computers are fit for, what is short, what to replace."""
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final, Self

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QStackedWidget, QVBoxLayout, QWidget

from desktop.language import number_text, tr, trn
from desktop.services import device_norm_groups
from desktop.services.device_holding import Share
from desktop.services.device_norms import million_text
from desktop.services.export_.rows import write_rows
from desktop.ui.dialogs.save_as import ask_csv
from desktop.ui.models.plain_rows import PlainRow, PlainRows, PlainTable
from desktop.ui.moments import vietnam_now
from desktop.ui.pages import device_state_rows as rows
from desktop.ui.pages.device_state_rows import Seen
from desktop.ui.tokens import Space, Text, Tone
from desktop.ui.widgets.controls import Choices, ElidedLink, button
from desktop.ui.widgets.flow import FlowLayout
from desktop.ui.widgets.labels import Chip, ElidedLabel, label
from desktop.ui.widgets.panels import Card, Scrolled, clear, row
from desktop.ui.widgets.read_only import WRITES
from desktop.ui.widgets.table import Column
from desktop.ui.widgets.turning import TurningRow

if TYPE_CHECKING:
    from desktop.ui.desk import Desk, WindowActions

NORMS, REPLACE, PEOPLE, GROUPS = range(4)
_KEYS: Final = {Qt.Key.Key_6: "vi", Qt.Key.Key_7: "vii", Qt.Key.Key_8: "viii", Qt.Key.Key_Delete: ""}
_ROWS_IN_SIGHT: Final = 8


class DeviceState(QWidget):
    """Two cards above, and the table that is asked for below them."""
    search = None
    add_words = ""

    def __init__(self, desk: "Desk", actions: "WindowActions", *, is_begun_only: bool = False) -> None:
        super().__init__()
        self._desk, self._actions = desk, actions
        self.seen: Seen | None = None
        self._only: Share | None = None
        self.bar = label("", Text.SMALL, soft=True)
        self._rest = self._parts()
        if not is_begun_only:
            while self.step():
                pass

    @classmethod
    def begun(cls, desk: "Desk", actions: "WindowActions") -> Self:
        """Return a view of which `step` makes the parts, so that the window can answer meanwhile."""
        return cls(desk, actions, is_begun_only=True)

    def step(self) -> bool:
        """Make the next part; return whether there are more."""
        return next(self._rest, self) is not self

    def refresh(self, changes: object | None = None) -> None:
        """Read again, in a worker, where devices, officials or rules moved."""
        touches = getattr(changes, "touches", None)
        if touches is not None and not any(touches(kind) for kind in ("device", "person", "office", "rule")):
            return
        store, day, before = self._desk.store, vietnam_now().date(), self.seen
        self._desk.tasks.latest("device-state", lambda: rows.look(store, day, before), self._show,
                                self._actions.show_trouble, owner=self)

    def open_record(self, kind: str, record_id: str) -> None:
        """Show nothing: every record has a page of its own."""

    def new_record(self) -> None:
        """Begin nothing: this view only counts."""

    def escape(self) -> bool:
        """Close nothing."""
        return False

    def show_table(self, at: int, only: Share | None = None) -> None:
        """Show one of the tables; of the officials only those with this share."""
        self._only = only
        self._choice.choose(at)
        self._stack.setCurrentIndex(at)
        self._groups.setVisible(at == GROUPS)
        if self.seen is not None:
            self._show(self.seen)
        self.tables[at].setFocus()

    def export(self, path: Path) -> None:
        """Write the table that is shown to `path`."""
        table = self.tables[self._stack.currentIndex()]
        told = table.as_rows(table.plain.rows)
        self._desk.tasks.run(lambda: write_rows(path, told), lambda n: self._actions.say(
            trn("{n} row written to {file}.", "{n} rows written to {file}.", n, file=path.name)),
            self._actions.show_trouble, owner=self)

    # What is shown.

    def _show(self, seen: Seen) -> None:
        self.seen = seen
        self.bar.setText(tr("As of {day}", day=f"{seen.day:%d/%m/%Y}"))
        self._show_people(seen)
        self._show_levels(seen)
        has_computers = seen.holding.computers > 0
        self.tables[NORMS].plain.put(rows.norm_rows(seen.norms, is_known=has_computers) if seen.norms.posts else [])
        self.tables[REPLACE].plain.put(seen.replaced)
        self.tables[PEOPLE].plain.put(rows.holder_rows(seen.holding, self._only))
        self.tables[GROUPS].plain.put(rows.group_rows(seen.norms.posts))
        at = self._stack.currentIndex()
        notes = {NORMS: rows.norm_notes(seen.norms, is_known=has_computers),
                 REPLACE: self._replacement_words(seen), PEOPLE: tr(
            "Who shares a computer only with people who have left, or answers for it without using it, "
            "is counted by use."), GROUPS: tr(
            "Keys 6, 7, 8 put the selected officials into group VI, VII, VIII; Delete goes back to the proposal.")}
        self._note.setText(notes[at])

    def _replacement_words(self, seen: Seen) -> str:
        if not seen.replaced:
            return ""
        cost = million_text(seen.replaced_vnd)
        return trn("{n} computer, {cost} million đồng at most.", "{n} computers, {cost} million đồng at most.",
                   len(seen.replaced), cost=cost) + " " + tr(
            "A computer is replaced only when it is written off or broken beyond repair; who follows in a post keeps "
            "the predecessor's.")

    def _show_people(self, seen: Seen) -> None:
        clear(self._people)
        counts = seen.holding.counts
        for share in (Share.OWN, Share.SHARED, Share.NONE):
            words = rows.share_label(share, is_known=seen.holding.is_known)
            number = ElidedLink(number_text(counts[share]), Text.TITLE, name=f"{number_text(counts[share])} {words}")
            number.clicked.connect(lambda _=False, share=share: self.show_table(PEOPLE, share))
            number.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
            tone = rows.share_tone(share, seen.holding.is_known) if counts[share] else Tone.MUTED
            self._people.addWidget(row(number, Chip(words, tone), stretch=False))
        without = seen.holding.with_share(Share.NONE)
        if not seen.holding.is_known:
            self._names.setText(tr(
                "Not enough data: {part} of {whole} computers say who uses them.",
                part=seen.holding.computers_with_people, whole=seen.holding.computers))
        else:
            names = ", ".join(each.name for each in without[:6]) + (" …" if len(without) > 6 else "")
            self._names.setText(tr("None: {names}", names=names) if without else tr("Everybody has a computer to use."))

    def _show_levels(self, seen: Seen) -> None:
        clear(self._levels)
        for words, count, tone in rows.levels(seen.summary):
            self._levels.addWidget(Chip(f"{words} {number_text(count)}", tone if count else Tone.MUTED))
        summary = seen.summary
        said = [trn("{n} computer.", "{n} computers.", summary.computers)]
        if summary.out_of_support:
            said.append(trn("{n} runs a system out of support.", "{n} run a system out of support.",
                            summary.out_of_support))
        if summary.over_age:
            said.append(trn("{n} is over age.", "{n} are over age.", summary.over_age))
        self._ended.setText(" ".join(said))

    # What is asked.

    def _keep_groups(self, chosen: Sequence[PlainRow], group: str) -> None:
        if not chosen or not self._desk.may_edit():
            return
        store, wanted = self._desk.store, {each.id: group for each in chosen}
        self._write_groups(lambda: device_norm_groups.keep(store, wanted))

    def _confirm_proposals(self) -> None:
        if self.seen is None:
            return
        store = self._desk.store
        wanted = {each.id: each.group for each in self.seen.norms.posts if each.is_proposed and each.has_title}
        self._write_groups(lambda: device_norm_groups.keep(store, wanted))

    def _write_groups(self, write: Callable[[], tuple[int, str]]) -> None:
        def tell(result: tuple[int, str]) -> None:
            count, group = result
            words = trn("The norm group of {n} official is kept.", "The norm groups of {n} officials are kept.", count)
            self._actions.say(words, Tone.GOOD, undo_group=group if count else "")

        self._desk.tasks.run(write, tell, self._actions.show_trouble, owner=self)

    def _ask_file(self) -> None:
        ask_csv(self, self.tables[self._stack.currentIndex()].accessibleName(), self.export)

    # How it looks.

    def _table(self, headings: Sequence[str], shapes: Sequence[Column], name: str, *, empty: str,
               centred_from: int = 99) -> PlainTable:
        return PlainTable(PlainRows(headings), shapes, empty=empty, name=name, centred_from=centred_from)

    def _parts(self) -> Iterator[None]:
        # From the outside inwards: whatever gets another parent is styled anew with all that is in it.
        content = QWidget(self)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(Scrolled(content))
        column = QVBoxLayout(content)
        column.setContentsMargins(Space.L, Space.M, Space.L, Space.L)
        column.setSpacing(Space.M)
        column.addWidget(TurningRow(self._people_card(), self._levels_card(), share=2, other=3, lines=32))
        yield
        column.addWidget(self._tools())
        yield
        card = Card()
        card.body.setContentsMargins(1, 1, 1, Space.XS)
        column.addWidget(card, 1)
        self._stack = QStackedWidget(card)
        card.body.addWidget(self._stack)
        self._note = label("", Text.SMALL, wrap=True)
        column.addWidget(self._note)
        made: list[PlainTable] = []
        for table in self._tables():
            table.setMinimumHeight(table.fontMetrics().height() * 2 * _ROWS_IN_SIGHT)
            table.copied.connect(lambda n: self._actions.say(trn(
                "{n} row copied. Paste it into Excel or Word.", "{n} rows copied. Paste them into Excel or Word.", n)))
            self._stack.addWidget(table)
            made.append(table)
            yield
        self.tables = tuple(made)
        self.tables[REPLACE].opened.connect(lambda id_: self._actions.open_record("device", id_))
        for at in (PEOPLE, GROUPS):
            self.tables[at].opened.connect(lambda id_: self._actions.open_record("person", id_))

    def _tables(self) -> Iterator[PlainTable]:
        yield self._table(rows.norm_headings(), rows.NORM_SHAPES, tr("Norms against what is there"), centred_from=3,
                          empty=tr("No norm can be counted: there are no officials in the book yet."))
        yield self._table(rows.replaced_headings(), rows.REPLACED_SHAPES, tr("Computers to replace"),
                          empty=tr("No computer is unfit, out of support or over age as far as the book knows."))
        yield self._table(rows.holder_headings(), rows.HOLDER_SHAPES, tr("Officials and their computers"),
                          empty=tr("Nobody here. Officials are added on the page “Staff”."))
        yield _GroupTable(self._keep_groups)

    def _people_card(self) -> Card:
        card = Card(tr("Computers of the officials"))
        self._people = FlowLayout(Space.L)
        card.body.addLayout(self._people)
        card.body.addSpacing(Space.S)
        self._names = ElidedLabel("", Text.SMALL, soft=True)
        card.body.addWidget(self._names)
        return card

    def _levels_card(self) -> Card:
        card = Card(tr("What the computers are fit for"))
        self._levels = FlowLayout()
        card.body.addLayout(self._levels)
        card.body.addStretch()
        card.body.addSpacing(Space.S)
        self._ended = ElidedLabel("", Text.SMALL, soft=True)
        card.body.addWidget(self._ended)
        return card

    def _tools(self) -> QWidget:
        names = (tr("Norms"), tr("To replace"), tr("Officials"), tr("Norm groups"))
        self._choice = Choices(names, name=tr("Table"))
        self._choice.chosen.connect(lambda at: self.show_table(at))
        self._groups = QWidget()
        self._groups.setProperty(WRITES, True)
        flow = QHBoxLayout(self._groups)
        flow.setContentsMargins(0, 0, 0, 0)
        flow.setSpacing(Space.S)
        for code in ("vi", "vii", "viii"):
            choose = button(rows.group_label(code), "small")
            choose.clicked.connect(lambda _=False, code=code: self._keep_groups(
                self.tables[GROUPS].chosen_rows(), code))
            flow.addWidget(choose)
        confirm = button(tr("Confirm all proposals"), "small")
        confirm.clicked.connect(self._confirm_proposals)
        flow.addWidget(confirm)
        self._groups.hide()
        copy = button(tr("Copy this table"), "small")
        copy.clicked.connect(lambda: self._copy_all())
        export = button(tr("Export (.csv)"), "small")
        export.clicked.connect(self._ask_file)
        made = QWidget()
        line = FlowLayout()
        made.setLayout(line)
        for each in (self._choice, self._groups, copy, export):
            line.addWidget(each)
        return made

    def _copy_all(self) -> None:
        table = self.tables[self._stack.currentIndex()]
        table.clearSelection()
        table.copy()


class _GroupTable(PlainTable):
    """The officials with their groups; one key puts the selected ones into a group."""

    def __init__(self, keep: Callable[[Sequence[PlainRow], str], None]) -> None:
        super().__init__(PlainRows(rows.group_headings()), rows.GROUP_SHAPES, name=tr("Norm groups"),
                         empty=tr("Nobody here. Officials are added on the page “Staff”."))
        self._keep = keep

    def keys(self) -> list[tuple[str, str]]:
        """Return the keys of the table, for F1."""
        return [("6  7  8", tr("Put the selected officials into group VI, VII, VIII")),
                ("Delete", tr("Back to the group proposed from the title"))]

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = Qt.Key(event.key())
        if key in _KEYS and not event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self._keep(self.chosen_rows(), _KEYS[key])
        else:
            super().keyPressEvent(event)
