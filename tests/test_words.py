"""Every word has its Vietnamese, says the same things, and keeps to the house's vocabulary."""
import re
from string import Formatter

import pytest
from babel.messages.catalog import Catalog, Message

from desktop import language, paths
from i18n import words

FORBIDDEN = ("Trùng sửa", "Ghi sự cố", "Bản kia", "Cổng mạng LAN", "Mức sẵn sàng", "Hàng đợi")
NOT_OURS = re.compile(r"\b(bạn|hãy|vui lòng|xin lỗi|rất tiếc)\b", re.IGNORECASE)
QT_PLACE = re.compile(r"%(?:L?\d|n)")


@pytest.fixture(scope="module")
def catalogue() -> Catalog:
    return words.known()


def both(message: Message) -> tuple[list[str], str]:
    """Return the English forms and the Vietnamese text of a message."""
    english = list(message.id) if isinstance(message.id, (tuple, list)) else [message.id]
    text = message.string
    return english, text[0] if isinstance(text, (tuple, list)) else text


def messages(catalogue: Catalog) -> list[tuple[list[str], str]]:
    return [both(message) for message in catalogue if message.id]


def fields(text: str) -> set[str]:
    """Return the {names} and %1 of a text."""
    return {name for _, name, _, _ in Formatter().parse(text) if name} | set(QT_PLACE.findall(text))


def complaint(english: list[str], vietnamese: str) -> str:
    """Return what is wrong with a translation, "" when nothing is."""
    if not vietnamese:
        return "has no Vietnamese"
    if fields(vietnamese) != fields(english[-1]):
        return f"names other things: {vietnamese!r}"
    if any(word.casefold() in vietnamese.casefold() for word in FORBIDDEN):
        return f"uses a word we do not use: {vietnamese!r}"
    if "PIN" in vietnamese and "PIN" not in english[0]:
        return f"says PIN, which belongs to the token: {vietnamese!r}"
    if "!" in vietnamese or NOT_OURS.search(vietnamese):
        return f"addresses somebody: {vietnamese!r}"
    if vietnamese != vietnamese.strip() and english[0] == english[0].strip():
        return f"has blanks around it: {vietnamese!r}"
    return ""


def test_the_catalogue_holds_the_words_of_the_code(catalogue):
    in_code = {(message.context or "", both(message)[0][0]) for message in words.gathered() if message.id}
    kept = {(message.context or "", both(message)[0][0]) for message in catalogue if message.id}
    assert in_code - kept == set(), "run python3 dev.py words"


def test_every_word_has_good_vietnamese(catalogue):
    assert [f"{english[0]!r} {why}" for english, vietnamese in messages(catalogue)
            if (why := complaint(english, vietnamese))] == []


def test_a_field_of_the_english_stands_in_the_vietnamese(catalogue):
    """A tr() with values would raise at the user otherwise; {n} of a singular may be missing."""
    for english, _vietnamese in messages(catalogue):
        assert fields(english[0]) <= fields(english[-1]), english


@pytest.mark.parametrize(("english", "vietnamese"), [
    (["Save"], ""),
    (["Sent at {time}"], "Đã gửi"),
    (["Sent"], "Đã gửi lúc {time}"),
    (["%1 is gone"], "Không còn"),
    (["Report an incident"], "Ghi sự cố"),
    (["Waiting"], "Trong hàng đợi"),
    (["Opening code"], "Mã PIN"),
    (["Done"], "Xong!"),
    (["Type here"], "Bạn gõ ở đây"),
    (["Save"], "Lưu "),
])
def test_bad_words_are_caught(english, vietnamese):
    assert complaint(english, vietnamese)


@pytest.mark.parametrize(("english", "vietnamese"), [
    (["Save"], "Lưu"),
    (["{n} item", "{n} items"], "{n} mục"),
    (["The PIN of the token is locked"], "Mã PIN của token bị khóa"),
])
def test_good_words_are_let_through(english, vietnamese):
    assert complaint(english, vietnamese) == ""


def test_labels_are_translated_in_their_context():
    words.compile_all()
    assert language.trc("site.type", "School") == "Trường học"
    assert language.trc("site.type", "Nothing of the kind") == "Nothing of the kind"
    language.install("en")
    assert language.trc("site.type", "School") == "School"


def test_a_missing_catalogue_shows_english_and_does_not_crash(monkeypatch, tmp_path):
    monkeypatch.setattr(paths, "catalogues", lambda: tmp_path)
    monkeypatch.setattr(language, "_catalogues", {})
    assert language.tr("Save {what}", what="{all}") == "Save {all}"
    assert language.trn("{n} item", "{n} items", 3) == "3 items"
    assert language.trc("device", "Name") == "Name"
    assert language.tr("") == ""
