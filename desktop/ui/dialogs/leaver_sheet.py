"""“Thôi việc, chuyển công tác”: everything that still hangs on one person, closed one by one or together."""
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop.language import tr, trn
from desktop.services import leaving
from desktop.services.handing_over import Kept
from desktop.services.leaving import Group, Item, Leaving
from desktop.services.leaving_acts import NEEDS_SUCCESSOR, Act, Closed
from desktop.services.typed_values import Mistyped
from desktop.services.value_text import choice_label
from desktop.ui.desk import Desk, WindowActions
from desktop.ui.dialogs.leaver_lines import GroupBox
from desktop.ui.dialogs.leaver_overlay import PassingSheet
from desktop.ui.models.tones import choice_tone
from desktop.ui.moments import vietnam_now
from desktop.ui.page_opening import Making, in_turns, polished
from desktop.ui.records.candidates import candidates
from desktop.ui.records.field_editors import made_editor
from desktop.ui.records.problem_words import mistyped_words
from desktop.ui.records.reference_editors import ReferenceEditor
from desktop.ui.tokens import Space, Text, Tone
from desktop.ui.widgets.controls import Choices, button
from desktop.ui.widgets.flow import FlowLayout
from desktop.ui.widgets.labels import Chip, label
from desktop.ui.widgets.panels import Bar, Scrolled, clear
from desktop.ui.widgets.remark import Remark
from protocol.kinds import handover, person

_LEAST, _MOST, _AROUND = 140, 620, 200    # the page is as high as the window lets it
_A_LINE = 2.2    # heights of a line of text that a thing takes
_STATUSES = ("transferred", "retired", "")


class LeaverSheet(PassingSheet):
    """Opened from a person, from the matrix, and from Hôm nay. It stays open until all is closed or Esc."""

    WIDTH = 780

    def __init__(self, window: QWidget, desk: Desk, actions: WindowActions) -> None:
        super().__init__(window, tr("An official leaves or changes post"))
        self._desk, self._actions = desk, actions
        self._person = ""
        self._seen: Leaving | None = None
        self._boxes: list[GroupBox] = []
        self._filling: Making | None = None
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.setInterval(40)
        self._rest.timeout.connect(self._read)
        self._remark = Remark()
        inside = QWidget(self)
        self._lines = QWidget(inside)
        column = QVBoxLayout(inside)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(Space.M)
        column.addLayout(self._made_head())
        column.addLayout(self._made_start())
        self._place_of_lines = QVBoxLayout()
        self._place_of_lines.addWidget(self._lines)
        column.addLayout(self._place_of_lines)
        column.addStretch(1)    # all that is left over: no field grows
        self._scrolled = Scrolled(inside)
        self.body.addWidget(self._scrolled, 1)
        self.body.addWidget(self._remark)
        self.body.addLayout(self._made_foot())
        desk.news.changed.connect(self._hear)

    def open(self, person_id: str) -> None:
        """Show what hangs on this person."""
        self._person, self._seen = person_id, None
        self._read()

    # How it is made.

    def _made_head(self) -> QVBoxLayout:
        self._name = label("", Text.SHEET_TITLE, wrap=True)
        self._state = Chip("", Tone.MUTED)
        self._post = label("", Text.SMALL, wrap=True)
        self._progress = label("", Text.SMALL_STRONG)
        self._bar = QHBoxLayout()
        line = QHBoxLayout()
        line.setSpacing(Space.S)
        line.addWidget(self._name, 1)
        line.addWidget(self._state)
        made = QVBoxLayout()
        made.setSpacing(Space.XS)
        made.addLayout(line)
        made.addWidget(self._post)
        made.addWidget(self._progress)
        made.addLayout(self._bar)
        return made

    def _made_start(self) -> QVBoxLayout:
        status_field, left_field = person.KIND.field("status"), person.KIND.field("left_on")
        to_field = handover.KIND.field("to_person")
        assert status_field is not None and left_field is not None and to_field is not None
        words = [choice_label(person.KIND, status_field, code) if code else tr("Changes post here")
                 for code in _STATUSES]
        self._status = Choices(words, name=tr("What happens"))
        self._status.chosen.connect(lambda _: self.typed())
        self._left_on = made_editor(person.KIND, left_field)
        self._left_on.edited.connect(self.typed)
        self._successor = ReferenceEditor(handover.KIND, to_field, self._ask, may_add=False)
        self._successor.input().setAccessibleName(tr("Who takes over"))
        self._successor.left.connect(self._note_successor)
        self._write = button(tr("Write it down"))
        self._write.clicked.connect(self._begin)
        dates = QHBoxLayout()
        dates.setSpacing(Space.M)
        for heading, field, share in ((self._left_on.label, self._left_on, 1),
                                      (tr("Who takes over"), self._successor, 2)):
            pair = QVBoxLayout()
            pair.setSpacing(0)
            pair.addWidget(label(heading, Text.SMALL, soft=True))
            pair.addWidget(field)
            dates.addLayout(pair, share)
        write = QVBoxLayout()
        write.setSpacing(0)
        write.addWidget(label("", Text.SMALL))
        write.addWidget(self._write)
        write.addStretch()
        dates.addLayout(write)
        made = QVBoxLayout()
        made.setSpacing(Space.S)
        made.addWidget(self._status)
        made.addLayout(dates)
        return made

    def _made_foot(self) -> FlowLayout:
        self._all = button("", "primary")
        self._all.clicked.connect(self.close_all)
        self._handover = button("")
        self._handover.clicked.connect(self.prepare_handover)
        foot = FlowLayout()
        self._how = label(tr("each by its first button"), Text.SMALL, soft=True)
        foot.addWidget(self._all)
        foot.addWidget(self._how)
        foot.addWidget(self._handover)
        return foot

    # What one may do.

    def close_items(self, wanted: Sequence[tuple[Item, Act]]) -> None:
        """Close these things in one step."""
        store, who, successor, day = self._desk.store, self._person, self.successor(), vietnam_now().date()
        self._remark.clear()

        def done(closed: Closed) -> None:
            left = trn("{n} could not be closed; it has moved meanwhile.", "{n} could not be closed; they have moved "
                       "meanwhile.", closed.left) if closed.left else ""
            self._actions.say(trn("{n} thing closed.", "{n} things closed.", closed.done),
                              Tone.GOOD if closed.done else Tone.NEUTRAL, undo_group=closed.group, more=left)
            self._rest.start()

        self._desk.tasks.run(lambda: leaving.close(store, who, wanted, successor=successor, day=day), done,
                             self._remark.say_trouble, owner=self)

    def close_all(self) -> None:
        """Close everything that can be closed, each by what is likeliest."""
        self.close_items(self._closable())

    def prepare_handover(self) -> None:
        """Make the draft of the hand-over of the devices, and go there."""
        store, who, successor, day = self._desk.store, self._person, self.successor(), vietnam_now().date()
        left_on = self._left_on.value()
        held_on = left_on if isinstance(left_on, str) and len(left_on) == len("2026-11-05") else ""

        def done(kept: Kept) -> None:
            self.hide()
            self._actions.say(tr("The hand-over is prepared; it moves the devices when it is signed."), Tone.GOOD,
                              undo_group=kept.group)
            self._actions.open_record("handover", kept.id)

        self._desk.tasks.run(
            lambda: leaving.prepare_handover(store, who, successor=successor, held_on=held_on, day=day), done,
            self._remark.say_trouble, owner=self)

    def successor(self) -> str:
        """Return the id of who takes over, "" while nobody is chosen."""
        value = self._successor.value()
        return value if isinstance(value, str) and value != self._person else ""

    # Inside.

    def _hear(self, changes: object) -> None:
        if self._person and not self.isHidden():
            self._rest.start()

    def _read(self) -> None:
        store, who, day = self._desk.store, self._person, vietnam_now().date()
        if who:
            self._desk.tasks.latest("leaving", lambda: leaving.read(store.read(), who, day), self._show,
                                    self._remark.say_trouble, owner=self)

    def _show(self, seen: Leaving | None) -> None:
        if seen is None:
            self._actions.say(tr("This record has not arrived on this PC yet."), Tone.WARN)
            return
        before, self._seen = self._seen, seen
        if before is not None and _without_typed(before) == _without_typed(seen):
            return
        is_first = before is None
        if is_first:
            self._left_on.show_value(seen.left_on or vietnam_now().date().isoformat(), {})
            if seen.typed_day:
                self._left_on.take_draft(seen.typed_day)
            self._successor.show_value(seen.successor or None, {seen.successor: seen.successor_name})
            status = seen.typed_status if seen.typed_status is not None else seen.status
            self._status.choose(_STATUSES.index(status) if status in _STATUSES else 0)
        self._show_head(seen)
        self._show_groups(seen)
        if is_first:
            lines = len(seen.items) + 2 * len({each.group for each in seen.items})
            wanted = self._scrolled.widget().sizeHint().height() + round(_A_LINE * lines * self.fontMetrics().height())
            self._scrolled.setMinimumHeight(max(_LEAST, min(_MOST, wanted, self.window().height() - _AROUND)))
            self.show_over()
            self._status.group.button(max(self._status.at(), 0)).setFocus()
        self.place()

    def _show_head(self, seen: Leaving) -> None:
        field = person.KIND.field("status")
        assert field is not None
        self._name.setText(seen.name)
        self._post.setText(seen.post)
        status = seen.status or "active"
        self._state.show_state(choice_label(person.KIND, field, status),
                               choice_tone(person.KIND.code, "status", status) or Tone.NEUTRAL)
        waiting = sum(item.is_waiting for item in seen.items)
        words = tr("{done} of {all} things closed", done=seen.done, all=seen.total)
        if waiting:
            words += " · " + trn("{n} waits for an answer", "{n} wait for an answer", waiting)
        self._progress.setText(words if seen.total else tr("Nothing hangs on this official."))
        clear(self._bar)
        if seen.total:
            bar = Bar(seen.done / seen.total, Tone.GOOD)
            bar.setAccessibleName(words)
            self._bar.addWidget(bar)

    def _show_groups(self, seen: Leaving) -> None:
        """Make the lines, a few in each turn and out of sight, then put them in the place of those before."""
        if self._filling is not None:
            self._filling.give_up()
        fresh = QWidget(self._lines.parentWidget())
        column = QVBoxLayout(fresh)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(Space.M)
        fresh.hide()
        self._enable()
        self._filling = Making(self, self._desk.tasks, (), in_turns(self._parts(seen, fresh)), self._remark.say_trouble)
        self._filling.start()

    def _parts(self, seen: Leaving, fresh: QWidget) -> Iterator[None]:
        column, boxes = fresh.layout(), []
        for group in Group:
            if items := seen.of(group):
                box = GroupBox(group, items, self.close_items, self._open, fresh)
                boxes.append(box)
                column.addWidget(box)
                for line in box.parts():
                    polished(line)
                    yield
                box.allow(has_successor=bool(self.successor()))
        if not seen.items and seen.total:
            column.addWidget(label(tr("Everything is closed. Nothing hangs on this official any more."), Text.TABLE,
                                   wrap=True))
        self._boxes = boxes
        self._place_of_lines.replaceWidget(self._lines, fresh)
        self._lines.hide()
        self._lines.deleteLater()
        self._lines = fresh
        fresh.show()
        self._enable()
        self.place()

    def _enable(self) -> None:
        has_successor = bool(self.successor())
        for box in self._boxes:
            box.allow(has_successor=has_successor)
        closable = self._closable()
        self._all.setText(trn("Close {n} thing", "Close all {n} things", len(closable)))
        self._all.setAccessibleName(self._all.text())
        self._all.setVisible(bool(closable))
        self._how.setVisible(len(closable) > 1)
        devices = len(self._seen.of(Group.CUSTODY)) if self._seen else 0
        self._handover.setText(tr("Open the hand-over") if self._seen and self._seen.handover and not devices else
                               trn("Prepare the hand-over of {n} device", "Prepare the hand-over of {n} devices",
                                   devices))
        self._handover.setAccessibleName(self._handover.text())
        self._handover.setVisible(devices > 0)

    def _closable(self) -> list[tuple[Item, Act]]:
        """Return what "close all" does: the likeliest act of each thing; machines wait for their hand-over."""
        has_successor = bool(self.successor())
        made = []
        for item in self._seen.items if self._seen else ():
            act = next((each for each in item.acts if has_successor or each not in NEEDS_SUCCESSOR), None)
            if act is not None and not item.is_waiting and item.group is not Group.CUSTODY:
                made.append((item, act))
        return made

    def _begin(self) -> None:
        left_on = self._left_on.value()
        if isinstance(left_on, Mistyped):
            self._left_on.say(mistyped_words(left_on))
            return
        self._keeping.stop()    # it is being written now
        status = _STATUSES[max(self._status.at(), 0)]
        store, who, successor, day = self._desk.store, self._person, self.successor(), vietnam_now().date()
        when = str(left_on or "") if status else ""

        def done(group: str) -> None:
            self._actions.say(tr("Saved on this computer.") if group else tr("Nothing had to be changed."),
                              undo_group=group)
            self._rest.start()

        self._desk.tasks.run(lambda: leaving.begin(store, who, status=status, left_on=when, successor=successor,
                                                   day=day), done, self._remark.say_trouble, owner=self)

    def _note_successor(self) -> None:
        self._enable()
        store, who, successor, day = self._desk.store, self._person, self.successor(), vietnam_now().date()
        if self._seen is not None and successor != self._seen.successor:
            self._desk.tasks.run(lambda: leaving.choose_successor(store, who, successor, day), None,
                                 self._remark.say_trouble, owner=self)

    def remember(self) -> None:
        """Keep what is chosen and typed: the page may be closed before it is written."""
        self._keeping.stop()
        store, who, status = self._desk.store, self._person, _STATUSES[max(self._status.at(), 0)]
        typed = str(self._left_on.draft() or "")
        if self._seen is not None:
            self._desk.tasks.run(lambda: leaving.remember(store, who, status=status, typed_day=typed), None,
                                 self._remark.say_trouble)

    def _ask(self, kind: str, text: str, bring: Callable[..., object]) -> None:
        store = self._desk.store
        self._desk.tasks.latest(f"pick-{id(self)}", lambda: candidates(store, kind, text), bring, owner=self)

    def _open(self, item: Item) -> None:
        self.hide()
        self._actions.open_record(item.kind, item.id)


def _without_typed(seen: Leaving) -> Leaving:
    """Return what the lines are made of: typing a day moves nothing under one's hands."""
    return replace(seen, typed_status=None, typed_day="")
