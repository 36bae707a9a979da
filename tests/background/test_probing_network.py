"""Real sockets on this PC: who is there, who is slow, who is not, and what is sent to them."""
import socket
import sys
import threading
import time
from contextlib import contextmanager

import pytest

from desktop.background import probing_machine
from desktop.services import network_probe
from desktop.services.network_probe import Askers, ask, parsed
from desktop.services.outage_signals import Found, Seen

SLOW_MS = 300


@contextmanager
def a_server(answer: bytes, *, after_s: float = 0.0):
    """Serve one answer on loopback; yield (address, what was received)."""
    received: list[bytes] = []
    listening = socket.create_server(("127.0.0.1", 0))

    def serve() -> None:
        try:
            channel, _ = listening.accept()
            with channel:
                channel.settimeout(2)
                received.append(channel.recv(4096))
                time.sleep(after_s)
                channel.sendall(answer)
        except OSError:
            return

    threading.Thread(target=serve, daemon=True).start()
    yield f"127.0.0.1:{listening.getsockname()[1]}", received
    listening.close()


def test_a_web_address_is_asked_for_its_head_and_nothing_else():
    with a_server(b"HTTP/1.1 200 OK\r\n\r\n") as (address, received):
        found = ask(f"http://ai:mat-khau@{address}/bieu-mau?ho=Hoa", SLOW_MS)
    assert found.seen is Seen.UP
    assert received[0].startswith(b"HEAD /bieu-mau HTTP/1.1\r\n")
    assert b"mat-khau" not in received[0] and b"Hoa" not in received[0] and b"Cookie" not in received[0]


@pytest.mark.parametrize(("answer", "seen"), [
    (b"HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:9/\r\n\r\n", Seen.UP),     # never followed
    (b"HTTP/1.1 401 Unauthorized\r\n\r\n", Seen.UP), (b"HTTP/1.1 501 Not Implemented\r\n\r\n", Seen.UP),
    (b"HTTP/1.1 503 Service Unavailable\r\n\r\n", Seen.DOWN), (b"HTTP/1.1 502 Bad Gateway\r\n\r\n", Seen.DOWN),
    (b"", Seen.DOWN), (b"SSH-2.0-x\r\n", Seen.DOWN), (b"x" * 4000, Seen.DOWN)])
def test_an_answer_counts_and_what_it_says_does_not(answer, seen):
    with a_server(answer) as (address, _):
        assert ask(f"http://{address}/", SLOW_MS).seen is seen


def test_slow_is_not_down_and_a_drip_does_not_hold_us():
    with a_server(b"HTTP/1.1 200 OK\r\n\r\n", after_s=0.4) as (address, _):
        found = ask(f"http://{address}", SLOW_MS)
    assert (found.seen, found.answer_ms is not None and found.answer_ms >= 400) == (Seen.SLOW, True)
    begun = time.monotonic()
    with a_server(b"H", after_s=3) as (address, _):
        assert ask(f"http://{address}", SLOW_MS, deadline_s=0.6).seen is Seen.DOWN
        assert time.monotonic() - begun < 2


def test_a_host_that_refuses_is_there_and_a_web_server_that_refuses_is_not():
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    assert ask(f"127.0.0.1:{port}", SLOW_MS).seen is Seen.UP
    assert ask(f"http://127.0.0.1:{port}", SLOW_MS).seen is Seen.DOWN
    assert ask("khong-co.invalid", SLOW_MS, deadline_s=3).seen is Seen.DOWN


@pytest.mark.parametrize("address", ["", "ftp://x", "file:///etc/passwd", "http://", "a b", "x\r\nHost: y",
                                     "http://h/\r\nX: 1", "http://h:99999/", "x" * 400])
def test_what_is_no_address_is_not_asked(address):
    with pytest.raises(ValueError):
        parsed(address)
    assert ask(address, SLOW_MS).seen is Seen.UNKNOWN


def test_addresses_as_people_write_them():
    assert parsed("mot-cua.example.vn") == ("", "mot-cua.example.vn", 443, "/")
    assert parsed("8.8.8.8:53") == ("", "8.8.8.8", 53, "/")
    assert parsed("mot-cua.example.vn/dang-nhap") == ("https", "mot-cua.example.vn", 443, "/dang-nhap")
    assert parsed("http://a.vn:8080") == ("http", "a.vn", 8080, "/")


def test_one_that_hangs_holds_up_nobody_and_is_not_asked_twice_at_once():
    hang, asked = threading.Event(), []

    def slow() -> Found:
        asked.append(1)
        hang.wait(5)
        return Found(seen=Seen.UP)

    askers = Askers()
    asks = {"treo": slow, "tốt": lambda: Found(seen=Seen.UP)}
    for _ in range(2):
        found = askers.ask_all(asks, threading.Event(), patience_s=0.5)
        assert (found["treo"].seen, found["tốt"].seen) == (Seen.DOWN, Seen.UP)
    assert len(asked) == 1
    hang.set()


def test_the_end_of_the_program_waits_for_no_answer():
    stopped = threading.Event()
    stopped.set()
    begun = time.monotonic()
    assert Askers().ask_all({"treo": lambda: time.sleep(2) or Found(seen=Seen.UP)}, stopped) == {}
    assert time.monotonic() - begun < 0.5


def test_the_tables_of_linux_are_read():
    routes = ("Iface\tDestination\tGateway\tFlags\tRefCnt\tUse\tMetric\tMask\n"
              "wlan0\t00000000\t0102A8C0\t0003\t0\t0\t600\t00000000\n"
              "eth0\t00000000\t0101A8C0\t0003\t0\t0\t100\t00000000\neth0\t0001A8C0\t00000000\t0001\t0\t0\t100\t00FFFFFF\n")
    assert probing_machine.linux_route(routes) == ("192.168.1.1", "eth0")
    assert probing_machine.linux_route("Iface\n") == ("", "")
    table = ("IP address       HW type     Flags       HW address            Mask     Device\n"
             "192.168.1.1      0x1         0x2         a4:2b:b0:00:00:01     *        eth0\n"
             "192.168.1.9      0x1         0x0         00:00:00:00:00:00     *        eth0\n")
    assert probing_machine.neighbour(table, "192.168.1.1") is Seen.UP
    assert probing_machine.neighbour(table, "192.168.1.9") is Seen.DOWN
    assert probing_machine.neighbour(table, "192.168.1.7") is Seen.DOWN


@pytest.mark.skipif(sys.platform == "win32", reason="Windows keeps it in its registry")
def test_a_shutdown_in_order_is_found_in_the_notes_of_the_system(tmp_path):
    """wtmp: a boot, a shutdown, a boot."""
    def entry(kind: int, user: bytes, at: int) -> bytes:
        return probing_machine._UTMP.pack(kind, 0, b"~", b"~~", user, b"6.1", 0, 0, 0, at, 0, 0, 0, 0, 0, b"")

    wtmp = tmp_path / "wtmp"
    wtmp.write_bytes(entry(2, b"reboot", 100) + entry(1, b"shutdown", 900) + entry(2, b"reboot", 950))
    assert probing_machine.shut_down_at_s(wtmp) == 900
    assert probing_machine.shut_down_at_s(tmp_path / "none") is None
    assert probing_machine.file_time_s((133_500_000_000_000_000).to_bytes(8, "little")) == 1_705_526_400


def test_a_way_out_through_a_modem_has_no_box_to_be_asked_under_windows():
    """MIB_IPFORWARDROW: destination, mask, policy, next hop, card, kind (3 direct, 4 through somebody), …"""
    router = 0x0101A8C0
    assert probing_machine.windows_next_hop([0, 0, 0, router, 11, 4, 3, 60, 0, 25, 0, 0, 0, 0]) == router
    assert probing_machine.windows_next_hop([0, 0, 0, router, 11, 3, 3, 60, 0, 25, 0, 0, 0, 0]) == 0
    assert probing_machine.windows_next_hop([0] * 14) == 0


@pytest.mark.skipif(sys.platform != "win32", reason="the registry of Windows")
def test_a_shutdown_of_windows_lies_in_the_past():
    assert (probing_machine.shut_down_at_s() or 0) < time.time()


def test_this_pc_can_say_since_when_it_runs():
    assert 0 < probing_machine.elapsed_s() < 10**9
    assert probing_machine.booted_at_s(time.time()) < time.time()
    assert probing_machine.mains() in (None, Seen.UP, Seen.DOWN)
    assert probing_machine.gateway() in (None, Seen.UP, Seen.DOWN)


def test_a_deadline_is_shorter_than_the_half_minute_between_two_looks():
    assert network_probe.DEADLINE_S < 30
