"""The chosen device beside its list: shared or not, fit for what, and which hand-overs it has behind it."""
import time
from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QTabWidget, QWidget

from desktop.language import tr
from desktop.services import device_fitness, handing_over_minutes
from desktop.services.device_fitness import Fitness, Level, Standards
from desktop.services.value_text import field_label, text_of
from desktop.store import overview_machines
from desktop.ui.models.tones import choice_tone
from desktop.ui.moments import vietnam_now
from desktop.ui.records.detail_panel import DetailPanel
from desktop.ui.records.related_tab import RelatedLine, RelatedTab, Relation
from desktop.ui.tokens import Text, Tone
from desktop.ui.widgets.flow import FlowLayout
from desktop.ui.widgets.labels import Chip, label
from desktop.ui.widgets.panels import note
from protocol.conditions import NEEDS_DOCUMENT
from protocol.field import Field
from protocol.kinds import device
from protocol.kinds.device import HIDDEN_WHEN_SECRET, STANDALONE_SECRET

if TYPE_CHECKING:
    from desktop.background.tasks import Tasks
    from desktop.store.records import Record
    from desktop.store.store import Store
    from desktop.ui.desk import Desk, WindowActions

_LOOK_EVERY_S = 60
_JOINED = ("cpu", "ram_gb", "disk")
LEVEL_TONES = {Level.UNFIT: Tone.BAD, Level.WRITE: Tone.WARN, Level.SOFTWARE: Tone.INFO, Level.MEETING: Tone.GOOD,
               Level.UNKNOWN: Tone.MUTED}


class KnownRules:
    """What computers are judged by, read once a day and after a rule came."""

    def __init__(self, store: "Store") -> None:
        self._store = store
        self._kept: Standards | None = None
        self._looked = 0.0
        self._forgotten = 0

    def now(self) -> Standards:
        """Return the rules of today; the date is looked at once a minute, rows ask a thousand times."""
        moment = time.monotonic()
        if self._kept is None or moment - self._looked > _LOOK_EVERY_S:
            self._looked, day = moment, vietnam_now().date()
            if self._kept is None or self._kept.day != day:
                self._kept = device_fitness.standards(self._store.read(), day)
        return self._kept

    def forget(self) -> None:
        """Read them again when asked next."""
        self._kept = None
        self._forgotten += 1

    def read_ahead(self, tasks: "Tasks", owner: QWidget) -> None:
        """Read them in a task, before the first row asks: their file may have to come from a slow disk."""
        day, asked = vietnam_now().date(), self._forgotten

        def take(standards: Standards) -> None:
            if self._kept is None and self._forgotten == asked:     # a rule may have come meanwhile
                self._kept, self._looked = standards, time.monotonic()

        tasks.run(lambda: device_fitness.standards(self._store.read(), day), take, owner=owner)


class DevicePanel(DetailPanel):
    """A device: shared or not, where it stands, and what its state still lacks."""

    def __init__(self, desk: "Desk", actions: "WindowActions", rules: KnownRules, *, buttons: Sequence[QWidget],
                 relations: Sequence[Relation]) -> None:
        self._rules = rules
        super().__init__(desk, actions, device.KIND, buttons=buttons, relations=relations)

    def remarks(self, record: "Record", titles: dict[str, str]) -> list[QWidget]:
        """Return what is missing or hidden, and why."""
        made: list[QWidget] = []
        if record.fields.get("status") in NEEDS_DOCUMENT and not record.fields.get("status_document"):
            made.append(note(tr("No decision yet:"), tr("write its number and date in the field "
                             "“Decision number and date” when it is issued."), Tone.WARN))
        if record.fields.get("network") == STANDALONE_SECRET:
            left = overview_machines.SECRET_TOLD & {code for code, value in record.fields.items() if value}
            words = tr("another PC still wrote its serial number, address or place. “Edit”, then “Save” takes them "
                       "out.") if left else tr("serial number, MAC, IP and place are not kept in this book.")
            made.append(note(tr("Stand-alone PC for secret papers:"), words, Tone.BAD if left else Tone.WARN))
        if device_fitness.is_rated(record.fields):
            made += _why(self._fitness(record))
        return made

    def facts(self, record: "Record", titles: dict[str, str]) -> list[tuple[str, str | QWidget]]:
        """Return the fields, with processor, memory and disk as one line, and so the place."""
        joined = {"cpu": (tr("CPU / RAM / disk"), " · ", _JOINED)}
        listed: list[tuple[str, str | QWidget]] = []
        if device_fitness.is_rated(record.fields):
            found = self._fitness(record)
            listed.append((tr("Fit for"), _chip(device_fitness.level_label(found.level), LEVEL_TONES[found.level])))
        named = {*self.kind.title, self.kind.status, "reading"}
        if record.fields.get("network") == STANDALONE_SECRET:
            named |= HIDDEN_WHEN_SECRET
        for field in self.kind.fields:
            if field.code in joined:
                heading, between, codes = joined[field.code]
                words = between.join(self._part(code, record, titles) for code in codes if record.fields.get(code))
                listed += [(heading, words)] if words else []
            elif field.code == "users":
                listed += self._users(field, record, titles)
            elif field.code == "site" and record.fields.get("location"):
                continue    # the place names the building already
            elif field.code not in (*_JOINED, *named):
                listed += self._fact(field, record, titles)
        return listed

    def _made_tabs(self) -> QTabWidget:
        self.related.insert(1, HandoversOfDevice(self.desk, _handovers(), self.actions.open_record))
        return super()._made_tabs()

    def _fitness(self, record: "Record") -> Fitness:
        return device_fitness.rate(record.fields, self._rules.now())

    def _part(self, code: str, record: "Record", titles: dict[str, str]) -> str:
        field = self.kind.field(code)
        return text_of(self.kind, field, record.fields.get(code), titles) if field else ""

    def _users(self, field: Field, record: "Record", titles: dict[str, str]) -> list[tuple[str, str | QWidget]]:
        ids = record.fields.get("users")
        count = len(ids) if isinstance(ids, (list, tuple)) else 0
        if not count:
            return []
        words = label(text_of(self.kind, field, ids, titles), Text.TABLE, wrap=count > 1)
        return [(field_label(self.kind, field),
                 _flow(words, Chip(tr("shared") if count > 1 else tr("used by one"), Tone.INFO)))]


class HandoversOfDevice(RelatedTab):
    """The hand-overs of a device: who had it before, and in what condition it went."""

    def read(self, store: "Store", record_id: str) -> tuple[int, list[RelatedLine]]:
        """Return how many there are, and a line for each, the newest first."""
        found = handing_over_minutes.of_device(store.read(), record_id)
        return len(found), [RelatedLine(
            each.id, each.between, " · ".join(part for part in (each.held_on, each.condition) if part),
            each.status_words, choice_tone("handover", "status", each.status) or Tone.NEUTRAL) for each in found]


def _handovers() -> Relation:
    return Relation(kind="handover", fields=(), heading=tr("Hand-overs"),
                    empty=tr("Not handed over since this book began. Choose “Hand over…” to prepare the minutes."))


def _why(found: Fitness) -> list[QWidget]:
    """Return why the device is fit for no more, or what nobody wrote down."""
    made: list[QWidget] = []
    if found.reasons and found.level is not Level.MEETING:
        tone = Tone.BAD if found.level is Level.UNFIT else Tone.WARN
        made.append(note(tr("Why no further:"), "; ".join(found.reasons) + ".", tone))
    if found.missing:
        made.append(note(tr("Not known yet:"), ", ".join(found.missing) + ".", Tone.MUTED))
    return made


def _chip(words: str, tone: Tone) -> QWidget:
    return _flow(Chip(words, tone))


def _flow(*parts: QWidget) -> QWidget:
    made = QWidget()
    flow = FlowLayout()    # the chip goes under a long name
    made.setLayout(flow)
    for each in parts:
        flow.addWidget(each)
    return made
