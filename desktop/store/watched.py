"""Indexes for what is asked of whole tables at each change: the first page, the fitness of computers.

Rows are wide and encrypted, so that walking 100,000 of them takes a second a question; an index that holds
the few columns that are asked for takes a twentieth. Each is the answer to one question, named here.
"""
from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from desktop.store.driver import Connection
from desktop.store.plan import table
from protocol.conditions import NEEDS_DOCUMENT

_UNDECIDED: Final = ", ".join(f"'{code}'" for code in sorted(NEEDS_DOCUMENT))

INDEXES: Final[Mapping[str, Mapping[str, str]]] = MappingProxyType({
    "device": MappingProxyType({
        # What each computer is made of: fitness, systems out of support, antivirus.
        "made_of": "(f_os, f_kind, f_ram_gb, f_disk, f_in_use_year, f_acquired_on, f_network, f_antivirus, deleted,"
                   " f_status)",
        # Computers with which nobody is named. The condition's columns are in it: SQLite reads them again.
        "nobodys": "(f_kind, f_status, f_network, deleted, f_custodian, f_users)"
                   " WHERE deleted = 0 AND f_custodian IS NULL AND f_users IS NULL",
        # Computers of which only a custodian is named: that person works at them.
        "kept": "(f_custodian, f_kind, f_status, f_network, deleted, f_users)"
                " WHERE deleted = 0 AND f_custodian IS NOT NULL AND f_users IS NULL",
        "warranty": "(f_warranty_until, f_status, deleted) WHERE deleted = 0 AND f_warranty_until IS NOT NULL",
        "undecided": "(f_status, deleted, f_status_document) WHERE deleted = 0 AND f_status_document IS NULL"
                     f" AND f_status IN ({_UNDECIDED})",
        # Read from the machine itself: few, and asked for while the card "Bắt đầu" is shown.
        "read": "(n) WHERE f_reading IS NOT NULL",
    }),
    "account": MappingProxyType({"held": "(f_person, f_system, f_status, deleted)"}),
})
"""{kind: {name: terms and condition}}."""


def make(db: Connection, kind_code: str) -> None:
    """Create the indexes of a kind that are not there, or that were for another question; in a transaction."""
    for name, terms in INDEXES.get(kind_code, {}).items():
        wanted = f'CREATE INDEX "{table(kind_code)}_{name}" ON "{table(kind_code)}" {terms}'
        row = db.execute("SELECT sql FROM sqlite_master WHERE type = 'index' AND name = ?",
                         (f"{table(kind_code)}_{name}",)).fetchone()
        if row is not None and row[0] == wanted:
            continue
        db.execute(f'DROP INDEX IF EXISTS "{table(kind_code)}_{name}"')
        db.execute(wanted)
