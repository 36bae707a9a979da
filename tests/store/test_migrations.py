"""A field that a version learned becomes a column and takes what waited for it; a failed step leaves the old book."""
from dataclasses import replace

import pytest

from desktop.store import backup, derived, migrations, outbox, plan, records, search, visible
from desktop.store.copying import BEFORE
from desktop.store.errors import NewerFile
from desktop.store.records import Search
from desktop.store.store import Store
from protocol import catalogue
from protocol.field import Field, FieldType
from protocol.kind import Kind
from tests.store.conftest import KEY

COLOUR = Field(code="colour", label="Colour", searchable=True, column=9)
KEEPERS = Field(code="keepers", label="Keepers", type=FieldType.REFERENCES, target="person")
SHELF = Kind(code="shelf", label="Shelf", plural="Shelves", title=("name",), fields=(
    Field(code="name", label="Name", required=True, searchable=True, column=1), KEEPERS))


@pytest.fixture
def old(store):
    with store.write() as unit:
        visible.write(unit.db, "device", "d1", {"name": "Máy", "colour": "Đỏ tươi", "keepers.p1": True, "weight": 3})
        visible.write(unit.db, "shelf", "r1", {"name": "Kệ hồ sơ", "keepers.p2": True, "deleted": True, "seats": 4})
        unit.edit("shelf", "r2", {"name": "Kệ sách"})
    store.close()
    return store


def learn(monkeypatch, *kinds: Kind) -> None:
    monkeypatch.setattr(catalogue, "KINDS", {**catalogue.KINDS, **{kind.code: kind for kind in kinds}})
    monkeypatch.setattr(catalogue, "SCHEMA_VERSION", catalogue.SCHEMA_VERSION + 1)


def test_a_field_is_one_line(old, monkeypatch):
    device = catalogue.KINDS["device"]
    learn(monkeypatch, replace(device, fields=(*device.fields, COLOUR, KEEPERS)), SHELF)
    with Store(old.profile, KEY, index_in_background=False) as store:
        with store.write() as unit:
            while derived.catch_up(unit.db):
                pass
        db = store.read()
        record = records.get(db, "d1")
        assert record.fields == {"name": "Máy", "colour": "Đỏ tươi", "keepers": ["p1"]}
        assert record.unknown == {"weight": 3}
        assert [hit.id for hit in search.find(db, "do tuoi")[0]] == ["d1"]
        assert records.page(db, Search(kind="device", where={"colour": "Đỏ tươi"}, order=(("colour", False),)))
        assert records.page(db, Search(kind="device", where={"keepers": "p1"}))
        assert visible.read(db, "shelf", "r1") == {"name": "Kệ hồ sơ", "keepers.p2": True, "deleted": True, "seats": 4}
        assert [each.fields["name"] for each in records.page(db, Search(kind="shelf"))] == ["Kệ sách"]
        assert [each.id for each in records.page(db, Search(kind="shelf", trash=True))] == ["r1"]
        assert db.execute("SELECT count(*) FROM unknown_record").fetchone() == (0,)
        assert [op.fields for op in outbox.shown(db, "r2")] == [{"name": "Kệ sách"}]
        with store.write() as unit:
            unit.edit("device", "d1", {"colour": "Xanh"})
    assert plan.of("shelf") is not None


def test_there_is_a_backup_before_and_the_older_program_refuses_afterwards(old, monkeypatch):
    known = catalogue.KINDS, catalogue.SCHEMA_VERSION
    learn(monkeypatch, SHELF)
    Store(old.profile, KEY).close()
    assert [each.name.startswith(BEFORE) for each in backup.listed(old.profile)] == [True]
    monkeypatch.setattr(catalogue, "KINDS", known[0])
    monkeypatch.setattr(catalogue, "SCHEMA_VERSION", known[1])
    with pytest.raises(NewerFile):
        Store(old.profile, KEY)


def test_steps_run_in_order_and_the_version_moves_last(old, monkeypatch):
    ran = []

    def second(db):
        db.execute("CREATE TABLE second (a TEXT) STRICT")
        ran.append(migrations.version(db))

    def third(db):
        db.execute("INSERT INTO second VALUES ('x')")
        ran.append(migrations.version(db))
        if len(ran) == 2:
            raise RuntimeError("the power went")

    monkeypatch.setattr(migrations, "STEPS", (*migrations.STEPS, second, third))
    with pytest.raises(RuntimeError):
        Store(old.profile, KEY)
    with Store(old.profile, KEY) as store:
        assert migrations.version(store.read()) == len(migrations.STEPS)
        assert store.read().execute("SELECT a FROM second").fetchall() == [("x",)]
        assert records.get(store.read(), "d1") is not None
    first = len(migrations.STEPS) - 2
    assert ran == [first, first + 1, first + 1]


def test_a_book_that_is_current_is_not_touched(old):
    before = (old.profile / "book.db").read_bytes()
    Store(old.profile, KEY).close()
    assert (old.profile / "book.db").read_bytes() == before
    assert backup.listed(old.profile) == []
