"""How often words stand in lines of each category: a weight beside the signs, never a voice of its own."""
import pytest

from desktop.services import incident_habits
from desktop.services.incident_entry import Guesser
from desktop.services.incident_habits import Habits, count, keys_of, shipped
from desktop.services.incident_lexicon import lexicon_of
from desktop.services.incident_wording import shipped_wording
from tests.services.incident_trial import SETS, habits_of, try_out_set


def _keys(text: str) -> set[str]:
    return keys_of(shipped_wording().read(text))


def test_the_file_says_what_the_sentences_say():
    assert incident_habits.written(habits_of(SETS)) == incident_habits.written(shipped()), \
        "count them again: python -m tests.services.incident_trial habits"


def test_what_stood_in_lines_of_one_category_leans_to_it():
    habits = count([(_keys("giấy kẹt trong khay"), "may_in_quet"), (_keys("khay giấy hỏng"), "may_in_quet"),
                    (_keys("mất mạng"), "mang"), (_keys("mạng chậm"), "mang")])
    gained = habits.lean(shipped_wording().read("khay giay"))
    assert max(gained, key=gained.__getitem__) == "may_in_quet" and sum(gained.values()) <= 4.01
    assert habits.lean(shipped_wording().read("con mèo")) == {}


def test_numbers_codes_and_names_say_nothing():
    tokens = shipped_wording().read("pc014 chị Hoa 12")
    assert keys_of(tokens, without={2}) == {"chi"}


@pytest.mark.parametrize("line", ["họp phụ huynh", "xin chào", "cần mua thêm ghế", "asdfghjkl", "trời đẹp"])
def test_what_is_no_incident_gets_no_category_from_them(line):
    book = lexicon_of([], shipped_wording())
    if Guesser(book, Habits()).guess(line).category is None:
        assert Guesser(book).guess(line).category is None


def test_without_the_file_the_signs_alone_still_suffice():
    outcome = try_out_set("ninth", habits=Habits())
    assert outcome.category >= 0.90 and outcome.device >= 0.85 and outcome.needless <= 0.05
