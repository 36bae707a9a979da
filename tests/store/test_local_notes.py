"""What a PC keeps for itself is there after it was closed, and never enters the outbox."""
from desktop.store import local_notes, measures


def test_a_note_is_kept_and_forgotten_again(store, reopened):
    with store.write() as unit:
        local_notes.write(unit, "snooze", "a", "2026-12-01")
        local_notes.write(unit, "snooze", "b", {"n": 1})
        local_notes.write(unit, "snooze", "a", "2026-12-05")
        local_notes.write(unit, "other", "a", True)
    again = reopened()
    assert local_notes.read(again.read(), "snooze") == {"a": "2026-12-05", "b": {"n": 1}}
    assert again.read().execute("SELECT count(*) FROM outbox").fetchone() == (0,)
    with again.write() as unit:
        local_notes.write(unit, "snooze", "a", None)
    assert local_notes.read(again.read(), "snooze") == {"b": {"n": 1}}


def test_looks_are_read_by_target_and_time(store):
    with store.write() as unit:
        for at, state in ((30, "up"), (10, "up"), (20, "down")):
            measures.add(unit.db, "line", at, state, 12 if state == "up" else None)
        measures.forget_before(unit.db, 11)
    assert measures.since(store.read(), 0) == [("line", 20, "down", None), ("line", 30, "up", 12)]
