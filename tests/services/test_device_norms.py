"""The equipment norm against what is there, counted by hand after QĐ 15/2025."""
from datetime import date

import pytest

from desktop.services import device_norm_groups, replacement, rules
from desktop.services.device_fitness import Level
from desktop.services.device_norm_groups import proposed
from desktop.services.device_norms import million_text, norms
from desktop.store import records
from desktop.store.store import Store

DAY = date(2026, 11, 21)


@pytest.fixture
def book(tmp_path):
    with Store.create(tmp_path, None) as store:
        yield store


def person(store, name="Người", title="Chuyên viên", **fields):
    with store.write() as unit:
        return unit.create("person", {"full_name": name, "title": title, "status": "active", **fields})


def device(store, kind, *users, **fields):
    with store.write() as unit:
        return unit.create("device", {"name": "Máy", "kind": kind, "status": "in_use",
                                      **{f"users.{each}": True for each in users}, **fields})


def table(store):
    """Return {(group, what): (norm, held, spare, short, over, cost in million)}."""
    return {(each.group, each.what): (each.norm, each.held, each.spare, each.short, each.over,
                                      each.cost_vnd // 1_000_000) for each in norms(store.read(), DAY).lines}


@pytest.mark.parametrize(("title", "group"), [
    ("Bí thư Đảng ủy", "vi"), ("Bí thư Đảng uỷ, Chủ tịch HĐND xã", "vi"), ("Bí thư", "vi"),
    ("Phó Bí thư Đảng ủy, Chủ tịch UBND", "vii"), ("Phó Bí thư Thường trực Đảng ủy", "vii"),
    ("Chủ tịch UBND xã", "vii"), ("Phó Chủ tịch HĐND", "vii"), ("Phó Chủ tịch UBND xã", "vii"),
    ("Chủ tịch Ủy ban MTTQ xã", "vii"), ("Phó Chủ tịch Ủy ban MTTQ xã", "viii"),
    ("Chủ tịch Ủy ban Mặt trận Tổ quốc Việt Nam xã", "vii"), ("Chủ tịch UBMTTQVN xã", "vii"), ("Chủ tịch", "vii"),
    ("Phó Chủ tịch Ủy ban Mặt trận Tổ quốc Việt Nam xã", "viii"), ("PCT UBND xã", "vii"), ("Phó CT MTTQ", "viii"),
    ("Phó Chủ tịch xã", "vii"), ("Chủ tịch Hội LHPN xã", "viii"),
    ("Chuyên viên chính", "vii"), ("Trưởng phòng (chuyên viên chính)", "vii"), ("Chuyên viên", "viii"),
    ("Bí thư Đoàn xã", "viii"), ("Phó Bí thư Đoàn xã", "viii"), ("Chủ tịch Hội Nông dân", "viii"),
    ("Trưởng phòng", "viii"), ("", "viii"),
])
def test_the_group_is_proposed_from_the_title(book, title, group):
    assert proposed(title, rules.value(book.read(), "norm-groups", DAY)) == group


def test_what_a_person_said_stands_before_the_proposal(book):
    hoa = person(book, "Lê Thị Hoa", "Chuyên viên")
    changed, step = device_norm_groups.keep(book, {hoa: "vii"})
    [post] = device_norm_groups.posts(book.read(), DAY)
    assert (changed, post.group, post.is_proposed, bool(step)) == (1, "vii", False, True)
    device_norm_groups.keep(book, {hoa: ""})
    assert device_norm_groups.posts(book.read(), DAY)[0].is_proposed


def test_a_commune_of_one_secretary_two_leaders_and_seven_officials(book):
    """VI 1, VII 2, VIII 7: printers shared ceil(7/3) = 3, scanners, shredders, copiers ceil(10/15) = 1."""
    secretary = person(book, "Bí thư", "Bí thư Đảng ủy")
    chairman, vice = person(book, "A", "Chủ tịch UBND xã"), person(book, "B", "Phó Chủ tịch UBND xã")
    staff = [person(book, f"C{at}") for at in range(7)]
    person(book, "Trưởng bản", "Trưởng bản 3", employment="hamlet")
    person(book, "Đã chuyển", "Phó Chủ tịch UBND xã", status="transferred")
    device(book, "desktop", secretary)
    device(book, "laptop", chairman)
    device(book, "laptop", vice)
    device(book, "desktop", vice)            # one more than the norm
    for each in staff[:4]:
        device(book, "desktop", each)
    device(book, "branded_set", *staff[4:])  # three at one computer: one of three
    device(book, "printer", chairman)
    device(book, "printer", *staff[:3])
    assert table(book) == {
        ("vi", "desktop"): (1, 1, 0, 0, 0, 0), ("vi", "laptop"): (1, 0, 0, 1, 0, 25),
        ("vi", "printer"): (1, 0, 0, 1, 0, 13),
        ("vii", "computer"): (2, 3, 0, 0, 1, 0), ("vii", "printer"): (2, 1, 0, 1, 0, 13),
        ("viii", "computer"): (7, 5, 0, 2, 0, 40),
        ("shared", "printer"): (3, 1, 0, 2, 0, 26), ("shared", "scanner"): (1, 0, 0, 1, 0, 22),
        ("shared", "shredder"): (1, 0, 0, 1, 0, 10), ("shared", "copier"): (1, 0, 0, 1, 0, 110)}
    found = norms(book.read(), DAY)
    assert found.cost_vnd == (25 + 13 + 13 + 40 + 26 + 22 + 10 + 110) * 1_000_000
    assert found.headcount == {"vi": 1, "vii": 2, "viii": 7}
    assert "QĐ 15/2025" in found.source


@pytest.mark.parametrize(("people", "printers", "scanners"), [(0, 0, 0), (1, 1, 1), (3, 1, 1), (4, 2, 1), (15, 5, 1),
                                                              (16, 6, 2), (49, 17, 4)])
def test_shared_norms_are_rounded_up(book, people, printers, scanners):
    for at in range(people):
        person(book, f"C{at}")
    shared = {each.what: each.norm for each in norms(book.read(), DAY).lines if each.group == "shared"}
    assert (shared["printer"], shared["scanner"]) == (printers, scanners)


def test_a_multi_function_machine_counts_once_for_the_dearest_function_that_lacks_one(book):
    staff = [person(book, f"C{at}") for at in range(6)]    # two printers, one scanner
    device(book, "mfp", *staff[:3])
    seen = table(book)
    assert seen["shared", "scanner"][:4] == (1, 1, 0, 0)
    assert seen["shared", "printer"][:4] == (2, 0, 0, 2)
    device(book, "mfp", *staff[3:])
    assert table(book)["shared", "printer"][:4] == (2, 1, 0, 1)
    device(book, "scanner")    # what scans only goes first: the machine that can print fills the printers
    assert table(book)["shared", "scanner"][:4] == (1, 1, 0, 0)
    assert table(book)["shared", "printer"][:4] == (2, 2, 0, 0)
    device(book, "mfp", staff[0])
    assert table(book)["shared", "printer"][:5] == (2, 3, 0, 0, 1)


def test_what_nobody_has_fills_the_dearest_gap(book):
    person(book, "A", "Bí thư Đảng ủy")
    person(book, "C")
    device(book, "laptop", status="in_stock")
    device(book, "desktop", status="to_issue")
    device(book, "desktop", status="in_stock")
    device(book, "desktop", status="in_stock")
    seen = table(book)
    assert seen["vi", "laptop"][:4] == (1, 0, 1, 0)
    assert seen["vi", "desktop"][:4] == (1, 0, 1, 0)
    assert seen["viii", "computer"] == (1, 0, 1, 0, 0, 0)
    assert norms(book.read(), DAY).idle == 1    # the third desktop is more than anybody lacks


def test_machines_of_the_reception_desk_and_for_secret_papers_stand_apart(book):
    hoa = person(book, "Lê Thị Hoa")
    device(book, "desktop", hoa, purpose="Máy một cửa, quầy số 2")
    device(book, "desktop", hoa, network="standalone_secret")
    device(book, "desktop", purpose="Tiếp công dân")
    assert norms(book.read(), DAY).apart == 3
    assert table(book)["viii", "computer"][:4] == (1, 0, 0, 1)


@pytest.mark.parametrize("status", ["disposed", "lost", "transferred", "to_dispose"])
def test_what_is_gone_or_about_to_go_fills_no_norm(book, status):
    device(book, "desktop", person(book), status=status)
    assert table(book)["viii", "computer"][:4] == (1, 0, 0, 1)


def test_a_shared_computer_counts_for_its_custodian_or_the_highest_who_uses_it(book):
    chairman, hoa, nam = person(book, "A", "Chủ tịch UBND"), person(book, "B"), person(book, "C")
    device(book, "desktop", hoa, nam, custodian=chairman)
    assert table(book)["viii", "computer"][1] == 1
    device(book, "desktop", chairman, hoa)
    assert table(book)["vii", "computer"][1] == 1


@pytest.mark.parametrize(("vnd", "text"), [(0, "0"), (20_000_000, "20"), (13_500_000, "13,5"), (1_260_000_000, "1.260"),
                                           (250_000, "0,25"), (1, "0,000001")])
def test_amounts_read_in_millions_the_vietnamese_way(vnd, text):
    assert million_text(vnd) == text


def test_computers_to_replace_come_the_worst_first_with_reason_user_and_price(book):
    chairman = person(book, "Bùi Văn Sơn", "Chủ tịch UBND xã")
    fine = {"ram_gb": 8, "disk": "SSD", "os": "Windows 11", "in_use_year": 2022}
    device(book, "desktop", chairman, **fine)
    device(book, "laptop", chairman, **{**fine, "name": "Cũ", "in_use_year": 2013})
    device(book, "desktop", **{**fine, "name": "Yếu", "ram_gb": 1})
    device(book, "desktop", **{**fine, "name": "Bảy", "os": "Win7", "in_use_year": 2012})
    device(book, "desktop", **{**fine, "name": "Mười", "os": "Windows 10"})
    device(book, "desktop", **{**fine, "name": "Chờ thanh lý", "os": "Win7", "status": "to_dispose"})
    found = replacement.replacements(book.read(), DAY)
    assert [(each.title, each.level) for each in found] == [
        ("Yếu", Level.UNFIT), ("Bảy", Level.WRITE), ("Mười", Level.WRITE), ("Cũ", Level.WRITE)]
    assert found[1].reasons == ("Windows 7 hết hỗ trợ từ 14/01/2020", "dùng từ năm 2012, quá 10 năm")
    assert (found[3].users, found[3].price_vnd, found[3].is_early) == (("Bùi Văn Sơn",), 20_000_000, False)
    assert found[2].is_early    # in use since 2022: not written off before 2029


def test_a_post_that_nobody_confirmed_is_counted_and_told(book):
    person(book, "A")
    device_norm_groups.keep(book, {person(book, "B"): "vii"})
    assert norms(book.read(), DAY).proposed == 1
    assert [records.get(book.read(), each.id).fields.get("norm_group") for each in norms(book.read(), DAY).posts] == [
        None, "vii"]


@pytest.mark.parametrize("value", [
    {}, {"persons": "x", "shared": 3}, {"persons": {"viii": "computer"}, "shared": [1, None]},
    {"persons": {"viii": [{"what": "computer", "kinds": "desktop", "count": "1"}]}, "apart": []}])
def test_a_rule_of_another_shape_counts_nothing_and_breaks_nothing(book, value):
    hoa = person(book)
    device(book, "desktop", hoa)
    with book.write() as unit:
        unit.create("rule", {"key": "device-norms", "topic": "Định mức", "valid_from": "2026-01-01", "value": value})
    assert norms(book.read(), DAY).cost_vnd == 0
    assert replacement.replacements(book.read(), DAY) == ()
