"""What is answered on this PC alone is taken back like an edit: a pair, a to-do put off, a line taken off the list."""
from datetime import timedelta

import pytest

from desktop.services import merging, needs_attention, pairing, undoing
from desktop.services.todo import putting_off
from desktop.services.todo.task import Target, Task
from desktop.store import attention, outbox, records
from tests.services.test_todo_waiting import TODAY
from tests.ui import books
from tests.ui.books_lock import give


@pytest.fixture
def book(tmp_path):
    """Return an open book with a person at the PC."""
    with books.a_chosen_book(tmp_path / "book") as store:
        yield store


def a_pair(store) -> pairing.Pair:
    mine = give(store, "person", full_name="Vi Thị Lan", phone="0912345678")
    theirs = give(store, "person", full_name="Vi Thị Lan", title="Công chức")
    with store.write() as unit:
        unit.db.execute("INSERT INTO likely_duplicate (mine, theirs, kind, why, equal)"
                        " VALUES (?, ?, 'person', 'name', 0)",
                        (mine, theirs))
    [pair] = pairing.likely_pairs(store.read(), limit=5)
    return pair


def test_two_that_were_said_to_be_different_are_asked_about_again(book):
    pair = a_pair(book)
    waiting = outbox.waiting_count(book.read())
    step = pairing.keep_apart(book, pair)
    assert pairing.count(book.read()) == 0
    done = undoing.undo_step(book, step)
    assert (done.records, done.answers, done.refused_words) == ((), 1, "")
    assert pairing.likely_pairs(book.read(), limit=5) == [pair]
    assert undoing.redo_last(book).answers == 1
    assert pairing.count(book.read()) == 0
    assert outbox.waiting_count(book.read()) == waiting, "such an answer is never sent"


def test_a_join_taken_back_leaves_two_records_and_the_question(book):
    pair = a_pair(book)
    before = {each: records.get(book.read(), each).flat for each in (pair.found.mine, pair.found.theirs)}
    pairing.join(book, pair)
    undoing.undo_step(book)
    assert {each: records.get(book.read(), each).flat for each in before} == before
    assert pairing.likely_pairs(book.read(), limit=5) == [pair]


def test_a_merge_by_hand_of_a_pair_taken_back_leaves_the_question(book):
    pair = a_pair(book)
    merging.apply(book, merging.preview(book.read(), pair.found.theirs, pair.found.mine), {})
    assert pairing.count(book.read()) == 0
    undoing.undo_step(book)
    assert pairing.likely_pairs(book.read(), limit=5) == [pair]


def test_a_to_do_put_off_and_brought_back_is_one_step_each(book):
    task = Task(key="k", state="", tone="", title="Việc", detail="", action="", target=Target(page="sync"),
                says=frozenset({"a"}))
    putting_off.put_off(book, task, TODAY + timedelta(days=3))
    putting_off.put_off(book, task, TODAY + timedelta(days=9))
    undoing.undo_step(book)
    assert putting_off.read(book.read())["k"].until == (TODAY + timedelta(days=3)).isoformat()
    putting_off.bring_back(book, ("k",))
    assert putting_off.read(book.read()) == {}
    undoing.undo_step(book)
    undoing.undo_step(book)
    assert putting_off.read(book.read()) == {}
    undoing.redo_last(book)
    assert putting_off.read(book.read())["k"].says == {"a"}


def test_a_line_taken_off_the_list_comes_back(book):
    device = give(book, "device", name="Máy 1")
    with book.write() as unit:
        attention.note(unit.db, reason=attention.REJECTED, record=device, kind="device", fields={"name": "Máy 2"})
    [line] = needs_attention.listed(book.read())
    needs_attention.dismiss(book, [line.id])
    assert needs_attention.count(book.read()) == 0
    undoing.undo_step(book)
    assert needs_attention.listed(book.read()) == [line]


def test_what_was_answered_otherwise_since_is_left_alone(book):
    pair = a_pair(book)
    step = pairing.keep_apart(book, pair)
    pairing.join(book, pair)
    assert undoing.undo_step(book, step).answers == 0
    assert pairing.count(book.read()) == 0
