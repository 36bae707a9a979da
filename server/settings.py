"""How a server is set up: all of it in one frozen value, made by the command line."""
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from protocol.bodies import REQUEST_BURST, REQUESTS_A_MINUTE
from server.store.database import FILE_NAME

DEFAULT_PORT: Final = 8741


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """Where the data are, and the limits. `data` is None for a database that is not embedded."""
    url: str
    data: Path | None
    addresses: tuple[str, ...] = ()
    backoff_s: int = 0
    requests_a_minute: int = REQUESTS_A_MINUTE
    burst: int = REQUEST_BURST
    connections: int = 4_000             # idle kept-alive ones count: 1,660 PCs ask once a minute
    at_work: int = 200                   # requests being worked on; more are told to come again
    header_deadline_s: float = 10.0
    silence_s: float = 60.0              # no byte of a body for so long
    keep_alive_s: int = 75               # a head comes every 60 s while a window is active
    presence_every_s: float = 30.0
    backup_every_s: float = 6 * 3600.0
    stop_within_s: float = 3.0

    @staticmethod
    def embedded(data: Path) -> "Settings":
        """Return the settings of a server with its own SQLite database in the folder `data`."""
        return Settings(url=f"sqlite:///{(data / FILE_NAME).absolute()}", data=data.absolute())

    @staticmethod
    def at(url: str) -> "Settings":
        """Return the settings of a server whose database is at `url`."""
        file = Path(url.removeprefix("sqlite:///")) if url.startswith("sqlite:///") else None
        return Settings(url=url, data=file.parent.absolute() if file is not None else None)

    @property
    def backups(self) -> Path | None:
        """Return the folder of the backups that the server makes by itself."""
        return None if self.data is None else self.data / "backups"
