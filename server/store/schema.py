"""The tables of the server, the same on SQLite and PostgreSQL.

JSON is stored as text and never queried by the database. Times are ISO-8601 UTC text; sequences are
64-bit numbers (milliseconds since 1970 at least). Nothing here is deleted by a protocol step.
"""
from typing import Final

from sqlalchemy import BigInteger, Column, Index, Integer, MetaData, String, Table, Text, text

HEAD_REVISION: Final = "0001"
"""The newest migration; a database that stands here needs no look at the others."""

metadata = MetaData()
Whole = BigInteger().with_variant(Integer(), "sqlite")    # a STRICT table knows INTEGER only: 64 bits there

setting = Table(
    "setting", metadata,
    Column("name", Text, primary_key=True),
    Column("value", Text, nullable=False),
    sqlite_strict=True, sqlite_with_rowid=False)

commune = Table(
    "commune", metadata,
    Column("code", Text, primary_key=True),
    Column("name", Text, nullable=False),
    Column("province", Text, nullable=False),
    Column("added_at", Text, nullable=False),
    sqlite_strict=True, sqlite_with_rowid=False)

# One row a feed: the counter that every writer of the feed locks. `start` is the place at which it began,
# later than 0: a PC that has read the empty feed stands there, and is spared its own words from then on.
feed = Table(
    "feed", metadata,
    Column("feed", Text, primary_key=True),
    Column("start", Whole, nullable=False),
    Column("seq", Whole, nullable=False),
    Column("head", Text, nullable=False),
    sqlite_strict=True, sqlite_with_rowid=False)

# Everything ever received, the refused as well, as it came. `head` is the feed's hash after it.
# No column is null: binding None costs the driver 2 µs, ten times a text.
operation = Table(
    "operation", metadata,
    Column("feed", Text, primary_key=True),
    Column("seq", Whole, primary_key=True, autoincrement=False),
    Column("head", Text, nullable=False),
    Column("replica", Text, nullable=False),
    Column("rseq", Whole, nullable=False),
    Column("hash", Text, nullable=False),
    Column("record", Text, nullable=False),
    Column("origin_replica", Text, nullable=False),    # "", 0, "" when it was never stamped anew
    Column("origin_seq", Whole, nullable=False),
    Column("origin_hash", Text, nullable=False),
    Column("body", Text, nullable=False),
    Column("verdict", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("lost", Text, nullable=False),              # JSON list of the fields whose value was not shown, or ""
    Column("received_at", Text, nullable=False),
    sqlite_strict=True)
Index("operation_of_replica", operation.c.replica, operation.c.rseq, unique=True)
Index("operation_on_record", operation.c.record, operation.c.seq)
Index("operation_origin", operation.c.origin_replica, operation.c.origin_seq,
      sqlite_where=text("origin_replica <> ''"), postgresql_where=text("origin_replica <> ''"))

# `fver`: {"*": [version, clock, replica, who] of the creation, and one for each field changed since}.
# `clock`, `who` and `replica` are those of the last operation on it; `disputed` is the JSON list of the
# fields that ever had a conflict record, or "".
record = Table(
    "record", metadata,
    Column("id", Text, primary_key=True),
    Column("feed", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("rv", Whole, nullable=False),
    Column("fields", Text, nullable=False),
    Column("fver", Text, nullable=False),
    Column("clock", Text, nullable=False),
    Column("who", Text, nullable=False),
    Column("replica", Text, nullable=False),
    Column("disputed", Text, nullable=False),
    sqlite_strict=True)
Index("record_in_feed", record.c.feed, record.c.rv)
Index("record_by_id", record.c.feed, record.c.id)

replica = Table(
    "replica", metadata,
    Column("id", Text, primary_key=True),
    Column("commune", Text, nullable=False),
    Column("token", Text),            # digest of the token it last came with; none for the province's own hand
    Column("name", Text, nullable=False),
    Column("last_seq", Whole, nullable=False),
    Column("last_hash", Text, nullable=False),
    Column("cursor", Text, nullable=False),
    Column("durable", Whole, nullable=False),
    Column("last_seen_at", Text),
    Column("added_at", Text, nullable=False),
    sqlite_strict=True, sqlite_with_rowid=False)

token = Table(
    "token", metadata,
    Column("digest", Text, primary_key=True),    # SHA-256; the token itself is nowhere
    Column("commune", Text, nullable=False),
    Column("role", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("app", Text, nullable=False),
    Column("created_at", Text, nullable=False),
    Column("expires_at", Text),
    Column("revoked_at", Text),
    sqlite_strict=True, sqlite_with_rowid=False)

code = Table(
    "code", metadata,
    Column("id", Integer, primary_key=True),
    Column("lookup", Text, nullable=False),      # its first four digits
    Column("digest", Text, nullable=False),      # Argon2id of the other fourteen
    Column("commune", Text, nullable=False),
    Column("role", Text, nullable=False),
    Column("made_by", Text, nullable=False),     # "province", or the replica that minted it
    Column("made_at", Text, nullable=False),
    Column("expires_at", Text, nullable=False),
    Column("used_at", Text),
    Column("burned_at", Text),
    Column("replica", Text),
    Column("nonce", Text),                       # SHA-256 of the nonce it was used with
    Column("sealed", Text),                      # the token, readable only with code and nonce; wiped after 24 h
    sqlite_strict=True)
Index("code_by_lookup", code.c.lookup)

TABLES: Final = (setting, commune, feed, operation, record, replica, token, code)
REVISION: Final = Table("alembic_version", MetaData(), Column("version_num", String(32), primary_key=True))
