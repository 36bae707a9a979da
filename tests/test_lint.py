"""Text of others is never taken for HTML, values are never formatted into SQL, the locks are whole."""
import re
from pathlib import Path

import pytest

from tests.house.rules import LABELS, complaints

ROOT = Path(__file__).resolve().parent.parent
LOCKS = ROOT / "requirements"


def test_the_code_keeps_its_rules():
    said = [sentence for package in ("protocol", "desktop", "server")
            for path in sorted((ROOT / package).rglob("*.py"))
            for sentence in complaints(path.relative_to(ROOT).as_posix(), path.read_text(encoding="utf-8"))]
    assert said == []


BROKEN = {
    "a bare label": ("desktop/ui/pages/today.py", "made = QLabel(person.name)"),
    "a bare label by its module": ("desktop/ui/pages/today.py", "made = QtWidgets.QLabel('x')"),
    "a label class elsewhere": ("desktop/ui/pages/today.py", "class Title(QLabel): pass"),
    "a label class that guesses": (LABELS, "class Title(QLabel):\n    pass"),
    "a label function that guesses": (LABELS, "def label(text):\n    return QLabel(text)"),
    "rich text": ("desktop/ui/widgets/paint.py", "made.setTextFormat(Qt.TextFormat.RichText)"),
    "guessed text": (LABELS, "made.setTextFormat(Qt.AutoText)"),
    "a message box": ("desktop/ui/dialogs/ask.py", "QMessageBox.question(self, 'x', name)"),
    "a browser": ("desktop/ui/pages/guides.py", "view = QTextBrowser()"),
    "HTML": ("desktop/ui/pages/guides.py", "view.setHtml(text)"),
    "a tooltip of others' words": ("desktop/ui/pages/today.py", "button.setToolTip(record.title)"),
    "a tooltip with a name in it": ("desktop/ui/pages/today.py", "button.setToolTip(tr('Of {who}', who=name))"),
    "a tooltip of two": ("desktop/ui/pages/today.py", "button.setToolTip(name if name else '')"),
    "a tooltip shown at once": ("desktop/ui/widgets/table.py", "QToolTip.showText(point, str(text), view)"),
    "an item's tooltip": ("desktop/ui/pages/today.py", "item.setData(Qt.ToolTipRole, name)"),
    "an opened link": ("desktop/services/guides.py", "QDesktopServices.openUrl(url)"),
    "a value in SQL": ("server/store/rows.py", "f\"SELECT id FROM record WHERE id = '{id_}'\""),
    "a bare value in SQL": ("desktop/store/records.py", "f'SELECT id FROM record WHERE rv > {rv}'"),
    "a limit in SQL": ("desktop/store/records.py", "f'SELECT id FROM {table} LIMIT {limit}'"),
    "SQL by percent": ("desktop/store/records.py", "'SELECT id FROM record WHERE id = %s' % id_"),
    "SQL by format": ("desktop/store/records.py", "'DELETE FROM record WHERE id = {}'.format(id_)"),
}
FINE = {
    "a label": (LABELS, "def f(t):\n    made = QLabel(t)\n    made.setTextFormat(Qt.PlainText)\n    return made"),
    "a table for the clipboard": ("desktop/ui/records/record_view.py", "copied.setHtml(as_html(rows))"),
    "our own tooltip": ("desktop/ui/pages/today.py", "button.setToolTip(tr('Undo'))"),
    "a safe tooltip": ("desktop/ui/pages/today.py", "button.setToolTip('' if fits else plain_tooltip(name))"),
    "a table's name": ("desktop/store/records.py", "f'SELECT id FROM {table} WHERE {column} = ? LIMIT ?'"),
    "a join": ("desktop/store/records.py", "f'SELECT a.id FROM a JOIN b ON a.id = {alias}.id'"),
    "a constant": ("desktop/store/records.py", "f'SELECT id FROM record LIMIT {PAGE_ROWS}'"),
    "a number for sure": ("desktop/store/listing.py", "f'SELECT id FROM record WHERE deleted = {int(trash)}'"),
    "a sentence": ("desktop/cli/output.py", "f'{count} records FROM {name}'"),
}


@pytest.mark.parametrize(("path", "text"), BROKEN.values(), ids=BROKEN)
def test_a_broken_rule_is_caught(path, text):
    assert list(complaints(path, text))


@pytest.mark.parametrize(("path", "text"), FINE.values(), ids=FINE)
def test_what_is_allowed_stays_silent(path, text):
    assert list(complaints(path, text)) == []


def locked(path: Path) -> dict[str, str]:
    """Return the version of each package that a lock names."""
    return dict(re.findall(r"^([a-z0-9.-]+)==(\S+)", path.read_text(encoding="utf-8"), re.MULTILINE))


def test_the_locks_name_hashes_and_no_address():
    for path in LOCKS.glob("*.txt"):
        text = path.read_text(encoding="utf-8")
        assert not re.search(r"://|--(extra-)?index|--find-links|^#", text, re.MULTILINE), path.name
        for block in re.split(r"\n(?=\S)", text.strip()):
            assert "--hash=sha256:" in block, block


def test_the_locks_agree_and_name_what_only_windows_needs():
    everything = locked(LOCKS / "development.txt")
    for path in LOCKS.glob("*.txt"):
        assert locked(path).items() <= everything.items(), path.name
    assert {"pywin32-ctypes", "pyside6-essentials"} <= locked(LOCKS / "desktop.txt").keys()
    assert everything["pyside6-essentials"] == "6.8.3"
    assert not {"pyside6", "pyside6-addons"} & everything.keys()


def test_ci_does_what_a_developer_does():
    assert "python3 dev.py test" in (ROOT / ".ci" / "run").read_text(encoding="utf-8")
