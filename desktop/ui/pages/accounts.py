"""Tài khoản & chữ ký số: person × system, the same as a list, and the register of signatures."""
from collections.abc import Iterator, Sequence
from importlib.util import find_spec
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.language import tr
from desktop.ui.pages.views_in_turns import ViewsInTurns
from desktop.ui.tokens import Space
from desktop.ui.widgets.chrome import Page
from desktop.ui.widgets.controls import Choices, KeyButton, button
from desktop.ui.widgets.page_stack import BarStack, PageStack
from desktop.ui.widgets.read_only import put_away, writing
from desktop.ui.widgets.turning import TurningRow

if TYPE_CHECKING:
    from desktop.ui.desk import Desk, WindowActions
    from desktop.ui.records.form import RecordForm

MATRIX, LIST, CERTIFICATES = "matrix", "list", "certificates"
_CERTIFICATES_MODULE: Final = "desktop.ui.pages.certificates_view"
_MODULES: Final = {LIST: "accounts_list", CERTIFICATES: "certificates_view"}
_VIEW_OF_KIND: Final = {"account": LIST, "certificate": CERTIFICATES, "system": MATRIX, "system_use": MATRIX}


class AccountsPage(Page):
    """Three views of who may enter what; each is made when it is first shown.

    A view is a widget with `bar` (what stands beside the toggles, or None), `search` (for Ctrl+F),
    `refresh(changes)`, `open_record(kind, id)`, `new_record()`, `make_read_only()` and `escape() -> bool`.
    """
    key = "accounts"

    def __init__(self, desk: "Desk", actions: "WindowActions") -> None:
        bring = button(tr("Import from Excel"))
        add = KeyButton(tr("+ Add an account"), "Ctrl+Shift+N", "primary", is_shortcut=False)
        super().__init__(tr("Accounts & signatures"), "", (bring, add))
        self.desk, self.actions = desk, actions
        add.clicked.connect(self.new_record)
        bring.clicked.connect(lambda: actions.import_workbook(
            "certificate" if self._shown == CERTIFICATES else "account"))
        self._bring, self._add = bring, add
        self._system_form: RecordForm | None = None
        self._views: dict[str, QWidget] = {}
        self._bar_of: dict[str, QWidget] = {}
        self._stale: set[str] = set()
        self._shown, self._is_read_only = MATRIX, False
        names = {MATRIX: tr("Overview table"), LIST: tr("List"), CERTIFICATES: tr("Digital signatures")}
        # The register of signatures is another room of the house; without it there is nothing to choose.
        self._order = [MATRIX, LIST, *([CERTIFICATES] if find_spec(_CERTIFICATES_MODULE) else [])]
        self._toggles = Choices([names[each] for each in self._order], name=tr("View"))
        self._bars, self._stack = BarStack(), PageStack()
        self._making = ViewsInTurns(self, desk.tasks, self._stack, _MODULES, self._begun, self._take_in, self.show_view,
                                    actions.show_trouble, self._stale)
        self._toggles.chosen.connect(lambda at: self.visit_view(self._order[at]))
        bar = TurningRow(self._toggles, self._bars, in_one_line=True, align=Qt.AlignmentFlag.AlignTop)
        bar.setContentsMargins(Space.L, Space.M, Space.L, 0)
        column = QVBoxLayout(self.body)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        self._toggles.setContentsMargins(0, Space.HAIR, 0, 0)    # level with the taller search field
        column.addWidget(bar)
        column.addWidget(self._stack, 1)
        self.build(self.parts())

    def parts(self) -> Iterator[None]:
        """Make the table of everybody."""
        yield
        matrix = self._made(MATRIX)
        self._stack.addWidget(matrix)
        self._take_in(MATRIX, matrix)
        yield
        self._turn_to(MATRIX, self._views[MATRIX])

    def visit_view(self, name: str) -> None:
        """Show a view as soon as it is made."""
        if name in self._views:
            self.show_view(name)
        else:
            self._making.visit(name)

    def show_view(self, name: str) -> QWidget:
        """Show a view and return it."""
        name = name if name in self._order else MATRIX
        self._making.finish(name)
        self._shown = name
        view = self._views.get(name)
        if view is None:
            view = self._made(name)
            self._stack.addWidget(view)
            self._take_in(name, view)
        self._turn_to(name, view)
        if name in self._stale:
            self._stale.discard(name)
            view.refresh(None)
        return view

    def _turn_to(self, name: str, view: QWidget) -> None:
        self._toggles.choose(self._order.index(name))
        self._stack.setCurrentWidget(view)
        self._bars.setCurrentWidget(self._bar_of[name])
        self._add.setText(tr("+ Add a signature") if name == CERTIFICATES else tr("+ Add an account"))
        self._add.setAccessibleName(self._add.text())
        self._bring.setVisible(name != MATRIX)    # the room beside the title is for what was reviewed
        self.subtitle.setVisible(name == MATRIX)
        self.search = getattr(view, "search", None)

    def make_read_only(self) -> None:
        """Leave what can be read, in every view that is shown later too."""
        super().make_read_only()
        self._is_read_only = True
        for name, view in self._views.items():
            view.make_read_only()
            put_away(writing(self._bar_of[name]), self)

    def refresh(self, changes: object | None = None) -> None:
        """Show what the records say now."""
        self._stale.update(self._views)
        self._stale.discard(self._shown)
        self._views[self._shown].refresh(changes)

    def open_record(self, kind: str, record_id: str) -> None:
        """Show an account in the list, a certificate in its register, a system in the table."""
        self.show_view(_VIEW_OF_KIND.get(kind, MATRIX)).open_record(kind, record_id)

    def show_only(self, kind: str, ids: Sequence[str], words: str) -> bool:
        """Narrow the list of accounts, or the register, to these records."""
        narrow = getattr(self.show_view(_VIEW_OF_KIND.get(kind, MATRIX)), "show_only", None)
        return narrow is not None and bool(narrow(kind, ids, words))

    def new_record(self) -> None:
        """Start a new account, or whatever the view that is shown is a list of."""
        if self._is_read_only:
            return
        view = self.show_view(LIST if self._shown == MATRIX else self._shown)
        view.new_record()

    def escape(self) -> bool:
        """Close what lies open on the view that is shown."""
        if self._system_form is not None and self._system_form.isVisible():
            self._system_form.hide()
            return True
        view = self._views.get(self._shown)
        return bool(view is not None and view.escape())

    def system_form(self) -> "RecordForm":
        """Return the form of a system, made when first asked for."""
        if self._system_form is None:
            from desktop.ui.records.form import RecordForm
            from protocol.kinds import system
            self._system_form = RecordForm(self, self.header, self.desk, self.actions, system.KIND)
            self._system_form.saved.connect(lambda id_: self.open_record("system", id_))
        return self._system_form

    def _take_in(self, name: str, view: QWidget) -> None:
        self._views[name] = view
        self._stale.add(name)
        bar = self._bar_of[name] = getattr(view, "bar", None) or QWidget()
        self._bars.addWidget(bar)
        if self._is_read_only:
            view.make_read_only()
            put_away(writing(bar), self)

    def _made(self, name: str) -> QWidget:
        if name != MATRIX:
            return _list_of(name)(self.desk, self.actions)    # type: ignore[call-arg, arg-type]
        from desktop.ui.pages.accounts_matrix import AccountsMatrix
        return AccountsMatrix(self.desk, self.actions, self)

    def _begun(self, name: str) -> QWidget:
        return self._made(name) if name == MATRIX else _list_of(name).begun(self.desk, self.actions)


def _list_of(name: str) -> type[Page]:
    if name == LIST:
        from desktop.ui.pages.accounts_list import AccountsList
        return AccountsList
    from desktop.ui.pages.certificates_view import CertificatesView
    return CertificatesView
