"""What the window itself reads and asks: whose book it is, the counters, the search, undo. No widget here."""
from collections.abc import Mapping
from dataclasses import dataclass

from desktop.language import tr, trn
from desktop.services import needs_attention
from desktop.services.communes import CommuneList
from desktop.services.undoing import Undone, redo_last, undo_step
from desktop.services.value_text import kind_label
from desktop.store import overview, records, search as store_search, setting
from desktop.store.records import Search
from desktop.store.store import Store
from desktop.ui.tokens import Tone
from desktop.ui.widgets.global_search import SHOWN, Answer, Found
from protocol.catalogue import KINDS


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """Whose book this is. `is_new`: nobody has answered the two questions yet."""
    is_new: bool
    commune_name: str
    is_sample: bool
    who: str
    who_name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Counters:
    """How many things wait on which page."""
    by_page: Mapping[str, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Somebody who may sit at this PC."""
    id: str
    name: str
    detail: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """What an undo or redo did, as it is said."""
    words: str
    tone: Tone = Tone.GOOD
    more: str = ""
    undo_group: str = ""


def facts(store: Store) -> Facts:
    """Return whose book this is: two settings and one title, fast enough for the first paint."""
    db = store.read()
    code, who = setting.text(db, setting.COMMUNE), setting.text(db, setting.WHO)
    name = setting.text(db, "commune_name")    # the list of communes takes 20 ms to read
    if code and not name:
        commune = CommuneList().get(code)
        name = commune.full_name if commune else code
    return Facts(is_new=not code, commune_name=tr("People's Committee of {commune}", commune=name) if name else "",
                 is_sample=code == "00000", who=who, who_name=records.title(db, who) if who else "")


def counters(store: Store) -> Counters:
    """Return the numbers beside the pages."""
    db = store.read()
    return Counters(by_page={"incidents": overview.open_incidents(db),
                             "sync": overview.open_conflicts(db) + needs_attention.count(db)})


def search(store: Store, words: str) -> Answer:
    """Return the best records that hold every word, with what tells them apart."""
    db = store.read()
    hits, total = store_search.find(db, words, SHOWN)
    found = []
    for hit in hits:
        kind = KINDS.get(hit.kind)
        found.append(Found(kind=hit.kind, id=hit.id, title=hit.title or tr("(no name)"),
                           detail=kind_label(kind) if kind else hit.kind))
    return Answer(found=tuple(found), total=total)


def people(store: Store, words: str, limit: int) -> list[Person]:
    """Return the persons of the book that hold every word, by name."""
    db = store.read()
    found = records.page(db, Search(kind="person", text=words), 0, limit)
    offices = records.titles(db, {str(each.fields["office"]) for each in found if each.fields.get("office")})
    return [Person(id=each.id, name=str(each.fields.get("full_name") or ""), detail=" · ".join(
        part for part in (str(each.fields.get("title") or ""), offices.get(str(each.fields.get("office") or ""), ""))
        if part) or tr("no office noted")) for each in found]


def undo(store: Store, group: str) -> Step:
    """Take back a step ("" or "last": the newest of this person) and return what to say."""
    done = undo_step(store, "" if group == "last" else group)
    return _said(done, tr("Undone"), tr("There is nothing to undo."))


def redo(store: Store) -> Step:
    """Do again what was undone last and return what to say."""
    return _said(redo_last(store), tr("Done again"), tr("There is nothing to redo."))


def _said(done: Undone | None, words: str, nothing: str) -> Step:
    if done is None:
        return Step(words=nothing, tone=Tone.NEUTRAL)
    if not done.records:
        return Step(words=tr("It was changed again since, nothing was undone."), tone=Tone.WARN, more=done.refused_words)
    what = ", ".join(done.titles[:3]) + (" …" if len(done.titles) > 3 else "")
    count = len(done.records)
    return Step(words=f"{words}: {what}" if count <= 3 else f"{words}: {trn('{n} record', '{n} records', count)}",
                more=done.refused_words)
