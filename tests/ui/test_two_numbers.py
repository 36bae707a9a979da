"""Numbers that are told: the two lines of incidents are never one, and what is to choose is what is shown."""
from desktop.services import conflict_settling, sync_view
from desktop.services.todo import book_due
from desktop.store import records
from desktop.ui import window_reading
from tests.ui import books
from tests.ui.books_lock import give
from tests.ui.opened import until


def incidents(it):
    return next(entry for entry in it.window._navigation.entries() if entry.key == "incidents")


def test_cyber_security_is_no_part_of_the_number_of_incidents(opened):
    it = opened(books.a_chosen_book)
    for at in range(3):
        give(it.store, "incident", title=f"Máy in {at} kẹt giấy", type="technical", status="new")
    give(it.store, "incident", title="Mất mạng", status="new")    # without a line it is technical
    give(it.store, "incident", title="Máy in cũ", type="technical", status="closed")
    until(lambda: incidents(it).count() == 4)
    assert (incidents(it).beside(), incidents(it).accessibleName()) == ("", "Sự cố, 4 sự cố kỹ thuật đang mở")
    give(it.store, "incident", title="Mở tệp lạ, máy hiện đòi tiền chuộc", type="security", status="new")
    give(it.store, "incident", title="Trang xã bị đổi hình", category="an_ninh_mang", status="new")
    until(lambda: incidents(it).beside() == "an ninh 2")
    assert incidents(it).count() == 4
    assert incidents(it).accessibleName() == "Sự cố, 4 sự cố kỹ thuật đang mở, 2 sự cố an ninh mạng đang mở"


def test_cyber_security_alone_is_still_seen(opened):
    it = opened(books.a_chosen_book)
    give(it.store, "incident", title="Mở tệp lạ", type="security", status="new")
    until(lambda: incidents(it).beside() == "an ninh 1")
    assert (incidents(it).count(), incidents(it).accessibleName()) == (0, "Sự cố, 1 sự cố an ninh mạng đang mở")
    wide = incidents(it).sizeHint().width()
    assert wide <= it.window._navigation.width(), "the mark must not lie over the word"


def test_what_is_to_choose_is_counted_as_it_is_shown(opened):
    """One of two fields was edited again with the conflict in sight: that was the choice, it only has to be sent."""
    it = opened(books.a_chosen_book)
    device = give(it.store, "device", name="Máy 1", location="Tầng 1", note="Cũ")
    for at, field in enumerate(("location", "note")):
        books.add_conflict(it.store, device, field, f"{field} đây", f"{field} kia", rv=1_763_699_990_001 + at)
    page = it.page("sync")
    until(lambda: len(page._cards) == 2 and "2 nội dung" in page._more.text())
    with it.store.write() as unit:
        unit.edit("device", device, {"location": "Tầng 3"})
    until(lambda: len(page._cards) == 1)
    db = it.store.read()
    assert len(conflict_settling.open_conflicts(db)) == len(records.open_conflicts(db)) == 1
    assert sync_view.look(db).conflicts == 1
    until(lambda: "1 nội dung" in page._more.text())
    [task] = [each for each in book_due.pressing(db) if each.key == "conflicts"]
    assert task.title.startswith("1 ")
    assert window_reading.counters(it.store).by_page["sync"] == 1
