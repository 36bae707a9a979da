"""Books for tests and pictures of the infrastructure: Xã Mẫu with a PC that has measured for a day and more."""
from datetime import datetime, timedelta
from pathlib import Path

from desktop.services.outage_signals import Look, Mark, Runs, Seen
from desktop.services.value_text import VIETNAM
from desktop.store import measures, setting
from desktop.store.store import Store
from tests.ui import books


def named(db: object, kind: str, title: str) -> str:
    """Return the id of the first record of `kind` whose title begins with `title`."""
    row = db.execute(    # type: ignore[attr-defined]
        "SELECT id FROM record WHERE kind = ? AND title LIKE ? || '%' ORDER BY n LIMIT 1", (kind, title)).fetchone()
    return row[0] if row else ""


def a_measured_book(profile: Path, *, now: datetime | None = None) -> Store:
    """Return the sample book in which this PC measures the head office; its last day ends at `now`."""
    store = books.a_sample_book(profile)
    moment = now or datetime.now(tz=VIETNAM)
    db = store.read()
    main = named(db, "site", "Trụ sở chính")
    fiber, wan = named(db, "line", "Internet (VNPT"), named(db, "line", "Mạng chuyên dùng")
    systems = {name: named(db, "system", name) for name in ("Quản lý văn bản và", "Hệ thống thông tin")}
    with store.write() as unit:
        unit.edit("site", main, {"measuring_pc": setting.text(unit.db, setting.REPLICA_NAME)})
        for at, id_ in enumerate(systems.values()):
            unit.edit("system", id_, {"address": f"https://he-thong-{at}.example.vn"})
        for title, what, how_bad, began_h, hours, more in (
                ("Mất Internet trụ sở chính", "internet", "down", 16.5, 1.75, {"line": fiber}),
                ("Mất Internet trụ sở chính", "internet", "down", 0.6, None, {"line": fiber}),
                ("TD Office chậm", "system", "slow", 18.0, 1.6, {"system": systems["Quản lý văn bản và"]}),
                ("TD Office chậm", "system", "slow", 6.0, 2.2, {"system": systems["Quản lý văn bản và"]}),
                ("Mất điện trụ sở chính", "power", "down", 11.0, 0.7, {"site": main})):
            began = moment - timedelta(hours=began_h)
            until = None if hours is None else (began + timedelta(hours=hours)).strftime("%Y-%m-%dT%H:%M")
            unit.create("outage", {"title": title, "what": what, "how_bad": how_bad, "seen_by": "probe", "site": main,
                                   "from_at": began.strftime("%Y-%m-%dT%H:%M"), "until_at": until, **more})
        _measure(unit.db, round(moment.timestamp()), [f"line:{fiber}", f"line:{wan}"],
                 [f"system:{each}" for each in systems.values()])
    return store


def _measure(db: object, now_s: int, lines: list[str], systems: list[str]) -> None:
    runs = Runs()
    cut = (now_s - 11 * 3600, now_s - round(10.3 * 3600))
    runs.add(Look(target="pc", at_s=now_s - 30 * 3600, state=Mark.STARTED))
    for at in range(now_s - 30 * 3600 + 30, now_s + 1, 30):
        if cut[0] <= at < cut[1]:
            continue
        if at - 30 < cut[1] <= at:
            runs.add(Look(target="pc", at_s=cut[1], state=Mark.BOOTED))
            runs.add(Look(target="pc", at_s=at, state=Mark.STARTED))
            continue
        dead = now_s - 36 * 60 <= at or now_s - round(16.5 * 3600) <= at < now_s - round(14.75 * 3600)
        runs.add(Look(target="pc", at_s=at, state=Mark.ALIVE))
        for target in ("gateway", *lines, *systems):
            is_hidden = dead and target == systems[-1]
            state = Seen.UNKNOWN if is_hidden else Seen.DOWN if dead and target == lines[0] else Seen.UP
            runs.add(Look(target=target, at_s=at, state=state, answer_ms=80))
    for look in runs.rows:
        measures.add(db, look.target, look.at_s, look.state, look.answer_ms)    # type: ignore[arg-type]
