"""The floor: what moving the same rows costs when nothing is checked.

One POST of the changed rows as gzip JSON and one SQLite transaction on each side; no versions, no chain,
no encryption, no conflicts, no search. What is faster than this does less than moving the rows.
"""
import gzip
import json
import sys
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, Final

from sqlcipher3 import dbapi2

LEVEL: Final = 1     # what the standard library has nearest to zstd: time first
TABLE: Final = "CREATE TABLE IF NOT EXISTS row (id TEXT PRIMARY KEY, seq INTEGER, kind TEXT, fields TEXT) STRICT"
UPSERT: Final = ("INSERT INTO row (id, seq, kind, fields) VALUES (?, ?, ?, ?) ON CONFLICT (id)"
                 " DO UPDATE SET seq = excluded.seq, fields = excluded.fields")
Row = tuple[str, str, dict[str, Any]]      # kind, id, fields


def opened(path: Path) -> Any:
    """Return a connection to the one table, as durable as ours."""
    db = dbapi2.connect(str(path), check_same_thread=False, isolation_level=None)
    db.execute("PRAGMA journal_mode = WAL")
    db.execute("PRAGMA synchronous = FULL")
    db.execute(TABLE)
    db.execute("CREATE INDEX IF NOT EXISTS row_seq ON row (seq)")
    return db


def keep(db: Any, rows: list[Row], seq: int) -> None:
    """Write rows in one transaction."""
    db.execute("BEGIN IMMEDIATE")
    db.executemany(UPSERT, [(id_, seq, kind, json.dumps(fields, ensure_ascii=False)) for kind, id_, fields in rows])
    db.execute("COMMIT")


class FloorClient:
    """One client of the floor."""

    def __init__(self, url: str, path: Path) -> None:
        import requests

        self._url = url
        self._session = requests.Session()
        self._session.trust_env = False
        self.db = opened(path)

    def push(self, rows: list[Row]) -> int:
        """Send rows, mark them sent; return the bytes of the body."""
        body = gzip.compress(json.dumps(rows, ensure_ascii=False, separators=(",", ":")).encode(), LEVEL)
        seq = self._session.post(self._url, data=body, timeout=60).json()["seq"]
        keep(self.db, rows, seq)
        return len(body)

    def pull(self, after: int) -> tuple[int, int]:
        """Fetch rows with a higher seq and keep them; return (rows, bytes)."""
        answer = self._session.get(self._url, params={"after": str(after)}, timeout=60)
        rows = json.loads(gzip.decompress(answer.content))
        if rows:
            keep(self.db, rows, after + 1)
        return len(rows), len(answer.content)


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    db: Any = None
    seq = 0

    def do_POST(self) -> None:
        rows = json.loads(gzip.decompress(self.rfile.read(int(self.headers["Content-Length"]))))
        type(self).seq += 1
        keep(self.db, rows, self.seq)
        self._answer(json.dumps({"seq": self.seq}).encode())

    def do_GET(self) -> None:
        after = int(self.path.rpartition("=")[2])
        rows = [(kind, id_, json.loads(fields)) for kind, id_, fields in self.db.execute(
            "SELECT kind, id, fields FROM row WHERE seq > ?", (after,)).fetchall()]
        self._answer(gzip.compress(json.dumps(rows, ensure_ascii=False, separators=(",", ":")).encode(), LEVEL))

    def _answer(self, body: bytes) -> None:
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


if __name__ == "__main__":
    _Handler.db = opened(Path(sys.argv[1]))
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
    print(json.dumps({"url": f"http://127.0.0.1:{server.server_port}/rows"}), flush=True)
    server.serve_forever()
