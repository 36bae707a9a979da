"""The catalogue of words: gathered from the code, merged into Vietnamese, compiled.

    python i18n/words.py update      gather, merge, compile; says what still lacks Vietnamese
    python i18n/words.py compile     only make the .mo files

Words stand in the code as `tr("…")`, `trn("…", "…", n)`, `trc("context", "…")` and `N_("…")`, and as the
labels of the kinds. `SO_CNTT_WORDS` may name a folder of .po fragments to merge in; a translation there
wins over the one kept.
"""
import os
import sys
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from typing import Final

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_file
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

ROOT: Final = Path(__file__).resolve().parent.parent
FOLDER: Final = ROOT / "i18n"
TEMPLATE: Final = FOLDER / "so_cntt.pot"
VIETNAMESE: Final = FOLDER / "vi" / "LC_MESSAGES" / "so_cntt.po"
ROOMS: Final = ("desktop", "server")
KEYWORDS: Final = {"tr": (1,), "N_": (1,), "trn": (1, 2), "trc": ((1, "c"), 2)}
LABELS_FROM: Final = "protocol/kinds"

Key = tuple[str, str]      # (context, msgid)

# A date of today in the header would make every update a change to hand on.
_HEADER: Final = "# Sổ CNTT: English in the code, Vietnamese shown. Made by `python3 dev.py words`."
_DATED: Final = datetime(2026, 11, 1, tzinfo=UTC)


def gathered() -> Catalog:
    """Return every message of the code and of the kinds, sorted, without translations."""
    found = Catalog(project="so-cntt", version="1", charset="utf-8", creation_date=_DATED, fuzzy=False,
                    header_comment=_HEADER, msgid_bugs_address="-")
    for context, msgid, place in sorted(_messages(), key=str):
        found.add(msgid, context=context or None, locations=[(place, 0)])
    return found


def known(path: Path = VIETNAMESE) -> Catalog:
    """Return the translations kept in `path`; an empty catalogue where there is none."""
    if not path.exists():
        return _vietnamese()
    with path.open("rb") as file:
        return read_po(file, locale="vi")


def update(fragments: Path | None = None) -> Catalog:
    """Bring the template and the Vietnamese catalogue up to date, and compile; return the catalogue."""
    template = gathered()
    translated: dict[Key, str] = {}
    for source in [VIETNAMESE, *(sorted(fragments.glob("*.po")) if fragments else ())]:
        translated.update(_translations(known(source)))
    made = _vietnamese()
    for message in _real(template):
        text = translated.get(_key(message), "")
        made.add(message.id, [text] if message.pluralizable else text, locations=message.locations,
                 context=message.context)
    _write(template, TEMPLATE)
    _write(made, VIETNAMESE)
    compile_all()
    return made


def missing(catalogue: Catalog) -> list[Key]:
    """Return the (context, msgid) of every message without Vietnamese."""
    return [_key(message) for message in _real(catalogue) if not _text(message)]


def compile_all() -> None:
    """Make the .mo of every .po."""
    for source in FOLDER.glob("*/LC_MESSAGES/*.po"):
        made = BytesIO()
        write_mo(made, known(source))
        # Whole or not at all: a program may be starting and reading it.
        part = source.with_suffix(".mo.part")
        part.write_bytes(made.getvalue())
        part.replace(source.with_suffix(".mo"))


def _messages() -> Iterator[tuple[str, str | tuple[str, ...], str]]:
    for room in ROOMS:
        for path in sorted((ROOT / room).rglob("*.py")):
            place = path.relative_to(ROOT).as_posix()
            for _line, msgid, _comments, context in extract_from_file("python", path, keywords=KEYWORDS):
                if msgid:
                    yield context or "", msgid, place
    sys.path.insert(0, str(ROOT))
    from protocol import catalogue

    for context, msgid in catalogue.labels():
        yield context, msgid, LABELS_FROM


def _vietnamese() -> Catalog:
    return Catalog(locale="vi", project="so-cntt", version="1", charset="utf-8",
                   creation_date=_DATED, revision_date=_DATED, fuzzy=False, header_comment=_HEADER,
                   msgid_bugs_address="-", last_translator="Sổ CNTT", language_team="vi")


def _real(catalogue: Catalog) -> Iterable[Message]:
    return (message for message in catalogue if message.id)


def _key(message: Message) -> Key:
    msgid = message.id[0] if isinstance(message.id, (tuple, list)) else message.id
    return message.context or "", msgid


def _text(message: Message) -> str:
    text = message.string
    return str(text[0] if isinstance(text, (tuple, list)) else text or "") if text else ""


def _translations(catalogue: Catalog) -> dict[Key, str]:
    return {_key(message): _text(message) for message in _real(catalogue) if _text(message) and not message.fuzzy}


def _write(catalogue: Catalog, path: Path) -> None:
    made = BytesIO()
    write_po(made, catalogue, width=110, include_lineno=False, sort_output=True)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(made.getvalue())


def main(arguments: list[str]) -> int:
    """Do `update` or `compile` and say how it went."""
    if arguments == ["compile"]:
        compile_all()
        return 0
    if arguments != ["update"]:
        print(__doc__)
        return 2
    folder = os.environ.get("SO_CNTT_WORDS")
    catalogue = update(Path(folder) if folder else None)
    lacking = missing(catalogue)
    print(f"{len(catalogue)} messages, {len(lacking)} without Vietnamese")
    for context, msgid in lacking:
        print(f"  {context + ': ' if context else ''}{msgid!r}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
