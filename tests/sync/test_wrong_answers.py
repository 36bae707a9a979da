"""Whatever does not speak our protocol to its last byte is "no connection": nothing is lost, nothing deleted."""
import gzip
import json
import socket
import time
import zlib
from collections.abc import Callable
from pathlib import Path

import pytest

from desktop.store import outbox, visible
from desktop.sync import guarded_http
from desktop.sync.errors import NoConnection, NoServer, NotOurServer, ServerPaused, SyncError
from desktop.sync.status import status
from protocol.bodies import MEDIA_TYPE
from tests.sync.conftest import Pc
from tests.sync.gate import Gate, Heard, cut_after, hang_up, http_answer, lose_reply, says

OURS = {"Content-Type": MEDIA_TYPE}
PAGE = b"<html><body>Please log in</body></html>"


def _edited(new_pc: Callable[..., Pc], gate: Gate) -> tuple[Pc, str]:
    pc = new_pc(url=gate.url)
    with pc.store.write() as unit:
        device = unit.create("device", {"name": "Máy in", "asset_code": "TS-014"})
    pc.cycle.run()
    with pc.store.write() as unit:
        unit.edit("device", device, {"location": "Phòng một cửa"})
    return pc, device


def _bomb() -> bytes:
    packer = zlib.compressobj(9, zlib.DEFLATED, 31)
    piece = b" " * (1 << 20)
    return b"".join([packer.compress(piece) for _ in range(400)]) + packer.flush()


WRONG = {
    "a login page with 200": http_answer("200 OK", {"Content-Type": "text/html"}, PAGE),
    "a login page in our type": http_answer("200 OK", OURS, PAGE),
    "a redirect": http_answer("302 Found", {"Location": "http://127.0.0.1:1/v1/sync"}, b""),
    "204": b"HTTP/1.1 204 No Content\r\n\r\n",
    "200 and nothing": http_answer("200 OK", OURS, b""),
    "404 of somebody": http_answer("404 Not Found", {"Content-Type": "text/html"}, PAGE),
    "403 of somebody": http_answer("403 Forbidden", {"Content-Type": "text/html"}, PAGE),
    "401 of somebody": http_answer("401 Unauthorized", {"Content-Type": "text/html"}, PAGE),
    "410 of somebody": http_answer("410 Gone", {"Content-Type": "application/json"}, b"{}"),
    "502 of a gate": http_answer("502 Bad Gateway", {"Content-Type": "text/html"}, PAGE),
    "a problem without a code": http_answer("409 Conflict", {"Content-Type": "application/problem+json"}, b"{}"),
    "an empty list": http_answer("200 OK", OURS, b"[]"),
    "no end mark": http_answer("200 OK", OURS, b'{"epoch":"x","ack":9,"feeds":{},"verdicts":[],"now":1,"backoff":0}'),
    "floats": http_answer("200 OK", OURS, b'{"epoch":1.5,"eof":true}'),
    "deep nesting": http_answer("200 OK", OURS, b"[" * 5_000 + b"]" * 5_000),
    "no HTTP at all": b"SSH-2.0-OpenSSH_9.2\r\n",
    "a strange encoding": http_answer("200 OK", {**OURS, "Content-Encoding": "br"}, b"\x00\x01"),
    "gzip that is none": http_answer("200 OK", {**OURS, "Content-Encoding": "gzip"}, b"no gzip"),
    "a gzip bomb": http_answer("200 OK", {**OURS, "Content-Encoding": "gzip"}, _bomb()),
    "broken chunking": b"HTTP/1.1 200 OK\r\nContent-Type: " + MEDIA_TYPE.encode()
                       + b"\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nabc",
    "a short body": b"HTTP/1.1 200 OK\r\nContent-Type: " + MEDIA_TYPE.encode() + b"\r\nContent-Length: 900\r\n\r\n{}",
    "a million headers": b"HTTP/1.1 200 OK\r\n" + b"X-A: b\r\n" * 5_000 + b"\r\n",
}


@pytest.mark.parametrize("answer", WRONG.values(), ids=WRONG.keys())
def test_a_wrong_answer_is_no_connection(new_pc: Callable[..., Pc], gate: Gate, answer: bytes) -> None:
    """Every question is answered wrongly; then the server is back, and everything goes."""
    pc, device = _edited(new_pc, gate)
    gate.always = says(answer)
    with pytest.raises(NoConnection):
        pc.cycle.run()
    assert outbox.waiting_count(pc.store.read()) == 1
    assert visible.read(pc.store.read(), "device", device) == {
        "name": "Máy in", "asset_code": "TS-014", "location": "Phòng một cửa"}
    assert status(pc.store.read()).state == "offline"
    gate.always = None
    report = pc.cycle.run()
    assert (report.sent, report.state) == (1, "synced")


def test_a_bomb_is_not_unpacked(new_pc: Callable[..., Pc], gate: Gate) -> None:
    """400 MB of blanks in 400 kB are refused at 16 MB."""
    pc, _ = _edited(new_pc, gate)
    gate.always = says(WRONG["a gzip bomb"])
    resource = pytest.importorskip("resource")    # not under Windows
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    with pytest.raises(NotOurServer, match="too long"):
        pc.cycle.run()
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 60 * 1024


def test_a_redirect_is_not_followed(new_pc: Callable[..., Pc], gate: Gate) -> None:
    """Another server never sees our token."""
    pc, _ = _edited(new_pc, gate)
    thief = Gate()
    thief.always = says(http_answer("200 OK", OURS, b"{}"))
    gate.always = says(http_answer("307 Temporary Redirect", {"Location": f"{thief.url}/v1/sync"}, b""))
    with pytest.raises(NotOurServer):
        pc.cycle.run()
    assert thief.heard == []
    thief.close()


@pytest.mark.parametrize("share", [0.0, 0.3, 0.9, 0.99])
def test_a_cut_answer_is_not_applied(new_pc: Callable[..., Pc], gate: Gate, share: float) -> None:
    """Neither a cut gzip stream nor a cut text is taken for a whole answer; nothing is doubled afterwards."""
    pc, device = _edited(new_pc, gate)
    other = new_pc("TL-MC-01")
    with other.store.write() as unit:
        for n in range(60):
            unit.create("device", {"name": f"Máy {n}"})
    other.cycle.run()
    before = pc.store.read().execute("SELECT count(*) FROM record").fetchone()
    gate.always = cut_after(share)
    with pytest.raises(NoConnection):
        pc.cycle.run()
    gate.always = None
    assert pc.store.read().execute("SELECT count(*) FROM record").fetchone() == before
    pc.cycle.run()
    other.cycle.run()
    assert visible.read(other.store.read(), "device", device) == visible.read(pc.store.read(), "device", device)


def test_a_lost_reply_doubles_nothing(new_pc: Callable[..., Pc], gate: Gate) -> None:
    """1. We push. 2. The server keeps it, its reply is lost. 3. We push again: it is known."""
    pc, device = _edited(new_pc, gate)
    gate.then(lose_reply, lose_reply)
    with pytest.raises(NoServer):
        pc.cycle.run()
    assert outbox.waiting_count(pc.store.read()) == 1
    report = pc.cycle.run()
    assert (report.sent, report.conflicts, report.state) == (1, 0, "synced")
    other = new_pc("TL-MC-01")
    other.cycle.run()
    assert visible.read(other.store.read(), "device", device) == {
        "name": "Máy in", "asset_code": "TS-014", "location": "Phòng một cửa"}


def test_another_epoch_without_a_reset_is_not_believed(new_pc: Callable[..., Pc], gate: Gate) -> None:
    """An answer of another life of the server that does not begin anew is no answer of ours."""
    pc, _ = _edited(new_pc, gate)

    def lies(at: Gate, heard: Heard, connection: socket.socket) -> bool:
        from tests.sync.gate import ask
        head, _, body = ask(at, heard).partition(b"\r\n\r\n")
        body = gzip.decompress(body) if body[:2] == b"\x1f\x8b" else body
        value = json.loads(body)
        value["epoch"] = "deadbeef"
        connection.sendall(http_answer("200 OK", OURS, json.dumps(value).encode()))
        return False

    gate.then(lies)
    with pytest.raises(NotOurServer, match="epoch"):
        pc.cycle.run()
    assert outbox.waiting_count(pc.store.read()) == 1
    assert pc.cycle.run().state == "synced"


def test_a_drip_ends(new_pc: Callable[..., Pc], gate: Gate, monkeypatch: pytest.MonkeyPatch) -> None:
    """One byte now and then would never end; too few bytes for too long are no link."""
    pc, _ = _edited(new_pc, gate)
    monkeypatch.setattr(guarded_http, "PATIENCE_S", 0.3)

    def drip(_gate: Gate, _heard: Heard, connection: socket.socket) -> bool:
        connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Type: " + MEDIA_TYPE.encode() + b"\r\n\r\n")
        for _ in range(200):
            connection.sendall(b" ")
            time.sleep(0.02)
        return False

    gate.always = drip
    begun = time.monotonic()
    with pytest.raises(NoServer):
        pc.cycle.run()
    assert time.monotonic() - begun < 3


def test_silence_ends(new_pc: Callable[..., Pc], gate: Gate, monkeypatch: pytest.MonkeyPatch) -> None:
    """A server that says nothing is given up after a minute (here: a fifth of a second)."""
    pc, _ = _edited(new_pc, gate)
    monkeypatch.setattr("desktop.sync.server_client.SILENCE_S", 0.2)
    released: list[socket.socket] = []

    def silent(_gate: Gate, _heard: Heard, connection: socket.socket) -> bool:
        released.append(connection)
        time.sleep(1.0)
        return False

    gate.always = silent
    with pytest.raises(NoServer):
        pc.cycle.run()


def test_a_stale_connection_is_tried_once_more(new_pc: Callable[..., Pc], gate: Gate) -> None:
    """The server closed the kept connection between two cycles: nobody hears of it."""
    pc, _ = _edited(new_pc, gate)
    gate.then(hang_up)
    assert pc.cycle.run().state == "synced"


def test_nothing_is_taken_from_the_environment(new_pc: Callable[..., Pc], gate: Gate, tmp_path: Path,
                                               monkeypatch: pytest.MonkeyPatch) -> None:
    """A .netrc does not replace our token, a bundle not our trust, a proxy not our way to this very PC."""
    pc, _ = _edited(new_pc, gate)
    netrc = tmp_path / "netrc"
    netrc.write_text("machine 127.0.0.1 login thief password thief\n")
    netrc.chmod(0o600)
    monkeypatch.setenv("NETRC", str(netrc))
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", "/nowhere.pem")
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:1")
    monkeypatch.setenv("ALL_PROXY", "http://127.0.0.1:1")
    assert pc.cycle.run().state == "synced"
    assert {heard.headers["authorization"] for heard in gate.heard if heard.path == "/v1/sync"} == {
        f"Bearer {pc.token}"}


def test_a_gate_that_says_later(new_pc: Callable[..., Pc], gate: Gate) -> None:
    """503 with Retry-After is a pause, with its length."""
    pc, _ = _edited(new_pc, gate)
    gate.always = says(http_answer("503 Service Unavailable", {"Retry-After": "37", "Content-Type": "text/html"}, PAGE))
    with pytest.raises(ServerPaused) as paused:
        pc.cycle.run()
    assert (paused.value.code, paused.value.retry_after_s) == ("server-paused", 37)


def test_every_error_has_its_code() -> None:
    """The codes are stable: sentences hang on them."""
    def walk(kind: type[SyncError]) -> list[type[SyncError]]:
        return [kind, *(each for sub in kind.__subclasses__() for each in walk(sub))]
    codes = [each.code for each in walk(SyncError)]
    assert len(codes) == len(set(codes))
