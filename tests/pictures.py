"""Pictures of every page, to look at: `python -m tests.pictures [FOLDER] [--only NAME]`, into build/screens/.

Each book in a process of its own, at 100 % and 200 % of the screen and with text of 150 %: the scale of
a screen is fixed when QApplication is made.
"""
import argparse
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).resolve().parent.parent
VARIANTS: Final = (("", 1, 100), ("@2x", 2, 100), ("-text150", 1, 150))
BOOKS: Final = ("sample", "empty", "hostile", "first-run")
ENGLISH: Final = ("-english", 1, 100)


def main() -> int:
    """Return 0 when every picture was taken."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", nargs="?", type=Path, default=ROOT / "build" / "screens")
    parser.add_argument("--only", choices=BOOKS)
    parser.add_argument("--shoot", help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.shoot:
        book, suffix, text, language = asked.shoot.split(",")
        shoot(asked.folder, book, suffix, int(text), language)
        return 0
    asked.folder.mkdir(parents=True, exist_ok=True)
    statuses = []
    for book in (asked.only,) if asked.only else BOOKS:
        variants = [*VARIANTS, ENGLISH] if book == "sample" else VARIANTS[:1] if book == "empty" else VARIANTS
        for suffix, scale, text in variants:
            environment = os.environ | {"QT_SCALE_FACTOR": str(scale), "SO_CNTT_KEYRING": "off"}
            environment.setdefault("QT_QPA_PLATFORM", "offscreen")
            language = "en" if "english" in suffix else "vi"
            shot = f"--shoot={book},{suffix},{text},{language}"
            statuses.append(subprocess.run([sys.executable, "-m", "tests.pictures", str(asked.folder), shot],
                                           env=environment, cwd=ROOT, check=False).returncode)
    return max(statuses)


def shoot(folder: Path, book: str, suffix: str, text: int, language: str) -> None:
    """Take the pictures of one book in this process."""
    from PySide6.QtWidgets import QApplication

    from desktop.settings import ViewSettings
    from tests.ui import books
    from tests.ui.opened import Opened

    makers: dict[str, Callable[[Path], object]] = {
        "sample": books.a_busy_book, "empty": books.a_chosen_book, "hostile": books.a_hostile_book,
        "first-run": books.an_empty_book}
    QApplication(["so-cntt"])
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as place:
        view = ViewSettings(text_scale=text, language="en" if language == "en" else "vi")
        it = Opened(makers[book](Path(place) / "book"), view)
        for name, scene in scenes(it, book).items():
            scene()
            it.settle()
            path = folder / f"{book}-{name}{suffix}.png"
            it.window.grab().save(str(path), quality=0)
            print(path)
            it.window._escape()
        it.close()


def scenes(it, book: str) -> dict[str, Callable[[], object]]:
    """Return what to show, by the name of its picture."""
    from PySide6.QtCore import Qt
    from PySide6.QtTest import QTest

    from desktop.ui import navigation
    if book == "first-run":
        first = it.window._first_run

        def commune() -> None:
            first.way.group.button(1).click()
            QTest.keyClicks(first.commune, "quang yen")

        return {"code": lambda: first.code.set_code("482915730264118905"), "commune": commune}
    made: dict[str, Callable[[], object]] = {
        entry.key: lambda key=entry.key: it.page(key) for entry in navigation.ENTRIES}

    def search() -> None:
        it.page("today")
        it.window._tools.search.setFocus(Qt.FocusReason.ShortcutFocusReason)
        QTest.keyClicks(it.window._tools.search, "le thi")

    def person() -> None:
        it.page("today")
        it.window.choose_person()

    def said() -> None:
        it.page("today")
        it.window.say("Đã lưu trên máy này", undo_group="x", more="Máy in Canon LBP2900 TB-001")

    if book in ("sample", "hostile"):
        made |= {"search": search, "person": person, "said": said, "keys": it.window.show_keys,
                 "slip": lambda: it.window.go("recovery"),
                 "report": lambda: (it.page("incidents"), it.window.report_incident("may in tu phap khong in duoc"))}
    return made


if __name__ == "__main__":
    sys.exit(main())
