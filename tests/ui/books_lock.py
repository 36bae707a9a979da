"""Books with keys and a Mã mở sổ, as the program itself makes them."""
from pathlib import Path

from desktop.services import opening_code, profiles
from desktop.store import setting
from desktop.store.store import Store
from desktop.vault import data_key
from protocol.catalogue import KINDS
from tests.ui import books

CODE = "so-cua-xa-27"


def a_book_with_keys(profile: Path) -> Store:
    """Return a made book with two focal points and three colleagues; the chief sits at the PC."""
    profiles.create_book(profile, commune=books.SAMPLE, name="XM-VP-03", person="Hà Văn Pó")
    store = Store(profile, data_key.open_profile_key(profile))
    with store.write() as unit:
        chief = setting.text(unit.db, setting.WHO)
        unit.edit("person", chief, {"focal": "chief"})
        unit.create("person", {"full_name": "Thao Thị Súa", "status": "active", "focal": "deputy"})
        for name in ("Lò Thị Mẫu", "Vàng A Mẫu", "Lê Thị Hoa"):
            unit.create("person", {"full_name": name, "status": "active", "title": "Công chức"})
    return store


def a_book_with_a_code(profile: Path) -> Store:
    """Return the same, closed by `CODE`."""
    store = a_book_with_keys(profile)
    opening_code.set_first(store, CODE)
    return store


def give(store: Store, kind_code: str, /, **fields: object) -> str:
    """Return the id of a new record; sets are given as lists."""
    with store.write() as unit:
        return unit.create(kind_code, KINDS[kind_code].flat(fields))    # type: ignore[arg-type]
