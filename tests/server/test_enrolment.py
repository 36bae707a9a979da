"""A code becomes a token once; a lost answer does not burn it; guessing does."""
from collections.abc import Callable

import pytest
from sqlalchemy import text

from protocol.enrolment_code import complete, grouped
from server.store import communes, tries
from server.store.exchange import Exchange
from server.store.refused import Refused
from server.store.scope import Role
from tests.server.pc import Clock, Pc

Make = Callable[..., Pc]
WRONG = grouped(complete("1" * 17))


def refused(act: Callable[[], object]) -> Refused:
    with pytest.raises(Refused) as caught:
        act()
    return caught.value


def test_enrolling_tells_all_that_a_pc_must_know(exchange: Exchange, now: Clock) -> None:
    answer = Pc("TL-VP-03", exchange, now).enrol(exchange.new_code("00000").code)
    assert answer["token"].startswith("xt_")
    assert len(answer["token"]) == 46
    assert (answer["commune"], answer["commune_name"], answer["role"]) == ("c:00000", "Xã Mẫu", "editor")
    assert answer["feeds"] == ["c:00000", "p:00"]
    assert answer["epoch"] == exchange.epoch
    assert answer["eof"] is True


def test_a_lost_answer_does_not_burn_the_code(exchange: Exchange, now: Clock) -> None:
    pc, code = Pc("A", exchange, now), exchange.new_code("00000").code
    first = pc.enrol(code)["token"]
    now.pass_(seconds=23 * 3600)
    assert pc.enrol(code)["token"] == first
    now.pass_(seconds=2 * 3600)
    assert refused(lambda: pc.enrol(code)).code == "used_code"


def test_after_a_day_the_token_is_nowhere_on_the_server(exchange: Exchange, now: Clock) -> None:
    pc = Pc("A", exchange, now)
    pc.enrol(exchange.new_code("00000").code)
    now.pass_(seconds=25 * 3600)
    exchange.flush()
    with exchange.database.read() as connection:
        assert connection.execute(text("SELECT COUNT(*) FROM code WHERE sealed IS NOT NULL")).scalar() == 0
        stored = repr(connection.execute(text("SELECT * FROM token")).all())
    assert pc.token not in stored


def test_a_code_works_once(exchange: Exchange, now: Clock) -> None:
    code = exchange.new_code("00000").code
    Pc("A", exchange, now, seed=1).enrol(code)
    answer = refused(lambda: Pc("B", exchange, now, seed=2).enrol(code))
    assert (answer.status, answer.code) == (403, "used_code")


def test_a_code_of_another_commune_is_refused_and_stays_good(exchange: Exchange, now: Clock) -> None:
    code, pc = exchange.new_code("00004").code, Pc("A", exchange, now)
    body = {"code": code, "nonce": pc.nonce, "replica": pc.replica, "name": "A", "app": "1", "schema": 1}
    answer = refused(lambda: exchange.enrol({**body, "commune": "00000"}))
    assert (answer.status, answer.code, answer.extra) == (403, "wrong_commune", {"commune": "00004"})
    assert exchange.enrol({**body, "commune": "00004"})["commune"] == "c:00004"


def test_a_code_is_good_for_thirty_days(exchange: Exchange, now: Clock) -> None:
    early, late = exchange.new_code("00000").code, exchange.new_code("00000").code
    now.pass_(seconds=29 * 86_400)
    Pc("A", exchange, now, seed=1).enrol(early)
    now.pass_(seconds=86_400)
    answer = refused(lambda: Pc("B", exchange, now, seed=2).enrol(late))
    assert (answer.status, answer.code) == (403, "expired_code")


def test_a_replica_id_known_under_another_token_is_taken_and_the_code_kept(exchange: Exchange, now: Clock) -> None:
    Pc("A", exchange, now, seed=1).enrol(exchange.new_code("00000").code)
    clone, code = Pc("Clone", exchange, now, seed=1), exchange.new_code("00000").code
    clone.nonce = "another"
    answer = refused(lambda: clone.enrol(code))
    assert (answer.status, answer.code) == (409, "replica_taken")
    clone.replica = Pc("", exchange, now, seed=9).replica
    assert clone.enrol(code)["token"]


@pytest.mark.parametrize("code", ["", "123", WRONG, "abc def", WRONG[:-1] + "x"])
def test_a_wrong_code_is_told_so(exchange: Exchange, now: Clock, code: str) -> None:
    answer = refused(lambda: Pc("A", exchange, now).enrol(code))
    assert (answer.status, answer.code) in {(403, "wrong_code"), (400, "malformed")}


def test_only_failures_count_and_five_of_them_close_an_address(exchange: Exchange, now: Clock) -> None:
    def enrol(code: str, seed: int, address: str = "10.0.0.1") -> object:
        pc = Pc("A", exchange, now, seed=seed)
        return exchange.enrol({"code": code, "nonce": pc.nonce, "replica": pc.replica, "name": "A", "app": "1",
                               "schema": 1}, address=address)

    for seed in range(1, 9):
        enrol(exchange.new_code("00000").code, seed)
    for _ in range(5):
        assert refused(lambda: enrol(WRONG, 20)).code == "wrong_code"
    good = exchange.new_code("00000").code
    answer = refused(lambda: enrol(good, 30))
    assert (answer.status, answer.code) == (429, "too_many_tries")
    assert answer.retry_after_s == 900
    enrol(exchange.new_code("00000").code, 31, address="10.0.0.2")
    now.pass_(seconds=901)
    enrol(good, 30)


def test_twenty_failures_on_one_beginning_burn_its_code(exchange: Exchange, now: Clock) -> None:
    code = exchange.new_code("00000").code
    digits = code.replace(" ", "")
    for at in range(tries.LOOKUP_TRIES):
        guess = complete(digits[:4] + f"{at:013d}")
        body = {"code": guess, "nonce": "n", "replica": f"r{at}", "name": "", "app": "", "schema": 1}
        assert refused(lambda: exchange.enrol(body, address=f"10.0.1.{at}")).code == "wrong_code"    # noqa: B023
    assert refused(lambda: Pc("A", exchange, now).enrol(code)).code == "expired_code"


def test_a_thousand_failures_in_an_hour_are_alarming() -> None:
    tried = tries.FailedTries()
    for at in range(tries.ALARM_TRIES):
        assert not tried.is_alarming(at)
        tried.failed(f"a{at}", f"{at % 1000:04d}", at)
    assert tried.is_alarming(tries.ALARM_TRIES)
    assert not tried.is_alarming(tries.ALARM_TRIES + tries.LOOKUP_MS)


def test_an_editors_pc_makes_a_code_for_its_own_commune(exchange: Exchange, enrolled: Make, now: Clock) -> None:
    a = enrolled("A", commune="00004")
    made = exchange.mint(a.token, {})
    assert made["commune"] == "c:00004"
    second = Pc("B", exchange, now, seed=50)
    assert second.enrol(str(made["code"]))["commune"] == "c:00004"
    late = exchange.mint(a.token, {"role": "viewer"})
    now.pass_(seconds=31 * 60)
    assert refused(lambda: Pc("C", exchange, now, seed=51).enrol(str(late["code"]))).code == "expired_code"


def test_a_pc_cannot_make_codes_without_end(exchange: Exchange, enrolled: Make, now: Clock) -> None:
    a = enrolled("A")
    for _ in range(5):
        exchange.mint(a.token, {})
    answer = refused(lambda: exchange.mint(a.token, {}))
    assert (answer.status, answer.code) == (429, "too_many_codes")
    now.pass_(seconds=31 * 60)
    exchange.mint(a.token, {})


def test_a_viewer_makes_no_codes_and_nobody_makes_an_admin(exchange: Exchange, enrolled: Make) -> None:
    viewer, editor = enrolled("V", role=Role.VIEWER), enrolled("E")
    assert refused(lambda: exchange.mint(viewer.token, {})).code == "forbidden_role"
    assert refused(lambda: exchange.mint(editor.token, {"role": "admin"})).code == "malformed"


def test_a_revoked_pc_is_shut_out_at_its_next_word(exchange: Exchange, enrolled: Make, now: Clock) -> None:
    a, b = enrolled("A"), enrolled("B")
    a.sync()
    with exchange.database.write() as connection:
        communes.revoke(connection, a.replica, now())
    a.add()
    for ask in (a.sync, lambda: exchange.head(a.token), lambda: exchange.snapshot(a.token, "c:00000"),
                lambda: exchange.history(a.token, "x"), lambda: exchange.mint(a.token, {})):
        answer = refused(ask)
        assert (answer.status, answer.code) == (401, "revoked")
    b.sync()
    with exchange.database.read() as connection:
        assert {each.replica: each.revoked for each in communes.replicas(connection)} == {
            a.replica: True, b.replica: False}


def test_an_expired_token_says_so(exchange: Exchange, enrolled: Make) -> None:
    a = enrolled("A")
    with exchange.database.write() as connection:
        connection.execute(text("UPDATE token SET expires_at = '2020-01-01T00:00:00Z'"))
    assert refused(a.sync).code == "expired"


@pytest.mark.parametrize("token", ["", "xt_", "xt_nothing", "Bearer x", "xt_" + "a" * 43])
def test_an_unknown_token_opens_nothing(exchange: Exchange, token: str) -> None:
    answer = refused(lambda: exchange.head(token))
    assert (answer.status, answer.code) == (401, "unknown_token")


def test_a_commune_that_is_not_served_gets_no_code(exchange: Exchange) -> None:
    assert refused(lambda: exchange.new_code("99999")).code == "unknown_commune"
    with pytest.raises(communes.UnknownCommune):
        exchange.add_commune("99999")


def test_requests_flow_at_two_a_second_after_a_burst_of_sixty() -> None:
    rate = tries.RequestRate(per_minute=120, burst=60)
    for _ in range(60):
        rate.take("a", 1000)
    answer = refused(lambda: rate.take("a", 1000))
    assert (answer.status, answer.code, answer.retry_after_s) == (429, "too_many_requests", 1)
    rate.take("b", 1000)
    rate.take("a", 1500)
    assert refused(lambda: rate.take("a", 1500)).code == "too_many_requests"
