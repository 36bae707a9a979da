"""Pictures of every page and sheet, to look at: `python -m tests.pictures [FOLDER] [--only BOOK]`, into build/screens/.

Each book in a process of its own, and again for another scale of the screen (fixed when QApplication is made),
size of text or language; as many at once as the machine has processors. It says how far it is, takes away what
an earlier run left, and fails where a picture came out larger than the window was asked to be.
"""
import argparse
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from PySide6.QtGui import QImage

    from desktop.store.store import Store
    from tests.ui.opened import Opened

ROOT: Final = Path(__file__).resolve().parent.parent
WIDTH, HEIGHT = 1366, 768
VIEWS: Final = {
    "devices": ("list", "state", "handovers", "stocktakes"), "accounts": ("matrix", "list", "certificates"),
    "infrastructure": ("room", "line", "outage", "site", "hamlet", "training")}
LARGE_TEXT: Final = 200
SETTLE_MS: Final = (60, 200)    # a hundred times: what is read for 10,000 devices comes a little later
MOST_AT_ONCE: Final = 4
_NOISE: Final = "This plugin does not support"    # of the screen that is not there
_TAKEN: Final = ".png  "
_TURNS, _TURN_MS = 8, 20    # a cursor that blinks never rests


@dataclass(frozen=True, slots=True, kw_only=True)
class Variant:
    """How a book is shown. `sheets`: what lies over pages is pictured too."""
    suffix: str = ""
    screen: int = 1
    text: int = 100
    language: str = "vi"
    sheets: bool = False


PLAIN, WITH_SHEETS = Variant(), Variant(sheets=True)
SHARP, LARGE = Variant(suffix="@2x", screen=2), Variant(suffix="-text200", text=LARGE_TEXT)
LARGE_SHEETS = Variant(suffix="-text200", text=LARGE_TEXT, sheets=True)
ENGLISH: Final = Variant(suffix="-english", language="en")
BOOKS: Final[Mapping[str, tuple[Variant, ...]]] = {
    "sample": (WITH_SHEETS, SHARP, LARGE_SHEETS, ENGLISH), "empty": (WITH_SHEETS, LARGE),
    "large": (WITH_SHEETS, LARGE),
    "offline": (PLAIN, LARGE), "colleague": (PLAIN, LARGE), "viewer": (PLAIN,), "locked": (PLAIN, SHARP, LARGE),
    "hostile": (WITH_SHEETS, LARGE), "first-run": (PLAIN, SHARP, LARGE)}


def main() -> int:
    """Return 0 when every picture was taken and none came out larger than the window."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("folder", nargs="?", type=Path, default=ROOT / "build" / "screens")
    parser.add_argument("--only", choices=BOOKS)
    parser.add_argument("--shoot", help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.shoot:
        book, at = asked.shoot.split(",")
        return shoot(asked.folder, book, BOOKS[book][int(at)])
    asked.folder.mkdir(parents=True, exist_ok=True)
    return _all_of((asked.only,) if asked.only else BOOKS, asked.folder)


def _all_of(books: Iterable[str], folder: Path) -> int:
    began, wanted = time.time(), [(book, at) for book in books for at in range(len(BOOKS[book]))]
    done: list[str] = []
    taken: list[str] = []
    failed: list[str] = []

    def shot(book: str, at: int) -> None:
        variant = BOOKS[book][at]
        name = f"{book}{variant.suffix}"
        environment = os.environ | {"QT_SCALE_FACTOR": str(variant.screen), "SO_CNTT_KEYRING": "off"}
        environment.setdefault("QT_QPA_PLATFORM", "offscreen")
        with subprocess.Popen([sys.executable, "-m", "tests.pictures", str(folder), f"--shoot={book},{at}"],
                              env=environment, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                              encoding="utf-8", errors="replace") as process:
            for line in process.stdout or ():
                if _TAKEN in line:
                    taken.append(line)
                if not line.startswith(_NOISE):
                    print(f"[{len(done)}/{len(wanted)}] {line.rstrip()}", flush=True)
        done.append(name)
        if process.returncode:
            failed.append(name)
        print(f"[{len(done)}/{len(wanted)}] {name}: {'FAILED' if process.returncode else 'done'}, {len(taken)} "
              f"pictures in {time.time() - began:.0f} s", flush=True)

    with ThreadPoolExecutor(min(os.cpu_count() or 1, MOST_AT_ONCE)) as at_once:
        for each in [at_once.submit(shot, *each) for each in wanted]:
            each.result()
    for path in [path for book in books for path in folder.glob(f"{book}-*.png")]:
        if not failed and path.stat().st_mtime < began:
            path.unlink()    # of a page, or a size, that is no more
    print(f"{len(taken)} pictures in {folder}; "
          + (f"not whole: {', '.join(failed)}" if failed else "none larger than asked"))
    return 1 if failed else 0


def shoot(folder: Path, book: str, variant: Variant) -> int:
    """Take the pictures of one book in this process; return 1 where the window had to grow for one."""
    from PySide6.QtWidgets import QApplication

    from desktop.settings import ViewSettings
    from tests.ui.craft_walk import _close
    from tests.ui.opened import Opened

    QApplication(["so-cntt"])
    grown = 0
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as place:
        view = ViewSettings(text_scale=variant.text, language="en" if variant.language == "en" else "vi")
        it = Opened(_made(book, Path(place) / "book"), view)
        for name, scene in scenes(it, book, sheets=variant.sheets).items():
            began = time.monotonic()
            try:
                scene()
            except (LookupError, StopIteration):
                continue    # this book has nothing to open it with
            it.settle(SETTLE_MS[book == "large"])
            path = folder / f"{book}-{name}{variant.suffix}.png"
            _steady(it).save(str(path))
            told = f"{path.name}  {time.monotonic() - began:.1f} s"
            if it.window.width() > WIDTH or it.window.height() > HEIGHT:
                grown = 1
                told += f"  LARGER THAN THE WINDOW: {it.window.width()} × {it.window.height()}"
                it.window.resize(WIDTH, HEIGHT)
            print(told, flush=True)
            _close(it)
            it.window._escape()
        it.close()
    return grown


def _steady(it: "Opened") -> "QImage":
    """Return the window when its layouts have come to rest: on a loaded machine a line turns a moment later."""
    from tests.ui.opened import wait
    last = it.window.grab().toImage()
    for _ in range(_TURNS):
        wait(_TURN_MS)
        seen = it.window.grab().toImage()
        if seen == last:
            break
        last = seen
    return last


def _made(book: str, profile: Path) -> "Store":
    from tests.ui import books, books_screens
    makers: dict[str, Callable[[Path], Store]] = {
        "sample": books_screens.a_full_book, "empty": books.a_chosen_book, "large": books_screens.a_large_book,
        "offline": books_screens.an_offline_book, "colleague": books_screens.a_colleagues_book,
        "viewer": books_screens.a_viewers_book, "locked": books_screens.a_locked_book,
        "hostile": books.a_hostile_book, "first-run": books.an_empty_book}
    return makers[book](profile)


def scenes(it: "Opened", book: str, *, sheets: bool) -> dict[str, Callable[[], object]]:
    """Return what to show, by the name of its picture."""
    if book == "first-run":
        return _first_run(it)
    if book == "locked":
        return {"lock": it.window.lock}
    from desktop.ui import navigation
    made: dict[str, Callable[[], object]] = {}
    for entry in navigation.entries(of_colleague=book == "colleague"):
        for view in VIEWS.get(entry.key, ("",)):
            made[f"{entry.key}-{view}".strip("-")] = _view(it, entry.key, view)
    if book in ("offline", "colleague"):
        made["incident"] = lambda: it.window.report_incident("may in tu phap khong in duoc")
    return made | _over(it, book) if sheets else made


def _view(it: "Opened", page: str, view: str) -> Callable[[], object]:
    def show() -> None:
        shown = it.page(page)
        if view:
            shown.show_view(view)
    return show


def _first_run(it: "Opened") -> dict[str, Callable[[], object]]:
    from PySide6.QtTest import QTest
    first = it.window._first_run

    def commune() -> None:
        first.way.group.button(1).click()
        QTest.keyClicks(first.commune, "quang yen")

    return {"code": lambda: first.code.set_code("482915730264118905"), "commune": commune}


def _over(it: "Opened", book: str) -> dict[str, Callable[[], object]]:
    """Return every sheet and dialog, the list under the search field, the line that says what was done, tabs."""
    from PySide6.QtCore import Qt
    from PySide6.QtTest import QTest

    from desktop.ui.widgets.search_results import SearchResults
    from tests.ui import craft_walk
    from tests.ui.opened import until

    def search() -> None:
        it.page("today")
        it.window._tools.search.setFocus(Qt.FocusReason.ShortcutFocusReason)
        QTest.keyClicks(it.window._tools.search, "le thi")
        if book == "sample":
            until(lambda: [each for each in it.window.findChildren(SearchResults) if each.isVisible()])

    def said() -> None:
        it.page("today")
        it.window.say("Đã lưu trên máy này", undo_group="x", more="Máy in Canon LBP2900 TB-001")

    def preview() -> None:
        it.page("devices").show_view("list")
        it.window.import_workbook("device")
        it.settle()
        it.window._import_sheet.look_at(ROOT / "tests" / "data" / "workbooks" / "01-kiem-ke-thiet-bi.xlsx")

    made: dict[str, Callable[[], object]] = {"search": search, "said": said, "import-preview": preview}
    if book == "sample":
        made["incident-slow"] = lambda: it.window.report_incident("mang cham tu sang")
        made["incident-security"] = lambda: it.window.report_incident("may bi ma hoa het tep doi tien chuoc")
    for name, opener in craft_walk.OPENERS.items():
        made[name] = lambda opener=opener: opener(it)
    return made


if __name__ == "__main__":
    sys.exit(main())
