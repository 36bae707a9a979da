"""A guide is read beside its list and printed on A4; every guide that ships fits on one page."""
from PySide6.QtCore import QMarginsF
from PySide6.QtGui import QPageLayout, QPdfWriter
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog, QLabel

from desktop.services import guides
from desktop.settings import ViewSettings
from desktop.ui.pages import guide_print, guide_reading
from desktop.ui.pages.guide_print import document, printed_page, save_pdf
from tests.ui import books, walking
from tests.ui.opened import press, until


def shown(page):
    return [each.text() for each in page.reading.findChildren(QLabel) if each.isVisible()]


def test_a_guide_is_read_step_by_step_and_says_whom_to_call(opened):
    it = opened(books.a_sample_book)
    page = it.page("guides")
    QTest.keyClicks(page.search, "mat mang")
    it.settle()
    guide = page.model.shown[0]
    words = shown(page)
    assert guide.title in words
    assert set(guide.steps) <= set(words)
    told = list(walking.words(page.reading))
    assert any(each.startswith("Chuyển hỗ trợ khi:") for each in told)
    until(lambda: any(each.startswith("Gọi ai:") and "Hà Văn Pó" in each for each in walking.words(page.reading)))


def test_words_of_the_steps_are_found_without_accents(opened):
    it = opened(books.a_chosen_book)
    page = it.page("guides")
    for typed, wanted in (("los do", "mat-mang-toan-co-quan"), ("hàng đợi in", "may-in-khong-in"),
                          ("tien chuoc", "ma-doc-tong-tien")):
        page.search.setText(typed)
        assert wanted in [guide.key for guide in page.model.shown], typed
    page.search.setText("con ấy nuốt giấy hoài")
    until(lambda: [guide.key for guide in page.model.shown][:1] == ["may-in-ket-giay"])
    page.search.setText("zzz qqq xxx")
    it.settle()
    assert page.model.shown == []
    assert any("Không có hướng dẫn" in each for each in shown(page))


def test_larger_text_makes_the_guide_larger_and_nothing_is_cut(opened):
    it = opened(books.a_chosen_book, ViewSettings(text_scale=150))
    page = it.page("guides")
    assert page.reading.findChildren(QLabel)[0].fontMetrics().height() > 24
    assert walking.cut(it.window) == []
    assert walking.nameless(page) == []


def test_without_a_printer_the_guide_becomes_a_pdf(opened, tmp_path, monkeypatch):
    it = opened(books.a_sample_book)
    page = it.page("guides")
    monkeypatch.setattr(guide_reading, "has_printer", lambda: False)
    press(page.reading, "In")
    [dialog] = page.reading.findChildren(QFileDialog)
    path = tmp_path / "huong dan.pdf"
    dialog.fileSelected.emit(str(path))
    dialog.close()
    until(lambda: path.exists() and path.stat().st_size > 2000)
    it.settle()
    assert path.read_bytes()[:5] == b"%PDF-"


def test_a_folder_that_may_not_be_written_is_told(opened, tmp_path):
    it = opened(books.a_chosen_book)
    page = it.page("guides")
    page.reading.save_pdf(str(tmp_path / "none" / "x.pdf"))
    it.settle()
    assert "Không ghi được PDF" in " ".join(walking.words(it.window))


def test_every_guide_fits_on_one_page_of_a4(opened, tmp_path):
    it = opened(books.a_chosen_book)
    calls = [f"Người {at}: 0912 345 67{at}" for at in range(4)]
    for guide in guides.shipped().guides:
        page = printed_page(it.store, guide, calls)
        path = tmp_path / f"{guide.key}.pdf"
        assert save_pdf(page, str(path))
        assert path.read_bytes().count(b"/Type /Page\n") + path.read_bytes().count(b"/Type /Page ") == 1, guide.key


def test_the_page_keeps_the_margins_of_an_office_paper_and_only_plain_text(opened):
    it = opened(books.a_chosen_book)
    guide = guides.Guide(id="", key="x", title="<b>Đậm</b> & <img src='file:///x'>", category="", symptoms="",
                         steps=("<a href='http://x'>bấm</a>",), escalate_when="", escalate_to=(), avoid=())
    text = document(printed_page(it.store, guide, [])).toPlainText()
    assert "<b>Đậm</b> & <img src='file:///x'>" in text
    assert "1.\t<a href='http://x'>bấm</a>" in text
    writer = QPdfWriter("")
    writer.setPageLayout(guide_print._layout())
    assert writer.pageLayout().margins(QPageLayout.Unit.Millimeter) == QMarginsF(30, 20, 15, 20)
    assert writer.pageLayout().pageSize().name() == "A4"
