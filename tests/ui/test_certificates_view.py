"""The register of signatures on the screen: lists, months, requests, answers, files, the review after a merger."""
from datetime import timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QComboBox

from desktop.services import certificate_register
from desktop.services.certificate_merger import Action
from desktop.services.certificate_register import Question
from desktop.store import records
from desktop.ui.moments import vietnam_now
from tests.services.certificate_makers import a_holder, bundle, the_authority
from tests.ui import books, books_signatures, walking
from tests.ui.opened import press, until


@pytest.fixture
def signatures(opened):
    """Return a function that opens the view over a book."""
    def open_(book=books_signatures.a_book_of_signatures):
        window = opened(book)
        view = window.page("accounts").show_view("certificates")
        window.settle()
        return window, view
    return open_


def record_of(window, word_serial):
    found = [each for each in records.page(window.store.read(), records.Search(kind="certificate"), 0, 500)
             if each.fields.get("serial") == word_serial or each.id == word_serial]
    return found[0]


def shown_names(view):
    return [view.model.index(at, 0).data() for at in range(view.model.rowCount())]


def choose(window, view, name):
    at = shown_names(view).index(name)
    view.table.choose(at)
    until(lambda: view.panel.record is not None and view.panel.title_words(
        view.panel.record, {}) != "" and view.table.current_id() == view.panel.record.id)
    window.settle()


def test_each_list_shows_what_the_register_counts(signatures):
    window, view = signatures()
    register = certificate_register.register(window.store.read(), vietnam_now().date())
    for at, question in enumerate(Question):
        button = view.questions.group.button(at)
        button.click()
        window.settle()
        count = register.count(question)
        assert button.text().endswith(str(count)) or not count
        if question is Question.LACKING:
            assert view.lacking.isVisible() and not view.table.isVisible()
        else:
            assert view.table.isVisible() and view.model.rowCount() == count


def test_a_month_is_chosen_by_click_and_by_key_and_let_go(signatures):
    window, view = signatures()
    day = vietnam_now().date()
    ends = (day + timedelta(days=18)).isoformat()[:7]
    months = [month for month, _ in view.register.months()]
    line = view.timeline
    line.setFocus()
    for _ in range(months.index(ends)):
        QTest.keyClick(line, Qt.Key.Key_Right)
    QTest.keyClick(line, Qt.Key.Key_Return)
    window.settle()
    assert line.month() == ends and "Thào A Dơ" in shown_names(view)
    assert view.model.rowCount() == len(view.register.ending_in(ends))
    assert f"tháng {ends[5:7]}/{ends[:4]}" in line.accessibleDescription()
    assert window.window.page().escape()
    window.settle()
    assert line.month() == "" and view.model.rowCount() == len(view.register.entries)
    room = line._room(months.index(ends)).center()
    QTest.mouseClick(line, Qt.MouseButton.LeftButton, pos=room)
    assert line.month() == ends
    QTest.mouseClick(line, Qt.MouseButton.LeftButton, pos=room)
    assert line.month() == ""


def test_a_renewal_is_asked_for_numbered_answered_and_taken_back(signatures):
    window, view = signatures()
    choose(window, view, "Nguyễn Thị Phương Anh Thư")
    certificate = view.table.current_id()
    assert any("gia hạn" in each for each in walking.words(view.panel))
    press(view.panel, "Ghi đề nghị")
    sheet = view._sheet("request")
    assert sheet.request() == "renew"
    QTest.keyClick(sheet, Qt.Key.Key_Return)
    until(lambda: record_of(window, certificate).fields.get("request") == "renew")
    window.settle()
    press(view.panel, "Ghi số văn bản")
    number = view._sheet("number")
    number.paper.document.input().setText("99/UBND-VP")
    number.paper.sent_on.input().setText("1/11/2026")
    number.save()
    until(lambda: record_of(window, certificate).fields.get("request_sent_on") == "2026-11-01")
    window.settle()
    press(view.panel, "Ghi kết quả")
    answer = view._sheet("answer")
    before = record_of(window, certificate).fields["expires_on"]
    answer.answered_on.input().setText("22/11/2026")
    answer.save()
    until(lambda: record_of(window, certificate).fields.get("renewals") == 1)
    now = record_of(window, certificate).fields
    assert now["expires_on"] > before and now["request_document"] == "99/UBND-VP"
    window.settle()
    for gone in ("renewals", "request_document", "request"):
        window.window.undo()
        until(lambda gone=gone: not record_of(window, certificate).fields.get(gone))
        window.settle()


def test_what_may_not_be_asked_for_says_why_and_cannot_be_saved(signatures):
    window, view = signatures()
    choose(window, view, "Thào A Dơ")
    view.request("renew")
    sheet = view._sheet("request")
    assert not sheet.save_button.isEnabled()
    assert any("ít nhất 60 ngày" in each and "Chọn “Cấp mới”" in each for each in walking.words(sheet))
    sheet.kinds.group.button(0).click()
    assert sheet.save_button.isEnabled()


def test_a_half_typed_number_survives_leaving_and_a_wrong_day_is_said_beside_it(signatures):
    window, view = signatures()
    choose(window, view, "Nguyễn Thị Phương Anh Thư")
    view.request("renew")
    sheet = view._sheet("request")
    QTest.keyClicks(sheet.paper.document.input(), "77/UB")
    QTest.keyClicks(sheet.paper.sent_on.input(), "31/2/2026")
    sheet.save()
    assert sheet.isVisible() and "Tháng" in sheet.paper.sent_on.problem.text()
    assert window.window.page().escape() and not sheet.isVisible()
    window.settle()
    again = type(sheet)(view, view.header, window.program.desk, window.window)
    again.open(view.register, [view.table.current_id()], (), "renew")
    assert again.paper.document.input().text() == "77/UB" and again.paper.sent_on.input().text() == "31/2/2026"


def test_those_who_lack_one_are_ticked_and_asked_for_together(signatures):
    window, view = signatures()
    view._ask_question(Question.LACKING)
    window.settle()
    press(view.lacking, "Chọn tất cả người bắt buộc")
    count = view.register.count(Question.LACKING)
    press(view.lacking, f"Ghi đề nghị cấp cho {count} cán bộ")
    view._sheet("request").save()
    until(lambda: view.register.count(Question.LACKING) == 0)
    assert len(view.register.fitting(Question.REQUESTED)) >= count


def test_a_merger_is_reviewed_corrected_and_done_in_one_step(signatures):
    window, view = signatures()
    view.review()
    sheet = view._sheet("merger")
    boxes = {each.accessibleName(): each for each in sheet.findChildren(QComboBox)}
    box = boxes["Đề nghị đối với Vi Văn Tuấn"]
    assert box.currentData() == Action.REISSUE
    box.setCurrentIndex(box.findData(Action.NOTHING))
    box.activated.emit(box.currentIndex())
    wanted = sum(action is not Action.NOTHING for action in sheet.chosen.values())
    assert sheet.save_button.text() == f"Ghi đề nghị cho {wanted} chứng thư"
    before = len(view.register.fitting(Question.REQUESTED))
    sheet.save()
    until(lambda: len(view.register.fitting(Question.REQUESTED)) > before)
    asked = {each.name: each.state.request for each in view.register.fitting(Question.REQUESTED)}
    assert asked["Lường Thị Bích Ngọc"] == "change" and asked["Quàng Thị Xuân"] == "revoke"
    assert "Vi Văn Tuấn" not in asked
    window.window.undo()
    until(lambda: len(view.register.fitting(Question.REQUESTED)) == before)


def test_a_file_is_shown_before_it_is_saved_and_its_official_can_be_corrected(signatures, tmp_path):
    window, view = signatures()
    path = tmp_path / "hoa.p7b"
    path.write_bytes(bundle(a_holder("Hà Thị Yên", serial=0x7777), a_holder("Không Ai Biết", serial=0x8888),
                            the_authority()))
    sheet, count = view._sheet("file"), len(view.register.entries)
    sheet.look_at(path)
    until(lambda: sheet.intakes)
    window.settle()
    said = list(walking.words(sheet))
    assert "kết quả của đề nghị" in said and "chưa có trong danh sách cán bộ" in said
    assert len(view.register.entries) == count
    box = next(each for each in sheet.findChildren(QComboBox) if "Không Ai Biết" in each.accessibleName())
    at = next(at for at in range(box.count()) if box.itemText(at).startswith("Bạc Cầm Thu"))
    box.setCurrentIndex(at)
    box.activated.emit(at)
    window.settle()
    sheet.save()
    until(lambda: len(view.register.entries) == count + 1)
    made = record_of(window, "8888")
    assert records.title(window.store.read(), str(made.fields["person"])) == "Bạc Cầm Thu"
    assert not view.register.entry(made.id).state.request


def test_a_private_key_is_refused_in_the_sheet_and_nothing_is_written(signatures, tmp_path):
    window, view = signatures()
    path = tmp_path / "khoa.pfx"
    path.write_bytes(b"\x30\x03\x02\x01\x03")
    sheet, count = view._sheet("file"), len(view.register.entries)
    sheet.look_at(path)
    until(lambda: any("khóa bí mật" in each for each in walking.words(sheet)))
    assert not sheet.save_button.isEnabled() and len(view.register.entries) == count


def test_a_certificate_is_opened_from_elsewhere_whatever_list_is_shown(signatures):
    window, view = signatures()
    view._ask_question(Question.LEFT)
    window.settle()
    wanted = view.register.entries[7].id
    window.window.open_record("certificate", wanted)
    window.settle()
    assert view.table.current_id() == wanted and view.panel.record.id == wanted
    assert view._question() is Question.ALL


def test_an_empty_book_says_what_to_do(signatures):
    window, view = signatures(books.a_chosen_book)
    assert "Đọc tệp chứng thư" in view.table._empty
    assert not view.panel.isVisible()


@pytest.mark.parametrize("book", [books_signatures.a_book_of_signatures, books.a_hostile_book])
def test_every_sheet_is_plain_named_and_not_cut(signatures, book):
    window, view = signatures(book)
    view.table.selectAll()
    window.settle()
    view.request()
    window.settle()
    assert walking.cut(view) == []
    view.escape()
    view.review()
    window.settle()
    assert walking.cut(view) == []
    view.escape()
    for question in Question:
        view._ask_question(question)
        window.settle()
        assert walking.cut(view) == []
    entry = next((each for each in view.register.entries if each.state.request), view.register.entries[0])
    view._sheet("answer").open(view.register, entry)
    view._sheet("number").open([entry])
    window.settle()
    assert walking.rich_text(window.window) == [] and walking.nameless(window.window) == []


def test_the_window_stays_within_a_small_screen(signatures):
    window, view = signatures()
    for question in Question:
        view._ask_question(question)
        window.settle()
    view.review()
    view.request()
    window.settle()
    assert (window.window.width(), window.window.height()) == (1366, 768)
