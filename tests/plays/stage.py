"""What a play stands on: a folder, a province and a cable where it needs them, PCs with real windows, pictures."""
import json
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton, QWidget

from desktop import paths
from desktop.services import first_start, profiles
from desktop.store import records, setting
from desktop.store.records import Record, Search
from desktop.store.store import Store
from desktop.vault import data_key
from protocol.catalogue import KINDS
from tests.demo.machine import Machine, StepFailed, turn
from tests.stories.province import Server
from tests.stories.wire import Wire

SAMPLE = "00000"
WHO = "Hà Văn Pó"
NOWHERE = ("127.0.0.1", 9)


class Stage:
    """One play at a time. `say` is a line of it; `must` is what has to hold."""

    def __init__(self, folder: Path, pictures: Path) -> None:
        self.folder, self.pictures = folder, pictures
        pictures.mkdir(parents=True, exist_ok=True)
        self._server: Server | None = None
        self._machines: list[Machine] = []
        self._wires: list[Wire] = []
        self._shots = 0

    @property
    def server(self) -> Server:
        """The provincial server, started when first asked for, with the commune and the guides."""
        if self._server is None:
            self._server = Server(self.folder / "province")
            self._server("commune", "add", SAMPLE)
            self._server("publish", "guides", paths.resource("guides-vi.yaml"))
            self._server.start()
        return self._server

    def profile(self, name: str) -> Path:
        """Return where the book of a PC lies."""
        return self.folder / name

    def empty_book(self, name: str, *, person: str = WHO) -> Path:
        """Make a book of Xã Mẫu in which only the person at the PC is known."""
        profiles.create_book(self.profile(name), commune=SAMPLE, name=name, person=person)
        return self.profile(name)

    def sample_book(self, name: str, *, person: str = WHO) -> Path:
        """Make a book with the whole sample commune."""
        profile = self.profile(name)
        profiles.create_book(profile, commune=SAMPLE, name=name)
        with Store(profile, data_key.open_profile_key(profile)) as store:
            with store.write() as unit:
                for path in sorted(paths.resource("sample").glob("*.jsonl")):
                    for line in path.read_text(encoding="utf-8").splitlines():
                        said = json.loads(line)
                        unit.create(said["kind"], KINDS[said["kind"]].flat(said["fields"]), id=said["id"],
                                    group="sample")
            [who] = first_start.namesakes(store.read(), person)
            first_start.choose_person(store, who)
        return profile

    def pc(self, name: str, *, cable: bool = False) -> Machine:
        """Switch a PC on: its book is made by the window itself if there is none. With `cable`: one to the province."""
        target = NOWHERE
        if cable:
            host, port = self.server.url.removeprefix("http://").split(":")
            target = (host, int(port))
        wire = Wire(target)
        self._wires.append(wire)
        machine = Machine(name, self.profile(name), wire, self.pictures)
        machine.settle()
        self._machines.append(machine)
        return machine

    def off(self, machine: Machine) -> None:
        """Switch a PC off as a person does."""
        self._machines.remove(machine)
        machine.close()

    def connect(self, machine: Machine) -> None:
        """Connect a book in use with the province by a code, and wait until everything is there."""
        url, code = machine.wire.url, self.server.code()
        done: list[object] = []
        machine.program.desk.tasks.run(lambda: machine.program.desk.starting.enrol(url, code), done.append,
                                       machine.window.show_trouble)
        machine.until("the code is taken", lambda: done)
        machine.sync()

    def picture(self, machine: Machine, name: str) -> None:
        """Save what the window shows, numbered in the order of the play."""
        self._shots += 1
        machine.picture(f"{self._shots:02}-{name}")

    def close(self) -> None:
        """Take everything down."""
        for machine in self._machines:
            machine.close()
        for wire in self._wires:
            wire.close()
        if self._server is not None:
            self._server.kill()

    @staticmethod
    def say(line: str) -> None:
        """Print one line of the play."""
        print(f"   {line}", flush=True)

    @staticmethod
    def must(holds: object, what: str) -> None:
        """Raise StepFailed unless `holds`."""
        if not holds:
            raise StepFailed(what)


def fields(machine: Machine, record_id: str) -> dict[str, object]:
    """Return the fields of a record in this PC's book. Raises StepFailed."""
    record = records.get(machine.store.read(), record_id)
    if record is None:
        raise StepFailed(f"{machine.name} does not have {record_id}")
    return dict(record.fields)


def named(machine: Machine, kind: str, text: str) -> Record:
    """Return the first record of `kind` that `text` finds. Raises StepFailed."""
    found = records.page(machine.store.read(), Search(kind=kind, text=text), 0, 1)
    if not found:
        raise StepFailed(f"{machine.name}: no {kind} {text!r}")
    return found[0]


def click(machine: Machine, words: str, inside: QWidget | None = None) -> None:
    """Click the visible button whose words or accessible name begin so. Raises StepFailed."""
    def found() -> list[QPushButton]:
        return [each for each in (inside or machine.window).findChildren(QPushButton)
                if each.isVisible() and each.isEnabled()
                and (each.text().replace("&&", "&").startswith(words) or each.accessibleName().startswith(words))]

    machine.until(f"a button {words!r}", found)
    found()[0].click()
    turn(30)
    machine.settle()


def here(machine: Machine, person: str) -> None:
    """Sit down at the PC: Ctrl+U, a few letters of the name, Enter."""
    from desktop.ui.dialogs.person_sheet import PersonSheet
    machine.press(Qt.Key.Key_U, with_=Qt.KeyboardModifier.ControlModifier)
    machine.settle()
    sheet = machine.find(PersonSheet)
    field = sheet.focusWidget() or sheet
    machine.keys(field, person)
    machine.settle()
    machine.press(Qt.Key.Key_Return, field)
    machine.settle()
    machine.until(f"{person} is here", lambda: _who(machine) == person)


def _who(machine: Machine) -> str:
    db = machine.store.read()
    return records.title(db, setting.text(db, setting.WHO))


Play = Callable[[Stage], None]
