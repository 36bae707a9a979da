"""Lists are windows over SQL in the order of the alphabet; every row of every order is seen once."""
import random

import pytest

from desktop.store import listing, records, visible
from desktop.store import search as search_of_store
from desktop.store.records import Search
from protocol.folding import name_sort_key, sort_key

STATES = ["in_use", "broken", "in_repair", None]


@pytest.fixture
def book(store):
    chance = random.Random(5)
    names = ["An", "Anh", "Ánh", "Ăn", "Ân", "da", "dà", "đà", "Máy in", "Máy tính", "Bộ chia mạng"]
    rows = [visible.Row("office", f"o{number}", {"name": name}, 1, 1)
            for number, name in enumerate(["Văn phòng", "Kinh tế", "Địa chính", "An ninh"])]
    rows += [visible.Row("device", f"d{number:03}", {
        "name": chance.choice(names), "asset_code": f"TS-{number:03}", "status": chance.choice(STATES),
        "office": chance.choice(["o0", "o1", "o2", "o3", "unknown", None]),
        "in_use_year": chance.choice([2019, 2024, None]),
        "location": chance.choice(["Tầng 1", "Tầng 2", None])}, 1, 1) for number in range(250)]
    with store.write() as unit:
        visible.write_many(unit.db, rows)
    return store


def walked(store, search, size=40):
    db, made = store.read(), []
    while page := records.page(db, search, len(made), size):
        made += page
    return made


@pytest.mark.parametrize("descending", [False, True])
@pytest.mark.parametrize("field", ["name", "asset_code", "status", "office", "in_use_year", "location", "title",
                                   "changed_at"])
def test_every_order_shows_every_row_once_and_blanks_last(book, field, descending):
    search = Search(kind="device", order=((field, descending),))
    rows = walked(book, search)
    assert len(rows) == len({each.id for each in rows}) == records.count(book.read(), search) == 250
    if field == "office":
        offices = records.titles(book.read(), ["o0", "o1", "o2", "o3"])
        values = [offices.get(str(each.fields.get("office"))) for each in rows]
    elif field == "title":
        values = [f"{each.fields['name']} {each.fields['asset_code']}" for each in rows]
    elif field == "changed_at":
        return
    else:
        values = [each.fields.get(field) for each in rows]
    given = [value for value in values if value is not None]
    assert values == given + [None] * (len(values) - len(given))
    keys = [(sort_key(value) if field in ("name", "asset_code", "location", "office") else value) for value in given]
    if field != "title":
        assert keys == sorted(keys, reverse=descending)


def test_the_order_of_the_alphabet_is_vietnamese(store):
    names = ["An", "Anh", "Ánh", "Ăn", "Ân", "da", "dà", "dả", "dã", "dá", "dạ", "dă", "dâ", "đa", "đà"]
    with store.write() as unit:
        for name in random.Random(1).sample(names, len(names)):
            unit.create("device", {"name": name})
    assert [each.fields["name"] for each in walked(store, Search(kind="device"))] == names


def test_persons_stand_by_their_given_name(store):
    names = ["Nguyễn Văn An", "Đặng Thị Ánh", "Lê Văn Bình", "Đặng Thị Thủy", "Hà Văn Thủy", "Nguyễn Thủy"]
    with store.write() as unit:
        for name in random.Random(2).sample(names, len(names)):
            unit.create("person", {"full_name": name})
    shown = [each.fields["full_name"] for each in walked(store, Search(kind="person"))]
    assert shown == sorted(names, key=name_sort_key)
    assert shown[0] == "Nguyễn Văn An"
    assert [each.split()[-1] for each in shown] == ["An", "Ánh", "Bình", "Thủy", "Thủy", "Thủy"]


def test_incidents_stand_newest_first(store):
    with store.write() as unit:
        for day in (3, 1, 2):
            unit.create("incident", {"title": f"Ngày {day}", "detected_at": f"2026-09-0{day}T08:00"})
    assert [each.fields["title"] for each in walked(store, Search(kind="incident"))] == ["Ngày 3", "Ngày 2", "Ngày 1"]


@pytest.mark.parametrize("where", [
    {"status": "broken"}, {"status": None}, {"status": ["broken", None]}, {"office": "o2"}, {"in_use_year": 2019},
    {"status": "in_use", "office": "o1"}, {"location": "Tầng 2", "in_use_year": [2019, 2024]}])
def test_conditions_leave_exactly_what_fits(book, where):
    def fits(record):
        return all(record.fields.get(field) in (value if isinstance(value, list) else [value])
                   for field, value in where.items())
    expected = {each.id for each in walked(book, Search(kind="device")) if fits(each)}
    assert {each.id for each in walked(book, Search(kind="device", where=where))} == expected
    assert records.count(book.read(), Search(kind="device", where=where)) == len(expected) > 0


@pytest.mark.parametrize("text", ["m", "may", "may tinh", "ts-01", "an", "kinh te", "zzz"])
@pytest.mark.parametrize("order", [(), (("office", False),), (("in_use_year", True),)])
def test_text_narrows_a_list_in_any_order(book, text, order):
    search = Search(kind="device", text=text, order=order)
    rows = walked(book, search, 17)
    assert len(rows) == len({each.id for each in rows}) == records.count(book.read(), search)
    inside = [each.id for each in walked(book, Search(kind="device", order=order))]
    assert [each.id for each in rows] == [each for each in inside if each in {row.id for row in rows}]


@pytest.mark.parametrize("order", [(("asset_code", False),), (("name", True),), (("status", False),), ()])
def test_looked_up_one_by_one_or_walked_the_rows_are_the_same(book, monkeypatch, order):
    search = Search(kind="device", text="may t", order=order)
    ways = {}
    for way, rare in (("walk", 10**6), ("look up", 0)):
        monkeypatch.setattr(listing, "_FEW", 1)
        monkeypatch.setattr(listing, "_SPARSE", 1)
        monkeypatch.setattr(listing, "_RARE", rare)
        ways[way] = [each.id for each in walked(book, search, 17)]
    assert ways["walk"] == ways["look up"]
    assert len(ways["walk"]) == records.count(book.read(), search) > 10


@pytest.mark.parametrize("trash", [False, True])
@pytest.mark.parametrize("text", ["m", "may", "may ti", "a"])
@pytest.mark.parametrize("order", [(("asset_code", False),), (("name", True),), (("status", False),),
                                   (("office", False),), ()])
def test_the_first_rows_of_very_many_are_the_same_before_they_are_counted(book, monkeypatch, order, text, trash):
    if trash:
        with book.write() as unit:
            for number in range(0, 250, 2):
                unit.edit("device", f"d{number:03}", {}, special="delete")
    search = Search(kind="device", text=text, order=order, trash=trash)
    all_of_them = [each.id for each in walked(book, search, 10**6)]
    assert len(all_of_them) > 5
    monkeypatch.setattr(listing, "_COUNTED", 5)
    for often, most in ((5, 200), (10**6, 10**6), (10**6, 40)):     # as it is; each asked about; given up half way
        monkeypatch.setattr(listing, "_FEW", 1)
        monkeypatch.setattr(listing, "_OFTEN", often)
        monkeypatch.setattr(listing, "_MOST_ASKED", most)
        shown, numbers = records.asked(book.read(), search, 20, may_wait=True)
        assert shown is None
        found = records.numbered(book.read(), "device", numbers)
        first = [found[n] for n in numbers]
        assert [each.id for each in first] == all_of_them[:20]
        assert [each.id for each in records.page(book.read(), search, 15, 30)] == all_of_them[15:45]
    assert records.asked(book.read(), search, 20)[0] == len(all_of_them)


@pytest.mark.parametrize("trash", [False, True])
@pytest.mark.parametrize("order", [(("asset_code", False),), (("name", True),), (("office", False),), ()])
def test_typed_on_the_first_rows_are_those_that_asking_anew_would_give(book, monkeypatch, order, trash):
    if trash:
        with book.write() as unit:
            for number in range(0, 250, 2):
                unit.edit("device", f"d{number:03}", {}, special="delete")
    monkeypatch.setattr(listing, "_FEW", 1)
    taken = []
    still = listing._still_first
    monkeypatch.setattr(listing, "_still_first", lambda *asked: taken.append(still(*asked)) or taken[-1])
    for typed in ("may tinh 1", "m", "maay", "ts-01", "may t", "pc 1 m"):
        before = None
        for length in range(1, len(typed) + 1):
            search = Search(kind="device", text=typed[:length], order=order, trash=trash)
            anew = records.asked(book.read(), search, 5)
            assert records.asked(book.read(), search, 5, before=before) == anew
            before = records.Before(text=search.text, numbers=anew[1])
    assert sum(each is not None for each in taken) > 5 and None in taken


@pytest.mark.parametrize(("before", "now", "asked"), [
    ("may", "may t", 1), ("may t", "may ti", 1), ("máy", "may ", 1), ("may", "may", 1), ("may", "may in 2", 2),
    ("ma", "may in", 2), ("", "may", None), ("may t", "may", None), ("may", "ma", None),
    ("may in", "may tinh", None), ("in may", "may in", None), ("may", "maay", None), ("maay", "maay t", None)])
def test_only_what_is_typed_on_is_asked_and_telex_keys_are_asked_whole(before, now, asked):
    assert search_of_store.typed_on(before, now) == asked


def test_few_are_counted_at_once_and_so_are_those_behind_a_filter(book, monkeypatch):
    few = Search(kind="device", text="ts 01")
    assert records.asked(book.read(), few, 20, may_wait=True)[0] == records.count(book.read(), few) > 5
    monkeypatch.setattr(listing, "_COUNTED", 5)
    broken = Search(kind="device", text="may", where={"status": "broken"})
    assert records.asked(book.read(), broken, 20, may_wait=True)[0] == records.count(book.read(), broken) > 5


def test_positions_tallies_and_duplicates(book):
    db, search = book.read(), Search(kind="device", where={"status": "broken"})
    rows = walked(book, search)
    assert [records.position(db, search, each.id) for each in rows] == list(range(len(rows)))
    assert records.position(db, search, "nobody") is None
    tally = records.tally(db, Search(kind="device"), "status")
    assert sum(tally.values()) == 250
    assert tally["broken"] == len(rows)
    assert records.duplicates(db, "device") == {}
    with book.write() as unit:
        unit.create("device", {"name": "Máy", "asset_code": "TS-003"}, id="twin")
    assert records.duplicates(db, "device") == {("asset_code", "TS-003"): ["d003", "twin"]}


def test_a_selection_is_a_list_too(book):
    search = Search(kind="device", ids=["d010", "d002", "nobody"])
    assert {each.id for each in walked(book, search)} == {"d002", "d010"}


def test_a_field_that_the_kind_lacks_is_a_mistake(book):
    with pytest.raises(ValueError, match="no field"):
        records.page(book.read(), Search(kind="device", where={"colour": "red"}))
