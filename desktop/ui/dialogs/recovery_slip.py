"""The recovery slip: one A5 page for the envelope in the office's safe. Shown, printed, never written to a file."""
from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING

from PySide6.QtCore import QMarginsF, QRectF, QSize, QSizeF, Qt
from PySide6.QtGui import QColor, QFont, QPageLayout, QPageSize, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from desktop.language import tr
from desktop.services.recovery_slip import Slip
from desktop.services.value_text import VIETNAM
from desktop.ui.tokens import FONT_FAMILIES, TEXT_PX, Colour, Space, Text
from desktop.ui.widgets import paint
from desktop.ui.widgets.controls import button
from desktop.ui.widgets.overlay import Overlay
from desktop.ui.widgets.panels import Scrolled
from desktop.ui.widgets.remark import Remark

if TYPE_CHECKING:
    from PySide6.QtPrintSupport import QPrinter

A5_MM = QSizeF(148, 210)
_MARGIN_MM = 14.0
_PREVIEW = 360    # pixels that the page is wide beside text of the usual size
_A_LINE = 3    # groups of the code: what one reads aloud in a breath


class RecoverySlip(Overlay):
    """The page as it will be printed, and "In"."""

    WIDTH = 460

    def __init__(self, window: QWidget, slip: Slip, on_kept: Callable[[], object]) -> None:
        super().__init__(window, tr("Recovery slip"))
        self._slip, self._on_kept = slip, on_kept
        self._dialog: QWidget | None = None
        self._remark = Remark()
        self.body.addWidget(Scrolled(_Preview(slip), whole=True), 1)
        self.body.addWidget(self._remark)
        row = QHBoxLayout()
        row.setSpacing(Space.S)
        print_ = button(tr("Print"), "primary")
        print_.clicked.connect(self._print)
        kept = button(tr("Copied by hand, in the envelope"))
        kept.clicked.connect(self._keep)
        row.addWidget(print_)
        row.addWidget(kept)
        row.addStretch()
        self.body.addLayout(row)

    def open(self) -> None:
        """Show the page."""
        self.show_over()
        self.setFocus()

    def _print(self) -> None:
        from PySide6.QtPrintSupport import QPrintDialog, QPrinter, QPrinterInfo
        if not QPrinterInfo.availablePrinterNames():
            self._remark.say(tr("No printer on this PC."), tr("Copy the code by hand onto paper."))
            return
        printer = QPrinter(QPrinter.PrinterMode.HighResolution)
        printer.setPageLayout(QPageLayout(QPageSize(QPageSize.PageSizeId.A5), QPageLayout.Orientation.Portrait,
                                          QMarginsF(0, 0, 0, 0)))
        printer.setDocName(tr("Recovery slip"))
        dialog = QPrintDialog(printer, self.window())
        dialog.accepted.connect(lambda: self._paint_on(printer))
        self._dialog = dialog
        dialog.open()

    def _paint_on(self, printer: "QPrinter") -> None:
        painter = QPainter()
        if not painter.begin(printer):
            self._remark.say(tr("The printer did not answer."), tr("Check it, or copy the code by hand onto paper."))
            return
        dots = printer.resolution() / 25.4
        paint_slip(painter, QRectF(0, 0, A5_MM.width() * dots, A5_MM.height() * dots), self._slip)
        painter.end()
        self._keep()

    def _keep(self) -> None:
        self._on_kept()
        self.hide()
        self.deleteLater()


class _Preview(QWidget):
    """The A5 page. It grows with the text, so that who copies the code by hand can read it, and scrolls then."""

    def __init__(self, slip: Slip) -> None:
        super().__init__()
        self._slip = slip
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)    # the arrows scroll it
        self.setAccessibleName(" ".join((tr("Recovery slip"), *slip.groups)))

    def heightForWidth(self, width: int) -> int:
        paper = min(width, round(_PREVIEW * self.font().pixelSize() / TEXT_PX[Text.BODY]))
        return round(paper * A5_MM.height() / A5_MM.width())

    def sizeHint(self) -> QSize:
        return QSize(_PREVIEW, self.heightForWidth(_PREVIEW))

    def minimumSizeHint(self) -> QSize:
        return QSize(_PREVIEW * 2 // 3, self.heightForWidth(self.width()))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        scale = min(self.width() / A5_MM.width(), self.height() / A5_MM.height())
        page = QRectF(0, 0, A5_MM.width() * scale, A5_MM.height() * scale)
        page.moveCenter(QRectF(self.rect()).center())
        painter.fillRect(page, QColor(Colour.CARD))
        painter.setPen(QPen(QColor(Colour.FIELD_LINE), 1))
        painter.drawRect(page.adjusted(0.5, 0.5, -0.5, -0.5))
        paint_slip(painter, page, self._slip)
        if self.hasFocus():
            paint.paint_focus_ring(painter, page.toRect())


def paint_slip(painter: QPainter, page: QRectF, slip: Slip) -> None:
    """Draw the slip on `page`, whose size is A5 in any unit."""
    mm = page.width() / A5_MM.width()
    left, width = page.left() + _MARGIN_MM * mm, page.width() - 2 * _MARGIN_MM * mm
    top = page.top() + _MARGIN_MM * mm

    def line(text: str, size_mm: float, *, bold: bool = False, centred: bool = False, after: float = 2.0,
             mono: bool = False) -> None:
        nonlocal top
        font = QFont()
        font.setFamilies(["Consolas", "Noto Sans Mono", "DejaVu Sans Mono"] if mono else list(FONT_FAMILIES))
        font.setPixelSize(max(1, round(size_mm * mm)))
        font.setBold(bold)
        painter.setFont(font)
        align = Qt.AlignmentFlag.AlignHCenter if centred else Qt.AlignmentFlag.AlignLeft
        flags = align | Qt.AlignmentFlag.AlignTop | Qt.TextFlag.TextWordWrap
        room = QRectF(left, top, width, page.bottom() - top)
        box = painter.boundingRect(room, int(flags), text)
        painter.drawText(room, int(flags), text)
        top += box.height() + after * mm

    painter.save()
    painter.setPen(QColor(Colour.INK))
    line(slip.commune, 4.2, bold=True, centred=True, after=6)
    line(tr("RECOVERY SLIP OF THE IT BOOK"), 6.2, bold=True, centred=True, after=2)
    line(tr("Put it into an envelope, seal it, give it to the office to keep"), 3.6, centred=True, after=8)
    painter.setPen(QPen(QColor(Colour.INK), 0.3 * mm))
    frame_top = top
    top += 5 * mm
    for at in range(0, len(slip.groups), _A_LINE):
        line("   ".join(slip.groups[at:at + _A_LINE]), 7.5, bold=True, centred=True, after=2.5, mono=True)
    top += 2.5 * mm
    painter.drawRect(QRectF(left, frame_top, width, top - frame_top))
    top += 8 * mm
    line(tr("PC: {name}", name=slip.machine), 4.0)
    line(tr("Replica: {replica}", replica=slip.replica), 3.2)
    line(tr("Printed on: {date}", date=f"{datetime.now(VIETNAM):%d/%m/%Y}"), 4.0, after=6)
    line(tr("With this code the book or its backup opens on any PC when Windows is installed anew, the PC is "
            "replaced or its key is lost. Whoever has the code and a copy of the book can read it."), 3.8, after=4)
    line(tr("How: start Sổ CNTT on the new PC, choose restore, point at the backup file, type the code. Capital or "
            "small letters and blanks do not matter."), 3.8, after=4)
    line(tr("The code is not a password for daily work and is never asked for by phone or chat."), 3.8, bold=True)
    painter.restore()
