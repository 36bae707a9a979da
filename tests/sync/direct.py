"""A server without a wire: the real exchange, asked in the same process."""
import json
import os
import shutil
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from desktop.store.store import Store
from desktop.sync import refusals
from desktop.sync.cycle import Cycle
from desktop.sync.enrolment_call import enrol_over
from desktop.sync.link import Heads, Past, Traffic
from desktop.sync.outgoing import Outgoing
from protocol.enrolment import EnrolAnswer, EnrolRequest
from protocol.messages import SyncAnswer
from protocol.past import PastOperation
from server.store.codes import Argon
from server.store.database import Database
from server.store.exchange import Exchange
from server.store.refused import Refused

COMMUNE = "00000"
BEGIN_MS = 1_763_000_000_000


@dataclass
class DirectServer:
    """The server's core on a file of its own, under a clock that moves by a second each look."""
    folder: Path
    now_ms: int = BEGIN_MS
    saved: list[Path] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.file = self.folder / "server.db"
        self._open()
        self.exchange.add_commune(COMMUNE)

    def clock(self) -> int:
        self.now_ms += 1_000
        return self.now_ms

    def _open(self) -> None:
        self.database = Database.open(self.file, durable=False)
        self.exchange = Exchange(self.database, now_ms=self.clock, random=os.urandom, argon=Argon(ops=1, memory=8192))

    def save(self) -> Path:
        """Copy the file away; `restore` puts it back. No word of it to the PCs, as after a disk image."""
        self.database.close()
        kept = self.folder / f"saved-{len(self.saved)}.db"
        shutil.copyfile(self.file, kept)
        self.saved.append(kept)
        self._open()
        return kept

    def restore(self, kept: Path) -> None:
        """Put an older copy in the place of the server, with the epoch it had."""
        self.database.close()
        for suffix in ("-wal", "-shm"):
            self.file.with_name(self.file.name + suffix).unlink(missing_ok=True)
        shutil.copyfile(kept, self.file)
        self._open()

    def pc(self, name: str) -> "DirectPc":
        """Return a new enrolled PC."""
        store = Store.create(self.folder / name, None, clock=self.clock, index_in_background=False)
        pc = DirectPc(self, store)
        enrol_over(store, pc, pc.keep, code=self.exchange.new_code(COMMUNE).code, name=name)
        return pc


class DirectPc:
    """A book and its link to a `DirectServer`."""

    def __init__(self, server: DirectServer, store: Store) -> None:
        self.server, self.store = server, store
        self.traffic, self.address, self.token = Traffic(), "", ""
        self.cycle = Cycle(store, self, pack_ahead=False)

    def keep(self, token: str) -> None:
        self.token = token

    def sync(self, outgoing: Outgoing) -> SyncAnswer:
        body = json.loads(outgoing.plain())
        return self._ask(lambda: SyncAnswer.from_json(self.server.exchange.sync(self.token, body)))

    def head(self, tag: str) -> Heads | None:
        _, body = self._ask(lambda: self.server.exchange.head(self.token, f'"{tag}"'))
        return None if body is None else Heads(epoch=body["epoch"], heads=body["heads"])

    def enrol(self, request: EnrolRequest) -> EnrolAnswer:
        return self._ask(lambda: EnrolAnswer.from_json(self.server.exchange.enrol(request.to_json())))

    def history(self, record: str) -> Past:
        body = self._ask(lambda: self.server.exchange.history(self.token, record))
        return Past(changes=[PastOperation.from_json(each) for each in body["changes"]], replicas=body["replicas"])

    def close(self) -> None:
        """Nothing is open."""

    def _ask(self, ask: Callable[[], Any]) -> Any:
        self.traffic.round_trips += 1
        try:
            return ask()
        except Refused as refused:
            raise refusals.of(refused.status, refused.problem()) from refused
