"""Builds the palette and the QSS from `tokens`, and puts them on the application.

Fusion everywhere: the native Windows style ignores half of any QSS.
"""
import sys
from string import Template
from typing import Final

from PySide6.QtGui import QColor, QFont, QPalette
from PySide6.QtWidgets import QApplication, QStyleFactory

from desktop.ui.tokens import BOLD, FONT_FAMILIES, TEXT_PX, TONES, Colour, Radius, Text, Tone

WINDOWS_OWN: Final = ("QAbstractItemView", "QMenu", "QMenuBar", "QMessageBox", "QStatusBar", "QToolTip")
"""What has a font of its own under Windows: the one that somebody once chose there for icons, menus and tips."""
_BOX_PX: Final = 15    # the side of a box to tick, beside text of the usual size
_MARK_PX: Final = 22   # what the mark of a list takes at the right of a combo box
# Only colours and boxes here. Sizes of text are generated below from TEXT_PX,
# so that Ctrl + has one number to change.
QSS: Final = Template("""
QWidget { color: $INK; }
QToolTip { color: $INK; background: $CARD; border: 1px solid $FIELD_LINE; padding: 4px 6px; }

QFrame#page, QFrame#pageBody { background: $PAGE; }
QFrame#header { background: $CARD; border: none; border-bottom: 1px solid $LINE; }
QFrame#statusStrip { background: $CARD; border: none; border-top: 1px solid $LINE; }
QFrame#navigation { background: $NAV; border: none; }
QFrame#card { background: $CARD; border: 1px solid $LINE; border-radius: ${CARD_RADIUS}px; }
QFrame#sidePanel { background: $CARD; border: none; border-left: 1px solid $LINE; }
QFrame#guidePanel { background: $PANEL; border: none; border-left: 1px solid $LINE; }
QFrame#sheetBody { background: $CARD; border: none; }
QFrame#messageBar { background: $CARD; border: none; border-top: 1px solid $LINE; }
QFrame#popup { background: $CARD; border: 1px solid $FIELD_LINE; border-radius: ${CARD_RADIUS}px; }
QFrame#overlay { background: $PAGE; }
QFrame#choiceCard { background: $CARD; border: 1px solid $FIELD_LINE; border-radius: ${CARD_RADIUS}px; padding: 3px; }
QFrame#choiceCard[shown="true"] { border: 2px solid $ACCENT; padding: 2px; }    /* its words stay where they are */
QFrame#choiceCard:focus { background: $SELECTED; border: 4px solid $ACCENT_DOWN; padding: 0; }    /* chosen or not */
QFrame#rule { background: $HAIR; border: none; min-height: 1px; max-height: 1px; }
QFrame#tableHead { background: $PANEL; border: none; border-bottom: 1px solid $LINE; }
QScrollArea, QScrollArea > QWidget > QWidget#scrolled { background: transparent; border: none; }

QLabel { background: transparent; }
QLabel[look="small"], QLabel[soft="true"] { color: $SOFT_INK; }
QFrame#navigation QLabel { color: $ON_NAV; }
QFrame#navigation QLabel[look="mark"] { color: $NAV_MARK; }

QPushButton, QTabBar { outline: none; }    /* or Fusion adds a second ring round the text */
QPushButton { background: $CARD; border: 1px solid $FIELD_LINE; border-radius: ${CONTROL_RADIUS}px;
    padding: 6px 12px; }
QPushButton:hover { background: $HOVER; }
QPushButton:pressed { background: $TRACK; }
QPushButton:focus { border: 2px solid $ACCENT; padding: 5px 11px; }
QPushButton:disabled { color: $SOFT_INK; background: $PANEL; border-color: $LINE; }
QPushButton[hint="true"] { text-align: left; }
QPushButton[kind="primary"] { color: $ON_ACCENT; background: $ACCENT; border-color: $ACCENT;
    font-weight: bold; }
QPushButton[kind="primary"]:hover { background: $ACCENT_HOVER; }
QPushButton[kind="primary"]:pressed { background: $ACCENT_DOWN; }
QPushButton[kind="primary"]:focus { border: 2px solid $NAV_MARK; }
QPushButton[kind="primary"]:disabled { color: $SOFT_INK; background: $PANEL; border-color: $LINE; }
QPushButton[kind="danger"] { color: $WRONG; }
QPushButton[kind="person"] { background: $FIELD; text-align: left; }
QPushButton[kind="small"] { padding: 3px 8px; }
QPushButton[kind="small"]:focus { padding: 2px 7px; }
QPushButton[kind="choice"] { padding: 5px 12px; }
QPushButton[kind="choice"]:focus { padding: 4px 11px; }
QPushButton[kind="choice"]:checked { color: $ACCENT; background: $SELECTED; border-color: $ACCENT;
    font-weight: bold; }
QPushButton[kind="link"] { color: $ACCENT; background: transparent; border: 1px solid transparent;
    border-radius: 3px; padding: 2px 1px; text-align: left; }    /* its words stand at the edge of the text around */
QPushButton[kind="link"]:hover { text-decoration: underline; }
QPushButton[kind="link"]:focus { border: 2px solid $ACCENT; padding: 1px 0; }
QPushButton[kind="bare"] { color: $ACCENT; background: transparent; border: 1px solid transparent;
    border-radius: 3px; padding: 1px 0; text-align: left; }
QPushButton[kind="bare"]:hover { text-decoration: underline; }
QPushButton[kind="bare"]:focus { border: 1px solid $ACCENT; }
QPushButton[kind="filter"] { color: $ACCENT; background: $SELECTED; border: 1px solid $SELECTED;
    border-radius: 11px; padding: 2px 9px; }
QPushButton[kind="filter"]:hover { border-color: $ACCENT; }
QPushButton[kind="filter"]:focus { border: 2px solid $ACCENT; padding: 1px 8px; }
QPushButton[kind="addFilter"] { background: transparent; border: 1px solid $FIELD_LINE;
    border-radius: 11px; padding: 2px 9px; }
QPushButton[kind="addFilter"]:focus { border: 2px solid $ACCENT; padding: 1px 8px; }
QPushButton[kind="nav"] { color: $NAV_INK; background: transparent; border: 2px solid transparent;
    border-radius: ${CONTROL_RADIUS}px; padding: 6px 8px; text-align: left; }
QPushButton[kind="nav"]:hover { background: $NAV_HOVER; }
QPushButton[kind="nav"]:checked { color: $ON_NAV; background: $NAV_SELECTED; font-weight: bold; }
QPushButton[kind="nav"]:focus { border: 2px solid $NAV_MARK; }

QLineEdit, QPlainTextEdit, QComboBox, QSpinBox { background: $FIELD; border: 1px solid $INPUT_LINE;
    border-radius: ${CONTROL_RADIUS}px; padding: 5px 10px 6px; placeholder-text-color: $SOFT_INK;
    selection-background-color: $ACCENT; selection-color: $ON_ACCENT; }
QLineEdit:focus, QPlainTextEdit:focus, QComboBox:focus, QSpinBox:focus { background: $CARD;
    border: 2px solid $ACCENT; padding: 4px 9px 5px; }
QLineEdit:read-only { background: $PANEL; color: $SOFT_INK; }
QLineEdit[wrong="true"], QPlainTextEdit[wrong="true"], QComboBox[wrong="true"] { border-color: $WRONG; }
QPlainTextEdit { padding: 3px 6px; }
QPlainTextEdit:focus { padding: 2px 5px; }
QComboBox::drop-down { border: none; }
QComboBox QAbstractItemView { background: $CARD; border: 1px solid $FIELD_LINE; outline: none;
    selection-background-color: $SELECTED; selection-color: $INK; padding: 2px; }
QLabel[wrong="true"] { color: $WRONG; }
QListView { background: $CARD; border: none; outline: none; }
QCheckBox, QRadioButton { background: transparent; spacing: 8px; padding: 3px; border: 1px solid transparent;
    border-radius: 4px; }
QCheckBox::indicator, QRadioButton::indicator { border: none; background: transparent; }
QCheckBox:focus, QRadioButton:focus { border: 1px solid $ACCENT; }
QMenu { background: $CARD; border: 1px solid $FIELD_LINE; padding: 4px; }
QMenu::item { padding: 5px 24px 5px 12px; border-radius: 4px; }
QMenu::item:selected { background: $SELECTED; color: $INK; }
QMenu::item:disabled { color: $SOFT_INK; }
QMenu::separator { background: $HAIR; height: 1px; margin: 4px 8px; }
QProgressBar { background: $TRACK; border: none; border-radius: 4px; max-height: 8px; text-align: center; }
QProgressBar::chunk { background: $ACCENT; border-radius: 4px; }
QLineEdit[look="sheet_title"] { padding: 9px 11px; font-weight: normal; }
QLineEdit[look="sheet_title"]:focus { padding: 8px 10px; }

QTableView { background: $CARD; border: none; outline: none; }
QHeaderView { background: $PANEL; border: none; font-weight: bold; }    /* or it is cut as if it were not */
QHeaderView::section { color: $SOFT_INK; background: $PANEL; border: none;
    border-bottom: 1px solid $LINE; padding: 6px 4px 6px 8px; font-weight: bold; }
QHeaderView::section:first { border-top-left-radius: 7px; }
QHeaderView::section:last { border-top-right-radius: 7px; }

QAbstractScrollArea::corner { background: transparent; border: none; }

QTabWidget::pane { border: none; border-top: 1px solid $LINE; }
QTabWidget::tab-bar { left: 0; }
QTabBar { background: transparent; }
QTabBar::tab { color: $INK; background: transparent; border: none;
    border-bottom: 2px solid transparent; padding: 5px 1px; margin-right: 11px; }
QTabBar::tab:hover { color: $ACCENT; }
QTabBar::tab:selected { color: $ACCENT; border-bottom: 2px solid $ACCENT; }
QTabBar::tab:focus { background: $SELECTED; }
QPushButton[kind="tab"] { color: $ACCENT; background: transparent; border: none; border-bottom: 2px solid transparent;
    border-radius: 0; padding: 4px 1px; }    /* the last of a row of tabs, with those that have no room */
QPushButton[kind="tab"]:hover { text-decoration: underline; }
QPushButton[kind="tab"]:focus { border: 2px solid $ACCENT; border-radius: 3px; padding: 2px 0 4px; }

QScrollBar:vertical { background: transparent; width: 10px; margin: 0; }
QScrollBar::handle:vertical { background: $INPUT_LINE; border-radius: 4px; min-height: 32px;
    margin: 1px; }
QScrollBar::handle:vertical:hover { background: $SOFT_INK; }
QScrollBar::handle:vertical:disabled { background: transparent; }    /* nothing to scroll */
QScrollArea > QWidget > QScrollBar:vertical { width: 14px; }    /* what scrolls as a whole stands clear of its bar */
QScrollArea > QWidget > QScrollBar::handle:vertical { margin: 1px 1px 1px 5px; }
QScrollBar:horizontal { background: transparent; height: 10px; }
QScrollBar::handle:horizontal { background: $INPUT_LINE; border-radius: 4px; min-width: 32px;
    margin: 1px; }
QScrollBar::add-line, QScrollBar::sub-line { width: 0; height: 0; }
QScrollBar::add-page, QScrollBar::sub-page { background: transparent; }
""")


def apply_theme(app: QApplication, *, text_scale: float = 1.0) -> None:
    """Put style, font, palette and QSS on `app`; call again with another scale at any time."""
    if app.style().objectName() != "fusion":
        app.setStyle(QStyleFactory.create("Fusion"))
    app.setPalette(palette())
    app.setFont(base_font(text_scale))
    app.setStyleSheet(qss(text_scale))


def base_font(text_scale: float = 1.0) -> QFont:
    """Return the body font. Pixels, not points: a point is 96/72 px on Windows, 1 px offscreen."""
    font = QFont()
    font.setFamilies(list(FONT_FAMILIES))
    font.setPixelSize(round(TEXT_PX[Text.BODY] * text_scale))
    return font


def qss(text_scale: float = 1.0) -> str:
    """Return the whole style sheet, with text sizes multiplied by `text_scale`."""
    colours = {name: value for name, value in vars(Colour).items() if name.isupper()}
    boxes = QSS.substitute(colours, WRONG=TONES[Tone.BAD].ink, CARD_RADIUS=Radius.CARD, CONTROL_RADIUS=Radius.CONTROL)
    own = windows_rule(text_scale) if sys.platform == "win32" else ""
    return boxes + own + "".join(_text_rules(text_scale)) + "".join(_note_rules())


def windows_rule(text_scale: float) -> str:
    """Return the rule that gives `WINDOWS_OWN` our font; a `setFont` for these is undone when the theme changes."""
    families = ", ".join(f'"{each}"' for each in FONT_FAMILIES)
    size = round(TEXT_PX[Text.BODY] * text_scale)
    return f"{', '.join(WINDOWS_OWN)} {{ font-family: {families}; font-size: {size}px; }}\n"


def _text_rules(text_scale: float) -> list[str]:
    px = {role: round(size * text_scale) for role, size in TEXT_PX.items()}
    rules = [
        f'*[look="{role}"] {{ font-size: {px[role]}px; '
        f'font-weight: {"bold" if role in BOLD else "normal"}; }}\n'
        for role in Text
    ]
    small = ", ".join(f'QPushButton[kind="{kind}"]' for kind in ("choice", "small", "link", "filter", "addFilter"))
    rules.append(f'{small}, QToolTip {{ font-size: {px[Text.SMALL]}px; }}\n')
    box = round(_BOX_PX * text_scale)
    rules.append(f'QCheckBox::indicator, QRadioButton::indicator {{ width: {box}px; height: {box}px; }}\n')
    mark = round(_MARK_PX * text_scale)
    rules.append(f'QComboBox {{ padding-right: {mark}px; }}\nQComboBox:focus {{ padding-right: {mark - 1}px; }}\n'
                 f'QComboBox::drop-down {{ width: {mark}px; }}\n')
    listed = 'QTableView, QListView, QHeaderView, QTabBar, QPushButton[kind="tab"]'
    rules.append(f'{listed} {{ font-size: {px[Text.TABLE]}px; }}\n')
    return rules


def _note_rules() -> list[str]:
    toned = [
        f'QFrame#note[tone="{tone}"] {{ background: {TONES[tone].fill}; '
        f'border: 1px solid {TONES[tone].line}; border-radius: {Radius.CARD}px; }}\n'
        for tone in Tone
    ]
    plain = (f'QFrame#note[tone="plain"] {{ background: {Colour.CARD}; '
             f'border: 1px solid {Colour.LINE}; border-radius: {Radius.CARD}px; }}\n')
    return [*toned, plain]


def palette() -> QPalette:
    """Return the palette for what QSS does not reach: delegates, menus, text selections."""
    roles = {
        QPalette.ColorRole.Window: Colour.PAGE, QPalette.ColorRole.WindowText: Colour.INK,
        QPalette.ColorRole.Base: Colour.CARD, QPalette.ColorRole.AlternateBase: Colour.PANEL,
        QPalette.ColorRole.Text: Colour.INK, QPalette.ColorRole.PlaceholderText: Colour.SOFT_INK,
        QPalette.ColorRole.Button: Colour.CARD, QPalette.ColorRole.ButtonText: Colour.INK,
        QPalette.ColorRole.Highlight: Colour.ACCENT, QPalette.ColorRole.HighlightedText: Colour.ON_ACCENT,
        QPalette.ColorRole.ToolTipBase: Colour.CARD, QPalette.ColorRole.ToolTipText: Colour.INK,
        QPalette.ColorRole.Link: Colour.ACCENT,
    }
    built = QPalette()
    for role, colour in roles.items():
        built.setColor(role, QColor(colour))
    return built
