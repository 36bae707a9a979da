"""The program as a person starts it: once for a profile, ended in order, a sentence when a book does not open."""
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton

from desktop.services import profiles
from desktop.store.database import BOOK
from desktop.store.errors import Damaged, ProfileInUse
from desktop.ui.start_trouble import StartTrouble
from desktop.vault.errors import BadRecoveryCode, KeyringEmpty
from tests.ui import walking

PATIENCE_S = 40


def start(profile: Path, *words: str, **environment: str) -> subprocess.Popen[str]:
    return subprocess.Popen([sys.executable, "-m", "desktop", "--profile", str(profile), *words],
                            env=os.environ | {"QT_QPA_PLATFORM": "offscreen", "SO_CNTT_KEYRING": "off"} | environment,
                            stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def until(true, patience_s: float = PATIENCE_S) -> None:
    end = time.monotonic() + patience_s
    while not true():
        assert time.monotonic() < end
        time.sleep(0.05)


def test_a_second_start_says_one_sentence_and_the_first_ends_in_order_with_a_backup(tmp_path):
    profile = tmp_path / "book"
    first = start(profile)
    until(lambda: (profile / "logs" / "so-cntt.log").exists() or (profile / "lock").exists()
          and (profile / "lock").read_text().strip())
    time.sleep(0.5)
    second = start(profile)
    _, said = second.communicate(timeout=PATIENCE_S)
    assert second.returncode == 1
    assert "Sổ đang mở ở cửa sổ khác." in said
    first.send_signal(signal.SIGTERM)
    assert first.wait(timeout=PATIENCE_S) == 0
    first.communicate()
    assert (profile / "lock").read_text() == ""
    assert list((profile / "backups").glob("*.sobak"))


def test_the_first_paint_is_measured_and_the_program_ends(tmp_path):
    profile = tmp_path / "book"
    profiles.create_book(profile, commune="00000")
    measured = start(profile, SO_CNTT_FIRST_PAINT="1")
    said, _ = measured.communicate(timeout=PATIENCE_S)
    assert measured.returncode == 0
    assert said.startswith("first paint ")


def test_help_answers_without_qt(tmp_path):
    asked = subprocess.run([sys.executable, "-X", "importtime", "-m", "desktop", "--help"], capture_output=True,
                           text=True, check=False)
    assert asked.returncode == 0
    assert "--profile" in asked.stdout
    assert "PySide6" not in asked.stderr


def test_a_damaged_book_is_one_sentence_status_4_and_nothing_is_deleted(tmp_path):
    profile = tmp_path / "book"
    profiles.create_book(profile, commune="00000")
    book = profile / BOOK
    broken = b"not a book" + bytes(8192)
    book.write_bytes(broken)
    opened = start(profile)
    _, said = opened.communicate(timeout=PATIENCE_S)
    assert opened.returncode == 4
    assert "bị hỏng" in said
    assert book.read_bytes() == broken


# -- the window of a book that does not open ---------------------------------------------------------------

def trouble(qapp, problem, *, backup=None, unlock=None, restore=None):
    return StartTrouble(problem, newest_backup=backup, unlock=unlock or (lambda code: None),
                        restore=restore or (lambda path: None))


def test_a_lost_key_asks_for_the_recovery_code_and_never_offers_to_wipe(qapp, qtbot):
    typed = []

    def unlock(code):
        typed.append(code)
        if code != "RIGHT":
            raise BadRecoveryCode(2)

    window = trouble(qapp, KeyringEmpty("Windows"), unlock=unlock)
    qtbot.addWidget(window)
    window.show()
    QTest.keyClicks(window.code, "WRONG")
    QTest.keyClick(window.code, Qt.Key.Key_Return)
    assert "không đúng" in window._remark.text()
    window.code.setText("RIGHT")
    QTest.keyClick(window.code, Qt.Key.Key_Return)
    assert typed == ["WRONG", "RIGHT"]
    assert not window.isVisible()
    assert walking.nameless(window) == []
    assert walking.rich_text(window) == []


def test_a_damaged_book_offers_its_newest_backup(qapp, qtbot, tmp_path):
    backup = tmp_path / "so-cntt-20261121-221500.sobak"
    backup.write_bytes(b"x")
    used = []
    window = trouble(qapp, Damaged("book.db"), backup=backup, restore=used.append)
    qtbot.addWidget(window)
    window.show()
    next(each for each in window.findChildren(QPushButton) if each.text().startswith("Phục hồi")).click()
    assert used == [backup]


@pytest.mark.parametrize("problem", [ProfileInUse("1"), Damaged("x")])
def test_without_help_the_sentence_stands_alone(qapp, qtbot, problem):
    window = trouble(qapp, problem)
    qtbot.addWidget(window)
    assert [each.text() for each in window.findChildren(QPushButton)] == ["Đóng"]
