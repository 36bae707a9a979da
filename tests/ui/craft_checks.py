"""What may be wrong with a screen: controls without a name, words that are cut, focus that nobody sees, odd orders.

Each check takes the window as it stands and returns sentences; it looks at pixels and sizes, not at intentions.
"""
from collections import Counter
from collections.abc import Iterator

from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QApplication,
    QComboBox,
    QLabel,
    QLineEdit,
    QTabBar,
    QWidget,
)

from desktop.ui.lock_screen import LockScreen
from desktop.ui.sheets.side_sheet import SideSheet
from desktop.ui.tokens import LEAST_CONTRAST, LEAST_OF_SIGNS, Size, Space, Text, contrast
from desktop.ui.widgets import paint
from desktop.ui.widgets.chrome import MessageBar
from desktop.ui.widgets.controls import ElidedLink
from desktop.ui.widgets.header_tools import PersonButton
from desktop.ui.widgets.labels import Chip, ElidedLabel
from desktop.ui.widgets.overlay import Overlay
from desktop.ui.widgets.table import DataTable
from tests.ui.opened import wait

_RING_PIXELS = 40      # more than a text cursor; fewer than any ring
_SAME_ROW = 6          # pixels: what stands so near is on one line


def shown(window: QWidget) -> list[QWidget]:
    """Return every widget that is on the screen now."""
    return [each for each in window.findChildren(QWidget) if each.isVisible() and not each.visibleRegion().isEmpty()]


def stops(window: QWidget) -> list[QWidget]:
    """Return what Tab goes to, in its order, by pressing it until it comes round.

    `nextInFocusChain` would not do: asked from Python it makes each widget the property of the one before.
    """
    window.activateWindow()
    wait(1)
    window.setFocus()
    found: list[QWidget] = []
    for _ in range(500):
        QTest.keyClick(QApplication.focusWidget() or window, Qt.Key.Key_Tab)
        reached = QApplication.focusWidget()
        if reached is None or reached in found:
            break
        if reached is not window:
            found.append(reached)
    return found


def nameless(reached: list[QWidget]) -> list[str]:
    """Return what can be reached by key and of which a screen reader could say nothing."""
    return [described(each) for each in reached
            if not each.accessibleName() and not (isinstance(each, QAbstractButton) and each.text())
            and not isinstance(each, QTabBar)]


def cut(window: QWidget) -> list[str]:
    """Return words that do not fit and do not say the rest elsewhere."""
    found = []
    for each in shown(window):
        if isinstance(each, QLabel) and each.text() and not _in_view(each):
            found += _cut_label(each)
        elif isinstance(each, QAbstractButton) and each.text():
            wanted = each.minimumSizeHint()
            fits = each.width() >= wanted.width() and each.height() >= wanted.height() - 1
            if not fits and not (isinstance(each, (ElidedLink, PersonButton)) and each.toolTip()) \
                    and not isinstance(each, (ElidedLink, PersonButton)):
                found.append(f"{described(each)} {each.size().toTuple()} < {wanted.toTuple()}")
        elif isinstance(each, QLineEdit) and each.height() < each.fontMetrics().height() + 4:
            found.append(f"{described(each)}: a line is {each.fontMetrics().height()} high, it {each.height()}")
        elif isinstance(each, QComboBox):
            room = each.width() - 34
            if each.fontMetrics().horizontalAdvance(each.currentText()) > room and not each.toolTip() \
                    and each.fontMetrics().horizontalAdvance("M" * 14) > room:
                found.append(f"{described(each)}: {each.currentText()!r}")
    return found


def out_of_sight(window: QWidget) -> list[str]:
    """Return lists that scroll sideways, or of which neither the state nor what names a line can be read."""
    found = []
    for table in shown(window):
        if not isinstance(table, DataTable) or not table.model().rowCount():
            continue
        if table.horizontalScrollBar().maximum() > 0:
            found.append(f"{described(table)} scrolls sideways")
        found += [f"{described(table)}: {words!r} is out of sight" for words in table.keys_out_of_sight()]
    return found


def cut_states(window: QWidget) -> list[str]:
    """Return states that end in dots in a column that is as wide as it asked: its sample is too short."""
    found = []
    for table in shown(window):
        if not isinstance(table, DataTable):
            continue
        model, small = table.model(), paint.resized(table.font(), Text.SMALL, beside=Text.TABLE)
        for at, column in enumerate(table._columns):
            if not column.is_chip or table.isColumnHidden(at) or table.columnWidth(at) < table._wanted(at):
                continue
            for row in range(min(model.rowCount(), 40)):
                words = str(model.index(row, at).data() or "")
                if paint.chip_size(words, small).width() > table.columnWidth(at) - Space.S - Space.XS:
                    found.append(f"{described(table)}: {words!r}")
    return found


def _cut_label(each: QLabel) -> list[str]:
    if isinstance(each, ElidedLabel):
        fits = each.fontMetrics().horizontalAdvance(" ".join(each.text().split())) <= each.width()
        return [] if fits or each.toolTip() else [f"{described(each)} is elided and tells it nowhere"]
    if isinstance(each, Chip):
        return [] if each.width() >= each.minimumSizeHint().width() else [described(each)]
    if each.wordWrap():
        wanted = each.heightForWidth(each.width())
        return [] if each.height() >= wanted - 1 else [f"{described(each)}: {each.height()} high, needs {wanted}"]
    wanted = each.sizeHint()
    return [] if each.width() >= wanted.width() - 1 and each.height() >= wanted.height() - 1 else [
        f"{described(each)}: {each.size().toTuple()} < {wanted.toTuple()}"]


def out_of_order(chain: list[QWidget]) -> list[str]:
    """Return neighbours in the order of Tab, in one group, of which the later stands above or left of the earlier."""
    found = []
    for first, second in zip(chain, chain[1:], strict=False):
        if first.parent() is not second.parent() or first.parent() is None:
            continue
        one, other = first.geometry(), second.geometry()
        if other.bottom() < one.top() + _SAME_ROW:
            found.append(f"{described(second)} stands above {described(first)} and comes after it")
        elif abs(other.center().y() - one.center().y()) <= _SAME_ROW and other.left() < one.left():
            found.append(f"{described(second)} stands left of {described(first)} and comes after it")
    return found


def unseen_focus(reached: list[QWidget], done: set[int]) -> list[str]:
    """Return the controls that look the same with the focus as without it; `done` are those tried already."""
    found = []
    for each in reached:
        kind = hash((type(each).__name__, each.property("kind"), each.isEnabled(),
                     isinstance(each, QAbstractButton) and each.isChecked(), each.objectName(), id(each.parent())))
        if kind in done or each.visibleRegion().isEmpty():
            continue
        done.add(kind)
        if isinstance(each, QAbstractItemView) and (each.model() is None or not each.model().rowCount()):
            continue    # nothing in it to stand on
        before = QApplication.focusWidget()
        if before is not None:
            before.clearFocus()
        wait(1)
        without = picture(each)
        each.setFocus(Qt.FocusReason.TabFocusReason)
        wait(1)
        if QApplication.focusWidget() is not each:
            continue    # it hands the focus on, to what is tried itself
        if differing(without, picture(each)) < _RING_PIXELS:
            found.append(described(each))
        each.clearFocus()
    return found


def hard_to_read(window: QWidget) -> list[str]:
    """Return labels and buttons whose ink, as the style gives it, is too near to the pixels that it lies on."""
    found = []
    whole = window.grab().toImage().convertToFormat(QImage.Format.Format_RGB32)
    over = list(_sheets_over(window))
    scale = whole.devicePixelRatio()
    for each in shown(window):
        if not isinstance(each, (QLabel, QAbstractButton)) or isinstance(each, Chip) or not each.text().strip():
            continue
        if not each.isEnabled() or each.width() < 8 or each.height() < 8 or each.text().isspace():
            continue
        corner = each.mapTo(window, QPoint(0, 0))
        if any(place.intersects(QRect(corner, each.size())) and not sheet.isAncestorOf(each)
               for sheet, place in over):
            continue    # under a sheet or its shade, be it in part
        area = QRect(corner, each.size()).intersected(each.visibleRegion().boundingRect().translated(corner)) \
            .intersected(window.rect())
        ground = commonest(whole, area, scale)
        role = each.foregroundRole()
        ink = each.palette().color(role).name()
        if ground and contrast(ink, ground) < LEAST_CONTRAST:
            found.append(f"{described(each)}: {ink} on {ground} is {contrast(ink, ground):.2f}")
    return found


def _sheets_over(window: QWidget) -> Iterator[tuple[QWidget, QRect]]:
    """Yield each sheet, card or list that lies over a page now, with the rectangle of the window that it covers."""
    for each in shown(window):
        if isinstance(each, (Overlay, SideSheet, LockScreen)) or each.objectName() == "popup":
            edge = Size.SHEET_SHADOW if isinstance(each, Overlay) else 0
            yield each, QRect(each.mapTo(window, QPoint(0, 0)), each.size()).adjusted(-edge, -edge, edge, edge)


def commonest(image: QImage, area: QRect, scale: float) -> str:
    """Return the colour that most pixels of an area have: the ground of a text."""
    counted: Counter[int] = Counter()
    for y in range(round(area.top() * scale), round(area.bottom() * scale), 2):
        for x in range(round(area.left() * scale), round(area.right() * scale), 3):
            if 0 <= x < image.width() and 0 <= y < image.height():
                counted[image.pixel(x, y) & 0xFFFFFF] += 1
    return f"#{counted.most_common(1)[0][0]:06x}" if counted else ""


def picture(widget: QWidget) -> QImage:
    """Return how a widget looks, with what it paints round itself."""
    return widget.grab().toImage().convertToFormat(QImage.Format.Format_RGB32)


def differing(one: QImage, other: QImage) -> int:
    """Return how many pixels of two pictures stand out from one another 3 : 1, as a ring of focus must."""
    if one.size() != other.size():
        return one.width() * one.height()
    if one == other:
        return 0
    first, second = bytes(one.constBits()), bytes(other.constBits())
    pairs = Counter((first[at:at + 3], second[at:at + 3]) for at in range(0, len(first), 4)
                    if first[at:at + 3] != second[at:at + 3])
    return sum(count for (before, after), count in pairs.items()
               if contrast(_hex(before), _hex(after)) >= LEAST_OF_SIGNS)


def _hex(blue_green_red: bytes) -> str:
    return f"#{blue_green_red[2]:02x}{blue_green_red[1]:02x}{blue_green_red[0]:02x}"


def outgrown(window: QWidget) -> list[str]:
    """Return what makes the window larger than a small screen."""
    least = window.minimumSizeHint()
    return [f"the window needs {least.toTuple()}"] if least.width() > 1366 or least.height() > 768 else []


def described(each: QWidget) -> str:
    """Return words by which a person finds a widget."""
    text = each.text() if isinstance(each, (QAbstractButton, QLabel, QLineEdit)) else ""
    names, above = [], each.parentWidget()
    while above is not None and len(names) < 5:
        names.append(type(above).__name__)
        above = above.parentWidget()
    return f"{type(each).__name__} {(each.accessibleName() or text)[:50]!r} in {' < '.join(names)}"


def _in_view(each: QWidget) -> bool:
    """Return whether a widget is part of what scrolls sideways, or of a line that goes away by itself."""
    above = each.parentWidget()
    while above is not None:
        if isinstance(above, (QAbstractItemView, MessageBar)):
            return True
        above = above.parentWidget()
    return False


def places(page: QWidget) -> Iterator[str]:
    """Show each view of a page by its toggles and each tab, one after the other; yield their names."""
    from PySide6.QtWidgets import QTabWidget

    from desktop.ui.widgets.controls import Choices

    yield ""
    toggles = [each for each in page.findChildren(Choices) if each.isVisible() and len(each.group.buttons()) > 2]
    for choices in toggles[:1]:
        for button in choices.group.buttons():
            if button.isVisible() and button.isEnabled():
                button.click()
                yield button.text()
    for tabs in [each for each in page.findChildren(QTabWidget) if each.isVisible()][:1]:
        for at in range(1, tabs.count()):
            tabs.setCurrentIndex(at)
            yield tabs.tabText(at)
        tabs.setCurrentIndex(0)

