"""What the book itself asks for: conflicts, refusals, leftovers of imports, the same code twice, the slip."""
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Final

from desktop.language import tr, trn
from desktop.services import import_leftovers, needs_attention, recovery_slip
from desktop.services.todo.task import BAD, INFO, MOST, NEUTRAL, WARN, Target, Task, amount, facts, named, those
from desktop.services.value_text import date_text, field_label
from desktop.store import attention, overview, records
from desktop.store.driver import Connection
from protocol.catalogue import KINDS

_EACH: Final = 5
_FIRST_DAY: Final = date(2025, 7, 1)
"""Since when there are communes of two levels: no PC of theirs is at an earlier day, but one with an empty battery."""


def wrong_date(day: date) -> Iterator[Task]:
    """Return that the date of this PC cannot be right: without a network nobody else says so."""
    if day < _FIRST_DAY:
        yield Task(key="wrong-date", state=tr("Wrong date"), tone=BAD, action=tr("Look again"),
                   title=tr("The date of this PC cannot be right: {day}", day=date_text(day.isoformat())),
                   detail=tr("Reminders and deadlines count from it. Set date and time of the PC right."),
                   target=Target(page="today"), says=facts((day.isoformat(),)))


def pressing(db: Connection) -> Iterator[Task]:
    """Return what keeps the book from being whole: conflicts, refusals, what an import left."""
    if conflicts := records.open_conflicts(db):
        yield Task(key="conflicts", state=tr("To choose"), tone=INFO, detail=tr("Both are kept – choose the right one"),
                   title=trn("{n} content that two PCs wrote differently",
                             "{n} contents that two PCs wrote differently", len(conflicts)),
                   action=tr("See and choose"), target=Target(page="sync"), says=facts(conflicts))
    if needs_attention.count(db):
        lines = attention.listed(db)
        yield Task(key="refused", state=tr("Not accepted"), tone=WARN, action=tr("View"), target=Target(page="sync"),
                   title=trn("{n} content the server did not take", "{n} contents the server did not take",
                             len(lines)),
                   detail=tr("Kept on this PC; send again or take off the list"),
                   says=facts(str(line.id) for line in lines))
    if rows := import_leftovers.waiting_count(db):
        yield Task(key="rows-to-mend", state=tr("To mend"), tone=WARN, action=tr("See and mend"),
                   target=Target(page="leftovers"), says=amount(rows),
                   title=trn("{n} row of an Excel sheet waits to be mended",
                             "{n} rows of Excel sheets wait to be mended", rows),
                   detail=tr("The other rows went in; nothing of these was lost"))
    if drafts := import_leftovers.drafts(db):
        yield Task(key="names-to-confirm", state=tr("To confirm"), tone=INFO, action=tr("See and confirm"),
                   target=Target(page="leftovers"), says=facts(each.id for each in drafts),
                   title=trn("{n} name from an Excel sheet is new in the book",
                             "{n} names from Excel sheets are new in the book", len(drafts)),
                   detail=named([each.title for each in drafts]))


def keeping(db: Connection) -> Iterator[Task]:
    """Return what makes the book tidier: the same code or account twice."""
    yield from _same_code(db)
    yield from _same_account(db)


def slip(db: Connection, profile: Path, now: datetime) -> Iterator[Task]:
    """Return the one page that opens the book on another PC, after three days and once."""
    if recovery_slip.is_due(db, profile, now_ms=round(now.timestamp() * 1000)):
        yield Task(key="recovery-slip", state=tr("Once"), tone=NEUTRAL, title=tr("Print the recovery slip"),
                   detail=tr("One page for an envelope that the office keeps: it opens the book on another PC"),
                   action=tr("Print the slip"), target=Target(page="recovery"), says=facts(("slip",)))


def _same_code(db: Connection) -> Iterator[Task]:
    for kind in KINDS.values():
        for field in kind.fields:
            if not field.distinct:
                continue
            found = overview.twice(db, kind.code, field.code, MOST)
            for value, count, id_, titles in found[:_EACH]:
                yield Task(key=f"twice:{kind.code}:{field.code}:{value}", state=tr("Same code"), tone=WARN,
                           detail=titles, action=tr("Correct the code"), target=Target(kind=kind.code, id=id_),
                           title=trn("{field} {value} stands on {n} record", "{field} {value} stands on {n} records",
                                     count, field=field_label(kind, field), value=value), says=amount(count))
            if rest := found[_EACH:]:
                yield Task(key=f"twice:{kind.code}:{field.code}", state=tr("Same code"), tone=WARN, action=tr("View"),
                           title=trn("{n} more value of {field} stands on several records",
                                     "{n} more values of {field} stand on several records", len(rest),
                                     field=field_label(kind, field)),
                           detail=named([str(row[0]) for row in rest]), says=facts(str(row[0]) for row in rest),
                           target=those(kind.code, [row[2] for row in rest], tr("Same code")))


def _same_account(db: Connection) -> Iterator[Task]:
    found = overview.accounts_twice(db, MOST)
    titles = records.titles(db, [each for person, system, _, _ in found[:_EACH] for each in (person, system)])
    for person, system, count, id_ in found[:_EACH]:
        yield Task(key=f"twice:account:{person}:{system}", state=tr("Entered twice"), tone=WARN,
                   title=trn("{who} has {n} account in {system}", "{who} has {n} accounts in {system}", count,
                             who=titles.get(person) or tr("(no name)"),
                             system=titles.get(system) or tr("(no name)")),
                   detail=tr("One account a person and system; delete or correct the other"), action=tr("View"),
                   target=Target(kind="account", id=id_), says=amount(count))
    if rest := found[_EACH:]:
        yield Task(key="twice:account", state=tr("Entered twice"), tone=WARN, action=tr("View"),
                   title=trn("{n} more account stands in the book twice", "{n} more accounts stand in the book twice",
                             len(rest)),
                   detail=tr("One account a person and system; delete or correct the other"),
                   target=those("account", [row[3] for row in rest], tr("Entered twice")),
                   says=facts(row[3] for row in rest))
