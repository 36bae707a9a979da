"""One plain sentence for each problem of a field, to stand beside it or in a list of an import."""
from collections.abc import Iterable, Mapping
from typing import Final

from desktop.language import N_, tr
from desktop.services.sentences import PROBLEMS as OF_SERVICES
from desktop.services.value_text import choice_label, field_label
from protocol.catalogue import KINDS
from protocol.field import FieldType
from protocol.kind import Kind
from protocol.problem import Problem

OF_FIELDS: Final[Mapping[str, str]] = {
    "required": N_("needs a value"),
    "not-text": N_("must be a text"),
    "too-long": N_("is too long: {length} characters, at most {limit}"),
    "control-character": N_("holds a character that cannot be shown; type it again"),
    "not-a-line": N_("must be one line"),
    "too-many-lines": N_("has too many lines, at most {limit}"),
    "unknown-choice": N_("has no choice “{value}”"),
    "not-a-date": N_("is no date; write dd/mm/yyyy, mm/yyyy or yyyy"),
    "not-a-datetime": N_("is no time; write hh:mm dd/mm/yyyy"),
    "not-a-number": N_("must be a whole number"),
    "out-of-range": N_("is out of range"),
    "not-yes-no": N_("is yes or no"),
    "not-a-reference": N_("names no record"),
    "not-an-email": N_("is no e-mail address"),
    "not-a-phone": N_("is no phone number; write ten digits with the leading 0"),
    "not-an-object": N_("must be an object"),
    "too-large": N_("is too large"),
    "too-deep": N_("is nested too deep"),
    "has-float": N_("must not hold fractions"),
    "unknown-field": N_("is no field of this kind"),
    "looks-like-password": N_("looks like a password or a PIN; take it out, or say that it is none"),
    "not-for-secret-pc": N_("is not recorded of a stand-alone PC for secret papers"),
    "security-line": N_("a cyber security incident does not enter the queue for technical support; choose the police"),
    "server-only": N_("is written by the server only"),
    "province-only": N_("is written by the province only"),
    "commune-only": N_("is written by the commune only"),
    "written-once": N_("was written once and is not edited"),
    "illegal-transition": N_("cannot go from “{old}” to “{new}”"),
    # what typed text could not be read as
    "date-unreadable": N_("is no date; write dd/mm/yyyy, mm/yyyy or yyyy"),
    "date-year-out-of-range": N_("has an impossible year"),
    "date-no-such-month": N_("has no such month; write the day first: dd/mm/yyyy"),
    "date-no-such-day": N_("has no such day in that month"),
    "time-unreadable": N_("is no time; write hh:mm dd/mm/yyyy"),
    "time-needs-day": N_("needs the whole day: dd/mm/yyyy"),
    "money-unreadable": N_("is no amount; write 11.500.000 or 11,5 triệu"),
    "number-unreadable": N_("must be a whole number"),
    "not-found": N_("names no record that is known: “{text}”"),
    "ambiguous": N_("fits several records: {titles}"),
}


def problem_text(kind: Kind | str, problem: Problem) -> str:
    """Return the sentence of `problem` with the field's label before it: “Name: needs a value”."""
    declared_kind = KINDS.get(kind) if isinstance(kind, str) else kind
    field = declared_kind.field(problem.field) if declared_kind is not None else None
    label = field_label(declared_kind, field) if declared_kind is not None and field is not None else problem.field
    return f"{label}: {bare_problem_text(kind, problem)}" if label else bare_problem_text(kind, problem)


def bare_problem_text(kind: Kind | str, problem: Problem) -> str:
    """Return the sentence of `problem` alone, to stand under its field."""
    msgid = OF_FIELDS.get(problem.code) or OF_SERVICES.get(problem.code)
    if msgid is None:
        return problem.code
    values: dict[str, object] = dict(problem.message_values)
    declared_kind = KINDS.get(kind) if isinstance(kind, str) else kind
    field = declared_kind.field(problem.field) if declared_kind is not None else None
    if declared_kind is not None and field is not None and field.type is FieldType.CHOICE:
        values |= {key: choice_label(declared_kind, field, str(value)) for key, value in values.items()
                   if field.choice(str(value)) is not None}
    text = tr(msgid)
    try:
        return text.format(**values)
    except (KeyError, IndexError, ValueError):
        return text


def problems_text(kind: Kind | str, problems: Iterable[Problem]) -> str:
    """Return all problems in one line."""
    return "; ".join(problem_text(kind, problem) for problem in problems)
