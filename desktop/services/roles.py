"""Who sits at this PC and what stands before them: the focal point, the deputy, or a colleague.

It is courtesy, not protection: the whole book lies open behind it, unless a Mã mở sổ is set. A colleague
reports incidents and sees their own machines, accounts and signatures, and the guides.
"""
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from desktop.language import tr
from desktop.services import first_start, opening_code
from desktop.services.record_keeping import check, kind_of
from desktop.store import records, search, setting
from desktop.store.driver import Connection
from desktop.store.records import Record
from desktop.store.search import Hit
from desktop.store.store import Store
from desktop.store.unit import Unit
from desktop.vault.errors import OpeningCodeNeeded, TooManyWrongCodes, VaultError, WrongOpeningCode
from protocol.field import JsonValue

_MOST: Final = 200


class Role(StrEnum):
    """What the person at this PC does with the book."""
    CHIEF = "chief"
    DEPUTY = "deputy"
    COLLEAGUE = "colleague"


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnThings:
    """What a colleague sees: machines used or answered for, accounts, signatures, incidents they reported."""
    devices: tuple[Record, ...]
    accounts: tuple[Record, ...]
    certificates: tuple[Record, ...]
    incidents: tuple[Record, ...]
    titles: dict[str, str]


def role(db: Connection) -> Role:
    """Return the role at this PC. Whoever made the book has all of it before anybody was named."""
    kept = setting.text(db, setting.SEAT)
    if kept == Role.COLLEAGUE:
        return Role.COLLEAGUE
    return Role.DEPUTY if _focal(db, setting.text(db, setting.WHO)) == Role.DEPUTY else Role.CHIEF


def role_of(db: Connection, person: str) -> Role:
    """Return the role that `person` has here: as the record says; while no focal point is named, all of it."""
    focal = _focal(db, person)
    if focal in (Role.CHIEF, Role.DEPUTY):
        return Role(focal)
    return Role.COLLEAGUE if _somebody_is_focal(db) else Role.CHIEF


def role_words(which: Role) -> str:
    """Return the role as it is written beside a name."""
    return {Role.CHIEF: tr("focal point"), Role.DEPUTY: tr("deputy focal point"),
            Role.COLLEAGUE: tr("colleague")}[which]


def needs_code(store: Store, person: str) -> bool:
    """Return whether the Mã mở sổ is asked for before `person` sits down: a colleague's seat is left."""
    db = store.read()
    return role(db) is Role.COLLEAGUE and role_of(db, person) is not Role.COLLEAGUE \
        and opening_code.is_set(store.profile)


def sit_down(store: Store, person: str, *, code: str = "") -> Role:
    """Return the role of `person`, who signs what is written here from now on.

    `code` is the Mã mở sổ, or the recovery code where that is forgotten. Raises OpeningCodeNeeded,
    WrongOpeningCode, TooManyWrongCodes: then nobody changed seats.
    """
    if needs_code(store, person):
        if not code:
            raise OpeningCodeNeeded(person)
        _prove(store, code)
    becomes = role_of(store.read(), person)
    store.submit(lambda unit: _take_seat(unit, person, becomes)).result()
    return becomes


def known_person(db: Connection, name: str) -> str:
    """Return the id of the one person of this very name, "" for none or several."""
    found = first_start.namesakes(db, name)
    return found[0] if len(found) == 1 else ""


def add_and_sit_down(store: Store, name: str, phone: str, *, code: str = "") -> tuple[str, Role]:
    """Return (id, role) of somebody who was not in the book yet; one of the same name is that one.

    Raises Refused, and what `sit_down` raises.
    """
    person = known_person(store.read(), name)
    if not person:
        flat: dict[str, JsonValue] = {"full_name": name, "status": "active"}
        if phone:
            flat["phone"] = phone

        def write(unit: Unit) -> str:
            return unit.create("person", check(kind_of("person"), flat, None))

        person = store.submit(write).result()
    return person, sit_down(store, person, code=code)


def me(db: Connection) -> str:
    """Return the id of the person here; where another PC merged that record meanwhile, of what it went into."""
    who = setting.text(db, setting.WHO)
    row = db.execute("SELECT merged_into FROM record WHERE id = ?", (who,)).fetchone()
    return str(row[0]) if row is not None and row[0] else who


def own_things(db: Connection, who: str) -> OwnThings:
    """Return what `who` uses, answers for, holds and has reported."""
    devices = {each.id: each for field in ("users", "custodian") for each in _page(db, "device", field, who)}
    found = OwnThings(
        devices=tuple(devices.values()), accounts=_page(db, "account", "person", who),
        certificates=tuple({each.id: each for field in ("person", "keeper")
                            for each in _page(db, "certificate", field, who)}.values()),
        incidents=_page(db, "incident", "reporter", who), titles={})
    everything = (*found.devices, *found.accounts, *found.certificates, *found.incidents)
    found.titles.update(records.titles(db, [each.id for each in everything]))
    found.titles.update(records.labels(db, everything))
    return found


def may_open(db: Connection, kind: str, record_id: str) -> bool:
    """Return whether the person here may see a record: a colleague only their own, and the guides."""
    return role(db) is not Role.COLLEAGUE or kind == "guide" or record_id in own_ids(db)


def find(db: Connection, words: str, limit: int) -> tuple[Sequence[Hit], int]:
    """Return what the search of a colleague brings, and how many there are: their own records, and the guides."""
    own = own_ids(db)
    hits = [hit for hit in search.find(db, words, search.MOST_CANDIDATES,
                                       kinds=("device", "account", "certificate", "incident", "guide"))[0]
            if hit.kind == "guide" or hit.id in own]
    return hits[:limit], len(hits)


def own_ids(db: Connection) -> set[str]:
    """Return the ids of everything that is the own of the person here, and their own."""
    who = me(db)
    own = own_things(db, who)
    return {who, *(each.id for each in (*own.devices, *own.accounts, *own.certificates, *own.incidents))}


def _prove(store: Store, code: str) -> None:
    try:
        opening_code.key_by_code(store.profile, code)
    except (WrongOpeningCode, TooManyWrongCodes):
        try:    # the paper in the envelope opens the book itself: it opens a seat, too, and nobody guesses it
            opening_code.key_by_recovery_code(store.profile, code)
        except VaultError:
            pass
        else:
            return
        raise


def _take_seat(unit: Unit, person: str, becomes: Role) -> None:
    opening_code.note_person(unit, unit.who)
    unit.set_setting(setting.WHO, person)
    unit.set_setting(setting.SEAT, becomes.value)
    opening_code.note_person(unit, person)


def _page(db: Connection, kind: str, field: str, who: str) -> tuple[Record, ...]:
    if not who:
        return ()
    return tuple(records.page(db, records.Search(kind=kind, where={field: who}), 0, _MOST))


def _focal(db: Connection, person: str) -> str:
    row = db.execute("SELECT coalesce(k.f_focal, '') FROM k_person AS k JOIN record AS r ON r.n = k.n"
                     " WHERE r.id = ? AND k.deleted = 0", (person,)).fetchone()
    return str(row[0]) if row is not None else ""


def _somebody_is_focal(db: Connection) -> bool:
    return db.execute("SELECT 1 FROM k_person WHERE deleted = 0 AND f_focal IN ('chief', 'deputy')"
                      " AND coalesce(f_status, 'active') IN ('active', 'on_leave') LIMIT 1").fetchone() is not None
