"""An exception as one sentence and what to do next, for every place that must say it."""
import logging

from desktop.services.sentences import Sentence, sentence

_log = logging.getLogger(__name__)


def said(problem: BaseException) -> Sentence:
    """Return the sentence of `problem` by its stable code; our own mistakes go to the log with their trace."""
    code = getattr(problem, "code", None)
    values = getattr(problem, "values", None)
    if not isinstance(code, str):
        _log.error("unexpected error", exc_info=problem)
        code = "unexpected"
    return sentence(code, **(values if isinstance(values, dict) else {}))
