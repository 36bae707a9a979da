"""What goes into a chat group names nobody: colleagues as they are called, citizens as they are written."""
import pytest

from desktop.services import incident_reporting
from desktop.services.incident_anonymous import without_personal
from desktop.services.incident_message import zalo_text
from desktop.services.incident_reporting import Entry
from desktop.store import records
from tests.ui import books

BOOK = ("Lê Thị Hoa", "Hà Văn Pó", "Lò Thị Ín", "Bùi Văn Sơn", "Hà Công Tưởng", "H’Nga Niê", "Trần Thị Mai")


@pytest.mark.parametrize(("typed", "shown"), [
    ("máy chị Hoa không in được", "máy chị … không in được"),
    ("may chi hoa khong in duoc", "may chi … khong in duoc"),
    ("Lê Hoa báo máy treo", "… báo máy treo"),
    ("máy của Hoa bị treo", "máy của … bị treo"),
    ("máy hoa bị treo", "máy … bị treo"),
    ("Hoa bị khóa tài khoản", "… bị khóa tài khoản"),
    ("máy in hỏng, Hà Văn Pó", "máy in hỏng, …"),
    ("gọi a Pó 0912.345.678", "gọi a … …"),
    ("H’Nga Niê báo hỏng", "… báo hỏng"),
    ("Chủ tịch Hà Công Tưởng không ký số được", "Chủ tịch … không ký số được"),
    ("hồ sơ của Trần Văn Bình không nộp được", "hồ sơ của … không nộp được"),
    ("hồ sơ nguyen thi teo không nộp được", "hồ sơ … không nộp được"),
    ("ông Tèo ở thôn 3 báo lỗi", "ông … ở thôn 3 báo lỗi"),
    ("công dân NGUYỄN VĂN AN không đăng nhập được", "công dân … không đăng nhập được"),
    ("thư từ hoa.le@xa.gov.vn", "thư từ …"),
    ("CCCD 038099001234 sai", "CCCD … sai"),
    ("quên mật khẩu TD Office, mật khẩu: Abc@12345", "quên mật khẩu TD Office, mật khẩu: …"),
    ("mat khau wifi la xa1234 khong vao duoc", "mat khau wifi la … khong vao duoc"),
    ("token khóa, PIN Abcd1234", "token khóa, PIN …"),
    ("đăng nhập Vpxa@2026 không được", "đăng nhập … không được"),
])
def test_nobody_is_named(typed, shown):
    assert without_personal(typed, BOOK) == shown


@pytest.mark.parametrize("typed", [
    "may in khong in duoc", "do van ban khong gui duoc", "có Wifi không vào được", "bàn giao máy", "in hoa văn",
    "xã Lê Lợi mất điện", "TD Office chậm", "Phòng Văn hóa - Xã hội mất mạng", "Đảng ủy xã Hà Nam mất mạng",
    "quên mật khẩu máy tính", "nhập sai mã PIN 4 lần", "quên mật khẩu, nhờ cấp lại", "pin laptop chai",
    "Mai họp lúc 8h mà không có mạng", "Hệ thống Quản lý văn bản lỗi", "máy chủ tịch không lên", "phòng 201, tầng 2",
])
def test_what_is_no_name_stays(typed):
    assert without_personal(typed, BOOK) == typed


def test_the_four_lines_name_nobody_where_the_machine_and_the_login_do(tmp_path):
    store = books.a_sample_book(tmp_path / "profile")
    with store.write() as unit:
        hoa = books.person_named(unit.db, "Lê Thị Hoa")
        device = unit.create("device", {"name": "Máy tính chị Hoa – Lê Thị Hoa", "serial": "5CD1234XYZ"})
        unit.create("account", {"person": hoa, "login": "lthoa.xamau"})
    made = incident_reporting.report(store, Entry(text="chị Hoa (lthoa.xamau) máy 5CD1234XYZ treo, gọi 0912 345 678",
                                                  device=device, reporter=hoa))
    record = records.get(store.read(), made.id)
    shown = zalo_text(store.read(), record, now_ms=store.clock())
    assert len(shown.split("\n")) == 4
    assert not any(each in shown for each in ("Hoa", "lthoa", "5CD", "0912", "Lê"))
    store.close()
