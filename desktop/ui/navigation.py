"""The pages of the window: in which order, by which name, and how each is made when first shown."""
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from desktop.language import N_, tr
from desktop.ui.desk import Desk, WindowActions
from desktop.ui.tokens import Tone
from desktop.ui.widgets.chrome import Navigation, Page
from desktop.ui.widgets.controls import NavButton

PageMaker = Callable[[Desk, WindowActions], Page]


@dataclass(frozen=True, slots=True, kw_only=True)
class PageEntry:
    """One line of the navigation. `name` is a msgid; `tone` colours its counter."""
    key: str
    name: str
    make: PageMaker
    tone: Tone = Tone.BAD
    below: bool = False


# A page is imported when it is first shown: the start pays for one.
def _today(desk: Desk, actions: WindowActions) -> Page:
    from desktop.ui.pages.today import TodayPage
    return TodayPage(desk, actions)


def _incidents(desk: Desk, actions: WindowActions) -> Page:
    from desktop.ui.pages.incidents import IncidentsPage
    return IncidentsPage(desk, actions)


def _devices(desk: Desk, actions: WindowActions) -> Page:
    from desktop.ui.pages.devices import DevicesPage
    return DevicesPage(desk, actions)


def _accounts(desk: Desk, actions: WindowActions) -> Page:
    from desktop.ui.pages.accounts import AccountsPage
    return AccountsPage(desk, actions)


def _people(desk: Desk, actions: WindowActions) -> Page:
    from desktop.ui.pages.people import PeoplePage
    return PeoplePage(desk, actions)


def _infrastructure(desk: Desk, actions: WindowActions) -> Page:
    from desktop.ui.pages.infrastructure import InfrastructurePage
    return InfrastructurePage(desk, actions)


def _guides(desk: Desk, actions: WindowActions) -> Page:
    from desktop.ui.pages.guides import GuidesPage
    return GuidesPage(desk, actions)


def _sync(desk: Desk, actions: WindowActions) -> Page:
    from desktop.ui.pages.sync import SyncPage
    return SyncPage(desk, actions)


def _own_things(desk: Desk, actions: WindowActions) -> Page:
    from desktop.ui.pages.own_things import OwnThingsPage
    return OwnThingsPage(desk, actions)


def _appearance(desk: Desk, actions: WindowActions) -> Page:
    from desktop.ui.pages.settings_look import AppearancePage
    return AppearancePage(desk, actions)


def _settings(desk: Desk, actions: WindowActions) -> Page:
    from desktop.ui.pages.settings import SettingsPage
    return SettingsPage(desk, actions)


# "Báo cáo" joins when it can show something true.
ENTRIES: Final = (
    PageEntry(key="today", name=N_("Today"), make=_today),
    PageEntry(key="incidents", name=N_("Incidents"), make=_incidents),
    PageEntry(key="devices", name=N_("Devices"), make=_devices),
    PageEntry(key="accounts", name=N_("Accounts & signatures"), make=_accounts),
    PageEntry(key="people", name=N_("Staff"), make=_people),
    PageEntry(key="infrastructure", name=N_("Infrastructure & meeting rooms"), make=_infrastructure),
    PageEntry(key="guides", name=N_("Guides"), make=_guides),
    PageEntry(key="sync", name=N_("Sync"), make=_sync, tone=Tone.WARN, below=True),
    PageEntry(key="settings", name=N_("Settings"), make=_settings, below=True),
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
    PageEntry(key="own", name=N_("Machines & accounts"), make=_own_things),
    PageEntry(key="guides", name=N_("Guides"), make=_guides),
    PageEntry(key="settings", name=N_("Settings"), make=_appearance, below=True),
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
