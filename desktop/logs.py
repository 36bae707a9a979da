"""The program's own log, in the profile's `logs/`: what happened, never what was typed.

A log is sent to strangers when something is wrong, so it holds no personal data: of an error only its
type, its code and the places in our code are written, never its message, and whatever looks like a
number of a person or an address is masked wherever it comes from.
"""
import logging
import re
import sys
import traceback
from logging.handlers import RotatingFileHandler
from pathlib import Path
from types import TracebackType
from typing import Final

LIMIT_BYTES: Final = 1_000_000
KEPT_FILES: Final = 3
FORM: Final = "%(asctime)s %(levelname)s %(name)s %(message)s"

_ExcInfo = tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]

_EMAIL: Final = re.compile(r"[^\s@<>\"']+@[^\s@<>\"']+\.\w+")
# Phones, citizen numbers, enrolment codes; not the parts of an id.
_LONG_NUMBER: Final = re.compile(r"(?<![\w-])\+?\d(?:[ .]?\d){8,}(?![\w-])")


def start(profile: Path, *, to_stderr: bool = False, level: int = logging.INFO) -> Path:
    """Send the log of this process to `profile`/logs/so-cntt.log and return that path.

    `to_stderr` sends it there as well; a windowed program on Windows has none. A folder that cannot be
    written costs the log, not the work.
    """
    path = profile / "logs" / "so-cntt.log"
    root = logging.getLogger()
    stop()
    root.setLevel(level)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        _attach(RotatingFileHandler(
            path, maxBytes=LIMIT_BYTES, backupCount=KEPT_FILES, encoding="utf-8", delay=True))
    except OSError:
        to_stderr = True
    if to_stderr and sys.stderr is not None:
        _attach(logging.StreamHandler())
    return path


def stop() -> None:
    """Close what `start` opened."""
    root = logging.getLogger()
    for handler in [each for each in root.handlers if isinstance(each.formatter, DiscreetFormatter)]:
        root.removeHandler(handler)
        handler.close()


def discreet(text: str) -> str:
    """Return `text` with e-mail addresses and long numbers masked."""
    return _LONG_NUMBER.sub("(number)", _EMAIL.sub("(address)", text))


class DiscreetFormatter(logging.Formatter):
    """Writes errors as type, code and places; masks what looks personal."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the line of `record`."""
        record.exc_text = None      # another handler may have cached the full one
        stamped, _, rest = super().format(record).partition(f" {record.levelname} ")
        return f"{stamped} {record.levelname} {discreet(rest)}"

    def formatException(self, ei: _ExcInfo) -> str:     # noqa: N802
        """Return the chain of errors without their messages."""
        lines: list[str] = []
        error: BaseException | None = ei[1]
        seen: set[int] = set()
        while error is not None and id(error) not in seen:
            seen.add(id(error))
            code = getattr(error, "code", "")
            lines.append(type(error).__qualname__ + (f" [{code}]" if isinstance(code, str) and code else ""))
            lines += [
                f"  {Path(frame.filename).name}:{frame.lineno} {frame.name}"
                for frame in traceback.extract_tb(error.__traceback__)
            ]
            error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
        return "\n".join(lines)


def _attach(handler: logging.Handler) -> None:
    handler.setFormatter(DiscreetFormatter(FORM))
    logging.getLogger().addHandler(handler)
