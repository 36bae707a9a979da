"""One line of a stock-take: what the book expected, what was found, and what may follow from it."""
from typing import TYPE_CHECKING, Protocol

from PySide6.QtWidgets import QWidget

from desktop.language import tr, trn
from desktop.services import stocktaking_after
from desktop.services.stocktaking import FOUND, MISSING, PENDING, SURPLUS, is_elsewhere
from desktop.services.value_text import choice_label, field_label
from desktop.ui.models.tones import choice_tone
from desktop.ui.records.detail_panel import DetailPanel
from desktop.ui.tokens import Tone
from desktop.ui.widgets.controls import KeyButton, button
from desktop.ui.widgets.panels import note
from desktop.ui.widgets.read_only import READS
from protocol.kinds import device, stocktake_item

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from desktop.store.records import Record
    from desktop.store.store import Store
    from desktop.ui.desk import Desk, WindowActions


class Marking(Protocol):
    """What the panel asks of its view."""
    is_open: bool

    def mark(self, result: str, items: "Sequence[str]" = ()) -> None:
        """Mark these lines."""

    def edit(self, record_id: str = "") -> None:
        """Open the form of a line."""

    def after(self, act: "Callable[[Store, Sequence[str]], tuple[int, str]]", items: "Sequence[str]",
              said: "Callable[[int], str]") -> None:
        """Do to the devices what was asked for."""


class ItemPanel(DetailPanel):
    """The chosen line, with F and M as buttons too."""

    def __init__(self, desk: "Desk", actions: "WindowActions", view: Marking) -> None:
        self._view = view
        self._found = KeyButton(tr("Found"), "F", "primary", is_shortcut=False)
        self._missing = KeyButton(tr("Missing"), "M", is_shortcut=False)
        self._unmark = KeyButton(tr("Take the mark back"), "U", is_shortcut=False)
        for made, result in ((self._found, FOUND), (self._missing, MISSING), (self._unmark, PENDING)):
            made.clicked.connect(lambda _=False, result=result: self._mark(result))
        self._edit = KeyButton(tr("Condition, note"), "F2", is_shortcut=False)
        self._edit.clicked.connect(lambda: view.edit())
        self._lost = button(tr("Missing → lost"))
        self._lost.clicked.connect(lambda: self._after(stocktaking_after.declare_lost, lambda n: trn(
            "{n} device is lost in the book. Its decision may be written later.",
            "{n} devices are lost in the book. Their decision may be written later.", n)))
        self._moved = button(tr("Write where it was found into the book"))
        self._moved.clicked.connect(lambda: self._after(stocktaking_after.keep_place, lambda n: trn(
            "The location of {n} device is corrected.", "The locations of {n} devices are corrected.", n)))
        self._taken = button(tr("Add to the devices of the book"))
        self._taken.clicked.connect(lambda: self._after(stocktaking_after.take_in, lambda n: trn(
            "{n} device added to the book.", "{n} devices added to the book.", n)))
        self._open = button(tr("Open the device"))
        self._open.clicked.connect(self._open_device)
        self._open.setProperty(READS, True)
        super().__init__(desk, actions, stocktake_item.KIND, buttons=(
            self._found, self._missing, self._unmark, self._lost, self._moved, self._taken, self._edit, self._open))

    def remarks(self, record: "Record", titles: dict[str, str]) -> list[QWidget]:
        """Return what differs from the book."""
        fields = record.fields
        if fields.get("expected_place") and fields.get("result") == FOUND and self._is_elsewhere(record):
            return [note(tr("Elsewhere than in the book:"), tr("found at {place}, the book has {other}.",
                         place=fields["found_place"], other=fields["expected_place"]), Tone.WARN)]
        return []

    def facts(self, record: "Record", titles: dict[str, str]) -> list[tuple[str, str | QWidget]]:
        """Return what the book had and what was found; the state in the book in the words of a device."""
        listed: list[tuple[str, str | QWidget]] = []
        for field in self.kind.fields:
            if field.code in ("stocktake", "device", "result", *self.kind.title):
                continue
            if field.code == "expected_status" and (code := record.fields.get(field.code)):
                status = device.KIND.field("status")
                words = choice_label(device.KIND, status, str(code)) if status is not None else str(code)
                listed.append((field_label(self.kind, field), words))
            else:
                listed += self._fact(field, record, titles)
        return listed

    def show_more(self, record: "Record", titles: dict[str, str]) -> None:
        """Offer the marks while it is counted, and what may follow when it is closed."""
        fields, is_open = record.fields, self._view.is_open
        result = str(fields.get("result") or PENDING)
        field = self.kind.field("result")
        if field is not None:
            self._status.setVisible(True)
            self._status.show_state(choice_label(self.kind, field, result),
                                    choice_tone(self.kind.code, "result", result) or Tone.NEUTRAL)
        self._found.setVisible(is_open and result in (PENDING, MISSING))
        self._missing.setVisible(is_open and result in (PENDING, FOUND))
        self._unmark.setVisible(is_open and result in (FOUND, MISSING))
        self._edit.setVisible(is_open)
        has_device = bool(fields.get("device"))
        self._lost.setVisible(not is_open and result == MISSING and has_device)
        self._moved.setVisible(not is_open and result == FOUND and has_device and self._is_elsewhere(record))
        self._taken.setVisible(not is_open and result == SURPLUS and not has_device)
        self._open.setVisible(has_device)

    @staticmethod
    def _is_elsewhere(record: "Record") -> bool:
        return is_elsewhere(record, str(record.fields.get("found_place") or ""))

    def _mark(self, result: str) -> None:
        if self.record is not None:
            self._view.mark(result, [self.record.id])

    def _after(self, act: "Callable[[Store, Sequence[str]], tuple[int, str]]", said: "Callable[[int], str]") -> None:
        if self.record is not None:
            self._view.after(act, [self.record.id], said)

    def _open_device(self) -> None:
        if self.record is not None and self.record.fields.get("device"):
            self.actions.open_record("device", str(self.record.fields["device"]))
