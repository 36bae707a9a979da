"""One plain sentence beside a field for each thing that can be wrong with what was typed."""
from typing import Final

from desktop.language import N_, tr
from desktop.services.problem_text import bare_problem_text
from desktop.services.typed_values import Mistyped
from protocol.kind import Kind
from protocol.problem import Problem

_MISTYPED: Final = {
    "date-unreadable": N_("This is no date. Write it as 05/11/2026, 11/2026 or 2026."),
    "date-year-out-of-range": N_("The year must be between 1900 and 2200."),
    "date-no-such-month": N_("There is no such month. The day comes first, then the month: 05/11/2026."),
    "date-no-such-day": N_("There is no such day in this month."),
    "time-unreadable": N_("This is no time. Write it as 09:05 05/11/2026, or 9h05 for today."),
    "time-needs-day": N_("The time needs a whole day: 09:05 05/11/2026."),
    "money-unreadable": N_("This is no amount in đồng. Write it as 11.500.000 or 11,5 triệu."),
    "number-unreadable": N_("This is no whole number. Write digits only, such as 8."),
    "reference-not-chosen": N_("Choose a line of the list, or “Add new”."),
}


def mistyped_words(mistake: Mistyped) -> str:
    """Return the sentence for text that could not be read."""
    return tr(_MISTYPED[mistake.code])


def problem_words(kind: Kind, problem: Problem) -> str:
    """Return the sentence for a value that the kind refuses or asks about, to stand under its field."""
    words = bare_problem_text(kind, problem)
    return f"{words[:1].upper()}{words[1:]}{'' if words.endswith('.') else '.'}"
