"""The same sentences in other hands: without marks, in Telex or VNI keys, two letters swapped, in capitals."""
import random
import unicodedata
from collections.abc import Callable

import pytest

from desktop.services.incident_entry import Guesser
from protocol.folding import fold
from tests.services.incident_trial import SETS, lexicon, read_sentences

TELEX = {"\u0300": "f", "\u0309": "r", "\u0303": "x", "\u0301": "s", "\u0323": "j"}
VNI = {"\u0300": "2", "\u0309": "3", "\u0303": "4", "\u0301": "1", "\u0323": "5"}
HATS_OF_VNI = {"\u0302": "6", "\u0306": "8", "\u031b": "7"}


def keys(text: str, *, vni: bool) -> str:
    """Return what the keyboard gives while the program that makes the marks is off."""
    return " ".join(_keys_of(word, vni=vni) for word in text.split())


def _keys_of(word: str, *, vni: bool) -> str:
    made, tone = "", ""
    for letter in unicodedata.normalize("NFD", word.replace("Đ", "đ")):
        if letter in TELEX:
            tone = (VNI if vni else TELEX)[letter]
        elif letter in HATS_OF_VNI:
            made += HATS_OF_VNI[letter] if vni else made[-1] if letter == "\u0302" else "w"
        else:
            made += ("d9" if vni else "dd") if letter == "đ" else letter
    return made + tone


def swapped(text: str) -> str:
    """Return the text with two letters of one longer word swapped."""
    words, draw = text.split(), random.Random(text)
    long = [at for at, word in enumerate(words) if len(word) > 3 and word.isalpha()]
    if long:
        at = draw.choice(long)
        place = draw.randrange(len(words[at]) - 1)
        word = words[at]
        words[at] = word[:place] + word[place + 1] + word[place] + word[place + 2:]
    return " ".join(words)


@pytest.fixture(scope="module")
def said():
    return [(Guesser(lexicon(path)), read_sentences(path)) for paths in SETS.values() for path in paths]


@pytest.mark.parametrize("hand", [
    fold, lambda text: keys(text, vni=False), lambda text: keys(text, vni=True), swapped, str.upper],
    ids=["plain", "telex", "vni", "swapped", "capitals"])
def test_every_set_is_understood_in_every_hand(said, hand: Callable[[str], str]):
    right = whole = found = named = needless = 0
    for guesser, sentences in said:
        for each in sentences:
            guess = guesser.guess(hand(each.text))
            whole, right = whole + 1, right + (guess.category == each.category)
            named, found = named + bool(each.device), found + (bool(each.device) and guess.device == each.device)
            needless += not each.device and guess.device is not None
    assert right / whole >= 0.95
    assert found / named >= 0.93
    assert needless / (whole - named) <= 0.05
