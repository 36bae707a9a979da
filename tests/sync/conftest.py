"""One server process for all of these tests; PCs with books of their own."""
import json
import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from desktop.store.store import Store
from desktop.sync.cycle import Cycle
from desktop.sync.enrolment_call import enrol
from desktop.sync.server_client import ServerClient
from tests.server.running import Running, run
from tests.sync.gate import Gate


@dataclass
class Pc:
    """A book, its link and its cycle."""
    store: Store
    client: ServerClient
    token: str

    def __post_init__(self) -> None:
        self.cycle = Cycle(self.store, self.client)

    def through(self, *urls: str) -> "Pc":
        """Go on over other addresses."""
        self.client.close()
        self.client = ServerClient(list(urls), self.token)
        self.cycle = Cycle(self.store, self.client)
        return self


@dataclass
class Province:
    """The server process, and what a test asks of its clerk."""
    server: Running
    data: Path
    made: int = 0
    communes: list[str] = field(default_factory=list)

    @property
    def url(self) -> str:
        return self.server.url

    def code(self, commune: str = "00000", *more: str) -> str:
        return str(run(self.data, "code", "new", "--commune", commune, *more)["code"])


@pytest.fixture(scope="session")
def province(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Province]:
    data = tmp_path_factory.mktemp("province")
    run(data, "commune", "add", "00000")
    with Running(data) as server:
        yield Province(server, data)


@pytest.fixture
def new_pc(province: Province, tmp_path: Path) -> Iterator[Callable[..., Pc]]:
    """Return a function that puts up an enrolled PC."""
    made: list[Pc] = []

    def put_up(name: str = "TL-VP-01", *, url: str | None = None, clock: Callable[[], int] | None = None,
               enrolled: bool = True) -> Pc:
        named = {"clock": clock} if clock is not None else {}
        store = Store.create(tmp_path / f"{name}-{len(made)}", os.urandom(32), **named)  # type: ignore[arg-type]
        tokens: list[str] = [""]
        if enrolled:
            enrol(store, tokens.append, url or province.url, province.code(), name)
        pc = Pc(store, ServerClient([url or province.url], tokens[-1]), tokens[-1])
        made.append(pc)
        return pc

    yield put_up
    for pc in made:
        pc.client.close()
        pc.store.close()


@pytest.fixture
def gate(province: Province) -> Iterator[Gate]:
    made = Gate(province.url)
    yield made
    made.close()


def problem(status: str, code: str, **more: object) -> bytes:
    """Return a refusal of our server, as bytes."""
    body = json.dumps({"code": code, "status": int(status.split()[0]), **more}).encode()
    return (f"HTTP/1.1 {status}\r\nContent-Type: application/problem+json\r\nContent-Length: {len(body)}\r\n"
            "\r\n").encode() + body
