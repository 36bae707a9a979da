"""The server's parts on real files, with a clock moved by hand."""
import random
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from server.store.codes import Argon
from server.store.database import Database
from server.store.exchange import Exchange
from server.store.scope import Role
from tests.server.pc import Clock, Pc

CHEAP = Argon(ops=1, memory=8192)


@pytest.fixture
def now() -> Clock:
    return Clock()


@pytest.fixture
def exchange(tmp_path: Path, now: Clock) -> Iterator[Exchange]:
    """A server with the sample commune and, for strangers, Ba Đình."""
    database = Database.open(tmp_path / "server.db", durable=False)
    made = Exchange(database, now_ms=now, random=random.Random(7).randbytes, argon=CHEAP)
    made.add_commune("00000")
    made.add_commune("00004")
    yield made
    made.database.close()


@pytest.fixture
def enrolled(exchange: Exchange, now: Clock) -> Callable[..., Pc]:
    """Returns `pc("A")`: an enrolled PC, each with its own replica id."""
    seeds = iter(range(1, 100))

    def make(name: str, *, commune: str = "00000", role: Role = Role.EDITOR,
             feeds: tuple[str, ...] | None = None) -> Pc:
        pc = Pc(name, exchange, now, seed=next(seeds), feeds=feeds or (f"c:{commune}",))
        pc.enrol(exchange.new_code(commune, role=role).code)
        return pc

    return make
