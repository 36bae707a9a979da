"""The cycle against a real server process over real HTTP."""
import ssl
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from desktop.store import attention, duplicates, feeds, history, outbox, setting, visible
from desktop.store.store import Store
from desktop.sync import memory
from desktop.sync.enrolment_call import enrol
from desktop.sync.errors import (
    BadAddress,
    ClockWrong,
    NoNetwork,
    NoServer,
    NotEnrolled,
    NotOurServer,
    Revoked,
    ServerPaused,
    UsedCode,
    WrongCode,
    WrongCommune,
)
from desktop.sync.server_client import ServerClient, checked_address, is_loopback
from desktop.sync.status import status
from protocol.identity import replica_id
from tests.server.running import run
from tests.sync.conftest import Pc, Province, problem
from tests.sync.gate import Gate, Heard, pass_on, says

DATA = Path(__file__).resolve().parents[1] / "data" / "tls"


def test_an_edit_goes_up_and_down(new_pc: Callable[..., Pc]) -> None:
    """The version is known after the push without the row coming back; the other PC hears who it was."""
    here, there = new_pc("TL-VP-01"), new_pc("TL-MC-01")
    with here.store.write() as unit:
        device = unit.create("device", {"name": "Máy in"})
    here.cycle.run()
    there.cycle.run()
    with here.store.write() as unit:
        unit.edit("device", device, {"name": "Máy in phòng họp"})
    report = here.cycle.run()
    assert (report.sent, report.received, report.round_trips) == (1, 0, 1)
    version, _ = visible.versions(here.store.read(), [device])[device]
    assert version > 0
    assert [change.rv for change in history.of(here.store.read(), device)] == [version]
    assert outbox.state_of(here.store.read(), [device]) == {device: "synced"}
    there.cycle.run()
    assert visible.versions(there.store.read(), [device])[device] == (version, version)
    [change] = history.of(there.store.read(), device)
    assert (change.old, change.new, change.rv) == ("Máy in", "Máy in phòng họp", version)
    assert feeds.replica_names(there.store.read())[change.replica] == "TL-VP-01"


def test_nothing_new_is_one_small_round_trip(new_pc: Callable[..., Pc]) -> None:
    """`sync` twice in a row: 0 operations, 1 round trip, at most 600 bytes both ways."""
    pc = new_pc()
    with pc.store.write() as unit:
        unit.create("device", {"name": "Máy in"})
    pc.cycle.run()
    pc.cycle.run()
    commits = pc.store.commits
    report = pc.cycle.run()
    assert (report.sent, report.received, report.round_trips, report.state) == (0, 0, 1, "synced")
    assert report.bytes_up + report.bytes_down <= 600
    assert pc.store.commits == commits, "an idle look writes nothing"


def test_a_thousand_edits_are_one_request(new_pc: Callable[..., Pc]) -> None:
    """W4: 1,000 changed records go up in one round trip of at most 40 kB."""
    pc = new_pc()
    with pc.store.write() as unit:
        ids = [unit.create("device", {"name": f"Máy {n}", "serial": f"S{n * 7919}"}) for n in range(1000)]
    pc.cycle.run()
    with pc.store.write() as unit:
        for n, device in enumerate(ids):
            unit.edit("device", device, {"location": f"Phòng {n * 37 % 211}"})
    report = pc.cycle.run()
    assert (report.sent, report.round_trips) == (1000, 1)
    assert report.bytes_up < 40_000
    assert pc.store.read().execute("SELECT count(*) FROM confirmed").fetchone() == (0,)
    other = new_pc("TL-MC-01")
    other.cycle.run()
    assert visible.read(other.store.read(), "device", ids[10]) == visible.read(pc.store.read(), "device", ids[10])


def test_work_before_enrolment_arrives(new_pc: Callable[..., Pc], province: Province) -> None:
    """A book that worked alone for weeks sends all of it, under the number it always had."""
    pc = new_pc(enrolled=False)
    with pytest.raises(NotEnrolled):
        pc.cycle.run()
    with pc.store.write() as unit:
        person = unit.create("person", {"full_name": "Hà Văn Pó"})
        unit.edit("person", person, {"title": "Chuyên viên"})
    assert status(pc.store.read()).state == "unenrolled"
    done = enrol(pc.store, lambda token: setattr(pc, "token", token), province.url, province.code(), "TL-VP-03")
    assert (done.commune, done.role, done.replica) == ("00000", "editor", setting.text(pc.store.read(), "replica"))
    pc.through(province.url)
    assert pc.cycle.run().sent == 2
    past = pc.client.history(person)
    assert [(line.fields, past.replicas[line.replica]) for line in past.changes] == [
        ({"full_name": "Hà Văn Pó"}, "TL-VP-03"), ({"title": "Chuyên viên"}, "TL-VP-03")]


def test_codes_are_refused_with_their_reason(new_pc: Callable[..., Pc], province: Province) -> None:
    """A slip, an unknown code, a used one, another commune's: nothing of the book changes."""
    pc = new_pc(enrolled=False)
    with pc.store.write() as unit:
        unit.set_setting(setting.COMMUNE, "00000")
    tokens: list[str] = []
    code = province.code()
    with pytest.raises(WrongCode):
        enrol(pc.store, tokens.append, province.url, code[:-1] + str((int(code[-1]) + 1) % 10), "A")
    if "00004" not in province.communes:
        run(province.data, "commune", "add", "00004")
        province.communes.append("00004")
    with pytest.raises(WrongCommune) as refused:
        enrol(pc.store, tokens.append, province.url, province.code("00004"), "A")
    assert refused.value.commune == "00004"
    enrol(new_pc("B", enrolled=False).store, tokens.append, province.url, code, "B")
    with pytest.raises(UsedCode):
        enrol(pc.store, tokens.append, province.url, code, "A")
    assert len(tokens) == 1
    assert not status(pc.store.read()).enrolled


def test_a_lost_enrolment_answer_does_not_burn_the_code(new_pc: Callable[..., Pc], province: Province,
                                                        gate: Gate) -> None:
    """The same code typed again on the same PC is the same enrolment."""
    from tests.sync.gate import lose_reply
    pc = new_pc(enrolled=False)
    tokens: list[str] = []
    code = province.code()
    gate.then(lose_reply)
    with pytest.raises(NoServer):
        enrol(pc.store, tokens.append, gate.url, code, "TL-VP-01")
    assert enrol(pc.store, tokens.append, gate.url, code, "TL-VP-01").commune == "00000"
    assert len(tokens) == 1


def test_a_taken_replica_id_is_changed(new_pc: Callable[..., Pc], province: Province) -> None:
    """An image cloned before enrolment: the second PC gets an id of its own, and its work arrives."""
    first, second = new_pc("A", enrolled=False), new_pc("B", enrolled=False)
    for pc in (first, second):
        with pc.store.write() as unit:
            unit.set_setting(setting.REPLICA, replica_id(b"the same machine"))
            unit.create("device", {"name": pc.store.profile.name})
        enrol(pc.store, lambda token, to=pc: setattr(to, "token", token), province.url, province.code(), "x")
        pc.through(province.url).cycle.run()
    assert setting.text(first.store.read(), "replica") != setting.text(second.store.read(), "replica")
    first.cycle.run()
    titles = {row[0] for row in first.store.read().execute("SELECT title FROM record").fetchall()}
    assert {first.store.profile.name, second.store.profile.name} <= titles


def test_a_revoked_pc_keeps_its_work(new_pc: Callable[..., Pc], province: Province) -> None:
    """It is told once; nothing is lost, and a new code takes it all along."""
    pc = new_pc("TL-VP-07")
    pc.cycle.run()
    run(province.data, "replica", "revoke", setting.text(pc.store.read(), "replica"))
    with pc.store.write() as unit:
        device = unit.create("device", {"name": "Máy sau khi thu hồi"})
    with pytest.raises(Revoked):
        pc.cycle.run()
    now = status(pc.store.read())
    assert (now.state, now.reason, now.waiting) == ("refused", "revoked", 1)
    enrol(pc.store, lambda token: setattr(pc, "token", token), province.url, province.code(), "TL-VP-07")
    assert pc.through(province.url).cycle.run().state == "synced"
    assert outbox.state_of(pc.store.read(), [device]) == {device: "synced"}


@pytest.mark.parametrize("years", [-9, 2])
def test_a_wrong_clock_is_told_and_changes_nothing(new_pc: Callable[..., Pc], years: int) -> None:
    """A flat battery: the edits go, and after the first answer they carry the right time."""
    pc = new_pc(clock=lambda: time.time_ns() // 1_000_000 + years * 365 * 86_400_000)
    with pc.store.write() as unit:
        device = unit.create("device", {"name": "Máy"})
    pc.cycle.run()
    now = status(pc.store.read())
    assert (now.state, now.waiting) == ("clock", 0)
    assert abs(now.clock_offset_s + years * 365 * 86_400) < 60
    with pc.store.write() as unit:
        unit.edit("device", device, {"name": "Máy in"})
    if years < 0:
        [change] = history.of(pc.store.read(), device)
        assert abs(int(change.clock[:12], 16) - time.time_ns() // 1_000_000) < 600_000
    pc.cycle.run()
    assert outbox.state_of(pc.store.read(), [device]) == {device: "synced"}


def test_the_last_good_address_comes_first(new_pc: Callable[..., Pc], province: Province) -> None:
    """Internet gone, the private network there: the second address answers, and is asked first from then on."""
    pc = new_pc()
    with pc.store.write() as unit:
        unit.set_setting(memory.ADDRESSES, ["http://127.0.0.1:9", province.url])
        unit.set_setting(memory.LAST_ADDRESS, "http://127.0.0.1:9")
    pc.through(*memory.addresses(pc.store.read())).cycle.run()
    assert memory.addresses(pc.store.read()) == [province.url, "http://127.0.0.1:9"]


def test_no_network_and_no_server_are_told_apart(new_pc: Callable[..., Pc]) -> None:
    """Nobody answers: without a way out it is the network, with one it is the server."""
    pc = new_pc()
    for way_out, expected in ((False, NoNetwork), (True, NoServer)):
        client = ServerClient(["http://127.0.0.1:9"], "x", network=lambda _address, is_up=way_out: is_up)
        with pytest.raises(expected):
            client.head("x")
    with pytest.raises(NoServer):
        pc.through("http://127.0.0.1:9").cycle.run()


@pytest.mark.parametrize("address", ["http://example.vn", "ftp://127.0.0.1", "https://", "127.0.0.1:8741",
                                     "https://user:secret@example.vn", "https://example.vn:port"])
def test_only_https_addresses_are_taken(address: str) -> None:
    """Only a server on this very PC may be spoken to in clear."""
    with pytest.raises(BadAddress):
        checked_address(address)
    assert checked_address("http://localhost:8741/") == "http://localhost:8741"
    assert is_loopback("127.8.9.1") and not is_loopback("127.0.0.1.example.vn")


def test_a_server_that_fails_gets_smaller_batches(new_pc: Callable[..., Pc], gate: Gate) -> None:
    """It falls over more than 40 operations at once: halved until they pass, nothing given up."""
    pc = new_pc(url=gate.url)
    pc.cycle.run()
    with pc.store.write() as unit:
        for n in range(100):
            unit.create("device", {"name": f"Máy {n}"})

    def frail(at: Gate, heard: Heard, connection: object) -> bool:
        import gzip
        import json
        body = gzip.decompress(heard.body) if heard.headers.get("content-encoding") == "gzip" else heard.body
        ops = json.loads(body or b"{}").get("ops", [])
        if (ops["n"] if isinstance(ops, dict) else len(ops)) > 40:
            return says(problem("500 Internal Server Error", "internal"))(at, heard, connection)  # type: ignore[arg-type]
        return pass_on(at, heard, connection)  # type: ignore[arg-type]

    gate.always = frail  # type: ignore[assignment]
    report = pc.cycle.run()
    assert (report.sent, report.state) == (100, "synced")


def test_one_bad_operation_does_not_stop_the_rest(new_pc: Callable[..., Pc], gate: Gate) -> None:
    """The server fails over one operation again and again: the others go round it, it stays in the outbox."""
    pc = new_pc(url=gate.url)
    pc.cycle.run()
    with pc.store.write() as unit:
        names = ["Máy 0", "MÁY LÀM SẬP", "Máy 2", "Máy 3"]
        ids = [unit.create("device", {"name": name}) for name in names]

    def falls(at: Gate, heard: Heard, connection: object) -> bool:
        import gzip
        body = gzip.decompress(heard.body) if heard.headers.get("content-encoding") == "gzip" else heard.body
        if "MÁY LÀM SẬP".encode() in body:
            return says(problem("500 Internal Server Error", "internal"))(at, heard, connection)  # type: ignore[arg-type]
        return pass_on(at, heard, connection)  # type: ignore[arg-type]

    gate.always = falls  # type: ignore[assignment]
    for _ in range(12):
        with pytest.raises(ServerPaused):
            pc.cycle.run()
        if outbox.waiting_count(pc.store.read()) == 1:
            break
    states = outbox.state_of(pc.store.read(), ids)
    assert [states[each] for each in ids] == ["synced", "waiting", "synced", "synced"]
    gate.always = None
    assert pc.cycle.run().state == "synced"


def test_a_refused_operation_is_told_and_can_be_sent_again(new_pc: Callable[..., Pc]) -> None:
    """What only the province may write comes back refused: the server's value is shown, ours is kept and listed."""
    pc = new_pc()
    with pc.store.write() as unit:
        incident = unit.create("incident", {"title": "Mất mạng", "type": "technical", "status": "new"})
    pc.cycle.run()
    with pc.store.write() as unit:
        unit.edit("incident", incident, {"priority": "high"})
    assert pc.cycle.run().rejected == 1
    db = pc.store.read()
    assert "priority" not in (visible.read(db, "incident", incident) or {})
    [line] = attention.listed(db)
    assert (line.reason, line.fields, line.whole) == ("rejected", {"priority": "high"}, False)
    assert outbox.state_of(db, [incident]) == {incident: "rejected"}
    with pc.store.write() as unit:
        attention.dismiss(unit, [line.id], group="off")
    assert outbox.state_of(db, [incident]) == {incident: "synced"}


def test_likely_duplicates_are_shown_not_joined(new_pc: Callable[..., Pc], province: Province) -> None:
    """Two PCs of one office wrote the same down before they met: a person says which is which."""
    first, second = new_pc("A", enrolled=False), new_pc("B", enrolled=False)
    ids = []
    for pc in (first, second):
        with pc.store.write() as unit:
            office = unit.create("office", {"name": "Phòng Văn hóa – Xã hội 7"})
            ids.append((unit.create("person", {"full_name": "Đặng Thị Thủy", "office": office}),
                        unit.create("device", {"name": "Máy tính", "serial": "SN-DUP-7"})))
        enrol(pc.store, lambda token, to=pc: setattr(to, "token", token), province.url, province.code(), "x")
        pc.through(province.url).cycle.run()
    pairs = {pair.kind: pair for pair in duplicates.listed(second.store.read())}
    whys = {kind: pair.why for kind, pair in pairs.items()}
    assert (whys["device"], whys["person"], whys["office"]) == ("serial", "name", "name")
    assert outbox.waiting_count(second.store.read()) == 0, "the push does not wait for a person"
    with second.store.write() as unit:
        duplicates.settle(unit, pairs["device"], duplicates.Choice.SAME, group="same")
        duplicates.settle(unit, pairs["person"], duplicates.Choice.DIFFERENT, group="different")
    second.cycle.run()
    first.cycle.run()
    joined = visible.read(first.store.read(), "device", ids[1][1]) or {}
    assert (joined["merged_into"], joined["deleted"]) == (ids[0][1], True)
    assert "device" not in {pair.kind for pair in duplicates.listed(second.store.read())}


def test_tls_is_verified(tmp_path: Path) -> None:
    """An unknown authority is not our server; a certificate of the year 2100 means that our date is wrong."""
    import threading

    def serve(certificate: str) -> tuple[str, object]:
        import socket
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(DATA / certificate)
        listener = socket.create_server(("127.0.0.1", 0))

        def accept() -> None:
            while True:
                try:
                    connection, _ = listener.accept()
                    with context.wrap_socket(connection, server_side=True) as tls:
                        tls.recv(4096)
                        tls.sendall(b"HTTP/1.1 304 Not Modified\r\n\r\n")
                except OSError:
                    if listener.fileno() < 0:
                        return

        threading.Thread(target=accept, daemon=True).start()
        return f"https://127.0.0.1:{listener.getsockname()[1]}", listener

    def trusting() -> ssl.SSLContext:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        context.load_verify_locations(DATA / "ca.pem")
        return context

    good, first = serve("server.pem")
    future, second = serve("server-of-2100.pem")
    assert ServerClient([good], "x", trust=trusting).head("x") is None
    with pytest.raises(NotOurServer):
        ServerClient([good], "x").head("x")
    with pytest.raises(ClockWrong):
        ServerClient([future], "x", trust=trusting).head("x")
    first.close()  # type: ignore[attr-defined]
    second.close()  # type: ignore[attr-defined]


def test_a_book_opens_elsewhere_without_a_province(tmp_path: Path) -> None:
    """Status of a book that never met a server."""
    with Store.create(tmp_path / "alone", None) as store:
        now = status(store.read(), with_counts=True)
        assert (now.state, now.waiting, now.last_sync_at, now.counts) == ("unenrolled", 0, None, {})
