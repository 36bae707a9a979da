"""Walks the whole window: every page, its views and tabs, every sheet over it; says what is wrong where.

`python -m tests.ui.craft_walk BOOK [TEXT%]` prints it as JSON: for another scale of the screen, which is fixed
when QApplication is made. A sheet that nobody opens here is found by `sheets_declared`.
"""
import ast
import json
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Final

from PySide6.QtWidgets import QApplication, QMenu, QPushButton

from desktop.settings import ViewSettings
from desktop.store import records
from desktop.ui import navigation
from tests.ui import books, books_signatures, craft_checks, walking
from tests.ui.opened import Opened

UI: Final = Path(navigation.__file__).parent
BOOKS: Final = {"busy": books.a_busy_book, "hostile": books.a_hostile_book,
                "signatures": books_signatures.a_book_of_signatures, "empty": books.a_chosen_book}
OF_SCREEN: Final = (craft_checks.cut, craft_checks.hard_to_read, craft_checks.outgrown, craft_checks.out_of_sight,
                    craft_checks.cut_states, walking.rich_text, walking.nameless)
OF_STOPS: Final = (craft_checks.nameless, craft_checks.out_of_order)
ROOTS: Final = {"Overlay", "SideSheet", "QDialog"}
ONLY_DERIVED_FROM: Final = {"CertificateSheet", "FieldsSheet", "IncidentFrame", "PassingSheet"}


def walk(window: Opened, *, with_focus: bool = True) -> dict[str, list[str]]:
    """Return {check: sentences} of everything that can be reached, each sentence once, with where it was seen."""
    found: dict[str, dict[str, str]] = {"opened": {}}
    tried: set[int] = set()

    def look(place: str) -> None:
        window.settle()
        stops = craft_checks.stops(window.window)
        for check in OF_SCREEN:
            for said in check(window.window):
                found.setdefault(check.__name__, {}).setdefault(said, place)
        for check in OF_STOPS:
            for said in check(stops):
                found.setdefault(check.__name__, {}).setdefault(said, place)
        if with_focus:
            for said in craft_checks.unseen_focus(stops, tried):
                found.setdefault("unseen_focus", {}).setdefault(said, place)

    for entry in navigation.ENTRIES:
        page = window.page(entry.key)
        for view in [""] if entry.key == "settings" else craft_checks.places(page):
            look(f"{entry.key} {view}".strip())
    for name, open_ in OPENERS.items():
        try:
            open_(window)
        except (LookupError, StopIteration):
            continue    # this book has nothing to open it with
        window.settle()
        if any(type(each).__name__ == name for each in craft_checks.shown(window.window)):
            found["opened"][name] = name
            look(name)
        _close(window)
    return {check: [f"{place}: {said}" for said, place in sentences.items()] for check, sentences in found.items()}


def sheets_declared() -> set[str]:
    """Return the names of all sheets and dialogs of the program."""
    bases: dict[str, set[str]] = {}
    for path in UI.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ClassDef):
                bases[node.name] = {each.id for each in node.bases if isinstance(each, ast.Name)}
    sheets = set(ROOTS)
    while more := {name for name, above in bases.items() if above & sheets} - sheets:
        sheets |= more
    return sheets - ROOTS - ONLY_DERIVED_FROM


def _close(window: Opened) -> None:
    for each in craft_checks.shown(window.window):
        if type(each).__name__ in OPENERS or type(each).__name__ in ("RecordForm",):
            each.hide()
    window.settle()


# How each sheet is opened; what the book lacks raises LookupError.

def _first(window: Opened, kind: str) -> str:
    found = records.page(window.store.read(), records.Search(kind=kind), 0, 1)
    if not found:
        raise LookupError(kind)
    return found[0].id


def _plain(module: str, name: str, *arguments: str) -> Callable[[Opened], None]:
    """Return an opener of `Name(window, desk, actions)` that is opened with ids of these kinds."""
    def open_(window: Opened) -> None:
        made = getattr(__import__(module, fromlist=[name]), name)
        ids = [_first(window, each) for each in arguments]
        made(window.window, window.program.desk, window.window).open(*ids)
    return open_


def _signatures(window: Opened):
    view = window.page("accounts").show_view("certificates")
    window.settle()
    return view


def _request(window: Opened) -> None:
    view = _signatures(window)
    view.table.selectAll()
    view.request()


def _answer(window: Opened) -> None:
    view = _signatures(window)
    entry = next(each for each in view.register.entries if each.state.request)
    view._sheet("answer").open(view.register, entry)


def _number(window: Opened) -> None:
    view = _signatures(window)
    view._sheet("number").open([next(each for each in view.register.entries if each.state.request)])


def _file(window: Opened) -> None:
    from tests.services.certificate_makers import a_holder, bundle, the_authority
    view = _signatures(window)
    path = window.store.profile / "chung-thu.p7b"
    path.write_bytes(bundle(a_holder(), a_holder("Không Ai Biết", serial=9), the_authority()))
    view._sheet("file").look_at(path)


def _trash(window: Opened) -> None:
    """Open the trash with what this book has to spare in it: of two kinds, and nothing that names others."""
    from desktop.services import record_removal
    for kind in ("device", "incident"):
        found = records.page(window.store.read(), records.Search(kind=kind), 0, 200)
        if len(found) > 3:
            record_removal.delete(window.store, [each.id for each in found[-3:]])
    _plain("desktop.ui.dialogs.trash_sheet", "TrashSheet")(window)


def _bulk(window: Opened) -> None:
    page = window.page("people")
    page.table.selectAll()
    window.settle()
    page._edit_all()


def _merge(window: Opened) -> None:
    from desktop.ui.dialogs.merge_records import MergeSheet
    found = records.page(window.store.read(), records.Search(kind="device"), 0, 2)
    MergeSheet(window.window, window.program.desk, window.window).open(found[0].id, found[1].id)


def _devices(view: str, act: str) -> Callable[[Opened], None]:
    """Return an opener of a form of the page of devices: in one of its views, by one of its actions."""
    def open_(window: Opened) -> None:
        page = window.page("devices")
        shown = page.show_view(view)
        window.settle()
        getattr(page if shown is None or view == "list" else shown, act)()
    return open_


def _bulk_of_devices(window: Opened) -> None:
    page = window.page("devices")
    page.show_view("list")
    window.settle()
    page.table.selectAll()
    window.settle()
    page._edit_all()


def _matrix(act: str) -> Callable[[Opened], None]:
    def open_(window: Opened) -> None:
        view = window.page("accounts").show_view("matrix")
        window.settle()
        getattr(view, act)(*([] if act == "open_catalogue" else [1]))
    return open_


def _opening_code(window: Opened) -> None:
    from desktop.ui.dialogs.opening_code import Aim, OpeningCodeSheet
    OpeningCodeSheet(window.window, window.program.desk, Aim.SET, lambda said: None).open()


def _slip(window: Opened) -> None:
    from desktop.services.recovery_slip import Slip
    from desktop.ui.dialogs.recovery_slip import RecoverySlip
    page = window.page("settings")
    page.show_slip()
    window.settle()
    assert Slip and RecoverySlip


def _day(window: Opened) -> None:
    page = window.page("today")
    press = next(each for each in page.findChildren(QPushButton) if each.accessibleName().startswith("Để đến ngày:"))
    press.click()
    window.settle()
    menu = next(each for each in QApplication.topLevelWidgets() if isinstance(each, QMenu) and each.isVisible())
    menu.actions()[-1].trigger()    # a day of one's own
    menu.close()


def _surplus(window: Opened) -> None:
    from desktop.ui.dialogs.stocktake_surplus import StocktakeSurplus
    with window.store.write() as unit:
        made = unit.create("stocktake", {"name": "Kiểm kê 31/12", "status": "open"})
    StocktakeSurplus(window.window, window.program.desk, window.window, lambda: None).open(made, "PC-9", "Kho")


def _sign(window: Opened) -> None:
    from desktop.ui.dialogs.handover_sign import HandoverSign
    with window.store.write() as unit:
        made = unit.create("handover", {"status": "to_sign"})
    HandoverSign(window.window, window.program.desk, window.window, made).open()


def _of_record(module: str, name: str, kind: str) -> Callable[[Opened], None]:
    def open_(window: Opened) -> None:
        made = getattr(__import__(module, fromlist=[name]), name)
        record = records.get(window.store.read(), _first(window, kind))
        made(window.window, window.program.desk, window.window).open(record)
    return open_


OPENERS: Final[dict[str, Callable[[Opened], None]]] = {
    "IncidentSheet": lambda it: (it.page("incidents"), it.window.report_incident("máy in phòng một cửa kẹt giấy")),
    "ImportSheet": lambda it: (it.page("devices"), it.window.import_workbook("device")),
    "PersonSheet": lambda it: it.window.choose_person(),
    "ShortcutList": lambda it: it.window.show_keys(),
    "RecordForm": lambda it: it.page("people").new_record(), "BulkEdit": _bulk,
    "DeviceForm": _devices("list", "new_record"), "HandoverForm": _devices("handovers", "new_record"),
    "StocktakeForm": _devices("stocktakes", "new_record"), "DeviceBulkEdit": _bulk_of_devices,
    "TrialSheet": lambda it: it.page("today")._try_out(),
    "RecordSheet": lambda it: it.window.open_record("notice", _first(it, "person")),
    "RequestSheet": _request, "AnswerSheet": _answer, "NumberSheet": _number, "FileSheet": _file,
    "MergerSheet": lambda it: _signatures(it).review(),
    "ImportLeftovers": _plain("desktop.ui.dialogs.import_leftovers", "ImportLeftovers"),
    "MachineUsb": _plain("desktop.ui.dialogs.machine_usb", "MachineUsb"),
    "MachineSheet": _plain("desktop.ui.dialogs.machine_sheet", "MachineSheet"),
    "TrashSheet": _trash,
    "LeaverSheet": _plain("desktop.ui.dialogs.leaver_sheet", "LeaverSheet", "person"),
    "FocalSheet": _plain("desktop.ui.dialogs.focal_sheet", "FocalSheet"),
    "RoomTest": _of_record("desktop.ui.pages.infrastructure_room_test", "RoomTest", "room"),
    "MeasureSheet": _of_record("desktop.ui.pages.infrastructure_outages", "MeasureSheet", "line"),
    "MergeSheet": _merge, "OpeningCodeSheet": _opening_code, "RecoverySlip": _slip, "DayChoice": _day,
    "HandoverSign": _sign, "StocktakeSurplus": _surplus,
    "AllExcept": _matrix("say_of_all"), "RequiredFor": _matrix("choose_who_needs"),
    "SystemCatalogue": _matrix("open_catalogue"),
}


def main() -> int:
    """Print what is wrong as JSON."""
    book, text = sys.argv[1], int(sys.argv[2]) if len(sys.argv) > 2 else 100
    with tempfile.TemporaryDirectory() as folder:
        window = Opened(BOOKS[book](Path(folder) / "book"), ViewSettings(text_scale=text))
        found = walk(window, with_focus=len(sys.argv) > 3)
        window.close()
    print(json.dumps(found, ensure_ascii=False, indent=1))
    return 0


if __name__ == "__main__":
    sys.exit(main())
