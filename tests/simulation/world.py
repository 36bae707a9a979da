"""All PCs, the province, the network and the time of one history; the real server on a file in memory."""
import json
import random
from collections import Counter
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from desktop.store.store import Store
from desktop.sync import push
from protocol.chain import HASH8
from protocol.field import JsonValue
from protocol.operation import Operation
from server.store import backups
from server.store.codes import Argon
from server.store.database import Database
from server.store.exchange import Exchange
from server.store.refused import Refused
from server.store.tries import FailedTries
from tests.simulation.oracle import Knowledge, Oracle, Value, Violation
from tests.simulation.pc import BEGIN_MS, COMMUNE, GUIDES, PROVINCE, Mind, Pc
from tests.simulation.regimes import Event, Regime

State = tuple[dict[str, tuple[int, dict[str, JsonValue]]], tuple[tuple[int, str], tuple[int, str]], str]


class World:
    """All PCs, the server, the network and the time."""

    def __init__(self, root: Path, templates: "Templates", seed: int, regime: Regime) -> None:
        g = random.Random(seed)
        self.root, self.regime = root, regime
        self.net, self.pcs_fail = regime >= Regime.NETWORK, regime >= Regime.PCS
        self.quiet = regime < Regime.PCS
        self.now_ms, self.luck = BEGIN_MS, random.Random(seed)
        self.late: list[tuple[int, Callable[[], Any]]] = []
        self.knowledge = Knowledge()
        self.oracle = [Oracle(self.knowledge)]
        self.saved: set[str] = set()
        self.count: Counter[str] = Counter()
        self.trace: list[str] = []
        self.images: list[tuple[Pc, tuple[dict[str, bytes], Mind]]] = []
        self._nonce = self._operation = 0
        self._state: State | None = None
        self._random = random.Random(f"server {seed}")
        self.server_file = root / "server.db"
        self.server_file.write_bytes(templates.server)
        self._open_server()
        self.backup: tuple[Path, Oracle] = (templates.server_file, self.oracle[0].twin())
        self.pcs: list[Pc] = []
        for at in range(g.randint(2, 4)):
            self.add(str(at), g, templates.book)
        self.add("9", g, templates.book, reader=True)

    def add(self, name: str, g: random.Random, book: bytes, *, reader: bool = False) -> None:
        """Put up a new PC."""
        pc = Pc(self, name, g, reader=reader)
        self.pcs.append(pc)
        pc.install({"book.db": book}, fresh=True)

    def close(self) -> None:
        """Put everything away."""
        for pc in self.pcs:
            pc.store.close()
        self.database.close()

    def nonce(self) -> int:
        self._nonce += 1
        return self._nonce

    def next_operation(self) -> int:
        self._operation += 1
        return self._operation

    def note(self, pc: Pc, text: str) -> None:
        """Add a line to the trace."""
        self.trace.append(f"{(self.now_ms - BEGIN_MS) // 1000:>6} PC{pc.name} {text}")

    def quietly(self, ask: Callable[[], Any]) -> None:
        """Let a request reach the server whose answer nobody hears."""
        try:
            ask()
        except Refused:
            pass

    def values_of(self, record: str, key: str, entry: Mapping[str, Any]) -> list[Value]:
        """Return the values behind an entry of a conflict, as the server knows them."""
        oracle = self.oracle[0]
        who = entry["w"]
        if not who:
            found = oracle.server_hand.get(record)
            return [found] if found else []
        fields = oracle.fields_of.get(who, [])
        return [f"{who}.{key}"] if key in fields else [f"{who}.{each}" for each in fields]

    # -- the server --------------------------------------------------------------------------------

    def _open_server(self) -> None:
        self.database = Database.open(self.server_file, durable=False)
        self.exchange = Exchange(self.database, now_ms=lambda: self.now_ms, random=self._random.randbytes,
                                 argon=Argon(ops=1, memory=8192))

    def make_backup(self) -> None:
        """Back the server up."""
        target = self.root / f"backup-{self.nonce()}.db"
        backups.make(self.database, target)
        self.backup = (target, self.oracle[0].twin())

    def restore_backup(self, *, new_epoch: bool) -> None:
        """Put the last backup in the place of the server."""
        self.database.close()
        file, oracle = self.backup
        backups.restore(file, self.server_file, random=self._random.randbytes, now_ms=self.now_ms,
                        epoch=None if new_epoch else backups.SAME_EPOCH)
        self.oracle[0] = oracle.twin()
        self._open_server()

    def log(self) -> list[tuple[str, str]]:
        """Return (operation, verdict) of everything the server took."""
        with self.database.read() as connection:
            return [(who, verdict) for who, verdict in connection.exec_driver_sql(
                "SELECT json_extract(body, '$.w'), verdict FROM operation").fetchall()]

    def state(self) -> "State":
        """Return (records, heads of commune and province, epoch) as the server holds them."""
        head_now = self.head(f"c:{COMMUNE}")
        provincial = self.head(PROVINCE)
        if self._state is not None and self._state[1:] == ((head_now, provincial), self.exchange.epoch):
            return self._state
        with self.database.read() as connection:
            rows = connection.exec_driver_sql("SELECT id, rv, fields FROM record").fetchall()
        records = {record: (rv, {key: value for key, value in json.loads(fields).items() if value is not None})
                   for record, rv, fields in rows}
        self._state = records, (head_now, provincial), self.exchange.epoch
        return self._state

    def head(self, feed: str) -> tuple[int, str]:
        """Return where a feed stands."""
        with self.database.read() as connection:
            sequence, head = connection.exec_driver_sql("SELECT seq, head FROM feed WHERE feed = ?", (feed,)).fetchone()
        return sequence, head[:HASH8]

    # -- time --------------------------------------------------------------------------------------

    def held(self) -> set[str]:
        """Return every operation that some disk still holds."""
        found = {who for who, verdict in self.log() if verdict != "dup"}
        for pc in self.pcs:
            found |= pc.kept()
        return found

    def fault(self, happen: Callable[[], None]) -> None:
        """Let something destroy data; a write that was gone before that is the protocol's loss."""
        lost = self.saved - self.held()
        if lost:
            raise Violation("write lost by a protocol step", sorted(lost)[:3])
        happen()
        gone = self.saved - self.held()
        self.saved -= gone
        self.count["destroyed by faults"] += len(gone)

    def step(self, event: Event) -> None:
        """Let one event happen."""
        g = self.luck = random.Random(event.seed)
        self.now_ms += int(event.wait_s * 1000)
        pc = self.pcs[event.whom % len(self.pcs)]
        for due in [each for each in self.late if each[0] <= self.now_ms]:
            self.late.remove(due)
            self.quietly(due[1])
            self.note(pc, "[a late request arrives]")
        told = ""
        match event.kind:
            case "user":
                told = "" if pc.reader else pc.user(g)
            case "sync":
                told = pc.sync(g)
            case "province":
                told = self._publish(g)
            case "image":
                self.images.append((pc, (pc.disk(), pc.mind.twin())))
                told = "image taken"
            case "pc" if self.images:
                told = self._image_fault(g)
            case "power" if pc.ring:
                self.count["PC faults"] += 1
                image = g.choice(pc.ring)
                self.fault(lambda: pc.restore(image))
                told = "POWER LOSS"
            case "backup":
                self.make_backup()
                told = "server backup"
            case "restore":
                new_epoch = g.random() < 0.5
                self.count["server restores"] += 1
                self.fault(lambda: self.restore_backup(new_epoch=new_epoch))
                told = f"SERVER RESTORED, new epoch: {new_epoch}"
        if told:
            self.note(pc, f"{event.kind}: {told}")

    def _publish(self, g: random.Random) -> str:
        """The province writes into its own feed, which communes only read."""
        record, who = g.choice(GUIDES), f"p{self.next_operation()}"
        oracle = self.oracle[0]
        stood = oracle.stand.get((record, "title"))
        self.knowledge.seen[f"{who}.title"] = set() if stood is None else {stood}

        def make(connection: Any, sequence: int, clock: str) -> list[Operation]:
            row = connection.exec_driver_sql("SELECT rv FROM record WHERE id = ?", (record,)).fetchone()
            return [Operation(sequence=sequence, kind="guide", record=record, base=row[0] if row else 0, clock=clock,
                              who=who, fields={"title": f"guide {g.randrange(1 << 30)}"})]

        self.exchange.author(PROVINCE, "province-00", "Sở KH&CN", make)
        return f"publishes {who}"

    def _image_fault(self, g: random.Random) -> str:
        origin, image = g.choice(self.images)
        self.count["PC faults"] += 1
        if g.random() < 0.5 or len(self.pcs) > 6:
            self.fault(lambda: origin.restore(image))
            return f"PC{origin.name} RESTORED from an image"
        clone = Pc(self, str(20 + len(self.pcs)), g, reader=origin.reader)
        clone.mind = image[1].twin()
        clone.install(image[0], fresh=False)
        self.pcs.append(clone)
        return f"PC{origin.name} CLONED as {clone.name}"

    def finish(self) -> None:
        """Let everything settle, and judge the end."""
        self.fault(lambda: None)
        self.net = self.pcs_fail = False
        self.exchange.tries = FailedTries()     # codes that a restored server does not know are no attack
        self.luck = g = random.Random(1)
        for _, ask in self.late:
            self.quietly(ask)
        for _ in range(60):
            self.now_ms += 1000
            for pc in self.pcs:
                if not self._settled(pc):
                    self.note(pc, f"settles: {pc.sync(g, calm=True)}")
            if all(self._settled(pc) for pc in self.pcs):
                break
        else:
            raise Violation("never settles", [pc.name for pc in self.pcs if not self._settled(pc)])
        for pc in self.pcs:
            pc.check(True)
        log = self.log()
        lost = self.saved - {who for who, verdict in log if verdict != "dup"}
        if lost:
            raise Violation("acknowledged or saved write lost", sorted(lost)[:3])
        if self.quiet:
            told = set().union(*(pc.told for pc in self.pcs))
            if untold := {who for who, verdict in log if verdict == "rejected"} - told:
                raise Violation("an author was never told of a rejection", sorted(untold)[:3])
        done = Counter(who for who, verdict in log if verdict in ("ok", "conflict"))
        if twice := [who for who, times in done.items() if times > 1]:
            raise Violation("applied twice", twice[:3])
        self.count["conflicts"] = sum(1 for record, (_, fields) in self.state()[0].items() if "values" in fields)
        self.count["noise"] = self.oracle[0].noise

    def _settled(self, pc: Pc) -> bool:
        if not pc.mind.token:
            return False
        standing = push.look(pc.store.read())
        return standing.settled and standing.epoch == self.exchange.epoch and all(
            (feed.cursor.sequence, feed.cursor.hash8) == self.head(feed.feed) for feed in standing.feeds)


class Templates:
    """An empty book and an empty server, made once and copied into every history."""

    def __init__(self, root: Path) -> None:
        store = Store.create(root / "template", None, index_in_background=False)
        store.close()
        self.book = (root / "template" / "book.db").read_bytes()
        self.server_file = root / "template-server.db"
        database = Database.open(self.server_file, durable=False)
        exchange = Exchange(database, now_ms=lambda: BEGIN_MS, random=lambda n: bytes(n))
        exchange.add_commune(COMMUNE)
        database.close()
        self.server = self.server_file.read_bytes()
