"""What the server refused or no longer has, as a person reads it, and what may be done about each."""
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from desktop.language import N_, tr
from desktop.services.form_saving import new_group
from desktop.services.key_text import key_label, key_value_text, named_in
from desktop.store import attention, records
from desktop.store.driver import Connection
from desktop.store.store import Store
from desktop.store.unit import Unit

_SHOWN = 200

REASONS: Final = {
    "forbidden_role": N_("The province does not let this PC write it"),
    "forbidden_field": N_("Only the province may write it"),
    "invalid": N_("The province could not accept the value"),
}
"""Codes of the server's refusals; another code reads as a plain refusal."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AttentionLine:
    """One thing that only a person can settle. `words` are its fields and values, one a line."""
    id: int
    kind: str
    record: str
    title: str
    why: str
    words: str
    may_send_again: bool


def listed(db: Connection, *, limit: int = _SHOWN) -> list[AttentionLine]:
    """Return what waits for a person, oldest first."""
    lines = attention.listed(db)[:limit]
    wanted = {line.record for line in lines}
    for line in lines:
        for key, value in line.fields.items():
            wanted |= named_in(line.kind, key, (value,))
    titles = records.titles(db, wanted)
    return [AttentionLine(
        id=line.id, kind=line.kind, record=line.record, title=titles.get(line.record) or tr("(no name)"),
        why=_why(line), may_send_again=True,
        words="\n".join(f"{key_label(line.kind, key, titles)}: {key_value_text(line.kind, key, value, titles)}"
                        for key, value in line.fields.items())) for line in lines]


def count(db: Connection) -> int:
    """Return how many things wait for a person."""
    return attention.count(db, attention.REJECTED) + attention.count(db, attention.LOST)


def send_again(store: Store, line: int) -> None:
    """Say it once more, as an edit of this moment."""
    store.submit(lambda unit: attention.send_again(unit, line)).result()


def dismiss(store: Store, lines: Sequence[int]) -> str:
    """Take lines off the list; what was typed stays in the history of its record. Return the undo group."""
    step = new_group()

    def write(unit: Unit) -> None:
        attention.dismiss(unit, lines, group=step)

    store.submit(write).result()
    return step


def _why(line: attention.Attention) -> str:
    if line.reason == attention.LOST:
        return tr("The server no longer has this value")
    return tr(REASONS[line.code]) if line.code in REASONS else tr("The server refused it")
