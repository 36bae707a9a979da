"""What the user can mend, as one tree above the values: what a service refuses, with a stable code.

ServiceError
├── NotFound        not-found         no such record, or nothing that fits the text
├── Ambiguous       ambiguous         several records fit the text
├── Refused         refused           one or more fields cannot be saved as they are
├── NothingToUndo   nothing-to-undo   no edit of this person is left to undo
├── NoFile          no-file           there is no such file
├── NoConflict      no-conflict       no open conflict with this id
└── WrongUse        wrong-use         asked for what does not exist: a kind, a field, an option
    ├── NoValueHere    no-value-here
    └── SeveralValues  several-values
"""
from collections.abc import Sequence

from protocol.problem import Problem


class ServiceError(Exception):
    """A service cannot do what was asked. `values` fill the sentence of `code`."""
    code = "service"

    def __init__(self, **values: object) -> None:
        super().__init__(", ".join(f"{key}={value}" for key, value in values.items()))
        self.values = values


class NotFound(ServiceError):
    """No record with this id, or nothing that fits the text."""
    code = "not-found"


class Ambiguous(ServiceError):
    """Several records fit the text; nothing was chosen."""
    code = "ambiguous"


class WrongUse(ServiceError):
    """Asked for a kind, a field or a choice that does not exist here."""
    code = "wrong-use"


class NothingToUndo(ServiceError):
    """There is no edit of this person to undo."""
    code = "nothing-to-undo"


class Refused(ServiceError):
    """One or more fields of a `kind` cannot be saved; nothing was. `problems` say which and why."""
    code = "refused"

    def __init__(self, kind: str, problems: Sequence[Problem]) -> None:
        super().__init__(fields=", ".join(problem.field for problem in problems))
        self.kind = kind
        self.problems = tuple(problems)


class NoFile(ServiceError):
    """There is no such file."""
    code = "no-file"


class NoConflict(ServiceError):
    """There is no open conflict with this id."""
    code = "no-conflict"


class NoValueHere(WrongUse):
    """`mine` was asked for on a PC that wrote no value in the conflict."""
    code = "no-value-here"


class SeveralValues(WrongUse):
    """`theirs` was asked for where several other PCs wrote different values."""
    code = "several-values"
