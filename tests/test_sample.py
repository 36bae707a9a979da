"""The sample commune: always the same, whole, and of nobody."""
import importlib.util
import json
from collections import Counter
from pathlib import Path

import pytest

from protocol.catalogue import KINDS
from protocol.field import FieldType

FOLDER = Path(__file__).resolve().parent.parent / "resources" / "sample"


@pytest.fixture(scope="module")
def lines() -> list[dict]:
    return [json.loads(line) for path in sorted(FOLDER.glob("*.jsonl"))
            for line in path.read_text(encoding="utf-8").splitlines()]


def test_making_it_again_gives_the_same_bytes():
    spec = importlib.util.spec_from_file_location("make_sample", FOLDER / "make.py")
    make = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(make)
    for name, text in make.made().items():
        assert (FOLDER / name).read_text(encoding="utf-8") == text, f"run python resources/sample/make.py: {name}"


def test_it_is_the_commune_that_the_pictures_show(lines):
    counts = Counter(line["kind"] for line in lines)
    assert counts["person"] == 49
    assert counts["office"] == 6
    assert counts["device"] == 187
    assert counts["system"] == 9
    assert counts["incident"] == 14
    computers = [line["fields"] for line in lines
                 if line["kind"] == "device" and line["fields"].get("asset_code", "").startswith("PC-")]
    assert len(computers) == 46
    assert any(len(computer.get("users", ())) > 1 for computer in computers)


def test_it_shows_every_state_of_accounts_and_signatures_and_something_of_every_page(lines):
    states = Counter((line["kind"], line["fields"].get("status")) for line in lines)
    assert {"unreviewed", "missing", "pending", "in_use", "locked", "old_unit"} <= {
        status for kind, status in states if kind == "account"}
    assert states["account", "missing"] == 12
    assert states["account", "pending"] == 6
    assert states["account", "locked"] == 2
    assert {"pending", "valid", "locked", "lost", "revoked"} <= {
        status for kind, status in states if kind == "certificate"}
    assert states["handover", "to_sign"] == 1
    assert states["stocktake", "closed"] == 1
    for kind in ("room", "line", "outage", "hamlet", "training", "handover_item", "stocktake_item"):
        assert any(line["kind"] == kind for line in lines), kind
    results = {line["fields"]["result"] for line in lines if line["kind"] == "stocktake_item"}
    assert results == {"found", "missing", "surplus"}
    persons = {line["id"] for line in lines if line["kind"] == "person"}
    signing = {line["fields"].get("person") for line in lines if line["kind"] == "certificate"
               and line["fields"]["status"] == "valid" and line["fields"].get("expires_on", "") >= "2026-11-21"}
    assert len(signing & persons) == 45


def test_every_field_is_declared_and_every_reference_leads_to_an_earlier_line(lines):
    known: dict[str, str] = {}
    for line in lines:
        kind = KINDS[line["kind"]]
        for code, value in line["fields"].items():
            field = kind.field(code)
            assert field is not None, f"{kind.code}.{code}"
            if field.type is FieldType.CHOICE and not field.open:
                assert field.choice(value), f"{kind.code}.{code}={value}"
            if field.type in (FieldType.REFERENCE, FieldType.REFERENCES):
                for id_ in [value] if isinstance(value, str) else value:
                    assert known.get(id_) == field.target, f"{kind.code}.{code}={id_}"
        for field in kind.fields:
            assert not field.required or field.code in line["fields"], f"{kind.code}.{field.code}"
        assert line["id"] not in known
        known[line["id"]] = kind.code


def test_phones_are_of_a_range_not_in_use(lines):
    assert all(line["fields"]["phone"].startswith("095") for line in lines if line["kind"] == "person")
