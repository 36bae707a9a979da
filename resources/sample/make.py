"""Makes the sample commune "Xã Mẫu": people, machines and incidents that never were.

    python resources/sample/make.py

Always the same bytes: the seed is fixed and nothing asks the clock. Names come from people.tsv and are
invented; phone numbers begin with 095, which is not in use.
"""
import json
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final

HERE: Final = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent.parent))

from resources.sample.access import access  # noqa: E402
from resources.sample.book import Book, Fields, Line, roll  # noqa: E402
from resources.sample.week import custody, places  # noqa: E402

SEED: Final = 20261121

SITES: Final = {
    "main": {"name": "Trụ sở chính UBND xã", "type": "head_office", "address": "Bản Mẫu, Xã Mẫu",
             "origin_unit": "Xã Mẫu Thượng", "seats": 49, "lan_outlets": 24},
    "second": {"name": "Trụ sở 2 (xã Mẫu Hạ cũ)", "type": "former_office", "address": "Bản Hạ, Xã Mẫu",
               "origin_unit": "Xã Mẫu Hạ", "seats": 14, "lan_outlets": 8, "distance_km": 9},
    "centre": {"name": "Trung tâm Phục vụ hành chính công", "type": "reception_point",
               "address": "Phố Mẫu, Xã Mẫu", "origin_unit": "Thị trấn Phố Mẫu", "seats": 10, "lan_outlets": 12,
               "distance_km": 2},
    "hall": {"name": "Nhà văn hóa bản 3", "type": "village_hall", "address": "Bản 3, Xã Mẫu", "seats": 2,
             "distance_km": 14},
}
OFFICES: Final = {
    "leaders": {"name": "Lãnh đạo Đảng ủy, HĐND, UBND", "type": "leadership", "site": "main", "seats": 6,
                "body": "peoples_council_committee", "aliases": ["Lãnh đạo", "Thường trực"]},
    "office": {"name": "Văn phòng HĐND và UBND", "type": "office", "site": "main", "seats": 10,
               "body": "peoples_council_committee",
               "aliases": ["VP HĐND và UBND", "tư pháp – hộ tịch", "phòng Tư pháp", "văn thư"]},
    "economy": {"name": "Phòng Kinh tế", "type": "economy", "site": "main", "seats": 10,
                "body": "peoples_council_committee", "aliases": ["địa chính", "tài chính – kế toán", "nông nghiệp"]},
    "culture": {"name": "Phòng Văn hóa – Xã hội", "type": "culture_society", "site": "second", "seats": 9,
                "body": "peoples_council_committee",
                "aliases": ["Phòng VH – XH", "thương binh xã hội", "nội vụ", "đài truyền thanh"]},
    "centre": {"name": "Trung tâm Phục vụ hành chính công", "type": "service_centre", "site": "centre",
               "body": "public_service_unit", "seats": 7, "aliases": ["TT Phục vụ HCC", "một cửa", "bộ phận một cửa"]},
    "party": {"name": "Văn phòng Đảng ủy", "type": "party_office", "site": "main", "seats": 7, "body": "party",
              "aliases": ["khối Đảng", "mặt trận, đoàn thể"]},
}
SITE_OF: Final = {key: str(office["site"]) for key, office in OFFICES.items()}
ORIGINS: Final = ("Xã Mẫu Thượng", "Xã Mẫu Hạ", "Thị trấn Phố Mẫu", "UBND huyện Mẫu")
FUNDS: Final = ("Ngân sách xã", "Ngân sách tỉnh", "Nhận bàn giao", "Chương trình mục tiêu quốc gia")

# name, cpu, RAM in GB, disk, system, cost in million đồng
MODELS: Final = (
    ("Dell OptiPlex 3020", "Intel Core i3-4160", 4, "HDD 500GB", "Windows 10 Pro", 11.5),
    ("HP ProDesk 400 G6", "Intel Core i5-9500", 8, "SSD 256GB", "Windows 11 Pro", 14.9),
    ("Lenovo V50t", "Intel Core i5-10400", 8, "SSD 256GB", "Windows 11 Pro", 15.2),
    ("FPT Elead T3", "Intel Pentium G3240", 2, "HDD 250GB", "Windows 7", 8.4),
    ("Dell Vostro 3471", "Intel Core i5-9400", 8, "SSD 256GB", "Windows 10 Pro", 13.6),
    ("Asus D500", "Intel Core i3-10100", 8, "SSD 256GB", "Windows 11 Pro", 12.8),
    ("HP 280 G3", "Intel Core i3-7100", 4, "HDD 1TB", "Windows 10 Pro", 10.9),
    ("Dell OptiPlex 3050", "Intel Core i5-7500", 8, "SSD 240GB", "Windows 10 Pro", 13.1),
    ("Acer Veriton X2660", "Intel Core i3-8100", 4, "HDD 1TB", "Windows 10 Pro", 11.2),
)
# The machines that pictures and stories name: code → (model, users, status).
NAMED: Final = {
    14: (0, ("Lê Thị Hoa",), "in_use"),
    15: (1, ("Phạm Văn Nam", "Đặng Thị Thủy", "Triệu Thị Mấy"), "in_use"),
    21: (2, ("Trần Thị Mai",), "broken"),
    22: (3, ("Hà Văn Pó",), "in_use"),
    30: (4, ("Bùi Văn Sơn",), "in_use"),
    31: (5, ("Vi Thị Lan",), "in_repair"),
    33: (6, ("Lò Văn Tiến",), "in_use"),
    35: (7, ("Ngân Thị Hiền",), "in_use"),
    36: (8, (), "in_use"),
    41: (2, ("Nguyễn Thị Thu Hà", "Lò Thị Ín", "Phạm Thùy Dương"), "in_use"),
    42: (6, ("Đinh Văn Ước", "Nguyễn Văn Ý"), "in_use"),
    43: (1, (), "in_stock"), 44: (3, (), "to_dispose"), 45: (3, (), "to_dispose"), 46: (6, (), "broken"),
}
WITHOUT_COMPUTER: Final = ("Quách Văn Ứng", "Vi Văn Khăm", "Hà Thị Quyến")
# kind, Vietnamese word, models, how many, cost in million đồng
OTHERS: Final = (
    ("printer", "Máy in", ("Canon LBP2900", "Canon LBP6030", "HP LaserJet P1102", "Brother HL-L2321D"), 18, 3.6),
    ("mfp", "Máy in đa chức năng", ("Canon MF244dw", "Brother DCP-L2520D"), 6, 6.9),
    ("scanner", "Máy quét", ("Kodak i2600", "Canon DR-C230", "Fujitsu SP-1130"), 9, 12.4),
    ("monitor", "Màn hình", ("Dell E2216H", "Samsung S22F350", "LG 22MK430"), 30, 2.6),
    ("ups", "Bộ lưu điện", ("Santak TG1000", "APC BX650LI"), 26, 2.1),
    ("switch", "Bộ chia mạng", ("TP-Link TL-SG1024D", "D-Link DGS-1016C"), 7, 2.9),
    ("access_point", "Bộ phát Wi-Fi", ("UniFi AC Lite", "TP-Link EAP225"), 9, 2.2),
    ("modem", "Modem nhà mạng", ("GPON VNPT iGate GW040", "GPON Viettel F670Y"), 4, 0),
    ("router", "Bộ định tuyến", ("DrayTek Vigor2926",), 2, 4.8),
    ("projector", "Máy chiếu", ("Epson EB-X06",), 2, 13.5),
    ("tv", "Ti vi", ("Sony KD-65X75K", "Samsung UA55AU7002"), 4, 17.5),
    ("vc_camera", "Camera hội nghị", ("Logitech ConferenceCam Connect",), 2, 14.0),
    ("audio", "Âm ly, loa, micro", ("TOA A-2240",), 3, 9.5),
    ("copier", "Máy photocopy", ("Ricoh MP 2014D",), 2, 38.0),
    ("shredder", "Máy hủy tài liệu", ("Silicon PS-620C",), 3, 3.1),
    ("id_reader", "Đầu đọc căn cước", ("HNC ID-01",), 3, 5.2),
    ("queue_machine", "Máy lấy số", ("QMS K17",), 1, 28.0),
    ("kiosk", "Kiosk tra cứu", ("KS-32T",), 1, 45.0),
    ("cctv", "Camera giám sát", ("Hikvision DS-2CD1023",), 5, 1.4),
    ("rack", "Tủ mạng", ("UNIRACK 15U",), 2, 3.3),
    ("external_disk", "Ổ cứng ngoài", ("WD My Passport 2TB",), 2, 2.0),
)


def people(book: Book) -> Iterator[Line]:
    """Yield the sites, the offices and the 49 officials."""
    for key, site in SITES.items():
        yield book.line("site", key, site)
    for key, office in OFFICES.items():
        yield book.line("office", key, {**office, "site": book.id("site", str(office["site"]))})
    for number, person in enumerate(roll(), start=1):
        yield book.line("person", person["full_name"], {
            "full_name": person["full_name"], "title": person["title"],
            "office": book.id("office", person["office"]),
            "duties": [duty for duty in person["duties"].split("; ") if duty],
            "employment": person["employment"], "status": "on_leave" if number == 31 else "active",
            "email": "" if number % 12 == 7 else f"cb{number:02}.xamau@example.vn",
            "phone": f"095{book.random.randrange(10**7):07}",
            "focal": person["focal"], "support_team": (person["focal"] != "" or number in (17, 36)) or None,
            "focal_decision": "QĐ 15/QĐ-UBND ngày 05/01/2026" if person["focal"] else "",
        })


def devices(book: Book) -> Iterator[Line]:
    """Yield the 187 devices: PC-001 to PC-046, then TB-001 to TB-141."""
    office_of = {person["full_name"]: person["office"] for person in roll()}
    taken = {name for _model, users, _status in NAMED.values() for name in users} | set(WITHOUT_COMPUTER)
    others = iter([name for name in office_of if name not in taken])
    for number in range(1, 47):
        at, users, status = NAMED.get(number) or (number * 5 % len(MODELS), (next(others),), "in_use")
        office = office_of[users[0]] if users else "" if number == 36 else "office"
        yield book.line("device", f"PC-{number:03}", computer(book, number, at, users, status, office))
    number = 0
    for kind, word, models, count, cost in OTHERS:
        for each in range(count):
            number += 1
            model = models[each % len(models)]
            office = list(OFFICES)[(each * 5 + 1) % len(OFFICES)]
            status = ("in_use", "in_use", "in_use", "in_use", "broken", "in_use", "in_stock")[number * 3 % 7 if
                     number % 4 == 0 else 0]
            yield book.line("device", f"TB-{number:03}", {
                "name": f"{word} {model}", "asset_code": f"TB-{number:03}", "kind": kind,
                "maker": model.split()[0], "model": model.partition(" ")[2], "serial": serial(book),
                "status": status, "site": book.id("site", SITE_OF[office]), "office": book.id("office", office),
                "location": place(office), "in_use_year": 2014 + book.random.randrange(12),
                "cost_vnd": int(cost * 1_000_000), "funding": book.random.choice(FUNDS),
                "origin_unit": book.random.choice(ORIGINS) if book.random.random() < 0.4 else "",
                "network": "lan_internet" if kind in ("mfp", "switch", "access_point", "router") else "",
            })


def computer(book: Book, number: int, at: int, users: tuple[str, ...], status: str, office: str) -> Fields:
    """Return the fields of PC-`number`."""
    name, cpu, ram, disk, system, cost = MODELS[at]
    old = ram <= 4
    return {
        "name": name, "asset_code": f"PC-{number:03}", "kind": "desktop", "maker": name.split()[0],
        "model": name.partition(" ")[2], "serial": serial(book), "status": status,
        "site": book.id("site", SITE_OF[office] if office else "hall"),
        "office": book.id("office", office), "location": place(office) if office else "Nhà văn hóa bản 3",
        "custodian": book.id("person", users[0] if users else "Hà Văn Pó"),
        "users": [book.id("person", user) for user in users],
        "in_use_year": book.random.randrange(2013, 2018) if old else book.random.randrange(2018, 2026),
        "cost_vnd": int(cost * 1_000_000), "funding": FUNDS[2] if old else book.random.choice(FUNDS),
        "cpu": cpu, "ram_gb": ram, "disk": disk, "os": system,
        "office_suite": "Microsoft Office 2013" if old else "Microsoft Office 2019",
        "antivirus": "" if number % 9 == 4 else "Phần mềm phòng chống mã độc của tỉnh",
        "network": "lan_internet" if office else "wifi",
        "origin_unit": ORIGINS[number % len(ORIGINS)] if old else "",
        "warranty_until": {15: "2026-12-12", 41: "2027-06-30", 43: "2028-09-01"}.get(number, ""),
        "note": "Máy dùng chung, đăng nhập theo ca" if len(users) > 1 else "",
    }


def serial(book: Book) -> str:
    """Return an invented serial number."""
    return "".join(book.random.choice("0123456789BCFGHJKMNPQRSTVXZ") for _ in range(8))


def place(office: str) -> str:
    """Return where the office sits."""
    return {"leaders": "Trụ sở chính, tầng 2", "office": "Trụ sở chính, tầng 1, bộ phận Tư pháp",
            "economy": "Trụ sở chính, tầng 1", "culture": "Trụ sở 2, tầng 1",
            "centre": "Quầy tiếp nhận", "party": "Trụ sở chính, tầng 2"}[office]


def incidents(book: Book) -> Iterator[Line]:
    """Yield the 14 incidents of incidents.json with their notes."""
    for number, told in enumerate(json.loads((HERE / "incidents.json").read_text(encoding="utf-8"))):
        notes = told.pop("notes", ())
        for code in ("device", "system", "office", "site"):
            if told.get(code):
                told[code] = book.id(code, told[code])
        for code in ("reporter", "handler"):
            if told.get(code):
                told[code] = book.id("person", told[code])
        key = f"incident {number}"
        yield book.line("incident", key, told)
        for at, text in notes:
            yield book.line("incident_note", f"{key} {at}", {
                "incident": book.id("incident", key), "written_at": at, "text": text, "kind": "note"})


FILES: Final[dict[str, Callable[[Book], Iterator[Line]]]] = {
    "1-people.jsonl": people, "2-devices.jsonl": devices, "3-access.jsonl": access, "4-incidents.jsonl": incidents,
    "5-places.jsonl": places, "6-custody.jsonl": custody,
}


def made() -> dict[str, str]:
    """Return the text of every file by its name."""
    book = Book(SEED)
    return {
        name: "".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines(book))
        for name, lines in FILES.items()
    }


if __name__ == "__main__":
    for file_name, text in made().items():
        (HERE / file_name).write_text(text, encoding="utf-8", newline="\n")
        print(f"{file_name}: {text.count(chr(10))} records")
