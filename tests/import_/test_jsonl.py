"""records.jsonl: machines bring records line by line, in one batch."""
import json
from pathlib import Path

import pytest

from desktop.services.import_ import batch, jsonl
from desktop.store import records
from desktop.store.records import Search
from desktop.store.store import Store


def lines(tmp_path: Path, *made: object) -> Path:
    path = tmp_path / "records.jsonl"
    path.write_text("\n".join(each if isinstance(each, str) else json.dumps(each, ensure_ascii=False)
                              for each in made), "utf-8")
    return path


def test_lines_refer_to_earlier_lines_by_name(store: Store, tmp_path: Path) -> None:
    result = jsonl.run(store, lines(
        tmp_path, {"kind": "office", "fields": {"name": "Phòng Kinh tế"}},
        {"kind": "person", "fields": {"full_name": "Lò Thị Nga", "office": "phong kinh te"}},
        {"kind": "device", "fields": {"name": "Máy in A", "asset_code": "TS1", "users": ["Lò Thị Nga"]}},
        {"kind": "incident", "fields": {"title": "Kẹt giấy", "device": "TS1", "reporter": "Lò Thị Nga"}}))
    assert (result.created, list(result.problems)) == (4, [])
    incident = records.page(store.read(), Search(kind="incident"))[0]
    assert records.title(store.read(), str(incident.fields["reporter"])) == "Lò Thị Nga"
    assert batch.take_back(store, result.batch).undone == 4


def test_a_known_id_is_edited_or_the_same(store: Store, tmp_path: Path) -> None:
    record = "01900000-0000-7000-8000-000000000001"
    line = {"kind": "office", "id": record, "fields": {"name": "Phòng Kinh tế"}}
    assert jsonl.run(store, lines(tmp_path, line)).created == 1
    assert jsonl.run(store, lines(tmp_path, line)).same == 1
    line["fields"] = {"name": "Phòng Kinh tế", "seats": 5}
    result = jsonl.run(store, lines(tmp_path, line))
    assert (result.changed, result.created) == (1, 0)
    assert batch.take_back(store, result.batch).undone == 1
    assert "seats" not in records.page(store.read(), Search(kind="office"))[0].fields


def test_bad_lines_are_named_and_the_others_go_in(store: Store, tmp_path: Path) -> None:
    result = jsonl.run(store, lines(
        tmp_path, "no json", "[" * 5000, {"kind": "spaceship", "fields": {}}, {"kind": "office",
                                                                               "fields": {"nam": "x"}},
        {"kind": "device", "fields": {"name": "Máy in", "status": "flying"}}, {"kind": "conflict", "fields": {}},
        {"kind": "person", "fields": {"full_name": "Lò Thị Nga", "office": "Nơi Không Có"}}, {"kind": "office",
                                                                                              "fields": {}},
        {"kind": "device", "fields": {"name": "Máy in", "cost_vnd": 1.5}},
        {"kind": "office", "fields": {"name": "Phòng Kinh tế"}}))
    assert result.created == 1
    assert [problem.row for problem in result.problems] == [1, 2, 3, 4, 5, 6, 7, 8, 9]
    assert all(problem.message for problem in result.problems)


def test_a_dry_run_writes_nothing(store: Store, tmp_path: Path) -> None:
    file = lines(tmp_path, {"kind": "office", "fields": {"name": "Phòng Kinh tế"}})
    assert jsonl.run(store, file, dry_run=True).created == 1
    assert records.count(store.read(), Search(kind="office")) == 0


def test_an_empty_file_is_refused(store: Store, tmp_path: Path) -> None:
    with pytest.raises(batch.FileRefused):
        jsonl.run(store, lines(tmp_path, ""))
