"""Which sentence and which exit code an error gets. What is our own mistake stays an error."""
from typing import Final

from desktop.cli.output import Exit, Failure
from desktop.services.problem_text import problems_text
from desktop.services.problems import Refused, WrongUse
from desktop.services.sentences import SENTENCES, sentence
from desktop.store import driver
from desktop.store.errors import from_driver

_OFFLINE: Final = frozenset({"no-network", "no-server", "server-paused", "not-our-server", "cut-answer"})
_DAMAGED: Final = frozenset({"damaged"})


def failure_of(error: Exception) -> Failure | None:
    """Return what to say about `error`, or None for a mistake of our own that must reach the log."""
    if isinstance(error, driver.Error):
        error = from_driver(error)
    code = getattr(error, "code", None)
    if isinstance(error, Refused):
        said = sentence("refused", problems=problems_text(error.kind, error.problems))
        problems = [{"field": problem.field, "code": problem.code, "is_question": problem.is_question}
                    for problem in error.problems]
        return Failure(code="refused", message=said.message, hint=said.hint, exit=Exit.MENDABLE,
                       more={"problems": problems})
    if not isinstance(code, str) or code not in SENTENCES:
        return None
    said = sentence(code, **getattr(error, "values", {}))
    return Failure(code=code, message=said.message, hint=said.hint, exit=exit_of(error, code))


def exit_of(error: Exception, code: str) -> Exit:
    """Return how a command ends that met an error with `code`."""
    if code in _OFFLINE:
        return Exit.OFFLINE
    if code in _DAMAGED:
        return Exit.DAMAGED
    return Exit.WRONG_USE if isinstance(error, WrongUse) else Exit.MENDABLE
