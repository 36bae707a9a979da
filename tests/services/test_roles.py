"""Who sits at a shared PC: focal points have the book, colleagues their own things, and each is named in history."""
import pytest

from desktop.services import history_reading, opening_code, record_keeping, roles, undoing
from desktop.services.incident_reporting import Entry, report
from desktop.services.roles import Role
from desktop.store import records, setting
from desktop.vault import opening_code as vault
from desktop.vault.errors import OpeningCodeNeeded, TooManyWrongCodes, WrongOpeningCode
from tests.ui.books import person_named
from tests.ui.books_lock import CODE, a_book_with_keys, give


@pytest.fixture
def book(tmp_path, monkeypatch):
    """Return an open book with keys, two focal points and three colleagues."""
    monkeypatch.setattr(vault, "PASSES", 1)
    monkeypatch.setattr(vault, "MEMORY_BYTES", 8192 * 1024)
    with a_book_with_keys(tmp_path / "book") as store:
        yield store


def seat(store, name: str, code: str = "") -> Role:
    return roles.sit_down(store, person_named(store.read(), name), code=code)


def test_the_role_follows_the_record_and_is_remembered_here(book):
    assert roles.role(book.read()) is Role.CHIEF
    assert seat(book, "Thao Thị Súa") is Role.DEPUTY
    assert roles.role(book.read()) is Role.DEPUTY
    assert seat(book, "Lò Thị Mẫu") is Role.COLLEAGUE
    assert roles.role(book.read()) is Role.COLLEAGUE
    assert seat(book, "Hà Văn Pó") is Role.CHIEF


def test_before_anybody_is_named_focal_point_nobody_is_shut_out(book):
    for name in ("Hà Văn Pó", "Thao Thị Súa"):
        record_keeping.save(book, "person", person_named(book.read(), name), {"focal": None})
    assert seat(book, "Lò Thị Mẫu") is Role.CHIEF


def test_a_focal_point_who_left_the_commune_shuts_nobody_out(book):
    for name in ("Hà Văn Pó", "Thao Thị Súa"):
        record_keeping.save(book, "person", person_named(book.read(), name), {"status": "transferred"})
    assert seat(book, "Lò Thị Mẫu") is Role.CHIEF


def test_two_colleagues_on_one_shared_pc_are_each_named_in_history(book):
    device = give(book, "device", name="Máy dùng chung", status="in_use")
    for name, words in (("Lò Thị Mẫu", "Màn hình nhấp nháy"), ("Vàng A Mẫu", "Đã thay dây")):
        seat(book, name)
        record_keeping.save(book, "device", device, {"note": words})
    told = history_reading.of(book, device).changes
    assert [(each.author, each.new) for each in told] == [
        ("Lò Thị Mẫu", "Màn hình nhấp nháy"), ("Vàng A Mẫu", "Đã thay dây")]
    assert {each.replica_name for each in told} == {"XM-VP-03"}
    operations = book.read().execute("SELECT count(DISTINCT json_extract(body, '$.w')) FROM outbox").fetchone()[0]
    assert operations >= 3


def test_the_seat_of_a_colleague_is_left_by_the_code_where_one_is_set(book):
    opening_code.set_first(book, CODE)
    seat(book, "Lò Thị Mẫu")
    assert seat(book, "Vàng A Mẫu") is Role.COLLEAGUE    # to another colleague: nobody is asked
    with pytest.raises(OpeningCodeNeeded):
        seat(book, "Hà Văn Pó")
    with pytest.raises(WrongOpeningCode):
        seat(book, "Hà Văn Pó", "so-cua-xa-28")
    assert records.title(book.read(), setting.text(book.read(), setting.WHO)) == "Vàng A Mẫu"
    assert seat(book, "Thao Thị Súa", CODE) is Role.DEPUTY


def test_a_forgotten_code_does_not_hold_anybody_in_the_seat_of_a_colleague(book):
    """After five wrong codes the paper in the envelope still leads back; a wrong paper does not."""
    opening_code.set_first(book, CODE)
    paper = setting.text(book.read(), setting.RECOVERY_CODE)
    seat(book, "Lò Thị Mẫu")
    for _ in range(5):
        with pytest.raises(WrongOpeningCode):
            seat(book, "Hà Văn Pó", "quen-mat-roi")
    for typed in ("quen-mat-roi", paper[:-1] + ("0" if paper[-1] != "0" else "1")):
        with pytest.raises(TooManyWrongCodes):
            seat(book, "Hà Văn Pó", typed)
        assert roles.role(book.read()) is Role.COLLEAGUE
    assert seat(book, "Hà Văn Pó", paper) is Role.CHIEF


def test_typing_the_name_of_the_focal_point_as_a_new_person_is_no_way_round(book):
    opening_code.set_first(book, CODE)
    seat(book, "Lò Thị Mẫu")
    with pytest.raises(OpeningCodeNeeded):
        roles.add_and_sit_down(book, "ha van po", "")
    assert roles.role(book.read()) is Role.COLLEAGUE
    person, role = roles.add_and_sit_down(book, "Cụt Thị Mẫu", "0900000001")
    assert (records.title(book.read(), person), role) == ("Cụt Thị Mẫu", Role.COLLEAGUE)


def test_a_colleague_sees_their_own_things_and_finds_nothing_else(book):
    lo, vang = (person_named(book.read(), name) for name in ("Lò Thị Mẫu", "Vàng A Mẫu"))
    own = give(book, "device", name="Dell Vostro", users=[lo])
    shared = give(book, "device", name="Dell OptiPlex", custodian=lo, users=[vang])
    other = give(book, "device", name="Dell Latitude", users=[vang])
    system = give(book, "system", name="TD Office")
    mine = give(book, "account", person=lo, system=system, status="in_use")
    give(book, "account", person=vang, system=system, status="in_use")
    token = give(book, "certificate", kind="personal", person=lo, status="valid", serial="93488014")
    seat(book, "Lò Thị Mẫu")
    reported = report(book, Entry(text="Dell Vostro không lên nguồn")).id
    db, things = book.read(), roles.own_things(book.read(), lo)
    assert {each.id for each in things.devices} == {own, shared}
    assert [each.id for each in things.accounts] == [mine]
    assert [each.id for each in things.certificates] == [token]
    assert [each.id for each in things.incidents] == [reported]    # the reporter is whoever sits here
    book.finish_indexing()
    assert {hit.id for hit in roles.find(db, "dell", 12)[0]} == {own, shared, reported}
    assert roles.find(db, "latitude", 12) == ([], 0)
    assert not {hit.kind for hit in roles.find(db, "mau", 12)[0]} & {"person", "office"}
    assert [roles.may_open(db, "device", each) for each in (own, shared, other)] == [True, True, False]
    assert not roles.may_open(db, "person", vang) and not roles.may_open(db, "system", system)
    assert roles.may_open(db, "guide", "anything")


def test_a_colleague_whose_record_was_merged_elsewhere_still_sees_their_things(book):
    lo = person_named(book.read(), "Lò Thị Mẫu")
    device = give(book, "device", name="Dell Vostro", users=[lo])
    seat(book, "Lò Thị Mẫu")
    with book.write() as unit:    # as another PC does: the record here goes into a new one
        other = unit.create("person", {"full_name": "Lò Thị Mẫu", "status": "active"})
        unit.edit("device", device, {f"users.{lo}": None, f"users.{other}": True})
        unit.edit("person", lo, {"merged_into": other})
        unit.edit("person", lo, {}, special="delete")
    assert roles.me(book.read()) == other
    assert [each.id for each in roles.own_things(book.read(), roles.me(book.read())).devices] == [device]
    assert roles.may_open(book.read(), "device", device)


def test_a_colleague_undoes_own_steps_only(book):
    device = give(book, "device", name="Máy in", note="")
    book.submit(lambda unit: unit.edit("device", device, {"note": "của đầu mối"}, group="chief-step")).result()
    seat(book, "Lò Thị Mẫu")
    assert undoing.undo_step(book) is None
    assert undoing.undo_step(book, "chief-step") is None
    assert records.get(book.read(), device).fields["note"] == "của đầu mối"
    book.submit(lambda unit: unit.edit("device", device, {"note": "của tôi"}, group="mine")).result()
    assert undoing.undo_step(book, "mine") is not None
    seat(book, "Hà Văn Pó")
    assert undoing.undo_step(book, "chief-step") is not None


def test_a_report_of_a_colleague_shows_and_offers_no_machine_of_others(book):
    from desktop.services.incident_entry import Guesser, build_lexicon
    from desktop.services.incident_understanding import Chosen, understand
    from desktop.ui.records.candidates import candidates
    lo, vang = (person_named(book.read(), name) for name in ("Lò Thị Mẫu", "Vàng A Mẫu"))
    own = give(book, "device", name="Dell Vostro", asset_code="PC-001", kind="desktop", users=[lo])
    other = give(book, "device", name="Canon LBP2900", asset_code="TB-009", kind="printer", users=[vang])
    give(book, "incident", title="Kẹt giấy tuần trước", device=other, type="technical", status="new")
    book.finish_indexing()
    guesser = Guesser(build_lexicon(book.read()))
    seen = understand(book, lambda: guesser, "TB-009 kẹt giấy", Chosen())
    assert (seen.device.id, seen.past_total) == (other, 1)
    seat(book, "Lò Thị Mẫu")
    seen = understand(book, lambda: guesser, "TB-009 kẹt giấy", Chosen())
    assert (seen.device.id, seen.past_total, seen.category != "") == ("", 0, True)
    assert (seen.reporter.id, seen.others) == (lo, ())
    assert understand(book, lambda: guesser, "PC-001 không lên", Chosen()).device.id == own
    assert [each.id for each in candidates(book, "device", "")] == [own]
    assert candidates(book, "device", "canon") == []
    assert [each.id for each in candidates(book, "person", "")] == [lo]
