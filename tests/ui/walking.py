"""Walks every widget of a window and says what is wrong with it."""
from collections.abc import Iterator

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractSpinBox,
    QComboBox,
    QLabel,
    QLineEdit,
    QMessageBox,
    QPlainTextEdit,
    QScrollBar,
    QTabBar,
    QTextEdit,
    QWidget,
)

CONTROLS = (QAbstractButton, QLineEdit, QComboBox, QPlainTextEdit, QAbstractSpinBox, QAbstractItemView)


def everything(window: QWidget) -> Iterator[QWidget]:
    """Return the window and every widget in it, shown or not."""
    yield window
    yield from window.findChildren(QWidget)


def rich_text(window: QWidget) -> list[str]:
    """Return what could be taken for HTML: labels that guess, rich editors, unescaped tooltips, message boxes."""
    found = []
    for widget in everything(window):
        if isinstance(widget, QLabel) and widget.textFormat() != Qt.TextFormat.PlainText:
            found.append(f"{type(widget).__name__} guesses: {widget.text()[:60]!r}")
        if isinstance(widget, (QTextEdit, QMessageBox)):
            found.append(f"{type(widget).__name__} shows rich text")
        tip = widget.toolTip()
        if "<" in tip.removeprefix("<qt>").removesuffix("</qt>").replace("<br>", ""):
            found.append(f"tooltip of {type(widget).__name__}: {tip[:60]!r}")
    return found


def nameless(window: QWidget) -> list[str]:
    """Return the controls of which a screen reader could say nothing."""
    found = []
    for widget in everything(window):
        if not isinstance(widget, CONTROLS) or isinstance(widget, (QScrollBar, QTabBar)):
            continue
        above = widget.parent()
        if isinstance(above, (QComboBox, QAbstractSpinBox, QTabBar, QAbstractItemView)) \
                or above is not None and isinstance(above.parent(), QComboBox):
            continue    # a part of the control above; the list of a combo box hangs in a frame of its own
        text = widget.text() if isinstance(widget, QAbstractButton) else ""
        if not widget.accessibleName() and not text:
            found.append(f"{type(widget).__name__} {widget.objectName()!r} in {_path(widget)}")
    return found


def words(window: QWidget) -> Iterator[str]:
    """Return every text that the window shows or tells a screen reader."""
    for widget in everything(window):
        if isinstance(widget, (QLabel, QAbstractButton)):
            yield widget.text()
        if isinstance(widget, QLineEdit):
            yield widget.placeholderText()
        yield widget.accessibleName()
        yield widget.toolTip()


def cut(window: QWidget) -> list[str]:
    """Return buttons and chips that are narrower than their words, and fields lower than a line."""
    from desktop.ui.widgets.controls import ElidedLink
    from desktop.ui.widgets.header_tools import PersonButton
    from desktop.ui.widgets.labels import Chip
    found = []
    for widget in everything(window):
        if not widget.isVisible() or isinstance(widget, (ElidedLink, PersonButton)):
            continue
        if isinstance(widget, (QAbstractButton, Chip)) and widget.text():
            wanted = widget.minimumSizeHint()
            if widget.width() < wanted.width() or widget.height() < wanted.height() - 1:
                found.append(f"{widget.text()!r}: {widget.size().toTuple()} < {wanted.toTuple()}")
        if isinstance(widget, QLineEdit) and widget.height() < widget.fontMetrics().height() + 4:
            found.append(f"field {widget.accessibleName()!r}: {widget.height()}")
    return found


def _path(widget: QWidget) -> str:
    names = []
    each: object = widget
    while isinstance(each, QWidget) and len(names) < 6:
        names.append(type(each).__name__)
        each = each.parent()
    return " < ".join(names)
