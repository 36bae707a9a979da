"""The answers to the two questions of a new book, and who sits at the PC from then on."""
from desktop.services import opening_code
from desktop.services.communes import CommuneList
from desktop.services.problems import WrongUse
from desktop.services.record_keeping import check, kind_of
from desktop.store import records, setting
from desktop.store.driver import Connection
from desktop.store.records import Search
from desktop.store.store import Store
from desktop.store.unit import Unit
from protocol.field import JsonValue
from protocol.folding import fold

COMMUNE_NAME = "commune_name"


def pc_name() -> str:
    """Return what this PC calls itself, as a first name for it."""
    import socket  # not platform: under Windows that asks WMI, which may take its time
    return (socket.gethostname() or "PC").split(".")[0][:40]


def without_code(store: Store, commune: str, name: str, phone: str) -> str:
    """Return the id of the person here, after the book was made one of `commune`. Raises Refused, WrongUse."""
    choose_commune(store, commune)
    return add_person(store, name, phone)


def choose_commune(store: Store, code: str) -> None:
    """Make the book one of the commune `code`; only before it is connected. Raises WrongUse."""
    found = CommuneList().get(code)
    if found is None:
        raise WrongUse(what=code)

    def write(unit: Unit) -> None:
        unit.set_setting(setting.COMMUNE, found.code)
        unit.set_setting(COMMUNE_NAME, found.full_name)

    store.submit(write).result()


def name_commune(store: Store) -> None:
    """Keep the commune's name beside its code, after the province told the code."""
    found = CommuneList().get(setting.text(store.read(), setting.COMMUNE))
    if found is not None:
        store.submit(lambda unit: unit.set_setting(COMMUNE_NAME, found.full_name)).result()


def name_pc(store: Store, name: str) -> None:
    """Give this PC the name that others see beside its changes."""
    store.submit(lambda unit: unit.set_setting(setting.REPLICA_NAME, " ".join(name.split())[:40])).result()


def choose_person(store: Store, person: str) -> None:
    """Note who sits at this PC now."""
    store.submit(lambda unit: unit.set_setting(setting.WHO, person)).result()


def add_person(store: Store, name: str, phone: str) -> str:
    """Return the id of the person here: the one in the book with this very name, or a new one. Raises Refused.

    Several of the same name: nobody is guessed, a new one is made and the likely pair is shown later.
    """
    kind = kind_of("person")

    def write(unit: Unit) -> str:
        found = namesakes(unit.db, name)
        if len(found) == 1:
            person = found[0]
        else:
            flat: dict[str, JsonValue] = {"full_name": name, "status": "active"}
            if phone:
                flat["phone"] = phone
            person = unit.create("person", check(kind, flat, None))
        unit.set_setting(setting.WHO, person)
        opening_code.note_person(unit, person)
        return person

    return store.submit(write).result()


def namesakes(db: Connection, name: str) -> list[str]:
    """Return the persons of this very name, accents aside."""
    found = records.page(db, Search(kind="person", text=name), 0, 20)
    return [each.id for each in found if fold(str(each.fields.get("full_name") or "")) == fold(name)]
