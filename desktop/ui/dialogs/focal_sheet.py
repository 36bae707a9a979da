"""“Bàn giao đầu mối”: one page from the predecessor's open things to the successor as chief focal point."""
from collections.abc import Callable, Iterator
from dataclasses import replace

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop.language import tr, trn
from desktop.services import focal_change, focal_recovery, roles
from desktop.services.focal_change import FocalChange
from desktop.services.form_saving import NEW
from desktop.services.handing_over import Kept
from desktop.services.recovery_slip import Slip
from desktop.ui.desk import Desk, WindowActions
from desktop.ui.dialogs.focal_steps import Step
from desktop.ui.dialogs.leaver_overlay import PassingSheet
from desktop.ui.moments import moment, vietnam_now
from desktop.ui.page_opening import Making, polished
from desktop.ui.records.candidates import candidates
from desktop.ui.records.field_editors import made_editor
from desktop.ui.records.reference_editors import ReferenceEditor
from desktop.ui.tokens import Space, Text, Tone
from desktop.ui.widgets.controls import button
from desktop.ui.widgets.flow import FlowLayout
from desktop.ui.widgets.labels import label
from desktop.ui.widgets.panels import Scrolled, clear, note
from desktop.ui.widgets.remark import Remark
from desktop.ui.widgets.secret_field import SecretField
from protocol.kinds import handover, person

_LEAST, _MOST, _AROUND = 140, 620, 200


class FocalSheet(PassingSheet):
    """Opened from Thiết lập, from a focal point's panel, and by the search. Nothing of it must be done at once."""

    WIDTH = 780

    def __init__(self, window: QWidget, desk: Desk, actions: WindowActions) -> None:
        super().__init__(window, tr("Hand over the focal point"))
        self._desk, self._actions = desk, actions
        self._seen: FocalChange | None = None
        self._filling: Making | None = None
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.setInterval(40)
        self._rest.timeout.connect(self._read)
        to_field, decision_field = handover.KIND.field("to_person"), person.KIND.field("focal_decision")
        assert to_field is not None and decision_field is not None
        self.successor_field = ReferenceEditor(handover.KIND, to_field, self._ask, may_add=True)
        self.successor_field.input().setAccessibleName(tr("Successor"))
        self.successor_field.left.connect(self._enable)
        self.successor_field.left.connect(self.typed)
        self.successor_field.edited.connect(self._enable)
        self.decision = made_editor(person.KIND, decision_field)
        self.decision.edited.connect(self.typed)
        self._head, self._steps = QVBoxLayout(), QVBoxLayout()
        for column in (self._head, self._steps):
            column.setSpacing(Space.S)
        self._remark = Remark()
        self._asking = self._made_asking()
        inside = QWidget(self)
        column = QVBoxLayout(inside)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(Space.M)
        column.addLayout(self._head)
        column.addLayout(self._made_fields())
        column.addLayout(self._steps)
        column.addStretch(1)    # all that is left over: no field grows
        self._scrolled = Scrolled(inside)
        self._finish = button("", "primary")
        self._finish.clicked.connect(self.finish)
        self._why = label("", Text.SMALL, soft=True)
        foot = FlowLayout()
        foot.addWidget(self._finish)
        foot.addWidget(self._why)
        self.body.addWidget(self._scrolled, 1)
        self.body.addWidget(self._asking)
        self.body.addWidget(self._remark)
        self.body.addLayout(foot)
        desk.news.changed.connect(self._hear)

    def open(self) -> None:
        """Show how far the change is."""
        self._seen = None
        store = self._desk.store
        self._desk.tasks.run(lambda: focal_recovery.settle(store), lambda _: self._read(),
                             self._actions.show_trouble, owner=self)

    # What one may do.

    def finish(self) -> None:
        """Make the successor the chief, in one step."""
        successor, decision = self.successor(), str(self.decision.value() or "")
        seen, store, day = self._seen, self._desk.store, vietnam_now().date()
        if seen is None or not successor:
            return
        mine = [each.id for each in seen.incidents if each.mine]

        def done(result: tuple[str, str]) -> None:
            who, group = result
            self._actions.say(tr("The successor is the chief focal point."), Tone.GOOD, undo_group=group)
            if not seen.here or (seen.former is not None and seen.here == seen.former.id):
                self._sit_down(who)
            self._rest.start()

        self._desk.tasks.run(lambda: focal_change.finish(store, successor=successor, decision=decision, day=day,
                                                         incidents=mine), done, self._remark.say_trouble, owner=self)

    def renew_code(self, opening_code: str = "") -> None:
        """Make a new recovery code and show its slip."""
        store = self._desk.store
        self._remark.clear()

        def failed(problem: Exception) -> None:
            if focal_recovery.asks_for_opening_code(problem):
                self._asking.show()
                self._code.setFocus()
            else:
                self._remark.say_trouble(problem)

        def done(slip: Slip) -> None:
            self._asking.hide()
            self._code.clear()
            self._show_slip(slip)

        self._desk.tasks.run(lambda: focal_recovery.renew(store, code=opening_code), done, failed, owner=self)

    def prepare_handover(self, former: str) -> None:
        """Make the draft of the hand-over of the predecessor's machines, and go there."""
        store, successor, day = self._desk.store, self.successor(), vietnam_now().date()
        decision = str(self.decision.draft() or "")
        if not successor or successor.startswith(NEW):
            self._remark.say(tr("Choose the successor first."), tr("Somebody of the book, who can receive them."))
            return

        def done(kept: Kept) -> None:
            self.hide()
            self._actions.say(tr("The hand-over is prepared; it moves the devices when it is signed."), Tone.GOOD,
                              undo_group=kept.group)
            self._actions.open_record("handover", kept.id)

        self._desk.tasks.run(lambda: focal_change.prepare_handover(store, former=former, successor=successor,
                                                                   decision=decision, day=day), done,
                             self._remark.say_trouble, owner=self)

    def successor(self) -> str:
        """Return the id of the successor, `new:Name`, or ""."""
        value = self.successor_field.value()
        return value if isinstance(value, str) else ""

    # Inside.

    def _hear(self, changes: object) -> None:
        if not self.isHidden():
            self._rest.start()

    def remember(self) -> None:
        """Keep what is typed: the page may be closed and opened again before the change is finished."""
        store, who, decision = self._desk.store, self.successor(), str(self.decision.draft() or "")
        if self._seen is not None and (who, decision) != (self._seen.typed_successor, self._seen.typed_decision):
            self._desk.tasks.run(lambda: focal_change.remember(store, successor=who, decision=decision), None,
                                 self._remark.say_trouble)

    def _read(self) -> None:
        store, day = self._desk.store, vietnam_now().date()
        self._desk.tasks.latest("focal-change", lambda: focal_change.read(store.read(), day), self._show,
                                self._remark.say_trouble, owner=self)

    def _show(self, seen: FocalChange) -> None:
        before, self._seen = self._seen, seen
        if before is not None and _without_typed(before) == _without_typed(seen):
            return
        is_first = before is None
        former = seen.former
        if is_first:
            is_other = seen.here and (former is None or seen.here != former.id)
            deputy = seen.deputies[0] if seen.deputies else None
            proposed = (seen.here, seen.here_name) if is_other else (deputy.id, deputy.name) if deputy else ("", "")
            if seen.typed_successor:
                proposed = (seen.typed_successor, seen.typed_successor_name)
            self.successor_field.show_value(proposed[0] or None, {proposed[0]: proposed[1]})
            self.decision.show_value(seen.typed_decision or None, {})
        if self._filling is not None:
            self._filling.give_up()
        self._filling = Making(self, self._desk.tasks, (), self._parts(seen), self._remark.say_trouble)
        self._filling.start()

    def _parts(self, seen: FocalChange) -> Iterator[None]:
        """Make the steps one after the other; then show them in the place of those before."""
        steps = []
        for step in self._made_steps(seen):
            step.setParent(self._scrolled.widget())
            step.hide()
            polished(step)
            steps.append(step)
            yield
        self._show_head(seen)
        clear(self._steps)
        for at, step in enumerate(steps, start=1):
            step.number(at)
            self._steps.addWidget(step)
            step.show()
        self._enable()
        yield
        if self.isHidden():
            wanted = self._scrolled.widget().sizeHint().height() + Space.S
            self._scrolled.setMinimumHeight(max(_LEAST, min(_MOST, wanted, self.window().height() - _AROUND)))
            self.show_over()
            self.successor_field.input().setFocus()
        self.place()

    def _show_head(self, seen: FocalChange) -> None:
        clear(self._head)
        former = seen.former
        if former is None:
            self._head.addWidget(note(tr("Nobody is noted as chief focal point."),
                                      tr("The successor can begin at once."), Tone.INFO))
        elif former.is_gone:
            self._head.addWidget(note(tr("{name} is not here any more.", name=former.name),
                                      tr("The successor settles what was left open; nobody else is needed."),
                                      Tone.INFO))
        else:
            words = tr("Chief focal point now: {name}", name=former.name)
            self._head.addWidget(label(f"{words} · {former.decision}" if former.decision else words, Text.BODY,
                                       wrap=True))

    def _made_steps(self, seen: FocalChange) -> Iterator[Step]:
        open_ = self._open
        former = seen.former
        mine = [each for each in seen.incidents if each.mine]
        yield Step(tr("Open incidents"), seen.incidents, open_, done=not mine, empty=tr("No incident is open."),
                   more=trn("{n} of them is handled by the predecessor; it passes on with the last step.",
                            "{n} of them are handled by the predecessor; they pass on with the last step.", len(mine))
                   if mine else "")
        yield Step(tr("Hand-overs not signed"), seen.handovers, open_, empty=tr("Every hand-over is signed."))
        yield Step(tr("Certificates that end soon"), seen.certificates, open_, empty=tr("No certificate ends soon."))
        yield Step(tr("Papers without a number"), seen.papers, open_, empty=tr("Every paper has its number."))
        if former is not None:
            leave = button(tr("Accounts, signatures, devices…"), "small",
                           name=tr("What else hangs on {name}", name=former.name))
            leave.clicked.connect(lambda: self._open_leaver(former.id))
            give = button(trn("Prepare the hand-over of {n} device", "Prepare the hand-over of {n} devices",
                              seen.in_custody), "small")
            give.clicked.connect(lambda: self.prepare_handover(former.id))
            yield Step(tr("Machines of {name}", name=former.name), seen.devices, open_,
                       empty=tr("No machine is in their name."),
                       actions=(give, leave) if seen.in_custody else (leave,))
        yield self._code_step(seen)
        yield self._seat_step(seen)

    def _code_step(self, seen: FocalChange) -> Step:
        make = button(tr("Make a new code and print it"), "small")
        make.clicked.connect(lambda: self.renew_code())
        show = button(tr("Show the slip"), "small")
        show.clicked.connect(lambda: self._actions.go("recovery"))
        made = seen.code_made_ms > 0
        words = tr("New code made {time}. ", time=moment(seen.code_made_ms)) if made else tr(
            "The predecessor may know the code on the slip. A new one makes the old paper worthless. ")
        if made:
            words += tr("The slip lies in its envelope.") if seen.code_kept_ms >= seen.code_made_ms else tr(
                "Print the slip and put it into its envelope.")
        return Step(tr("New recovery code"), (), self._open, empty=words,
                    done=made and seen.code_kept_ms >= seen.code_made_ms,
                    actions=(make, show) if seen.has_code else (make,))

    def _seat_step(self, seen: FocalChange) -> Step:
        former, who = seen.former, self.successor()
        is_theirs = former is not None and seen.here == former.id
        sit = button(tr("The successor sits here now"), "small")
        sit.clicked.connect(lambda: self._sit_down(self.successor()))
        sit.setEnabled(bool(who) and not who.startswith(NEW) and who != seen.here)
        self._sit = sit
        words = tr("{machine}: {name} signs what is written here.", machine=seen.machine or tr("This PC"),
                   name=seen.here_name) if seen.here else tr("Nobody is noted at this PC.")
        return Step(tr("This PC"), (), self._open, empty=words, done=bool(seen.here) and not is_theirs,
                    actions=(sit,))

    def _enable(self) -> None:
        who, seen = self.successor(), self._seen
        is_chief = bool(seen and seen.former and not seen.former.is_gone and who == seen.former.id)
        self._finish.setText(tr("Finish: the successor is the chief focal point"))
        self._finish.setAccessibleName(self._finish.text())
        self._finish.setEnabled(bool(who) and not is_chief)
        self._why.setText(tr("Choose the successor first.") if not who else tr("This is the chief focal point already.")
                          if is_chief else tr("One step; it can be undone."))
        if hasattr(self, "_sit") and seen is not None:
            self._sit.setEnabled(bool(who) and not who.startswith(NEW) and who != seen.here)

    def _sit_down(self, who: str) -> None:
        store = self._desk.store
        if not who or who.startswith(NEW):
            return

        def failed(problem: Exception) -> None:
            if focal_recovery.asks_for_opening_code(problem):
                self._actions.choose_person()
            else:
                self._remark.say_trouble(problem)

        self._desk.tasks.run(lambda: roles.sit_down(store, who), lambda _: self._rest.start(), failed, owner=self)

    def _made_fields(self) -> QHBoxLayout:
        made = QHBoxLayout()
        made.setSpacing(Space.M)
        for heading, field in ((tr("Successor"), self.successor_field),
                               (tr("Number and date of the decision"), self.decision)):
            pair = QVBoxLayout()
            pair.setSpacing(0)
            pair.addWidget(label(heading, Text.SMALL, soft=True))
            pair.addWidget(field)
            made.addLayout(pair, 1)
        self.decision.input().setAccessibleName(tr("Number and date of the decision"))
        return made

    def _made_asking(self) -> QWidget:
        made = QWidget()
        line = QHBoxLayout(made)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(Space.S)
        self._code = SecretField(tr("Opening code"))
        go = button(tr("Make a new code and print it"))
        go.clicked.connect(lambda: self.renew_code(self._code.text()))
        self._code.field.returnPressed.connect(go.click)
        line.addWidget(self._code, 1)
        line.addWidget(go)
        made.hide()
        return made

    def _show_slip(self, slip: Slip) -> None:
        from desktop.services.recovery_slip import keep
        from desktop.ui.dialogs.recovery_slip import RecoverySlip
        store = self._desk.store
        RecoverySlip(self.window(), slip, lambda: self._desk.tasks.run(
            lambda: keep(store), lambda _: self._rest.start(), self._actions.show_trouble, owner=self)).open()

    def _open(self, kind: str, record_id: str) -> None:
        self.hide()
        self._actions.open_record(kind, record_id)

    def _open_leaver(self, who: str) -> None:
        from desktop.ui.dialogs.leaver_sheet import LeaverSheet
        LeaverSheet(self.window(), self._desk, self._actions).open(who)

    def _ask(self, kind: str, text: str, bring: Callable[..., object]) -> None:
        store = self._desk.store
        self._desk.tasks.latest(f"pick-{id(self)}", lambda: candidates(store, kind, text), bring, owner=self)


def _without_typed(seen: FocalChange) -> FocalChange:
    """Return what the steps are made of: typing a decision moves nothing under one's hands."""
    return replace(seen, typed_successor="", typed_successor_name="", typed_decision="")
