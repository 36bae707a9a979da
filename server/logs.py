"""Logs: one JSON object a line on stderr. Never a name, a value, a code or a token."""
import json
import logging
import sys
from typing import Final

from protocol import clock

_TAKEN: Final = ("method", "route", "status", "ms", "bytes_in", "bytes_out", "code", "operations", "rejected",
                 "file", "bytes", "replicas", "seconds")


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


def _places(record: logging.LogRecord) -> list[str]:
    places: list[str] = []
    trace = record.exc_info[2] if record.exc_info else None
    while trace is not None:
        code = trace.tb_frame.f_code
        places.append(f"{code.co_filename.rpartition('/')[2]}:{trace.tb_lineno} {code.co_name}")
        trace = trace.tb_next
    return places[-12:]


def to_stderr(level: int = logging.INFO) -> None:
    """Send every log of this process to stderr as JSON lines."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JsonLines())
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level)
    for quiet in ("alembic", "asyncio", "sqlalchemy"):
        logging.getLogger(quiet).setLevel(logging.WARNING)
    logging.getLogger("uvicorn.error").setLevel(logging.WARNING)
    logging.getLogger("uvicorn.access").propagate = False
