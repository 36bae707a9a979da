"""A disk of which the power is cut: what the recorder saw, laid out again as it may be found afterwards.

Model: a journalled file system; any fsync also commits the names that came before it. Four images of
each moment: `kill` (everything so far), `none` (only what an fsync made durable), `prefix` (some unsynced
writes of each file, in order), `torn` (each 512-byte sector of each unsynced write kept or lost by chance).
"""
import random
import struct
from collections.abc import Iterator
from pathlib import Path

SECTOR = 512
HOWS = ("kill", "none", "prefix", "torn")
Operation = tuple[str, str, int, bytes]


def operations(log: Path) -> Iterator[Operation]:
    """Yield (what, path, offset, data): C create, W write, T truncate, S sync, U unlink, R rename, A acknowledged."""
    data, at = log.read_bytes(), 0
    while at < len(data):
        what = chr(data[at])
        (length,) = struct.unpack_from("<H", data, at + 1)
        path = data[at + 3:at + 3 + length].decode()
        at += 3 + length
        offset, size = struct.unpack_from("<qI", data, at)
        at += 12
        yield what, path, offset, data[at:at + size]
        at += size


class _File:
    def __init__(self) -> None:
        self.durable = bytearray()
        self.pending: list[tuple[str, int, bytes]] = []


class Disk:
    """Names and files, as they are seen and as they are durable."""

    def __init__(self) -> None:
        self._live: dict[str, _File] = {}
        self._durable: dict[str, _File] = {}
        self._names: list[tuple[str, ...]] = []
        self._files: dict[int, _File] = {}

    def do(self, operation: Operation) -> None:
        """Take in one operation of the log."""
        what, path, offset, data = operation
        if what in "CUR":
            change: tuple[str, ...] = (what, path, data.decode()) if what == "R" else (what, path)
            if what == "C":
                self._files[len(self._names)] = _File()
            self._rename(self._live, change, self._files.get(len(self._names)))
            self._names.append(change)
        elif what == "S":
            for number, change in enumerate(self._names):
                self._rename(self._durable, change, self._files.get(number))
            self._names, self._files = [], {}
            file = self._live.get(path)
            if file is not None:
                for write in file.pending:
                    _apply(file.durable, *write)
                file.pending = []
        elif path in self._live:
            self._live[path].pending.append((what, offset, data))

    def after_cut(self, how: str, chance: random.Random) -> dict[str, bytearray]:
        """Return {path: bytes} as the next start finds them."""
        kept = {"kill": len(self._names), "none": 0}.get(how)
        names = dict(self._durable)
        for number, change in enumerate(self._names[:chance.randint(0, len(self._names)) if kept is None else kept]):
            self._rename(names, change, self._files.get(number))
        return {path: self._content(file, how, chance) for path, file in names.items()}

    @staticmethod
    def _rename(names: dict[str, _File], change: tuple[str, ...], made: _File | None) -> None:
        what, path, *target = change
        if what == "C" and made is not None:
            names[path] = made
        elif what == "U":
            names.pop(path, None)
        elif what == "R":
            names[target[0]] = names.pop(path, None) or _File()

    @staticmethod
    def _content(file: _File, how: str, chance: random.Random) -> bytearray:
        content = bytearray(file.durable)
        if how in ("kill", "prefix"):
            number = len(file.pending) if how == "kill" else chance.randint(0, len(file.pending))
            for write in file.pending[:number]:
                _apply(content, *write)
        elif how == "torn":
            for what, offset, data in file.pending:
                if what == "T":
                    if chance.random() < 0.5:
                        _apply(content, what, offset, data)
                    continue
                if chance.random() < 0.3:    # the file grew, its data did not come
                    _apply(content, "T", max(len(content), offset + len(data)), b"")
                for start in range(0, len(data), SECTOR):
                    if chance.random() < 0.5:
                        _apply(content, "W", offset + start, data[start:start + SECTOR])
        return content


def _apply(content: bytearray, what: str, offset: int, data: bytes) -> None:
    if what == "T":
        if offset < len(content):
            del content[offset:]
        else:
            content.extend(bytes(offset - len(content)))
        return
    if len(content) < offset:
        content.extend(bytes(offset - len(content)))
    content[offset:offset + len(data)] = data
