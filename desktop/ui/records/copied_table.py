"""Rows of a list as text for the clipboard: tabs for any program, HTML for Excel and Word.

A cell that Excel would take for a formula is neutralised: names and notes come from other people's
computers, and a copied cell must not run.
"""
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import QMimeData
from PySide6.QtGui import QGuiApplication

_FORMULA_STARTS: Final = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")


@dataclass(frozen=True, slots=True)
class Copied:
    """A table ready for the clipboard; `page` is HTML in which every cell is escaped."""
    rows: int
    text: str
    page: str


def ready_to_copy(headings: Sequence[str], rows: Sequence[Sequence[str]], *, always_headed: bool = True) -> Copied:
    """Return a table ready for the clipboard; in any thread: 28,500 rows take half a second."""
    lines = [headings, *rows] if always_headed or len(rows) > 1 else rows
    return Copied(len(rows), as_tsv(lines), as_html(headings, rows))


def put_on_clipboard(copied: Copied) -> None:
    """Put it there: text for any program, a table for Excel and Word."""
    both = QMimeData()
    both.setText(copied.text)
    both.setHtml(copied.page)
    QGuiApplication.clipboard().setMimeData(both)


def neutralised(text: str) -> str:
    """Return `text` so that a spreadsheet shows it and never computes it."""
    return f"'{text}" if text.startswith(_FORMULA_STARTS) else text


def as_tsv(rows: Sequence[Sequence[str]]) -> str:
    """Return rows as tab-separated lines; line breaks and tabs inside a cell become blanks."""
    return "\n".join("\t".join(neutralised(" ".join(cell.split())) for cell in row) for row in rows)


def as_html(headings: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Return an HTML table whose cells are all text to Excel: 014 keeps its zero, =1+1 stays words."""
    head = "".join(f"<th>{_escaped(text)}</th>" for text in headings)
    lines = "".join(f"<tr>{''.join(_cell(text) for text in row)}</tr>" for row in rows)
    return (f'<html><head><meta charset="utf-8"></head><body><table><tr>{head}</tr>{lines}</table>'
            "</body></html>")


def _cell(text: str) -> str:
    shown = _escaped(neutralised(text)).replace("\n", '<br style="mso-data-placement:same-cell">')
    return f"<td style=\"mso-number-format:'\\@'\">{shown}</td>"


def _escaped(text: str) -> str:
    import html  # with the names of two thousand letters: for who copies, not for every list
    return html.escape(text)
