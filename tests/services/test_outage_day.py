"""The strips of Hôm nay: what is there now, what the day was like, and what is not known."""
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta

import pytest

from desktop.services import outage_by_hand, outage_day, outage_measuring, outage_ways, record_keeping
from desktop.services.outage_signals import Look, Mark, Runs, Seen
from desktop.services.value_text import VIETNAM
from desktop.store import measures, records, setting
from desktop.store.store import Store

NOW = datetime(2026, 11, 22, 10, 0, tzinfo=VIETNAM)


@pytest.fixture
def book(tmp_path):
    store = Store.create(tmp_path / "book", None, settings={setting.COMMUNE: "00000", setting.REPLICA_NAME: "XM-VP-03"})
    yield store
    store.close()


def put(book, kind: str, **fields) -> str:
    return record_keeping.save(book, kind, None, fields).id


def at(hours_ago: float) -> str:
    return outage_by_hand.minute(NOW - timedelta(hours=hours_ago))


def rows(book) -> dict:
    return {row.name: row for row in outage_day.read(book.read(), now=NOW).rows}


def states(row) -> list[tuple[str, int, int]]:
    return [(part.state, part.from_min, part.until_min) for part in row.parts]


def measured(book, targets: dict[str, Seen], hours: float = 30) -> None:
    """Let this PC have looked every half minute, with these answers in the last hour and all well before."""
    runs, end = Runs(), round(NOW.timestamp())
    begin = end - round(hours * 3600)
    runs.add(Look(target="pc", at_s=begin, state=Mark.STARTED))
    for moment in range(begin + 30, end + 1, 30):
        runs.add(Look(target="pc", at_s=moment, state=Mark.ALIVE))
        for target, seen in targets.items():
            runs.add(Look(target=target, at_s=moment, state=seen if end - moment < 3600 else Seen.UP))
    with book.write() as unit:
        for look in runs.rows:
            measures.add(unit.db, look.target, look.at_s, str(look.state), look.answer_ms)


def test_a_book_without_lines_and_outages_shows_nothing(book):
    put(book, "system", name="Một cửa", address="https://mc.example.vn")
    assert outage_day.read(book.read(), now=NOW).rows == ()


def test_without_a_measuring_pc_only_what_people_said_is_known(book):
    line = put(book, "line", name="Internet (VNPT)", type="internet", status="in_use")
    put(book, "outage", title="Mất Internet", what="internet", how_bad="down", line=line, from_at=at(4), until_at=at(1))
    day = outage_day.read(book.read(), now=NOW)
    row = day.rows[0]
    assert states(row) == [("not_measured", 0, 1200), ("down", 1200, 1380), ("not_measured", 1380, 1440)]
    assert (row.now, row.words) == ("not_measured", "1 lần · 3 giờ")
    assert not day.is_measured


def test_behind_a_dead_line_a_system_is_unclear_and_not_out(book):
    line = put(book, "line", name="Internet (VNPT)", type="internet", status="in_use")
    system = put(book, "system", name="Một cửa", short_name="Một cửa", address="https://mc.example.vn")
    put(book, "outage", title="Mất Internet", what="internet", how_bad="down", line=line, from_at=at(0.5))
    measured(book, {f"line:{line}": Seen.DOWN, f"system:{system}": Seen.UNKNOWN})
    found = rows(book)
    assert (found["Internet (VNPT)"].now, found["Một cửa"].now) == ("down", "unknown")
    assert found["Một cửa"].words == "Không"
    assert states(found["Một cửa"])[-1][0] == "unknown"
    assert states(found["Một cửa"])[0][0] == "up"


def test_a_power_cut_darkens_its_own_strip_and_greys_the_others(book):
    line = put(book, "line", name="Internet (VNPT)", type="internet", status="in_use")
    put(book, "outage", title="Mất điện", what="power", how_bad="down", from_at=at(3), until_at=at(2.5))
    measured(book, {f"line:{line}": Seen.UP})
    found = rows(book)
    assert ("power", 1260, 1290) in states(found["Điện lưới"])
    assert ("unknown", 1260, 1290) in states(found["Internet (VNPT)"])
    assert (found["Điện lưới"].now, found["Điện lưới"].words) == ("up", "1 lần · 30 phút")


def test_slow_times_are_called_slow_and_what_is_announced_has_not_come_yet(book):
    system = put(book, "system", name="TD Office", short_name="TD Office")
    for start, end in ((10, 8), (5, 3.5)):
        put(book, "outage", title="Chậm", what="system", how_bad="slow", system=system, from_at=at(start),
            until_at=at(end))
    put(book, "outage", title="Bảo trì", what="power", how_bad="down", planned=True, from_at=at(-20), until_at=at(-24))
    found = rows(book)
    assert found["TD Office"].words == "Chậm 3 giờ 30 phút"
    assert found["Điện lưới"].words == "chưa đo"


def test_a_tap_opens_one_outage_now_and_another_ends_it(book):
    put(book, "line", name="Internet (VNPT)", type="internet", status="in_use")
    told = outage_by_hand.report(book, outage_by_hand.NETWORK_DOWN, now=NOW)
    again = outage_by_hand.report(book, outage_by_hand.NETWORK_DOWN, now=NOW + timedelta(minutes=3))
    assert (again.id, again.is_new) == (told.id, False)
    assert [each.id for each in outage_day.read(book.read(), now=NOW).open] == [told.id]
    outage_by_hand.close(book, told.id, now=NOW + timedelta(minutes=25))
    fields = records.get(book.read(), told.id).fields
    assert (fields["from_at"], fields["until_at"]) == ("2026-11-22T10:00", "2026-11-22T10:25")
    assert fields["seen_by"] == "people"
    assert fields["line"]


def test_an_outage_of_the_other_site_lies_on_the_line_of_that_site(book):
    here = put(book, "site", name="Trụ sở chính", type="head_office")
    there = put(book, "site", name="Trụ sở 2")
    put(book, "line", name="Internet chính", type="internet", site=here, status="in_use")
    put(book, "line", name="Internet 2", type="internet", site=there, status="in_use")
    put(book, "outage", title="Mất mạng", what="internet", how_bad="down", site=there, from_at=at(2))
    found = rows(book)
    assert (found["Internet 2"].now, found["Internet chính"].now) == ("down", "not_measured")


def test_one_pc_of_a_site_is_named_and_the_others_keep_quiet(book):
    site = put(book, "site", name="Trụ sở chính", type="head_office")
    assert outage_ways.measuring(book.read()).nobody
    outage_measuring.measure_here(book)
    known = outage_ways.measuring(book.read())
    assert (known.here, known.site, dict(known.named)) == (True, site, {site: "XM-VP-03"})
    with book.write() as unit:
        unit.set_setting(setting.REPLICA_NAME, "XM-MC-01")
    assert not outage_ways.measuring(book.read()).here
    assert not outage_day.read(book.read(), now=NOW).offers_to_measure


def test_a_commune_without_sites_measures_all_the_same(book):
    assert outage_measuring.measure_here(book) == ""
    assert outage_ways.measuring(book.read()).here
    outage_measuring.stop_here(book)
    assert not outage_ways.measuring(book.read()).here


@pytest.mark.parametrize(("minutes", "words"), [(0, "0 phút"), (40, "40 phút"), (190, "3 giờ 10 phút"),
                                                (1440, "1 ngày"), (1500, "1 ngày 1 giờ"), (4325, "3 ngày")])
def test_lengths_read_as_one_says_them(minutes, words):
    assert outage_day.duration_text(minutes) == words


def test_a_double_click_opens_one_outage(book):
    with ThreadPoolExecutor(2) as two:
        told = list(two.map(lambda _: outage_by_hand.report(book, outage_by_hand.SLOW, now=NOW), range(2)))
    assert told[0].id == told[1].id and sorted(each.is_new for each in told) == [False, True]
