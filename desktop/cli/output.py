"""What a command says: with --json exactly one object on stdout, otherwise words for a person."""
import json
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from enum import IntEnum
from typing import TextIO


class Exit(IntEnum):
    """How a command ends; frozen, scripts read it."""
    DONE = 0
    MENDABLE = 1    # the user can mend it
    WRONG_USE = 2
    OFFLINE = 3     # no connection; everything is kept
    DAMAGED = 4     # the store is damaged; nothing of it is deleted


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What a command found or did: `data` for machines, `text` for a person."""
    data: Mapping[str, object]
    text: str = ""
    exit: Exit = Exit.DONE


@dataclass(frozen=True, slots=True, kw_only=True)
class Failure:
    """Why a command did not do it: one plain sentence and what to do next."""
    code: str
    message: str
    hint: str
    exit: Exit
    more: Mapping[str, object] | None = None


def tell(answer: Answer, *, as_json: bool, out: TextIO | None = None) -> int:
    """Print `answer` and return the exit code."""
    stream = out or sys.stdout
    if as_json:
        _print_json({"ok": True, **answer.data}, stream)
    elif answer.text:
        print(answer.text, file=stream)
    return answer.exit


def tell_failure(failure: Failure, *, as_json: bool) -> int:
    """Print `failure` and return the exit code."""
    if as_json:
        _print_json({"ok": False, "error": {"code": failure.code, "message": failure.message, "hint": failure.hint,
                                            **(failure.more or {})}}, sys.stdout)
    else:
        print(failure.message, file=sys.stderr)
        if failure.hint:
            print(failure.hint, file=sys.stderr)
    return failure.exit


def table(rows: list[list[str]]) -> str:
    """Return rows as columns two blanks apart, for a person."""
    if not rows:
        return ""
    widths = [max(len(row[at]) for row in rows) for at in range(len(rows[0]))]
    return "\n".join("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
                     for row in rows)


def _print_json(value: Mapping[str, object], stream: TextIO) -> None:
    # A console of Windows may not be UTF-8: bytes, not text.
    data = (json.dumps(value, ensure_ascii=False) + "\n").encode("utf-8")
    buffer = getattr(stream, "buffer", None)
    if buffer is None:
        stream.write(data.decode("utf-8"))
    else:
        buffer.write(data)
        buffer.flush()
