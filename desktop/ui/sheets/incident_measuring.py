"""Evidence for a system fault, gathered while the line is typed; never waited for, attached when it comes later."""
import threading
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, QTimer, Signal

from desktop.services import incident_evidence
from desktop.services.incident_reporting import Reported
from desktop.services.incident_understanding import Understood
from protocol.field import JsonValue

if TYPE_CHECKING:
    from desktop.ui.desk import Desk

SETTLE_MS: Final = 600    # after the last change of what is understood: not at each key


class Measuring(QObject):
    """Looks once for each system that the line comes to mean. One look at a time: the guesses need the threads."""
    told = Signal(str)    # the evidence in one sentence, "" for none, when it changed

    def __init__(self, desk: "Desk", parent: QObject) -> None:
        super().__init__(parent)
        self._desk = desk
        self._wanted = self._looking = self._known = ""
        self._evidence: dict[str, JsonValue] = {}
        self._saved: Reported | None = None
        self._stop = threading.Event()
        self._settle = QTimer(self)
        self._settle.setSingleShot(True)
        self._settle.setInterval(SETTLE_MS)
        self._settle.timeout.connect(self._look)

    def begin(self) -> None:
        """Forget what was seen for the former line."""
        self._settle.stop()
        self._wanted = self._known = ""
        self._evidence, self._saved = {}, None
        self.told.emit("")

    def follow(self, understood: Understood) -> None:
        """Look at what the line means now, if there is anything to look at."""
        wanted = understood.system.id or ("-" if understood.category in incident_evidence.MEASURED else "")
        if wanted == self._wanted:
            return
        self._wanted = wanted
        if wanted != self._known:
            self.told.emit("")
            self._settle.start() if wanted else self._settle.stop()
        else:
            self._tell()

    def evidence(self) -> dict[str, JsonValue]:
        """Return what was seen of what the line means, {} while nothing is known."""
        return self._evidence if self._wanted and self._wanted == self._known else {}

    def expect(self, saved: Reported, had: dict[str, JsonValue]) -> None:
        """The line was saved with the evidence it `had`; what comes later is attached to it."""
        if not self._wanted or had:
            return
        self._saved = saved
        if self._wanted == self._known:
            self._attach()
        else:
            self._settle.stop()
            self._look()

    def stop(self, *, window_goes: bool) -> None:
        """End a look that nobody waits for; when the window goes, one that is waited for as well."""
        self._settle.stop()
        if self._saved is None or window_goes:
            self._stop.set()
            self._wanted = ""

    def _look(self) -> None:
        if not self._wanted or self._looking:
            return
        self._looking, self._stop = self._wanted, threading.Event()
        store, stop = self._desk.store, self._stop
        system = "" if self._looking == "-" else self._looking
        self._desk.tasks.run(lambda: incident_evidence.gather(store, system, stop=stop), self._take,
                             lambda _: self._take({}), owner=self)

    def _take(self, evidence: dict[str, JsonValue]) -> None:
        looked, self._looking = self._looking, ""
        if self._stop.is_set():
            return
        if looked != self._wanted:
            self._look()
            return
        self._known, self._evidence = looked, evidence
        self._tell()
        self._attach()

    def _attach(self) -> None:
        saved, self._saved = self._saved, None
        if saved is not None and self._evidence:
            store, evidence = self._desk.store, dict(self._evidence)
            self._desk.tasks.run(lambda: incident_evidence.attach(store, saved.id, evidence, saved.group),
                                 owner=self)

    def _tell(self) -> None:
        self.told.emit(incident_evidence.sentence(self._evidence))
