"""Whatever comes in, it is a refusal or an answer: never a crash, never another commune's word."""
import copy
import json
import random
from collections.abc import Callable
from typing import Any

import pytest

from protocol.bodies import BadMessage, dump, load
from protocol.operation import Special
from server.store.exchange import Exchange
from server.store.refused import Refused
from tests.server.pc import FEED, Pc

Make = Callable[..., Pc]
HISTORIES = 600
NASTY: tuple[Any, ...] = (
    None, True, False, 0, -1, 1, 2**31, 2**53, 2**63, 2**64, 10**40, "", " ", "x" * 70, "\x00",
    "'; DROP TABLE record; --",
    "c:00004", "p:01", "../../etc", "ｆｕｌｌ", "\u202e", "é" * 33, "0" * 16, "0" * 8, [], {}, [[]], [{}], {"f": {}},
    {"=": 1, "n": 10**9}, {"+": 0, "n": 4_001}, {"n": 10**9, "g": []}, {"n": 1, "g": [{"i": [0], "c": {}}]},
    {"n": 2, "g": [{"i": [0, 0], "c": {"s": [1, 2]}}]}, ["x", 1, "0" * 8], [1, 2, 3],
    "1.12345678.0", "9.00000000.9", "0.0.0")


def places(value: Any, at: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """Return the way to every value inside `value`."""
    found = [at] if at else []
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, each in inner:
        found += places(each, (*at, key))
    return found


def mutated(body: Any, rng: random.Random) -> Any:
    """Return a copy of `body` with one to three values replaced, dropped, doubled or renamed."""
    made = copy.deepcopy(body)
    for _ in range(rng.choice((1, 1, 2, 3))):
        found = places(made)
        if not found:
            return made
        *way, last = rng.choice(found)
        holder = made
        for key in way:
            holder = holder[key]
        match rng.randrange(5):
            case 0 if isinstance(holder, dict):
                del holder[last]
            case 1 if isinstance(holder, list):
                holder.insert(last, copy.deepcopy(holder[last]))
            case 2 if isinstance(holder, dict):
                holder[str(rng.choice(NASTY))[:130]] = holder.pop(last)
            case _:
                holder[last] = copy.deepcopy(rng.choice(NASTY))
    return made


def through_the_wire(body: Any) -> Any:
    """Return what the server would parse of `body`."""
    return load(json.dumps(body, ensure_ascii=False).encode("utf-8", "surrogatepass"))


def test_mutated_requests_are_refused_or_answered(exchange: Exchange, enrolled: Make) -> None:
    rng = random.Random(20_261_121)
    a, stranger = enrolled("A"), enrolled("S", commune="00004")
    secret = stranger.add(note="CHIM-HOÀNG-YẾN")
    stranger.sync()
    record = a.add(note="một")
    a.sync_all()
    refused = answered = 0
    for turn in range(HISTORIES):
        a.sync_all()
        if turn % 7 == 0:
            a.write("device", record, special=rng.choice((Special.DELETE, Special.UNDELETE)))
        a.edit(rng.choice((record, secret)), note=f"lần {turn}", location=rng.choice(("Kho", "Tầng 2")))
        if turn % 50 == 0:
            for _ in range(60):
                a.add()
        good = a.request()
        bad = mutated(good, rng)
        try:
            answer = exchange.sync(a.token, through_the_wire(bad))
        except (Refused, BadMessage) as error:
            refused += 1
            said = repr(error)
        else:
            answered += 1
            said = dump(answer).decode()
        assert "CHIM" not in said
        # Whatever that was, an honest PC goes on; what was taken from the mutated body is a fork or known.
        a = honest(a, exchange, enrolled, turn)
    assert refused > HISTORIES / 4
    assert answered > HISTORIES / 10
    stranger.sync_all()
    assert stranger.rows[secret]["note"] == "CHIM-HOÀNG-YẾN"


def honest(pc: Pc, exchange: Exchange, enrolled: Make, turn: int) -> Pc:
    """Return a PC that can go on: the same, or a new one where the mutated body has forked it."""
    try:
        pc.sync_all()
    except Refused as error:
        assert error.code in ("forked", "behind"), error
        fresh = Pc(f"A{turn}", exchange, pc.now, seed=10_000 + turn)
        fresh.token, fresh.epoch = pc.token, pc.epoch
        fresh.cursors, fresh.tops, fresh.rows, fresh.versions = pc.cursors, pc.tops, pc.rows, pc.versions
        return fresh
    return pc


def test_mutated_enrolments_are_refused_or_answered(exchange: Exchange) -> None:
    rng = random.Random(7)
    good = {"code": exchange.new_code("00000").code, "nonce": "n", "replica": "r", "name": "A", "app": "1", "schema": 1}
    for turn in range(300):
        try:
            exchange.enrol(through_the_wire(mutated(good, rng)), address=f"10.0.{turn % 250}.{turn // 250}")
        except (Refused, BadMessage):
            pass
    with pytest.raises(Refused):
        exchange.enrol([], address="")


@pytest.mark.parametrize("value", [each for each in NASTY if isinstance(each, str)])
def test_strange_addresses_are_not_found(exchange: Exchange, enrolled: Make, value: str) -> None:
    a = enrolled("A")
    for ask in (lambda: exchange.snapshot(a.token, value), lambda: exchange.history(a.token, value),
                lambda: exchange.snapshot(a.token, FEED, after=value)):
        try:
            ask()
        except Refused as refused:
            assert refused.status == 404
    exchange.head(a.token, value)
