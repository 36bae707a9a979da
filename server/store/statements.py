"""The SQL of the exchange, one name a statement; it runs on SQLite and on PostgreSQL as it stands."""
from collections.abc import Sequence
from typing import Final

from sqlalchemy import Connection, TextClause, bindparam, text


def _among(statement: str) -> TextClause:
    return text(statement).bindparams(bindparam("ids", expanding=True))


class Bulk:
    """A statement run for many rows at once: compiled once a dialect, rows go to the driver as they are.

    SQLAlchemy's own way walks every parameter of every row: 8 ms a thousand rows.
    """

    def __init__(self, statement: str, *columns: str) -> None:
        self.statement, self.columns = text(statement), columns
        self._compiled: dict[str, tuple[str, tuple[int, ...] | None]] = {}

    def run(self, connection: Connection, rows: Sequence[tuple[str | int, ...]]) -> None:
        """Execute the statement for each of `rows`, whose values are in the order of `columns`."""
        if not rows:
            return
        name = connection.dialect.name
        if name not in self._compiled:
            compiled = self.statement.compile(dialect=connection.dialect)
            places = None if compiled.positiontup is None else tuple(
                self.columns.index(each) for each in compiled.positiontup)
            self._compiled[name] = str(compiled), places
        statement, places = self._compiled[name]
        if places is None:
            connection.exec_driver_sql(statement, [dict(zip(self.columns, row, strict=True)) for row in rows])
        elif places == tuple(range(len(self.columns))):
            connection.exec_driver_sql(statement, list(rows))
        else:
            connection.exec_driver_sql(statement, [tuple(row[at] for at in places) for row in rows])


# Reads the counter and holds it: every other writer of the feed waits until we commit.
LOCK_FEED: Final = text("UPDATE feed SET seq = seq WHERE feed = :feed RETURNING seq, head")
HEAD: Final = text("SELECT seq, head, start FROM feed WHERE feed = :feed")
MOVE_FEED: Final = text("UPDATE feed SET seq = :seq, head = :head WHERE feed = :feed")
ADD_FEED: Final = text("""
INSERT INTO feed (feed, start, seq, head) VALUES (:feed, :start, :start, :head) ON CONFLICT (feed) DO NOTHING
""")
HEAD_AT: Final = text("SELECT head FROM operation WHERE feed = :feed AND seq = :seq")

NEWEST_DURABLE: Final = text(
    "SELECT durable FROM replica WHERE token = :token ORDER BY added_at DESC, id LIMIT 1")
REPLICA: Final = text("SELECT commune, last_seq, last_hash, durable FROM replica WHERE id = :id")
PUT_REPLICA: Final = text("""
INSERT INTO replica (id, commune, token, name, last_seq, last_hash, cursor, durable, last_seen_at, added_at)
VALUES (:id, :commune, :token, :name, :last_seq, :last_hash, '', 0, :now, :now)
    ON CONFLICT (id) DO UPDATE
   SET token = excluded.token, last_seq = excluded.last_seq, last_hash = excluded.last_hash,
       last_seen_at = excluded.last_seen_at
""")
SEEN: Final = text("""
UPDATE replica SET last_seen_at = :at, cursor = CASE WHEN :cursor = '' THEN cursor ELSE :cursor END
 WHERE id = :id
""")
REPLICA_NAMES: Final = _among("SELECT id, name FROM replica WHERE id IN :ids")
HELD: Final = text("""
SELECT operation.hash, replica.durable
  FROM operation JOIN replica ON replica.id = operation.replica
 WHERE operation.replica = :replica AND operation.rseq = :rseq AND operation.feed = :feed
""")

HASH_AT: Final = text("SELECT hash FROM operation WHERE replica = :replica AND rseq = :rseq")
KNOWN: Final = text("""
SELECT rseq, hash, verdict, reason FROM operation
 WHERE replica = :replica AND rseq > :after AND rseq <= :until
""")
# What was stamped anew under another replica … (The condition on "" lets SQLite take the partial index.)
ORIGINS: Final = text("""
SELECT origin_seq, origin_hash FROM operation
 WHERE origin_replica = :replica AND origin_replica <> '' AND origin_seq BETWEEN :low AND :high
   AND feed = :feed
""")
# … and what is known under the replica where it first was.
OWN_ORIGINS: Final = text("""
SELECT rseq, hash FROM operation
 WHERE replica = :replica AND rseq BETWEEN :low AND :high AND feed = :feed AND origin_replica = ''
""")
RECORDS: Final = _among("SELECT id, feed, kind, rv, fields, fver, disputed FROM record WHERE id IN :ids")
VALUES_UNTIL: Final = _among("""
SELECT record, seq, body, lost FROM operation
 WHERE record IN :ids AND seq <= :until AND verdict IN ('ok', 'conflict') ORDER BY seq
""")
PUT_OPERATIONS: Final = Bulk("""
INSERT INTO operation (feed, seq, head, replica, rseq, hash, record, origin_replica, origin_seq, origin_hash,
                       body, verdict, reason, lost, received_at)
VALUES (:feed, :seq, :head, :replica, :rseq, :hash, :record, :origin_replica, :origin_seq, :origin_hash,
        :body, :verdict, :reason, :lost, :received_at)
""", "feed", "seq", "head", "replica", "rseq", "hash", "record", "origin_replica", "origin_seq", "origin_hash",
    "body", "verdict", "reason", "lost", "received_at")
PUT_RECORDS: Final = Bulk("""
INSERT INTO record (id, feed, kind, rv, fields, fver, clock, who, replica, disputed)
VALUES (:id, :feed, :kind, :rv, :fields, :fver, :clock, :who, :replica, :disputed)
    ON CONFLICT (id) DO UPDATE
   SET rv = excluded.rv, fields = excluded.fields, fver = excluded.fver, clock = excluded.clock,
       who = excluded.who, replica = excluded.replica, disputed = excluded.disputed
""", "id", "feed", "kind", "rv", "fields", "fver", "clock", "who", "replica", "disputed")

# Rows of one version stand together, the conflict before its record.
CHANGED: Final = text("""
SELECT id, kind, rv, fields, fver, clock, who, replica FROM record
 WHERE feed = :feed AND rv > :after
 ORDER BY rv, CASE kind WHEN 'conflict' THEN 0 ELSE 1 END, id LIMIT :limit
""")
HOW_MANY_CHANGED: Final = text("SELECT COUNT(*) FROM record WHERE feed = :feed AND rv > :after")
BY_ID: Final = text("""
SELECT id, kind, rv, fields FROM record WHERE feed = :feed AND id > :after ORDER BY id LIMIT :limit
""")
PAST: Final = text("""
SELECT operation.feed, operation.seq, operation.replica, operation.body, operation.verdict, operation.lost
  FROM operation WHERE operation.record = :record ORDER BY operation.seq
""")
OF_KIND: Final = text("""
SELECT id, rv, fields, fver FROM record WHERE feed = :feed AND kind = :kind ORDER BY id
""")
ONE_RECORD: Final = text("SELECT id, feed, kind, rv, fields, fver FROM record WHERE id = :id")

SETTING: Final = text("SELECT value FROM setting WHERE name = :name")
PUT_SETTING: Final = text("""
INSERT INTO setting (name, value) VALUES (:name, :value) ON CONFLICT (name) DO UPDATE SET value = excluded.value
""")
# Anything that a backup made at `since` lacks.
HAS_NEWS: Final = text("""
SELECT EXISTS (SELECT 1 FROM replica WHERE last_seq > durable)
    OR EXISTS (SELECT 1 FROM token WHERE created_at >= :since OR revoked_at >= :since)
    OR EXISTS (SELECT 1 FROM commune WHERE added_at >= :since)
    OR EXISTS (SELECT 1 FROM code WHERE made_at >= :since OR used_at >= :since)
""")
