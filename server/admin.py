"""The server's command line: `so-cntt-server COMMAND --data DIR [--json]`.

With `--json` stdout is exactly one JSON object; logs go to stderr. Exit codes: 0 done, 1 the
administrator can mend it, 2 wrong use, 4 damaged data.
"""
import argparse
import json
import os
import secrets
import sys
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any, Final, NoReturn

from server.settings import DEFAULT_PORT, Settings

DONE: Final = 0
MENDABLE: Final = 1
WRONG_USE: Final = 2
DAMAGED: Final = 4
DATA_VARIABLE: Final = "SO_CNTT_SERVER_DATA"
_DAMAGED_CODES: Final = frozenset({"bad-backup", "damaged", "newer-database"})


class WrongUse(Exception):
    """The command was not given as it should be."""
    code = "wrong-use"


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        raise WrongUse(message)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    as_json = "--json" in given
    try:
        options = _parser().parse_args(given)
        result = _run(options)
    except WrongUse as error:
        return _failed(as_json, WRONG_USE, error.code, str(error), "so-cntt-server --help")
    except Exception as error:
        code, hint = _explained(error)
        if code is None:
            raise
        return _failed(as_json, DAMAGED if code in _DAMAGED_CODES else MENDABLE, code, str(error), hint)
    if result is not None:
        if as_json:
            print(json.dumps({"ok": True, **result}, ensure_ascii=False))
        else:
            _show(result)
    return DONE


def _parser() -> argparse.ArgumentParser:
    where = _Parser(add_help=False, argument_default=argparse.SUPPRESS)
    place = where.add_mutually_exclusive_group()
    place.add_argument("--data", type=Path, metavar="DIR", help="folder of the embedded database")
    place.add_argument("--database", metavar="URL", help="sqlite:///FILE or postgresql+psycopg://…")
    where.add_argument("--json", action="store_true", help="one JSON object on stdout")
    parser = _Parser(prog="so-cntt-server", parents=[where], description="The provincial server of Sổ CNTT.")
    commands = parser.add_subparsers(dest="command", required=True, parser_class=_Parser)

    def command(group: Any, name: str, help_: str) -> argparse.ArgumentParser:
        made: argparse.ArgumentParser = group.add_parser(name, parents=[where], help=help_)
        return made

    def group(name: str, help_: str) -> Any:
        return command(commands, name, help_).add_subparsers(dest="verb", required=True, parser_class=_Parser)

    serve = command(commands, "serve", "serve until stopped")
    serve.add_argument("--host", default="127.0.0.1")
    serve.add_argument("--port", type=int, default=DEFAULT_PORT, help=f"default {DEFAULT_PORT}; 0: a free one")
    serve.add_argument("--address", action="append", default=[], metavar="URL",
                       help="an address to tell the PCs; may be repeated, tried in this order")
    serve.add_argument("--requests-a-minute", type=int, metavar="N", help="for each PC")
    serve.add_argument("--header-deadline", type=float, metavar="SECONDS",
                       help="close connections that take longer to say what they want")
    communes = group("commune", "communes served here")
    command(communes, "add", "take a commune in").add_argument("code", metavar="CODE")
    command(communes, "list", "communes and how many PCs each has")
    new = command(group("code", "enrolment codes"), "new", "make a code for one PC, good for 30 days")
    new.add_argument("--commune", required=True, metavar="CODE")
    new.add_argument("--role", choices=["editor", "viewer"], default="editor")
    replicas = group("replica", "enrolled PCs")
    command(replicas, "list", "every PC, when it was here, how far it has sent and read")
    command(replicas, "revoke", "withdraw a PC's access").add_argument("id", metavar="ID")
    reply = command(commands, "reply", "answer an incident")
    reply.add_argument("incident", metavar="INCIDENT")
    reply.add_argument("text")
    assign = command(commands, "assign", "say who works on an incident")
    assign.add_argument("incident", metavar="INCIDENT")
    assign.add_argument("assignee", metavar="NAME")
    assign.add_argument("--priority", choices=["low", "medium", "high", "urgent"])
    publish = group("publish", "what all communes read")
    for what, help_ in (("guides", "publish guides from a YAML file"),
                        ("rules", "publish dated rules from a JSON file")):
        published = command(publish, what, help_)
        published.add_argument("file", type=Path, metavar="FILE")
        published.add_argument("--province", metavar="CODE", help="needed only where several provinces are served")
    command(commands, "backup", "make a verified backup").add_argument("file", nargs="?", type=Path, metavar="FILE")
    command(commands, "restore", "put a backup in the database's place; begins a new epoch").add_argument(
        "file", type=Path, metavar="FILE")
    return parser


def _settings(options: argparse.Namespace) -> Settings:
    if hasattr(options, "database"):
        return Settings.at(options.database)
    data = getattr(options, "data", None) or os.environ.get(DATA_VARIABLE)
    if not data:
        raise WrongUse(f"say where the data are: --data DIR or --database URL (or set {DATA_VARIABLE})")
    return Settings.embedded(Path(data))


def _run(options: argparse.Namespace) -> dict[str, Any] | None:
    """Return what a command has to say; None when it has said it."""
    from dataclasses import replace

    from server import serving
    settings = _settings(options)
    if options.command == "serve":
        settings = replace(settings, addresses=tuple(options.address),
                           header_deadline_s=options.header_deadline or settings.header_deadline_s)
        if options.requests_a_minute:
            settings = replace(settings, requests_a_minute=options.requests_a_minute,
                               burst=max(settings.burst, options.requests_a_minute // 2))
        serving.serve(settings, options.host, options.port)
        return None
    if options.command == "restore":
        return _restore(settings, options.file)
    exchange = serving.exchange_of(settings)
    try:
        return _on(exchange, settings, options)
    finally:
        exchange.database.close()


def _on(exchange: Any, settings: Settings, options: argparse.Namespace) -> dict[str, Any]:
    from server.province import Province, read_guides, read_rules
    from server.store import backups, communes
    from server.store.scope import Role
    database = exchange.database
    match options.command, getattr(options, "verb", None):
        case "commune", "add":
            commune = exchange.add_commune(options.code)
            return {"commune": commune.code, "name": commune.name, "province": commune.province}
        case "commune", "list":
            with database.read() as connection:
                return {"communes": [{"commune": each.code, "name": each.name, "province": each.province,
                                      "replicas": replicas} for each, replicas in communes.every(connection)]}
        case "code", "new":
            made = exchange.new_code(options.commune, role=Role(options.role))
            return {"code": made.code, "commune": made.commune, "role": str(made.role),
                    "expires_at": made.expires_at}
        case "replica", "list":
            with database.read() as connection:
                return {"replicas": [asdict(each) for each in communes.replicas(connection)]}
        case "replica", "revoke":
            with database.write() as connection:
                communes.revoke(connection, options.id, exchange.now_ms())
            return {"replica": options.id, "revoked": True}
        case "reply", _:
            written = Province(exchange).reply(options.incident, options.text)
            return {"id": written.id, "version": written.version, "incident": options.incident,
                    "status": written.status}
        case "assign", _:
            written = Province(exchange).assign(options.incident, options.assignee, options.priority)
            return {"id": written.id, "version": written.version}
        case "publish", what:
            province = Province(exchange)
            read, publish = ((read_rules, province.publish_rules) if what == "rules"
                             else (read_guides, province.publish_guides))
            return asdict(publish(read(options.file), province.province(options.province)))
        case "backup", _:
            if options.file is not None:
                backup = backups.make(database, options.file.absolute())
            else:
                backup = backups.make_in(database, _folder(settings), exchange.now_ms())
            return {"file": str(backup.file), "bytes": backup.bytes, "durable": backup.durable}
    raise WrongUse(f"no command {options.command}")


def _restore(settings: Settings, file: Path) -> dict[str, Any]:
    from server import serving
    from server.store import backups
    if settings.data is None:
        raise WrongUse("restore works on the embedded database; use PostgreSQL's own tools")
    into = Path(settings.url.removeprefix("sqlite:///"))
    with serving.sole_server(settings.data):
        epoch = backups.restore(file, into, random=secrets.token_bytes, now_ms=serving.now_ms())
    return {"epoch": epoch, "file": str(into)}


def _folder(settings: Settings) -> Path:
    if settings.backups is None:
        raise WrongUse("backup works on the embedded database; use PostgreSQL's own tools")
    return settings.backups


def _explained(error: Exception) -> tuple[str | None, str]:
    """Return (code, hint) of an error that has a name, (None, "") for our own mistakes."""
    from sqlalchemy.exc import DatabaseError

    from server.store import driver
    hints = {
        "unknown-commune": "Codes have five digits, as in the national list; 00000 is the sample commune.",
        "unknown_commune": "Add it first: commune add CODE.",
        "already-serving": "Stop the server first.",
        "address-taken": "Choose another --port, or 0 for a free one.",
        "busy": "Try again in a moment.",
        "bad-backup": "Take another backup; nothing was changed.",
        "newer-database": "Install the newer version of the server."}
    if isinstance(error, FileExistsError):
        return "file-exists", "Choose another name; a backup never overwrites."
    if isinstance(error, (DatabaseError, driver.Error)):
        return "damaged", "Restore the newest backup: restore FILE."
    if isinstance(error, OSError):
        return "file", "Look at the path and its permissions."
    code = getattr(error, "code", None)
    return (code, hints.get(code, "")) if isinstance(code, str) else (None, "")


def _failed(as_json: bool, status: int, code: str, message: str, hint: str) -> int:
    if as_json:
        print(json.dumps({"ok": False, "error": {"code": code, "message": message, "hint": hint}},
                         ensure_ascii=False))
    else:
        print(f"{code}: {message}" + (f"\n{hint}" if hint else ""), file=sys.stderr)
    return status


def _show(result: dict[str, Any]) -> None:
    for key, value in result.items():
        if isinstance(value, list):
            for line in value:
                print("  ".join(f"{name}={inner}" for name, inner in line.items()))
        else:
            print(f"{key}: {value}")
