"""One PC sends a trouble to technical support while the other calls it cyber security: said, and mended by a hand."""
from collections.abc import Callable

from desktop.services import incident_security
from desktop.services.profiles import open_book
from desktop.services.todo import incidents_due, waiting
from desktop.services.value_text import instant
from desktop.store import records
from tests.stories.province import Pc, Server

Made = Callable[[str], Pc]


def settle_all(*pcs: Pc) -> None:
    for _ in range(2):
        for each in pcs:
            each("sync")


def test_halves_of_two_pcs_meet_and_nobody_is_told_that_support_works_on_it(pc: Made, server: Server):
    first, second = pc("XM-VP-01"), pc("XM-VP-02")
    made = first.put("incident", "title=Máy hiện thông báo đòi tiền", "type=technical", "status=new")["id"]
    settle_all(first, second)
    server.kill()
    first.put("incident", made, "status=escalated", "sent_to=province_ict")
    second.put("incident", made, "type=security")
    server.start()
    settle_all(first, second)
    for each in (first, second):
        fields = each.fields(made)
        assert (fields["type"], fields["sent_to"]) == ("security", "province_ict")
        with open_book(each.folder, write=False) as store:
            now = instant(store.clock())
            assert made not in {debt.id for debt in waiting.debts(store.read(), now.date())}
            [task] = [task for task in incidents_due.tasks(store.read(), now) if task.target.id == made]
            assert "báo Công an" in task.detail
    with open_book(second.folder, write=True) as store:
        record = records.get(store.read(), made)
        assert record is not None
        incident_security.log_sent(store, record, "Báo ngay khi phát hiện", by="phone")
    settle_all(first, second)
    for each in (first, second):
        assert each.fields(made)["sent_to"] == "police"
        assert each("conflicts")["conflicts"] == []
