"""Báo sự cố as a side sheet: one line as one speaks, what was understood under it, the guide beside it.

Enter saves, Ctrl+Enter saves and passes it on to whom the guide names first. What is typed is kept as a
draft and comes back after a kill. Nothing here waits for the network. The line can be typed into before the rest
of the sheet is made (`incident_frame`).
"""
import uuid
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QPushButton, QWidget

from desktop.language import tr
from desktop.services import incident_reporting
from desktop.services.incident_reporting import Entry, Reported
from desktop.services.incident_understanding import Chosen, Understood, understand
from desktop.services.problems import Refused
from desktop.services.value_text import VIETNAM, wall_time
from desktop.store import drafts, setting
from desktop.store.store import wall_ms
from desktop.ui.records.draft_keeper import DraftKeeper
from desktop.ui.records.problem_words import problem_words
from desktop.ui.sheets.incident_frame import MEDIUM, IncidentFrame
from desktop.ui.sheets.incident_measuring import Measuring
from desktop.ui.tokens import Tone
from desktop.ui.widgets.controls import button, shown
from protocol.field import JsonValue
from protocol.kinds import incident
from protocol.kinds.choices import SEVERITIES
from protocol.validation import looks_like_password

if TYPE_CHECKING:
    from desktop.ui.desk import Desk, WindowActions

DRAFT: Final = "incident:"
DRAFT_OF_COLLEAGUE: Final = "colleague-incident:"
PAUSE_MS: Final = 60    # between keys: the guess follows a word, not a letter
_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class IncidentSheet(IncidentFrame):
    """The one-line entry. `open` shows it, Esc puts it away; the typed line stays."""

    def __init__(self, over: QWidget, below_header: QWidget, desk: "Desk", actions: "WindowActions") -> None:
        super().__init__(over, below_header, desk, actions)
        self._understood = Understood(text="")
        self._chosen = Chosen()
        self._saved: Reported | None = None
        self._saving = self._severity_chosen = self._is_typed = False
        self._left: Mapping[str, JsonValue] | None = None    # the draft that is taken up
        self._helped: bool | None = None    # did the steps of the guide help; None: not said
        self.measuring = Measuring(desk, self)
        self._keeper = DraftKeeper(desk.store, self._draft, self)
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(PAUSE_MS)
        self._pause.timeout.connect(self._guess)
        self._build()
        self.line.textEdited.connect(lambda _: self._hear_typing())
        self.guide.solved.connect(self._solved)
        self.guide.not_solved.connect(self._not_solved)
        self.measuring.told.connect(lambda sentence: self.remarks.show_evidence(sentence))

    # What the window asks.

    def open(self, text: str = "", device: str = "") -> None:
        """Show the sheet, ready to go on typing: with `text`, about `device`, or with what was left unsaved."""
        header = getattr(getattr(self._over, "currentWidget", lambda: None)(), "header", None)
        if self.isVisible() and self._saved is None and self.line.text().strip() and not text and not device:
            self.line.setFocus(Qt.FocusReason.OtherFocusReason)
            return
        self._begin()
        if text or device:
            self._keeper.key = self._drafts_here() + uuid.uuid4().hex
            self.line.setText(text)
            self._chosen = Chosen(device=device or None)
            self._tell_typed()
        else:
            self._take_draft()
        if self.is_whole:
            self._fill()
        self.show_over(header)
        self._go_on()
        self.line.setFocus(Qt.FocusReason.OtherFocusReason)    # a shortcut reason would select all

    def save(self, send_to: str | None = None) -> None:
        """Save the line; `send_to` "" keeps it here, a team passes it on, None takes the second button's."""
        if self._saving or self._saved is not None:
            return
        if not self.line.text().strip():
            self._problem.setText(tr("Say in one line what is wrong, then save."))
            self._problem.show()
            self.line.setFocus()
            return
        if looks_like_password(incident.KIND, "title", self.line.text()) and self._asked_about != self.line.text():
            self._asked_about = self.line.text()
            self.finish()
            self.remarks.say(tr("This looks like a password or a PIN."),
                             tr("Take it out: the book keeps none. Saving once more keeps the line as it is."),
                             Tone.WARN)
            self.line.setFocus()
            return
        self.finish()
        self._saving = True
        self._keeper.keep_if_due()
        store, guesser, text, chosen = self._desk.store, self._desk.guesser, self.line.text(), self._chosen
        known = self._understood if self._understood.text == text and not self._pause.isActive() else None
        severity = SEVERITIES[self.severity.at()].code if self._severity_chosen or known else ""
        started, draft, steps = self.lines.started_at(), self._keeper.key, self._tried()
        evidence, personal, group = self.measuring.evidence(), self.box.personal.isChecked(), self.box.group()

        def write() -> tuple[Understood, Reported, bool]:
            # A fast hand presses Enter before the guess of the last word is there.
            meant = known or understand(store, guesser, text, chosen, started=started, personal=personal)
            team = meant.addressee.team if send_to is None else send_to
            return meant, incident_reporting.report(store, Entry(
                text=text, category=meant.category, security=meant.security, device=meant.device.id,
                system=meant.system.id, office=meant.office.id, site=meant.site, severity=severity or meant.severity,
                guide=meant.guide.id if meant.guide else "", guide_key=meant.guide.key if meant.guide else "",
                reporter=meant.reporter.id, evidence=evidence,
                security_group=group or meant.security_group, personal_data=personal,
                detected_at=started, send_to=team, draft=draft, steps=steps, lessons=guesser().lessons(
                    text, category=chosen.category, guide=chosen.guide, device=chosen.device))), bool(team)

        self._desk.tasks.run(write, self._done, self._failed, owner=self)

    def pass_on(self) -> None:
        """Save the line and pass it on to whom the second button names."""
        self.save(None)

    # What happens meanwhile.

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in _ENTER:
            focused = self.focusWidget()
            if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
                self.pass_on()
            elif isinstance(focused, QPushButton) and focused is not self._save:
                focused.click()
            else:
                self.save("")
            return
        super().keyPressEvent(event)

    def leave(self) -> None:
        """Keep what is typed, unless it has just been saved."""
        if self._saved is None and not self._saving:
            if self._is_typed:
                self.finish()    # the draft says more than the line
            self._keeper.keep_if_due()
        self.measuring.stop(window_goes=not self.window().isVisible())

    def _begin(self) -> None:
        self._saved, self._saving, self._helped = None, False, None
        self._asked_about = ""    # the line of which a person was asked whether it holds a password
        self._chosen, self._understood = Chosen(), Understood(text="")
        self._left, self._is_typed, self._severity_chosen = None, False, False
        self.line.clear()
        self.line.setReadOnly(False)
        self.guide.begin()
        self.measuring.begin()
        self._problem.hide()
        self._footer.setCurrentIndex(0)

    def _fill(self) -> None:
        """Put into the rows under the line what the sheet was opened with; then guess."""
        left: Mapping[str, JsonValue] = self._left or {}
        self._severity_chosen = bool(left.get("severity"))
        self.severity.choose(_place_of(str(left["severity"])) if self._severity_chosen else MEDIUM)
        self.severity.setEnabled(True)
        self.lines.begin(str(left.get("started") or ""))
        self.lines.take_chosen(self._chosen)
        self.box.begin()
        self.box.finish(done=False)
        self.remarks.forget()
        self._show(self._understood)
        if left:
            drop = button(tr("Start anew"), "link")
            drop.clicked.connect(self._start_anew)
            self.remarks.say(tr("Taken up again:"),
                             tr("what was being typed at {time} and not saved.", time=left.get("at", "")),
                             Tone.INFO, drop)
        if self._is_typed:
            self._is_typed = False
            self._keeper.typed()
        self._guess()

    def _tell_typed(self) -> None:
        if self.is_whole:
            self._keeper.typed()
        else:
            self._is_typed = True    # kept as soon as the sheet is whole, a tenth of a second later

    def _take_draft(self) -> None:
        here = self._drafts_here()
        left = next((each for each in drafts.all(self._desk.store.read()) if each.key.startswith(here)), None)
        self._keeper.key = left.key if left else self._drafts_here() + uuid.uuid4().hex
        if left is None:
            return
        self._left = left.payload
        self.line.setText(str(left.payload.get("text") or ""))
        chosen = left.payload.get("chosen")
        if isinstance(chosen, dict):
            self._chosen = Chosen(**{key: str(value) for key, value in chosen.items()
                                     if key in Chosen.__dataclass_fields__ and value is not None})

    def _drafts_here(self) -> str:
        """Return how the keys of drafts begin: what a focal point left unsaved is not laid before a colleague."""
        db = self._desk.store.read()
        is_colleague = setting.text(db, setting.SEAT) == "colleague"
        return f"{DRAFT_OF_COLLEAGUE}{setting.text(db, setting.WHO)}:" if is_colleague else DRAFT

    def _start_anew(self) -> None:
        self._keeper.forget()
        self._begin()
        self._keeper.key = self._drafts_here() + uuid.uuid4().hex
        self._fill()
        self.line.setFocus()

    def _draft(self) -> dict[str, JsonValue]:
        chosen: dict[str, JsonValue] = {name: getattr(self._chosen, name) for name in Chosen.__dataclass_fields__}
        return {"text": self.line.text(), "chosen": chosen,
                "severity": SEVERITIES[self.severity.at()].code if self._severity_chosen else "",
                "started": self.lines.started_text(), "at": datetime.now(VIETNAM).strftime("%H:%M %d/%m/%Y")}

    def _hear_typing(self) -> None:
        self._problem.hide()
        self._tell_typed()
        if self.is_whole:
            self._pause.start()

    def _guess(self) -> None:
        store, guesser, text, chosen = self._desk.store, self._desk.guesser, self.line.text(), self._chosen
        started, personal = self.lines.started_at(), self.box.personal.isChecked()
        self._desk.tasks.latest(
            "incident-guess", lambda: understand(store, guesser, text, chosen, started=started, personal=personal),
            self._show, self._actions.show_trouble, owner=self)

    def _show(self, understood: Understood) -> None:
        if self._saved is not None:
            return
        self._understood = understood
        self.lines.show_understood(understood)
        self.guide.show_guide(understood.guide)
        if not self._severity_chosen:
            self.severity.choose(_place_of(understood.severity))
        self.second.setText(shown(tr(understood.addressee.words)))    # "Sở KH&CN"
        self.second.setAccessibleName(tr(understood.addressee.words))
        self.second.updateGeometry()
        self.box.setVisible(understood.security)
        self.box.show_guess(understood.security_group, understood.clock)
        self.measuring.follow(understood)
        self.remarks.show_past(understood)
        self.fit()

    def _choose_severity(self) -> None:
        self._severity_chosen = True
        self._keeper.typed()

    def _choose(self, chosen: Chosen) -> None:
        self._chosen = chosen
        self._keeper.typed()
        self._guess()

    def _choose_line(self) -> None:
        """A person says that it is no matter of security."""
        self.lines.take_chosen(replace(self._chosen, line="technical"))
        self._choose(replace(self._chosen, line="technical"))

    def _tried(self) -> dict[str, JsonValue]:
        """Return what was tried of the guide: which steps, and whether they helped."""
        key, ticked = self.guide.shown_key(), self.guide.ticked()
        tried: dict[str, JsonValue] = {}
        if key and self._helped is not None:
            tried[key] = self._helped
        if key and ticked:
            tried[f"{key}.steps"] = list(ticked)
        return tried

    def _done(self, result: tuple[Understood, Reported, bool]) -> None:
        understood, self._saved, told = result
        had = self.measuring.evidence()
        self.measuring.follow(understood)
        self.measuring.expect(self._saved, had)
        self._saving = False
        self._keeper.rest()
        self._show_after(understood, told=told)
        self._actions.say(tr("Incident saved on this computer."), Tone.GOOD, undo_group=self._saved.group)

    def _failed(self, problem: Exception) -> None:
        self._saving = False    # the line stays as it was typed
        if isinstance(problem, Refused):
            self._problem.setText(problem_words(incident.KIND, problem.problems[0]))
            self._problem.show()
        else:
            self._actions.show_trouble(problem)

    def _show_after(self, understood: Understood, *, told: bool) -> None:
        assert self._saved is not None
        self._understood = understood
        self.line.setReadOnly(True)
        self.lines.finish(understood)
        self.box.setVisible(understood.security)
        if told and understood.clock:
            first = replace(understood.clock[0], sent_at=wall_time(wall_ms()))
            self.box.show_guess(understood.security_group, (first, *understood.clock[1:]))
        self.box.finish(done=True)
        self.severity.setEnabled(False)
        self.guide.show_guide(understood.guide)
        self.guide.offer_outcome(shown=False)
        self.remarks.forget()
        self._footer.setCurrentIndex(1)
        self.after.show_saved(self._saved, understood, told=told)
        self.fit()

    def _solved(self) -> None:
        self._helped = True
        self.save("")

    def _not_solved(self) -> None:
        self._helped = False
        self.remarks.say(tr("The steps were tried and did not help."), tr("This goes along with the report."),
                         Tone.INFO)
        self.second.setFocus()

    def _connect(self) -> None:
        self._severity.chosen.connect(lambda _: self._choose_severity())
        self._lines.chosen.connect(self._choose)
        self._lines.typed.connect(self._keeper.typed)
        self._box.changed.connect(self._hear_typing)
        self._box.is_technical.connect(self._choose_line)
        self._after.closed.connect(self.hide)
        self._after.remarked.connect(lambda lead, text: self.remarks.say(lead, text))


def _place_of(severity: str) -> int:
    return next((at for at, each in enumerate(SEVERITIES) if each.code == severity), MEDIUM)
