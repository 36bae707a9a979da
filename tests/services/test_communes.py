"""The offline list of communes: complete, and found as people type."""
import unicodedata

import pytest

from desktop.services.communes import SAMPLE, CommuneList


@pytest.fixture(scope="module")
def communes() -> CommuneList:
    return CommuneList()


def test_the_list_has_every_province_and_commune(communes):
    everything = communes.all()
    assert len(everything) == 3_321
    assert len({commune.code for commune in everything}) == 3_321
    assert len(communes.provinces()) == 34
    thanh_hoa = [commune for commune in everything if commune.province_code == "38"]
    assert sorted((kind, sum(c.kind == kind for c in thanh_hoa)) for kind in ("Xã", "Phường")) == [
        ("Phường", 19), ("Xã", 147)]


def test_codes_are_five_digits_and_names_are_composed(communes):
    for commune in communes.all():
        assert len(commune.code) == 5 and commune.code.isdigit()
        assert len(commune.province_code) == 2
        assert unicodedata.is_normalized("NFC", commune.full_name + commune.province)
        assert "  " not in commune.full_name


def test_the_sample_commune_is_there_but_not_in_the_countrys_list(communes):
    assert communes.get("00000") == SAMPLE
    assert SAMPLE.full_name == "Xã Mẫu"
    assert SAMPLE not in communes.all()
    assert "Xã Mẫu Thượng" in communes.former_names("00000")


def test_a_commune_is_found_without_accents(communes):
    assert communes.find("quang binh", province="38")[0].full_name == "Xã Quảng Bình"
    assert communes.find("dien bien phu")[0].full_name == "Phường Điện Biên Phủ"
    assert communes.find("xa mau")[0] == SAMPLE


def test_a_former_name_leads_to_todays_commune(communes):
    found = communes.find("cua dong")
    assert {"Ba Đình", "Hoàn Kiếm"} <= {commune.name for commune in found}
    assert communes.find("mau thuong")[0] == SAMPLE


def test_an_exact_name_of_today_comes_before_a_former_one(communes):
    assert communes.find("Đông Tiến", province="38")[0].full_name in ("Phường Đông Tiến", "Xã Đồng Tiến")
    assert communes.find("hac thanh")[0].full_name == "Phường Hạc Thành"


def test_nothing_typed_finds_nothing(communes):
    assert communes.find("  ") == []
    assert communes.search_text("99999") == ""


def test_words_of_two_former_communes_together_find_nothing(communes):
    assert SAMPLE not in communes.find("thuong pho mau thi tran ha")
    assert SAMPLE in communes.find("mau ha huyen mau", province="00")
