"""One large commune, always the same: 2,000 devices, 1,500 accounts, 5,000 incidents, 20,000 notes.

Realistic in what decides bytes and times: about 20 fields a device, Vietnamese sentences, serial numbers
and addresses that no compressor can guess, references between records. About 13 MB as JSON.
"""
import random
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from protocol.field import JsonValue
from protocol.identity import RANDOM_BYTES, uuid7

SEED: Final = 20261121
SHARES: Final = {"device": 2_000, "account": 1_500, "incident": 5_000, "incident_note": 20_000}
WHOLE: Final = sum(SHARES.values())
FIRST_MS: Final = 1_760_000_000_000

FAMILY: Final = "Nguyễn Trần Lê Phạm Hoàng Hà Lò Vi Bùi Đặng Ngô Đỗ Lương Quách Trương Giàng Thao Hơ Vàng Sùng".split()
MIDDLE: Final = "Văn Thị Đức Hữu Minh Ngọc Quốc Thanh Thu Xuân A Công Bá Khắc Seo".split()
GIVEN: Final = "Hoa Nam Mai Sơn Lan Tiến Hiền Di Súa Thảo Đạt Phượng Thủy Ước Ánh Ẩn Oanh Tuấn Việt Dợ Páo Ý".split()
OFFICES: Final = ("Văn phòng HĐND và UBND", "Phòng Kinh tế", "Phòng Văn hóa – Xã hội",
                  "Trung tâm Phục vụ hành chính công", "Văn phòng Đảng ủy", "Lãnh đạo")
MAKERS: Final = (("Dell", "OptiPlex 3020"), ("HP", "ProDesk 400 G6"), ("Lenovo", "V50t"), ("FPT", "Elead T3"),
                 ("Asus", "D500"), ("Acer", "Veriton X2660"), ("Canon", "LBP2900"), ("Kodak", "i2600"))
CPUS: Final = ("Intel Core i3-4160", "Intel Core i5-9500", "Intel Pentium G3240", "Intel Core i5-10400")
SYSTEMS: Final = ("Windows 10 Pro", "Windows 11 Pro", "Windows 7")
STATUSES: Final = ("in_use", "in_use", "in_use", "in_use", "broken", "in_repair", "in_stock", "to_dispose")
ORIGINS: Final = ("Xã Mẫu Thượng", "Xã Mẫu Hạ", "Thị trấn Phố Mẫu", "UBND huyện Mẫu", "")
CATEGORIES: Final = ("may_in_quet", "mang", "phan_mem", "chu_ky_so", "tai_khoan", "hop_truc_tuyen", "an_ninh_mang",
                     "nguon_dien", "may_tinh", "du_lieu")
THINGS: Final = ("Máy in", "Máy quét", "Máy tính", "Phần mềm một cửa", "Đường truyền", "Token ký số",
                 "Tài khoản hộ tịch", "Máy chiếu", "Bộ lưu điện", "Thư mục dùng chung")
TROUBLES: Final = ("không in được", "bị treo khi ký", "chạy chậm", "không lên nguồn", "báo sai mật khẩu", "mất kết nối",
                   "kẹt giấy", "không nhận thiết bị", "mất tiếng khi họp", "báo đầy ổ đĩa")
PLACES: Final = ("tầng 1", "tầng 2", "bộ phận một cửa", "phòng họp", "nhà văn hóa bản 3", "trụ sở 2")
DEEDS: Final = ("Đã khởi động lại máy và thử lại", "Đã gọi đơn vị bảo hành, hẹn chiều đến", "Đã cắm lại dây mạng",
                "Đã cài lại phần mềm điều khiển", "Đã chuyển sang máy khác làm tạm",
                "Đã gửi ảnh chụp màn hình cho tỉnh", "Đã thay mực và lau trống",
                "Đã đổi cổng USB, máy nhận lại", "Chờ nhà mạng kiểm tra tuyến cáp",
                "Đã nhắc mọi người không mở thư lạ")
RESULTS: Final = ("vẫn chưa được", "dùng lại bình thường", "còn chập chờn", "đợi người đến xem", "đã xong",
                  "theo dõi thêm")


NEXT: Final = ("Người phụ trách sẽ kiểm tra lại vào buổi chiều tại", "Đề nghị bố trí máy dự phòng cho",
               "Không ảnh hưởng đến", "Hồ sơ của người dân vẫn tiếp nhận được ở",
               "Cần thay linh kiện cho máy ở",
               "Đã báo lãnh đạo phụ trách")


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """One record: flat fields, as an edit takes them."""
    kind: str
    id: str
    fields: dict[str, JsonValue]


def records(count: int = WHOLE, *, seed: int = SEED) -> Iterator[Made]:
    """Yield about `count` records in the shares of a whole commune, each with its fixed id."""
    rng = random.Random(seed)
    shares = {kind: max(1, share * count // WHOLE) for kind, share in SHARES.items()}
    persons = [_id(rng, at) for at in range(60)]
    offices = [_id(rng, at) for at in range(6)]
    systems = [_id(rng, at) for at in range(9)]
    devices = [_id(rng, at) for at in range(shares["device"])]
    incidents = [_id(rng, 10_000 + at) for at in range(shares["incident"])]
    for at, id_ in enumerate(devices):
        yield Made(kind="device", id=id_, fields=_device(rng, at, persons, offices))
    for at in range(shares["account"]):
        yield Made(kind="account", id=_id(rng, 20_000 + at), fields=_account(rng, at, persons, systems))
    written = 0
    for at, id_ in enumerate(incidents):
        yield Made(kind="incident", id=id_, fields=_incident(rng, at, persons, offices, devices))
        # Talk is about what happened lately: each note belongs to one of the last incidents.
        for _ in range(shares["incident_note"] * (at + 1) // len(incidents) - written):
            about = incidents[max(0, at - int(rng.expovariate(0.3)))]
            yield Made(kind="incident_note", id=_id(rng, 40_000 + written), fields=_note(rng, about))
            written += 1


def people(count: int = 60, *, seed: int = SEED) -> Iterator[Made]:
    """Yield the officials that `records` refers to, so that lists show names."""
    rng = random.Random(seed)
    ids = [_id(rng, at) for at in range(60)]
    names = random.Random(seed + 1)
    for id_ in ids[:count]:
        name = f"{names.choice(FAMILY)} {names.choice(MIDDLE)} {names.choice(GIVEN)}"
        yield Made(kind="person", id=id_, fields={"full_name": name, "title": "Chuyên viên", "status": "active"})


def devices(count: int, *, seed: int = SEED) -> Iterator[Made]:
    """Yield `count` devices of the officials of `people`, for lists longer than any commune's."""
    officials = [each.id for each in people()]
    rng = random.Random(seed + 2)
    offices = [_id(rng, at) for at in range(6)]
    for at in range(count):
        yield Made(kind="device", id=_id(rng, 100_000 + at), fields=_device(rng, at, officials, offices))


def edited(record: Made, rng: random.Random) -> dict[str, JsonValue]:
    """Return one or two fields of `record` with new values, as a day's work changes them."""
    match record.kind:
        case "device":
            return {"location": f"{rng.choice(PLACES)}, bàn {rng.randrange(1, 10_000)}", "status": rng.choice(STATUSES)}
        case "account":
            return {"reviewed_on": _day(rng)}
        case "incident":
            return {"cause": f"{rng.choice(THINGS)} {rng.choice(TROUBLES)} số {rng.randrange(1000)}"}
    raise ValueError(f"a {record.kind} is written once")


def _id(rng: random.Random, at: int) -> str:
    return uuid7(FIRST_MS + at * 1_000, rng.randbytes(RANDOM_BYTES))


def _day(rng: random.Random) -> str:
    return f"20{rng.randrange(22, 27)}-{rng.randrange(1, 13):02}-{rng.randrange(1, 29):02}"


def _moment(rng: random.Random) -> str:
    return f"{_day(rng)}T{rng.randrange(7, 18):02}:{rng.randrange(60):02}"


def _letters(rng: random.Random, count: int) -> str:
    return "".join(rng.choice("0123456789BCFGHJKLMNPQRSTVXZ") for _ in range(count))


def _device(rng: random.Random, at: int, persons: list[str], offices: list[str]) -> dict[str, JsonValue]:
    maker, model = rng.choice(MAKERS)
    fields: dict[str, JsonValue] = {
        "name": f"{maker} {model}", "asset_code": f"PC-{at:04}", "kind": "printer" if maker == "Canon" else "desktop",
        "maker": maker, "model": model, "serial": _letters(rng, 10), "status": rng.choice(STATUSES),
        "office": rng.choice(offices), "location": f"{rng.choice(PLACES)}, bàn {rng.randrange(1, 40)}",
        "custodian": rng.choice(persons), "in_use_year": rng.randrange(2012, 2027), "acquired_on": _day(rng),
        "cost_vnd": rng.randrange(40, 200) * 100_000, "cpu": rng.choice(CPUS), "ram_gb": rng.choice((2, 4, 8, 16)),
        "disk": rng.choice(("SSD 256GB", "HDD 500GB", "HDD 1TB")), "os": rng.choice(SYSTEMS),
        "mac": ":".join(f"{rng.randrange(256):02X}" for _ in range(6)),
        "ip": f"10.38.{rng.randrange(256)}.{rng.randrange(256)}",
        "network": "lan_internet", "note": f"{rng.choice(DEEDS)}, {rng.choice(RESULTS)}",
    }
    if origin := rng.choice(ORIGINS):
        fields["origin_unit"] = origin
    fields.update({f"users.{user}": True for user in rng.sample(persons, rng.choice((1, 1, 1, 2, 3)))})
    return fields


def _account(rng: random.Random, at: int, persons: list[str], systems: list[str]) -> dict[str, JsonValue]:
    return {"person": persons[at % len(persons)], "system": systems[at // len(persons) % len(systems)],
            "login": f"{_letters(rng, 6).lower()}.xamau", "role": rng.choice(("Chuyên viên", "Lãnh đạo", "Văn thư")),
            "status": rng.choice(("in_use", "in_use", "unreviewed", "locked", "missing")), "issued_on": _day(rng),
            "reviewed_on": _day(rng)}


def _incident(rng: random.Random, at: int, persons: list[str], offices: list[str],
              devices: list[str]) -> dict[str, JsonValue]:
    return {"title": f"{rng.choice(THINGS)} {rng.choice(TROUBLES)}, {rng.choice(PLACES)}", "type": "technical",
            "category": rng.choice(CATEGORIES), "severity": rng.choice(("low", "medium", "medium", "high", "urgent")),
            "device": rng.choice(devices), "office": rng.choice(offices), "reporter": rng.choice(persons),
            "handler": rng.choice(persons), "people_affected": rng.randrange(1, 30), "detected_at": _moment(rng),
            "resolved_at": _moment(rng), "status": "closed" if at % 50 else "in_progress",
            "cause": f"{rng.choice(THINGS)} {rng.choice(TROUBLES)}",
            "action": f"{rng.choice(DEEDS)}, {rng.choice(RESULTS)}"}


def _note(rng: random.Random, incident: str) -> dict[str, JsonValue]:
    return {"incident": incident, "written_at": _moment(rng), "kind": "note",
            "text": f"{rng.choice(DEEDS)}, {rng.choice(RESULTS)}. {rng.choice(THINGS)} {rng.choice(TROUBLES)} ở "
                    f"{rng.choice(PLACES)}, báo lại lúc {rng.randrange(7, 18)} giờ {rng.randrange(60):02}. "
                    f"{rng.choice(NEXT)} {rng.choice(PLACES)}; {rng.randrange(1, 12)} người chờ "
                    f"{rng.randrange(5, 240)} phút."}
