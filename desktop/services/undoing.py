"""Undo and redo as a person asks for them: the last step, and what became of it in words."""
from dataclasses import dataclass

from desktop.language import tr
from desktop.services import incident_learning
from desktop.services.key_text import key_label, key_value_text
from desktop.services.roles import Role, role
from desktop.store import records, undo
from desktop.store.store import Store
from desktop.store.undo import UndoResult
from desktop.store.unit import Unit


@dataclass(frozen=True, slots=True, kw_only=True)
class Undone:
    """What moved, by title, and one sentence for each field that was left alone with both its values.

    `answers` is how many answers of this PC alone moved: a to-do put off, two records said to be different.
    """
    records: tuple[str, ...]
    titles: tuple[str, ...]
    refused_words: str
    answers: int = 0


def undo_step(store: Store, group: str = "") -> Undone | None:
    """Return what became of taking `group` back ("": the last step of the person here), None if there is none.

    A colleague takes back only their own steps.
    """
    def write(unit: Unit) -> Undone | None:
        wanted = group
        if wanted and role(unit.db) is Role.COLLEAGUE and undo.author(unit.db, wanted) != unit.who:
            return None
        if not wanted:
            last = undo.last(unit.db, unit.who)
            if last is None:
                return None
            wanted = last.group
        result = undo.undo(unit, wanted)
        if result.records:
            incident_learning.unlearn(unit, wanted)
        return _told(unit, result)

    return store.submit(write).result()


def redo_last(store: Store) -> Undone | None:
    """Return what became of doing the last undone step again, None if there is none."""
    def write(unit: Unit) -> Undone | None:
        last = undo.last_undone(unit.db, unit.who)
        if last is None:
            return None
        result = undo.redo(unit, last.group)
        if result.records:
            incident_learning.learn_again(unit, last.group)
        return _told(unit, result)

    return store.submit(write).result()


def _told(unit: Unit, result: UndoResult) -> Undone:
    titles = records.titles(unit.db, result.records)
    refused = [tr("{title}, {field}: now “{now}”, was “{wanted}”.", title=each.title,
                  field=key_label(each.kind, each.field), now=key_value_text(each.kind, each.field, each.now),
                  wanted=key_value_text(each.kind, each.field, each.wanted)) for each in result.refused[:3]]
    return Undone(records=tuple(result.records), answers=result.answers, refused_words=" ".join(refused),
                  titles=tuple(titles.get(each) or tr("(no name)") for each in result.records))
