"""The program has an icon in every size a task bar asks for, and the first window does not wait for it."""
import subprocess
import sys

from PySide6.QtCore import QSize
from PySide6.QtGui import QColor

from desktop import paths
from desktop.ui import program_icon


def test_the_icon_is_drawn_in_each_size(qapp):
    icon = program_icon.program_icon()
    for side in (16, 24, 32, 48, 256):
        picture = icon.pixmap(QSize(side, side)).toImage()
        assert (picture.width(), picture.height()) == (side, side)
        colours = {QColor(picture.pixel(x, y)).name() for x in range(0, side, 2) for y in range(0, side, 2)}
        assert len(colours) >= 3, "book, cover and ground can be told apart"


def test_a_missing_file_leaves_the_window_without_an_icon(qapp, monkeypatch, tmp_path):
    monkeypatch.setattr(paths, "program_root", lambda: tmp_path)
    assert program_icon.program_icon().isNull()


def test_the_first_window_loads_no_svg():
    code = "import sys, desktop.bootstrap, desktop.ui.application, desktop.ui.main_window; print(*sys.modules)"
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.split()
    assert "PySide6.QtSvg" not in loaded


def test_only_what_is_ours_or_has_its_licence_lies_beside_it():
    names = {each.name for each in paths.resource("icons").iterdir()}
    assert names == {"so-cntt.svg", "README.md"}
