"""A book in which something of everything about signatures is to be seen: for tests of its views and for pictures."""
from datetime import date, timedelta
from pathlib import Path

from desktop.store.store import Store
from desktop.ui.moments import vietnam_now
from protocol.field import JsonValue
from tests.ui import books


def a_book_of_signatures(profile: Path) -> Store:
    """Return the sample commune after its merger: old units, people who left, requests, ends of all kinds."""
    store = books.a_sample_book(profile)
    add_signatures(store, vietnam_now().date())
    return store


def add_signatures(store: Store, day: date) -> dict[str, str]:
    """Return the ids of what was added to the book, by a word for each."""
    def ends(days: int) -> str:
        return (day + timedelta(days=days)).isoformat()

    made: dict[str, str] = {}
    with store.write() as unit:
        def person(name: str, title: str, status: str = "active") -> str:
            return unit.create("person", {"full_name": name, "title": title, "status": status})

        def certificate(word: str, days: int, **fields: JsonValue) -> None:
            whole: dict[str, JsonValue] = {
                "kind": "personal", "provider": "Ban Cơ yếu Chính phủ", "carrier": "token", "status": "valid",
                "serial": f"54B9F0{len(made):04X}", "expires_on": ends(days), **fields}
            made[word] = unit.create("certificate", whole)

        old = "UBND xã Mẫu Thượng, huyện Mẫu"
        certificate("old unit", 500, person=person("Lường Thị Bích Ngọc", "Văn thư"), title="Văn thư", unit_name=old)
        certificate("another post", 520, person=person("Vi Văn Tuấn", "Trưởng phòng"),
                    title="Công chức Văn hóa – Xã hội", unit_name="UBND xã Mẫu Hạ, huyện Mẫu")
        certificate("left", 300, person=person("Quàng Thị Xuân", "Kế toán", "retired"), title="Kế toán", unit_name=old)
        certificate("seal", 420, kind="organization", holder_name="UBND xã Mẫu Thượng", unit_name=old)
        certificate("own seal", 900, kind="organization", holder_name="UBND xã Mẫu", unit_name="UBND xã Mẫu")
        certificate("ending", 18, person=person("Thào A Dơ", "Chuyên viên"), title="Chuyên viên")
        certificate("to renew", 75, person=person("Nguyễn Thị Phương Anh Thư", "Chuyên viên"), title="Chuyên viên")
        certificate("locked", 250, person=person("Đỗ Văn Lực", "Chuyên viên"), status="locked")
        certificate("asked", 80, person=person("Hà Thị Yên", "Chuyên viên"), request="renew",
                    request_document="15/UBND-VP", request_sent_on=(day - timedelta(days=6)).isoformat())
        made["pending"] = unit.create("certificate", {
            "kind": "personal", "person": person("Lò Thị Phương", "Chuyên viên"), "status": "pending",
            "request": "issue", "request_sent_on": (day - timedelta(days=3)).isoformat()})
        person("Bạc Cầm Thu", "Kế toán")
    return made
