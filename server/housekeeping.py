"""What the server does by itself: write who was here, back up every six hours and at the end."""
import asyncio
import logging
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path

from protocol import clock
from server.settings import Settings
from server.store import backups
from server.store import statements as sql
from server.store.database import DatabaseBusy
from server.store.exchange import Exchange

logger = logging.getLogger(__name__)


@dataclass(slots=True)
class Housekeeping:
    """Runs beside the requests; `stop` ends it with a last backup."""
    exchange: Exchange
    settings: Settings
    _turn: threading.Lock = field(default_factory=threading.Lock)
    _tried_at: float = 0.0

    async def run(self) -> None:
        """Go on until cancelled."""
        while True:
            await asyncio.sleep(self.settings.presence_every_s)
            await asyncio.to_thread(self.write_presence)
            if self._is_overdue():
                await asyncio.to_thread(self.back_up)

    def stop(self) -> None:
        """Write what is in memory, and make a last backup if it takes no longer than we may."""
        self.write_presence()
        self.back_up(within_s=self.settings.stop_within_s)

    def write_presence(self) -> None:
        """Write when each PC was last here; if the database is held, the next turn does it."""
        try:
            self.exchange.flush()
        except DatabaseBusy:
            logger.warning("presence not written, the database is held")

    def back_up(self, *, within_s: float | None = None) -> None:
        """Make a backup if something came in since the last one."""
        folder = self.settings.backups
        with self._turn:
            if folder is None or not self._has_news(folder):
                self._tried_at = time.time()
                return
            began, self._tried_at = time.perf_counter(), time.time()
            try:
                made = backups.make_in(self.exchange.database, folder, self.exchange.now_ms(), within_s=within_s)
            except Exception:
                # The server goes on; what is not in a backup stays with the PCs.
                logger.exception("the backup failed")
                return
            logger.info("backup", extra={"file": made.file.name, "bytes": made.bytes,
                                         "seconds": round(time.perf_counter() - began, 3)})

    def _has_news(self, folder: Path) -> bool:
        newest = backups.kept(folder)[-1:]
        since = clock.utc_text(int(newest[0].stat().st_mtime * 1000)) if newest else ""
        with self.exchange.database.read() as connection:
            return bool(connection.execute(sql.HAS_NEWS, {"since": since}).scalar())

    def _is_overdue(self) -> bool:
        folder = self.settings.backups
        if folder is None:
            return False
        newest = backups.kept(folder)[-1:]
        last = max(self._tried_at, newest[0].stat().st_mtime if newest else 0.0)
        return time.time() - last >= self.settings.backup_every_s
