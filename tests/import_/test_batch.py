"""A workbook goes in at once, comes in again as the same, and goes back whole; what was edited since stays."""
from pathlib import Path

import pytest

from desktop.services.import_ import batch
from desktop.services.import_.planning import RowState
from desktop.services.problems import NotFound
from desktop.store import imports, records, undo
from desktop.store.records import Search
from desktop.store.store import Store
from protocol.field import JsonValue
from tests.import_.xlsx_writer import Page, write_xlsx

WORKBOOKS = Path(__file__).parents[1] / "data" / "workbooks"
DEVICES = WORKBOOKS / "01-kiem-ke-thiet-bi.xlsx"
PERSONS = WORKBOOKS / "03-danh-ba-can-bo.xlsx"
HEAD = ["STT", "Tên thiết bị", "Mã tài sản", "Số seri", "Tình trạng", "Người quản lý", "Ghi chú"]


def sheet(tmp_path: Path, *rows: list[object], name: str = "so.xlsx") -> Path:
    return write_xlsx(tmp_path / name, [Page("KK", [HEAD, *rows])])


def count(store: Store, kind: str) -> int:
    return records.count(store.read(), Search(kind=kind))


def only(store: Store, kind: str, **where: JsonValue) -> records.Record:
    found = records.page(store.read(), Search(kind=kind, where=where))
    assert len(found) == 1
    return found[0]


def test_devices_bring_their_offices_and_persons_in_one_step(store: Store) -> None:
    result = batch.run(store, DEVICES)
    assert (result.created, result.changed, result.same, result.waiting) == (16, 0, 0, 0)
    assert result.named == {"office": 4, "person": 9}
    device = only(store, "device", asset_code="000811")
    custodian = records.get(store.read(), str(device.fields["custodian"]))
    assert custodian is not None
    assert custodian.fields["full_name"] == "Vi Thu Thảo"
    assert custodian.fields["office"] == device.fields["office"]
    assert records.title(store.read(), str(device.fields["office"])) == "Văn phòng HĐND và UBND"
    drafts = imports.drafts(store.read())
    assert sorted(drafts.values()) == ["office"] * 4 + ["person"] * 9
    last = undo.last(store.read(), "")
    assert last is not None
    assert last.group == result.batch


def test_a_second_import_of_the_same_file_brings_nothing(store: Store) -> None:
    for file in sorted(each for each in WORKBOOKS.iterdir() if each.suffix in (".xlsx", ".xls", ".ods", ".csv")):
        first = batch.run(store, file)
        again = batch.run(store, file)
        assert (again.created, again.changed, again.waiting) == (0, 0, 0), file.name
        assert again.same == first.created + first.changed + first.same
        assert again.batch == ""


def test_a_list_of_persons_confirms_those_that_devices_named(store: Store, tmp_path: Path) -> None:
    batch.run(store, sheet(tmp_path, [1, "Máy in A", "TS1", None, "Tốt", "Lê Thị Hoà", None]))
    people = write_xlsx(tmp_path / "ds.xlsx", [Page("DS", [
        ["TT", "Họ và tên", "Chức vụ", "Phòng, bộ phận"], [1, "Lê Thị Hòa", "Văn thư", "Phòng Kinh tế"]])])
    result = batch.run(store, people)
    assert (result.created, result.changed) == (0, 1)
    assert only(store, "person").fields["title"] == "Văn thư"
    assert imports.drafts(store.read()).keys() == {only(store, "office").id}


def test_what_the_file_says_otherwise_is_a_change_of_just_that(store: Store, tmp_path: Path) -> None:
    batch.run(store, sheet(tmp_path, [1, "Máy in A", "TS1", "S1", "Tốt", None, None]))
    device = only(store, "device")
    with store.write() as unit:
        unit.edit("device", device.id, {"location": "Phòng 203"})
    result = batch.run(store, sheet(tmp_path, [1, "Máy in A", "TS1", "S1", "Hỏng", None, None]))
    assert (result.created, result.changed, result.same) == (0, 1, 0)
    assert only(store, "device").fields["status"] == "broken"
    assert only(store, "device").fields["location"] == "Phòng 203"
    assert batch.take_back(store, result.batch).undone == 1
    assert only(store, "device").fields["status"] == "in_use"


def test_good_rows_go_in_and_bad_ones_wait_until_mended(store: Store, tmp_path: Path) -> None:
    long = "x" * 201
    result = batch.run(store, sheet(tmp_path, [1, "Máy in A", "TS1", None, "Tốt", None, None],
                                    [2, long, "TS2", None, "Tốt", "Hà Văn B", None]))
    assert (result.created, result.waiting) == (1, 1)
    problem = result.problems[0]
    assert (problem.row, problem.field, problem.code, problem.blocks) == (3, "name", "too-long", True)
    assert problem.message == "quá dài: 201 ký tự, nhiều nhất 200" or "201" in problem.message
    assert count(store, "person") == 0      # nobody is made for a row that waits
    ((its_batch, number, row),) = batch.waiting_rows(store.read())
    assert its_batch == result.batch
    assert row.values["asset_code"] == "TS2"
    still = batch.mend(store, its_batch, number, row.values)
    assert still.state is RowState.PROBLEM
    mended = batch.mend(store, its_batch, number, {**row.values, "name": "Máy in B"})
    assert mended.state is RowState.NEW
    assert batch.waiting_rows(store.read()) == []
    assert (count(store, "device"), count(store, "person")) == (2, 1)
    assert batch.take_back(store, its_batch).undone == 3
    with pytest.raises(NotFound):
        batch.mend(store, its_batch, number, row.values)


def test_a_name_that_fits_two_persons_waits_for_a_choice(store: Store, tmp_path: Path) -> None:
    with store.write() as unit:
        for office in ("Phòng Kinh tế", "Văn phòng"):
            unit.create("person", {"full_name": "Lê Thị Hoa", "office": unit.create("office", {"name": office})})
    result = batch.run(store, sheet(tmp_path, [1, "Máy in A", "TS1", None, "Tốt", "Lê Thị Hoa", None]))
    assert (result.created, result.waiting) == (0, 1)
    assert result.problems[0].code == "several-matches"
    assert count(store, "device") == 0


def test_machines_without_any_code_are_not_doubled(store: Store, tmp_path: Path) -> None:
    file = sheet(tmp_path, *[[at, "Máy in Canon LBP 2900", None, None, "Tốt" if at < 3 else "Hỏng", None, None]
                             for at in (1, 2, 3)])
    assert batch.run(store, file).created == 3
    assert batch.run(store, file).same == 3


def test_one_code_of_two_former_communes_is_two_machines(store: Store, tmp_path: Path) -> None:
    file = sheet(tmp_path, [1, "Máy in A", "000001", "S1", "Tốt", None, None],
                 [2, "Máy in B", "000001", "S2", "Tốt", None, None])
    assert batch.run(store, file).created == 2
    assert batch.run(store, file).same == 2


def test_taking_back_a_change_lets_go_whom_it_named(store: Store, tmp_path: Path) -> None:
    batch.run(store, sheet(tmp_path, [1, "Máy in A", "TS1", None, "Tốt", None, None]))
    result = batch.run(store, sheet(tmp_path, [1, "Máy in A", "TS1", None, "Tốt", "Hà Văn B", None]))
    assert (result.changed, count(store, "person")) == (1, 1)
    back = batch.take_back(store, result.batch)
    assert (back.undone, back.kept) == (2, 0)
    assert (count(store, "device"), count(store, "person")) == (1, 0)


def test_one_code_twice_with_different_words_waits(store: Store, tmp_path: Path) -> None:
    result = batch.run(store, sheet(tmp_path, [1, "Máy in A", "000001", None, "Tốt", None, None],
                                    [2, "Máy in A", "000001", None, "Tốt", None, None],
                                    [3, "Máy in B", "000001", None, "Tốt", None, None]))
    assert (result.created, result.same, result.waiting) == (1, 1, 1)
    assert result.problems[0].code == "twice-in-file"


def test_an_import_taken_back_leaves_an_empty_book(store: Store) -> None:
    result = batch.run(store, DEVICES)
    back = batch.take_back(store, result.batch)
    assert (back.undone, back.kept) == (29, 0)
    assert (count(store, "device"), count(store, "office"), count(store, "person")) == (0, 0, 0)
    again = batch.take_back(store, result.batch)
    assert (again.undone, again.kept) == (0, 0)


def test_what_was_edited_since_stays_with_everything_it_names(store: Store) -> None:
    result = batch.run(store, DEVICES)
    device = only(store, "device", asset_code="000691")
    with store.write() as unit:
        unit.edit("device", device.id, {"note": "Đã thay nguồn"})
    back = batch.take_back(store, result.batch)
    assert (back.undone, back.kept) == (26, 3)      # the device, its custodian, their office
    assert only(store, "device").id == device.id
    assert records.title(store.read(), str(only(store, "device").fields["custodian"])) == "Giàng Thanh Nga"


def test_an_office_that_others_use_since_stays(store: Store) -> None:
    result = batch.run(store, DEVICES)
    office = only(store, "office", name="Phòng Kinh tế")
    with store.write() as unit:
        unit.create("person", {"full_name": "Người Mới", "office": office.id})
    back = batch.take_back(store, result.batch)
    assert (back.undone, back.kept) == (28, 1)


def test_taking_back_can_itself_be_undone(store: Store) -> None:
    result = batch.run(store, DEVICES)
    back = batch.take_back(store, result.batch)
    with store.write() as unit:
        undo.undo(unit, back.group)
    assert count(store, "device") == 16


def test_an_unknown_batch_is_said_to_be_unknown(store: Store) -> None:
    with pytest.raises(NotFound):
        batch.take_back(store, "none")


def test_a_preview_writes_nothing_and_shows_each_row(store: Store, tmp_path: Path) -> None:
    batch.run(store, sheet(tmp_path, [1, "Máy in A", "TS1", "S1", "Tốt", None, None]))
    looked = batch.preview(store, sheet(tmp_path, [1, "Máy in A", "TS1", "S1", "Hỏng", "Hà Văn B", None],
                                        [2, "Máy in C", "TS3", "S3", "Lạ", None, None], [3, "x" * 300, "TS4",
                                                                                         "S4", "Tốt", None, None]))
    assert [row.state for row in looked.rows] == [RowState.CHANGED, RowState.NEW, RowState.PROBLEM]
    assert looked.rows[0].changes == {"status": ("Đang sử dụng", "Hỏng, chờ sửa"), "custodian": ("", "Hà Văn B")}
    assert looked.named == {"person": ["Hà Văn B"]}
    assert looked.counts == {"new": 1, "changed": 1, "same": 0, "problem": 1}
    assert [(each.field, each.blocks) for each in looked.problems] == [("status", False), ("name", True)]
    assert {each.heading: each.field for each in looked.columns}["Mã tài sản"] == "asset_code"
    assert (count(store, "device"), count(store, "person")) == (1, 0)
    result = batch.commit(store, looked)
    assert (result.created, result.changed, result.waiting) == (1, 1, 1)


def test_a_corrected_column_is_remembered_for_the_next_file(store: Store, tmp_path: Path) -> None:
    file = write_xlsx(tmp_path / "so.xlsx", [Page("KK", [
        ["STT", "Tên thiết bị", "Mã TS", "Ký mã riêng"], [1, "Máy in A", "TS1", "S1"]])])
    assert "serial" not in batch.preview(store, file).rows[0].values
    batch.correct_column(store, "device", "Ký mã riêng", "serial")
    assert batch.preview(store, file).rows[0].values["serial"] == "S1"
    batch.correct_column(store, "device", "Mã TS", "")
    assert "asset_code" not in batch.preview(store, file).rows[0].values


def test_the_command_line_answer_has_the_promised_names(store: Store) -> None:
    answer = batch.dry_run(store, DEVICES).answer()
    assert {"batch", "kind", "created", "changed", "same", "skipped_rows", "problems", "rows"} <= answer.keys()
    assert count(store, "device") == 0
    with pytest.raises(batch.FileRefused) as refused:
        batch.run(store, WORKBOOKS / "01-kiem-ke-thiet-bi.expected.json")
    assert refused.value.message


def test_a_new_field_comes_in_by_its_declaration_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from dataclasses import replace

    from protocol import catalogue
    from protocol.field import Field, FieldType
    device = catalogue.KINDS["device"]
    fuller = replace(device, fields=(*device.fields, Field(
        code="toner", label="Toner", type=FieldType.DATE, aliases=("Ngày thay mực",))))
    kinds = {**catalogue.KINDS, "device": fuller}
    for module in ("reading", "headings", "planning", "book_index", "batch", "choice_words"):
        monkeypatch.setattr(f"desktop.services.import_.{module}.KINDS", kinds)
    from desktop.services.import_.reading import read_workbook
    file = write_xlsx(tmp_path / "so.xlsx", [Page("KK", [
        ["STT", "Tên thiết bị", "Mã TS", "Ngày thay mực"], [1, "Máy in A", "TS1", "5/6/2025"]])])
    assert read_workbook(file).canonical()["rows"] == [
        {"name": "Máy in A", "kind": "printer", "asset_code": "TS1", "toner": "2025-06-05"}]
