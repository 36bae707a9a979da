"""The window and a real provincial server: first run with a code, what the status line says, a code for a second PC."""
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from desktop.services import profiles, record_keeping
from desktop.store import setting
from tests.stories.province import Server
from tests.stories.wire import Wire
from tests.ui import books

PATIENCE_MS = 15_000


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    made = Server(tmp_path_factory.mktemp("province"))
    made("commune", "add", "00000")
    made.start()
    yield made
    made.stop()


def a_new_profile(folder):
    """Return a book with a key of its own: the token is kept beside it."""
    profiles.create_book(folder, name="XM-MC-01")
    return profiles.open_book(folder, write=True)


def with_code(it, url, code, name="Lò Văn Tiến"):
    first = it.window._first_run
    first.code.set_code(code)
    first.server.setText(url)
    first.name.setText(name)
    QTest.keyClick(first.name, Qt.Key.Key_Return)
    return first


def status(it):
    return it.window._status.words()


def test_a_code_brings_the_commune_and_the_status_line_follows_the_link(opened, qtbot, server):
    wire = Wire(("127.0.0.1", int(server.url.rsplit(":", 1)[1])))
    it = opened(a_new_profile)
    it.program.go()
    with_code(it, wire.url, server.code())
    qtbot.waitUntil(lambda: it.window._first_run is None, timeout=PATIENCE_MS)
    assert setting.text(it.store.read(), setting.COMMUNE) == "00000"
    qtbot.waitUntil(lambda: "Đã gửi đủ lúc" in status(it), timeout=PATIENCE_MS)

    wire.cut()
    record_keeping.save(it.store, "incident", None, {"title": "Mất mạng"})
    qtbot.waitUntil(lambda: "Còn 1 nội dung chưa gửi" in status(it), timeout=PATIENCE_MS)
    assert "Đã gửi đủ" not in status(it)
    it.window._desk.sync.now()
    qtbot.waitUntil(lambda: "chưa tới được máy chủ tỉnh" in status(it), timeout=PATIENCE_MS)
    assert "Đã lưu trên máy này" in status(it)

    wire.mend()
    it.window._desk.sync.now()
    qtbot.waitUntil(lambda: "Đã gửi đủ lúc" in status(it), timeout=PATIENCE_MS)
    page = it.page("sync")
    assert page._sentence.text().startswith("Đã gửi đủ lên tỉnh lúc ")
    assert any("Tới được máy chủ tỉnh trở lại" in line.words for line in it.program.sync.journal())
    wire.close()


def test_who_stands_in_the_communes_book_already_is_not_written_twice(opened, qtbot, server, tmp_path):
    first = opened(a_new_profile)
    with_code(first, server.url, server.code(), name="Vi Thị Lan")
    qtbot.waitUntil(lambda: first.window._first_run is None, timeout=PATIENCE_MS)
    first.program.go()
    qtbot.waitUntil(lambda: "Đã gửi đủ lúc" in status(first), timeout=PATIENCE_MS)
    lan = books.person_named(first.store.read(), "Vi Thị Lan")

    second = opened(lambda _: a_new_profile(tmp_path / "second"))
    with_code(second, server.url, server.code(), name="vi thi lan")
    qtbot.waitUntil(lambda: second.window._first_run is None, timeout=PATIENCE_MS)
    assert setting.text(second.store.read(), setting.WHO) == lan


def test_an_editor_gets_a_code_for_a_second_pc(opened, qtbot, server):
    it = opened(a_new_profile)
    with_code(it, server.url, server.code())
    qtbot.waitUntil(lambda: it.window._first_run is None, timeout=PATIENCE_MS)
    card = it.page("settings")._connection
    card._mint.click()
    qtbot.waitUntil(lambda: bool(card._remark.text()), timeout=PATIENCE_MS)
    assert card._remark.text().startswith("Nhập mã này trên máy kia trong 30 phút.")
    assert len(card._code.text().split()) == 6


def test_a_wrong_code_is_one_sentence_and_the_book_stays_new(opened, qtbot, server):
    it = opened(a_new_profile)
    first = with_code(it, server.url, "482915730264118905")
    qtbot.waitUntil(lambda: "Mã kết nối không đúng" in first._trouble.text(), timeout=PATIENCE_MS)
    assert setting.text(it.store.read(), setting.COMMUNE) == ""
