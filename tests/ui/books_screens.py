"""Books for the pictures of every page: full, very large, offline, a colleague's, a viewer's, locked."""
import random
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Final

from benchmarks import commune
from desktop.services import opening_code
from desktop.store import derived, feeds, records, setting
from desktop.store.store import Store
from desktop.store.visible import Row, write_many
from desktop.sync import memory
from desktop.ui.moments import vietnam_now
from protocol.identity import RANDOM_BYTES, uuid7
from protocol.kinds.person import DUTIES
from tests.ui import books, books_infra, books_signatures

PEOPLE, SYSTEMS, DEVICES, ACCOUNTS, AT_ONCE = 300, 40, 10_000, 3_000, 2_000
WAITING: Final = 2_067
AWAY: Final = timedelta(hours=26)
STATES: Final = ("in_use", "in_use", "in_use", "in_use", "unreviewed", "missing", "locked", "old_unit")


def a_full_book(profile: Path) -> Store:
    """Return the sample commune with a day that was measured, signatures of all states, conflicts, a refusal."""
    store = books_infra.a_measured_book(profile)
    books_signatures.add_signatures(store, vietnam_now().date())
    books.make_busy(store)
    with store.write() as unit:
        feeds.name_replicas(unit.db, {books.OTHER_REPLICA: "XM-MC-01"})
    store.finish_indexing()
    return store


def a_large_book(profile: Path) -> Store:
    """Return 10,000 devices, 300 people × 40 systems with 3,000 accounts, and 5,000 incidents."""
    store = Store.create(profile, None, settings={setting.COMMUNE: books.SAMPLE, "commune_name": "Xã Mẫu",
                                                  setting.REPLICA_NAME: "XM-VP-03"})
    made = list(_large())
    for at in range(0, len(made), AT_ONCE):
        with store.write() as unit:
            write_many(unit.db, [Row(each.kind, each.id, each.fields, *3 * (commune.FIRST_MS,))
                                 for each in made[at:at + AT_ONCE]], search_later=True)
    while derived.is_stale(store.read()):
        with store.write() as unit:
            derived.catch_up(unit.db)
    with store.write() as unit:
        unit.set_setting(setting.WHO, next(each.id for each in made if each.kind == "person"))
    return store


def an_offline_book(profile: Path) -> Store:
    """Return the full book of a PC that has not reached the province for a day: much waits, two PCs differ."""
    store = a_full_book(profile)
    with store.write() as unit:
        found = records.page(unit.db, records.Search(kind="device"), 0, AT_ONCE)
        for at in range(WAITING):
            unit.edit("device", found[at % len(found)].id, {"supplier": f"Đơn vị cung cấp lần {at // len(found) + 1}"})
        feeds.subscribe(unit.db, ["c:00000"])
        unit.set_setting(memory.ADDRESSES, ["https://so-cntt.example.vn"])
        unit.set_setting(memory.LAST_ERROR, "no-network")
        unit.set_setting(memory.LAST_SYNC_MS, round((vietnam_now() - AWAY).timestamp() * 1000))
    return store


def a_colleagues_book(profile: Path) -> Store:
    """Return the full book of a shared PC at which a colleague sits."""
    store = a_full_book(profile)
    with store.write() as unit:
        unit.set_setting(setting.WHO, books.person_named(unit.db, "Lê Thị Hoa"))
        unit.set_setting(setting.SEAT, "colleague")
    return store


def a_viewers_book(profile: Path) -> Store:
    """Return the full book on a PC that may only view."""
    store = a_full_book(profile)
    store.submit(lambda unit: unit.set_setting(setting.ROLE, setting.VIEWER)).result()
    return store


def a_locked_book(profile: Path) -> Store:
    """Return a book that has a Mã mở sổ."""
    from tests.ui.books_lock import CODE, a_book_with_keys
    store = a_book_with_keys(profile)
    opening_code.set_first(store, CODE)
    return store


def _large() -> Iterator[commune.Made]:
    rng = random.Random(commune.SEED)

    def new(kind: str, **fields: object) -> commune.Made:
        moment = commune.FIRST_MS - rng.randrange(1, 10**9)
        return commune.Made(kind=kind, id=uuid7(moment, rng.randbytes(RANDOM_BYTES)), fields=fields)    # type: ignore[arg-type]

    offices = [new("office", name=name) for name in commune.OFFICES]
    persons = list(commune.people())
    persons = [replace(each, fields={**each.fields, "office": rng.choice(offices).id}) for each in persons]
    while len(persons) < PEOPLE:
        name = f"{rng.choice(commune.FAMILY)} {rng.choice(commune.MIDDLE)} {rng.choice(commune.GIVEN)}"
        persons.append(new("person", full_name=name, title="Chuyên viên", status="active",
                           office=rng.choice(offices).id, duties=[rng.choice(DUTIES)]))
    systems = [new("system", name=f"Hệ thống thông tin số {at + 1}", short_name=f"HTTT {at + 1}",
                   required_for=["mọi cán bộ"] if at % 3 == 0 else [rng.choice(DUTIES)]) for at in range(SYSTEMS)]
    yield from (*offices, *persons, *systems)
    for at in rng.sample(range(PEOPLE * SYSTEMS), ACCOUNTS):
        person, system = persons[at // SYSTEMS], systems[at % SYSTEMS]
        yield new("account", person=person.id, system=system.id, status=rng.choice(STATES))
    count = 0
    for each in (*commune.records(), *commune.devices(DEVICES)):
        if each.kind == "incident":
            yield replace(each, fields={**each.fields, "office": rng.choice(offices).id})
        elif each.kind == "device" and count < DEVICES:
            count += 1
            yield replace(each, fields={**each.fields, "office": rng.choice(offices).id,
                                        "asset_code": f"PC-{count:05}"})
