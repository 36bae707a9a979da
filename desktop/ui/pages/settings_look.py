"""Language and text size: a card of Thiết lập, and all there is of it in the seat of a colleague."""
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop import settings as view_settings
from desktop.language import current, tr
from desktop.ui.desk import Desk, WindowActions
from desktop.ui.tokens import Space, Text
from desktop.ui.widgets.chrome import Page
from desktop.ui.widgets.controls import Choices
from desktop.ui.widgets.labels import label
from desktop.ui.widgets.panels import Card, Scrolled, note

_LANGUAGES = (("vi", "Tiếng Việt"), ("en", "English"))    # each in its own words


class LookCard(Card):
    """Takes effect at once."""

    def __init__(self, desk: Desk, actions: WindowActions) -> None:
        super().__init__(tr("Appearance"), spacing=Space.S)
        self._desk = desk
        codes = [code for code, _ in _LANGUAGES]
        self.language = Choices([words for _, words in _LANGUAGES], codes.index(current()), name=tr("Language"))
        self.language.chosen.connect(lambda at: actions.set_language(codes[at]))
        self.body.addWidget(label(tr("Language"), Text.SMALL_STRONG))
        self.body.addWidget(self.language)
        self.scale = Choices([f"{scale} %" for scale in view_settings.TEXT_SCALES], self._scale_at(),
                             name=tr("Text size"))
        self.scale.chosen.connect(lambda at: actions.set_text_scale(view_settings.TEXT_SCALES[at]))
        self.body.addWidget(label(tr("Text size"), Text.SMALL_STRONG))
        self.body.addWidget(self.scale)
        self.body.addWidget(label(tr("Also by Ctrl + and Ctrl −; Ctrl 0 for the normal size"), Text.SMALL, wrap=True))

    def refresh(self) -> None:
        """Show the size that was chosen by a key meanwhile."""
        self.scale.choose(self._scale_at())

    def _scale_at(self) -> int:
        scales = view_settings.TEXT_SCALES
        return scales.index(self._desk.view.text_scale) if self._desk.view.text_scale in scales else scales.index(100)


class AppearancePage(Page):
    """The settings of a colleague."""
    key = "settings"

    def __init__(self, desk: Desk, actions: WindowActions) -> None:
        super().__init__(tr("Settings"))
        content = QWidget()
        self._look = LookCard(desk, actions)
        self._look.setMaximumWidth(760)
        outer = QVBoxLayout(content)
        outer.setContentsMargins(Space.L, Space.L, Space.L, Space.L)
        outer.setSpacing(Space.M)
        outer.addWidget(note(tr("In the seat of a colleague."),
                             tr("The rest of the book and its settings belong to the focal point: Ctrl+U.")))
        outer.addWidget(self._look)
        outer.addStretch()
        body = QVBoxLayout(self.body)
        body.setContentsMargins(0, 0, 0, 0)
        body.addWidget(Scrolled(content))

    def refresh(self, changes: object | None = None) -> None:
        """Show the size of now."""
        self._look.refresh()
