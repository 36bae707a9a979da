"""Đường truyền and Gián đoạn: what was contracted and what comes, and the ledger of power, network and systems."""
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING, ClassVar

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from desktop.language import tr
from desktop.services import line_measure, outage_measuring, outage_ways
from desktop.services.value_text import datetime_text
from desktop.store import setting
from desktop.ui.models.list_columns import ListColumn
from desktop.ui.moments import vietnam_now
from desktop.ui.pages.infrastructure_lists import InfrastructureList
from desktop.ui.pages.lines_card import TAPS, close_outage, report_outage
from desktop.ui.records.detail_panel import DetailPanel
from desktop.ui.records.related_tab import Relation
from desktop.ui.records.text_draft import TextDraft
from desktop.ui.tokens import Space, Text, Tone
from desktop.ui.widgets.controls import TextField, button
from desktop.ui.widgets.flow import FlowLayout
from desktop.ui.widgets.labels import label
from desktop.ui.widgets.overlay import Overlay
from desktop.ui.widgets.panels import clear, note
from desktop.ui.widgets.table import Column
from protocol.kinds import line, outage

if TYPE_CHECKING:
    from desktop.services.outage_ways import Measuring
    from desktop.store.records import Record
    from desktop.ui.desk import Desk, WindowActions

_LONG_MIN = 1439    # 23 hours 59 minutes: no length takes more room, in either language


class LinesList(InfrastructureList):
    """The lines, each with what was measured of what is paid for."""
    kind = line.KIND
    left_out = frozenset({"contracted_mbps"})
    shapes: ClassVar[Mapping[str, Column]] = {
        "name": Column(sample="Internet trụ sở 2 (Viettel)", share=3),
        "type": Column(sample="Mạng truyền số liệu", share=1, dropped=3), "role": Column(sample="Dự phòng", dropped=2),
        "site": Column(sample="Trụ sở chính UBND xã", share=1, dropped=1),
        "carrier": Column(sample="MobiFone", dropped=4),
        "measured_mbps": Column(sample="", is_chip=True, key=True),    # as wide as its words, see below
        "status": Column(sample="Đã chấm dứt", is_chip=True, dropped=10),
    }

    def __init__(self, desk: "Desk", actions: "WindowActions") -> None:
        self._measure_sheet: MeasureSheet | None = None
        super().__init__(desk, actions, placeholder=tr("Find a line, carrier…"),
                         empty=tr("No lines yet. “Add a line” keeps carrier, contract and contracted speed; then what "
                                  "is measured can be held against it."),
                         unfit=tr("No line fits. Use fewer words or drop a filter."))

    def list_columns(self) -> tuple[ListColumn, ...]:
        """Return the columns, with measured and contracted speed as one."""
        return tuple(_speed_column(each) if each.code == "measured_mbps" else each for each in super().list_columns())

    def made_panel(self) -> DetailPanel:
        """Return the panel with the two things one does with a line."""
        measured = button(tr("Note a measured speed"), "primary")
        measured.clicked.connect(self.measure)
        tell = button(tr("Report an incident"))
        tell.clicked.connect(self._report)
        return LinePanel(self.desk, self.actions, self.kind, buttons=(measured, tell, self.edit_button()), relations=(
            Relation(kind="outage", fields=("line",), heading=tr("Interruptions"), detail="from_at",
                     empty=tr("No interruption of this line is noted.")),
            Relation(kind="room", fields=("line",), heading=tr("Meeting rooms"), detail="site",
                     empty=tr("No meeting room hangs on this line."))))

    def measure(self) -> None:
        """Ask for the speed that was just measured."""
        record = self.panel.record
        if record is None or record.deleted:
            return
        if self._measure_sheet is None:
            self._measure_sheet = MeasureSheet(self.window(), self.desk, self.actions)
        self._measure_sheet.open(record)

    def escape(self) -> bool:
        """Close the small sheet, or what else lies open."""
        if self._measure_sheet is not None and self._measure_sheet.isVisible():
            self._measure_sheet.hide()
            return True
        return super().escape()

    def _report(self) -> None:
        record = self.panel.record
        if record is not None:
            speed = line_measure.speed(record.fields)
            slow = tr("{line} slow, {speed}", line=record.fields.get("name"), speed=speed.words) if speed.is_slow \
                else str(record.fields.get("name") or "")
            self.actions.report_incident(slow)


def _speed_column(column: ListColumn) -> ListColumn:
    def tone(record: "Record") -> Tone | None:
        speed = line_measure.speed(record.fields)
        if speed.measured is None:
            return Tone.MUTED
        return Tone.WARN if speed.is_slow else Tone.GOOD

    widest = line_measure.Speed(measured=None, contracted=100).words
    return ListColumn(code=column.code, heading=tr("Measured / contracted"), order=column.order,
                      shape=replace(column.shape, sample=widest),
                      text=lambda record, titles: line_measure.speed(record.fields).words,
                      tone=lambda record: tone(record) if line_measure.speed(record.fields).words else None)


class LinePanel(DetailPanel):
    """A line: what comes of what is paid for, and whom to tell."""

    def remarks(self, record: "Record", titles: dict[str, str]) -> list[QWidget]:
        """Return what the speed says."""
        fields = record.fields
        speed = line_measure.speed(fields, line_measure.warn_percent(self.desk.store.read(), vietnam_now().date()))
        at = datetime_text(str(fields.get("measured_at") or ""), today=vietnam_now().date()) \
            if fields.get("measured_at") else ""
        if speed.measured is None:
            return [note(tr("Not measured yet:"), tr("measure with the carrier's speed page, on a PC with a cable, "
                                                     "while nobody else loads anything; then note it here."))]
        words = tr("measured {speed}", speed=speed.words) + (f" · {at}" if at else "")
        if not speed.is_slow:
            return [note(tr("Speed:"), words)]
        phone = str(fields.get("support_phone") or "")
        ask = tr("Ask the carrier to check, phone {phone}.", phone=phone) if phone else tr("Ask the carrier to check.")
        return [note(tr("Under half of what is contracted:") if speed.warn_percent == line_measure.WARN_PERCENT else
                     tr("Under {n} % of what is contracted:", n=speed.warn_percent), f"{words}. {ask}", Tone.WARN)]


class MeasureSheet(Overlay):
    """One number, written with the moment."""

    def __init__(self, window: QWidget, desk: "Desk", actions: "WindowActions") -> None:
        super().__init__(window, tr("Measured speed"))
        self._desk, self._actions, self._line = desk, actions, ""
        self._name = label("", Text.STRONG, wrap=True)
        self._field = TextField(tr("Measured speed, Mbps"), tr("for example: 38"), limit=6)
        self._field.returnPressed.connect(self._save)
        self._draft = TextDraft(desk.store, {"mbps": self._field}, self)
        self._wrong = label("", Text.SMALL, wrap=True)
        self._wrong.setProperty("wrong", True)
        save = button(tr("Save"), "primary")
        save.clicked.connect(self._save)
        self.body.addWidget(self._name)
        self.body.addWidget(label(tr("Measure on a PC with a cable, while nobody else loads anything: the carrier's "
                                     "speed page shows the download in Mbps."), Text.SMALL, soft=True, wrap=True))
        self.body.addWidget(self._field)
        self.body.addWidget(self._wrong)
        self.body.addWidget(save, 0, Qt.AlignmentFlag.AlignLeft)

    def open(self, record: "Record") -> None:
        """Ask for the speed of this line."""
        if record.id != self._line:
            self._field.clear()
            self._draft.begin(f"line-measured:{record.id}")
        self._line = record.id
        self._name.setText(str(record.fields.get("name") or ""))
        self._wrong.hide()
        self.show_over()
        self._field.setFocus()

    def _save(self) -> None:
        text = self._field.text().strip().replace(",", ".").partition(".")[0]
        if not text.isdigit() or not 0 < int(text) <= 100_000:
            self._wrong.setText(tr("Write a number of Mbps, such as 38."))
            self._wrong.show()
            self.place()
            return
        store, line_id, mbps, now = self._desk.store, self._line, int(text), vietnam_now()

        def told(group: str) -> None:
            self._draft.forget()
            self._field.clear()
            self.hide()
            self._actions.say(tr("Measured speed noted"), Tone.GOOD, group, f"{mbps} Mbps")

        self._desk.tasks.run(lambda: line_measure.keep(store, line_id, mbps, now=now), told,
                             self._actions.show_trouble, owner=self)


class OutagesList(InfrastructureList):
    """The ledger; one tap begins an outage, another ends it. Over it stands who measures."""
    kind = outage.KIND
    order = (("from_at", True),)
    left_out = frozenset({"seen_by"})
    shapes: ClassVar[Mapping[str, Column]] = {
        "title": Column(sample="Mất Internet – Trụ sở chính", share=3),
        "what": Column(sample="Đường truyền Internet", share=1, dropped=3),
        "site": Column(sample="Trụ sở chính UBND xã", share=1, dropped=2),
    }

    def __init__(self, desk: "Desk", actions: "WindowActions") -> None:
        super().__init__(desk, actions, placeholder=tr("Find an interruption, a cause…"),
                         empty=tr("Nothing is noted yet. One tap above notes that power or network is away; "
                                  "the ledger explains late dossiers."),
                         unfit=tr("No interruption fits. Use fewer words or drop a filter."))

    def parts(self) -> Iterator[None]:
        """Make the list, then the taps over it."""
        yield from super().parts()
        self._taps = QWidget()
        flow = FlowLayout()
        self._taps.setLayout(flow)
        flow.addWidget(label(tr("Right now:"), Text.SMALL, soft=True))
        for tap, words in TAPS:
            made = button(tr(words), "small", name=tr("Note an outage from now on: {what}", what=tr(words)))
            made.clicked.connect(lambda _=False, tap=tap: report_outage(self.desk, self.actions, tap, self))
            flow.addWidget(made)
        self._who_measures = QVBoxLayout()
        top = QWidget()
        column = QVBoxLayout(top)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(Space.S)
        column.addWidget(self._taps)
        column.addLayout(self._who_measures)
        self.put_on_top(top)

    def list_columns(self) -> tuple[ListColumn, ...]:
        """Return the columns, with how long it lasted in place of its end."""
        return tuple(_length_column(each) if each.code == "until_at" else each for each in super().list_columns())

    def made_panel(self) -> DetailPanel:
        """Return the panel with what ends an outage."""
        back = button(tr("It is back"), "primary")
        back.clicked.connect(self._end)
        tell = button(tr("Report an incident"))
        tell.clicked.connect(lambda: self.panel.record and self.actions.report_incident(
            str(self.panel.record.fields.get("title") or "")))
        return OutagePanel(self.desk, self.actions, self.kind, buttons=(back, tell, self.edit_button()), back=back)

    def refresh(self, changes: "object | None" = None) -> None:
        """Show the ledger, and who measures."""
        super().refresh(changes)
        if changes is None or getattr(changes, "settings_changed", False) or getattr(changes, "everything", False) \
                or any(kind == "site" for kind, _ in getattr(changes, "records", ())):
            store = self.desk.store
            self.desk.tasks.latest("who-measures", lambda: (
                outage_ways.measuring(store.read()), setting.text(store.read(), setting.REPLICA_NAME)),
                self._show_measuring, self.actions.show_trouble, owner=self)

    def make_read_only(self) -> None:
        """Leave the ledger."""
        super().make_read_only()
        self._taps.hide()

    def _end(self) -> None:
        if self.panel.record is not None:
            close_outage(self.desk, self.actions, self.panel.record.id, self)

    def _show_measuring(self, seen: "tuple[Measuring, str]") -> None:
        known, name = seen
        clear(self._who_measures)
        what = tr("Every half minute: is the power there, does the network of the building answer, do the line and the "
                  "addresses of the systems answer. No content is measured and no opened page is kept.")
        act: QPushButton | None = None
        if known.here:
            lead = tr("This PC ({name}) measures by itself.", name=name)
            act = _act(tr("Measure no more on this PC"), self._stop)
        elif known.named:
            lead = tr("Measured by {names}.", names=", ".join(sorted(set(known.named.values()))))
        else:
            lead = tr("Nobody measures yet.")
            what = tr("One PC of each building that is on all day can note interruptions by itself.") + " " + what
            act = _act(tr("Measure with this PC"), self._begin)
        line_ = QWidget()
        flow = FlowLayout()
        line_.setLayout(flow)
        flow.addWidget(label(lead, Text.SMALL, soft=True))
        if act is not None and not self.is_read_only:
            flow.addWidget(act)
        told = note(tr("What is measured:"), what)
        told.hide()
        why = button(tr("What is measured"), "link")
        why.clicked.connect(lambda: told.setVisible(told.isHidden()))
        flow.addWidget(why)
        self._who_measures.addWidget(line_)
        self._who_measures.addWidget(told)

    def _begin(self) -> None:
        store = self.desk.store
        self.desk.tasks.run(lambda: outage_measuring.measure_here(store), lambda group: self.actions.say(
            tr("This PC measures within a minute"), Tone.GOOD, group), self.actions.show_trouble, owner=self)

    def _stop(self) -> None:
        store = self.desk.store
        self.desk.tasks.run(lambda: outage_measuring.stop_here(store), lambda group: self.actions.say(
            tr("This PC measures no more"), Tone.INFO, group), self.actions.show_trouble, owner=self)


class OutagePanel(DetailPanel):
    """An outage: for how long, and what it cost."""

    def __init__(self, *arguments: object, back: QPushButton, **named: object) -> None:
        self._back_button = back
        super().__init__(*arguments, **named)    # type: ignore[arg-type]

    def show_more(self, record: "Record", titles: dict[str, str]) -> None:
        """Offer the end only while it lasts."""
        self._back_button.setVisible(not record.fields.get("until_at") and not record.deleted)

    def remarks(self, record: "Record", titles: dict[str, str]) -> list[QWidget]:
        """Return how long it lasts or lasted, and what is still worth noting."""
        length = lasted(record)
        fields = record.fields
        today = vietnam_now()
        if str(fields.get("from_at") or "") > today.strftime("%Y-%m-%dT%H:%M"):
            return [note(tr("To come:"), tr("from {time}", time=datetime_text(str(fields["from_at"]))), Tone.INFO)]
        if not fields.get("until_at"):
            return [note(tr("Lasts:"), length, Tone.WARN)] if length else []
        if fields.get("people_waiting") is None and fields.get("dossiers_hit") is None:
            return [note(tr("Lasted {time}.", time=length), tr("How many citizens waited and which dossiers were late "
                                                               "may be added with “Edit”: it explains them later."))]
        return [note(tr("Lasted {time}.", time=length), "")]


def _length_column(column: ListColumn) -> ListColumn:
    from desktop.services.outage_day import duration_text
    return ListColumn(
        code=column.code, heading=tr("Lasted"), shape=Column(sample=duration_text(_LONG_MIN)), order=column.order,
        text=lambda record, titles: lasted(record) if record.fields.get("until_at") else tr("not over"),
        spoken=lambda record, titles: lasted(record))


def lasted(record: "Record") -> str:
    """Return for how long an outage lasted, until now where it lasts; "" before it begins."""
    from desktop.services.outage_day import duration_text
    try:
        begun = datetime.fromisoformat(str(record.fields.get("from_at") or ""))
        until = str(record.fields.get("until_at") or "")
        end = datetime.fromisoformat(until) if until else vietnam_now().replace(tzinfo=None)
    except ValueError:
        return ""
    minutes = int((end - begun).total_seconds() // 60)
    return duration_text(minutes) if minutes >= 0 else ""


def _act(words: str, act: "Callable[[], object]") -> QPushButton:
    made = button(words, "small")
    made.clicked.connect(lambda: act())
    return made

