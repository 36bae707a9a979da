"""Vietnamese text: searched without accents, sorted as in the dictionary, names by tên."""
import random
import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from protocol import folding
from protocol.folding import compact, fold, index_words, name_parts, name_sort_key, sort_key, suffixes, telex_variant

VIETNAMESE = "aàáảãạăằắẳẵặâầấẩẫậbcdđeèéẻẽẹêềếểễệghiìíỉĩịklmnoòóỏõọôồốổỗộơờớởỡợpqrstuùúủũụưừứửữựvxyỳýỷỹỵ"
vietnamese_text = st.text(alphabet=VIETNAMESE + VIETNAMESE.upper() + " -’'0123456789", max_size=40)


@pytest.mark.parametrize(("typed", "stored"), [
    ("dang thi thuy", "Đặng Thị Thủy"), ("DANG THI THUY", "Đặng  Thị\u00a0Thuỷ"), ("hoa binh", "Hòa Bình"),
    ("hoa binh", "Hoà-Bình"), ("ea hleo", "Ea H’Leo"), ("benh vien", "Bệnh viện"), ("doan", "Ðoàn"),
    ("wi fi", "Wi‑Fi"), ("may in m2", "Máy in m²"), ("pc 014", "ＰＣ－０１４"),
])
def test_what_is_typed_finds_what_is_stored(typed, stored):
    assert fold(stored) == fold(typed) == typed.lower()


@given(st.text(max_size=40))
@example("İstanbul ǰ ΐ ŉ ß ﬁ ½ ㎏ Å")
@example("\u1f82\u0345")
def test_folding_twice_changes_nothing(text):
    assert fold(fold(text)) == fold(text)


@given(st.text(max_size=40))
def test_folding_is_the_same_for_every_normal_form(text):
    assert fold(unicodedata.normalize("NFD", text)) == fold(unicodedata.normalize("NFC", text))


@given(vietnamese_text)
def test_the_quick_way_and_the_thorough_way_agree(text):
    assert fold(text) == " ".join(folding._thorough(text).split())
    assert fold(text).isascii()


@given(vietnamese_text)
def test_stored_text_is_never_changed_by_compatibility(text):
    assert folding.nfc("m² ½ ﬁ " + text) == unicodedata.normalize("NFC", "m² ½ ﬁ " + text)


def test_the_alphabet_has_its_own_order():
    right = ["An", "Anh", "Ánh", "Ăn", "Ân", "da", "dà", "dả", "dã", "dá", "dạ", "dă", "dâ", "đa", "đà"]
    mixed = right[:]
    random.Random(7).shuffle(mixed)
    assert folding.in_order(mixed) == right
    assert sorted(mixed, key=sort_key) != sorted(mixed)    # code points are wrong


def test_words_are_compared_before_letters_and_foreign_letters_have_a_place():
    right = ["An Bình", "An Phú", "Anh Đào", "Fax", "Giang", "Jun", "Wi-Fi", "Xuân"]
    assert folding.in_order(reversed(right)) == right


@given(vietnamese_text)
def test_the_sort_key_ignores_normal_form_and_capitals(text):
    assert sort_key(unicodedata.normalize("NFD", text)) == sort_key(text.upper()) == sort_key(text)


@given(vietnamese_text, vietnamese_text)
def test_tones_only_break_ties(one, other):
    def bare(text):
        spread = unicodedata.normalize("NFD", text)
        return unicodedata.normalize("NFC", "".join(letter for letter in spread if letter not in folding._TONES))
    if sort_key(bare(one)) < sort_key(bare(other)):
        assert sort_key(one) < sort_key(other)


def test_both_spellings_of_a_tone_sort_together():
    assert sort_key("Hòa") == sort_key("Hoà") and sort_key("Thủy") == sort_key("Thuỷ")


def test_names_stand_by_ten_then_ho_then_dem():
    right = ["Lê Văn An", "Nguyễn Thị An", "Nguyễn Văn An", "Bùi Ánh", "Đặng Bình", "Hoa", "Lê Thị Hoa",
             "Lê Hòa", "Vi Thị Lan", "Phạm Ý"]
    mixed = right[:]
    random.Random(3).shuffle(mixed)
    assert sorted(mixed, key=name_sort_key) == right


def test_a_name_is_one_field_in_three_parts():
    assert name_parts("Nguyễn Thị Minh Khai") == ("Nguyễn", "Thị Minh", "Khai")
    assert name_parts("Pó (hợp đồng)") == ("", "", "Pó")
    assert name_parts("  ") == ("", "", "")
    assert name_parts("(chưa rõ)")[2]


def test_a_code_is_found_by_its_end():
    assert "014" in suffixes("PC-014") and "pc014" in suffixes("PC-014")
    assert suffixes("7") == ["7"] and suffixes("--") == []
    assert "3f2a" in suffixes("AA:BB:CC:DD:3F:2A")


def test_a_hyphened_word_is_found_joined():
    assert "wifi" in index_words("Bộ phát Wi-Fi") and "fi" in index_words("Bộ phát Wi-Fi")
    assert compact("Wi-Fi") == "wifi"


@pytest.mark.parametrize(("keys", "word"), [
    ("maays", "may"), ("maasy", "may"), ("ddang", "dang"), ("ddieenj", "dien"), ("duowcj", "duoc"),
    ("nguwowif", "nguoi"), ("truwowngf", "truong"), ("chuwx", "chu"), ("may61", "may"), ("d9uo7c", "duoc"),
    ("khoong", "khong"), ("hoongr", "hong"),
])
def test_telex_and_vni_leftovers_are_read(keys, word):
    assert telex_variant(keys) == word


@pytest.mark.parametrize("word", ["scan", "window", "excel", "wifi", "admin", "reset", "hp400", "pc014", "in", "may"])
def test_words_that_are_no_telex_stay(word):
    assert telex_variant(word) == word
