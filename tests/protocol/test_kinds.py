"""The kinds as declared: complete, worded in Vietnamese, and frozen."""
import gettext
import json
from pathlib import Path

import pytest

from protocol import catalogue
from protocol.catalogue import KINDS
from protocol.field import FieldType, Writer
from protocol.folding import fold
from protocol.kind import SYSTEM_FIELDS, Feed

ROOT = Path(__file__).parents[2]
FROZEN = ROOT / "tests" / "contract" / "codes.json"
CODE = r"[a-z][a-z0-9_]*"


def declared() -> dict:
    return {code: {"feed": each.feed.value, "fields": {
        field.code: {"type": field.type.value, "target": field.target, "writer": field.writer.value,
                     "choices": sorted(choice.code for choice in field.choices)}
        for field in each.fields}} for code, each in KINDS.items()}


def test_no_code_disappears_or_changes_its_type():
    """A code is never renamed or reused, it is retired. After adding some: see the last line of this test."""
    now = declared()
    for code, kind in json.loads(FROZEN.read_text(encoding="utf-8")).items():
        assert code in now and now[code]["feed"] == kind["feed"], code
        for name, field in kind["fields"].items():
            today = now[code]["fields"].get(name)
            assert today is not None, f"{code}.{name} is gone"
            for what in ("type", "target", "writer"):
                assert today[what] == field[what], f"{code}.{name} changed its {what}"
            assert set(field["choices"]) <= set(today["choices"]), f"{code}.{name} lost a choice"


def test_a_new_code_is_frozen_with_its_birth():
    assert json.loads(FROZEN.read_text(encoding="utf-8")) == declared(), (
        "write it down: python -m tests.contract.freeze_codes")


@pytest.mark.parametrize("kind", KINDS.values(), ids=KINDS)
def test_a_kind_is_well_declared(kind):
    codes = [field.code for field in kind.fields]
    assert len(codes) == len(set(codes)) and not set(codes) & SYSTEM_FIELDS
    assert kind.label and kind.plural and kind.title and all(kind.has(code) for code in kind.title)
    assert not kind.status or kind.field(kind.status).type is FieldType.CHOICE
    columns = [field.column for field in kind.fields if field.column]
    assert len(columns) == len(set(columns)) and columns
    for field in kind.fields:
        assert fold(field.code) == field.code.replace("_", " ").strip() and "." not in field.code
        assert field.label.strip() == field.label and field.label
        assert bool(field.choices) == (field.type is FieldType.CHOICE)
        assert len({choice.code for choice in field.choices}) == len(field.choices)
        if field.type in (FieldType.REFERENCE, FieldType.REFERENCES) and kind.feed is not Feed.SERVER:
            assert field.target in KINDS
        if field.suffixes or field.distinct:
            assert field.type in (FieldType.TEXT, FieldType.PHONE)


@pytest.mark.parametrize("kind", KINDS.values(), ids=KINDS)
def test_no_heading_belongs_to_two_fields_of_a_kind(kind):
    seen = {}
    for field in kind.fields:
        for alias in field.aliases:
            assert seen.setdefault(fold(alias), field.code) == field.code, alias


def test_what_belongs_to_the_province_is_written_by_the_province():
    for kind in KINDS.values():
        if kind.feed is Feed.PROVINCE:
            assert {field.writer for field in kind.fields} == {Writer.PROVINCE}
        if kind.feed is Feed.SERVER:
            assert {field.writer for field in kind.fields} == {Writer.SERVER}
    incident = KINDS["incident"]
    assert {field.code for field in incident.fields if field.writer is Writer.PROVINCE} == {
        "assignee", "priority", "outage", "seen_at"}
    assert {field.code for field in incident.fields if field.writer is Writer.BOTH} == {"status", "severity"}


def test_every_label_has_its_vietnamese():
    compiled = ROOT / "i18n" / "vi" / "LC_MESSAGES" / "so_cntt.mo"
    if not compiled.exists():
        pytest.skip("the catalogue of words is not compiled: python3 dev.py words")
    with compiled.open("rb") as file:
        words = gettext.GNUTranslations(file)
    known = words._catalog    # pgettext cannot tell a missing word from an equal one
    missing = [(context, word) for context, word in catalogue.labels() if f"{context}\x04{word}" not in known]
    assert missing == []


def test_the_extractor_is_given_each_word_once():
    words = list(catalogue.labels())
    assert len(words) == len(set(words))
    assert ("kind", "Device") in words and ("device.status", "In use") in words and ("device", "Status") in words
