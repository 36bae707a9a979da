"""Keeps what is being typed, at most once a second, in the encrypted book."""
import logging
import time
from collections.abc import Callable
from concurrent.futures import Future
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, QTimer

from desktop.store import drafts
from protocol.field import JsonValue

if TYPE_CHECKING:
    from desktop.store.store import Store

KEEP_EVERY_MS = 1000
_log = logging.getLogger(__name__)


class DraftKeeper(QObject):
    """Writes `payload()` under `key` after the first key at once, and then once a second while one types."""

    def __init__(self, store: "Store", payload: Callable[[], dict[str, JsonValue]], parent: QObject) -> None:
        super().__init__(parent)
        self._store, self._payload = store, payload
        self.key = ""
        self._last = 0.0
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.timeout.connect(self.keep)

    def load(self, key: str) -> dict[str, JsonValue]:
        """Return what was being typed under `key` when the form was last left, {} for nothing."""
        self.key = key
        return dict(drafts.load(self._store.read(), key) or {})

    def typed(self) -> None:
        """Say that something was typed."""
        if not self._rest.isActive():
            passed = (time.monotonic() - self._last) * 1000
            self._rest.start(max(0, round(KEEP_EVERY_MS - passed)))

    def keep(self) -> None:
        """Write now what is typed; the writer's thread does it, the window does not wait."""
        self._rest.stop()
        if not self.key:
            return
        self._last = time.monotonic()
        key, payload = self.key, self._payload()
        kept = self._store.submit(lambda unit: drafts.save(unit, key, payload))
        kept.add_done_callback(_log_failure)

    def keep_if_due(self) -> None:
        """Write what has not been written yet, when the form goes away."""
        if self._rest.isActive():
            self.keep()

    def forget(self) -> None:
        """Drop the draft: it was saved, or thrown away on purpose."""
        self._rest.stop()
        if self.key:
            key = self.key
            self._store.submit(lambda unit: drafts.drop(unit, key)).add_done_callback(_log_failure)

    def rest(self) -> None:
        """Write nothing more: the save has taken the draft with it."""
        self._rest.stop()


def _log_failure(kept: "Future[Any]") -> None:
    problem = kept.exception()
    if problem is not None:    # the next key tries again; the text is still on the screen
        _log.warning("a draft was not kept: %s", type(problem).__name__)
