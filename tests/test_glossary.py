"""The words of the house: each thing has one name, the same on every screen, and some words are never used."""
import json
import re
from pathlib import Path

import pytest
import yaml

from i18n import words

ROOT = Path(__file__).resolve().parent.parent
NEVER = {
    "Trùng sửa": "Hai máy ghi khác nhau", "Ghi sự cố": "Báo sự cố", "Bản kia": "Máy kia, theo tên của nó",
    "Cổng mạng LAN": "Nút mạng", "Mức sẵn sàng": "Hiện trạng CNTT", "Hàng đợi": "chưa gửi",
}
"""What was tried and misled, with what is said instead."""
FOREIGN = re.compile(
    r"\b(dashboard|submit|login|logout|upload|download|click|online|offline|server|backup|restore|update|settings?|"
    r"ticket|sync|password|user|username|loading|error|cancel|save|delete|import|export|menu)\b", re.IGNORECASE)
ADDRESSES = re.compile(r"\b(bạn|hãy|vui lòng|xin lỗi|rất tiếc|quý khách|chúng tôi)\b", re.IGNORECASE)
NAMES = ("TD Office", "Windows", "Zalo", "Excel", "VNPT", "USB", "VNeID")
SAID = {
    ("", "Today"): "Hôm nay", ("", "Devices"): "Thiết bị", ("", "Staff"): "Cán bộ", ("", "Incidents"): "Sự cố",
    ("", "Accounts & signatures"): "Tài khoản & chữ ký số", ("", "Guides"): "Hướng dẫn xử lý", ("", "Sync"): "Đồng bộ",
    ("", "Settings"): "Thiết lập", ("", "Undo"): "Hoàn tác", ("", "Save"): "Lưu", ("", "Edit"): "Sửa",
    ("", "Import from Excel"): "Nhập từ Excel", ("", "History"): "Lịch sử", ("", "Report incident"): "Báo sự cố",
    ("", "Preview"): "Xem trước", ("", "Opening code"): "Mã mở sổ", ("", "Reopen"): "Mở lại",
    ("device.status", "In use"): "Đang sử dụng", ("device.status", "In stock"): "Trong kho",
    ("device.status", "To be issued"): "Chờ cấp phát", ("device.status", "Broken"): "Hỏng, chờ sửa",
    ("device.status", "In repair"): "Đang sửa chữa", ("device.status", "Lost"): "Thất lạc",
    ("device", "Asset code"): "Mã tài sản", ("device", "Serial number"): "Số sê-ri",
    ("device", "Custodian"): "Người quản lý", ("device", "Users"): "Người sử dụng",
    ("certificate", "Certificate serial"): "Số hiệu chứng thư", ("certificate", "Expires on"): "Ngày hết hạn",
    ("certificate.status", "Valid"): "Đang hiệu lực", ("certificate.status", "Revoked"): "Đã thu hồi",
    ("certificate.request", "Renew"): "Gia hạn", ("certificate.request", "Revoke"): "Thu hồi",
    ("incident.severity", "Urgent"): "Khẩn cấp", ("incident.severity", "High"): "Cao",
    ("incident.severity", "Medium"): "Trung bình", ("incident.severity", "Low"): "Thấp",
    ("incident.status", "New"): "Mới tiếp nhận", ("incident.status", "In progress"): "Đang xử lý",
    ("incident.status", "Resolved"): "Đã khắc phục", ("incident.status", "Closed"): "Đã đóng",
    ("account.status", "Not reviewed"): "Chưa rà soát", ("account.status", "Not issued"): "Chưa cấp",
    ("account.status", "Waiting to be issued"): "Chờ cấp", ("account", "Login name"): "Tên đăng nhập",
}


def catalogue():
    """Return [(context, English, Vietnamese)] of every message that is translated."""
    found = []
    for message in words.known():
        if message.id:
            english = message.id if isinstance(message.id, str) else message.id[0]
            text = message.string if isinstance(message.string, str) else message.string[0]
            found.append((message.context or "", english, text))
    return found


def complaints(english, vietnamese):
    """Return what breaks the glossary in one text."""
    found = [f"says “{word}”, we say “{instead}”" for word, instead in NEVER.items()
             if word.casefold() in vietnamese.casefold()]
    bare = re.sub(r"\{[^}]*\}|--\S+|(?i:phím) \S+|so-cntt \w+|\S+\.(?:cmd|docx|cer|xlsx)\b|%\w", " ", vietnamese)
    for name in NAMES:
        bare = bare.replace(name, " ")
    found += [f"leaves “{each[0]}” in English" for each in FOREIGN.finditer(bare)]
    found += [f"addresses somebody: “{each[0]}”" for each in ADDRESSES.finditer(vietnamese)]
    if "!" in vietnamese:
        found.append("cries out")
    if re.search(r"\bPIN\b", vietnamese) and not re.search(r"\bPINs?\b", english):
        found.append("says PIN of what is not the token's")
    if re.search(r"\bopening code\b", english, re.IGNORECASE) and re.search(r"\bPIN\b|mật khẩu mở", vietnamese):
        found.append("calls the Mã mở sổ something else")
    return found


def test_no_text_of_the_catalogue_breaks_the_glossary():
    broken = [f"{context} {english!r} → {vietnamese!r}: {'; '.join(found)}"
              for context, english, vietnamese in catalogue() if (found := complaints(english, vietnamese))]
    assert broken == []


@pytest.mark.parametrize(("key", "vietnamese"), SAID.items(), ids=[f"{c}.{e}" for c, e in SAID])
def test_each_thing_has_its_one_name(key, vietnamese):
    known = {(context, english): text for context, english, text in catalogue()}
    assert known.get(key) == vietnamese


def test_the_lock_of_the_book_is_called_one_thing_everywhere():
    """Each message about the opening code says “mã mở sổ”, whole or as “mã”, and never a password."""
    spoken = [(english, text) for _, english, text in catalogue() if re.search(r"\bopening code\b", english, re.I)]
    assert spoken
    assert [each for each in spoken if "mã" not in each[1].casefold()] == []


def test_guides_and_rules_keep_to_the_same_words():
    guides = yaml.safe_load((ROOT / "resources" / "guides-vi.yaml").read_text(encoding="utf-8"))
    rules = json.loads((ROOT / "resources" / "rules-vi.json").read_text(encoding="utf-8"))

    def texts(value):
        if isinstance(value, str):
            yield value
        elif isinstance(value, dict):
            for each in value.values():
                yield from texts(each)
        elif isinstance(value, list):
            for each in value:
                yield from texts(each)

    # Windows calls what a printer has still to print "hàng đợi in", and a socket of a switch is a "cổng mạng".
    of_windows = re.compile(r"hàng đợi in\b", re.IGNORECASE)
    broken = [text for text in (*texts(guides), *texts(rules))
              if "!" in text or any(word.casefold() in of_windows.sub("", text).casefold() for word in NEVER)]
    assert broken == []


@pytest.mark.parametrize(("english", "vietnamese"), [
    ("Two PCs wrote differently", "Trùng sửa"), ("Report", "Ghi sự cố"), ("Sockets", "cổng mạng LAN"),
    ("Opening code", "Mã PIN"), ("Opening code", "PIN mở sổ"), ("Done", "Xong!"), ("Choose", "Bạn chọn"),
    ("Settings", "Settings"), ("Log in", "Login hệ thống"), ("Waiting", "Trong hàng đợi"), ("Wait", "Vui lòng chờ")])
def test_what_breaks_it_is_caught(english, vietnamese):
    assert complaints(english, vietnamese)


@pytest.mark.parametrize(("english", "vietnamese"), [
    ("The PIN of the token", "Mã PIN của thiết bị ký số"), ("Opening code", "Mã mở sổ"), ("File {file}", "Tệp {file}"),
    ("Take in the Excel file", "Nhập file Excel"), ("Office", "TD Office")])
def test_what_keeps_it_is_let_through(english, vietnamese):
    assert complaints(english, vietnamese) == []
