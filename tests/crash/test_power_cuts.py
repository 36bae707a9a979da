"""The power is cut at any moment: every confirmed save is there, whole, and the book is sound.

Small quotas here; a control with a setting that loses saves must be caught, or the harness is broken.
"""
import os
import random
import re
import shutil
import subprocess
import sys
import tempfile
from collections import Counter
from pathlib import Path

import pytest

from desktop.store import copying, drafts, driver, outbox, records, restoring, verification
from desktop.store.database import BOOK, Database
from desktop.store.errors import StoreError, from_driver
from desktop.store.store import Store
from tests.crash.disk import HOWS, Disk, operations
from tests.crash.workload import KEY

HERE = Path(__file__).parent
MOMENTS = 40      # four images each
SEED = 20261121
pytestmark = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="the recorder is for Linux")


@pytest.fixture(scope="module")
def recorder(tmp_path_factory):
    compiler = shutil.which("gcc") or shutil.which("cc")
    if compiler is None:
        pytest.skip("no C compiler: the recorder of file operations cannot be built")
    built = tmp_path_factory.mktemp("recorder") / "recorder.so"
    subprocess.run([compiler, "-O2", "-shared", "-fPIC", "-o", str(built), str(HERE / "recorder.c"), "-ldl",
                    "-lpthread"], check=True, capture_output=True)
    return built


def recorded(recorder: Path, folder: Path, *, saves: int, synchronous: str, fail: str = "") -> tuple[Path, Path, int]:
    """Return (log, folder of the book, exit code) of one run of the workload."""
    book, log = folder / "disk", folder / "log"
    book.mkdir()
    done = subprocess.run(
        [sys.executable, "-m", "tests.crash.workload", str(book), str(saves), synchronous], cwd=HERE.parent.parent,
        env={**os.environ, "LD_PRELOAD": str(recorder), "CRASH_DIR": str(book), "CRASH_LOG": str(log),
             **({"CRASH_FAIL": fail} if fail else {})}, capture_output=True, text=True)
    assert fail or done.returncode == 0, done.stderr
    return log, book, done.returncode


def violations(profile: Path, confirmed: int) -> list[str]:
    """Return what is wrong with the book found in `profile`, of which `confirmed` saves were confirmed."""
    if not (profile / BOOK).exists():
        return ["missing"] if confirmed >= 0 else []
    try:
        with Store(profile, KEY, index_in_background=False) as store:
            db = store.read()
            wrong = [each.name for each in verification.verify(store) if not each.ok]
            last = (drafts.load(db, "new") or {"number": 0})["number"]
            if last < confirmed:
                wrong.append("lost")
            whole = {"incident": last, "person": last, "device": min(last, 5)}
            if {kind: number for kind, number in records.counts(db).items() if number} != \
                    {kind: number for kind, number in whole.items() if number}:
                wrong.append("torn")
            if outbox.waiting_count(db) != 2 * last:
                wrong.append("outbox")
            if last and records.title(db, f"d{last % 5}") != f"Máy {last}":
                wrong.append("title")
    except StoreError as error:
        return [error.code]
    except driver.Error as error:
        return [from_driver(error).code]
    return wrong + bad_backups(profile)


def bad_backups(profile: Path) -> list[str]:
    """Return "backup" for each finished backup that does not open."""
    wrong = []
    for archive in (profile / "backups").glob("so-cntt-*.sobak"):
        copy = profile / "copy.db"
        try:
            restoring.extract(archive, copy)
            copying.check_copy(copy, Database(profile / BOOK, KEY))
        except StoreError:
            wrong.append("backup")
    return wrong


def cut(log: Path, book: Path, *, moments: int, seed: int) -> tuple[int, Counter[tuple[str, str]]]:
    """Return (images looked at, what was wrong in them)."""
    chance = random.Random(seed)
    done = list(operations(log))
    chosen = set(chance.sample(range(len(done)), min(moments, len(done))))
    disk, confirmed, images = Disk(), -1, 0
    wrong: Counter[tuple[str, str]] = Counter()
    for number, operation in enumerate(done):
        if operation[0] == "A":
            confirmed = int(re.findall(rb"\d+", operation[3])[-1])
            continue
        disk.do(operation)
        if number not in chosen:
            continue
        for how in HOWS:
            with tempfile.TemporaryDirectory(dir="/dev/shm" if Path("/dev/shm").is_dir() else None) as folder:
                for path, content in disk.after_cut(how, chance).items():
                    target = Path(folder) / Path(path).relative_to(book)
                    target.parent.mkdir(parents=True, exist_ok=True)
                    target.write_bytes(content)
                images += 1
                wrong.update((how, each) for each in violations(Path(folder) / "p", confirmed))
    return images, wrong


def test_no_power_cut_loses_a_confirmed_save(recorder, tmp_path):
    log, book, _ = recorded(recorder, tmp_path, saves=40, synchronous="FULL")
    images, wrong = cut(log, book, moments=MOMENTS, seed=SEED)
    print(f"{images} images, seed {SEED}: {dict(wrong) or 'nothing wrong'}")
    assert images >= 4 * MOMENTS * 0.8
    assert not wrong


def test_the_harness_notices_a_setting_that_forgets_saves(recorder, tmp_path):
    """Negative control: WAL with synchronous=NORMAL forgets the last saves."""
    log, book, _ = recorded(recorder, tmp_path, saves=40, synchronous="NORMAL")
    _, wrong = cut(log, book, moments=15, seed=SEED)
    assert any(what == "lost" for _, what in wrong)


def test_the_harness_notices_a_disk_that_is_never_synced(recorder, tmp_path):
    """Negative control: with synchronous=OFF the book itself breaks."""
    log, book, _ = recorded(recorder, tmp_path, saves=40, synchronous="OFF")
    _, wrong = cut(log, book, moments=25, seed=SEED)
    assert any(what in ("damaged", "file", "lost", "missing", "torn") for _, what in wrong)


@pytest.mark.parametrize("errno", [5, 28], ids=["EIO", "ENOSPC"])
def test_no_failed_write_loses_a_confirmed_save(recorder, tmp_path, errno):
    """One write, sync, truncate or rename fails once; what was confirmed before and after must be there."""
    failed = 0
    for at in (9, 60, 130, 220, 310, 420):
        folder = tmp_path / str(at)
        folder.mkdir()
        _, book, code = recorded(recorder, folder, saves=25, synchronous="FULL", fail=f"{at}:{errno}")
        failed += code != 0
        said = (book / "said.ack").read_bytes() if (book / "said.ack").exists() else b""
        confirmed = int(re.findall(rb"\d+", said)[-1]) if said else -1
        if (book / "p" / BOOK).exists() or confirmed >= 0:
            assert violations(book / "p", confirmed) == []
    assert failed, "not one of the failures reached the program"
