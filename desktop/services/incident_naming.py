"""Who and what a sentence names: people, offices, rooms, former units, codes, kinds of device."""
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, TypeVar

from desktop.services.incident_lexicon import SHORTEST_SUFFIX, Lexicon
from desktop.services.incident_wording import Called, Found, Token, same_marks
from protocol.folding import is_syllable

T = TypeVar("T")

_HONORIFICS: Final = frozenset({
    "anh", "a", "chi", "c", "ong", "ba", "co", "chu", "bac", "em", "e", "sep", "thay", "di", "cau", "o", "me", "dc",
    "chau"})
_ALSO_WORDS: Final = frozenset({"co", "c", "o", "e", "di", "me", "dc", "cau", "a"})    # có, ở, được …
_MYSELF: Final = frozenset({"e", "em", "chau"})
_OWNERS: Final = frozenset({"cua", "ben", "cho", "may", "tinh", "laptop", "in", "hinh", "tay", "quet", "ban"})
# Names that are everyday words when typed without marks: they ask for "anh" or "chị" before them.
_EVERYDAY: Final = frozenset({
    "in", "may", "di", "y", "an", "mai", "lan", "nam", "hien", "tien", "dat", "thanh", "viet", "anh", "ha", "tam",
    "thao", "manh", "khoa", "mang", "do", "dao", "hoi", "tuong", "ban", "quyen", "cho", "am", "uoc", "phu", "kien",
    "tinh", "dien", "bao", "van", "thu", "ket", "loi", "hong", "chu", "ky", "so", "hop", "ve", "vao", "ra", "len",
    "xuan", "quy", "hoa", "huong", "trang", "the", "phuong", "xa", "tai", "sang", "chieu", "toan", "chin", "chien",
    "luc", "le", "ly", "nhan", "trong", "truong", "cong", "dung", "hung", "quang", "long", "duc", "dang", "thong",
    "my", "nguyen", "hai", "ba", "tu", "sau", "bay", "muoi", "khi", "la", "bi", "co", "nga", "sua", "chua", "lam",
    "moi", "ngan", "sac", "khang", "quet", "scan", "binh", "cham", "treo", "sam", "set", "giay", "muc", "lo"})
_COUNTED: Final = frozenset({"lan", "ngay", "hom", "thang", "nguoi", "tuan", "gio", "phim", "cai", "may"})
# After "máy 2", "in 3": so many of something, no number of a device.
_UNITS: Final = frozenset({
    "lan", "ngay", "hom", "thang", "nguoi", "tuan", "gio", "phut", "giay", "nam", "tieng", "mat", "trang", "to", "ban",
    "cai", "chiec", "may", "con", "cay", "bo", "dong", "tr", "k", "gb", "g", "mb", "tb", "inch", "nhan", "phim", "cong",
    "ho", "so", "den", "cua", "ky", "xa", "buoi", "dua", "chi", "anh"})
_PLACES: Final = frozenset({"phong", "tang", "quay", "lau", "so", "khu", "pho", "vuc", "ban", "thon", "to", "cua",
                            "cong", "tru"})
_AN_O: Final = re.compile(r"o(?=\d)|(?<=\d)o")    # "pc o33"
_CALLS: Final = frozenset({"alo", "lo", "gui", "nho", "chao"})
_ASKED: Final = frozenset({"kiem", "xem", "sua", "giup", "coi", "qua", "ho", "sang"})    # "anh Pó xem giúp"
_SAYS: Final = frozenset({"bao", "noi", "keu", "than", "nho", "goi", "hoi"})
_MANY: Final = frozenset({"cac", "nhieu", "nhung", "hai", "ba", "bon", "nam", "loat", "vai"})


@dataclass(frozen=True, slots=True)
class Mention:
    """One or several records (alternatives) that some places of the sentence name."""
    ids: frozenset[str]
    places: tuple[int, ...]
    weight: float = 1.0


@dataclass(frozen=True, slots=True)
class KindMention:
    """A kind of device as it is called. `many`: the speaker means several, so none in particular."""
    called: Called
    places: tuple[int, ...]
    many: bool


@dataclass(slots=True)
class Named:
    """What a sentence names."""
    kinds: list[KindMention] = field(default_factory=list)
    people: list[Mention] = field(default_factory=list)
    duties: list[Mention] = field(default_factory=list)
    offices: list[Mention] = field(default_factory=list)
    sites: list[Mention] = field(default_factory=list)
    rooms: list[Mention] = field(default_factory=list)
    origins: list[Mention] = field(default_factory=list)
    systems: list[str] = field(default_factory=list)
    system_named: bool = False    # by a word of its own, not "đất đai"
    codes: dict[str, float] = field(default_factory=dict)
    called: dict[str, float] = field(default_factory=dict)
    models: dict[str, float] = field(default_factory=dict)
    taken: set[int] = field(default_factory=set)

    @property
    def says_where(self) -> bool:
        """Return whether a person, an office or a place is named."""
        return bool(self.people or self.duties or self.offices or self.sites or self.rooms or self.origins)

    @property
    def many(self) -> bool:
        """Return whether every kind of device that is named is named in the plural."""
        return bool(self.kinds) and all(each.many for each in self.kinds)

    def nearest_kind(self) -> KindMention | None:
        """Return the kind that stands right before who or where, if any does: of "màn hình máy chị Hiền" the máy."""
        starts = [each.places[0] for group in (self.people, self.duties, self.offices, self.rooms) for each in group]
        before = [(start - kind.places[-1], at, kind) for start in starts for at, kind in enumerate(self.kinds)
                  if 0 < start - kind.places[-1] <= 3]
        if before:
            return min(before, key=lambda each: each[:2])[2]
        return None


def names_in(tokens: Sequence[Token], lexicon: Lexicon) -> Named:
    """Return what the sentence names."""
    named = Named()
    _kinds(tokens, lexicon, named)
    _units(tokens, lexicon, named)
    _posts_of_offices(lexicon, tokens, named)
    _codes(tokens, lexicon, named)
    _numbers(tokens, lexicon, named)
    _called(tokens, lexicon, named)
    _people(tokens, lexicon, named)
    named.people = [each for each in named.people if not _is_called_upon(tokens, each.places)]
    _models(tokens, lexicon, named)
    return named


def longest(found: Iterable[Found[T]]) -> list[Found[T]]:
    """Return the expressions that no longer whole one contains."""
    kept: list[Found[T]] = []
    for each in sorted(found, key=lambda one: -len(one.places)):
        inside = set(each.places)
        if not any(other.is_whole and inside < set(other.places) for other in kept):
            kept.append(each)
    return sorted(kept, key=lambda one: one.places)


def _kinds(tokens: Sequence[Token], lexicon: Lexicon, named: Named) -> None:
    for each in longest(lexicon.wording.devices.find(tokens)):
        first, last = each.places[0], each.places[-1]
        after = tokens[last + 1].letters if last + 1 < len(tokens) else ""
        if tokens[first].raw.isascii() and each.meaning.loose and after in _COUNTED:
            continue    # "may lan" is mấy lần
        many = (first > 0 and _says_many(tokens, first - 1)) or after in ("nao", "khac")
        named.kinds.append(KindMention(called=each.meaning, places=each.places, many=many))


def _says_many(tokens: Sequence[Token], at: int) -> bool:
    token = tokens[at]
    if token.letters == "may":
        return token.raw == "mấy"
    if token.letters.isdigit():
        of_a_place = at and tokens[at - 1].letters in _PLACES    # "quầy 2 máy tính bị treo"
        return 2 <= int(token.letters) <= 99 and not of_a_place
    return token.letters in _MANY and token.raw != "bà"


def _units(tokens: Sequence[Token], lexicon: Lexicon, named: Named) -> None:
    """Offices, duties, sites, rooms, former units; a longer name hides the shorter ones in it."""
    groups = ((lexicon.office_names, "office"), (lexicon.duties, "duty"), (lexicon.site_names, "site"),
              (lexicon.places, "room"), (lexicon.origins, "origin"), (lexicon.systems, "system"))
    found = [(each.places, group, each.meaning) for book, group in groups for each in book.find(tokens)]
    whole = [(set(places), group) for places, group, _ in found]
    means_nothing = [set(each.places) for each in lexicon.wording.signs.find(tokens)
                     if each.meaning.target == "-" and each.is_whole]
    for places, group, meaning in found:
        inside = set(places)
        # "máy của xã Mẫu Hạ cũ" came from there, though a building bears the name as well.
        if any(inside < other and not (group == "origin" and theirs == "site") for other, theirs in whole):
            continue
        if _inside_a_kind(inside, named) or any(inside < other for other in means_nothing):
            continue
        if group == "duty" and places[0] and tokens[places[0] - 1].letters == "pho":
            continue    # "phó bí thư" is not the secretary, even where nobody has that post
        ids = meaning if isinstance(meaning, frozenset) else frozenset({meaning})
        mention = Mention(ids=ids, places=places)
        if group == "system":
            named.systems.extend(ids)
            named.system_named |= not all(is_syllable(tokens[place].letters) for place in places)
        else:
            {"office": named.offices, "duty": named.duties, "site": named.sites, "room": named.rooms,
             "origin": named.origins}[group].append(mention)
            named.taken.update(inside)
    named.offices = _joined(named.offices)
    named.rooms = _joined(named.rooms)


def _posts_of_offices(lexicon: Lexicon, tokens: Sequence[Token], named: Named) -> None:
    """"chủ tịch mặt trận", "kế toán văn phòng": a post or a duty and the office behind it name one person."""
    leads = [(each.places, each.meaning) for each in lexicon.posts.find(tokens)]
    leads += [(each.places, each.ids) for each in named.duties]
    for lead, who in leads:
        for unit in (*named.duties, *named.offices):
            if unit.places[0] != lead[-1] + 1:
                continue
            people = who & (unit.ids | {person for office in unit.ids for person in lexicon.people_of.get(office, ())})
            if not people:
                continue
            places = (*lead, *unit.places)
            inside = set(places)
            named.duties = [each for each in named.duties if not set(each.places) <= inside]
            named.offices = [each for each in named.offices if not set(each.places) <= inside]
            named.duties.append(Mention(ids=frozenset(people), places=places, weight=1.2))
            named.taken.update(inside)
            break


def _inside_a_kind(places: set[int], named: Named) -> bool:
    return any(places <= set(kind.places) for kind in named.kinds)


def _joined(mentions: list[Mention]) -> list[Mention]:
    """Return one mention for those at the same places: two offices of one alias are alternatives."""
    by_places: dict[tuple[int, ...], frozenset[str]] = {}
    for each in mentions:
        by_places[each.places] = by_places.get(each.places, frozenset()) | each.ids
    return [Mention(ids=ids, places=places) for places, ids in by_places.items()]


def _codes(tokens: Sequence[Token], lexicon: Lexicon, named: Named) -> None:
    """Asset codes and serials, whole or by their end."""
    compacts = [token.raw.replace(" ", "") for token in tokens]
    for size in (3, 2, 1):
        for at in range(len(tokens) - size + 1):
            places = range(at, at + size)
            if named.taken & set(places) and size == 1:
                continue
            joined = "".join(compacts[at:at + size])
            if not any(letter.isdigit() for letter in joined) or len(joined) < SHORTEST_SUFFIX:
                continue
            if joined not in lexicon.by_code:
                joined = _AN_O.sub("0", joined)
            for device in lexicon.by_code.get(joined, ()):
                named.codes[device] = 12.0
            if joined in lexicon.by_code:
                named.taken.update(places)
    if named.codes:
        return
    for at, token in enumerate(tokens):
        if at in named.taken or not token.raw or token.raw not in lexicon.by_suffix or not token.raw[-1].isdigit():
            continue
        before = tokens[at - 1].letters if at else ""
        digits = token.raw.isdigit()
        named_so = before in ("ma", "so", "sn", "seri", "serial", "ri") or (
            any(at - 1 == kind.places[-1] for kind in named.kinds) and token.raw not in lexicon.by_model)
        if before in ("phong", "tang", "quay") or (digits and not named_so):
            continue
        if named_so or len(token.raw) >= 5:
            for device in lexicon.by_suffix[token.raw]:
                named.codes[device] = 6.0
            named.taken.add(at)


def _numbers(tokens: Sequence[Token], lexicon: Lexicon, named: Named) -> None:
    """"máy 14", "máy in số 3": the one device of that kind whose code ends so."""
    if named.codes:
        return
    for at, token in enumerate(tokens):
        if at in named.taken or not token.raw.isdigit() or len(token.raw) > 4 or token.raw in lexicon.by_model:
            continue
        lead = at - 2 if at > 1 and tokens[at - 1].letters == "so" else at - 1
        kind = next((each for each in named.kinds if each.places[-1] == lead and not each.many), None)
        after = tokens[at + 1].letters if at + 1 < len(tokens) else ""
        if kind is None or (lead == at - 1 and after in _UNITS):
            continue
        there = [each for each in lexicon.by_number.get(int(token.raw), ())
                 if lexicon.devices[each].kind in kind.called.kinds]
        if len(there) == 1:
            named.codes[there[0]] = 6.0
            named.taken.add(at)


def _called(tokens: Sequence[Token], lexicon: Lexicon, named: Named) -> None:
    """What a device is called in the book, right behind its kind: "máy in kim", "máy tính quầy 2"."""
    ends = {kind.places[-1] for kind in named.kinds if not kind.many}
    for each in lexicon.called.find(tokens):
        if each.places[0] - 1 in ends:
            named.called[each.meaning] = max(named.called.get(each.meaning, 0.0), 1.5 + 0.5 * len(each.places))


def _people(tokens: Sequence[Token], lexicon: Lexicon, named: Named) -> None:
    accented = sum(not token.raw.isascii() for token in tokens) * 3 >= len(tokens)
    for at, token in enumerate(tokens):
        best: dict[str, int] = {}
        spelt: dict[str, str] = {}
        for letters in token.all_letters:
            for person, words in lexicon.by_given_name.get(letters, ()):
                matched = 0
                while matched < min(len(words), at + 1) and tokens[at - matched].reads(words[-1 - matched]):
                    matched += 1
                if matched > best.get(person, 0):
                    best[person] = matched
                    spelt[person] = words[-1].spelling
        if not best and at and tokens[at - 1].letters in _HONORIFICS and not token.raw.isascii():
            # "anh Khăng": right letters, wrong marks, but somebody is meant.
            best = {person: 1 for person, _ in lexicon.by_given_name.get(token.letters, ())}
        if not best:
            continue
        most = max(best.values())
        people = frozenset(person for person, matched in best.items() if matched == most)
        places = tuple(range(at - most + 1, at + 1))
        if most > 1 and not (most == 2 and _is_everyday_pair(tokens, at)):
            named.people.append(Mention(ids=people, places=places, weight=1.2))
            named.taken.update(places)
        elif at not in named.taken and _is_name_here(tokens, at, named, spelt, people):
            if not token.raw:
                continue
            exact = frozenset(person for person in people
                              if _as_spelt(token, spelt.get(person, ""), accented))
            named.people.append(Mention(ids=exact or people, places=(at,)))
            named.taken.add(at)


def _is_called_upon(tokens: Sequence[Token], places: Sequence[int]) -> bool:
    """"alo anh Pó", "anh Pó ơi": who is spoken to is neither the reporter nor the one whose PC it is."""
    if places[-1] + 1 < len(tokens) and tokens[places[-1] + 1].raw in ("oi", "ơi"):
        return True
    if places[0] <= 1 and places[-1] + 1 < len(tokens) and tokens[places[-1] + 1].letters in _ASKED:
        return True
    lead = places[0] - (2 if places[0] and tokens[places[0] - 1].letters in _HONORIFICS else 1)
    return 0 <= lead <= 1 and tokens[lead].letters in _CALLS


def _is_everyday_pair(tokens: Sequence[Token], at: int) -> bool:
    """"van ban", "thi …": two words that are a name only by chance."""
    return tokens[at].letters in _EVERYDAY and tokens[at - 1].letters in ("van", "thi", "cong", "minh", "thanh") and (
        at < 2 or tokens[at - 2].letters not in _HONORIFICS) and tokens[at].raw.isascii()


def _is_name_here(tokens: Sequence[Token], at: int, named: Named, spelt: Mapping[str, str],
                  people: frozenset[str]) -> bool:
    """Return whether one word is somebody's tên here and not a word like another."""
    token = tokens[at]
    before = tokens[at - 1] if at else None
    if before is not None and before.letters in _HONORIFICS and before.letters != token.letters:
        if at == 1 and before.letters in _MYSELF and token.raw.isascii() and token.letters in _EVERYDAY:
            return False    # "e in mãi không được" is about the speaker's printing
        if before.letters in _ALSO_WORDS and token.raw.isascii() and any(
                at in kind.places and len(kind.places) > 1 for kind in named.kinds):
            return False    # "chua co may tinh" has no cô Mấy
        return _is_honorific(tokens, at - 1)
    if any(at in kind.places for kind in named.kinds):
        return False
    plain = token.raw.isascii()
    if any(at - 1 in each.places and each.ids & people for each in named.duties):
        return True    # "hộ tịch Hoa": that is her duty
    if plain and token.letters in _EVERYDAY and not token.is_capital:
        return False
    exact = not plain and token.raw in spelt.values()
    if not plain and not exact:
        return False
    after_duty = any(at - 1 in each.places for each in named.duties)
    after_owner = before is not None and (before.letters in _OWNERS or after_duty)
    speaks = not at and len(tokens) > 1 and tokens[1].letters in _SAYS    # "Hoa báo máy treo"
    before_unit = any(each.places[0] == at + 1 for each in (*named.offices, *named.duties))
    return after_owner or before_unit or speaks


def _is_honorific(tokens: Sequence[Token], at: int) -> bool:
    """"ổ c" is no "chị", "đi" is no "dì"."""
    token = tokens[at]
    before = tokens[at - 1].letters if at else ""
    if token.letters in ("c", "e", "d") and before in ("o", "dia"):
        return False
    return token.raw.isascii() or token.raw in (
        "chị", "ông", "bà", "cô", "chú", "bác", "sếp", "thầy", "dì", "cậu", "đc", "mệ", "cháu")


def _as_spelt(token: Token, spelling: str, accented: bool) -> bool:
    """Return whether the name is written with its own marks; in an accented line Hoa is not Hòa."""
    if token.raw.isascii():
        return accented and not spelling
    return same_marks(token.raw, spelling)


def _models(tokens: Sequence[Token], lexicon: Lexicon, named: Named) -> None:
    spoken = lexicon.wording.signs.words
    expressions = {place for each in lexicon.wording.signs.find(tokens) if each.is_whole and len(each.places) > 1
                   for place in each.places}
    for at, token in enumerate(tokens):
        if at in named.taken or any(at in kind.places for kind in named.kinds):
            continue
        if not token.raw or not token.raw.isascii():
            continue
        word = token.letters if token.raw.isalpha() else token.raw
        if word == "link" and not (at and tokens[at - 1].letters in ("d", "tp")):
            continue    # "bấm vào link" is no D-Link
        if word.isalpha() and at in expressions:
            continue    # "ac quy" is ắc quy, no UniFi AC
        if word in lexicon.by_model:
            if not named.kinds and (word in spoken or (word.isalpha() and len(word) < 3)):
                continue    # a link is no TP-Link, "vnpt ioffice" no modem, "ds" no camera DS-2CD
            if not (word.isdigit() and at and tokens[at - 1].letters in ("phong", "tang", "quay")):
                named.models[word] = lexicon.model_weight(word)
        elif len(word) >= 4 and any(letter.isdigit() for letter in word) and not word.isdigit():
            longer = [known for known in lexicon.by_model if known.startswith(word)][:3]
            for known in longer:
                named.models[known] = lexicon.model_weight(known) * 0.9
