"""Đồng bộ: conflicts are chosen by keys, refusals are shown, the sentence never says more than is known."""
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from desktop.services.sync_view import Link, SyncView
from desktop.store import attention, records
from desktop.ui.status_bar import words_of
from desktop.ui.tokens import Tone
from tests.ui import books, walking
from tests.ui.test_frame import a_device

NOW = 1_795_000_000_000


@pytest.fixture
def conflicted(opened):
    """Return a window on Đồng bộ over two conflicts of one device: its status and its note."""
    def book(profile):
        store = books.a_sample_book(profile)
        db = store.read()
        device = db.execute("SELECT r.id FROM record AS r JOIN k_device AS k ON k.n = r.n"
                            " WHERE k.f_asset_code = 'PC-021'").fetchone()[0]
        other = books.person_named(db, "Lê Thị Hoa")
        books.add_conflict(store, device, "status", "broken", "in_repair", theirs_by=other, rv=1_763_699_990_001)
        books.add_conflict(store, device, "note", "Đã thay nguồn", "Chờ linh kiện", theirs_by=other,
                           rv=1_763_699_990_002)
        return store

    it = opened(book)
    it.page("sync")
    return it


def field_of(it, name):
    return records.get(it.store.read(), a_device(it)).fields.get(name)


def press(it, key):
    QTest.keyClick(it.window.page(), key)


def wait_for_cards(it, qtbot, count):
    qtbot.waitUntil(lambda: len(it.window.page()._cards) == count, timeout=15_000)


def test_both_values_stand_there_with_who_and_when(conflicted):
    texts = set(walking.words(conflicted.window.page()))
    assert {"Hỏng, chờ sửa", "Đang sửa chữa", "Hà Văn Pó · 20/11/2026 16:20", "Lê Thị Hoa · 20/11/2026 15:47"} <= texts
    assert "Máy này (XM-VP-03) · đang hiện" in texts


def test_key_2_chooses_the_other_value_and_the_next_conflict_follows(conflicted, qtbot):
    press(conflicted, Qt.Key.Key_2)
    wait_for_cards(conflicted, qtbot, 1)
    assert field_of(conflicted, "status") == "in_repair"
    assert conflicted.window.page()._cards[0].is_marked()
    assert conflicted.window.page()._cards[0].view.field == "Ghi chú"


def test_key_1_keeps_the_shown_value_by_saying_it_again(conflicted, qtbot):
    before = conflicted.program.sync.view().waiting
    press(conflicted, Qt.Key.Key_1)
    wait_for_cards(conflicted, qtbot, 1)
    assert field_of(conflicted, "status") == "broken"
    conflicted.settle(500)
    assert conflicted.program.sync.view().waiting == before + 1


def test_key_3_keeps_both_texts(conflicted, qtbot):
    press(conflicted, Qt.Key.Key_1)
    wait_for_cards(conflicted, qtbot, 1)
    press(conflicted, Qt.Key.Key_3)
    wait_for_cards(conflicted, qtbot, 0)
    assert field_of(conflicted, "note") == "Đã thay nguồn\nChờ linh kiện"


def test_key_4_writes_something_else(conflicted, qtbot):
    press(conflicted, Qt.Key.Key_1)
    wait_for_cards(conflicted, qtbot, 1)
    press(conflicted, Qt.Key.Key_4)
    card = conflicted.window.page()._cards[0]
    assert card._field.hasFocus()
    card._field.selectAll()
    QTest.keyClicks(card._field, "Da thay nguon 12")    # digits here are typing, not choices
    assert len(conflicted.window.page()._cards) == 1
    card._save_other()
    wait_for_cards(conflicted, qtbot, 0)
    assert field_of(conflicted, "note") == "Da thay nguon 12"


def test_a_half_written_text_survives_news_from_elsewhere(conflicted, qtbot):
    page = conflicted.window.page()
    page._mark(page._cards[1])
    press(conflicted, Qt.Key.Key_4)
    page._cards[1]._field.setPlainText("Đang viết dở")
    books.add_conflict(conflicted.store, a_device(conflicted), "location", "Tầng 1", "Tầng 2", rv=1_763_699_990_003)
    wait_for_cards(conflicted, qtbot, 3)
    assert any(each._field.toPlainText() == "Đang viết dở" for each in conflicted.window.page()._cards
               if each.view.is_long)


def test_3_and_4_do_nothing_where_both_cannot_stand(conflicted):
    press(conflicted, Qt.Key.Key_3)
    press(conflicted, Qt.Key.Key_4)
    conflicted.settle()
    assert len(conflicted.window.page()._cards) == 2


def test_ctrl_z_takes_a_choice_back(conflicted, qtbot):
    press(conflicted, Qt.Key.Key_2)
    wait_for_cards(conflicted, qtbot, 1)
    QTest.keyClick(conflicted.window, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: field_of(conflicted, "status") == "broken", timeout=15_000)


def test_what_the_server_refused_is_shown_and_can_be_sent_again(opened, qtbot):
    it = opened(books.a_sample_book)
    device = a_device(it)
    with it.store.write() as unit:
        attention.note(unit.db, reason=attention.REJECTED, record=device, kind="device", fields={"location": "Tầng 3"},
                       code="forbidden_role", clock="019a9c2f10aa-0000")
        unit.changes.feeds_changed = True
    page = it.page("sync")
    assert "Nơi đặt: Tầng 3" in set(walking.words(page))
    again = next(each for each in page.findChildren(type(page._now)) if each.text() == "Gửi lại")
    again.click()
    qtbot.waitUntil(lambda: records.get(it.store.read(), device).fields["location"] == "Tầng 3", timeout=15_000)
    qtbot.waitUntil(lambda: attention.count(it.store.read(), attention.REJECTED) == 0, timeout=15_000)


# -- never a lie about state -----------------------------------------------------------------------------

@pytest.mark.parametrize(("view", "state", "sentence"), [
    (SyncView(), "Đã lưu trên máy này", "Chưa kết nối với tỉnh. Mọi việc vẫn làm được và được giữ trên máy này."),
    (SyncView(enrolled=True, link=Link.NO_NETWORK, waiting=3, last_sync_ms=NOW), "Không có mạng",
     "Còn 3 nội dung chưa gửi. Đã lưu trên máy này."),
    (SyncView(enrolled=True, link=Link.NO_SERVER, last_sync_ms=NOW), "Có Internet, chưa tới được máy chủ tỉnh",
     "Không còn nội dung chờ gửi."),
    (SyncView(enrolled=True, link=Link.PAUSED, last_sync_ms=NOW), "Máy chủ tỉnh tạm dừng",
     "Không còn nội dung chờ gửi."),
    (SyncView(enrolled=True, link=Link.READY, waiting=1, last_sync_ms=NOW), "Chờ gửi",
     "Còn 1 nội dung chưa gửi. Đã lưu trên máy này."),
    (SyncView(enrolled=True, link=Link.REFUSED, waiting=1), "Tỉnh từ chối máy này",
     "Mọi nội dung vẫn giữ trên máy này. Cần mã kết nối mới."),
])
def test_the_status_line_says_what_is_known_and_no_more(view, state, sentence):
    words = words_of(view)
    assert (words.state, words.sentence) == (state, sentence)
    assert "Đã gửi đủ" not in words.state


def test_all_sent_is_said_only_when_the_engine_says_synced():
    sent = SyncView(enrolled=True, synced=True, link=Link.READY, last_sync_ms=NOW)
    assert words_of(sent).state.startswith("Đã gửi đủ lúc ")
    assert words_of(sent).tone is Tone.GOOD
    from dataclasses import replace
    for other in (replace(sent, synced=False), replace(sent, last_sync_ms=0), replace(sent, link=Link.NO_NETWORK)):
        assert "Đã gửi đủ" not in words_of(other).state


def test_a_half_written_answer_survives_a_kill(conflicted, qtbot):
    from desktop.store import drafts
    from desktop.ui.pages.conflict_cards import draft_key, read_conflicts
    page = conflicted.window.page()
    page._mark(page._cards[1])
    press(conflicted, Qt.Key.Key_4)
    page._cards[1]._field.setPlainText("Viết dở thì mất điện")
    key = draft_key(page._cards[1].view.id)
    qtbot.waitUntil(lambda: (drafts.load(conflicted.store.read(), key) or {}).get("text") == "Viết dở thì mất điện",
                    timeout=15_000)
    assert [view.draft for view in read_conflicts(conflicted.store.read())] == ["", "Viết dở thì mất điện"]
