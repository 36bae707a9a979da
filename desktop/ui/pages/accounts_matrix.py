"""Who has what: a line a person, a column a system, a state in every cell."""
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.language import tr
from desktop.ui.tokens import Text
from desktop.ui.widgets.labels import label

if TYPE_CHECKING:
    from desktop.ui.desk import Desk, WindowActions
    from desktop.ui.pages.accounts import AccountsPage


class AccountsMatrix(QWidget):
    """The table of all accounts."""

    def __init__(self, desk: "Desk", actions: "WindowActions", page: "AccountsPage") -> None:
        super().__init__()
        self._desk, self._actions, self._page = desk, actions, page
        self._summary = label("", Text.BODY, soft=True)
        QVBoxLayout(self).addWidget(self._summary)

    def refresh(self, changes: object | None = None) -> None:
        """Read again who has what."""
        from desktop.services.account_needs import needs_summary
        store = self._desk.store
        self._desk.tasks.latest("accounts-matrix", lambda: needs_summary(store.read()), lambda found:
                                self._page.subtitle.setText(tr("{done} of {all} systems reviewed",
                                                               done=found.systems_reviewed, all=found.systems)),
                                self._actions.show_trouble, owner=self)

    def open_record(self, kind: str, record_id: str) -> None:
        """Show a system."""

    def escape(self) -> bool:
        """Close what lies open."""
        return False
