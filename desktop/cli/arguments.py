"""The grammar of `so-cntt`: every command with what it takes."""
import argparse
from pathlib import Path
from typing import NoReturn

from desktop.language import tr


class WrongCommand(Exception):
    """The command line does not fit the grammar."""
    code = "wrong-use"


class _Parser(argparse.ArgumentParser):
    """Raises instead of leaving: a script that asked for JSON gets JSON for its mistakes too."""

    def error(self, message: str) -> NoReturn:
        raise WrongCommand(message)


def parser() -> argparse.ArgumentParser:
    """Return the parser of the whole command line; `--json` is taken out before, it may stand anywhere."""
    made = _Parser(prog="so-cntt", description=tr("The commune's IT book, from the command line."), allow_abbrev=False)
    made.add_argument("--profile", type=Path, metavar="DIR", help=tr("the folder of the book"))
    made.add_argument("--json", action="store_true", help=tr("exactly one JSON object on standard output"))
    made.add_argument("--opening-code-file", type=Path, dest="opening_code_file", metavar="FILE",
                      help=tr("where the first line of a file is the opening code of the book; - reads it from "
                              "standard input"))
    commands = made.add_subparsers(dest="command", metavar="COMMAND", required=True)

    def command(name: str, help_: str) -> argparse.ArgumentParser:
        return commands.add_parser(name, help=help_, description=help_, allow_abbrev=False)

    init = command("init", tr("make a new book in an empty folder"))
    init.add_argument("--commune", default="", metavar="CODE")
    init.add_argument("--name", default="", metavar="PC")
    init.add_argument("--person", default="", metavar="NAME")

    enrol = command("enrol", tr("connect this book to the provincial server by a one-time code"))
    enrol.add_argument("--server", required=True, metavar="URL")
    enrol.add_argument("--code", required=True)

    put = command("put", tr("create a record, or change the one with this id"))
    put.add_argument("kind")
    put.add_argument("values", nargs="*", metavar="[ID] field=value")
    put.add_argument("--yes", action="store_true", help=tr("answer questions about odd values with yes"))

    get = command("get", tr("show one record"))
    get.add_argument("id")

    list_ = command("list", tr("list the records of a kind"))
    list_.add_argument("kind")
    list_.add_argument("--where", action="append", default=[], metavar="field=value")
    list_.add_argument("--limit", type=_whole, default=1000)
    list_.add_argument("--offset", type=_whole, default=0)
    list_.add_argument("--trash", action="store_true")

    for name, help_ in (("delete", tr("put a record into the trash")),
                        ("undelete", tr("take a record out of the trash")),
                        ("history", tr("who changed what, when and on which PC"))):
        command(name, help_).add_argument("id")
    command("undo", tr("undo the last step of the person at this PC"))

    for name, help_ in (("search", tr("find records of all kinds")),
                        ("guess", tr("what the one-line entry understands"))):
        command(name, help_).add_argument("text", nargs="+")

    command("sync", tr("send and receive until nothing is left"))
    command("status", tr("what has and has not reached the province"))
    command("conflicts", tr("what two PCs wrote differently"))
    settle = command("settle", tr("choose what is right in a conflict"))
    settle.add_argument("id")
    settle.add_argument("--keep", required=True, metavar="shown|mine|theirs|=VALUE")

    import_ = command("import", tr("take in a workbook, or records.jsonl"))
    import_.add_argument("file", type=Path)
    import_.add_argument("--kind", default=None)
    import_.add_argument("--dry-run", action="store_true", dest="dry_run")
    command("take-back", tr("take a whole import back")).add_argument("batch")

    machine = command("machine", tr("read this PC, or take in what others say of themselves"))
    actions = machine.add_subparsers(dest="action", metavar="ACTION", required=True)
    actions.add_parser("read", help=tr("what this PC says of itself; nothing is saved"), allow_abbrev=False)
    export = actions.add_parser("export", help=tr("write this PC as GLPI inventory JSON"), allow_abbrev=False)
    export.add_argument("file", type=Path)
    machines = actions.add_parser("import", help=tr("take in inventories of GLPI or of the USB collector"),
                                  allow_abbrev=False)
    machines.add_argument("files", type=Path, nargs="+", metavar="FILE")
    machines.add_argument("--dry-run", action="store_true", dest="dry_run")

    command("backup", tr("write a verified backup")).add_argument("file", nargs="?", type=Path)
    restore = command("restore", tr("open a backup as the book of this folder"))
    restore.add_argument("file", type=Path)
    restore.add_argument("--recovery-code", default=None, dest="recovery_code", metavar="CODE")
    command("verify", tr("check the whole book"))
    return made


def _whole(text: str) -> int:
    value = int(text)
    if value < 0:
        raise ValueError(text)
    return value
