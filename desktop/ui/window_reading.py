"""What the window itself reads and asks: whose book it is, the counters, the search, undo. No widget here."""
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from desktop.language import tr, trn
from desktop.store import setting
from desktop.store.store import Store
from desktop.ui.tokens import Tone
from desktop.ui.widgets.global_search import SHOWN, Answer, Found

if TYPE_CHECKING:
    from desktop.services.undoing import Undone
    from desktop.store.records import Record

# Services are imported where they are used: the first paint needs `facts` alone.

_TOLD = 3    # fields that tell one result from another


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """Whose book this is. `is_new`: nobody has answered the two questions yet."""
    is_new: bool
    commune_name: str
    is_sample: bool
    who: str
    who_name: str
    is_colleague: bool = False
    may_edit: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Counters:
    """How many things wait on which page; cyber security is a line of its own, never added to the technical one."""
    by_page: Mapping[str, int]
    security: int


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
    from desktop.store import overview
    db = store.read()
    code, who = setting.text(db, setting.COMMUNE), setting.text(db, setting.WHO)
    name = setting.text(db, "commune_name")    # the list of communes takes 20 ms to read
    if code and not name:
        from desktop.services.communes import CommuneList
        commune = CommuneList().get(code)
        name = commune.full_name if commune else code
    return Facts(is_new=not code, commune_name=tr("People's Committee of {commune}", commune=name) if name else "",
                 is_sample=code == "00000", who=who, who_name=overview.title(db, who) if who else "",
                 is_colleague=setting.text(db, setting.SEAT) == "colleague",
                 may_edit=setting.text(db, setting.ROLE) != setting.VIEWER)


def counters(store: Store) -> Counters:
    """Return the numbers beside the pages."""
    from desktop.services import needs_attention
    from desktop.store import overview, records
    db = store.read()
    technical, security = overview.open_incidents(db)
    return Counters(security=security, by_page={
        "incidents": technical, "sync": len(records.open_conflicts(db)) + needs_attention.count(db)})


def incident_counter(technical: int, security: int) -> tuple[str, str]:
    """Return (what stands beside the number of technical incidents, how both are said to a screen reader)."""
    said = [trn("{n} open technical incident", "{n} open technical incidents", technical)] if technical else []
    said += [trn("{n} open cyber security incident", "{n} open cyber security incidents", security)] if security else []
    return (tr("security {n}", n=security) if security else "", ", ".join(said))


DEED = "deed"
"""The kind of a search result that is no record but something to do."""


def _deeds(words: str) -> tuple[Found, ...]:
    """Return what may be done by these words: "ban giao dau" is the change of the focal point."""
    from protocol.folding import fold
    name, typed = tr("Hand over the focal point"), fold(words).split()
    known = fold(name).split()
    is_meant = len(typed) > 1 and all(any(each.startswith(word) for each in known) for word in typed)
    return (Found(kind=DEED, id="focal", title=name, detail=tr("A step of work")),) if is_meant else ()


def search(store: Store, words: str) -> Answer:
    """Return the best records that hold every word, with what tells them apart; of a colleague their own."""
    from desktop.store import records
    from desktop.store import search as store_search
    db = store.read()
    deeds: tuple[Found, ...] = ()
    if setting.text(db, setting.SEAT) == "colleague":
        from desktop.services import roles
        hits, total = roles.find(db, words, SHOWN)
    else:
        deeds = _deeds(words) if setting.text(db, setting.ROLE) != setting.VIEWER else ()
        hits, total = store_search.find(db, words, SHOWN)
    read = records.get_many(db, [hit.id for hit in hits])
    titles = records.labels(db, read.values())
    return Answer(total=total + len(deeds), found=deeds + tuple(
        Found(kind=hit.kind, id=hit.id, title=hit.title or tr("(no name)"),
              detail=_detail(hit.kind, read.get(hit.id), titles)) for hit in hits))


def _detail(kind_code: str, record: "Record | None", titles: Mapping[str, str]) -> str:
    """Return the kind, and the first columns that are not in the title already."""
    from desktop.services.value_text import kind_label, short_text_of
    from protocol.catalogue import KINDS
    kind = KINDS.get(kind_code)
    if kind is None:
        return kind_code
    said = [kind_label(kind)]
    for field in sorted((each for each in kind.fields if each.column), key=lambda each: each.column):
        if record is not None and field.code not in kind.title and record.fields.get(field.code):
            said.append(short_text_of(kind, field, record.fields[field.code], titles))
    return " · ".join(said[:1 + _TOLD])


def people(store: Store, words: str, limit: int) -> list[Person]:
    """Return the persons of the book that hold every word, by name; focal points say so.

    Without a word those who have sat here come first.
    """
    from desktop.services.opening_code import sat_here
    from desktop.services.roles import Role, role_words
    from desktop.store import records
    from desktop.store.duplicates import is_provincial
    db = store.read()
    found = records.page(db, records.Search(kind="person", text=words), 0, limit)
    if not words.strip():
        known = records.get_many(db, sat_here(db)[:limit])
        first = [known[each] for each in sat_here(db) if each in known and not known[each].deleted]
        found = [*first, *(each for each in found if each.id not in known)][:limit]
    found = [each for each in found if not is_provincial(db, each.id)]    # whoever answers at the province
    offices = records.titles(db, {str(each.fields["office"]) for each in found if each.fields.get("office")})
    focal = {each.id: role_words(Role(str(each.fields["focal"]))) for each in found
             if each.fields.get("focal") in ("chief", "deputy")}
    return [Person(id=each.id, name=str(each.fields.get("full_name") or ""), detail=" · ".join(
        part for part in (focal.get(each.id, ""), str(each.fields.get("title") or ""),
                          offices.get(str(each.fields.get("office") or ""), ""))
        if part) or tr("no office noted")) for each in found]


def undo(store: Store, group: str) -> Step:
    """Take back a step ("" or "last": the newest of this person) and return what to say."""
    from desktop.services.undoing import undo_step
    done = undo_step(store, "" if group == "last" else group)
    return _said(done, tr("Undone"), tr("There is nothing to undo."))


def redo(store: Store) -> Step:
    """Do again what was undone last and return what to say."""
    from desktop.services.undoing import redo_last
    return _said(redo_last(store), tr("Done again"), tr("There is nothing to redo."))


def _said(done: "Undone | None", words: str, nothing: str) -> Step:
    if done is None:
        return Step(words=nothing, tone=Tone.NEUTRAL)
    if not done.records and done.answers:
        return Step(words=words, more=done.refused_words)
    if not done.records:
        return Step(words=tr("It was changed again since, nothing was undone."), tone=Tone.WARN,
                    more=done.refused_words)
    what = ", ".join(done.titles[:3]) + (" …" if len(done.titles) > 3 else "")
    count = len(done.records)
    if count > len(done.titles[:3]):
        what = trn("{n} record", "{n} records", count)
    return Step(words=f"{words}: {what}", more=done.refused_words)
