"""A stock-take on two PCs at once: whoever counts what the other has counted too is asked nothing but what differs."""
from collections.abc import Callable

import pytest

from desktop.services import stocktaking
from desktop.services.profiles import open_book
from desktop.services.stocktaking import FOUND, MISSING, StillPending
from tests.stories.province import Pc, Server

Made = Callable[[str], Pc]


def settle_all(*pcs: Pc) -> None:
    for _ in range(3):
        for each in pcs:
            each("sync")


def marked(pc: Pc, lines: dict[str, str], *codes: str, as_: str = FOUND) -> None:
    with open_book(pc.folder, write=True) as store:
        stocktaking.mark(store, [lines[code] for code in codes], as_)


def lines_of(pc: Pc) -> dict[str, str]:
    return {each["fields"]["asset_code"]: each["id"] for each in pc("list", "stocktake_item")["records"]}


def test_two_pcs_count_without_a_network_and_only_a_contradiction_is_asked_about(pc: Made, server: Server):
    first, second = pc("XM-VP-01"), pc("XM-MC-01")
    for at in range(1, 7):
        first.put("device", f"name=Máy {at}", f"asset_code=PC-00{at}", "status=in_use")
    with open_book(first.folder, write=True) as store:
        counted, expected, _ = stocktaking.start(store, {})
    assert expected == 6
    settle_all(first, second)
    lines = lines_of(second)
    assert lines == lines_of(first)
    server.kill()
    marked(first, lines, "PC-001", "PC-002", "PC-003", "PC-004")
    marked(second, lines, "PC-003", "PC-004", "PC-005")
    marked(second, lines, "PC-002", as_=MISSING)
    server.start()
    settle_all(first, second)
    for each in (first, second):
        [conflict] = each("conflicts")["conflicts"]
        assert (conflict["record"], conflict["field"]) == (lines["PC-002"], "result"), "who ticked when bothers nobody"
        with open_book(each.folder, write=False) as store:
            assert stocktaking.progress(store.read(), counted).counted == 5
    with open_book(first.folder, write=True) as store, pytest.raises(StillPending):
        stocktaking.close(store, counted)
    marked(second, lines, "PC-006")
    settle_all(first, second)
    with open_book(first.folder, write=True) as store, pytest.raises(StillPending) as still:
        stocktaking.close(store, counted)
    assert still.value.values["first"] == lines["PC-002"], "found on one PC and missing on the other is not counted yet"
    marked(first, lines, "PC-002", as_=MISSING)    # one looks again: that is the choice, whichever stood there
    settle_all(first, second)
    with open_book(first.folder, write=True) as store:
        stocktaking.close(store, counted)
    settle_all(first, second)
    for each in (first, second):
        assert each.fields(counted)["status"] == "closed"
        assert each.fields(lines["PC-002"])["result"] == MISSING
        assert each("conflicts")["conflicts"] == []
