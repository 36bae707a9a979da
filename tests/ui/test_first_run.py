"""The two questions of a new book: both ways, typed under Telex and VNI, without blocking and without a print."""
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from desktop.store import setting
from desktop.ui.widgets.code_field import CodeField, digits_of
from tests.ui import books, walking

CODE = "482915730264118905"


def first_run(opened):
    it = opened(books.an_empty_book)
    first = it.window._first_run
    assert first is not None
    return it, first


def test_without_a_code_the_commune_is_found_by_its_name_without_accents(opened, qtbot):
    it, first = first_run(opened)
    first.way.group.button(1).click()
    QTest.keyClicks(first.commune, "xa mau")
    qtbot.waitUntil(lambda: first.list.isVisible(), timeout=15_000)
    QTest.keyClick(first.commune, Qt.Key.Key_Return)
    assert first.name.hasFocus()
    QTest.keyClicks(first.name, "Ha Van Po")
    QTest.keyClick(first.name, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: it.window._first_run is None, timeout=15_000)
    db = it.store.read()
    assert setting.text(db, setting.COMMUNE) == "00000"
    assert setting.text(db, setting.WHO) == books.person_named(db, "Ha Van Po")
    assert it.window.page().key == "today"
    it.settle()
    assert it.window.page()._start.isVisible()
    assert sum(step.done for step in it.window.page()._shown.steps) == 1


def test_a_former_commune_finds_the_one_it_went_into(opened, qtbot):
    _, first = first_run(opened)
    first.way.group.button(1).click()
    QTest.keyClicks(first.commune, "mau thuong")
    qtbot.waitUntil(lambda: any(each.is_sample for each in first._found), timeout=15_000)


@pytest.mark.parametrize(("answer", "sentence"), [
    ("code", "Mã kết nối có 18 chữ số; mới nhập 0."),
    ("server", "Chưa có địa chỉ máy chủ tỉnh."),
    ("name", "Chưa ghi tên người đang dùng máy này."),
])
def test_a_missing_answer_is_said_and_gone_to(opened, answer, sentence):
    _, first = first_run(opened)
    first.take_focus()
    if answer != "code":
        first.code.set_code(CODE)
    if answer == "name":
        first.server.setText("https://127.0.0.1:9")
    first._enter.click()
    assert first._trouble.text() == sentence
    assert getattr(first, answer).hasFocus()


def test_a_server_that_is_not_there_is_one_sentence_and_nothing_is_lost(opened, qtbot):
    it, first = first_run(opened)
    first.code.set_code("482 915 730 264 118 905")
    first.server.setText("http://127.0.0.1:9")
    first.name.setText("Ha Van Po")
    first._enter.click()
    qtbot.waitUntil(lambda: bool(first._trouble.text()), timeout=20_000)
    assert first.code.code() == CODE
    assert first.name.text() == "Ha Van Po"
    assert first._enter.isEnabled()
    assert setting.text(it.store.read(), setting.COMMUNE) == ""


# -- the code field ----------------------------------------------------------------------------------------

@pytest.mark.parametrize("typed", [
    "482915730264118905", "482 915 730 264 118 905", "482-915-730-264-118-905", " 482.915.730.264.118.905\n",
    "Mã kết nối: 482 915 730 264 118 905", "４８２ 915 730 264 118 905", "482\u00a0915 730 264 118 905",
])
def test_the_code_is_read_however_it_is_written(qapp, typed):
    assert digits_of(typed) == CODE


def test_the_digits_are_grouped_as_they_are_typed(qapp):
    field = CodeField("Mã kết nối")
    QTest.keyClicks(field, CODE)
    assert field.text() == "482 915 730 264 118 905"
    assert field.is_whole()
    field.setCursorPosition(5)
    QTest.keyClick(field, Qt.Key.Key_Backspace)
    assert field.text() == "482 157 302 641 189 05"
    assert field.cursorPosition() == 3
    QTest.keyClicks(field, "9")
    assert field.code() == CODE


def test_keys_that_telex_and_vni_would_swallow_do_not_harm_the_code(qapp):
    """Telex: w, s, f, r, x, j make accents; VNI: a letter before a digit. Letters do not count, digits do."""
    field = CodeField("Mã kết nối")
    QTest.keyClicks(field, "482915w730s264d118d905")
    assert field.code() == CODE
    field.clear()
    field.set_code("ă482ư915 đ730 264118905")
    assert field.code() == CODE


def test_a_pasted_message_brings_the_address_too(qapp, qtbot):
    field = CodeField("Mã kết nối")
    with qtbot.waitSignal(field.address_found) as found:
        field.insert("Mã: 482 915 730 264 118 905, máy chủ https://so-cntt.tinh.example:8443.")
        field.textEdited.emit(field.text())
    assert found.args == ["https://so-cntt.tinh.example:8443"]
    assert field.code() == CODE


def test_every_word_fits_and_every_control_has_a_name(opened):
    it, _ = first_run(opened)
    assert walking.cut(it.window) == []
    assert walking.nameless(it.window) == []
    assert walking.rich_text(it.window) == []
