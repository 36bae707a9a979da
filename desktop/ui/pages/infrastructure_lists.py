"""The lists of the page of infrastructure: what they share, and the three that need nothing more."""
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, ClassVar

from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from desktop.language import number_text, tr, trn
from desktop.ui.models.list_columns import ListColumn, columns_of
from desktop.ui.records.detail_panel import DetailPanel
from desktop.ui.records.list_page import ListPage
from desktop.ui.records.related_tab import Relation
from desktop.ui.widgets.controls import KeyButton
from desktop.ui.widgets.table import Column
from protocol.kinds import hamlet, site, training

if TYPE_CHECKING:
    from desktop.ui.desk import Desk, WindowActions


class InfrastructureList(ListPage):
    """A view of the page: it has no header of its own; its forms begin under the toggles."""
    left_out: ClassVar[frozenset[str]] = frozenset()    # columns that the list leaves to the panel

    def __init__(self, desk: "Desk", actions: "WindowActions", *, placeholder: str, empty: str, unfit: str) -> None:
        super().__init__(desk, actions, placeholder=placeholder, empty=empty, unfit=unfit)
        self.header.hide()
        self.header = QWidget(self)
        self.header.setFixedHeight(0)

    def list_columns(self) -> tuple[ListColumn, ...]:
        """Return the columns of the kind without those left to the panel."""
        return tuple(each for each in columns_of(self.kind, shapes=self.shapes) if each.code not in self.left_out)

    def put_on_top(self, widget: QWidget) -> None:
        """Put something over the list, under the toggles."""
        left = self.body.layout().itemAt(0).layout()
        assert isinstance(left, QVBoxLayout)
        left.insertWidget(0, widget)

    def edit_button(self, kind: str = "plain") -> QPushButton:
        """Return the button that opens the form of the chosen record."""
        made = KeyButton(tr("Edit"), "F2", kind, is_shortcut=False)
        made.clicked.connect(lambda: self.edit())
        return made

    def panel_with(self, relations: Sequence[Relation] = ()) -> DetailPanel:
        """Return a panel with "Sửa" alone."""
        return DetailPanel(self.desk, self.actions, self.kind, buttons=(self.edit_button("primary"),),
                           relations=relations)


class HamletsList(InfrastructureList):
    """Thôn, bản: how each is reached, by road and by network."""
    kind = hamlet.KIND
    shapes: ClassVar[Mapping[str, Column]] = {
        "name": Column(sample="Bản Đầu Suối", share=2), "head": Column(sample="Vi Văn Khăm", share=1, dropped=2),
        "people": Column(sample="00.000", dropped=4), "households": Column(sample="00.000", dropped=3),
        "distance_km": Column(sample="000 km", dropped=1),
    }

    def __init__(self, desk: "Desk", actions: "WindowActions") -> None:
        super().__init__(desk, actions, placeholder=tr("Find a hamlet, head, former unit…"),
                         empty=tr("No hamlets yet. “Add a hamlet” notes the mobile signal, Internet and power there; "
                                  "“Import from Excel” takes in the commune's list."),
                         unfit=tr("No hamlet fits. Use fewer words or drop a filter."))

    def made_panel(self) -> DetailPanel:
        """Return the panel of a hamlet."""
        return self.panel_with()


class TrainingsList(InfrastructureList):
    """Tập huấn: who was taught what, for the yearly report."""
    kind = training.KIND
    order = (("held_on", True),)
    shapes: ClassVar[Mapping[str, Column]] = {
        "title": Column(sample="Ký số trên TD Office", share=3),
        "organizer": Column(sample="Sở Khoa học và Công nghệ", share=1, dropped=2),
        "participants": Column(sample="Nguyễn Văn An + 24", share=1, dropped=1),
    }

    def __init__(self, desk: "Desk", actions: "WindowActions") -> None:
        super().__init__(desk, actions, placeholder=tr("Find a subject, organiser…"),
                         empty=tr("No training yet. “Add a training” keeps the day, the subject and who was there; "
                                  "the yearly report counts it."),
                         unfit=tr("No training fits. Use fewer words or drop a filter."))

    def count_words(self, shown: int, everything: int) -> str:
        """Return the words over the list: 5 lớp tập huấn."""
        whole = trn("{n} training", "{n} trainings", everything)
        return whole if shown == everything else f"{number_text(shown)} / {whole}"

    def made_panel(self) -> DetailPanel:
        """Return the panel of a training."""
        return self.panel_with()


class SitesList(InfrastructureList):
    """Trụ sở: where people work, with how many places and outlets, and what stands there."""
    kind = site.KIND
    shapes: ClassVar[Mapping[str, Column]] = {
        "name": Column(sample="Trụ sở chính UBND xã", share=3),
        "address": Column(sample="Bản Mẫu, Xã Mẫu", share=2, dropped=2),
        "origin_unit": Column(sample="Xã Mẫu Thượng", share=1, dropped=1),
    }

    def __init__(self, desk: "Desk", actions: "WindowActions") -> None:
        super().__init__(desk, actions, placeholder=tr("Find a name, address, former unit…"),
                         empty=tr("No sites yet. “Add a site” for each building in which the commune works; "
                                  "with one building none is needed."),
                         unfit=tr("No site fits. Use fewer words or drop a filter."))

    def made_panel(self) -> DetailPanel:
        """Return the panel with what stands and happened at the site."""
        return self.panel_with((
            Relation(kind="device", fields=("site",), heading=tr("Devices"), detail="location",
                     empty=tr("No device stands here in the book.")),
            Relation(kind="line", fields=("site",), heading=tr("Lines"), detail="carrier",
                     empty=tr("No line ends here in the book.")),
            Relation(kind="outage", fields=("site",), heading=tr("Interruptions"), detail="from_at",
                     empty=tr("No interruption is noted here."))))
