"""An index written at many moments is joined into one piece, finds the same, and is whole whenever the power goes."""
import pytest

from desktop.store import index_pieces, records, search
from desktop.store.records import Search

WORDS = ("máy in", "máy quét", "màn hình", "bộ lưu điện", "điện thoại")


@pytest.fixture
def scattered(store, monkeypatch):
    """A book whose index was written in three moments, each of them large beside the others."""
    monkeypatch.setattr(index_pieces, "WORTH_BLOCKS", 4)
    for moment in range(3):
        with store.write() as unit:
            for number in range(400):
                unit.edit("device", f"d{moment:02}{number:04}", {
                    "name": f"{WORDS[number % 5]} {moment}-{number}", "asset_code": f"TS-{moment}{number:03}"},
                    group=str(moment))
    assert index_pieces.is_in_pieces(store.read())
    return store


def found(store):
    return {word: records.count(store.read(), Search(kind="device", text=word))
            for word in ("m", "may", "may in", "dien", "ts-1", "ts-2003")}


def test_an_index_in_pieces_becomes_one_and_finds_what_it_found(scattered):
    before = found(scattered)
    assert scattered.tidy_index() > 0
    assert not index_pieces.is_in_pieces(scattered.read())
    assert found(scattered) == before
    assert scattered.tidy_index() == 0


def test_joining_stops_when_asked_and_goes_on_later(scattered, monkeypatch):
    monkeypatch.setattr(index_pieces, "_BLOCKS_A_SLICE", 1)
    before, asked = found(scattered), []

    def after_two():
        asked.append(1)
        return len(asked) > 2

    assert scattered.tidy_index(after_two) == 2
    assert found(scattered) == before
    scattered.tidy_index()
    assert not index_pieces.is_in_pieces(scattered.read())
    assert found(scattered) == before


def test_what_is_saved_between_two_slices_is_found(scattered, monkeypatch):
    monkeypatch.setattr(index_pieces, "_BLOCKS_A_SLICE", 1)

    def save_between():
        with scattered.write() as unit:
            unit.edit("device", "between", {"name": "Máy chiếu hội trường"}, group="b")
        return False

    scattered.tidy_index(save_between)
    assert [hit.id for hit in search.find(scattered.read(), "may chieu", 5)[0]] == ["between"]


def test_joining_is_no_news_and_needs_no_backup(scattered):
    heard, commits = [], scattered.commits
    scattered.on_commit(heard.append)
    scattered.tidy_index()
    assert not heard
    assert scattered.commits == commits


def test_a_small_index_is_left_alone(store):
    for moment in range(5):
        with store.write() as unit:
            unit.edit("device", f"d{moment}", {"name": "Máy in"}, group=str(moment))
    assert store.tidy_index() == 0
