"""Thiết lập: everything takes effect at once, and a backup is a file that opens."""
import pytest

from desktop.services import profiles
from desktop.settings import TEXT_SCALES
from desktop.store import setting
from desktop.ui.dialogs.recovery_slip import RecoverySlip
from tests.ui import books, walking
from tests.ui.books_lock import a_book_with_keys
from tests.ui.opened import press, until


def test_the_name_of_the_pc_is_kept_and_shown(opened, qtbot):
    it = opened(a_book_with_keys)
    page = it.page("settings")
    assert page.pc.text() == "XM-VP-03"
    page.pc.setText("  XM-MC   02 ")
    press(page, "Lưu tên")
    until(lambda: setting.text(it.store.read(), setting.REPLICA_NAME) == "XM-MC 02")
    until(lambda: "Máy: XM-MC 02" in set(walking.words(it.window)))


def test_a_backup_is_made_checked_and_told(opened, qtbot):
    it = opened(a_book_with_keys)
    page = it.page("settings")
    press(page, "Sao lưu ngay")
    until(lambda: "Đã sao lưu và kiểm tra lại." in page._backup_remark.text())
    assert len(list((it.store.profile / "backups").glob("*.sobak"))) == 1
    until(lambda: page._last_backup.text().startswith("Bản sao lưu gần nhất:"))


def test_a_file_that_is_no_backup_is_refused_with_a_sentence(opened, qtbot, tmp_path):
    asked = []
    it = opened(a_book_with_keys)
    page = it.page("settings")
    object.__setattr__(it.program.desk, "restore", lambda path, code, failed: asked.append((path, code)))
    page._ask_restore(str(tmp_path / "x.sobak"))
    assert page._asking.isVisible()
    page._restore_yes.click()
    until(lambda: asked == [(str(tmp_path / "x.sobak"), "")])


def test_the_page_says_what_the_file_slot_protects(opened):
    it = opened(a_book_with_keys)
    page = it.page("settings")
    assert "ai sao chép cả thư mục thì đọc được sổ" in page._slot.text()


@pytest.mark.parametrize(("at", "scale"), list(enumerate(TEXT_SCALES)))
def test_each_text_size_can_be_asked_for(opened, at, scale):
    it = opened(books.a_sample_book)
    asked = []
    it.window.text_scale_asked.connect(asked.append)
    it.page("settings")._look.scale.group.button(at).click()
    assert asked == [scale]


def test_the_recovery_slip_shows_the_code_and_is_kept_by_one_click(opened, qtbot):
    it = opened(a_book_with_keys)
    it.window.go("recovery")
    until(lambda: it.window.findChild(RecoverySlip) is not None)
    slip = it.window.findChild(RecoverySlip)
    assert "-".join(slip._slip.groups) == setting.text(it.store.read(), setting.RECOVERY_CODE)
    press(slip, "Đã chép tay, cho vào phong bì")
    until(lambda: setting.number(it.store.read(), "recovery_slip_kept_at_ms") > 0)
    page = it.window.page()
    until(lambda: page._slip_words.text().startswith("Phiếu đã cho vào phong bì"))


def test_without_a_printer_the_slip_says_to_copy_by_hand(opened, qtbot, monkeypatch):
    from PySide6.QtPrintSupport import QPrinterInfo
    monkeypatch.setattr(QPrinterInfo, "availablePrinterNames", staticmethod(list))
    it = opened(a_book_with_keys)
    it.window.go("recovery")
    until(lambda: it.window.findChild(RecoverySlip) is not None)
    slip = it.window.findChild(RecoverySlip)
    slip._print()
    assert slip._remark.text() == "Máy này chưa có máy in. Chép tay mã ra giấy."


def test_the_slip_fills_an_a5_page_of_a_printer(qapp, tmp_path):
    from PySide6.QtCore import QMarginsF, QRectF
    from PySide6.QtGui import QPageLayout, QPageSize, QPainter
    from PySide6.QtPrintSupport import QPrinter

    from desktop.services.recovery_slip import Slip
    from desktop.ui.dialogs.recovery_slip import A5_MM, paint_slip
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    printer.setOutputFileName(str(tmp_path / "slip.pdf"))
    printer.setPageLayout(QPageLayout(QPageSize(QPageSize.PageSizeId.A5), QPageLayout.Orientation.Portrait,
                                      QMarginsF(0, 0, 0, 0)))
    painter = QPainter(printer)
    dots = printer.resolution() / 25.4
    paint_slip(painter, QRectF(0, 0, A5_MM.width() * dots, A5_MM.height() * dots),
               Slip(groups=("N684",) * 9, commune="Xã Mẫu", machine="XM-VP-03", replica="a" * 26))
    painter.end()
    assert (tmp_path / "slip.pdf").read_bytes().startswith(b"%PDF")


def test_language_and_restore_build_the_window_anew(qapp, qtbot, tmp_path):
    """The application itself: switch to English, back up, restore that backup; the window stands each time."""
    from desktop import language
    from desktop.bootstrap import _Running
    from desktop.settings import ViewSettings
    from desktop.ui.application import Application, made_qt
    from tests.ui.opened import wait
    profile = tmp_path / "book"
    store = a_book_with_keys(profile)
    backup = profiles.back_up(store, tmp_path / "mine.sobak").path
    view = ViewSettings()
    application = Application(made_qt(view))
    running = _Running(application, profile, store, view, minimized=False)
    try:
        running.show()
        wait(200)
        application.window().set_language("en")
        until(lambda: "Today" in set(walking.words(application.window())))
        assert language.current() == "en"
        application.window().set_language("vi")
        until(lambda: "Hôm nay" in set(walking.words(application.window())))
        with running.program.store.write() as unit:
            unit.create("device", {"name": "Sau bản sao lưu"})
        running.restore(str(backup), "", lambda problem: None)
        assert running.program.store.read().execute("SELECT count(*) FROM k_device").fetchone()[0] == 0
        assert application.window()._message.text() == "Đã mở sổ từ bản sao lưu."
        running.restore(str(tmp_path / "nothing.sobak"), "", lambda problem: None)
        assert "sao lưu" in application.window()._message.text()
        assert running.program.store.read().execute("SELECT count(*) FROM k_person").fetchone()[0] == 5
    finally:
        application.close_window()
        running.stop()
