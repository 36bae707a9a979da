"""A list goes out as a text table and comes back as the same."""
from collections.abc import Iterator
from pathlib import Path

import pytest

from desktop.services.export_.table import harmless, write_csv
from desktop.services.import_ import batch
from desktop.store.records import Search
from desktop.store.store import Store

WORKBOOKS = Path(__file__).parents[1] / "data" / "workbooks"


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    made = Store.create(tmp_path / "profile", b"k" * 32)
    yield made
    made.close()


@pytest.mark.parametrize(("file", "kind"), [
    ("01-kiem-ke-thiet-bi.xlsx", "device"), ("03-danh-ba-can-bo.xlsx", "person"),
    ("08-tai-san-nhan-ban-giao.xlsx", "device")])
def test_an_exported_list_comes_back_as_the_same(store: Store, tmp_path: Path, file: str, kind: str) -> None:
    taken_in = batch.run(store, WORKBOOKS / file)
    path = tmp_path / "danh-sach.csv"
    assert write_csv(store.read(), Search(kind=kind), path) == taken_in.created
    assert path.read_bytes().startswith(b"\xef\xbb\xbf")
    looked = batch.preview(store, path)
    assert looked.kind == kind
    assert looked.counts == {"new": 0, "changed": 0, "same": taken_in.created, "problem": 0}, [
        (row.title, row.changes) for row in looked.rows if row.changes][:3]


def test_formulas_are_neutralised_and_come_back(store: Store, tmp_path: Path) -> None:
    with store.write() as unit:
        unit.create("device", {"name": "Máy in A", "asset_code": "TS1", "note": '=HYPERLINK("http://x")'})
    path = tmp_path / "danh-sach.csv"
    write_csv(store.read(), Search(kind="device"), path)
    assert "'=HYPERLINK" in path.read_text("utf-8-sig")
    assert batch.preview(store, path).counts["same"] == 1


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@a", "\t=1", "\r=1", "＝1", "－1"])
def test_what_would_run_does_not(text: str) -> None:
    assert harmless(text) == f"'{text}"


def test_a_new_field_goes_out_by_its_declaration_alone(
        store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from dataclasses import replace

    from protocol import catalogue
    from protocol.field import Field
    device = catalogue.KINDS["device"]
    fuller = replace(device, fields=(*device.fields, Field(code="toner", label="Toner")))
    monkeypatch.setattr("desktop.services.export_.table.KINDS", {**catalogue.KINDS, "device": fuller})
    with store.write() as unit:
        unit.create("device", {"name": "Máy in A"})
    path = tmp_path / "danh-sach.csv"
    write_csv(store.read(), Search(kind="device"), path)
    assert "Toner" in path.read_text("utf-8-sig").splitlines()[0]
