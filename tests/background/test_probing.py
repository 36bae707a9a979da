"""A day of the PC that measures: with a clock, a machine and a network of ours, and a real book."""
import threading
from datetime import datetime

import pytest

from desktop.background.probing import Prober
from desktop.services import outage_by_hand
from desktop.services.outage_signals import Found, Seen
from desktop.services.value_text import VIETNAM
from desktop.store import measures, records, setting, undo
from desktop.store.records import Search
from desktop.store.store import Store

START = int(datetime(2026, 11, 18, 8, 0, tzinfo=VIETNAM).timestamp())
UP, DOWN = Found(seen=Seen.UP, answer_ms=60), Found(seen=Seen.DOWN)
SLOW = Found(seen=Seen.SLOW, answer_ms=4200)


class Pc:
    """A machine whose clock and cord are in our hands."""

    def __init__(self) -> None:
        self.now = float(START)
        self.booted = START - 600.0
        self.shut_down: int | None = None
        self.cord: Seen | None = None
        self.lan = Seen.UP
        self.away: dict[str, Found] = {}
        self.asked: list[str] = []

    def elapsed_s(self) -> float:
        return self.now - self.booted

    def booted_at_s(self, now_s: float) -> int:
        return round(now_s - self.elapsed_s())

    def shut_down_at_s(self) -> int | None:
        return self.shut_down

    def mains(self) -> Seen | None:
        return self.cord

    def gateway(self) -> Seen | None:
        return self.lan

    def ask(self, address: str, slow_ms: int) -> Found:
        self.asked.append(address)
        return next((found for part, found in self.away.items() if part in address), UP)


@pytest.fixture
def pc():
    return Pc()


@pytest.fixture
def store(tmp_path, pc):
    made = Store.create(tmp_path / "book", None, clock=lambda: round(pc.now * 1000),
                        settings={setting.COMMUNE: "00000", setting.REPLICA_NAME: "XM-VP-03"})
    with made.write() as unit:
        site = unit.create("site", {"name": "Trụ sở chính", "type": "head_office", "measuring_pc": "XM-VP-03"})
        unit.create("line", {"name": "Internet (VNPT)", "type": "internet", "site": site, "status": "in_use",
                             "probe_address": "line.example.vn:53"})
        unit.create("system", {"name": "Hệ thống một cửa", "short_name": "Một cửa", "address": "https://mc.example.vn"})
        unit.create("system", {"name": "Thư công vụ", "address": "https://thu.example.vn"})
        unit.set_setting(setting.WHO, unit.create("person", {"full_name": "Hà Văn Pó", "focal": "chief"}))
    yield made
    made.close()


def a_prober(store: Store, pc: Pc) -> Prober:
    return Prober(store, machine=pc, ask=pc.ask, clock=lambda: pc.now)


def live(prober: Prober, pc: Pc, minutes: float) -> None:
    """Let the PC measure for so long."""
    end = pc.now + minutes * 60
    while pc.now < end:
        pc.now += prober.turn()


def outages(store: Store) -> list[dict]:
    return [dict(each.fields) for each in records.page(
        store.read(), Search(kind="outage", order=(("from_at", False),)), 0, 50)]


def test_a_dead_line_stands_in_the_ledger_once_with_its_beginning_and_its_end(store, pc):
    prober = a_prober(store, pc)
    live(prober, pc, 20)
    pc.away = {"example.vn": DOWN, "dns-servers": DOWN}
    live(prober, pc, 15)
    lasting = outages(store)
    assert [(each["what"], each["how_bad"], each.get("until_at")) for each in lasting] == [("internet", "down", None)]
    pc.away = {}
    live(prober, pc, 10)
    (made,) = outages(store)
    assert made["from_at"] == "2026-11-18T08:20"
    assert made["until_at"] == "2026-11-18T08:35"
    assert made["seen_by"] == "probe"
    assert made["title"] == "Mất Internet – Trụ sở chính"
    assert made["line"] and made["site"]


def test_one_silent_system_is_that_system_and_a_slow_one_is_slow(store, pc):
    prober = a_prober(store, pc)
    live(prober, pc, 5)
    pc.away = {"mc.example.vn": DOWN, "thu.example.vn": SLOW}
    live(prober, pc, 8)
    pc.away = {}
    live(prober, pc, 8)
    made = {each["title"]: (each["what"], each["how_bad"], each.get("answer_ms")) for each in outages(store)}
    assert made == {"Không vào được Một cửa": ("system", "down", None),
                    "Thư công vụ chậm": ("system", "slow", 4200)}


def test_a_power_cut_is_known_after_the_boot_and_a_pause_of_the_process_is_none(store, pc):
    """1. The PC sleeps for an hour. 2. The current is cut; nobody ends anything. 3. It boots 40 minutes later."""
    prober = a_prober(store, pc)
    live(prober, pc, 15)
    pc.now += 3600
    live(prober, pc, 30)
    assert outages(store) == []
    cut = pc.now
    pc.now += 40 * 60
    pc.booted = pc.now - 50
    again = a_prober(store, pc)
    live(again, pc, 3)
    (made,) = outages(store)
    assert (made["what"], made["title"]) == ("power", "Mất điện – Trụ sở chính")
    began = datetime.fromisoformat(made["from_at"]).replace(tzinfo=VIETNAM).timestamp()
    assert abs(began - cut) <= 120
    assert made["until_at"] == datetime.fromtimestamp(pc.booted, VIETNAM).strftime("%Y-%m-%dT%H:%M")


@pytest.mark.parametrize("how", ["ended", "shut down", "killed", "asleep"])
def test_nothing_else_that_stops_the_looks_is_a_power_cut(store, pc, how):
    prober = a_prober(store, pc)
    live(prober, pc, 15)
    if how == "ended":
        prober.stop()
    if how == "shut down":
        pc.shut_down = round(pc.now)
    pc.now += 90 * 60
    if how in ("ended", "shut down"):
        pc.booted = pc.now - 60
    live(prober if how == "asleep" else a_prober(store, pc), pc, 10)
    assert outages(store) == []


def test_what_a_person_told_is_joined_and_not_doubled(store, pc):
    prober = a_prober(store, pc)
    live(prober, pc, 10)
    pc.away = {"example.vn": DOWN, "dns-servers": DOWN}
    live(prober, pc, 2)
    outage_by_hand.report(store, outage_by_hand.NETWORK_DOWN, now=datetime.fromtimestamp(pc.now, VIETNAM))
    live(prober, pc, 20)
    pc.away = {}
    live(prober, pc, 10)
    (made,) = outages(store)
    assert made["seen_by"] == "people"
    assert made["from_at"] == "2026-11-18T08:12"
    assert made["until_at"] == "2026-11-18T08:32"


def test_an_outage_that_somebody_deleted_does_not_come_back_and_one_that_was_corrected_stays(store, pc):
    prober = a_prober(store, pc)
    live(prober, pc, 5)
    pc.away = {"mc.example.vn": DOWN}
    live(prober, pc, 15)
    (record,) = records.page(store.read(), Search(kind="outage"), 0, 5)
    with store.write() as unit:
        unit.edit("outage", record.id, {"until_at": "2026-11-18T08:10"})
    live(prober, pc, 5)
    pc.away = {}
    live(prober, pc, 10)
    assert outages(store)[0]["until_at"] == "2026-11-18T08:10"
    with store.write() as unit:
        unit.edit("outage", record.id, {}, special="delete")
    live(prober, pc, 10)
    assert outages(store) == []


def test_the_ledger_of_the_probe_is_no_step_of_the_person_at_this_pc(store, pc):
    prober = a_prober(store, pc)
    live(prober, pc, 5)
    pc.away = {"mc.example.vn": DOWN}
    live(prober, pc, 15)
    last = undo.last(store.read(), setting.text(store.read(), setting.WHO))
    assert last is None or all(kind != "outage" for kind, _ in getattr(last, "records", ()))


def test_a_pc_that_nobody_named_asks_nobody(store, pc):
    with store.write() as unit:
        unit.set_setting(setting.REPLICA_NAME, "XM-MC-01")
    prober = a_prober(store, pc)
    live(prober, pc, 10)
    assert pc.asked == []
    assert measures.since(store.read(), 0) == []


def test_a_quiet_day_costs_a_few_rows_and_one_transaction_a_minute(store, pc):
    prober = a_prober(store, pc)
    before = store.read().execute("PRAGMA data_version").fetchone()[0]
    live(prober, pc, 8 * 60)
    rows = measures.since(store.read(), 0)
    assert len(rows) <= 20
    assert store.read().execute("PRAGMA data_version").fetchone()[0] - before <= 8 * 60 + 5
    assert outages(store) == []


def test_without_a_witness_that_answers_nothing_is_said_of_the_line(store, pc):
    """Everything behind is silent and the witnesses of the rule, too: the line. They answer: only the systems."""
    prober = a_prober(store, pc)
    live(prober, pc, 5)
    pc.away = {"example.vn": DOWN}
    live(prober, pc, 10)
    pc.away = {}
    live(prober, pc, 5)
    assert {each["what"] for each in outages(store)} == {"system"}


def test_it_ends_at_once_and_notes_that_it_was_in_order(store, pc):
    prober = a_prober(store, pc)
    prober.start()
    began = threading.active_count()
    prober.stop()
    assert threading.active_count() <= began


def test_a_clock_that_begins_in_the_past_and_is_set_later_still_tells_the_power_cut(store, pc):
    """1. Power cut. 2. The battery of the board is empty: it is 2015. 3. Two minutes later the PC has the time."""
    prober = a_prober(store, pc)
    live(prober, pc, 20)
    cut = pc.now
    back = cut + 45 * 60
    behind = 11 * 365 * 86_400
    pc.now, pc.booted = back - behind, back - behind - 40
    again = a_prober(store, pc)
    live(again, pc, 3)
    assert outages(store) == []
    pc.now, pc.booted = pc.now + behind, pc.booted + behind
    live(again, pc, 5)
    (made,) = outages(store)
    assert made["what"] == "power"
    assert abs(datetime.fromisoformat(made["from_at"]).replace(tzinfo=VIETNAM).timestamp() - cut) <= 120


def test_a_clock_set_by_hand_while_measuring_is_no_outage(store, pc):
    prober = a_prober(store, pc)
    live(prober, pc, 20)
    for hours in (3, -2):
        pc.now += hours * 3600
        pc.booted += hours * 3600
        live(prober, pc, 20)
    assert outages(store) == []
    assert not any(at_s > pc.now for _, at_s, _, _ in measures.since(store.read(), 0))


def test_whoever_measures_no_more_leaves_no_outage_open(store, pc):
    prober = a_prober(store, pc)
    live(prober, pc, 5)
    pc.away = {"mc.example.vn": DOWN}
    live(prober, pc, 20)
    assert outages(store)[0].get("until_at") is None
    (site,) = records.page(store.read(), Search(kind="site"), 0, 2)
    with store.write() as unit:
        unit.edit("site", site.id, {"measuring_pc": "XM-MC-01"})
    live(prober, pc, 3)
    (made,) = outages(store)
    assert made["until_at"] and made["note"]
    asked = len(pc.asked)
    live(prober, pc, 5)
    assert len(pc.asked) == asked
