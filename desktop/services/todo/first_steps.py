"""The card "Bắt đầu" of a new book: five steps with done-marks, which goes away by itself."""
from dataclasses import dataclass

from desktop.language import tr
from desktop.services import recovery_slip
from desktop.services.todo import trial
from desktop.services.todo.task import Target
from desktop.store import overview, overview_waiting, setting
from desktop.store.driver import Connection


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One line of the card."""
    title: str
    action: str
    target: Target
    done: bool


def first_steps(db: Connection) -> list[Step]:
    """Return the five steps; none when all are done or the book is in use."""
    if all(overview.at_least(db, kind, number) for kind, number in (("device", 5), ("person", 3), ("incident", 1))):
        return []
    so_far, tried = overview_waiting.first_steps(db), trial.read(db)
    by_hand = overview.at_least(db, "device", 5) and overview.at_least(db, "person", 3)
    has_code = recovery_slip.slip(db) is not None
    steps = [
        Step(title=tr("Write this PC into the book"), action=tr("Read this PC"), target=Target(page="this-machine"),
             done=so_far.machine_read),
        Step(title=tr("Take in the Excel file there is"), action=tr("Import from Excel"),
             target=Target(page="import"), done=so_far.file_taken_in or by_hand),
        Step(title=tr("Try to report an incident"), action=tr("Try it"), target=Target(page="trial"),
             done=tried is not None or overview.at_least(db, "incident", 1)),
        Step(title=tr("Put the recovery code away"), action=tr("Print the slip"), target=Target(page="recovery"),
             done=not has_code or bool(setting.number(db, recovery_slip.KEPT_AT))),
        # One system reviewed for everybody is a beginning; the rest is a to-do, not a first step.
        Step(title=tr("Review the accounts"), action=tr("Review"), target=Target(page="accounts"),
             done=0 < so_far.people <= so_far.accounts_reviewed),
    ]
    return [] if all(step.done for step in steps) else steps
