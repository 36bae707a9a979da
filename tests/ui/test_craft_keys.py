"""F1 lists every key there is: what the window listens to, what the page's parts say, nothing twice."""
import ast
from pathlib import Path

import pytest
from PySide6.QtGui import QKeySequence, QShortcut

from desktop.ui import navigation
from desktop.ui.dialogs.shortcut_list import ShortcutList
from tests.ui import books

UI = Path(navigation.__file__).parent
ORDINARY = {"Return", "Enter", "Escape", "Tab", "Backtab", "Up", "Down", "Space", "Menu", "Backspace", "PageUp",
            "PageDown", "Home", "End", "Left", "Right"}
"""What every list, field and button does with its keys by itself, said once in the list or by nobody."""
SAID_ONCE = {"Ctrl =": "Ctrl +"}    # the same key without Shift


def the_list(window):
    window.window.show_keys()
    return window.window.findChildren(ShortcutList)[-1]


def pressed(text):
    return QKeySequence(text).toString().replace("+", " ").replace("  ", " +").replace("−", "-")


def covers(listed, key):
    """Return whether a key is said in the list; "Ctrl 1 … Ctrl 8" says those between."""
    spoken = " ".join(keys for keys, _ in listed).replace("−", "-")
    shown = SAID_ONCE.get(key, key)
    if shown.startswith("Ctrl ") and shown[-1].isdigit() and shown != "Ctrl 0":
        return "Ctrl 1 …" in spoken
    return shown in spoken


@pytest.mark.parametrize("page", [entry.key for entry in navigation.ENTRIES])
def test_every_shortcut_that_works_on_a_page_is_listed(opened, page):
    window = opened(books.a_busy_book)
    shown = window.page(page)
    listed = the_list(window)
    lines = listed.of_page + listed.everywhere
    unsaid = []
    for each in window.window.findChildren(QShortcut):
        above = each.parent()
        if not each.isEnabled() or above is not window.window and not (
                shown.isAncestorOf(above) or above is shown) or not above.isVisible():
            continue
        key = pressed(each.key().toString())
        if key != "Esc" and not covers(lines, key):
            unsaid.append(key)
    assert unsaid == []


def test_a_page_says_its_own_keys_first_and_none_twice(opened):
    window = opened(books.a_busy_book)
    window.page("devices")
    listed = the_list(window)
    assert ("Delete", "Bỏ các dòng đang chọn vào thùng rác") in listed.of_page
    keys = [keys for keys, _ in listed.of_page + listed.everywhere]
    assert len(keys) == len(set(keys))
    assert all(words.strip() for _, words in listed.of_page + listed.everywhere)


def test_the_pages_are_counted(opened):
    window = opened(books.a_busy_book)
    window.page("today")
    assert any(keys == f"Ctrl 1 … Ctrl {len(navigation.ENTRIES)}" for keys, _ in the_list(window).everywhere)


def test_whoever_listens_to_a_key_of_its_own_says_so():
    """A class with keys beside the ordinary ones has `keys()`, or the view that it is the table of has them."""
    silent = []
    files = [path for room in ("pages", "records", "widgets") for path in sorted((UI / room).glob("*.py"))]
    spoken_for = {path.stem.partition("_")[0] for path in files if "def keys(self)" in path.read_text(encoding="utf-8")
                  and path.parent.name == "pages"}
    for path in files:
        if path.parent.name == "pages" and path.stem.partition("_")[0] in spoken_for:
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.ClassDef):
                continue
            made = {each.name: each for each in node.body if isinstance(each, ast.FunctionDef)}
            if "keyPressEvent" not in made or "keys" in made:
                continue
            inside = ast.dump(made["keyPressEvent"])
            named = {each.attr.removeprefix("Key_") for each in ast.walk(made["keyPressEvent"])
                     if isinstance(each, ast.Attribute) and each.attr.startswith("Key_")}
            standard = {each.attr for each in ast.walk(made["keyPressEvent"]) if isinstance(each, ast.Attribute)
                        and isinstance(each.value, ast.Attribute) and each.value.attr == "StandardKey"}
            if named - ORDINARY or "_KEYS" in inside or "id='KEYS'" in inside or standard - {"Copy"}:
                silent.append(f"{path.name}: {node.name}")
    assert silent == []
