"""What the PC sees by itself: real sockets on this machine, and addresses that never answer."""
import errno
import json
import socket
import threading
import time
from datetime import date

import pytest

from desktop.services import incident_contacts, incident_evidence, incident_reporting
from desktop.services.incident_evidence import Target, address_of, gathered, measure, plan, sentence
from desktop.services.incident_reporting import Entry
from desktop.store import records, undo
from tests.ui import books

DAY = date(2026, 11, 22)
NOW = 1_795_000_000_000


@pytest.fixture
def store(tmp_path):
    made = books.a_chosen_book(tmp_path / "profile")
    yield made
    made.close()


@pytest.fixture
def listening():
    server = socket.create_server(("127.0.0.1", 0))
    yield server.getsockname()[1]
    server.close()


def target(role, name="TD Office", port=443, host="td.example"):
    return Target(role=role, name=name, host=host, port=port)


def never(host, port, timeout_s):
    raise TimeoutError("timed out")


@pytest.mark.parametrize(("text", "address"), [
    ("https://td.tinh.gov.vn/dang-nhap", ("td.tinh.gov.vn", 443)), ("td.tinh.gov.vn", ("td.tinh.gov.vn", 443)),
    ("http://10.1.2.3:8080/x", ("10.1.2.3", 8080)), ("http://10.1.2.3", ("10.1.2.3", 80)),
    ("10.1.2.3:53", ("10.1.2.3", 53)), ("[2001:db8::1]:443", ("2001:db8::1", 443)),
    ("", None), ("hỏi văn thư", None), ("https://", None), ("td.vn:nhiều", None), ("-o ProxyCommand", None)])
def test_an_address_is_read_as_people_write_it(text, address):
    assert address_of(text) == address


def test_a_system_that_answers_and_one_that_refuses(listening):
    free = socket.create_server(("127.0.0.1", 0))
    closed = free.getsockname()[1]
    free.close()
    up, down = measure([target("system", port=listening, host="127.0.0.1"),
                        target("line", "Internet", closed, "127.0.0.1")])
    assert (up.answered, up.tries, up.why) == (3, 3, "") and up.ms is not None
    assert down.answered == 1    # who refuses is there: the line is up
    [refusing] = measure([target("system", port=closed, host="127.0.0.1")])
    assert (refusing.answered, refusing.why) == (0, "refused")


def test_what_is_said_when_only_the_system_is_down():
    def connect(host, port, timeout_s):
        if host == "td.example":
            raise TimeoutError("timed out")

    looked = measure([target("system"), target("line", "Internet", host="1.1.1.1")], connect=connect)
    words = sentence(gathered(looked, now_ms=NOW))
    assert words.startswith("TD Office không trả lời (3 lần, 5 giây); Internet vẫn có (")


def test_a_pc_without_a_network_measures_nothing():
    def connect(host, port, timeout_s):
        if host.endswith("example"):
            raise socket.gaierror(-3, "Temporary failure in name resolution")
        raise OSError(errno.ENETUNREACH, "Network is unreachable")

    looked = measure([target("system"), target("line", "Internet", host="1.1.1.1")], connect=connect)
    assert sentence(gathered(looked, now_ms=NOW)) == "Chưa đo được: máy này chưa có mạng."


def test_a_dead_line_and_other_systems_are_told_apart():
    def line_down(host, port, timeout_s):
        raise TimeoutError("timed out")

    looked = measure([target("system"), target("other", "Một cửa"), target("line", "Internet", host="1.1.1.1")],
                     connect=line_down)
    assert sentence(gathered(looked, now_ms=NOW)) == (
        "TD Office không trả lời (3 lần, 5 giây); đường truyền không trả lời; hệ thống khác cũng không trả lời.")


def test_it_ends_in_time_whatever_a_name_server_does():
    stuck = threading.Event()
    began = time.monotonic()
    [answer] = measure([target("system")], connect=lambda *_: stuck.wait(30), whole_s=0.3)
    assert time.monotonic() - began < 2
    assert (answer.answered, answer.why) == (0, "time")
    stuck.set()


def test_a_look_that_nobody_waits_for_ends_at_once():
    stuck, stop = threading.Event(), threading.Event()
    stop.set()
    began = time.monotonic()
    measure([target("system")], connect=lambda *_: stuck.wait(30), stop=stop)
    assert time.monotonic() - began < 1
    stuck.set()


def test_the_plan_holds_the_system_first_a_few_others_and_the_lines(store):
    with store.write() as unit:
        ids = [unit.create("system", {"name": f"Hệ thống {at}", "address": f"https://h{at}.example"})
               for at in range(6)]
        unit.create("system", {"name": "Không có địa chỉ"})
        unit.create("line", {"name": "Internet", "probe_address": "1.1.1.1:53", "status": "in_use"})
        unit.create("line", {"name": "Đã cắt", "probe_address": "9.9.9.9", "status": "ended"})
    found = plan(store.read(), ids[3], DAY)
    assert [(each.role, each.name) for each in found[:1]] == [("system", "Hệ thống 3")]
    assert sum(each.role == "other" for each in found) == 3
    assert [(each.name, each.host, each.port) for each in found if each.role == "line"] == [("Internet", "1.1.1.1", 53)]
    assert plan(store.read(), "", DAY)[0].role == "other"


def test_a_book_without_addresses_looks_at_what_the_rule_names(store):
    witnesses = plan(store.read(), "", DAY)
    assert witnesses and all(each.role == "line" for each in witnesses)
    with store.write() as unit:
        unit.create("rule", {"key": "outage-thresholds", "topic": "x", "valid_from": "2026-01-01",
                             "value": {"witnesses": []}})
    assert incident_evidence.gather(store, "", connect=never) == {}
    assert sentence({}) == sentence(None) == sentence({"looks": "x"}) == ""


def test_it_is_small_and_goes_back_with_the_incident(store):
    many = [target("other", "H" * 300, host="h" * 60 + f"{at}.example") for at in range(8)]
    evidence = gathered(measure(many, connect=never), now_ms=NOW)
    assert len(json.dumps(evidence, ensure_ascii=False).encode()) < 8 * 1024
    made = incident_reporting.report(store, Entry(text="TD Office treo"))
    incident_evidence.attach(store, made.id, evidence, made.group)
    assert records.get(store.read(), made.id).fields["evidence"] == evidence
    with store.write() as unit:
        undo.undo(unit, made.group)
    assert records.get(store.read(), made.id).deleted


# --- whom to call ----------------------------------------------------------------------------------


def test_numbers_come_from_the_book_in_the_order_of_the_guide(store):
    with store.write() as unit:
        unit.create("person", {"full_name": "Lò Văn Tiến", "phone": "0951610906", "support_team": True})
        unit.create("person", {"full_name": "Đã chuyển đi", "phone": "0951610907", "support_team": True,
                               "status": "transferred"})
        unit.create("line", {"name": "Internet chính", "carrier": "VNPT", "support_phone": "18001166",
                             "customer_code": "THA123", "status": "in_use", "role": "main"})
        system = unit.create("system", {"name": "TD Office", "operator": "VNPT", "contact": "1900 1900"})
        unit.create("system_use", {"system": system, "contact": "chị Mai 0912345678"})
        device = unit.create("device", {"name": "Máy in", "supplier": "Cửa hàng An Phát",
                                        "warranty_until": "2027-03-01"})
    found = incident_contacts.calls(store.read(), ["don_vi_phan_mem", "nha_mang", "bao_hanh", "so_khcn"],
                                    system=system, device=device)
    assert [each.words() for each in found] == [
        "VNPT – TD Office: 1900 1900", "TD Office: chị Mai 0912345678 (theo ghi chú của xã)",
        "VNPT – Internet chính: 18001166 (mã khách hàng THA123)", "Cửa hàng An Phát (bảo hành đến 01/03/2027)",
        "Sở KH&CN – đầu mối hỗ trợ kỹ thuật của tỉnh", "Lò Văn Tiến: 0951610906"]


def test_where_no_number_is_written_down_it_says_where_to_write_it(store):
    found = incident_contacts.calls(store.read(), ["nha_mang", "to_ho_tro_xa"])
    assert ["chưa có số" in each.detail or "chưa có ai" in each.detail for each in found] == [True, True]
