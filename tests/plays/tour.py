"""A walk through every page on an ordinary day: what the user guide shows."""
from PySide6.QtCore import Qt

from desktop.ui.pages import devices
from tests.plays.stage import Stage, named

TITLE = "Một vòng qua các trang"


def play(stage: Stage) -> None:
    """Show each page once, with something chosen in it."""
    stage.sample_book("XM-VP-01")
    machine = stage.pc("XM-VP-01")
    machine.page("today")
    stage.picture(machine, "hom-nay")
    page = machine.page("incidents")
    page.open_record("incident", named(machine, "incident", "TD Office").id)
    stage.picture(machine, "su-co")
    page = machine.page("devices")
    page.open_record("device", named(machine, "device", "PC-014").id)
    stage.picture(machine, "thiet-bi")
    for view, name in ((devices.STATE, "cau-hinh-dinh-muc"), (devices.HANDOVERS, "ban-giao"),
                       (devices.STOCKTAKES, "kiem-ke")):
        page.show_view(view)
        stage.picture(machine, name)
    page = machine.page("accounts")
    page.show_view("matrix")
    stage.picture(machine, "tai-khoan")
    page.show_view("certificates")
    stage.picture(machine, "chu-ky-so")
    page = machine.page("people")
    page.open_record("person", named(machine, "person", "Lê Thị Hoa").id)
    stage.picture(machine, "can-bo")
    page = machine.page("infrastructure")
    for kind, name in (("room", "phong-hop"), ("line", "duong-truyen"), ("outage", "gian-doan")):
        page.show_view(kind)
        stage.picture(machine, name)
    for key, name in (("guides", "huong-dan"), ("sync", "dong-bo"), ("settings", "thiet-lap")):
        machine.page(key)
        stage.picture(machine, name)
    machine.page("today")
    machine.press(Qt.Key.Key_U, with_=Qt.KeyboardModifier.ControlModifier)
    stage.picture(machine, "nguoi-dang-dung")
    machine.press(Qt.Key.Key_Escape)
    machine.window.show_keys()
    stage.picture(machine, "phim-tat")
    machine.window._escape()
    stage.say("mười bảy ảnh, mỗi trang một ảnh")
