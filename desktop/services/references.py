"""Which record does a text mean? An id, or a text that fits exactly one record."""
import re
from typing import Final

from desktop.services.problems import Ambiguous, NotFound
from desktop.store import records, search
from desktop.store.driver import Connection
from protocol.catalogue import KINDS
from protocol.folding import fold

ID: Final = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_LOOKED_AT: Final = 60


def is_id(text: str) -> bool:
    """Return whether `text` has the form of a record id; the record itself may be unknown here."""
    return ID.fullmatch(text) is not None


def resolve(db: Connection, kind: str, text: str) -> str:
    """Return the id of the one record of `kind` that `text` means.

    An id stands for itself, also if its record has not arrived yet. Otherwise a record whose title or
    code equals the text (accents or not) wins over one that only holds its words.

    Raises NotFound or Ambiguous (with the titles that fit).
    """
    wanted = text.strip()
    if is_id(wanted.lower()):
        return wanted.lower()
    hits, _ = search.find(db, wanted, _LOOKED_AT, kinds=(kind,))
    fits = [hit for hit in hits if hit.kind == kind]
    if not fits:
        raise NotFound(kind=kind, text=wanted)
    exact = [hit for hit in fits if wanted in _names(db, kind, hit.id)]
    folded = [hit for hit in fits if fold(wanted) in {fold(name) for name in _names(db, kind, hit.id)}]
    for candidates in (exact, folded, fits):
        if len(candidates) == 1:
            return candidates[0].id
        if candidates:
            break
    raise Ambiguous(kind=kind, text=wanted, titles="; ".join(hit.title for hit in candidates[:5]))


def _names(db: Connection, kind_code: str, record_id: str) -> set[str]:
    record = records.get(db, record_id)
    if record is None:
        return set()
    kind = KINDS[kind_code]
    keys = {*kind.title, *(field.code for field in kind.fields if field.distinct or field.suffixes)}
    names = {str(record.fields[key]) for key in keys if isinstance(record.fields.get(key), str)}
    aliases = record.fields.get("aliases")
    if isinstance(aliases, (list, tuple)):
        names |= {str(alias) for alias in aliases}
    return names
