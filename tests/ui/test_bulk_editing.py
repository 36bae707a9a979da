"""A selection is edited in one step: seen before, stopped half-way without a trace, undone at once."""
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from desktop.services import bulk_editing, undoing
from desktop.services.stoppable import Progress
from desktop.store import bulk, outbox, records
from desktop.store.bulk import NewRecord
from desktop.store.store import Store
from protocol.kinds import device
from tests.ui import books, walking
from tests.ui.opened import until

MANY = 2_000


def with_devices(profile, count: int = MANY):
    """Return a book with many computers in use, every tenth disposed of."""
    store = books.a_chosen_book(profile)
    with store.write() as unit:
        bulk.create_many(unit, [NewRecord(id=unit.new_id(), kind="device", fields={
            "name": f"Máy {at}", "asset_code": f"PC-{at:04}", "kind": "desktop",
            "status": "disposed" if at % 10 == 0 else "in_use"}) for at in range(count)], group="many")
    store.finish_indexing()
    return store


def all_ids(store) -> list[str]:
    return [each.id for each in records.page(store.read(), records.Search(kind="device"), 0, 10_000)]


def statuses(store) -> dict[object, int]:
    return records.tally(store.read(), records.Search(kind="device"), "status")


def test_two_thousand_rows_are_counted_written_and_undone_as_one_step(tmp_path):
    with with_devices(tmp_path / "book") as store:
        seen = bulk_editing.preview(store.read(), device.KIND, all_ids(store), "status", "broken")
        assert (seen.changes, seen.same, len(seen.unfit)) == (1800, 0, 200)
        assert seen.before == (("in_use", 1800),)
        progress = Progress()
        began = time.monotonic()
        done = bulk_editing.apply(store, device.KIND, seen.sights, "status", "broken", progress=progress)
        print(f"{done.changed} rows in {time.monotonic() - began:.1f} s")
        assert (done.changed, progress.done, progress.total) == (1800, 1800, 1800)
        assert statuses(store) == {"broken": 1800, "disposed": 200}
        undoing.undo_step(store)
        assert statuses(store) == {"in_use": 1800, "disposed": 200}
        undoing.redo_last(store)
        assert statuses(store) == {"broken": 1800, "disposed": 200}


def test_stopped_half_way_it_is_as_if_nothing_was_done(tmp_path):
    with with_devices(tmp_path / "book", 700) as store:
        seen = bulk_editing.preview(store.read(), device.KIND, all_ids(store), "location", "Kho tầng 2")

        class StopsAfterTwo(Progress):
            def __setattr__(self, name, value):
                super().__setattr__(name, value)
                if name == "done" and value >= 400:
                    super().__setattr__("stop", True)

        done = bulk_editing.apply(store, device.KIND, seen.sights, "location", "Kho tầng 2", progress=StopsAfterTwo())
        assert (done.stopped, done.changed) == (True, 0)
        assert records.count(store.read(), records.Search(kind="device", where={"location": "Kho tầng 2"})) == 0
        assert undoing.redo_last(store) is None
        assert outbox.waiting_count(store.read()) == 701, "nothing is sent of what nobody wants"


KILLED = """
import os, signal, sys
from pathlib import Path
from desktop.services import bulk_editing
from desktop.services.stoppable import Progress
from desktop.store.store import Store
from protocol.kinds import device
from tests.ui.test_bulk_editing import all_ids

class DiesAfterTwo(Progress):
    def __setattr__(self, name, value):
        super().__setattr__(name, value)
        if name == "done" and value >= 400:
            os.kill(os.getpid(), signal.SIGKILL)

store = Store(Path(sys.argv[1]), None)
seen = bulk_editing.preview(store.read(), device.KIND, all_ids(store), "location", "Kho tầng 2")
bulk_editing.apply(store, device.KIND, seen.sights, "location", "Kho tầng 2", progress=DiesAfterTwo())
"""


@pytest.mark.skipif(sys.platform == "win32", reason="kill -9")
def test_killed_half_way_it_is_as_if_nothing_was_done(tmp_path):
    """It used to leave the finished slices behind, and nobody was told."""
    book = tmp_path / "book"
    with with_devices(book, 700):
        pass
    died = subprocess.run([sys.executable, "-c", KILLED, str(book)], cwd=Path(__file__).parents[2], check=False,
                          capture_output=True, text=True)
    assert died.returncode == -signal.SIGKILL, died.stderr
    with Store(book, None) as store:
        assert records.count(store.read(), records.Search(kind="device", where={"location": "Kho tầng 2"})) == 0
        assert outbox.waiting_count(store.read()) == 701


def test_the_window_previews_old_and_new_with_reasons_and_undoes(opened):
    it = opened(lambda profile: with_devices(profile, 300))
    page = it.page("devices")
    page.table.selectAll()
    it.settle()
    page._edit_all()
    it.settle()
    sheet = page._bulk
    sheet.editor.show_value("broken", {})
    sheet._look_ahead()
    until(lambda: sheet._save.isEnabled())
    said = " ".join(walking.words(sheet))
    assert "270 bản ghi sẽ đổi." in said
    assert "Đang sử dụng → Hỏng, chờ sửa  (270)" in said
    assert "30 bản ghi không đổi được" in said
    assert "“Đã thanh lý”" in said
    assert walking.nameless(sheet) == []
    sheet.save()
    until(lambda: not sheet.isVisible())
    assert statuses(it.store) == {"broken": 270, "disposed": 30}
    it.window.undo()
    until(lambda: statuses(it.store) == {"in_use": 270, "disposed": 30})


def the_sheet(opened):
    """Return a window with the sheet open for three computers."""
    it = opened(lambda profile: with_devices(profile, 3))
    page = it.page("devices")
    page.table.selectAll()
    it.settle()
    page._edit_all()
    it.settle()
    return it, page._bulk


def test_nothing_is_cleared_until_somebody_says_so(opened):
    it, sheet = the_sheet(opened)
    assert not sheet._save.isEnabled()
    assert "Chọn hoặc gõ nội dung mới" in " ".join(walking.words(sheet))
    sheet.save()
    it.settle()
    assert statuses(it.store) == {"disposed": 1, "in_use": 2}
    sheet.choice.setCurrentIndex([field.code for field in sheet._fields].index("kind"))
    sheet._choose_field()
    sheet.clears.setChecked(True)
    until(lambda: sheet._preview is not None)
    assert sheet._preview.changes == 3 and sheet._save.isEnabled()


def test_what_was_typed_after_the_preview_is_shown_before_it_is_written(opened):
    it, sheet = the_sheet(opened)
    sheet.editor.take_draft("broken")
    sheet.editor.edited.emit()
    until(lambda: sheet._preview is not None and sheet._save.isEnabled())
    sheet.editor.take_draft("in_repair")
    sheet.editor.edited.emit()
    sheet.save()    # Enter at once
    it.settle()
    assert statuses(it.store) == {"disposed": 1, "in_use": 2}
    until(lambda: sheet._preview is not None)
    sheet.save()
    until(lambda: statuses(it.store) == {"disposed": 1, "in_repair": 2})
