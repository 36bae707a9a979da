"""A seeded maker of sheets as communes keep them, each with what an importer should read from it.

It knows nothing of the importer: headings, groups and spellings are written here from what such sheets look like.
"""
import csv
import io
import random
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path

from tests.import_.xlsx_writer import Formula, Page, Shown, write_xlsx

OFFICES = (
    "Văn phòng HĐND và UBND", "Phòng Kinh tế", "Phòng Văn hóa - Xã hội", "Trung tâm Phục vụ hành chính công",
    "Văn phòng Đảng ủy", "Ban Xây dựng Đảng", "Ủy ban Kiểm tra Đảng ủy", "Ủy ban MTTQ Việt Nam xã",
    "Ban Chỉ huy Quân sự", "Phòng Kinh tế, Hạ tầng và Đô thị", "Trung tâm Dịch vụ tổng hợp", "Đoàn Thanh niên",
    "Hội Nông dân", "Công an xã")
FORMER = ("Thiệu Long", "Định Bình", "Hoằng Phú", "Cẩm Vân", "Tân Lập", "Yên Thắng")
FAMILIES = ("Nguyễn", "Trần", "Lê", "Phạm", "Hoàng", "Vi", "Lò", "Hà", "Bùi", "Đỗ", "Giàng", "Quách", "Lường",
            "Ngân")
MIDDLES = ("Văn", "Thị", "Đình", "Xuân", "Thanh", "Minh", "Hồng", "Công", "A", "Thu", "Bá", "Quang")
GIVEN = ("Hải", "Thảo", "Nga", "Dũng", "Hoà", "Thủy", "Kiên", "Sơn", "Phúc", "Lan", "Huệ", "Tùng", "Đức", "Páo",
         "Tủa")
TITLES = ("Chuyên viên", "Trưởng phòng", "Phó Trưởng phòng", "Văn thư", "Kế toán", "Phó Chủ tịch UBND",
          "Chủ tịch HĐND", "Bí thư Đảng ủy", "Công chức Tư pháp - Hộ tịch", "Chánh Văn phòng", "Nhân viên")
MODELS = (
    ("Máy tính để bàn", "desktop", "HP", "ProDesk 400 G6"), ("Máy vi tính", "desktop", "Dell", "Vostro 3670"),
    ("Bộ máy tính để bàn", "desktop", "FPT", "Elead T10i"), ("Laptop", "laptop", "Asus", "X409"),
    ("Máy tính xách tay", "laptop", "Lenovo", "ThinkPad E14"), ("Máy in", "printer", "Canon", "LBP 2900"),
    ("Máy in laser", "printer", "HP", "LaserJet M404dn"), ("Máy in đa chức năng", "mfp", "Brother", "MFC-L2701DW"),
    ("Máy scan", "scanner", "Kodak", "i2620"), ("Máy quét", "scanner", "Fujitsu", "SP-1130"),
    ("Máy photocopy", "copier", "Toshiba", "e-STUDIO 2508A"), ("Bộ lưu điện (UPS)", "ups", "Santak", "TG500"),
    ("Bộ chia mạng (switch)", "switch", "TP-Link", "TL-SG1024D"), ("Bộ phát Wi-Fi", "access_point", "Ubiquiti",
                                                                   "UAP-AC-LR"),
    ("Máy chiếu", "projector", "Panasonic", "PT-LB305"), ("Ti vi", "tv", "Samsung", "UA55AU7002"),
    ("Máy hủy tài liệu", "shredder", "Silicon", "PS-800C"))
STATUSES = (
    ("Đang sử dụng", "in_use"), ("Tốt", "in_use"), ("Đang dùng", "in_use"), ("Hoạt động tốt",
                                                                             "in_use"), ("Bình thường", "in_use"),
    ("Hỏng", "broken"), ("Hư hỏng", "broken"), ("Hỏng, chờ sửa", "broken"), ("Không hoạt động", "broken"),
    ("Đang sửa", "in_repair"), ("Đang sửa chữa", "in_repair"), ("Đang bảo hành", "under_warranty"),
    ("Chờ thanh lý", "to_dispose"), ("Đề nghị thanh lý", "to_dispose"), ("Trong kho", "in_stock"), ("Lưu kho",
                                                                                                    "in_stock"),
    ("Thất lạc", "lost"))
PERSON_STATUSES = (
    ("Đang công tác", "active"), ("Đang làm việc", "active"), ("Nghỉ thai sản", "on_leave"), ("Đi học", "on_leave"),
    ("Nghỉ hưu", "retired"), ("Đã nghỉ hưu", "retired"), ("Chuyển công tác",
                                                          "transferred"), ("Đã chuyển công tác", "transferred"))
FUNDS = ("Ngân sách xã", "Ngân sách tỉnh", "Dự án cấp", "Kinh phí CĐS", "Tài trợ")
NOTES = ("Đã sửa năm 2024", "Dùng chung cả phòng", "Thiếu dây nguồn", "Máy cũ điều chuyển sang",
         "Do tỉnh cấp năm 2022")

DEVICE_HEADINGS: dict[str, tuple[str, ...]] = {
    "name": ("Tên thiết bị", "Tên tài sản", "Tên thiết bị, tài sản", "Tên máy móc, thiết bị",
             "Danh mục thiết bị", "Thiết bị",
             "Tên tài sản, thiết bị", "Tên TSCĐ, CCDC", "Tên gọi thiết bị"),
    "kind": ("Loại thiết bị", "Chủng loại", "Loại", "Nhóm thiết bị", "Loại tài sản", "Phân loại"),
    "maker_model": ("Hãng, kiểu máy", "Nhãn hiệu, model", "Hãng sản xuất, model", "Hãng/Model"),
    "maker": ("Hãng sản xuất", "Hãng", "Nhà sản xuất", "Hãng SX"),
    "model": ("Model", "Kiểu máy", "Ký hiệu", "Model máy"),
    "asset_code": ("Mã tài sản", "Mã TS", "Mã số tài sản", "Số hiệu tài sản", "Mã thiết bị", "Mã số", "Mã quản lý"),
    "serial": ("Số seri", "Số sê-ri", "Serial", "S/N", "Số máy (serial)", "Số Serial/Seri", "Serial Number"),
    "office": ("Bộ phận sử dụng", "Phòng, ban", "Đơn vị sử dụng", "Phòng chuyên môn", "Phòng, bộ phận", "Bộ phận"),
    "location": ("Nơi đặt", "Vị trí", "Vị trí lắp đặt", "Địa điểm", "Phòng", "Nơi để máy"),
    "custodian": ("Người quản lý", "Cán bộ quản lý", "Người chịu trách nhiệm", "Người được giao quản lý",
                  "Người giữ",
                  "Cán bộ phụ trách", "Họ tên người quản lý"),
    "users": ("Người sử dụng", "Cán bộ sử dụng", "Người dùng", "Họ và tên người sử dụng",
              "Người trực tiếp sử dụng"),
    "status": ("Tình trạng", "Hiện trạng", "Tình trạng sử dụng", "Trạng thái", "Tình trạng hiện nay",
               "Tình trạng thiết bị"),
    "in_use_year": ("Năm sử dụng", "Năm đưa vào sử dụng", "Năm SD", "Năm bắt đầu sử dụng"),
    "acquired_on": ("Ngày mua", "Ngày nhận", "Ngày mua sắm", "Ngày, tháng mua", "Ngày ghi sổ", "Thời điểm mua"),
    "cost_vnd": ("Nguyên giá", "Nguyên giá tài sản", "Giá mua", "Giá trị mua sắm", "Nguyên giá TSCĐ"),
    "funding": ("Nguồn kinh phí", "Nguồn vốn", "Nguồn hình thành", "Nguồn kinh phí mua sắm"),
    "warranty_until": ("Bảo hành đến", "Hạn bảo hành", "Hết hạn bảo hành", "Thời hạn bảo hành"),
    "ram_gb": ("RAM", "RAM (GB)", "Bộ nhớ RAM", "Dung lượng RAM"),
    "cpu": ("CPU", "Bộ vi xử lý", "Chip", "Vi xử lý"),
    "disk": ("Ổ cứng", "Ổ đĩa cứng", "Dung lượng ổ cứng"),
    "os": ("Hệ điều hành", "HĐH"),
    "note": ("Ghi chú", "Chú thích"),
}
PERSON_HEADINGS: dict[str, tuple[str, ...]] = {
    "full_name": ("Họ và tên", "Họ tên", "Họ và tên cán bộ, công chức", "Họ, tên", "Tên cán bộ", "Họ và tên CBCC"),
    "title": ("Chức vụ", "Chức danh", "Chức vụ, chức danh", "Chức vụ công tác", "Chức vụ/Vị trí việc làm"),
    "office": ("Phòng, bộ phận", "Đơn vị công tác", "Phòng chuyên môn", "Bộ phận công tác", "Phòng ban", "Đơn vị"),
    "phone": ("Số điện thoại", "Điện thoại", "SĐT", "Di động", "Điện thoại di động", "Số ĐT liên hệ", "ĐTDĐ"),
    "email": ("Email", "Email công vụ", "Thư điện tử", "Địa chỉ email", "Hộp thư công vụ", "E-mail"),
    "status": ("Tình trạng", "Tình trạng công tác", "Trạng thái", "Hiện trạng công tác"),
    "note": ("Ghi chú", "Chú thích"),
}
DEVICE_DROPPED = ("Đơn vị tính", "ĐVT", "Giá trị còn lại", "Hao mòn lũy kế", "Nước sản xuất", "Chữ ký",
                  "Số lượng", "SL")
PERSON_DROPPED = ("Ngày sinh", "Năm sinh", "Giới tính", "Dân tộc", "Trình độ", "Số CCCD", "Quê quán", "Ký nhận")


@dataclass
class UglySheet:
    """A file to read, and what it says."""
    pages: list[Page]
    kind: str
    expected: list[dict[str, object]]
    traits: list[str] = field(default_factory=list)

    def write(self, folder: Path, name: str) -> Path:
        """Write it as a workbook."""
        return write_xlsx(folder / f"{name}.xlsx", self.pages)

    def write_csv(self, folder: Path, name: str, *, separator: str, encoding: str) -> Path:
        """Write the first page as a text table."""
        made = io.StringIO()
        writer = csv.writer(made, delimiter=separator, lineterminator="\r\n")
        for row in self.pages[0].rows:
            writer.writerow([_as_text(cell) for cell in row])
        path = folder / f"{name}.csv"
        path.write_bytes(made.getvalue().encode(encoding))
        return path


def _as_text(cell: object) -> str:
    if cell is None:
        return ""
    if isinstance(cell, date):
        return cell.strftime("%d/%m/%Y")
    if isinstance(cell, Shown):
        return str(cell.number).zfill(len(cell.format))
    return str(cell.value) if isinstance(cell, Formula) else str(cell)


def ugly_sheet(seed: int, *, plain: bool = False) -> UglySheet:
    """Return the sheet of a seed: of devices mostly, of persons every third. `plain`: without merged cells."""
    chance = random.Random(seed)
    return _Maker(chance, plain).persons() if seed % 3 == 2 else _Maker(chance, plain).devices()


class _Maker:
    def __init__(self, chance: random.Random, plain: bool) -> None:
        self.r = chance
        self.plain = plain
        self.rows: list[list[object]] = []
        self.merges: list[tuple[tuple[int, int], tuple[int, int]]] = []
        self.expected: list[dict[str, object]] = []
        self.record_rows: list[int] = []
        self.traits: list[str] = []
        self.codes = iter(self.r.sample(range(1, 999), 998))

    # --- the whole ----------------------------------------------------------------------------

    def devices(self) -> UglySheet:
        r = self.r
        fields = ["name", *r.sample(["kind", "maker", "model"], r.choice((0, 0, 1)))]
        if r.random() < 0.2:
            fields = ["kind", "maker_model"] if r.random() < 0.6 else ["kind", "maker", "model"]
        fields += r.sample(["asset_code", "serial", "location", "custodian", "users", "status", "in_use_year",
                            "acquired_on",
                            "cost_vnd", "funding", "warranty_until", "ram_gb", "cpu", "disk", "os"], r.randint(5, 10))
        if not {"asset_code", "serial"} & set(fields):
            fields.append("asset_code")
        return self._sheet("device", fields, DEVICE_HEADINGS, DEVICE_DROPPED, self._device)

    def persons(self) -> UglySheet:
        r = self.r
        fields = ["full_name", "title", *r.sample(["phone", "email", "status"], r.randint(1, 3))]
        return self._sheet("person", fields, PERSON_HEADINGS, PERSON_DROPPED, self._person)

    def _sheet(self, kind: str, fields: list[str], headings: dict[str, tuple[str, ...]], dropped: Sequence[str],
               make: Callable[[list[str], str], tuple[dict[str, object], dict[str, object]]]) -> UglySheet:
        r = self.r
        grouping = r.choice(("none", "column", "merged_column", "roman_column", "roman_label", "merged_label",
                             "bare"))
        if self.plain and grouping in ("merged_column", "merged_label"):
            grouping = "roman_column"
        if grouping in ("column", "merged_column"):
            fields.append("office")
        former = kind == "device" and grouping in ("roman_column", "merged_label") and r.random() < 0.25
        self.traits.append(f"groups:{grouping}{':former' if former else ''}")
        head, *rest = fields
        r.shuffle(rest)
        order = [head, *rest] if r.random() < 0.7 else r.sample(fields, len(fields))
        if grouping in ("roman_label", "bare", "merged_label") and order[0] != head:
            order.remove(head)
            order.insert(0, head)
        order += [f"-{each}" for each in r.sample(dropped, r.choice((0, 0, 1, 2)))]
        if r.random() < 0.6:
            order.append("note")
        self.order = order
        self.has_number = r.random() < 0.9
        self.unit = r.choice((1, 1, 1_000, 1_000_000))
        self.width = len(order) + self.has_number
        self._title(kind)
        header_at = len(self.rows)
        self._header(headings)
        self.header_rows = self.rows[header_at:]
        if r.random() < 0.35:
            self.traits.append("numbers")
            self.rows.append([r.choice(("({})", "{}", "[{}]")).format(at + 1) for at in range(self.width)])
        self._body(kind, make, grouping, former, head)
        self._end()
        pages = [Page(r.choice(("Sheet1", "Kiểm kê", "Danh sách", "2025", "Biểu 01")), self.rows, self.merges,
                      hidden_columns=[r.randrange(self.width)] if r.random() < 0.15 else [],
                      hidden_rows=[r.randrange(header_at + 3, len(self.rows))] if r.random() < 0.15 else [])]
        if r.random() < 0.25 and not self.plain:
            pages.append(Page("DM", [["Danh mục"], *[[office] for office in OFFICES]], hidden=True))
        if r.random() < 0.2 and not self.plain:
            pages.insert(0, Page("Bìa", [[], ["", "SỔ THEO DÕI"], ["", "Năm 2025"]]))
        return UglySheet(pages=pages, kind=kind, expected=self.expected, traits=self.traits)

    # --- around the table ---------------------------------------------------------------------

    def _merge(self, top: int, left: int, bottom: int, right: int) -> None:
        if not self.plain and (top, left) != (bottom, right):
            self.merges.append(((top, left), (bottom, right)))

    def _title(self, kind: str) -> None:
        r, rows = self.r, self.rows
        if r.random() < 0.85:
            middle = max(2, self.width // 2)
            rows.append(["ỦY BAN NHÂN DÂN", *[None] * (middle - 1), "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"])
            rows.append(["XÃ MẪU", *[None] * (middle - 1), "Độc lập - Tự do - Hạnh phúc"])
            for row in (0, 1):
                self._merge(row, 0, row, middle - 1)
                self._merge(row, middle, row, self.width - 1)
            rows.append([])
        if r.random() < 0.95:
            titles = {"device": ("BẢNG KIỂM KÊ THIẾT BỊ CÔNG NGHỆ THÔNG TIN", "DANH MỤC TÀI SẢN CNTT NĂM 2025",
                                 "SỔ THEO DÕI MÁY TÍNH, MÁY IN", "BIỂU TỔNG HỢP MÁY MÓC, THIẾT BỊ"),
                      "person": ("DANH BẠ CÁN BỘ, CÔNG CHỨC", "DANH SÁCH CÁN BỘ, CÔNG CHỨC, VIÊN CHỨC",
                                 "DANH BẠ ĐIỆN THOẠI UBND XÃ", "DANH SÁCH TRÍCH NGANG")}[kind]
            self._merge(len(rows), 0, len(rows), self.width - 1)
            rows.append([r.choice(titles)])
        if r.random() < 0.5:
            self._merge(len(rows), 0, len(rows), self.width - 1)
            rows.append([r.choice(("(Kèm theo Công văn số 412/UBND-VP ngày 20/12/2025)",
                                   "(Số liệu tính đến ngày 31/12/2025)",
                                   "Thời điểm kiểm kê: 0 giờ ngày 01/01/2026"))])
        if r.random() < 0.3:
            rows.append([])
        if "cost_vnd" in self.order and self.unit != 1 and r.random() < 0.6:
            self.unit_above = True
            said = {1_000: ("Đơn vị tính: nghìn đồng", "ĐVT: 1.000 đồng", "(Đơn vị: ngàn đồng)"),
                    1_000_000: ("ĐVT: triệu đồng", "Đơn vị tính: Triệu đồng", "Đơn vị: triệu đồng")}[self.unit]
            rows.append([*[None] * (self.width - 2), r.choice(said)])
        else:
            self.unit_above = False

    def _header(self, headings: dict[str, tuple[str, ...]]) -> None:
        r = self.r
        names = [self._styled(r.choice(headings[each]) if not each.startswith("-") else each[1:])
                 for each in self.order]
        if "cost_vnd" in self.order and self.unit != 1 and not self.unit_above:
            at = self.order.index("cost_vnd")
            names[at] += {1_000: " (nghìn đồng)", 1_000_000: r.choice((" (triệu đồng)", "\n(Tr.đ)"))}[self.unit]
        if self.has_number:
            names.insert(0, r.choice(("STT", "TT", "Số TT", "Stt")))
        top = len(self.rows)
        if r.random() < 0.35 and len(self.order) >= 5:
            self.traits.append("two levels")
            self._two_levels(names, top)
            return
        self.rows.append(list(names))

    def _two_levels(self, names: list[str], top: int) -> None:
        """Two neighbours under one heading; the others reach over both rows."""
        parents = {frozenset({"maker", "model"}): "Thông tin máy",
                   frozenset({"in_use_year", "acquired_on"}): "Thời gian",
                   frozenset({"custodian", "users"}): "Cán bộ", frozenset({"phone", "email"}): "Thông tin liên hệ",
                   frozenset({"cpu", "ram_gb"}): "Cấu hình", frozenset({"disk", "os"}): "Cấu hình",
                   frozenset({"ram_gb", "disk"}): "Cấu hình"}
        upper: list[object] = list(names)
        lower: list[object] = [None] * len(names)
        at = int(self.has_number)
        paired: set[int] = set()
        for index in range(len(self.order) - 1):
            parent = parents.get(frozenset(self.order[index:index + 2]))
            if parent and index + at not in paired:
                upper[index + at], upper[index + at + 1] = parent, None
                lower[index + at], lower[index + at + 1] = names[index + at], names[index + at + 1]
                self._merge(top, index + at, top, index + at + 1)
                paired |= {index + at, index + at + 1}
        self.rows.append(upper)
        if paired:
            self.rows.append(lower)
            for column in range(len(names)):
                if column not in paired:
                    self._merge(top, column, top + 1, column)

    def _styled(self, text: str) -> str:
        how = self.r.random()
        if how < 0.15:
            return text.upper()
        if how < 0.25:
            return unicodedata.normalize("NFD", text)
        if how < 0.35 and " " in text:
            head, _, tail = text.partition(" ")
            return f"{head}\n{tail}"
        return f" {text} " if how < 0.4 else text

    def _end(self) -> None:
        r = self.r
        if r.random() < 0.3:
            self.rows.append(["Ghi chú: số liệu do các phòng cung cấp"] if r.random() < 0.5 else [])
        if r.random() < 0.7:
            right = max(2, self.width - 3)
            self.rows.append([])
            self.rows.append([*[None] * right, "Xã Mẫu, ngày 20 tháng 12 năm 2025"])
            self.rows.append([r.choice(("NGƯỜI LẬP BIỂU", "Người lập", "KẾ TOÁN")), *[None] * (right - 1),
                              r.choice(("CHỦ TỊCH", "THỦ TRƯỞNG ĐƠN VỊ", "TM. ỦY BAN NHÂN DÂN"))])
            self.rows.append(["(Ký, họ tên)", *[None] * (right - 1), "(Ký, đóng dấu)"])
            self.rows += [[], [], ["Lê Văn Ký", *[None] * (right - 1), "Trần Thị Dấu"]]

    # --- the rows -----------------------------------------------------------------------------

    def _body(self, kind: str, make: Callable[[list[str], str], tuple[dict[str, object], dict[str, object]]],
              grouping: str, former: bool, head: str) -> None:
        r = self.r
        groups = r.sample(OFFICES, r.randint(2, 5)) if not former else [f"UBND xã {each}"
                                                                        for each in r.sample(FORMER, 2)]
        running, total = 0, 0
        restart = r.random() < 0.5
        subtotals = kind == "device" and "cost_vnd" in self.order and r.random() < 0.5 and self.has_number
        for at, group in enumerate(groups):
            shown = f"{r.choice(('Nhận bàn giao từ ', 'Tiếp nhận từ ', ''))}{group}" if former else group
            self._group(grouping, at, shown)
            first = len(self.rows)
            running = 0 if restart else running
            count = r.randint(2, 6)
            run: list[tuple[int, object]] = []
            for number in range(count):
                running += 1
                values, cells = make([each for each in self.order if not each.startswith("-")], group)
                if grouping in ("roman_column", "roman_label", "merged_label", "bare"):
                    values["origin_unit" if former else "office"] = group
                elif "office" in self.order:
                    values["office"] = group
                    cells["office"] = group if grouping == "column" or number == 0 or self.plain else None
                self._append(running, values, cells)
                run.append((len(self.rows) - 1, cells.get("custodian")))
                if r.random() < 0.06 and grouping != "merged_column":
                    self.rows.append([])
            if grouping == "merged_column":
                column = self.order.index("office") + self.has_number
                self._merge(first, column, len(self.rows) - 1, column)
            self._share_custodian(first, grouping)
            if subtotals:
                self.rows.append(self._sum("Cộng" if r.random() < 0.7 else f"Cộng {group}", head))
                total += 1
            if r.random() < 0.07:
                self.rows += [list(row) for row in self.header_rows]      # as on the next printed page
        if subtotals or (kind == "person" and r.random() < 0.4):
            self.rows.append(self._sum(r.choice(("Tổng cộng", "TỔNG CỘNG", "Tổng số")), head))

    def _group(self, grouping: str, at: int, group: str) -> None:
        roman = ("I", "II", "III", "IV", "V", "VI")[at]
        letter = "ABCDEF"[at]
        if grouping == "roman_column":
            numeral = self.r.choice((roman, letter)) if at == 0 else (roman if self._roman else letter)
            if at == 0:
                self._roman = numeral == "I"
            row: list[object] = [None] * self.width
            if self.has_number:
                row[0], row[1] = numeral, group
            else:
                row[0] = f"{numeral}. {group}"
            self.rows.append(row)
        elif grouping == "roman_label":
            self.rows.append([f"{roman}. {group}", *[None] * (self.width - 1)])
        elif grouping == "merged_label":
            self._merge(len(self.rows), 0, len(self.rows), self.width - 1)
            self.rows.append([self.r.choice((f"{roman}. {group}", f"{roman} - {group}", group))])
        elif grouping == "bare":
            self.rows.append([group, *[None] * (self.width - 1)] if not self.has_number or self.r.random() < 0.5
                             else [None, group, *[None] * (self.width - 2)])

    def _append(self, number: int, values: dict[str, object], cells: dict[str, object]) -> None:
        row: list[object] = [number if self.r.random() < 0.9 else f"{number}."] if self.has_number else []
        for each in self.order:
            row.append({"ĐVT": "Chiếc", "Đơn vị tính": "Bộ", "Số lượng": 1, "SL": 1, "Giá trị còn lại": 1.5,
                        "Hao mòn lũy kế": 0.5,
                        "Nước sản xuất": "Việt Nam", "Ngày sinh": "01/02/1980", "Năm sinh": 1985, "Giới tính": "Nam",
                        "Dân tộc": "Kinh", "Trình độ": "Đại học", "Số CCCD": "038080001234",
                        "Quê quán": "Xã Mẫu"}.get(each[1:])
                       if each.startswith("-") else cells.get(each))
        self.record_rows.append(len(self.rows))
        self.rows.append(row)
        self.expected.append({key: value for key, value in values.items() if value not in (None, [])})

    def _share_custodian(self, first: int, grouping: str) -> None:
        """Merge one custodian over two neighbouring rows."""
        if self.plain or "custodian" not in self.order or self.r.random() < 0.5:
            return
        column = self.order.index("custodian") + self.has_number
        rows = [at for at in range(first, len(self.rows)) if len(self.rows[at]) > column and self.rows[at][column]]
        if len(rows) >= 2 and rows[1] == rows[0] + 1:
            self.traits.append("shared custodian")
            self.rows[rows[1]][column] = None
            self._merge(rows[0], column, rows[1], column)
            one, other = (self.record_rows.index(at) for at in rows[:2])
            self.expected[other]["custodian"] = self.expected[one]["custodian"]

    def _sum(self, label: str, head: str) -> list[object]:
        row: list[object] = [None] * self.width
        row[self.order.index(head) + self.has_number if self.has_number else 0] = label
        if "cost_vnd" in self.order:
            row[self.order.index("cost_vnd") + self.has_number] = Formula("SUM(A1:A2)", 41.25)
        return row

    # --- the records --------------------------------------------------------------------------

    def _name(self) -> str:
        r = self.r
        return f"{r.choice(FAMILIES)} {r.choice(MIDDLES)} {r.choice(GIVEN)}"

    def _spelled(self, name: str) -> str:
        how = self.r.random()
        if how < 0.08:
            return f"{self.r.choice(('Ông', 'Bà', 'đ/c', 'Đồng chí'))} {name}"
        if how < 0.16:
            return unicodedata.normalize("NFD", name) + "  "
        return name.replace(" ", "\u00a0", 1) if how < 0.22 else name

    def _date(self, day: date) -> tuple[object, str]:
        how = self.r.random()
        if how < 0.3:
            return day.strftime("%d/%m/%Y"), day.isoformat()
        if how < 0.5:
            return day, day.isoformat()
        if how < 0.6:
            return f"{day.day}/{day.month}/{day.year % 100:02}", day.isoformat()
        if how < 0.7:
            return day.strftime("%d-%m-%Y"), day.isoformat()
        if how < 0.78:
            return f"{day.day}.{day.month}.{day.year}", day.isoformat()
        if how < 0.86:
            return f"tháng {day.month}/{day.year}", day.strftime("%Y-%m")
        return (day.strftime("%m/%Y"), day.strftime("%Y-%m")) if how < 0.93 else (day.year, str(day.year))

    def _money(self) -> tuple[object, int]:
        r = self.r
        cost = r.randint(12, 260) * 250_000
        if self.unit == 1_000_000:
            number = cost / 1_000_000
            return (number if r.random() < 0.7 else f"{number:.2f}".replace(".", ","), cost)
        if self.unit == 1_000:
            number = cost // 1000
            return (number if r.random() < 0.7 else f"{number:,}".replace(",", "."), cost)
        how = r.random()
        dotted = f"{cost:,}".replace(",", ".")
        if how < 0.5:
            return cost, cost
        if how < 0.7:
            return dotted, cost
        return (f"{dotted} đ", cost) if how < 0.85 else (f"{cost / 1_000_000:g}".replace(".", ",") + " triệu", cost)

    def _device(self, fields: list[str], group: str) -> tuple[dict[str, object], dict[str, object]]:
        r = self.r
        word, code, maker, model = r.choice(MODELS)
        bought = date(2013, 1, 1) + timedelta(days=r.randrange(4600))
        values: dict[str, object] = {"kind": code}
        cells: dict[str, object] = {}
        for each in fields:
            if each not in ("name", "kind", "maker", "model", "maker_model") and r.random() < 0.08:
                continue
            match each:
                case "name":
                    values["name"] = cells["name"] = f"{word} {maker} {model}"
                case "kind":
                    cells["kind"] = word
                case "maker" | "model":
                    values[each] = cells[each] = maker if each == "maker" else model
                case "maker_model":
                    cells[each] = f"{maker} {model}"
                    values |= {"maker": maker, "model": model}
                case "asset_code":
                    number = next(self.codes)
                    values[each] = f"{number:06}"
                    cells[each] = f"{number:06}" if r.random() < 0.8 else Shown(number, "000000")
                case "serial":
                    values[each] = cells[each] = "".join(r.choices("ABCDEFGHKLMNPRSTUVXYZ0123456789", k=8)) + "K"
                case "location":
                    values[each] = cells[each] = r.choice((f"Phòng {r.randint(101, 309)}",
                                                           f"Tầng {r.randint(1, 3)}",
                                                           f"P.{r.randint(101, 309)}"))
                case "custodian":
                    name = self._name()
                    values[each], cells[each] = name, self._spelled(name)
                case "users":
                    names = list(dict.fromkeys(self._name() for _ in range(r.choice((1, 1, 1, 2)))))
                    values[each] = names
                    cells[each] = r.choice((", ", " và ", "\n",
                                            "; ")).join(names) if len(names) > 1 else self._spelled(names[0])
                case "status":
                    cells[each], values[each] = r.choice(STATUSES)
                case "in_use_year":
                    values[each] = cells[each] = bought.year
                    if r.random() < 0.1:
                        cells[each] = str(bought.year)
                case "acquired_on":
                    cells[each], values[each] = self._date(bought)
                case "warranty_until":
                    until = bought.replace(year=bought.year + 2, day=min(bought.day, 28))
                    cells[each], values[each] = r.choice(((until, until.isoformat()),
                                                          (until.strftime("%d/%m/%Y"), until.isoformat())))
                case "cost_vnd":
                    cells[each], values[each] = self._money()
                case "funding":
                    values[each] = cells[each] = r.choice(FUNDS)
                case "ram_gb":
                    size = r.choice((4, 8, 16))
                    values[each] = size
                    cells[each] = r.choice((size, f"{size}GB", f"{size} Gb", f"{size // 2}G x2"))
                case "cpu":
                    values[each] = cells[each] = r.choice(("i3-10100", "Core i5-7400", "Pentium G4560"))
                case "disk":
                    values[each] = r.choice(("SSD 256GB", "HDD 500GB", "HDD 1TB"))
                    cells[each] = r.choice((values[each], " ".join(reversed(str(values[each]).split()))))
                case "os":
                    cells[each], values[each] = r.choice((("Win 10", "Windows 10"),
                                                          ("Windows 11 Pro", "Windows 11 Pro"),
                                                          ("Win7", "Windows 7"), ("Windows 10 Pro 64bit",
                                                                                  "Windows 10 Pro")))
                case "note":
                    if r.random() < 0.5:
                        values[each] = cells[each] = r.choice(NOTES)
        return values, cells

    def _person(self, fields: list[str], group: str) -> tuple[dict[str, object], dict[str, object]]:
        r = self.r
        name = self._name()
        values: dict[str, object] = {"full_name": name}
        cells: dict[str, object] = {"full_name": self._spelled(name)}
        for each in fields:
            if each != "title" and r.random() < 0.08:
                continue
            match each:
                case "title":
                    values[each] = cells[each] = r.choice(TITLES)
                case "phone":
                    number = f"095{r.randrange(10**7):07}"
                    values[each] = number
                    cells[each] = r.choice((number, int(number), f"{number[:4]}.{number[4:7]}.{number[7:]}",
                                            f"{number[:4]} {number[4:7]} {number[7:]}", f"+84{number[1:]}",
                                            Shown(int(number), "0000000000")))
                case "email":
                    values[each] = cells[each] = f"{r.choice('abcdeghklmnpqstvxy')}{r.randrange(999)}@xamau.example"
                case "status":
                    cells[each], values[each] = r.choice(PERSON_STATUSES)
                case "note":
                    if r.random() < 0.4:
                        values[each] = cells[each] = r.choice(("Kiêm nhiệm CNTT", "Mới tuyển dụng",
                                                               "Phụ trách một cửa"))
        return values, cells
