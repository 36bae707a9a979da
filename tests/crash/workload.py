"""What the recorder watches: a book is made, written 40 times, backed up. Run: workload.py DIR SAVES SYNCHRONOUS"""
import os
import sys
from pathlib import Path

from desktop.store import backup, database, drafts, visible
from desktop.store.store import Store

KEY = bytes(range(32))


def main(folder: Path, saves: int, synchronous: str) -> None:
    """Write `folder`/said.ack after each confirmed save: what was said there must survive."""
    # Small pages of WAL, so that a short run has checkpoints in it.
    database._WRITER = tuple(  # type: ignore[attr-defined]
        f"PRAGMA synchronous = {synchronous}" if "synchronous" in each
        else "PRAGMA wal_autocheckpoint = 60" if "autocheckpoint" in each else each for each in database._WRITER)
    said = os.open(folder / "said.ack", os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    with Store.create(folder / "p", KEY, index_in_background=False) as store:
        os.write(said, b"ACK 0\n")
        for number in range(1, saves + 1):
            store.submit(lambda unit, number=number: save(unit, number)).result()
            os.write(said, b"ACK %d\n" % number)
            if number % 10 == 0:
                backup.make(store)


def save(unit, number: int) -> None:
    """One save: two operations, a row of the server, a draft; all of it or nothing."""
    unit.edit("device", f"d{number % 5}", {"name": f"Máy {number}", "note": "x" * (number * 37 % 3000)})
    unit.create("incident", {"title": f"Sự cố {number}"}, id=f"i{number:04}")
    visible.write(unit.db, "person", f"p{number:04}", {"full_name": f"Hà Văn {number}"}, rv=number, row_rv=number)
    drafts.save(unit, "new", {"number": number})


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]), sys.argv[3])
