"""The first tables."""
import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

Whole = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "setting",
        sa.Column("name", sa.Text, primary_key=True),
        sa.Column("value", sa.Text, nullable=False),
        sqlite_strict=True, sqlite_with_rowid=False)
    op.create_table(
        "commune",
        sa.Column("code", sa.Text, primary_key=True),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("province", sa.Text, nullable=False),
        sa.Column("added_at", sa.Text, nullable=False),
        sqlite_strict=True, sqlite_with_rowid=False)
    op.create_table(
        "feed",
        sa.Column("feed", sa.Text, primary_key=True),
        sa.Column("start", Whole, nullable=False),
        sa.Column("seq", Whole, nullable=False),
        sa.Column("head", sa.Text, nullable=False),
        sqlite_strict=True, sqlite_with_rowid=False)
    op.create_table(
        "operation",
        sa.Column("feed", sa.Text, primary_key=True),
        sa.Column("seq", Whole, primary_key=True, autoincrement=False),
        sa.Column("head", sa.Text, nullable=False),
        sa.Column("replica", sa.Text, nullable=False),
        sa.Column("rseq", Whole, nullable=False),
        sa.Column("hash", sa.Text, nullable=False),
        sa.Column("record", sa.Text, nullable=False),
        sa.Column("origin_replica", sa.Text, nullable=False),
        sa.Column("origin_seq", Whole, nullable=False),
        sa.Column("origin_hash", sa.Text, nullable=False),
        sa.Column("body", sa.Text, nullable=False),
        sa.Column("verdict", sa.Text, nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("lost", sa.Text, nullable=False),
        sa.Column("received_at", sa.Text, nullable=False),
        sqlite_strict=True)
    op.create_index("operation_of_replica", "operation", ["replica", "rseq"], unique=True)
    op.create_index("operation_on_record", "operation", ["record", "seq"])
    op.create_index("operation_origin", "operation", ["origin_replica", "origin_seq"],
                    sqlite_where=sa.text("origin_replica <> ''"), postgresql_where=sa.text("origin_replica <> ''"))
    op.create_table(
        "record",
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("feed", sa.Text, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("rv", Whole, nullable=False),
        sa.Column("fields", sa.Text, nullable=False),
        sa.Column("fver", sa.Text, nullable=False),
        sa.Column("clock", sa.Text, nullable=False),
        sa.Column("who", sa.Text, nullable=False),
        sa.Column("replica", sa.Text, nullable=False),
        sa.Column("disputed", sa.Text, nullable=False),
        sqlite_strict=True)
    op.create_index("record_in_feed", "record", ["feed", "rv"])
    op.create_index("record_by_id", "record", ["feed", "id"])
    op.create_table(
        "replica",
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("commune", sa.Text, nullable=False),
        sa.Column("token", sa.Text),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("last_seq", Whole, nullable=False),
        sa.Column("last_hash", sa.Text, nullable=False),
        sa.Column("cursor", sa.Text, nullable=False),
        sa.Column("durable", Whole, nullable=False),
        sa.Column("last_seen_at", sa.Text),
        sa.Column("added_at", sa.Text, nullable=False),
        sqlite_strict=True, sqlite_with_rowid=False)
    op.create_table(
        "token",
        sa.Column("digest", sa.Text, primary_key=True),
        sa.Column("commune", sa.Text, nullable=False),
        sa.Column("role", sa.Text, nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("app", sa.Text, nullable=False),
        sa.Column("created_at", sa.Text, nullable=False),
        sa.Column("expires_at", sa.Text),
        sa.Column("revoked_at", sa.Text),
        sqlite_strict=True, sqlite_with_rowid=False)
    op.create_table(
        "code",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("lookup", sa.Text, nullable=False),
        sa.Column("digest", sa.Text, nullable=False),
        sa.Column("commune", sa.Text, nullable=False),
        sa.Column("role", sa.Text, nullable=False),
        sa.Column("made_by", sa.Text, nullable=False),
        sa.Column("made_at", sa.Text, nullable=False),
        sa.Column("expires_at", sa.Text, nullable=False),
        sa.Column("used_at", sa.Text),
        sa.Column("burned_at", sa.Text),
        sa.Column("replica", sa.Text),
        sa.Column("nonce", sa.Text),
        sa.Column("sealed", sa.Text),
        sqlite_strict=True)
    op.create_index("code_by_lookup", "code", ["lookup"])
