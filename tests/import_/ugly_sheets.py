"""A seeded maker of sheets as communes keep them, each with what an importer should read from it.

It knows nothing of the importer: headings, groups and spellings are written here from what such sheets look like.
"""
import csv
import io
import random
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from tests.import_.ugly_values import Values
from tests.import_.ugly_words import DEVICE_DROPPED, DEVICE_HEADINGS, FORMER, OFFICES, PERSON_DROPPED, PERSON_HEADINGS
from tests.import_.xlsx_writer import Formula, Page, Shown, write_xlsx


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


class _Maker(Values):
    def __init__(self, chance: random.Random, plain: bool) -> None:
        super().__init__(chance)
        self.plain = plain
        self.rows: list[list[object]] = []
        self.merges: list[tuple[tuple[int, int], tuple[int, int]]] = []
        self.expected: list[dict[str, object]] = []
        self.record_rows: list[int] = []
        self.traits: list[str] = []

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
