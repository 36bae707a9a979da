"""The search index in one piece: what was indexed at a hundred moments lies in ten pieces, and each is asked.

FTS5 joins small pieces as it goes; after a first download, a large import or a new version of the program the
large ones remain apart, and each letter typed over 100,000 devices takes twice as long. They are joined in
slices, behind whatever a person saves; a power cut between two slices leaves an index that is whole.
Source: https://sqlite.org/fts5.html#the_merge_command
"""
from typing import Final

from desktop.store.driver import Connection

WORTH_BLOCKS: Final = 1000    # some 4 MB: a smaller index answers at once in any number of pieces
_LARGEST_PERCENT: Final = 75    # of the index in one piece: the rest is what was written since, and small
_BLOCKS_A_SLICE: Final = 32     # about 20 ms of the writing connection


def is_in_pieces(db: Connection) -> bool:
    """Return whether joining the pieces would make searching noticeably quicker."""
    blocks: list[int] = [row[0] for row in db.execute("SELECT count(*) FROM search_idx GROUP BY segid")]
    total = sum(blocks)
    return total >= WORTH_BLOCKS and max(blocks) * 100 < total * _LARGEST_PERCENT


def join_a_slice(db: Connection, *, first: bool) -> bool:
    """Join some blocks, in the open transaction; return whether anything is left to join.

    The `first` slice says that all pieces become one; the others go on with it.
    """
    before = _writes(db)
    blocks = -_BLOCKS_A_SLICE if first else _BLOCKS_A_SLICE
    db.execute("INSERT INTO search(search, rank) VALUES ('merge', ?)", (blocks,))
    return _writes(db) - before >= 2    # one is the command itself


def _writes(db: Connection) -> int:
    row = db.execute("SELECT total_changes()").fetchone()
    assert row is not None
    return int(row[0])
