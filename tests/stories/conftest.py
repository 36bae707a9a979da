"""A province and its PCs for each story."""
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.stories.province import Pc, Server, province


@pytest.fixture(autouse=True)
def without_keyring(monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep the keys of the stories out of the key store of this machine."""
    monkeypatch.setenv("SO_CNTT_KEYRING", "off")


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    """A running provincial server with commune 00000."""
    with province(tmp_path / "province") as running:
        yield running


@pytest.fixture
def pc(tmp_path: Path, server: Server) -> Callable[[str], Pc]:
    """Make an enrolled PC with a name and its person."""
    def made(name: str, person: str = "") -> Pc:
        new = Pc(tmp_path / name)
        new("init", "--commune", "00000", "--name", name, "--person", person or f"Người Dùng {name}")
        new("enrol", "--server", server.url, "--code", server.code())
        return new

    return made


@pytest.fixture
def lonely_pc(tmp_path: Path) -> Callable[[str], Pc]:
    """Make a PC that is not enrolled."""
    def made(name: str, person: str = "Hà Văn Mẫu") -> Pc:
        new = Pc(tmp_path / name)
        new("init", "--commune", "00000", "--name", name, "--person", person)
        return new

    return made
