"""The commune's own names, as an incident may mention them: devices, people, offices, rooms, codes.

Built once from the book (in a worker thread), then asked at every keystroke.
"""
import math
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final

from desktop.services.guides import Guide
from desktop.services.incident_learning import Learned
from desktop.services.incident_speech import GENERIC, POSTS, letters_of, names_said, titles_said, ways_to_say
from desktop.services.incident_wording import Phrasebook, Token, Word, Wording
from protocol.field import JsonValue
from protocol.folding import compact, fold, is_syllable

KINDS_READ: Final = ("site", "office", "person", "device", "system", "incident")
GONE: Final = frozenset({"disposed", "lost", "transferred"})
SHORTEST_SUFFIX: Final = 3

_WHOSE: Final = {"chu tich": "uy ban nhan dan", "pho chu tich": "uy ban nhan dan", "bi thu": "dang uy",
                 "pho bi thu": "dang uy"}
_UNIT_LEADS: Final = re.compile(r"^(?:ubnd|xã|phường|thị trấn|huyện|thành phố|tp|thị xã|hđnd)\s+", re.IGNORECASE)
_LARGER_UNITS: Final = ("thị trấn", "huyện")    # there was one: "nhận từ huyện cũ" needs no name
_NUMBERED: Final = re.compile(r"([a-z]+)0+(\d+)")
_NUMBER: Final = re.compile(r"[a-z]+0*(\d{1,4})")
_FLOOR: Final = re.compile(r"tầng\s+(?:\d+|trệt)", re.IGNORECASE)
_DIGITS: Final = re.compile(r"\d+|[a-z]+")
# What else people call an office of a type, whatever its name in the book.
_CALLED_BY_TYPE: Final[Mapping[str, tuple[str, ...]]] = {
    "service_centre": ("một cửa", "bộ phận một cửa", "hành chính công", "bộ phận tiếp nhận",
                       "tiếp nhận và trả kết quả"),
    "culture_society": ("văn hóa xã hội", "văn hóa", "văn xã"),
    "economy": ("kinh tế",),
    "party_office": ("đảng ủy", "khối đảng"),
    "leadership": ("lãnh đạo", "thường trực"),
    "office": ("văn phòng", "văn phòng ủy ban"),
}
_DUTIES_ALIKE: Final = (
    frozenset({"tư pháp", "hộ tịch", "chứng thực"}), frozenset({"địa chính", "đất đai"}),
    frozenset({"kế toán", "tài chính", "tài chính kế toán"}), frozenset({"người có công", "chính sách", "thương binh"}),
    frozenset({"văn thư", "lưu trữ"}), frozenset({"nông nghiệp và môi trường", "nông nghiệp", "khuyến nông"}),
    frozenset({"cntt", "công nghệ thông tin", "tin học"}), frozenset({"thủ quỹ"}), frozenset({"một cửa"}),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A record of the book: nested fields as `Record.fields` gives them."""
    kind: str
    id: str
    fields: Mapping[str, JsonValue]


@dataclass(frozen=True, slots=True, kw_only=True)
class Device:
    """A device as it is looked for."""
    id: str
    title: str
    kind: str
    office: str
    site: str
    users: frozenset[str]
    custodian: str
    status: str
    code: str
    places: frozenset[str]
    origin: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """A person as spoken of: by tên, by name, by duty or title."""
    id: str
    name: str
    office: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Earlier:
    """An incident that was recorded before."""
    id: str
    title: str
    category: str
    device: str
    detected_at: str


@dataclass(slots=True)
class Lexicon:
    """What the guesser knows of the commune."""
    wording: Wording
    devices: dict[str, Device] = field(default_factory=dict)
    people: dict[str, Person] = field(default_factory=dict)
    offices: dict[str, str] = field(default_factory=dict)
    office_site: dict[str, str] = field(default_factory=dict)
    systems: Phrasebook[str] = field(default_factory=Phrasebook)
    office_names: Phrasebook[str] = field(default_factory=Phrasebook)
    site_names: Phrasebook[str] = field(default_factory=Phrasebook)
    places: Phrasebook[str] = field(default_factory=Phrasebook)
    origins: Phrasebook[str] = field(default_factory=Phrasebook)
    duties: Phrasebook[frozenset[str]] = field(default_factory=Phrasebook)
    posts: Phrasebook[frozenset[str]] = field(default_factory=Phrasebook)
    people_of: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    by_given_name: dict[str, list[tuple[str, tuple[Word, ...]]]] = field(default_factory=lambda: defaultdict(list))
    by_code: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    by_suffix: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    by_number: dict[int, list[str]] = field(default_factory=lambda: defaultdict(list))
    called: Phrasebook[str] = field(default_factory=Phrasebook)
    by_model: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    by_kind: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    by_person: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    by_office: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    by_site: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    by_place: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    by_origin: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    earlier: list[Earlier] = field(default_factory=list)
    earlier_of: dict[str, list[Earlier]] = field(default_factory=lambda: defaultdict(list))
    places_of: dict[str, frozenset[str]] = field(default_factory=dict)
    origin_of: dict[str, str] = field(default_factory=dict)
    past_words: dict[tuple[str, str], dict[str, int]] = field(default_factory=dict)
    guides: tuple[Guide, ...] = ()
    learned: Learned = field(default_factory=Learned)
    _ways: dict[tuple[str, str, str], tuple[set[str], list[Word]]] = field(default_factory=dict)
    _title_words: dict[str, frozenset[str]] = field(default_factory=dict)

    def earlier_words(self, incident: Earlier) -> frozenset[str]:
        """Return the folded words of the title of an earlier incident."""
        return self._title_words.get(incident.id, frozenset())

    def model_weight(self, word: str) -> float:
        """Return how much a word of a model tells: 0.5 where all have it, 4 where one has."""
        return min(4.0, max(0.5, math.log2((len(self.devices) + 1) / len(self.by_model[word])) * 0.6))


def lexicon_of(entries: Iterable[Entry], wording: Wording) -> Lexicon:
    """Return the lexicon of the records of a book; offices and sites may come in any order."""
    made = Lexicon(wording=wording)
    by_kind: dict[str, list[Entry]] = defaultdict(list)
    for entry in entries:
        by_kind[entry.kind].append(entry)
    for entry in by_kind["site"]:
        _learn_site(made, entry)
    for entry in by_kind["office"]:
        _learn_office(made, entry)
    duties: dict[str, set[str]] = defaultdict(set)
    of_other_bodies: dict[str, set[str]] = defaultdict(set)
    posts: dict[str, set[str]] = defaultdict(set)
    for entry in by_kind["person"]:
        _learn_person(made, entry, duties, of_other_bodies)
        _learn_post(made, entry, posts)
    for post, ids in posts.items():
        made.posts.add_words(wording.words(post), frozenset(ids))
    for post, ids in of_other_bodies.items():
        duties.setdefault(post, ids)
    _learn_duties(made, duties)
    for entry in by_kind["device"]:
        _learn_device(made, entry)
    for entry in by_kind["system"]:
        for name in ("name", "short_name"):
            words = wording.words(_text(entry, name))
            made.systems.add_words(words, entry.id)
            for word in words:    # "mimosa", "vilis": a name of its own
                if len(words) > 1 and len(word.letters) > 4 and not word.spelling and not is_syllable(word.letters):
                    made.systems.add_words([word], entry.id)
    for entry in by_kind["incident"]:
        _learn_incident(made, entry)
    made.earlier.sort(key=lambda each: each.detected_at, reverse=True)
    for book in (made.office_names, made.site_names, made.places, made.origins, made.duties, made.systems):
        wording.learn_words(word for word in book.words if len(word) > 1)
    wording.learn_words(word for word in made.by_model if word.isalpha() and len(word) > 3)
    wording.learn_words(word for word in made.by_given_name)
    return made


def _text(entry: Entry, name: str) -> str:
    value = entry.fields.get(name)
    return value if isinstance(value, str) else ""


def _lines(entry: Entry, name: str) -> list[str]:
    value = entry.fields.get(name)
    return [each for each in value if isinstance(each, str)] if isinstance(value, (list, tuple)) else []


def _learn_site(made: Lexicon, entry: Entry) -> None:
    names = [_text(entry, "name")]
    name = names[0]
    if fold(name).startswith("nha van hoa "):
        names.append(" ".join(name.split()[3:]))
    for each in names:
        for words in ways_to_say(each, made.wording):
            if len(words) > 1:
                made.site_names.add_words(words, entry.id)
    _learn_origin(made, _text(entry, "origin_unit"))


def _learn_office(made: Lexicon, entry: Entry) -> None:
    made.offices[entry.id] = _text(entry, "name")
    made.office_site[entry.id] = _text(entry, "site")
    ways: dict[str, list[Word]] = {}
    for name in (_text(entry, "name"), *_lines(entry, "aliases")):
        for words in ways_to_say(name, made.wording):
            ways.setdefault(letters_of(words), words)
    for called in _CALLED_BY_TYPE.get(_text(entry, "type"), ()):
        words = made.wording.words(called)
        ways.setdefault(letters_of(words), words)
    for words in ways.values():
        made.office_names.add_words(words, entry.id)
    _learn_origin(made, _text(entry, "origin_unit"))


def _learn_origin(made: Lexicon, unit: str) -> str:
    """Learn a former unit by its bare name and return its key, "" for none."""
    if unit in made.origin_of:
        return made.origin_of[unit]
    bare = unit
    while _UNIT_LEADS.match(bare):
        bare = _UNIT_LEADS.sub("", bare)
    words = made.wording.words(bare)
    key = letters_of(words)
    if len(words) > 1 and key not in made.by_origin:
        made.by_origin[key] = []
        made.origins.add_words(words, key)
        for lead in _LARGER_UNITS:
            if lead in unit.lower():
                made.origins.add_words(made.wording.words(f"{lead} cũ"), key)
    made.origin_of[unit] = key if len(words) > 1 else ""
    return made.origin_of[unit]


def _learn_person(made: Lexicon, entry: Entry, duties: dict[str, set[str]],
                  of_other_bodies: dict[str, set[str]]) -> None:
    name = _text(entry, "full_name")
    ways = names_said(name)
    if not ways or _text(entry, "status") in ("transferred", "retired"):
        return
    made.people[entry.id] = Person(id=entry.id, name=name, office=_text(entry, "office"))
    for words in ways:
        made.by_given_name[words[-1].letters].append((entry.id, words))
    for duty in _lines(entry, "duties"):
        for words_of_duty in ways_to_say(duty, made.wording):
            duties[" ".join(word.spelling or word.letters for word in words_of_duty)].add(entry.id)
    for words_of_title in titles_said(_text(entry, "title"), made.wording):
        spoken = letters_of(words_of_title)
        # "máy bí thư" is the Party's before the youth union's, "chủ tịch" the people's committee's.
        theirs = _WHOSE.get(spoken, "") in letters_of(made.wording.words(_text(entry, "title")))
        (duties if theirs else of_other_bodies)[
            " ".join(word.spelling or word.letters for word in words_of_title)].add(entry.id)


def _learn_post(made: Lexicon, entry: Entry, posts: dict[str, set[str]]) -> None:
    """Note who holds a post of any body: with the office behind it, "chánh văn phòng đảng ủy" is one person."""
    if entry.id not in made.people:
        return
    made.people_of[_text(entry, "office")].add(entry.id)
    words = made.wording.words(_text(entry, "title"))
    spoken = letters_of(words)
    for post in POSTS:
        if spoken == post or spoken.startswith(post + " "):
            posts[" ".join(word.spelling or word.letters for word in words[:len(post.split())])].add(entry.id)
            break


def _learn_duties(made: Lexicon, duties: dict[str, set[str]]) -> None:
    people: dict[str, set[str]] = {duty: set(ids) for duty, ids in duties.items()}
    for alike in _DUTIES_ALIKE:
        together = set().union(*(duties.get(duty, set()) for duty in alike))
        for duty in alike:
            if together:
                people.setdefault(duty, set()).update(duties.get(duty) or together)
    for duty, ids in people.items():
        made.duties.add_words(made.wording.words(duty), frozenset(ids))


def _learn_device(made: Lexicon, entry: Entry) -> None:
    users = frozenset(_lines(entry, "users"))
    code = _text(entry, "asset_code")
    office = _text(entry, "office")
    keys = _learn_places(made, _text(entry, "location"))
    for key in keys:
        made.by_place[key].append(entry.id)
    origin = _learn_origin(made, _text(entry, "origin_unit"))
    device = Device(
        id=entry.id, title=" ".join(filter(None, (_text(entry, "name"), code))), kind=_text(entry, "kind"),
        office=office, site=_text(entry, "site") or made.office_site.get(office, ""), users=users,
        custodian=_text(entry, "custodian"), status=_text(entry, "status"), code=code, places=keys,
        origin=origin)
    made.devices[device.id] = device
    made.by_kind[device.kind].append(device.id)
    for person in users | ({device.custodian} - {""}):
        made.by_person[person].append(device.id)
    made.by_office[office].append(device.id)
    made.by_site[device.site].append(device.id)
    if origin:
        made.by_origin[origin].append(device.id)
    _learn_codes(made, entry, device)
    models, called = _ways_of_a_device(made, entry)
    for word in models:
        made.by_model[word].append(device.id)
    made.called.add_words(called, device.id)


def _ways_of_a_device(made: Lexicon, entry: Entry) -> tuple[set[str], list[Word]]:
    """Return the words of its model, and how it is called; many devices of a book are alike."""
    said = (_text(entry, "name"), _text(entry, "maker"), _text(entry, "model"))
    known = made._ways.get(said)
    if known is None:
        models = _model_words(entry)
        known = made._ways[said] = models, _called(made, said[0], models)
    return known


def _called(made: Lexicon, name: str, models: set[str]) -> list[Word]:
    """Return what the name says beside kind and model: "máy in kim", "máy tính quầy 2"."""
    words = made.wording.words(name)
    tokens = [Token(readings=(word,), raw=word.letters) for word in words]
    kinds = [each.places for each in made.wording.devices.find(tokens) if each.is_whole]
    longest = max((len(places) for places in kinds if not places[0]), default=0)
    rest = []
    for at in range(longest, len(words)):
        if words[at].letters in models or any(at in places for places in kinds):
            break
        rest.append(words[at])
    return rest if longest else []


def _learn_places(made: Lexicon, location: str) -> frozenset[str]:
    """Return the keys of a location: each part of it, its floor, and its room without "phòng"."""
    known = made.places_of.get(location)
    if known is not None:
        return known
    parts = [part.strip() for part in re.split(r"[,;]", location) if part.strip()]
    keys: set[str] = set()
    floors = [found[0] for found in _FLOOR.finditer(location)]
    bare = [_FLOOR.sub("", part).strip() for part in parts]    # "Phòng họp tầng 2" is "phòng họp", too
    for part in dict.fromkeys((*parts, *bare, *floors)):
        for words in (made.wording.words(part), *ways_to_say(part, made.wording)):
            key = letters_of(words)
            if key and key not in GENERIC and (len(words) > 1 or not key.isdigit()):
                if key not in made.by_place:
                    made.places.add_words(words, key)
                    made.by_place[key] = []
                keys.add(key)
    made.places_of[location] = frozenset(keys)
    return made.places_of[location]


def _learn_codes(made: Lexicon, entry: Entry, device: Device) -> None:
    for name in ("asset_code", "old_asset_code", "serial"):
        whole = compact(_text(entry, name))
        if len(whole) < SHORTEST_SUFFIX:
            continue
        number = _NUMBER.fullmatch(whole) if name == "asset_code" else None
        if number:
            made.by_number[int(number[1])].append(device.id)    # máy 14 is PC-014, or MT14
        made.by_code[whole].append(device.id)
        numbered = _NUMBERED.fullmatch(whole)
        if numbered and len(numbered[1] + numbered[2]) >= SHORTEST_SUFFIX:
            made.by_code[numbered[1] + numbered[2]].append(device.id)    # pc 21 is PC-021
        shortest = SHORTEST_SUFFIX if name != "serial" else 4
        for size in range(shortest, len(whole)):
            made.by_suffix[whole[-size:]].append(device.id)
    without_zeros = compact(device.code).lstrip("0")
    if len(without_zeros) >= SHORTEST_SUFFIX and without_zeros != compact(device.code):
        made.by_suffix[without_zeros].append(device.id)


def _model_words(entry: Entry) -> set[str]:
    """Return the words of maker and model: LBP2900 is also lbp and 2900. Vietnamese words are left out."""
    known: set[str] = set()
    for name in ("name", "maker", "model"):
        for piece in re.findall(r"[^\W_]+(?:-[^\W_]+)*", _text(entry, name)):
            folded = fold(piece)
            told = name != "name" or not is_syllable(folded)    # "tra cứu" in a name is no model
            if told and (piece.isascii() or any(letter.isdigit() for letter in folded)):
                known.update((*folded.split(), folded.replace(" ", ""), *_DIGITS.findall(folded)))
    plain = {"may", "in", "quay", "tang", "wi", "fi", "wifi", "bo", "phat", "ban", "tinh", "camera", "switch", "scan",
             "router", "modem", "photocopy", "kiosk", "loa", "micro", "ti", "vi", "tv", "ups", "laptop", "pc",
             "usb", "led", "scanner", "printer", "server", "man", "hinh", "desktop", "cho", "cao", "con",
             "cu", "lan", "token"}
    return {word for word in known if word not in plain and (len(word) > 1 and not (word.isdigit() and len(word) < 3))}


def _learn_incident(made: Lexicon, entry: Entry) -> None:
    earlier = Earlier(id=entry.id, title=_text(entry, "title"), category=_text(entry, "category"),
                      device=_text(entry, "device"), detected_at=_text(entry, "detected_at"))
    made.earlier.append(earlier)
    if earlier.device:
        made.earlier_of[earlier.device].append(earlier)
    letters = [word.letters for word in made.wording.words(earlier.title)]
    made._title_words[earlier.id] = frozenset(each for each in letters if len(each) > 1)
    if not earlier.category:
        return
    for pair in zip(letters, letters[1:], strict=False):
        counts = made.past_words.setdefault(pair, {})
        counts[earlier.category] = counts.get(earlier.category, 0) + 1
