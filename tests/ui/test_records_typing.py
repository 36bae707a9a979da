"""What people type becomes what is kept, and reads back the way they know it."""
from datetime import date

import pytest

from desktop.services.typed_values import Mistyped, read_date, read_datetime, read_integer, read_money, read_typed
from desktop.services.value_text import date_text, datetime_text, money_text, short_text_of, text_of
from desktop.ui.records.copied_table import as_html, as_tsv, neutralised
from protocol.catalogue import KINDS

TODAY = date(2026, 11, 21)
DEVICE = KINDS["device"]


@pytest.mark.parametrize(("typed", "kept"), [
    ("5/3/26", "2026-03-05"), ("05/03/2026", "2026-03-05"), ("5-3-2026", "2026-03-05"), ("5.3.2026", "2026-03-05"),
    ("05032026", "2026-03-05"), ("050326", "2026-03-05"), ("3/2026", "2026-03"), ("032026", "2026-03"),
    ("2026", "2026"), ("5/3", "2026-03-05"), ("2026-11-05", "2026-11-05"), ("1/1/98", "1998-01-01"),
    ("29/2/2024", "2024-02-29"),
])
def test_a_date_is_read_day_first_and_as_precise_as_typed(typed, kept):
    assert read_date(typed, TODAY) == kept


@pytest.mark.parametrize(("typed", "code"), [
    ("11/25/2026", "date-no-such-month"), ("31/2/2026", "date-no-such-day"), ("29/2/2026", "date-no-such-day"),
    ("hôm kia", "date-unreadable"), ("5/3/1799", "date-year-out-of-range"), ("1/2/3/4", "date-unreadable"),
])
def test_day_and_month_are_never_swapped_silently(typed, code):
    assert read_date(typed, TODAY) == Mistyped(code=code)


@pytest.mark.parametrize(("typed", "kept"), [
    ("9h05", "2026-11-21T09:05"), ("9h", "2026-11-21T09:00"), ("16:40 hôm qua", "2026-11-20T16:40"),
    ("09:05 20/11", "2026-11-20T09:05"), ("20/11/2026 09:05", "2026-11-20T09:05"),
    ("2026-11-20T09:05", "2026-11-20T09:05"), ("hom qua 8h30", "2026-11-20T08:30"),
])
def test_a_time_is_read_as_one_says_it(typed, kept):
    assert read_datetime(typed, TODAY) == kept


@pytest.mark.parametrize(("typed", "kept"), [
    ("11.500.000", 11_500_000), ("11500000", 11_500_000), ("11,5 triệu", 11_500_000), ("11.5 tr", 11_500_000),
    ("11tr5", 11_500_000), ("11 triệu rưỡi", None), ("500k", 500_000), ("1,2 tỷ", 1_200_000_000),
    ("11.500.000 đ", 11_500_000), ("11,500,000", 11_500_000), ("0,5", None), ("1,5.000", None), ("mười", None),
])
def test_money_is_read_in_dong_and_in_millions(typed, kept):
    value = read_money(typed)
    assert value == kept if kept is not None else isinstance(value, Mistyped)


def test_a_number_may_carry_its_unit():
    ram = DEVICE.field("ram_gb")
    assert ram is not None
    assert read_typed(ram, "8 GB", today=TODAY) == 8
    assert read_integer("1.234") == 1234
    assert read_integer("8,5") == Mistyped(code="number-unreadable")
    assert read_typed(ram, "   ", today=TODAY) is None


def test_values_read_as_vietnamese_papers_write_them():
    assert date_text("2026-11-05") == "05/11/2026"
    assert date_text("2026-11") == "11/2026"
    assert date_text("2026") == "2026"
    assert datetime_text("2026-11-21T09:05", today=TODAY) == "09:05 hôm nay"
    assert datetime_text("2026-11-19T09:05", today=TODAY) == "09:05 19/11"
    assert money_text(11_500_000) == "11.500.000 đ"
    assert text_of(DEVICE, DEVICE.field("in_use_year"), 2015) == "2015"
    assert text_of(DEVICE, DEVICE.field("status"), "broken") == "Hỏng, chờ sửa"
    assert text_of(DEVICE, DEVICE.field("status"), "quantum") == "quantum"
    users = DEVICE.field("users")
    assert short_text_of(DEVICE, users, ["a", "b", "c"], {"a": "Phạm Văn Nam"}) == "Phạm Văn Nam + 2"
    assert text_of(DEVICE, DEVICE.field("custodian"), "unknown", {}) == "đang tải…"


def test_a_copied_cell_is_text_to_a_spreadsheet():
    assert neutralised("=1+1") == "'=1+1"
    assert neutralised("＝1+1") == "'＝1+1"
    assert neutralised("-2") == "'-2"
    assert neutralised("PC-014") == "PC-014"
    assert as_tsv([["a\tb", "c\nd"], ["=x", "014"]]) == "a b\tc d\n'=x\t014"
    html = as_html(["Tên"], [["<img src=x>"], ["=CMD()"]])
    assert "<img" not in html
    assert "&lt;img src=x&gt;" in html
    assert "'=CMD()" in html.replace("&#x27;", "'")
    assert "mso-number-format" in html
