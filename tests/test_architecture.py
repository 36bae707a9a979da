"""The house keeps its floors: who may import whom, as data, checked on every import there is.

docs/architecture.md tells why. A new library or a new door between rooms is a line in this table first.
"""
import subprocess
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.house.imports import Import, imports, sources

ROOT = Path(__file__).resolve().parent.parent
PACKAGES = ("protocol", "desktop", "server")
ANYTHING_IN_DESKTOP = ("desktop", "protocol")
SMALL = ("desktop.paths", "desktop.language", "desktop.replacing")      # stdlib only, below every room that speaks


@dataclass(frozen=True, slots=True, kw_only=True)
class Room:
    """What the modules of one room may import beside the standard library and their own room."""
    name: str
    may: tuple[str, ...] = ()           # rooms or modules of ours
    libraries: tuple[str, ...] = ()     # "PySide6.QtCore" allows just that part
    never: tuple[str, ...] = ()         # said aloud although `may` would cover it


ROOMS = (
    # the top: nobody imports these
    Room(name="desktop.windows"),
    Room(name="desktop.__main__", may=ANYTHING_IN_DESKTOP),
    Room(name="desktop.bootstrap", may=ANYTHING_IN_DESKTOP, libraries=("PySide6.QtCore", "PySide6.QtWidgets")),
    Room(name="desktop.cli", may=ANYTHING_IN_DESKTOP, never=("desktop.ui",)),
    Room(name="desktop.ui",
         may=("desktop.background", "desktop.services", "desktop.store", "protocol", "desktop.settings", *SMALL),
         libraries=("PySide6", "shiboken6"),
         # the read side of the store only
         never=("desktop.store.driver", "desktop.store.writer", "desktop.store.unit", "desktop.store.visible",
                "desktop.store.outbox", "desktop.store.feeds", "desktop.store.migrations", "desktop.store.backup")),
    Room(name="desktop.background",
         may=("desktop.sync", "desktop.services", "desktop.store", "protocol", *SMALL),
         libraries=("PySide6.QtCore", "shiboken6")),
    Room(name="desktop.services",
         may=("desktop.sync", "desktop.store", "desktop.vault", "protocol", "desktop.settings", *SMALL),
         libraries=("python_calamine", "yaml", "asn1crypto")),
    Room(name="desktop.sync", may=("desktop.store", "desktop.vault", "protocol"),
         libraries=("requests", "truststore", "urllib3")),
    Room(name="desktop.store", may=("protocol", "desktop.replacing"), libraries=("sqlcipher3", "sqlite_utils")),
    Room(name="desktop.vault", may=("desktop.replacing",), libraries=("keyring", "nacl")),
    Room(name="desktop.settings", may=SMALL),
    Room(name="desktop.language", may=("desktop.paths",)),
    Room(name="desktop.logs"),
    Room(name="desktop.paths"),
    Room(name="desktop.replacing"),
    Room(name="desktop"),
    Room(name="protocol"),
    Room(name="server", may=("protocol",),
         libraries=("fastapi", "starlette", "pydantic", "uvicorn", "h11", "sqlalchemy", "alembic", "psycopg",
                    "sqlcipher3", "nacl", "yaml", "orjson")),
)
TOP = ("desktop.__main__", "desktop.bootstrap", "desktop.cli")
ONLY_IN = {     # a library that just one file may touch, and the folder it is about
    ("sqlcipher3", "desktop"): "desktop/store/driver.py",
    ("keyring", "desktop"): "desktop/vault/",
}
SLOW = ("sqlite_utils", "keyring", "requests", "truststore", "python_calamine", "yaml", "asn1crypto")
"""In the desktop: 60 to 90 ms and 16 to 20 MB each, which the first window must not pay."""
AT_THE_TOP = {"desktop.sync.server_client", "desktop.sync.guarded_http"}
"""These are nothing without theirs; whoever needs them imports them inside a function."""
NOWHERE = ("sqlite3", "pickle", "marshal", "shelve")
FORBIDDEN_NAMES = {"utils", "util", "helpers", "helper", "common", "manager", "base", "misc"}


def within(module: str, room: str) -> bool:
    """Return whether `module` is `room` or lies in it."""
    return module == room or module.startswith(room + ".")


def room_of(module: str) -> Room:
    """Return the room whose name is the longest that holds `module`."""
    return max((room for room in ROOMS if within(module, room.name)), key=lambda room: len(room.name))


def is_library(module: str) -> bool:
    """Return whether `module` is neither ours nor the standard library's."""
    top = module.partition(".")[0]
    return top not in PACKAGES and top not in sys.stdlib_module_names


def why_not(each: Import) -> str:
    """Return what is wrong with an import, "" when nothing is."""
    room, imported = room_of(each.importer), each.imported
    if any(within(imported, name) for name in NOWHERE):
        return f"{imported} is used nowhere"
    if imported.partition(".")[0] in ("tests", "benchmarks"):
        return "the program imports no tests"
    for (library, package), place in ONLY_IN.items():
        if within(imported, library) and within(each.importer, package) and not each.path.startswith(place):
            return f"only {place} may import {library}"
    if is_library(imported):
        if not any(within(imported, library) for library in room.libraries):
            return f"{room.name} may not import the library {imported}"
        if within(each.importer, "desktop") and not (each.lazy or each.typing) \
                and each.importer not in AT_THE_TOP and any(within(imported, library) for library in SLOW):
            return f"{imported} is imported where it is needed, inside a function: the first window must not wait"
        return ""
    if imported.partition(".")[0] not in PACKAGES or within(imported, room.name) and room.name != "desktop":
        return ""
    if any(within(imported, top) for top in TOP) and room.name not in TOP:
        return f"nobody imports {imported}: it is the top of the house"
    if any(within(imported, name) for name in room.never):
        return f"{room.name} must not import {imported}"
    if not any(within(imported, name) for name in room.may):
        return f"{room.name} may not import {imported}: it is not a floor below"
    return ""


def complaints(root: Path) -> list[str]:
    """Return one sentence for each import under `root` that breaks a rule."""
    return [f"{each.place} imports {each.imported}: {reason}"
            for each in imports(root, PACKAGES) if (reason := why_not(each))]


def circles(found: Iterable[Import]) -> list[str]:
    """Return each circle of modules that import one another while they load."""
    graph: dict[str, set[str]] = {}
    for each in found:
        if not each.lazy and not each.typing and each.imported.partition(".")[0] in PACKAGES:
            graph.setdefault(each.importer, set()).add(each.imported)
    rings: set[tuple[str, ...]] = set()
    done: set[str] = set()

    def follow(module: str, trail: list[str]) -> None:
        if module in trail:
            ring = trail[trail.index(module):]
            start = ring.index(min(ring))
            rings.add((*ring[start:], *ring[:start]))
            return
        if module in done:
            return
        for following in sorted(graph.get(module, ())):
            follow(following, [*trail, module])
        done.add(module)

    for module in sorted(graph):
        follow(module, [])
    return [" → ".join((*ring, ring[0])) for ring in sorted(rings)]


def test_every_room_imports_only_from_floors_below():
    assert complaints(ROOT) == []


def loaded_by_the_first_window() -> set[str]:
    code = "import sys, desktop.bootstrap, desktop.ui.main_window, desktop.ui.pages.today; print(*sys.modules)"
    loaded = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    return set(loaded.stdout.split())


def test_the_first_window_loads_no_slow_library():
    assert set(SLOW) & loaded_by_the_first_window() == set()


def test_the_first_window_loads_no_more_than_it_shows():
    services = {each for each in loaded_by_the_first_window()
                if each.startswith(("desktop.services.", "desktop.sync.", "protocol.validation"))}
    assert services <= {"desktop.services.opening_code", "desktop.services.starting", "desktop.services.sync_view"}


def test_no_modules_import_one_another_in_a_circle():
    assert circles(imports(ROOT, PACKAGES)) == []


def test_init_files_are_empty():
    filled = [path.relative_to(ROOT).as_posix() for path in sources(ROOT, PACKAGES)
              if path.name == "__init__.py" and path.read_text(encoding="utf-8").strip()]
    assert filled == [], "re-exports are how circles start"


def test_rooms_are_named_by_what_they_hold():
    bad = [path.relative_to(ROOT).as_posix() for path in sources(ROOT, PACKAGES)
           if FORBIDDEN_NAMES & {path.stem, *path.relative_to(ROOT).parts[:-1]}]
    assert bad == []


def test_the_packaging_folder_does_not_shadow_the_library_of_that_name():
    assert not (ROOT / "packaging" / "__init__.py").exists()


def test_the_table_covers_every_module():
    for path in sources(ROOT, PACKAGES):
        room = room_of(".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__"))
        is_package = path == ROOT / "desktop" / "__init__.py"
        assert room.name != "desktop" or is_package, f"{path.relative_to(ROOT)} stands in no room of the table"


# ---- the test tests itself: each rule, broken in a made-up tree, is caught

BROKEN = {
    "protocol takes a library": ("protocol/merge.py", "import requests"),
    "protocol looks up": ("protocol/kind.py", "from desktop.store import records"),
    "store reaches up": ("desktop/store/unit.py", "from desktop.sync import cycle"),
    "store learns of the vault": ("desktop/store/database.py", "import desktop.vault.data_key"),
    "store paints": ("desktop/store/records.py", "from PySide6.QtCore import QObject"),
    "another file of the store opens the driver": ("desktop/store/records.py", "import sqlcipher3"),
    "the standard library's SQLite": ("desktop/store/driver.py", "import sqlite3"),
    "even inside a function": ("server/store/driver.py", "def f():\n    import sqlite3"),
    "even by name": ("desktop/store/driver.py", "def f():\n    importlib.import_module('sqlite3.dbapi2')"),
    "sync asks a service": ("desktop/sync/cycle.py", "from desktop.services.enrolment import enrol"),
    "a service paints": ("desktop/services/todo.py", "def f():\n    from PySide6.QtWidgets import QLabel"),
    "a service speaks HTTP": ("desktop/services/todo.py", "def f():\n    import requests"),
    "the background makes widgets": ("desktop/background/tasks.py", "from PySide6 import QtWidgets"),
    "the background knows the window": ("desktop/background/tasks.py", "from desktop.ui.pages import today"),
    "a page speaks HTTP": ("desktop/ui/pages/sync.py", "def f():\n    import requests"),
    "a page syncs by itself": ("desktop/ui/pages/sync.py", "from desktop.sync.cycle import Cycle"),
    "a page opens the vault": ("desktop/ui/pages/settings.py", "from desktop.vault import slots"),
    "a page writes behind the door": ("desktop/ui/pages/devices.py", "from desktop.store.unit import Unit"),
    "the vault looks into the store": ("desktop/vault/slots.py", "from desktop.store import setting"),
    "somebody imports the top": ("desktop/services/todo.py", "from desktop.bootstrap import Desk"),
    "the command line opens windows": ("desktop/cli/main.py", "from desktop.ui import application"),
    "a slow library at the top of a module": ("desktop/store/migrations.py", "import sqlite_utils"),
    "the server takes from the desktop": ("server/app.py", "from desktop.paths import resource"),
    "the server paints": ("server/app.py", "import PySide6.QtCore"),
    "an unknown library": ("server/app.py", "import numpy"),
    "the program imports its tests": ("desktop/services/todo.py", "from tests import builders"),
    "relative, but the same": ("desktop/store/records.py", "from ..sync import cycle"),
}
FINE = {
    "driver": ("desktop/store/driver.py", "import sqlcipher3.dbapi2"),
    "lazy library": ("desktop/store/backup.py", "def f():\n    import sqlite_utils"),
    "service": ("desktop/services/todo.py", "from desktop.store import records\nfrom protocol.kind import Kind"),
    "page": ("desktop/ui/pages/today.py", "from PySide6.QtWidgets import QLabel\nfrom desktop.services import todo"),
    "words": ("desktop/ui/pages/today.py", "from desktop.language import tr"),
    "server": ("server/app.py", "from fastapi import FastAPI\nfrom protocol.messages import Push"),
}


def tree(root: Path, path: str, text: str) -> Path:
    """Write a made-up source tree with one interesting file."""
    for package in ("desktop/store", "desktop/sync", "desktop/vault", "desktop/ui/pages", "protocol", "server"):
        (root / package).mkdir(parents=True, exist_ok=True)
    (root / path).parent.mkdir(parents=True, exist_ok=True)
    (root / path).write_text(text, encoding="utf-8")
    return root


@pytest.mark.parametrize(("path", "text"), BROKEN.values(), ids=BROKEN)
def test_a_broken_rule_is_caught_and_named(tmp_path, path, text):
    (said,) = complaints(tree(tmp_path, path, text))
    assert said.startswith(path + ":")


@pytest.mark.parametrize(("path", "text"), FINE.values(), ids=FINE)
def test_what_is_allowed_stays_silent(tmp_path, path, text):
    assert complaints(tree(tmp_path, path, text)) == []


def test_a_circle_is_caught(tmp_path):
    tree(tmp_path, "desktop/store/a.py", "from desktop.store import b")
    tree(tmp_path, "desktop/store/b.py", "from desktop.store.c import x")
    tree(tmp_path, "desktop/store/c.py", "from desktop.store import a")
    assert circles(imports(tmp_path, PACKAGES)) == [
        "desktop.store.a → desktop.store.b → desktop.store.c → desktop.store.a"]
