"""Packs the next batch while the server works on the one before."""
from concurrent.futures import Future, ThreadPoolExecutor

from desktop.store.store import Store
from desktop.sync import push
from desktop.sync.outgoing import Batch
from desktop.sync.push import Standing
from desktop.sync.retry import BatchSizer


class Packer:
    """Makes the batches of one run. With `ahead` a second thread packs what will follow."""

    def __init__(self, store: Store, sizer: BatchSizer, *, ahead: bool) -> None:
        self._store, self._sizer, self._ahead = store, sizer, ahead
        self._thread: ThreadPoolExecutor | None = None
        self._next: tuple[int, int, Future[Batch]] | None = None

    def take(self, standing: Standing) -> Batch:
        """Return the next batch of a book that stands like this."""
        planned, self._next = self._next, None
        if planned is not None and planned[:2] == (standing.chain.number, standing.chain.acked):
            return planned[2].result()
        return self._sizer.batch(push.waiting(self._store.read(), standing, after=standing.chain.acked))

    def look_ahead(self, standing: Standing, batch: Batch) -> None:
        """Begin to pack what follows `batch`, if anything does."""
        if not self._ahead or not batch.entries or batch.last >= standing.tip:
            return
        if self._thread is None:
            self._thread = ThreadPoolExecutor(1, "sync-packer")
        self._next = (standing.chain.number, batch.last, self._thread.submit(self._pack, standing, batch.last))

    def forget(self) -> None:
        """Drop what was packed: the exchange went otherwise than planned."""
        self._next = None

    def close(self) -> None:
        """End the thread."""
        self._next = None
        if self._thread is not None:
            self._thread.shutdown()
            self._thread = None

    def _pack(self, standing: Standing, after: int) -> Batch:
        return self._sizer.batch(push.waiting(self._store.read(), standing, after=after), ahead=True)
