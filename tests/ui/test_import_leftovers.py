"""What an import left for a person: a row that does not fit is mended, a name that was new is confirmed."""
import pytest

from desktop.services import import_leftovers
from desktop.services.import_ import batch
from desktop.services.todo import today as todo
from desktop.ui.dialogs.import_leftovers import ImportLeftovers
from desktop.ui.moments import vietnam_now
from desktop.ui.widgets.controls import TextField
from tests.ui import books, walking
from tests.ui.opened import press, until

SHEET = f"""STT,Tên thiết bị,Mã tài sản,Người sử dụng,Nơi đặt
1,Máy in Canon LBP2900,TB-901,Vừ Thị Mới,Tầng 1
2,Máy in HP,TB-902,,{"Tầng 2 " * 40}
3,Máy quét Kodak,TB-903,,Tầng 3
"""


@pytest.fixture
def left(opened, tmp_path):
    it = opened(books.a_sample_book)
    file = tmp_path / "thiet-bi.csv"
    file.write_text("\ufeff" + SHEET, encoding="utf-8")
    batch.run(it.store, file, kind="device")
    it.page("today")
    return it


def tasks(it):
    return {task.state: task for task in todo.today(it.store.read(), it.store.profile, now=vietnam_now()).tasks}


def test_the_to_dos_lead_to_what_is_left_and_each_can_be_settled(left, qtbot):
    assert tasks(left)["Chờ sửa"].title == "1 dòng Excel chờ sửa"
    assert "Vừ Thị Mới" in tasks(left)["Chờ xác nhận"].detail
    left.settle()
    press(left.window.page(), "Xem và sửa")    # of eleven things to do it is among the first
    until(lambda: left.window.findChild(ImportLeftovers) is not None)
    sheet = left.window.findChild(ImportLeftovers)
    left.settle()
    assert walking.nameless(sheet) == []
    field = next(each for each in sheet.findChildren(TextField) if each.accessibleName().startswith("Nơi đặt"))
    field.setText("Tầng 2")
    press(sheet, "Nhập dòng này")
    until(lambda: "Chờ sửa" not in tasks(left))
    found = left.store.read().execute("SELECT f_location FROM k_device WHERE f_asset_code = 'TB-902'").fetchone()
    assert found == ("Tầng 2",)
    left.settle()
    press(sheet, "Xác nhận 1 tên")
    until(lambda: "Chờ xác nhận" not in tasks(left))


def test_a_row_that_is_still_wrong_stays_and_says_why(left):
    [row] = import_leftovers.waiting(left.store.read(), limit=5)
    assert import_leftovers.mend(left.store, row, {"location": "x" * 300}, vietnam_now().date()) != ""
    assert import_leftovers.waiting_count(left.store.read()) == 1
    import_leftovers.drop(left.store, row)
    assert import_leftovers.waiting_count(left.store.read()) == 0
