"""The power goes while somebody types: what was typed a second before is offered again."""
import os
import subprocess
import sys
from pathlib import Path

import pytest
import shiboken6
from PySide6.QtWidgets import QWidget

from desktop.store.store import Store
from desktop.ui.records.form import RecordForm
from desktop.ui.sheets.incident_sheet import IncidentSheet
from protocol.catalogue import KINDS
from tests.ui.records_desk import Asked, desk_over, themed
from tests.ui.typing_until_killed import NothingUnderstood

ROOT = Path(__file__).resolve().parents[2]
TEXT = "Máy phòng Tư pháp kêu to, đã vệ sinh quạt"


def typed_until_killed(profile: Path, what: str) -> None:
    """Let another process type, and kill it without warning once a draft holds the text."""
    Store.create(profile, None).close()
    typing = subprocess.Popen(
        [sys.executable, "-m", "tests.ui.typing_until_killed", str(profile), what, TEXT],
        cwd=ROOT, stdout=subprocess.PIPE, text=True, env=os.environ | {"QT_QPA_PLATFORM": "offscreen"})
    try:
        assert typing.stdout is not None
        assert typing.stdout.readline() == "typing\n"
        assert typing.stdout.readline() == "kept\n"
    finally:
        typing.kill()
        typing.wait(10)


@pytest.fixture
def page(qapp):
    themed()
    made = QWidget()
    made.resize(1170, 714)
    made.header = QWidget(made)
    made.show()
    yield made
    shiboken6.delete(made)


def test_a_form_offers_what_was_typed_before_the_kill(tmp_path, page):
    typed_until_killed(tmp_path / "profile", "form")
    with desk_over(Store(tmp_path / "profile", None)) as desk:
        form = RecordForm(page, page.header, desk, Asked(), KINDS["device"])
        form.open_new()
        assert form.editors["note"].input().toPlainText() == TEXT
        shiboken6.delete(form)


def test_the_incident_line_comes_back_after_the_kill(tmp_path, page):
    typed_until_killed(tmp_path / "profile", "incident")
    with desk_over(Store(tmp_path / "profile", None), NothingUnderstood) as desk:
        sheet = IncidentSheet(page, page.header, desk, Asked())
        sheet.open()
        assert sheet.line.text() == TEXT
        shiboken6.delete(sheet)
