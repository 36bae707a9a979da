"""What people type finds what they mean: without accents, by the end of a code, by what it used to be called."""
import pytest

from desktop.store import derived, records, search, visible
from desktop.store.records import Search


@pytest.fixture
def book(store):
    with store.write() as unit:
        unit.create("office", {"name": "Phòng Kinh tế", "aliases": ["tư pháp – hộ tịch", "địa chính"]}, id="economy")
        unit.create("site", {"name": "Trụ sở cũ", "origin_unit": "Xã Cẩm Tú"}, id="former")
        unit.create("person", {"full_name": "Đặng Thị Thủy", "phone": "0912 345 678", "office": "economy"}, id="thuy")
        unit.create("person", {"full_name": "Đặng Thị Thúy"}, id="other-thuy")
        unit.create("person", {"full_name": "Nguyễn Văn Hòa"}, id="hoa")
        unit.create("person", {"full_name": "Lê Thị Hoà"}, id="hoa-2")
        unit.create("person", {"full_name": "Trần Hoa"}, id="hoa-3")
        unit.create("device", {"name": "Máy tính để bàn", "asset_code": "PC-014", "mac": "AA:BB:CC:DD:EE:FF",
                               "serial": "5CD1234XYZ", "custodian": "thuy", "users.hoa": True}, id="pc")
        unit.create("device", {"name": "Bộ phát Wi-Fi", "origin_unit": "Xã Cẩm Tú", "office": "economy",
                               "note": "đã hỏng"}, id="wifi")
        unit.create("incident", {"title": "Mất mạng một cửa", "device": "wifi"}, id="incident")
    return store


def found(store, text, **more):
    return [hit.id for hit in search.find(store.read(), text, 20, **more)[0]]


@pytest.mark.parametrize(("typed", "first"), [
    ("dang thi thuy", {"thuy", "other-thuy"}),
    ("Đặng Thị Thủy", {"thuy"}),
    ("đặng thị thuỷ", {"thuy"}),
    ("ĐẶNG THỊ THÚY", {"other-thuy"}),
    ("thuy dang", {"thuy", "other-thuy"}),
    ("014", {"pc"}),
    ("pc-014", {"pc"}),
    ("PC014", {"pc"}),
    ("34xyz", {"pc"}),
    ("ddeeff", {"pc"}),
    ("dd:ee:ff", {"pc"}),
    ("345678", {"thuy"}),
    ("Hòa", {"hoa", "hoa-2"}),
    ("Hoà", {"hoa", "hoa-2"}),
    ("hoa", {"hoa-3"}),
    ("cẩm tú", {"former", "wifi"}),
    ("xa cam tu", {"former", "wifi"}),
    ("dia chinh", {"economy"}),
    ("tu phap ho tich", {"economy"}),
    ("wifi", {"wifi"}),
    ("wi-fi", {"wifi"}),
    ("da hong", {"wifi"}),
    ("maays tinhs", {"pc"}),
    ("m", None),
])
def test_what_is_typed_finds_what_is_meant(book, typed, first):
    hits = found(book, typed)
    assert hits
    if first is not None:
        assert set(hits[:len(first)]) == first


def test_a_pc_is_found_by_who_sits_there_and_an_incident_by_its_machine(book):
    assert {"pc"} <= set(found(book, "dang thi thuy"))
    assert {"pc", "hoa"} <= set(found(book, "nguyen van hoa"))
    assert found(book, "dang thi thuy")[0] in {"thuy", "other-thuy"}
    assert found(book, "mat mang")[0] == "incident"
    assert "incident" in found(book, "bo phat")
    assert {"wifi", "thuy"} <= set(found(book, "dia chinh"))


def test_every_word_must_fit(book):
    assert found(book, "may tinh 014") == ["pc"]
    assert found(book, "may tinh 015") == []
    assert search.find(book.read(), "   ", 10) == ([], 0)
    assert search.find(book.read(), '"*()-^', 10) == ([], 0)
    assert found(book, 'pc" OR 1') == []


def test_kinds_narrow_it(book):
    assert found(book, "hoa", kinds=("device",)) == ["pc"]
    assert set(found(book, "hoa", kinds=("person",))) == {"hoa", "hoa-2", "hoa-3"}


def test_the_former_district_finds_what_came_from_its_communes(book):
    former = search.former_names([("Cẩm Tú", "Huyện Cẩm Thủy"), ("Cẩm Giang", "Huyện Cẩm Thủy")])
    assert found(book, "huyện cẩm thủy") == []
    assert set(found(book, "cam thuy", former=former)) == {"former", "wifi"}
    assert found(book, "ca", former=former) == found(book, "ca")


def test_a_new_name_of_an_office_is_found_from_its_devices(book):
    with book.write() as unit:
        unit.edit("office", "economy", {"name": "Phòng Văn hóa", "aliases": None})
    assert "wifi" in found(book, "van hoa")
    assert found(book, "dia chinh") == []


def test_what_is_not_indexed_yet_is_found_by_its_title(store):
    rows = [visible.Row("device", f"d{number:04}", {"name": f"Máy số {number}", "note": "hàng tặng"}, 10 + number, 10)
            for number in range(450)]
    with store.write() as unit:
        visible.write_many(unit.db, rows, search_later=True, changes=unit.changes)
        assert unit.changes.search_stale
    assert derived.progress(store.read()) == (0, 450)
    assert found(store, "so 449") == ["d0449"]
    assert [each.id for each in records.page(store.read(), Search(kind="device", text="so 449"))] == ["d0449"]
    assert found(store, "hang tang") == []
    slices = 0
    while True:
        with store.write() as unit:
            if not derived.catch_up(unit.db):
                break
        slices += 1
    assert slices == 3
    assert derived.progress(store.read()) == (450, 450)
    assert search.find(store.read(), "hang tang", 5)[1] == 450
    assert found(store, "so 449") == ["d0449"]


def test_at_most_500_are_ranked_and_all_are_counted(store):
    with store.write() as unit:
        visible.write_many(unit.db, [visible.Row("device", f"d{number:04}", {"name": f"Máy {number}"}, 1, 1)
                                     for number in range(1200)])
    hits, total = search.find(store.read(), "may", 1000)
    assert total == 1200
    assert 100 <= len(hits) <= 500
    assert hits[0].id == "d1199"


def test_the_thing_itself_stands_before_what_is_only_written_about_it(store):
    with store.write() as unit:
        person = unit.create("person", {"full_name": "Lê Thị Hoa"})
        pc = unit.create("device", {"name": "Dell OptiPlex", "asset_code": "PC-077"})
        system = unit.create("system", {"name": "TD Office"})
    with store.write() as unit:
        unit.create("account", {"person": person, "system": system, "login": "hoa.lt"})
        unit.create("incident", {"title": "Máy PC-077 chạy chậm", "device": pc})
    assert found(store, "le thi hoa")[0] == person
    assert found(store, "PC-077")[0] == pc
    assert found(store, "td office")[0] == system


# -- long words: the index is asked for what they can mean -------------------------------------------------

@pytest.fixture
def shelf(store):
    names = ["OptiPlex", "OptiPlex 3080", "Optics", "Optimus", "Optio", "Optix", "Kodak i2600", "Kodachrome", "Cổng"]
    with store.write() as unit:
        for number in range(90):
            unit.create("device", {"name": names[number % len(names)], "asset_code": f"PC-{number:04}",
                                   "location": f"Tầng {number % 4}"}, id=f"d{number:02}")
    return store


@pytest.mark.parametrize(("words", "asked"), [
    (["opt"], '"opt"*'), (["opti"], '"opti"*'), (["optip"], '("optiplex")'), (["koda"], '("kodachrome" OR "kodak")'),
    (["kodak", "i2"], '("kodak") AND "i2"*'), (["nobody"], '("nobody")')])
def test_a_long_word_is_asked_for_by_the_few_words_it_can_mean(shelf, words, asked):
    assert search.all_of(search.terms_of(shelf.read(), words)) == asked


def test_asked_for_by_name_or_as_it_is_typed_the_hits_are_the_same(shelf, monkeypatch):
    typed = [text[:length] for text in ("optiplex 3080", "kodak i26", "tang 2 kodachrome", "pc-0042", "congx")
             for length in range(1, len(text) + 1)]
    ways = {}
    for most in (search._MOST_MEANT, 0, 99):
        monkeypatch.setattr(search, "_MOST_MEANT", most)
        ways[most] = [(records.count(shelf.read(), Search(kind="device", text=text)), found(shelf, text))
                      for text in typed]
    assert ways[search._MOST_MEANT] == ways[0] == ways[99]
    assert sum(1 for count, _ in ways[0] if count) > 30


def test_a_word_that_came_a_moment_ago_is_among_those_meant(shelf):
    assert records.count(shelf.read(), Search(kind="device", text="optiplex")) == 20
    with shelf.write() as unit:
        unit.create("device", {"name": "Optiplexx"}, id="new")
        assert records.count(unit.db, Search(kind="device", text="optiplex")) == 21    # whoever writes may ask, too
    assert records.count(shelf.read(), Search(kind="device", text="optiplex")) == 21


@pytest.mark.parametrize(("expression", "is_quick"), [
    ('"opt"*', True), ('"opti"*', False), ('("optiplex")', True), ('("kodak" OR "koda") AND "i2"*', True),
    ('("kodak") AND "i260"*', False)])
def test_prefixes_longer_than_the_index_was_made_for_are_slow_to_ask(expression, is_quick):
    assert search.is_quick_to_ask(expression) is is_quick


def test_kinds_in_which_nothing_fits_are_not_looked_through(shelf, monkeypatch):
    """Scenario: for each kind without a hit all hits of the others were stepped over: 20 kinds, 20 times the time."""
    monkeypatch.setattr(search, "MOST_CANDIDATES", 5)
    looked, newest = [], search._newest
    monkeypatch.setattr(search, "_newest", lambda *asked: (looked.append(asked[2]), newest(*asked))[1])
    assert found(shelf, "pc")
    assert set(looked) == {search.numbers_of(shelf.read())["device"]}
