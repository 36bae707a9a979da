"""What a transaction changed: gathered while it runs, rung as a frozen value after its commit."""
from dataclasses import dataclass, field
from typing import Final

_OF_A_PERSON: Final = 50    # records at most in what a person saves; more come from the server or a file


@dataclass(frozen=True, slots=True, kw_only=True)
class Changes:
    """News for the screens. `everything` means that nobody knows what changed: another program wrote."""
    records: frozenset[tuple[str, str]] = frozenset()
    outbox_changed: bool = False
    feeds_changed: bool = False
    settings_changed: bool = False
    drafts_changed: bool = False
    undo_changed: bool = False
    search_changed: bool = False
    search_stale: bool = False
    everything: bool = False

    def __bool__(self) -> bool:
        return bool(self.records) or self.outbox_changed or self.feeds_changed or self.settings_changed \
            or self.drafts_changed or self.undo_changed or self.search_changed or self.search_stale or self.everything

    @property
    def is_save(self) -> bool:
        """Return whether a person saved something and waits to see it, not a flood from the server or a file."""
        return 0 < len(self.records) <= _OF_A_PERSON and not self.everything

    def touches(self, kind: str) -> bool:
        """Return whether a list of `kind` must look again."""
        return self.everything or any(each == kind for each, _ in self.records)


@dataclass(slots=True)
class Collector:
    """The same while the transaction runs."""
    records: set[tuple[str, str]] = field(default_factory=set)
    outbox_changed: bool = False
    feeds_changed: bool = False
    settings_changed: bool = False
    drafts_changed: bool = False
    undo_changed: bool = False
    search_changed: bool = False
    search_stale: bool = False

    def frozen(self) -> Changes:
        """Return what was gathered."""
        return Changes(records=frozenset(self.records), outbox_changed=self.outbox_changed,
                       feeds_changed=self.feeds_changed, settings_changed=self.settings_changed,
                       drafts_changed=self.drafts_changed, undo_changed=self.undo_changed,
                       search_changed=self.search_changed, search_stale=self.search_stale)
