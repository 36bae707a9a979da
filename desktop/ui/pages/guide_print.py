"""A guide on paper: A4, margins of an office paper, plain text in a font with every Vietnamese mark."""
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QMarginsF, QSizeF
from PySide6.QtGui import (
    QFont,
    QPagedPaintDevice,
    QPageLayout,
    QPageSize,
    QPdfWriter,
    QTextBlockFormat,
    QTextCharFormat,
    QTextCursor,
    QTextDocument,
    QTextOption,
)
from PySide6.QtWidgets import QWidget

from desktop.language import tr
from desktop.services import guides as guide_service
from desktop.services.first_start import COMMUNE_NAME
from desktop.services.guides import Guide
from desktop.services.value_text import VIETNAM
from desktop.store import setting

if TYPE_CHECKING:
    from desktop.store.store import Store

FONTS: Final = ("Times New Roman", "Liberation Serif", "Noto Serif", "DejaVu Serif", "Noto Sans")
MARGINS_MM: Final = QMarginsF(30, 20, 15, 20)    # Nghị định 30/2020: left 30–35, right 15–20, top and bottom 20–25
_TITLE_PT, _SMALL_PT = 16.0, 10.5
_BODIES_PT: Final = (13.0, 12.0, 11.0)    # the largest that leaves one page; longer guides take two
_INDENT: Final = 20.0
_DPI: Final = 96


@dataclass(frozen=True, slots=True, kw_only=True)
class PrintedPage:
    """What goes on paper, as plain text."""
    title: str
    symptoms: str
    steps: tuple[str, ...]
    avoid: tuple[str, ...]
    when: str
    teams: tuple[str, ...]
    calls: tuple[str, ...]
    footer: str


def printed_page(store: "Store", guide: Guide, calls: Sequence[str]) -> PrintedPage:
    """Return what is printed of `guide`; `calls` are whom the book knows, with their telephones."""
    commune = setting.text(store.read(), COMMUNE_NAME)
    today = f"{datetime.now(VIETNAM):%d/%m/%Y}"
    footer = tr("Printed from the IT book of {commune} on {date}", commune=commune, date=today) if commune \
        else tr("Printed from the IT book on {date}", date=today)
    return PrintedPage(title=guide.title, symptoms=guide.symptoms, steps=guide.steps, avoid=guide.avoid,
                       when=guide.escalate_when, teams=tuple(guide_service.team_names(guide.escalate_to)),
                       calls=tuple(calls), footer=footer)


def document(page: PrintedPage, *, dots: float = 1.0, body_pt: float = 13.0) -> QTextDocument:
    """Return the page laid out for `dots` a point: only plain text is ever inserted."""
    made = QTextDocument()
    font = QFont()
    font.setFamilies(list(FONTS))
    font.setPointSizeF(body_pt)
    made.setDefaultFont(font)
    made.setDocumentMargin(0)
    cursor = QTextCursor(made)
    is_first = True

    def line(text: str, *, size: float = body_pt, bold: bool = False, hang: bool = False, above: float = 3.0) -> None:
        nonlocal is_first
        block = QTextBlockFormat()
        block.setTopMargin(0 if is_first else above * _DPI / 72)    # Qt scales this and tabs, but no indent
        block.setLineHeight(115, QTextBlockFormat.LineHeightTypes.ProportionalHeight.value)
        if hang:
            block.setLeftMargin(_INDENT * dots)
            block.setTextIndent(-_INDENT * dots)
            stop = QTextOption.Tab()
            stop.position = _INDENT * _DPI / 72
            block.setTabPositions([stop])
        if is_first:
            cursor.setBlockFormat(block)
        else:
            cursor.insertBlock(block)
        look = QTextCharFormat()
        look.setFont(font)
        look.setFontPointSize(size)
        look.setFontWeight(QFont.Weight.Bold if bold else QFont.Weight.Normal)
        cursor.insertText(text, look)
        is_first = False

    line(page.title, size=_TITLE_PT, bold=True)
    if page.symptoms:
        line(tr("How one sees it"), bold=True, above=8)
        line(page.symptoms)
    line(tr("Steps"), bold=True, above=8)
    for at, step in enumerate(page.steps, start=1):
        line(f"{at}.\t{step}", hang=True)
    if page.avoid:
        line(tr("Do not"), bold=True, above=8)
        for each in page.avoid:
            line(f"–\t{each}", hang=True)
    if page.when or page.teams:
        line(tr("Pass on when"), bold=True, above=8)
        if page.when:
            line(page.when)
        for at, each in enumerate(page.teams, start=1):
            line(f"{at}.\t{each}", hang=True)
    if page.calls:
        line(tr("Whom to call:").rstrip(":"), bold=True, above=8)
        for each in page.calls:
            line(each)
    line(page.footer, size=_SMALL_PT, above=14)
    return made


def paint_on(page: PrintedPage, device: QPagedPaintDevice) -> None:
    """Lay the page out for `device` and draw it."""
    dots = device.logicalDpiX() / 72    # type: ignore[attr-defined]
    area = device.pageLayout().paintRect(QPageLayout.Unit.Point).size()
    made = []
    for body_pt in _BODIES_PT:
        laid_out = document(page, dots=dots, body_pt=body_pt)
        laid_out.documentLayout().setPaintDevice(device)    # type: ignore[arg-type]
        laid_out.setPageSize(QSizeF(area.width() * dots, area.height() * dots))
        made.append(laid_out)
        if laid_out.pageCount() == 1:
            break
    (made[-1] if made[-1].pageCount() == 1 else made[0]).print_(device)


def save_pdf(page: PrintedPage, path: str) -> bool:
    """Return whether the page stands in a PDF at `path`."""
    try:
        with Path(path).open("ab"):    # a folder that may not be written is told before Qt says nothing
            pass
    except OSError:
        return False
    writer = QPdfWriter(path)
    writer.setPageLayout(_layout())
    writer.setResolution(_DPI * 3)
    writer.setTitle(page.title)
    paint_on(page, writer)
    return True


def has_printer() -> bool:
    """Return whether this PC has any printer."""
    from PySide6.QtPrintSupport import QPrinterInfo
    return bool(QPrinterInfo.availablePrinterNames())


def send_to_printer(owner: QWidget, page: PrintedPage, failed: Callable[[], object]) -> None:
    """Ask which printer, then print."""
    from PySide6.QtPrintSupport import QPrintDialog, QPrinter
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    printer.setPageLayout(_layout())
    printer.setDocName(page.title)
    dialog = QPrintDialog(printer, owner.window())

    def go() -> None:
        if printer.isValid():
            paint_on(page, printer)
        else:
            failed()

    dialog.accepted.connect(go)
    dialog.open()


def _layout() -> QPageLayout:
    return QPageLayout(QPageSize(QPageSize.PageSizeId.A4), QPageLayout.Orientation.Portrait, MARGINS_MM,
                       QPageLayout.Unit.Millimeter)
