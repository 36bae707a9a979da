"""One ugly habit a test: what the sheet looks like above, what must come out below."""
from datetime import date
from pathlib import Path

import pytest

from desktop.services.import_.child import sheets_of
from desktop.services.import_.reading import Reading, read_tables
from tests.import_.xlsx_writer import Error, Formula, Page, Shown, write_xlsx

Rows = list[dict[str, object]]


def read(tmp_path: Path, *pages: Page, kind: str | None = None) -> Reading:
    path = write_xlsx(tmp_path / "so.xlsx", pages)
    return read_tables(sheets_of(path.read_bytes()), path.name, kind=kind)


def rows_of(reading: Reading) -> Rows:
    assert not reading.reject, reading.reject
    answer = reading.canonical()["rows"]
    assert isinstance(answer, list)
    return answer


HEAD = ["STT", "Tên thiết bị", "Mã tài sản", "Tình trạng", "Ghi chú"]


def test_a_name_over_two_columns_is_joined(tmp_path: Path) -> None:
    page = Page("DS", [["DANH SÁCH CÁN BỘ"], ["STT", "Họ và tên", None, "Chức vụ", "Điện thoại"],
                       [1, "Nguyễn Văn", "An", "Văn thư", 951234567], [2, "Giàng A", "Páo", "Kế toán",
                                                                       "0951 234 568"]],
                merges=[((1, 1), (1, 2))])
    assert rows_of(read(tmp_path, page)) == [
        {"full_name": "Nguyễn Văn An", "title": "Văn thư", "phone": "0951234567"},
        {"full_name": "Giàng A Páo", "title": "Kế toán", "phone": "0951234568"}]


def test_family_and_given_name_in_columns_of_their_own(tmp_path: Path) -> None:
    page = Page("DS", [["TT", "Họ và đệm", "Tên", "Chức danh"], [1, "Lò Thị", "Nga", "Chuyên viên"]])
    assert rows_of(read(tmp_path, page)) == [{"full_name": "Lò Thị Nga", "title": "Chuyên viên"}]


def test_crosses_under_the_words_of_a_status(tmp_path: Path) -> None:
    page = Page("KK", [["STT", "Tên tài sản", "Mã TS", "Tình trạng", None, None],
                       [None, None, None, "Tốt", "Hỏng", "Chờ thanh lý"],
                       [1, "Máy in Canon LBP 2900", "000001", "x", None, None],
                       [2, "Máy scan Kodak i2620", "000002", None, None, "X"]],
                merges=[((0, 3), (0, 5)), ((0, 0), (1, 0)), ((0, 1), (1, 1)), ((0, 2), (1, 2))])
    assert [row.get("status") for row in rows_of(read(tmp_path, page))] == ["in_use", "to_dispose"]


def test_codes_that_lost_their_zeros_are_padded_and_flagged(tmp_path: Path) -> None:
    page = Page("KK", [HEAD, [1, "Máy in A", "000811", "Tốt", None], [2, "Máy in B", 6, "Tốt", None],
                       [3, "Máy in C", Shown(77, "000000"), "Tốt", None]])
    got = rows_of(read(tmp_path, page))
    assert [row["asset_code"] for row in got] == ["000811", "000006", "000077"]
    assert [row.get("_flags") for row in got] == [None, ["asset_code"], None]


def test_a_cell_that_shows_an_error_is_empty_and_flagged(tmp_path: Path) -> None:
    page = Page("KK", [HEAD, [1, "Máy in A", Error("#N/A"), "Tốt", None], [2, "Máy in B", "TS02", "Tốt", None]])
    first = rows_of(read(tmp_path, page))[0]
    assert "asset_code" not in first
    assert first["_flags"] == ["asset_code"]


def test_american_dates_are_flagged_never_swapped(tmp_path: Path) -> None:
    page = Page("KK", [["STT", "Tên thiết bị", "Số seri", "Ngày mua"], [1, "Máy in A", "S1", "04/25/2024"],
                       [2, "Máy in B", "S2", "04/05/2024"], [3, "Máy in C", "S3", 45000],
                       [4, "Máy in D", "S4", "ngày 5 tháng 6 năm 2021"], [5, "Máy in E", "S5", "6/2021"]])
    got = rows_of(read(tmp_path, page))
    assert [row.get("acquired_on") for row in got] == [None, "2024-05-04", "2023-03-15", "2021-06-05", "2021-06"]
    assert got[0]["_flags"] == ["acquired_on"]


def test_a_guarantee_in_months_runs_from_the_day_of_purchase(tmp_path: Path) -> None:
    page = Page("KK", [["STT", "Tên thiết bị", "Ngày mua", "Bảo hành (tháng)", "Số máy"],
                       [1, "Máy in A", date(2023, 1, 31), 13, "S1"], [2, "Máy in B", None, 24, "S2"]])
    first, second = rows_of(read(tmp_path, page))
    assert first["warranty_until"] == "2024-02-29"
    assert second["_flags"] == ["warranty_until"]


@pytest.mark.parametrize(("heading", "above", "cell", "dong"), [
    ("Nguyên giá", "ĐVT: triệu đồng", 7.25, 7_250_000), ("Nguyên giá (tr.đ)", "", "11,99", 11_990_000),
    ("Nguyên giá", "Đơn vị tính: 1.000 đồng", "7.250", 7_250_000), ("Giá mua", "", "11.500.000 đ", 11_500_000),
    ("Nguyên giá (đồng)", "ĐVT: triệu đồng", 8_000_000, 8_000_000), ("Nguyên giá", "", "11,5 triệu", 11_500_000),
    ("Nguyên giá", "", "13000000.00", 13_000_000), ("Nguyên giá", "", "12tr5", 12_500_000),
])
def test_money_becomes_whole_dong(tmp_path: Path, heading: str, above: str, cell: object, dong: int) -> None:
    page = Page("KK", [["BẢNG KIỂM KÊ"], [None, None, None, above],
                       ["STT", "Tên thiết bị", "Số seri", heading], [1, "Máy in A", "S1", cell]])
    assert rows_of(read(tmp_path, page))[0]["cost_vnd"] == dong


def test_hidden_sheets_stay_out_and_hidden_rows_and_columns_come_in(tmp_path: Path) -> None:
    page = Page("KK", [HEAD, [1, "Máy in A", "TS1", "Tốt", None], [2, "Máy in B", "TS2", "Hỏng", "cũ"]],
                hidden_rows=[2], hidden_columns=[2])
    secret = Page("DM", [HEAD, [1, "Máy in Z", "TS9", "Tốt", None]], hidden=True)
    assert [row["asset_code"] for row in rows_of(read(tmp_path, page, secret))] == ["TS1", "TS2"]


def test_sheets_of_several_offices_are_read_together(tmp_path: Path) -> None:
    pages = [Page(name, [["DANH MỤC THIẾT BỊ"], HEAD, [1, f"Máy in {name}", f"TS{at}", "Tốt", None]])
             for at, name in enumerate(("Văn phòng", "Phòng Kinh tế"))]
    assert [(row["asset_code"], row["office"]) for row in rows_of(read(tmp_path, *pages))] == [
        ("TS0", "Văn phòng"), ("TS1", "Phòng Kinh tế")]


def test_two_tables_on_one_sheet_each_with_its_own_columns(tmp_path: Path) -> None:
    page = Page("KK", [["BẢNG KIỂM KÊ THIẾT BỊ"], ["I. Văn phòng Đảng ủy"], HEAD,
                       [1, "Máy in A", "TS1", "Tốt", "cũ"], [],
                       ["II. Phòng Kinh tế"], ["STT", "Mã tài sản", "Tên thiết bị", "Ghi chú", "Tình trạng"],
                       [1, "TS2", "Máy in B", None, "Hỏng"]])
    got = rows_of(read(tmp_path, page))
    assert [(row["name"], row["asset_code"], row["status"]) for row in got] == [
        ("Máy in A", "TS1", "in_use"), ("Máy in B", "TS2", "broken")]
    assert got[1]["office"] == "Phòng Kinh tế"


def test_groups_inside_groups_and_groups_by_kind(tmp_path: Path) -> None:
    page = Page("KK", [HEAD, ["A", "Phòng Kinh tế (3 thiết bị)"], ["I", "Máy tính để bàn"],
                       [1, "HP ProDesk 400", "TS1", "Tốt"],
                       ["II", "Máy in"], [1, "Canon LBP 2900", "TS2", "Tốt"], ["B",
                                                                               "Phòng Văn hóa - Xã hội: 01 máy"],
                       ["I", "Máy in"], [1, "HP M404dn", "TS3", "Hỏng"]])
    assert [(row["office"], row["kind"]) for row in rows_of(read(tmp_path, page))] == [
        ("Phòng Kinh tế", "desktop"), ("Phòng Kinh tế", "printer"), ("Phòng Văn hóa - Xã hội", "printer")]


def test_totals_above_and_below_subtotals_with_formulas_and_remarks_give_no_rows(tmp_path: Path) -> None:
    head = ["STT", "Tên thiết bị", "Số seri", "Nguyên giá"]
    page = Page("KK", [head, [None, "Tổng cộng", None, Formula("SUM(D3:D9)", 12.5)],
                       ["I", "Phòng Kinh tế", None, Formula("D4", 7)],
                       [1, "Máy in A", "S1", 7_000_000], [None, "Cộng nhóm I", None, Formula("D4", 7)],
                       [None, "Tổng số: 01 máy"], ["Ghi chú: số liệu chưa kể máy thuê"], [],
                       [None, None, "ngày … tháng … năm 2025"], ["NGƯỜI LẬP", None,
                                                                 "CHỦ TỊCH"], [], ["Hà Thị B", None, "Lê Văn C"]])
    reading = read(tmp_path, page)
    assert [row["serial"] for row in rows_of(reading)] == ["S1"]
    assert reading.skipped_rows == 8


def test_passwords_pins_and_citizen_numbers_never_come_in(tmp_path: Path) -> None:
    page = Page("DS", [["STT", "Họ và tên", "Chức vụ", "Số CCCD", "Mật khẩu", "Ghi chú"],
                       [1, "Lê Thị A", "Văn thư", "038080001234", "Abc@123", "mật khẩu: Abc@123"],
                       [2, "Lê Thị B", "Kế toán", "038080001235", "x", "Kiêm nhiệm"]])
    got = rows_of(read(tmp_path, page))
    assert got == [{"full_name": "Lê Thị A", "title": "Văn thư", "_flags": ["note"]},
                   {"full_name": "Lê Thị B", "title": "Kế toán", "note": "Kiêm nhiệm"}]


def test_a_device_sheet_with_one_configuration_column(tmp_path: Path) -> None:
    page = Page("KK", [["STT", "Tên máy", "Cấu hình", "Người sử dụng"],
                       [1, "Máy tính để bàn HP", "CPU: i5-7400; RAM: 8GB; Ổ cứng: SSD 240GB; Windows 10 Pro",
                        "Hà Văn A, Lò Thị B"]])
    assert rows_of(read(tmp_path, page)) == [{
        "name": "Máy tính để bàn HP", "kind": "desktop", "cpu": "i5-7400", "ram_gb": 8, "disk": "SSD 240GB",
        "os": "Windows 10 Pro", "users": ["Hà Văn A", "Lò Thị B"]}]


def test_rooms_and_offices_are_told_apart_by_what_stands_there(tmp_path: Path) -> None:
    page = Page("KK", [["STT", "Tên thiết bị", "Mã TS", "Phòng", "Nơi sử dụng"],
                       [1, "Máy in A", "1A", "Phòng Kinh tế", "Phòng 203"], [2, "Máy in B", "1B", "Văn phòng",
                                                                             "Tầng 2"]])
    got = rows_of(read(tmp_path, page))
    assert [(row.get("office"), row.get("location")) for row in got] == [
        ("Phòng Kinh tế", "Phòng 203"), ("Văn phòng", "Tầng 2")]


def test_nt_means_the_value_above(tmp_path: Path) -> None:
    page = Page("KK", [["STT", "Tên thiết bị", "Mã TS", "Nơi đặt"], [1, "Máy in A", "1A", "Phòng 203"],
                       [2, "Máy in B", "1B", "nt"]])
    assert rows_of(read(tmp_path, page))[1]["location"] == "Phòng 203"


def test_a_kind_may_be_forced_and_a_wrong_one_gives_no_table(tmp_path: Path) -> None:
    page = Page("DS", [["STT", "Họ và tên", "Chức vụ"], [1, "Lê Thị A", "Văn thư"]])
    assert read(tmp_path, page, kind="person").kind == "person"
    assert read(tmp_path, page, kind="device").reject


def test_words_without_a_table_are_refused(tmp_path: Path) -> None:
    page = Page("Thư", [["Kính gửi: UBND xã"], ["Đề nghị sửa máy in của phòng Kinh tế."]])
    reading = read(tmp_path, page)
    assert reading.reject == "no-table"
    assert reading.canonical() == {
        "kind": "reject", "reason": "Không tìm thấy bảng thiết bị, cán bộ, tài khoản, chữ ký số hay sự cố trong tệp."}
