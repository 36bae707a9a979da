"""What surrounds the machines of the sample commune: lines, rooms, outages, hamlets, trainings; and who took what."""
from collections.abc import Iterator
from typing import Final

from resources.sample.book import Book, Fields, Line

LINES: Final = {
    "fiber": {"name": "Internet (VNPT FTTH)", "type": "internet", "role": "main", "site": "main",
              "carrier": "VNPT", "status": "in_use", "contracted_mbps": 100, "contract_number": "VNPT-2025/0417",
              "customer_code": "XM00417", "contract_until": "2027-07-31", "monthly_cost_vnd": 1_100_000,
              "support_phone": "0950000126", "measured_mbps": 38, "measured_at": "2026-11-19T08:20"},
    "wan": {"name": "Mạng chuyên dùng", "type": "private_wan", "role": "main", "site": "main",
            "carrier": "VNPT", "status": "in_use", "contracted_mbps": 30, "contract_number": "TSLCD-2025/88",
            "contract_until": "2026-12-31", "measured_mbps": 28, "measured_at": "2026-11-19T08:30"},
    "second": {"name": "Internet trụ sở 2 (Viettel)", "type": "internet", "role": "main", "site": "second",
               "carrier": "Viettel", "status": "in_use", "contracted_mbps": 80, "customer_code": "VTXM2210",
               "contract_until": "2027-01-15", "monthly_cost_vnd": 660_000, "measured_mbps": 61,
               "measured_at": "2026-10-28T15:30"},
    "centre": {"name": "Internet TT PVHCC", "type": "internet", "role": "main", "site": "centre",
               "carrier": "VNPT", "status": "in_use", "contracted_mbps": 150, "customer_code": "XM00419",
               "contract_until": "2027-07-31", "monthly_cost_vnd": 1_320_000},
    "mobile": {"name": "4G dự phòng (MobiFone)", "type": "mobile", "role": "backup", "site": "main",
               "carrier": "MobiFone", "status": "in_use", "contracted_mbps": 30, "measured_mbps": 12,
               "measured_at": "2026-09-15T09:00"},
    "old": {"name": "Internet trụ sở cũ Thị trấn Phố Mẫu", "type": "internet", "role": "main", "site": "centre",
            "carrier": "Viettel", "status": "ended", "contracted_mbps": 60, "contract_until": "2025-12-31"},
}
ALL_THERE: Final = {"camera": True, "audio": True, "screen": True, "wired": True, "power": True, "operator": True}
ROOMS: Final = (
    ("big", {"name": "Hội trường tầng 2", "site": "main", "host_body": "UBND xã", "seats": 60, "contact": "Hà Văn Pó",
             "dedicated": True, "line": "wan", "devices": ("TB-118", "TB-114", "TB-120", "TB-064"),
             "answers": {**ALL_THERE, "backup_line": True, "air": True}, "checked_at": "2026-11-12T07:30",
             "check_result": "both_ways", "check_partner": "Phòng họp Sở Khoa học và Công nghệ"}),
    ("party", {"name": "Phòng họp Đảng ủy", "site": "main", "host_body": "Đảng ủy xã", "seats": 20,
               "contact": "Nguyễn Văn Ý", "line": "fiber", "devices": ("TB-119", "TB-115", "TB-076"),
               "answers": {**ALL_THERE, "wired": False, "backup_line": False}, "checked_at": "2026-11-03T14:00",
               "check_result": "one_way", "check_partner": "Văn phòng Tỉnh ủy",
               "note": "Đầu bên kia nghe không rõ, micro để xa"}),
    ("second", {"name": "Phòng họp trụ sở 2", "site": "second", "host_body": "UBND xã", "seats": 25,
                "contact": "Thao Thị Súa", "line": "second", "devices": ("TB-116", "TB-121"), "rented": True,
                "answers": ALL_THERE, "checked_at": "2026-08-20T08:00", "check_result": "both_ways",
                "check_partner": "Hội trường tầng 2"}),
    ("hall", {"name": "Nhà văn hóa bản 3", "site": "hall", "host_body": "Bản 3", "seats": 80,
              "contact": "Vi Văn Khăm", "devices": ("TB-112",)}),
)
# what, how bad, from, until, where, people waiting, dossiers, cause, seen by
OUTAGES: Final = (
    ("Mất điện trụ sở 2", "power", "down", "2026-10-28T14:10", "2026-10-28T14:50", {"site": "second"}, 6, 3,
     "Ngành điện cắt ngoài kế hoạch", "people"),
    ("Mất Internet trụ sở chính", "internet", "down", "2026-11-05T08:05", "2026-11-05T10:40",
     {"site": "main", "line": "fiber"}, 11, 9, "Đứt cáp quang đoạn qua cầu", "probe"),
    ("TD Office chậm", "system", "slow", "2026-11-09T09:00", "2026-11-09T11:20", {"system": "TD Office"}, 0, 4, "",
     "probe"),
    ("Đường truyền trụ sở 2 chập chờn", "internet", "unstable", "2026-11-19T09:00", "",
     {"site": "second", "line": "second"}, 4, 2, "", "people"),
    ("TD Office chậm", "system", "slow", "2026-11-20T16:10", "2026-11-20T17:40", {"system": "TD Office"}, 0, 5, "",
     "probe"),
    ("Mất điện trụ sở chính", "power", "down", "2026-11-20T21:10", "2026-11-20T21:50", {"site": "main"}, 0, 0, "",
     "probe"),
    ("Mất Internet trụ sở chính", "internet", "down", "2026-11-20T19:30", "2026-11-20T20:55",
     {"site": "main", "line": "fiber"}, 0, 0, "", "probe"),
    ("Mất Internet trụ sở chính", "internet", "down", "2026-11-21T06:40", "2026-11-21T08:25",
     {"site": "main", "line": "fiber"}, 5, 3, "Modem nhà mạng treo", "probe"),
    ("Một cửa không mở được", "system", "down", "2026-11-16T13:35", "2026-11-16T14:10", {"system": "Một cửa"}, 9, 9,
     "Nâng cấp máy chủ", "people"),
    ("Ngành điện bảo trì đường dây", "power", "down", "2026-11-28T07:00", "2026-11-28T11:00", {"site": "main"}, 0, 0,
     "Theo thông báo của ngành điện", "people"),
)
HAMLETS: Final = (
    # name, households, people, km, signal, internet, power, former unit, digital team, public address unit
    ("Bản Mẫu", 214, 962, 1, "good", "yes", "yes", "Xã Mẫu Thượng", 6, True),
    ("Bản 2", 131, 604, 4, "good", "yes", "yes", "Xã Mẫu Thượng", 5, True),
    ("Bản 3", 96, 451, 14, "weak", "partly", "yes", "Xã Mẫu Thượng", 4, False),
    ("Bản Hạ", 178, 803, 9, "good", "yes", "yes", "Xã Mẫu Hạ", 6, True),
    ("Bản Đầu Suối", 62, 297, 19, "none", "none", "partly", "Xã Mẫu Hạ", 3, False),
    ("Bản Nà Ới", 88, 410, 12, "weak", "partly", "yes", "Xã Mẫu Hạ", 4, True),
    ("Khu phố 1", 243, 1011, 2, "good", "yes", "yes", "Thị trấn Phố Mẫu", 7, True),
    ("Khu phố 2", 205, 877, 2, "good", "yes", "yes", "Thị trấn Phố Mẫu", 7, True),
)
TRAININGS: Final = (
    ("Ký số trên TD Office và trên hồ sơ một cửa", "signature", "2026-03-18", 4, "Sở Khoa học và Công nghệ", "online",
     "Công văn 512/SKHCN-CNTT", slice(0, 24), 0),
    ("Nhận biết thư lừa đảo, xử lý khi máy nhiễm mã độc", "security", "2026-06-11", 3, "Công an tỉnh", "in_person",
     "Giấy mời 27/GM-CAT", slice(6, 40), 0),
    ("Diễn tập mất mạng tại bộ phận một cửa", "drill", "2026-08-27", 2, "UBND xã", "in_person", "Kế hoạch 31/KH-UBND",
     slice(34, 41), 2),
    ("Vận hành phòng họp trực tuyến", "online_meeting", "2026-09-30", 2, "VNPT", "in_person", "", slice(8, 14), 1),
    ("Kỹ năng số cho tổ công nghệ số cộng đồng", "digital_skills", "2026-10-22", 6, "Sở Khoa học và Công nghệ", "mixed",
     "Công văn 1844/SKHCN-CNTT", slice(26, 34), 42),
)


def places(book: Book) -> Iterator[Line]:
    """Yield the lines, rooms, outages, hamlets and trainings."""
    for key, line in LINES.items():
        yield book.line("line", key, {**line, "site": book.id("site", str(line["site"]))})
    for key, room in ROOMS:
        yield book.line("room", key, {
            **room, "site": book.id("site", str(room["site"])), "contact": book.id("person", str(room["contact"])),
            "line": book.id("line", str(room.get("line", ""))),
            "devices": [book.id("device", code) for code in list(room["devices"])]})    # type: ignore[call-overload]
    for title, what, how_bad, from_, until, where, waiting, dossiers, cause, seen_by in OUTAGES:
        key = f"{title} {from_}"
        yield book.line("outage", key, {
            "title": title, "what": what, "how_bad": how_bad, "from_at": from_, "until_at": until,
            **{code: book.id(code, name) for code, name in where.items()}, "people_waiting": waiting,
            "dossiers_hit": dossiers, "cause": cause, "seen_by": seen_by,
            "planned": True if "bảo trì" in title else None,
            "answer_ms": 5200 if how_bad == "slow" else None})
    for name, households, people, km, signal, internet, power, former, team, speaks in HAMLETS:
        yield book.line("hamlet", name, {
            "name": name, "head": book.id("person", "Vi Văn Khăm" if name == "Bản 3" else ""),
            "households": households, "people": people, "distance_km": km, "signal": signal, "internet": internet,
            "power": power, "hall": book.id("site", "hall" if name == "Bản 3" else ""), "digital_team": team,
            "public_address": speaks, "origin_unit": former})
    everybody = [id_ for (kind, _), id_ in book.ids.items() if kind == "person"]
    for title, topic, day, hours, organizer, form, document, who, others in TRAININGS:
        yield book.line("training", title, {
            "title": title, "topic": topic, "held_on": day, "hours": hours, "organizer": organizer, "form": form,
            "document": document, "place": "Hội trường tầng 2" if form != "online" else "",
            "participants": everybody[who], "others": others})


def custody(book: Book) -> Iterator[Line]:
    """Yield three hand-overs, one not signed yet, and a stock-take that is over."""
    yield from handover(book, "merger", {
        "title": "Nhận bàn giao máy tính của UBND Xã Mẫu Hạ", "reason": "merger", "held_on": "2025-07-10",
        "place": "Trụ sở 2", "status": "signed", "from_party": "UBND Xã Mẫu Hạ", "to_person": "Hà Văn Pó",
        "to_office": "culture", "witness": "Ngô Thị Bích Phượng", "basis": "Nghị quyết sắp xếp đơn vị hành chính",
        "document": "01/BB-BG", "signed_on": "2025-07-10", "copies": 3},
        (("PC-022", "worn", "Máy chậm, ổ cứng cũ", ("Bàn phím", "Chuột")),
         ("PC-033", "good", "", ("Bàn phím", "Chuột", "Màn hình")), ("TB-121", "good", "", ())))
    yield from handover(book, "issue", {
        "title": "Giao máy PC-041 cho quầy tiếp nhận", "reason": "issue", "held_on": "2026-01-12",
        "place": "Trung tâm Phục vụ hành chính công", "status": "signed", "from_person": "Hà Văn Pó",
        "to_person": "Nguyễn Thị Thu Hà", "to_office": "centre", "document": "02/BB-BG", "signed_on": "2026-01-12",
        "copies": 2}, (("PC-041", "good", "", ("Bàn phím", "Chuột", "Màn hình")),))
    yield from handover(book, "unsigned", {
        "title": "Giao máy PC-043 và bộ lưu điện cho Phòng Kinh tế", "reason": "issue", "held_on": "2026-11-13",
        "place": "Trụ sở chính", "status": "to_sign", "from_person": "Hà Văn Pó", "to_person": "Ngô Văn Ấm",
        "to_office": "economy", "copies": 2, "note": "Bên nhận đi công tác, hẹn ký đầu tuần"},
        (("PC-043", "good", "", ("Bàn phím", "Chuột")), ("TB-065", "worn", "Ắc quy yếu", ("Dây nguồn",))))
    yield from stocktake(book)


def handover(book: Book, key: str, fields: Fields, items: tuple[tuple[str, str, str, tuple[str, ...]], ...],
             ) -> Iterator[Line]:
    """Yield a hand-over and its machines."""
    for code, kind in (("from_person", "person"), ("to_person", "person"), ("to_office", "office")):
        if code in fields:
            fields[code] = book.id(kind, str(fields[code]))
    yield book.line("handover", key, fields)
    for device, condition, faults, parts in items:
        yield book.line("handover_item", f"{key} {device}", {
            "handover": book.id("handover", key), "device": book.id("device", device), "condition": condition,
            "condition_note": faults, "accessories": list(parts)})


def stocktake(book: Book) -> Iterator[Line]:
    """Yield last year's stock-take of the service centre: everything found but one machine, and one too many."""
    yield book.line("stocktake", "2025", {
        "title": "Kiểm kê cuối năm 2025 – Trung tâm PVHCC", "reason": "yearly", "held_at": "2025-12-31T14:00",
        "status": "closed", "site": book.id("site", "centre"), "office": book.id("office", "centre"),
        "chair": book.id("person", "Nguyễn Thị Thu Hà"),
        "members": [book.id("person", "Ngô Thị Bích Phượng"), book.id("person", "Hà Văn Pó")],
        "decision": "QĐ 118/QĐ-UBND ngày 25/12/2025", "closed_on": "2026-01-05",
        "opinion": "Máy quét TB-028 đang ở bộ phận Tư pháp, cập nhật lại nơi đặt."})
    counted = [(code, line) for (kind, code), line in book.told.items()
               if kind == "device" and line.get("office") == book.id("office", "centre")][:14]
    for code, line in counted:
        is_missing = code == "TB-028"
        yield book.line("stocktake_item", f"2025 {code}", {
            "stocktake": book.id("stocktake", "2025"), "device": book.id("device", code), "name": line["name"],
            "asset_code": code, "serial": line.get("serial"), "expected_office": line["office"],
            "expected_place": line.get("location"), "expected_custodian": line.get("custodian"),
            "expected_status": line.get("status"), "cost_vnd": line.get("cost_vnd"),
            "result": "missing" if is_missing else "found", "found_place": "" if is_missing else line.get("location"),
            "condition": "" if is_missing else "broken" if line.get("status") == "broken" else "good",
            "counted_by": book.id("person", "Hà Văn Pó"), "counted_at": "2025-12-31T15:20"})
    yield book.line("stocktake_item", "2025 surplus", {
        "stocktake": book.id("stocktake", "2025"), "name": "Loa kéo Dalton", "result": "surplus",
        "found_place": "Quầy tiếp nhận", "condition": "good", "note": "Hội phụ nữ gửi nhờ",
        "counted_by": book.id("person", "Hà Văn Pó"), "counted_at": "2025-12-31T15:40"})
