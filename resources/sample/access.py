"""The systems of the sample commune, who has an account in them, and the certificates of signatures."""
from collections.abc import Iterator
from typing import Final

from resources.sample.book import Book, Fields, Line, roll

EVERYBODY: Final = ("mọi cán bộ",)
HEADS: Final = ("bí thư", "chủ tịch", "trưởng phòng", "giám đốc", "chánh văn phòng", "CNTT")
# One stop: whoever receives dossiers, and whoever settles them in an office behind.
ONE_STOP: Final = ("một cửa", "hộ tịch", "chứng thực", "đất đai", "xây dựng", "nông nghiệp và môi trường",
                   "bảo trợ", "người có công", "văn hóa – thông tin", "giáo dục", "y tế", "chủ tịch ubnd")
SYSTEMS: Final = (
    # short name, name, owner, scope, type, reachable from, required for, unit that is asked
    ("TD Office", "Quản lý văn bản và điều hành TD Office", "UBND tỉnh", "province_shared", "operation",
     "private_wan", EVERYBODY, "Sở Khoa học và Công nghệ"),
    ("Một cửa", "Hệ thống thông tin giải quyết thủ tục hành chính", "UBND tỉnh", "province_shared", "one_stop",
     "internet", ONE_STOP, "Sở Khoa học và Công nghệ"),
    ("Hộ tịch", "Đăng ký và quản lý hộ tịch điện tử", "Bộ Tư pháp", "national", "sector", "internet",
     ("hộ tịch", "chứng thực"), "Sở Tư pháp"),
    ("Kế toán", "Kế toán xã MISA Bamboo.NET", "UBND xã", "commune", "finance", "internet", ("kế toán",),
     "Đơn vị cung cấp phần mềm"),
    ("Thư công vụ", "Thư điện tử công vụ tỉnh", "Sở Khoa học và Công nghệ", "province_shared", "operation",
     "internet", EVERYBODY, "Sở Khoa học và Công nghệ"),
    ("Đất đai", "Cơ sở dữ liệu đất đai VBDLIS", "Sở Nông nghiệp và Môi trường", "province_shared", "sector",
     "private_wan", ("đất đai",), "Văn phòng đăng ký đất đai"),
    ("Họp trực tuyến", "Họp trực tuyến của tỉnh", "UBND tỉnh", "province_shared", "operation", "private_wan",
     HEADS, "Sở Khoa học và Công nghệ"),
    ("Người có công", "Quản lý người có công", "Sở Nội vụ", "province_shared", "sector", "internet",
     ("người có công",), "Sở Nội vụ"),
    ("Cán bộ", "Quản lý cán bộ, công chức, viên chức", "Sở Nội vụ", "province_internal", "internal", "internet",
     ("nội vụ", "chánh văn phòng"), "Sở Nội vụ"),
)
UNREVIEWED: Final = frozenset({"Họp trực tuyến", "Người có công", "Cán bộ"})
"""Systems that nobody has looked over yet: they have no line in the book, or one that says so."""

# person/system → status; everybody else who needs an account has one.
MISSING: Final = (
    "Hà Thị Quyến/TD Office", "H’Nga Niê/TD Office", "Phạm Thùy Dương/TD Office", "Hơ Văn Di/Một cửa",
    "Mai Xuân Ánh/Một cửa", "Phùng Thị Ghển/Một cửa", "Lê Thị Hoa/Hộ tịch", "Hoàng Nguyễn Thị Phương Thảo/Hộ tịch",
    "Ngô Văn Ấm/Đất đai", "Hà Công Tưởng/Đất đai", "Lê Khắc Ân/Thư công vụ", "Lương Văn Ăm/Thư công vụ")
PENDING: Final = ("Phạm Văn Nam/Hộ tịch", "Ngân Thị Hiền/Kế toán", "Vũ Thị Hồng Nhung/Đất đai",
                  "Nguyễn Văn Ý/Thư công vụ", "Sùng Seo Páo/Một cửa", "Trịnh Thị Đào/Một cửa")
LOCKED: Final = ("Phạm Văn Nam/Thư công vụ", "Trương Công Đạt/TD Office")
OLD_UNIT: Final = ("Giàng Thị Dợ/TD Office", "Bàn Văn Phú/TD Office", "Cụt Văn Hợi/Một cửa", "Vi Thị Lan/TD Office",
                   "Đinh Văn Ước/Thư công vụ")
STATUS: Final = {key: status for status, keys in (("missing", MISSING), ("pending", PENDING), ("locked", LOCKED),
                                                  ("old_unit", OLD_UNIT)) for key in keys}
BEYOND: Final = (("Tống Thị Oanh", "Một cửa"),)
"""Accounts that somebody still has and no longer needs."""
WITHOUT_CERTIFICATE: Final = (16, 41, 47, 48)
SOON: Final = {"Bùi Văn Sơn": "2026-12-05", "Lê Thị Hoa": "2026-12-09", "Trần Thị Mai": "2027-02-11"}


def access(book: Book) -> Iterator[Line]:
    """Yield the systems, the accounts and the certificates."""
    for short, name, owner, scope, type_, reach, required, operator in SYSTEMS:
        yield book.line("system", short, {
            "name": name, "short_name": short, "owner": owner, "operator": operator, "scope": scope, "type": type_,
            "reachable_from": reach, "required_for": list(required)})
    for number, person in enumerate(roll(), start=1):
        for short, *_, required, _operator in SYSTEMS:
            if short == "Cán bộ" or not (needs(person, required) or (person["full_name"], short) in BEYOND):
                continue
            yield book.line("account", f"{person['full_name']}/{short}", account(book, number, person, short))
    yield from certificates(book)


def needs(person: dict[str, str], required: tuple[str, ...]) -> bool:
    """Return whether `required` means this person: a title or a duty that holds the words, or everybody."""
    texts = [f" {text.casefold().replace(',', ' ')} " for text in (person["title"], *person["duties"].split("; "))]
    return required == EVERYBODY or any(f" {each.casefold()} " in text for each in required for text in texts)


def account(book: Book, number: int, person: dict[str, str], short: str) -> Fields:
    """Return the fields of one account."""
    name = person["full_name"]
    status = "unreviewed" if short in UNREVIEWED else STATUS.get(f"{name}/{short}", "in_use")
    has_one = status in ("in_use", "locked", "old_unit")
    return {
        "person": book.id("person", name), "system": book.id("system", short), "status": status,
        "login": f"cb{number:02}.xamau" if has_one else "",
        "role": {"văn thư": "Văn thư", "một cửa": "Cán bộ tiếp nhận", "kế toán": "Kế toán"}.get(
            person["duties"].split("; ")[0], "Chuyên viên") if has_one and short != "Thư công vụ" else "",
        "unit_name": "UBND Xã Mẫu Hạ" if status == "old_unit" else "",
        "issued_on": f"2025-{7 + number % 5:02}-{1 + number % 28:02}" if has_one else "",
        "two_factor": True if status == "in_use" and number % 5 == 0 else None,
        "reviewed_on": "" if status == "unreviewed" else f"2026-10-{1 + number % 28:02}",
        "note": {"pending": "Đã gửi danh sách đề nghị ngày 17/11", "locked": "Khóa sau nhiều lần đăng nhập sai"}.get(
            status, ""),
    }


def certificates(book: Book) -> Iterator[Line]:
    """Yield 45 that are valid, the commune's own, and one of every other state."""
    for number, person in enumerate(roll(), start=1):
        if number in WITHOUT_CERTIFICATE:
            continue
        name = person["full_name"]
        end = SOON.get(name, f"{2027 + number % 3}-{3 + number % 10:02}-{1 + number * 5 % 28:02}")
        # Three still carry the name of the unit that was before.
        unit = "UBND Xã Mẫu Hạ" if number in (20, 26, 42) else "UBND Xã Mẫu"
        yield book.line("certificate", name, certificate(book, end, "sim" if number % 9 == 2 else "token", {
            "kind": "personal", "person": book.id("person", name), "title": person["title"], "unit_name": unit,
            "renewals": 1 if number % 11 == 0 else None,
            "systems": [book.id("system", "TD Office")]}))
    thuy, hien = book.id("person", "Đặng Thị Thủy"), book.id("person", "Ngân Thị Hiền")
    yield book.line("certificate", "UBND xã", certificate(book, "2026-12-18", "token", {
        "kind": "organization", "title": "UBND Xã Mẫu", "unit_name": "UBND Xã Mẫu", "keeper": thuy}))
    yield book.line("certificate", "waiting", {
        "kind": "personal", "person": book.id("person", "H’Nga Niê"), "title": "Viên chức", "status": "pending",
        "unit_name": "Trung tâm Phục vụ hành chính công", "carrier": "token", "request": "issue",
        "request_document": "42/UBND-VP", "request_sent_on": "2026-11-16", "provider": "Ban Cơ yếu Chính phủ"})
    yield book.line("certificate", "lost", certificate(book, "2028-04-20", "token", {
        "kind": "personal", "person": book.id("person", "Hà Thị Quyến"), "title": "Bí thư Đoàn xã",
        "unit_name": "UBND Xã Mẫu", "status": "lost", "request": "revoke", "request_document": "45/UBND-VP",
        "request_sent_on": "2026-11-19", "note": "Mất token khi đi công tác ngày 18/11"}))
    yield book.line("certificate", "locked", certificate(book, "2027-08-30", "token", {
        "kind": "organization", "title": "UBND Xã Mẫu (thuế, kho bạc)", "unit_name": "UBND Xã Mẫu", "status": "locked",
        "provider": "VNPT-CA", "keeper": hien, "request": "recover", "note": "Khóa sau 5 lần nhập sai"}))
    yield book.line("certificate", "old unit", certificate(book, "2027-05-14", "token", {
        "kind": "organization", "title": "UBND Thị trấn Phố Mẫu", "unit_name": "UBND Thị trấn Phố Mẫu",
        "keeper": thuy, "note": "Đơn vị đã sáp nhập, chưa đề nghị thu hồi"}))
    yield book.line("certificate", "revoked", certificate(book, "2027-03-02", "token", {
        "kind": "organization", "title": "UBND Xã Mẫu Hạ", "unit_name": "UBND Xã Mẫu Hạ", "status": "revoked",
        "revoked_on": "2025-09-10", "revoke_reason": "Sáp nhập đơn vị hành chính"}))
    yield book.line("certificate", "replaced", certificate(book, "2025-11-08", "token", {
        "kind": "personal", "person": book.id("person", "Mai Xuân Ánh"), "title": "Chuyên viên",
        "unit_name": "UBND Xã Mẫu Hạ", "status": "revoked", "revoked_on": "2025-11-08",
        "revoke_reason": "Hết hạn, đã cấp chứng thư mới"}))


def certificate(book: Book, end: str, carrier: str, fields: Fields) -> Fields:
    """Return the fields of a certificate that ends on `end`, valid if `fields` do not say otherwise."""
    start = f"{int(end[:4]) - 3}{end[4:]}"
    return {"serial": f"{book.random.getrandbits(64):016X}", "provider": "Ban Cơ yếu Chính phủ",
            "carrier": carrier, "carrier_number": f"{book.random.randrange(10**8):08}", "issued_on": start,
            "valid_from": start, "expires_on": end, "status": "valid", **fields}
