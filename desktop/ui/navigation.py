"""The pages of the window: in which order, by which name, and how each is made when first shown."""
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from desktop.language import N_, tr
from desktop.ui.desk import Desk, WindowActions
from desktop.ui.tokens import Tone
from desktop.ui.widgets.chrome import Navigation, Page
from desktop.ui.widgets.controls import NavButton

PageClass = Callable[[], type[Page]]


@dataclass(frozen=True, slots=True, kw_only=True)
class PageEntry:
    """One line of the navigation. `name` is a msgid; `tone` colours its counter; `modules` are what it shows at
    once, imported in a task before it is made.
    """
    key: str
    name: str
    page: PageClass
    modules: tuple[str, ...]
    tone: Tone = Tone.BAD
    below: bool = False

    def make(self, desk: Desk, actions: WindowActions) -> Page:
        """Return the whole page."""
        return self.page()(desk, actions)    # type: ignore[call-arg, arg-type]

    def begin(self, desk: Desk, actions: WindowActions) -> Page:
        """Return the page of which `step` makes the parts."""
        return self.page().begun(desk, actions)


# A page is imported when it is first shown: the start pays for one.
def _today() -> type[Page]:
    from desktop.ui.pages.today import TodayPage
    return TodayPage


def _incidents() -> type[Page]:
    from desktop.ui.pages.incidents import IncidentsPage
    return IncidentsPage


def _devices() -> type[Page]:
    from desktop.ui.pages.devices import DevicesPage
    return DevicesPage


def _accounts() -> type[Page]:
    from desktop.ui.pages.accounts import AccountsPage
    return AccountsPage


def _people() -> type[Page]:
    from desktop.ui.pages.people import PeoplePage
    return PeoplePage


def _infrastructure() -> type[Page]:
    from desktop.ui.pages.infrastructure import InfrastructurePage
    return InfrastructurePage


def _guides() -> type[Page]:
    from desktop.ui.pages.guides import GuidesPage
    return GuidesPage


def _sync() -> type[Page]:
    from desktop.ui.pages.sync import SyncPage
    return SyncPage


def _own_things() -> type[Page]:
    from desktop.ui.pages.own_things import OwnThingsPage
    return OwnThingsPage


def _appearance() -> type[Page]:
    from desktop.ui.pages.settings_look import AppearancePage
    return AppearancePage


def _settings() -> type[Page]:
    from desktop.ui.pages.settings import SettingsPage
    return SettingsPage


def _in(names: str) -> tuple[str, ...]:
    return tuple(f"desktop.ui.pages.{name}" for name in names.split())


# "Báo cáo" joins when it can show something true.
ENTRIES: Final = (
    PageEntry(key="today", name=N_("Today"), page=_today, modules=_in("today")),
    PageEntry(key="incidents", name=N_("Incidents"), page=_incidents, modules=_in("incidents")),
    PageEntry(key="devices", name=N_("Devices"), page=_devices, modules=_in("devices")),
    PageEntry(key="accounts", name=N_("Accounts & signatures"), page=_accounts,
              modules=_in("accounts accounts_matrix")),
    PageEntry(key="people", name=N_("Staff"), page=_people, modules=_in("people")),
    PageEntry(key="infrastructure", name=N_("Infrastructure & meeting rooms"), page=_infrastructure,
              modules=_in("infrastructure infrastructure_lists infrastructure_outages infrastructure_rooms")),
    PageEntry(key="guides", name=N_("Guides"), page=_guides, modules=_in("guides")),
    PageEntry(key="sync", name=N_("Sync"), page=_sync, modules=_in("sync"), tone=Tone.WARN, below=True),
    PageEntry(key="settings", name=N_("Settings"), page=_settings, modules=_in("settings"), below=True),
)
PAGE_OF_KIND: Final = {
    "incident": "incidents", "incident_note": "incidents", "device": "devices", "person": "people",
    "guide": "guides", "conflict": "sync", "handover": "devices",
    "handover_item": "devices", "stocktake": "devices", "stocktake_item": "devices",
    "site": "infrastructure", "room": "infrastructure", "line": "infrastructure", "outage": "infrastructure",
    "hamlet": "infrastructure", "training": "infrastructure",
    "account": "accounts", "certificate": "accounts", "system": "accounts", "system_use": "accounts",
}
"""On which page a record is shown; a kind without one is shown where it is found (the search result)."""


OF_A_COLLEAGUE: Final = (
    PageEntry(key="own", name=N_("Machines & accounts"), page=_own_things, modules=_in("own_things")),
    PageEntry(key="guides", name=N_("Guides"), page=_guides, modules=_in("guides")),
    PageEntry(key="settings", name=N_("Settings"), page=_appearance, modules=_in("settings_look"), below=True),
)
"""All there is in the seat of a colleague (Ctrl+U)."""


def entries(*, of_colleague: bool = False) -> tuple[PageEntry, ...]:
    """Return the pages of a seat."""
    return OF_A_COLLEAGUE if of_colleague else ENTRIES


def entry_of(key: str, *, of_colleague: bool = False) -> PageEntry:
    """Return the entry of the page `key`, the first for one that this seat or this version does not have."""
    there = entries(of_colleague=of_colleague)
    return next((entry for entry in there if entry.key == key), there[0])


def made_navigation(*, of_colleague: bool = False) -> Navigation:
    """Return the dark column with a line for each page."""
    there = entries(of_colleague=of_colleague)
    lines = {entry.key: NavButton(entry.key, tr(entry.name), entry.tone) for entry in there}
    return Navigation([lines[entry.key] for entry in there if not entry.below],
                      [lines[entry.key] for entry in there if entry.below])
