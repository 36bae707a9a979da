"""One PC of the simulation: a real book and a real cycle, a person in front of it, a line that fails."""
import json
import random
import shutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from desktop.store import attention, feeds, outbox, setting, visible
from desktop.store.changes import Changes
from desktop.store.feeds import Sight
from desktop.store.store import Store
from desktop.sync import push, refusals
from desktop.sync.cycle import Cycle
from desktop.sync.enrolment_call import enrol_over
from desktop.sync.errors import NoConnection, NoServer, NotOurServer, Refusal
from desktop.sync.link import Heads, Past, Traffic
from desktop.sync.outgoing import Outgoing
from protocol.enrolment import EnrolAnswer, EnrolRequest
from protocol.field import JsonValue
from protocol.kind import DELETED
from protocol.merge import same
from protocol.messages import SyncAnswer
from protocol.operation import Special
from protocol.rebase import rebase
from server.store.refused import Refused
from tests.simulation.oracle import Value, Violation

if TYPE_CHECKING:
    from tests.simulation.world import World

COMMUNE = "00000"
USERS = ("018f0000-0000-7000-8000-0000000000a1", "018f0000-0000-7000-8000-0000000000a2")
RECORDS = [f"018f0000-0000-7000-8000-00000000000{n}" for n in range(4)]
GUIDES = [f"018f0000-0000-7000-8000-0000000000c{n}" for n in range(2)]
PROVINCE = "p:00"
FIELDS = ("location", "purpose", "status", *(f"users.{user}" for user in USERS))
STATES = ("in_use", "broken", "lost")
BEGIN_MS = 1_763_000_000_000
SMALL_PAGES = 0.1
"""In place of the server's ratio: pages of a few rows for what a client asks as 1 KiB and more."""


class Crash(BaseException):
    """The PC stops between two transactions."""


@dataclass
class Form:
    """A record opened by a person, and what they had seen then."""
    record: str
    sight: Sight
    fields: dict[str, JsonValue]
    special: Special | None
    keep_equal: bool
    poison: bool
    seen: dict[str, set[Value]]
    around: dict[str, set[str]]


@dataclass
class Mind:
    """What the person at a PC has seen and written; it goes into an image with the disk."""
    token: str = ""
    code: str = ""
    hold: int = 0
    seen: dict[tuple[str, str], set[Value]] = field(default_factory=dict)
    own: dict[tuple[str, str], set[Value]] = field(default_factory=dict)
    met: dict[str, dict[tuple[str, Value], JsonValue]] = field(default_factory=dict)
    """By record: (field, value) that came here or was written here, and what it says."""

    def twin(self) -> "Mind":
        """Return a copy for an image."""
        return Mind(self.token, self.code, self.hold, {k: set(v) for k, v in self.seen.items()},
                    {k: set(v) for k, v in self.own.items()}, {k: dict(v) for k, v in self.met.items()})


class SimulatedStore(Store):
    """The real book; between two transactions of the sync other things may happen."""
    between: Callable[[], None] | None = None

    def write(self, *, background: bool = False) -> Any:
        if background and self.between is not None:
            self.between()
        return super().write(background=background)


class Line:
    """The link of one PC: faulty while the world has a faulty network."""

    def __init__(self, world: "World", pc: "Pc") -> None:
        self.world, self.pc, self.traffic = world, pc, Traffic()
        self.address = ""

    def head(self, tag: str) -> Heads | None:
        token = self.pc.mind.token
        _, body = self._send(lambda: self.world.exchange.head(token, f'"{tag}"'))
        return None if body is None else Heads(epoch=body["epoch"], heads=body["heads"])

    def sync(self, outgoing: Outgoing) -> SyncAnswer:
        token, body = self.pc.mind.token, outgoing.plain()

        def ask() -> tuple[SyncAnswer, list[tuple[str, str, Value, JsonValue]]]:
            answer = SyncAnswer.from_json(self.world.exchange.sync(token, json.loads(body)))
            writers = self.world.oracle[0].writers
            return answer, [(row.record, key, writers[row.record, key], value)
                            for page in answer.feeds.values() for row in page.rows if row.kind != "conflict"
                            for key, value in row.fields.items()]

        answer, values = self._send(ask)
        for record, key, value, content in values:
            self.pc.mind.met.setdefault(record, {})[key, value] = content
        self.pc.last_answer = answer
        return answer

    def enrol(self, request: EnrolRequest) -> EnrolAnswer:
        body = request.to_json()
        return self._send(lambda: EnrolAnswer.from_json(self.world.exchange.enrol(body)))

    def history(self, record: str) -> Past:
        raise NotImplementedError

    def close(self) -> None:
        pass

    def _send(self, ask: Callable[[], Any]) -> Any:
        world, g = self.world, self.world.luck

        def answered() -> Any:
            try:
                return ask()
            except Refused as refused:
                raise refusals.of(refused.status, refused.problem()) from refused

        self.traffic.round_trips += 1
        if not world.net:
            return answered()
        x = g.random()
        if x < 0.12:
            raise NoServer("lost on the way up")
        if x < 0.22:
            world.late.append((world.now_ms + g.randrange(600_000), ask))
            raise NoServer("late")
        if x < 0.30:
            world.quietly(ask)
            world.late.append((world.now_ms + g.randrange(600_000), ask))
        answer = answered()
        if g.random() < 0.15:
            raise NotOurServer("cut on the way down") if g.random() < 0.3 else NoServer("lost on the way down")
        return answer


class Pc:
    """One PC of the commune: a real book, a real cycle, and a person."""

    def __init__(self, world: "World", name: str, g: random.Random, *, reader: bool = False) -> None:
        self.world, self.name, self.reader = world, name, reader
        self.skew_ms = g.choice([0, 0, -290_000_000_000, 86_400_000, 5_000])
        self.mind = Mind(hold=g.choice([0, 0, 3, 8]))
        self.folder = world.root / f"pc-{name}"
        self.form: Form | None = None
        self.ring: list[tuple[dict[str, bytes], Mind]] = []
        self.shown: set[str] = set()
        self.told: set[str] = set()
        self.last_answer: SyncAnswer | None = None

    # -- the machine -------------------------------------------------------------------------------

    def install(self, files: Mapping[str, bytes], *, fresh: bool) -> None:
        """Put a disk in and start; `fresh` gives the book a replica id of its own."""
        shutil.rmtree(self.folder, ignore_errors=True)
        self.folder.mkdir()
        for name, content in files.items():
            (self.folder / name).write_bytes(content)
        self.start()
        if fresh:
            with self.store.write() as unit:
                setting.write(unit.db, setting.REPLICA, f"r{self.world.nonce()}")

    def start(self) -> None:
        """Start the program on the disk as it is."""
        nonces = random.Random(f"{self.name}.{self.world.nonce()}")
        self.store = SimulatedStore(self.folder, None, clock=self.clock, random=nonces.randbytes,
                                    index_in_background=False)
        db = self.store._connection
        assert db is not None
        db.execute("PRAGMA synchronous = OFF")
        db.execute("PRAGMA wal_autocheckpoint = 60")
        self.store.on_commit(self.look)
        self.store.between = self.between
        self.line = Line(self.world, self)
        self.cycle = Cycle(self.store, self.line, pack_ahead=False)
        self.form = None

    def clock(self) -> int:
        return max(self.world.now_ms + self.skew_ms, 1)

    def disk(self) -> dict[str, bytes]:
        """Return what is on the disk now."""
        return {name: path.read_bytes() for name in ("book.db", "book.db-wal")
                if (path := self.folder / name).exists()}

    def restore(self, image: tuple[dict[str, bytes], Mind]) -> None:
        """Put an older image of this PC back."""
        self.store.close()
        files, mind = image
        self.mind = mind.twin()
        self.shown = set()
        self.ring = []
        self.install(files, fresh=False)

    def reboot(self, g: random.Random) -> None:
        """The program is killed and started again."""
        self.form = None
        if g.random() < 0.2:
            files, mind = self.disk(), self.mind
            self.store.close()
            self.install(files, fresh=False)
            self.mind = mind
        else:
            self.cycle = Cycle(self.store, self.line, pack_ahead=False)

    # -- the person --------------------------------------------------------------------------------

    def look(self, changes: Changes) -> None:
        """The person sees what changed on the screen."""
        self.see(record for _, record in changes.records)

    def see(self, records: Any) -> None:
        db, mind = self.store.read(), self.mind
        for record in records:
            kind = visible.known(db, record)
            if kind is None:
                continue
            self.shown.add(record)
            fields = visible.read(db, kind, record) or {}
            if kind == "conflict":
                if fields.get("open"):
                    self._see_conflict(fields)
                continue
            for (key, value), content in mind.met.get(record, {}).items():
                if same(content, fields.get(key)):
                    mind.seen.setdefault((record, key), set()).add(value)

    def _see_conflict(self, fields: Mapping[str, Any]) -> None:
        about, key = str(fields["record"]), str(fields["field"])
        seen = self.mind.seen.setdefault((about, key), set())
        for each in fields["values"]:
            seen.update(self.world.values_of(about, key, each))

    def open(self, g: random.Random) -> str:
        """Open a form and decide what to write; it is saved now or later."""
        db = self.store.read()
        record = g.choice([*RECORDS, f"018f0000-0000-7000-8000-0000000000b{self.name[-1]}"])
        conflicts = sorted(row[0] for row in db.execute("SELECT r.id FROM k_conflict AS c JOIN record AS r ON r.n = c.n"
                                                        " WHERE c.f_open = 1").fetchall())
        x = g.random()
        special: Special | None = None
        keep_equal = g.random() < 0.3
        chosen: dict[str, JsonValue] = {}
        if conflicts and x < 0.35:
            fields = visible.read(db, "conflict", g.choice(conflicts)) or {}
            record, key = str(fields["record"]), str(fields["field"])
            self._see_conflict(fields)
            now = (visible.read(db, "device", record) or {}).get(key)
            values: list[JsonValue] = [each["value"] for each in fields["values"]]  # type: ignore[index,union-attr,call-overload]
            value = g.choice([*values, now])
            keep_equal = True
            if key == DELETED:
                special = Special.DELETE if value else Special.UNDELETE
            else:
                chosen[key] = value
        shown = visible.read(db, "device", record)
        self.see([record])
        if not chosen and special is None:
            if shown is not None and shown.get(DELETED) and x < 0.95:
                special = Special.UNDELETE
            elif shown is not None and x < 0.43:
                special = Special.DELETE
            else:
                for key in g.sample(FIELDS, g.choice([1, 1, 2])):
                    if key in ("location", "purpose"):
                        chosen[key] = f"{key}{g.randrange(1 << 30)}"
                    elif key == "status":
                        chosen[key] = g.choice(STATES)
                    else:
                        chosen[key] = None if (shown or {}).get(key) else True
        if shown is None and special is not None:
            return ""
        assigned = [DELETED] if special is not None else list(chosen)
        everything = {key for (of, key) in self.mind.seen if of == record} | {DELETED}
        around = {key: everything if key == DELETED else {key, DELETED} for key in assigned}
        self.form = Form(
            record, feeds.sight(db, "device", record), chosen, special, keep_equal, g.random() < 0.03,
            {key: {value for each in around[key] for value in self.mind.seen.get((record, each), ())}
             for key in assigned}, around)
        return f"opens {record[-2:]} b={self.form.sight.base}"

    def save(self) -> str:
        """Save the open form as one operation."""
        form, self.form = self.form, None
        assert form is not None
        number = self.world.next_operation()
        who = f"k{number}"
        fields = dict(form.fields)
        if form.poison and form.special is None:
            fields["name"] = 5    # no text: the server refuses the operation
        with self.store.write() as unit:
            unit.set_setting(setting.WHO, who)
            operation = unit.edit("device", form.record, fields, seen=form.sight, special=form.special,
                                  keep_equal=form.keep_equal)
        if operation is None:
            return " saves nothing new"
        assigned = operation.assignments()
        mind = self.mind
        for key in assigned:
            around = form.around.get(key, {key, DELETED})
            seen = form.seen.get(key) or {v for each in around for v in mind.seen.get((form.record, each), ())}
            self.world.knowledge.seen[f"{who}.{key}"] = seen | {
                value for each in around for value in mind.own.get((form.record, each), ())}
        for key, content in assigned.items():
            mind.own.setdefault((form.record, key), set()).add(f"{who}.{key}")
            mind.met.setdefault(form.record, {})[key, f"{who}.{key}"] = content
        self.world.saved.add(who)
        self.see([form.record])
        return (f" saves {who} s={operation.sequence} {form.record[-2:]} b={operation.base}"
                f" {dict(assigned)}{' POISON' if form.poison else ''}")

    def user(self, g: random.Random) -> str:
        """Open a form if none is open; save it, or leave it open for later."""
        told = self.open(g) if self.form is None else ""
        if self.form is not None and g.random() < 0.7:
            told += self.save()
            self.world.count["operations"] += 1
        return told

    # -- the program -------------------------------------------------------------------------------

    def between(self) -> None:
        """Between two transactions of the sync the machine may stop, or the person may save."""
        world, g = self.world, self.world.luck
        if world.pcs_fail and g.random() < 0.25:
            self.ring = [*self.ring[-1:], (self.disk(), self.mind.twin())]
        if not world.net:
            return
        if g.random() < 0.08:
            raise Crash
        if not self.reader and g.random() < 0.12:
            self.read_the_list()    # the next edit of a refused record takes its line off the list again
            told = self.user(g)
            if told:
                world.note(self, f"(between) {told}")

    def sync(self, g: random.Random, *, calm: bool = False) -> str:
        """Let the program sync once; return what happened."""
        self.cycle.sizer.most_operations = 50 if calm else g.choice([0, 1, 2, 50])
        self.cycle.sizer.down = 1 << 20 if calm else g.choice([1024, 2048, 4096, 1 << 20])
        self.cycle._slice_rows = 50 if calm else g.choice([1, 2, 50])
        try:
            if not self.mind.token:
                if self.mind.hold and not calm:
                    self.mind.hold -= 1
                    return "not enrolled yet"
                return self._enrol()
            report = self.cycle.run(until_settled=calm)
        except Crash:
            self.reboot(g)
            return "CRASH"
        except NoConnection as failure:
            return f"no connection: {failure}"
        except Refusal as refusal:
            self.mind.token = self.mind.code = ""
            return f"refused: {refusal.code}"
        finally:
            self.read_the_list()
        self.check(report.state == "synced")
        return (f"sent {report.sent} received {report.received} conflicts {report.conflicts}"
                f" rejected {report.rejected} {report.state}")

    def read_the_list(self) -> None:
        """Remember which refusals the screen tells of now."""
        self.told.update(line.who for line in attention.listed(self.store.read()) if line.reason == attention.REJECTED)

    def _enrol(self) -> str:
        if not self.mind.code:
            self.mind.code = self.world.exchange.new_code(COMMUNE).code

        def keep(token: str) -> None:
            self.mind.token = token

        done = enrol_over(self.store, self.line, keep, code=self.mind.code, name=self.name)
        self.mind.code = ""
        return f"enrolled as {done.replica}"

    # -- what must hold ----------------------------------------------------------------------------

    def check(self, complete: bool) -> None:
        """Compare the screen with what must stand there."""
        db = self.store.read()
        self._screen_is_rebased(db)
        standing = push.look(db)
        if not complete or not standing.settled:
            return
        theirs, heads, epoch = self.world.state()
        here = tuple((feed.cursor.sequence, feed.cursor.hash8) for feed in standing.feeds)
        if (here, standing.epoch) != (heads, epoch):
            return
        only_here = attention.whole_records(db)
        mine: dict[str, tuple[int, dict[str, JsonValue]]] = {}
        for kind in ("device", "conflict", "guide"):
            ids = [row[0] for row in db.execute("SELECT id FROM record WHERE kind = ?", (kind,)).fetchall()]
            versions = visible.versions(db, ids)
            mine |= {record: (versions[record][0], fields) for record, fields in
                     visible.read_many(db, kind, ids).items() if record not in only_here}
        if mine != theirs:
            raise Violation("diverged", self.name, [
                (record, mine.get(record), theirs.get(record)) for record in sorted({*mine, *theirs})
                if mine.get(record) != theirs.get(record)][:2])

    def _screen_is_rebased(self, db: Any) -> None:
        only_here = attention.whole_records(db)
        on_top = outbox.shown_of_many(db, [row[0] for row in db.execute("SELECT id FROM record").fetchall()])
        for record, operations in on_top.items():
            if record in only_here:
                continue
            expected = rebase(feeds.confirmed(db, record) or {}, operations)
            shown = visible.read(db, "device", record) or {}
            for key in {*expected, *shown}:
                if not same(expected.get(key), shown.get(key)):
                    raise Violation("screen is not what is confirmed and pending", self.name, record, key,
                                    expected.get(key), shown.get(key))
        for record in self.shown - set(visible.versions(db, self.shown)):
            if record in RECORDS or record in GUIDES or "-0000000000b" in record:
                raise Violation("a record disappeared", self.name, record)

    def kept(self) -> set[str]:
        """Return every operation that this disk still holds."""
        return {row[0] for row in self.store.read().execute(
            "SELECT json_extract(body, '$.w') FROM outbox").fetchall()}
