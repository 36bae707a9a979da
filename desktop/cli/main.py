"""`so-cntt --profile DIR COMMAND …`: the same core as the window, for scripts and for repair."""
import sys
import traceback
from collections.abc import Callable, Sequence
from typing import Final

from desktop import paths, windows
from desktop.cli import output
from desktop.cli.arguments import WrongCommand, parser
from desktop.cli.failures import failure_of
from desktop.cli.output import Answer, Exit, Failure
from desktop.cli.session import Session
from desktop.language import tr
from desktop.services.sentences import sentence

Command = Callable[[Session], Answer]


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code."""
    words = list(sys.argv[1:] if argv is None else argv)
    windows.begin()
    _speak_utf8()
    as_json = "--json" in words
    try:
        asked = parser().parse_args([word for word in words if word != "--json"])
        session = Session(profile=asked.profile or paths.default_profile(), asked=asked)
        with session:
            answer = _command(asked.command)(session)
    except WrongCommand as error:
        return output.tell_failure(Failure(
            code="wrong-use", message=tr("The command is not understood: {what}", what=str(error)),
            hint=tr("See: so-cntt --help"), exit=Exit.WRONG_USE), as_json=as_json)
    except KeyboardInterrupt:
        return output.tell_failure(Failure(
            code="cancelled", message=tr("Cancelled. Everything saved so far is kept."), hint="",
            exit=Exit.MENDABLE), as_json=as_json)
    except Exception as error:  # noqa: BLE001  the last resort: one sentence, the trace on stderr
        failure = failure_of(error)
        if failure is None:
            traceback.print_exc()
            said = sentence("unexpected")
            failure = Failure(code="unexpected", message=said.message, hint=said.hint, exit=Exit.MENDABLE)
        return output.tell_failure(failure, as_json=as_json)
    return output.tell(answer, as_json=as_json)


def _command(name: str) -> Command:
    # Imported by need: `status` must not pay for workbooks, nor `list` for the network.
    module_name, function = _WHERE[name]
    import importlib
    module = importlib.import_module(f"desktop.cli.{module_name}")
    found: Command = getattr(module, function)
    return found


_WHERE: Final[dict[str, tuple[str, str]]] = {
    "init": ("profile", "init"), "enrol": ("profile", "enrol"), "backup": ("profile", "backup"),
    "restore": ("profile", "restore"), "verify": ("profile", "verify"),
    "put": ("records", "put"), "get": ("records", "get"), "list": ("records", "list_"),
    "delete": ("records", "delete"), "undelete": ("records", "undelete"), "undo": ("records", "undo"),
    "search": ("finding", "search"), "history": ("finding", "history"), "guess": ("finding", "guess"),
    "sync": ("exchange", "sync"), "status": ("exchange", "status"), "conflicts": ("exchange", "conflicts"),
    "settle": ("exchange", "settle"),
    "import": ("workbooks", "import_"), "take-back": ("workbooks", "take_back"),
    "machine": ("machine", "machine"),
}


def _speak_utf8() -> None:
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(encoding="utf-8", errors="replace")
