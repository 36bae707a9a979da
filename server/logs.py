"""Logs: one JSON object a line on stderr. Never a name, a value, a code or a token."""
import json
import logging
import queue
import sys
import threading
from typing import Final

from protocol import clock

_TAKEN: Final = ("method", "route", "status", "ms", "bytes_in", "bytes_out", "code", "file", "bytes", "seconds")
_WAITING_LINES: Final = 10_000


class JsonLines(logging.Formatter):
    """Writes a record as one line; only fields that are known to be harmless are taken along."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the line."""
        line: dict[str, object] = {
            "at": clock.utc_text(int(record.created * 1000)), "level": record.levelname.lower(),
            "event": record.getMessage(), "from": record.name}
        line.update({key: getattr(record, key) for key in _TAKEN if hasattr(record, key)})
        if record.exc_info and record.exc_info[0] is not None:
            # Where it happened, not what it said: messages of errors quote values.
            line["error"] = record.exc_info[0].__name__
            line["trace"] = _places(record)
        return json.dumps(line, ensure_ascii=False)


class Unhurried(logging.Handler):
    """Writes lines from a thread of its own: a reader of stderr that sleeps must not stop the server."""

    def __init__(self) -> None:
        super().__init__()
        self.lines: queue.Queue[str | None] = queue.Queue(_WAITING_LINES)
        self.thread = threading.Thread(target=self._write, name="logs", daemon=True)
        self.thread.start()

    def emit(self, record: logging.LogRecord) -> None:
        """Let a line wait for its turn; it is dropped when ten thousand wait already."""
        try:
            self.lines.put_nowait(self.format(record))
        except queue.Full:
            pass
        except (TypeError, ValueError):
            self.handleError(record)

    def end(self, within_s: float = 0.5) -> None:
        """Write what waits, but not for ever."""
        try:
            self.lines.put_nowait(None)
        except queue.Full:
            return
        self.thread.join(within_s)

    def _write(self) -> None:
        while (line := self.lines.get()) is not None:
            try:
                sys.stderr.write(line + "\n")
                sys.stderr.flush()
            except (OSError, ValueError):
                return


def to_stderr(level: int = logging.INFO) -> Unhurried:
    """Send every log of this process to stderr as JSON lines, and return what writes them."""
    handler = Unhurried()
    handler.setFormatter(JsonLines())
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level)
    for quiet in ("alembic", "asyncio", "sqlalchemy"):
        logging.getLogger(quiet).setLevel(logging.WARNING)
    logging.getLogger("uvicorn.error").setLevel(logging.WARNING)
    logging.getLogger("uvicorn.access").propagate = False
    return handler


def _places(record: logging.LogRecord) -> list[str]:
    places: list[str] = []
    trace = record.exc_info[2] if record.exc_info else None
    while trace is not None:
        code = trace.tb_frame.f_code
        places.append(f"{code.co_filename.rpartition('/')[2]}:{trace.tb_lineno} {code.co_name}")
        trace = trace.tb_next
    return places[-12:]
