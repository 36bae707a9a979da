"""Disposed, transferred, lost: the decision is asked for, and what lacks one is not forgotten."""
from desktop.services import bulk_editing, device_decisions, undoing
from desktop.services.export_.rows import write_rows
from desktop.store import records
from desktop.store.store import Store
from protocol.kinds import device


def test_the_state_and_its_decision_are_one_step_and_may_be_apart(tmp_path):
    with Store.create(tmp_path, None) as book:
        with book.write() as unit:
            ids = [unit.create("device", {"name": f"Máy {at}", "status": "in_use"}) for at in range(3)]
        sights = {each: records.get(book.read(), each).sight for each in ids[:2]}
        assert bulk_editing.apply(book, device.KIND, sights, "status", "lost").changed == 2
        count, listed = device_decisions.without_decision(book.read())
        assert (count, {each[0] for each in listed}) == (2, set(ids[:2]))
        sights = {ids[2]: records.get(book.read(), ids[2]).sight}
        done = bulk_editing.apply(book, device.KIND, sights, "status", "transferred",
                                  also={"status_document": " 12/QĐ-UBND, 20/11/2026 "})
        assert records.get(book.read(), ids[2]).fields["status_document"] == "12/QĐ-UBND, 20/11/2026"
        assert (done.changed, device_decisions.without_decision(book.read())[0]) == (1, 2)
        undoing.undo_step(book, done.group)
        assert records.get(book.read(), ids[2]).fields["status"] == "in_use"


def test_computed_rows_are_written_as_spreadsheets_open_them(tmp_path):
    path = tmp_path / "thay.csv"
    assert write_rows(path, [["Tên", "Lý do"], ["=1+1", "RAM 4 GB, cần 8 GB"]]) == 1
    assert path.read_bytes().decode("utf-8-sig") == "Tên,Lý do\r\n'=1+1,\"RAM 4 GB, cần 8 GB\"\r\n"
