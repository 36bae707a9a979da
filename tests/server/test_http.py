"""The real server process over real HTTP: the stories, the limits, and what must never be seen."""
import gzip
import json
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from protocol.bodies import MAX_COMPRESSED, MAX_INFLATED, MEDIA_TYPE, dump
from server.store.refused import Refused
from tests.server.pc import FEED, Clock, Pc
from tests.server.running import ROOT, Running, Web, run

Join = Callable[..., Pc]


class WallClock(Clock):
    """The real time."""

    def __call__(self) -> int:
        return time.time_ns() // 1_000_000


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("server")
    for commune in ("00000", "00004"):
        run(folder, "commune", "add", commune)
    return folder


@pytest.fixture(scope="module")
def server(data: Path) -> Iterator[Running]:
    with Running(data, ("--requests-a-minute", "6000")) as running:
        yield running


@pytest.fixture
def web(server: Running) -> Iterator[Web]:
    made = Web(server.url)
    yield made
    made.close()


@pytest.fixture(scope="module")
def seeds() -> Iterator[int]:
    return iter(range(1000, 2000))


@pytest.fixture
def join(data: Path, web: Web, seeds: Iterator[int]) -> Join:
    """Returns `join("A")`: a PC enrolled over HTTP by a code from the command line."""
    def make(name: str, *, commune: str = "00000", role: str = "editor") -> Pc:
        code = run(data, "code", "new", "--commune", commune, "--role", role)["code"]
        pc = Pc(name, web, WallClock(), seed=next(seeds), feeds=(f"c:{commune}",))
        pc.enrol(code)
        return pc
    return make


def test_two_pcs_meet_with_a_conflict_and_a_third_sees_it(join: Join) -> None:
    a, b = join("TL-VP-03"), join("TL-MC-01")
    record = a.add(location="Kho")
    a.sync_all()
    b.sync_all()
    a.edit(record, location="Tầng 2", note="của A")
    b.edit(record, location="Tầng 3")
    b.edit(record, supplier="của B")
    a.sync()
    assert b.verdicts(b.sync()) == ["conflict"]
    c = join("C")
    c.sync_all()
    conflict = c.conflict(record, "location")
    assert conflict is not None
    assert {each["value"] for each in conflict["values"]} == {"Tầng 2", "Tầng 3"}
    assert conflict["base"] == "Kho"
    assert (c.rows[record]["note"], c.rows[record]["supplier"]) == ("của A", "của B")


def test_a_lost_reply_over_the_wire_does_not_double(join: Join, web: Web) -> None:
    a = join("A")
    record = a.add()
    at = urlsplit(web.url)
    body = gzip.compress(dump(a.request()))
    with socket.create_connection((at.hostname, at.port)) as raw:
        raw.sendall(f"POST /v1/sync HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {a.token}\r\n"
                    f"Content-Type: {MEDIA_TYPE}\r\n"
                    f"Content-Encoding: gzip\r\nContent-Length: {len(body)}\r\n\r\n".encode() + body)
        raw.recv(1)
    answer = a.sync()
    assert [(each.sequence, each.verdict) for each in answer.verdicts] == [(1, "dup-ok")]
    assert answer.first is None
    assert a.versions[record] > 0


def test_nothing_new_is_one_round_trip_of_few_bytes(join: Join, web: Web) -> None:
    a = join("A")
    a.add()
    a.sync_all()
    a.sync()
    asked, connected = web.asked, web.connected
    answer = a.sync()
    assert (answer.first, answer.verdicts, answer.feeds[FEED].rows) == (None, (), ())
    assert (web.asked - asked, web.connected - connected) == (1, 0)


def test_head_is_304_without_a_body_until_something_changes(join: Join, web: Web) -> None:
    a = join("A")
    first = web.ask("GET", "/v1/head", token=a.token)
    assert first.status == 200
    tag = first.headers["etag"]
    again = web.ask("GET", "/v1/head", token=a.token, headers={"If-None-Match": tag})
    assert (again.status, again.body) == (304, b"")
    a.add()
    a.sync()
    assert web.ask("GET", "/v1/head", token=a.token, headers={"If-None-Match": tag}).status == 200


def test_no_answer_waits_for_nagles_delay(web: Web) -> None:
    """Headers and body are two writes: with the delay on, the second waits 40 ms for the client's acknowledgement."""
    took = []
    for _ in range(20):
        began = time.perf_counter()
        web.ask("GET", "/healthz")
        took.append(time.perf_counter() - began)
    assert min(took) < 0.035


def test_every_answer_ends_with_its_end_mark(join: Join, web: Web) -> None:
    a = join("A")
    record = a.add()
    a.sync()
    for path in ("/v1/head", f"/v1/feeds/{FEED}/snapshot", f"/v1/records/{record}/history"):
        answer = web.ask("GET", path, token=a.token)
        assert answer.status == 200
        assert answer.headers["content-type"] == MEDIA_TYPE
        assert answer.body.endswith(b'"eof":true}')


def test_long_answers_are_gzip_and_short_ones_are_not(join: Join, web: Web) -> None:
    a = join("A")
    for _ in range(20):
        a.add()
    a.sync()
    assert web.ask("GET", f"/v1/feeds/{FEED}/snapshot", token=a.token).headers["content-encoding"] == "gzip"
    assert "content-encoding" not in web.ask("GET", "/v1/head", token=a.token).headers
    plain = web.ask("GET", f"/v1/feeds/{FEED}/snapshot", token=a.token, headers={"Accept-Encoding": "identity"})
    assert "content-encoding" not in plain.headers


def test_a_revoked_pc_is_refused_and_the_others_are_not(data: Path, join: Join) -> None:
    a, b = join("A"), join("B")
    a.add()
    a.sync()
    assert run(data, "replica", "revoke", a.replica)["revoked"] is True
    a.add()
    with pytest.raises(Refused) as caught:
        a.sync()
    assert (caught.value.status, caught.value.code) == (401, "revoked")
    b.sync()
    listed = {each["replica"]: each for each in run(data, "replica", "list")["replicas"]}
    assert listed[a.replica]["revoked"] is True
    assert listed[a.replica]["acked"] == 1
    assert set(listed[b.replica]) >= {
        "replica", "name", "commune", "role", "last_seen_at", "acked", "cursor", "revoked"}


@pytest.mark.parametrize("headers", [
    {}, {"Authorization": "Bearer xt_wrong"}, {"Authorization": "Basic eDp5"}, {"Authorization": "Bearer"},
    {"Authorization": "Bearer " + "x" * 500}])
def test_without_a_good_token_nothing_is_told(web: Web, headers: dict[str, str]) -> None:
    for method, path, body in (("GET", "/v1/head", None), ("POST", "/v1/sync", b"{}"), ("POST", "/v1/codes", b"{}"),
                               ("GET", f"/v1/feeds/{FEED}/snapshot", None), ("GET", "/v1/records/x/history", None)):
        answer = web.ask(method, path, body=body, headers=headers)
        assert answer.status in (401, 400)
        if body is None:
            assert answer.json()["code"] == "unknown_token"


def test_another_communes_canary_is_in_no_answer(join: Join, web: Web) -> None:
    a, stranger = join("A"), join("B", commune="00004")
    record = a.add(note="CHIM-HOÀNG-YẾN")
    a.sync()
    for path in (f"/v1/feeds/{FEED}/snapshot", f"/v1/records/{record}/history", "/v1/feeds/c:00004/snapshot",
                 "/v1/feeds/p:01/snapshot", "/v1/feeds/p:00/snapshot", "/v1/feeds/c:99999/snapshot"):
        answer = web.ask("GET", path, token=stranger.token)
        assert b"CHIM" not in answer.body
        assert answer.status == (200 if path.split("/")[3] in ("c:00004", "p:01") else 404)
    theirs = web.ask("GET", f"/v1/records/{record}/history", token=stranger.token)
    nothing = web.ask("GET", "/v1/records/0192/history", token=stranger.token)
    assert theirs.body == nothing.body


def test_what_is_no_message_is_a_problem_not_a_crash(join: Join, web: Web) -> None:
    a = join("A")
    good = a.request()
    deep = b"[" * 60 + b"]" * 60
    for body, status, code in (
            (b"", 400, "malformed"), (b"{", 400, "malformed"), (b"[]", 400, "malformed"),
            (b"\xff\xfe", 400, "malformed"),
            (b'{"schema":1.5}', 400, "malformed"), (deep, 400, "malformed"), (b"[" * 100_000, 400, "malformed"),
            (dump({**good, "prev": [1]}), 400, "malformed"), (dump({**good, "cur": {FEED: "x"}}), 400, "malformed"),
            (dump({**good, "replica": "x" * 65}), 400, "malformed"),
            *((dump({**good, key: value}), 400, "malformed") for key, value in (
                ("cur", {FEED: "9" * 30 + ".12345678.0"}), ("top", {FEED: "9" * 30 + ".12345678"}),
                ("prev", [10**30, "0" * 16]), ("held", [[a.replica, 10**30, "0" * 8]]),
                ("ops", [{"s": 1, "t": "device", "r": "x", "b": 10**30, "h": "0" * 12 + "-0000", "f": {"a": 1}}]),
                ("ops", [{"s": 1, "t": "device", "r": "x", "b": 0, "h": "0" * 12 + "-0000", "f": {"a": 1},
                          "o": ["y", 10**30, "0" * 16]}])))):
        answer = web.ask("POST", "/v1/sync", token=a.token, body=body)
        assert (answer.status, answer.json()["code"]) == (status, code), body[:40]
        assert answer.headers["content-type"] == "application/problem+json"
    for headers, status in (({"Content-Type": "text/html"}, 415), ({"Content-Encoding": "br"}, 415),
                            ({"Content-Encoding": "gzip"}, 400), ({"Sync-Proto": "2"}, 426)):
        answer = web.ask("POST", "/v1/sync", token=a.token, body=b"{}", headers=headers)
        assert answer.status == status
    cut = gzip.compress(dump(good))[:-6]
    answer = web.ask("POST", "/v1/sync", token=a.token, body=cut, headers={"Content-Encoding": "gzip"})
    assert answer.status == 400
    a.add()
    assert a.sync().ack == 1


def test_paths_that_are_not_there_are_problems(web: Web) -> None:
    for method, path, status in (("GET", "/", 404), ("GET", "/v1/sync", 405), ("GET", "/docs", 404),
                                 ("POST", "/v1/head", 405), ("GET", "/v1/blobs/x", 404)):
        answer = web.ask(method, path)
        assert answer.status == status
        assert answer.json()["status"] == status


def test_bodies_over_the_limit_are_413_and_not_inflated(join: Join, web: Web) -> None:
    a = join("A")
    bomb = gzip.compress(b" " * (MAX_INFLATED + 1))
    assert len(bomb) < 20_000
    answer = web.ask("POST", "/v1/sync", token=a.token, body=bomb, headers={"Content-Encoding": "gzip"})
    assert (answer.status, answer.json()["code"]) == (413, "too_large")
    web.close()
    answer = web.ask("POST", "/v1/sync", token=a.token, body=b"",
                     headers={"Content-Length": str(MAX_COMPRESSED + 1), "Content-Encoding": "gzip"})
    assert answer.status == 413
    web.close()
    at = urlsplit(web.url)
    with socket.create_connection((at.hostname, at.port), timeout=10) as raw:
        raw.sendall(f"POST /v1/sync HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {a.token}\r\n"
                    f"Content-Type: {MEDIA_TYPE}\r\nTransfer-Encoding: chunked\r\n\r\n".encode())
        chunk = b"10000\r\n" + b"x" * 65_536 + b"\r\n"
        said = b""
        try:
            for _ in range(400):
                raw.sendall(chunk)
            said = raw.recv(100)
        except OSError:
            said = said or raw.recv(100)
    assert said.startswith(b"HTTP/1.1 413")
    assert a.sync().ack == 0


def test_a_forked_pc_is_told_over_the_wire(join: Join) -> None:
    a = join("A")
    a.add()
    a.sync()
    a.hashes[1] = b"y" * 32
    a.add()
    with pytest.raises(Refused) as caught:
        a.sync()
    assert (caught.value.status, caught.value.code, caught.value.extra) == (409, "forked", {"common": 0})


def test_a_pc_makes_a_code_for_the_next_one(join: Join, web: Web, seeds: Iterator[int]) -> None:
    a = join("A")
    answer = web.ask("POST", "/v1/codes", token=a.token, body=b"{}")
    assert answer.status == 201
    second = Pc("B", web, WallClock(), seed=next(seeds))
    assert second.enrol(answer.json()["code"])["commune"] == FEED


def test_the_province_answers_and_every_pc_of_the_commune_reads_it(data: Path, join: Join) -> None:
    a = join("A")
    incident = a.add("incident", title="Mất mạng TSLCD", status="escalated")
    a.sync()
    said = run(data, "reply", incident, "Đã báo nhà mạng, sẽ có người đến trong sáng nay.")
    assert said["status"] == "answered"
    assert run(data, "assign", incident, "Tổ hỗ trợ số 1", "--priority", "high")["version"] > said["version"]
    a.sync_all()
    assert a.rows[incident]["status"] == "answered"
    assert (a.rows[incident]["assignee"], a.rows[incident]["priority"]) == ("Tổ hỗ trợ số 1", "high")
    assert a.rows[said["id"]]["kind"] == "reply"
    assert a.versions[said["id"]] == said["version"]


def test_a_thousand_operations_in_columns_go_through(join: Join) -> None:
    a = join("A")
    for _ in range(1000):
        a.add(note="ổ cứng cũ")
    assert a.sync().ack == 1000


def test_health_and_the_description_of_the_interface(web: Web, server: Running) -> None:
    health = web.ask("GET", "/healthz")
    assert json.loads(health.body) == {"ok": True, "epoch": server.epoch, "database": "sqlite"}
    described = json.loads(web.ask("GET", "/openapi.json").body)
    assert set(described["paths"]) == {"/v1/enrol", "/v1/codes", "/v1/head", "/v1/sync", "/v1/feeds/{feed}/snapshot",
                                       "/v1/records/{record}/history", "/healthz"}


def test_slow_headers_are_cut_and_a_kept_connection_is_not(tmp_path: Path) -> None:
    """A connection that never finishes its headers goes; one that is idle between requests stays."""
    with Running(tmp_path, ("--header-deadline", "1")) as server:
        at = urlsplit(server.url)
        address = (at.hostname, at.port)
        idle, drip = Web(server.url), socket.create_connection(address)
        assert idle.ask("GET", "/healthz").status == 200
        silent = [socket.create_connection(address) for _ in range(50)]
        drip.sendall(b"GET /healthz HTTP/1.1\r\n")
        began = time.monotonic()
        with pytest.raises(OSError):
            while time.monotonic() - began < 5:
                drip.sendall(b"X: y\r\n")
                time.sleep(0.2)
        assert time.monotonic() - began < 3
        for each in silent:
            each.settimeout(3)
            try:
                assert each.recv(1) == b""
            except ConnectionResetError:
                pass
            each.close()
        assert idle.ask("GET", "/healthz").status == 200
        assert idle.connected == 1
        second = idle.connection
        assert second is not None
        assert second.sock is not None
        second.sock.sendall(b"GET /healthz HT")
        second.sock.settimeout(4)
        try:
            assert second.sock.recv(1) == b""
        except ConnectionResetError:
            pass
        idle.close()
        drip.close()


def test_one_pc_cannot_ask_without_end(tmp_path: Path) -> None:
    run(tmp_path, "commune", "add", "00000")
    codes = [run(tmp_path, "code", "new", "--commune", "00000")["code"] for _ in range(2)]
    with Running(tmp_path) as server:
        web = Web(server.url)
        a, b = Pc("A", web, WallClock(), seed=1), Pc("B", web, WallClock(), seed=2)
        a.enrol(codes[0])
        b.enrol(codes[1])
        answers = [web.ask("GET", "/v1/head", token=a.token) for _ in range(75)]
        limited = [each for each in answers if each.status == 429]
        assert limited
        assert limited[0].json()["code"] == "too_many_requests"
        assert int(limited[0].headers["retry-after"]) >= 1
        assert web.ask("GET", "/v1/head", token=b.token).status == 200
        web.close()


def test_a_log_that_nobody_reads_stops_nothing(tmp_path: Path) -> None:
    """stderr is a pipe that is full: the server goes on answering, and ends in time."""
    process = subprocess.Popen([sys.executable, "-m", "server", "serve", "--data", str(tmp_path), "--port", "0"],
                               cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    assert process.stdout is not None
    web = Web(json.loads(process.stdout.readline())["url"])
    for _ in range(500):
        assert web.ask("GET", "/healthz").status == 200
    web.close()
    process.send_signal(signal.SIGTERM)
    assert process.wait(timeout=5) == 0
    process.communicate()


def test_it_stops_in_time_backed_up_and_comes_back_the_same(tmp_path: Path) -> None:
    """1. Work. 2. SIGTERM with a connection open: exit 0 within 5 s, a backup is there. 3. It starts, same epoch."""
    run(tmp_path, "commune", "add", "00000")
    code = run(tmp_path, "code", "new", "--commune", "00000")["code"]
    with Running(tmp_path) as server:
        web = Web(server.url)
        a = Pc("A", web, WallClock(), seed=1)
        a.enrol(code)
        a.add(note="TÊN-RIÊNG")
        assert a.sync().durable == {a.replica: 0}
        began = time.monotonic()
        assert server.stop(signal.SIGTERM) == 0
        assert time.monotonic() - began < 5
        web.close()
    lines = [json.loads(line) for line in server.log.splitlines()]
    assert {"request", "backup"} <= {line["event"] for line in lines}
    assert "TÊN-RIÊNG" not in server.log
    assert a.token not in server.log
    assert a.archive[0].record not in server.log
    assert len(list((tmp_path / "backups").glob("*.db"))) == 1, "one at the end"
    with Running(tmp_path) as again:
        assert again.epoch == server.epoch
        a.desk = Web(again.url)
        assert a.sync().durable == {a.replica: 1}


def test_restored_while_stopped_it_begins_a_new_epoch(tmp_path: Path) -> None:
    run(tmp_path, "commune", "add", "00000")
    code = run(tmp_path, "code", "new", "--commune", "00000")["code"]
    with Running(tmp_path) as server:
        web = Web(server.url)
        a = Pc("A", web, WallClock(), seed=1)
        a.enrol(code)
        a.add()
        a.sync()
        backup = run(tmp_path, "backup")
        assert backup["durable"] == {a.replica: 1}
        a.add()
        a.sync()
        assert run(tmp_path, "restore", backup["file"])["error"]["code"] == "already-serving"
        web.close()
    epoch = run(tmp_path, "restore", backup["file"])["epoch"]
    assert epoch != server.epoch
    with Running(tmp_path) as again:
        assert again.epoch == epoch
        a.desk = Web(again.url)
        with pytest.raises(Refused) as caught:
            a.sync()
        assert (caught.value.code, caught.value.extra) == ("behind", {"need": 1})


def test_a_taken_port_and_a_second_server_are_told(tmp_path: Path) -> None:
    with Running(tmp_path) as server:
        port = str(urlsplit(server.url).port)
        assert run(tmp_path, "serve", "--port", "0")["error"]["code"] == "already-serving"
        assert run(tmp_path / "other", "serve", "--port", port)["error"]["code"] == "address-taken"
