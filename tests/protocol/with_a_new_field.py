"""A program of tomorrow: `device` with one more field, declared in one line before anything is imported.

`python -m tests.protocol.with_a_new_field server WORDS…` runs the province's command line with it;
`… commands` answers a line of words (JSON) of `so-cntt` by its line of JSON, until its input ends;
`… look PROFILE` opens the window's list and form over a book and prints what they show.
"""
import json
import os
import sys
from dataclasses import replace

from protocol.field import Field
from protocol.kinds import device

NEW_FIELD = Field(code="shelf", label="Shelf", searchable=True, column=9, group="Place and people", aliases=("Kệ số",))
if not device.KIND.has(NEW_FIELD.code):
    device.KIND = replace(device.KIND, fields=(*device.KIND.fields, NEW_FIELD))    # the one line


def look(profile: str) -> dict[str, object]:
    """Return what the window over the book of `profile` shows of the field, and type a new value into its form."""
    from pathlib import Path

    from PySide6.QtCore import Qt
    from PySide6.QtWidgets import QApplication

    from desktop.store.store import Store
    from desktop.vault.data_key import open_profile_key
    from tests.ui.conftest import Opened

    qt = QApplication.instance() or QApplication([])
    opened = Opened(Store(Path(profile), open_profile_key(Path(profile), keyring_allowed=False)))
    opened.window.resize(2600, 900)    # a narrow list leaves out its last columns
    page = opened.page("devices")
    model = page.model
    column = [each.code for each in model.columns].index(NEW_FIELD.code)
    cells = sorted(model.row(at).texts[column] for at in range(model.rowCount()))
    page.table.choose(0)
    opened.settle()
    page.table.copy()
    opened.settle()
    copied = QApplication.clipboard().mimeData().html()
    record = page.table.current_id()
    page.edit(record)
    opened.settle()
    editor = page.form().editors[NEW_FIELD.code]
    editor.input().setText("Kệ gõ trong biểu mẫu")
    page.form().save()
    opened.settle()
    typed = model.row(model.row_of(record)).texts[column]
    said = {"heading": model.headerData(column, Qt.Orientation.Horizontal), "cells": cells, "copied": copied,
            "label": editor.label, "typed": typed}
    opened.close()
    del qt
    return said


if __name__ == "__main__":
    program, *words = sys.argv[1:]
    if program == "server":
        from server import admin
        sys.exit(admin.main(words))
    if program == "commands":
        from desktop.cli import main as cli
        for line in sys.stdin:
            cli.main(json.loads(line))
            sys.stdout.flush()
        sys.exit(0)
    print(json.dumps(look(*words)), flush=True)
    os._exit(0)    # Qt's own tear-down at the end of a process is not what is tested here
