"""One line typed as one speaks becomes category, guide, device, office, and what happened before.

`Guesser(build_lexicon(db)).guess("may in tu phap ket giay")`. Everything is a proposal that one click
corrects; where the line names nothing in particular, nothing is proposed. No network, no model: words
and their weights (`resources/incident-words.tsv`), the guides' own words, the commune's names, and
what its earlier incidents of the same words were.
"""
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from desktop.services import guides as guide_shelf
from desktop.services import incident_habits, incident_learning
from desktop.services.guides import Guide
from desktop.services.incident_device import CATEGORY_OF_KIND, Scored, devices_meant
from desktop.services.incident_habits import Habits
from desktop.services.incident_lexicon import GONE, KINDS_READ, Device, Earlier, Entry, Lexicon, lexicon_of
from desktop.services.incident_naming import Named, names_in
from desktop.services.incident_wording import Found, Phrasebook, Sign, Step, Token, shipped_wording
from desktop.store import records
from desktop.store.driver import Connection
from desktop.store.records import Search
from protocol.kinds.choices import CATEGORIES
from protocol.kinds.device import COMPUTERS
from protocol.kinds.guide import TEAMS

MOST_EARLIER: Final = 5
MOST_INCIDENTS_READ: Final = 2000
_LEAST: Final = 0.9            # less evidence than this is no category
_SECURITY_GUIDES: Final = frozenset({"tai-khoan-bi-chiem"})
_HIDES: Final = 3.0            # an expression of this weight hides what it contains
_TELLS: Final = 2.0            # a sign of this weight may be what the sentence is about
_FIRST: Final = 1.0
_SURE: Final = 2.8
_TAUGHT: Final = 100.0         # a line that was corrected is understood as corrected
_NO_COMPUTER: Final = 0.7      # everything is slow or hangs: where no computer is named, it is less likely meant
_AGAIN: Final = 0.35           # a second sign of the same words adds this much of its weight
_CODES: Final = frozenset(choice.code for choice in CATEGORIES)
_ON_A_DESK: Final = frozenset({"desktop", "laptop", "branded_set", "monitor", "token"})
_RARE_KINDS: Final = frozenset({"id_reader", "kiosk", "queue_machine", "shredder"})
_RARE: Final = 5.0             # whatever they print or scan, these are no printers


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """Another record that the line may mean; `kind` is device, person or office."""
    id: str
    kind: str
    title: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Guess:
    """What one line seems to say. None: nothing in particular; the person may add it.

    `categories` and `guides`: best first, for the chips that correct the guess. `type` is "security"
    for what goes to the police's line and never to the technical queue. `send_to`: codes of
    `incident.sent_to`, the first is called first. `earlier`: incidents of the device, or like this one.
    """
    text: str
    category: str | None = None
    guide_key: str | None = None
    device: str | None = None
    office: str | None = None
    site: str | None = None
    system: str | None = None
    reporter: str | None = None
    type: str = "technical"
    severity: str = "medium"
    send_to: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()
    guides: tuple[str, ...] = ()
    candidates: tuple[Candidate, ...] = ()
    earlier: tuple[Earlier, ...] = ()


def build_lexicon(db: Connection) -> Lexicon:
    """Return the lexicon of the book: some 100 ms for 2,000 devices, so not in the window's thread."""
    entries: list[Entry] = []
    for kind in KINDS_READ:
        newest = [("detected_at", True)] if kind == "incident" else []
        most = MOST_INCIDENTS_READ if kind == "incident" else 1_000_000
        entries.extend(Entry(kind=kind, id=record.id, fields=record.fields)
                       for record in records.page(db, Search(kind=kind, order=newest), 0, most))
    lexicon = lexicon_of(entries, shipped_wording())
    lexicon.guides = tuple(guide_shelf.all_guides(db))
    lexicon.learned = incident_learning.read(db)
    return lexicon


class Guesser:
    """Answers each keystroke from the lexicon alone; safe to keep while the book changes."""

    def __init__(self, lexicon: Lexicon, habits: Habits | None = None) -> None:
        self._lexicon = lexicon
        self._habits = incident_habits.shipped() if habits is None else habits
        self._wording = lexicon.wording
        guides = lexicon.guides or guide_shelf.shipped().guides
        self._guides: dict[str, Guide] = {guide.key: guide for guide in guides}
        self._own_words = _words_of_guides(tuple(guides))

    def guess(self, text: str) -> Guess:
        """Return what the line seems to say."""
        tokens = self._wording.read(text)
        if not tokens:
            return Guess(text=text)
        lexicon = self._lexicon
        named = names_in(tokens, lexicon)
        by_category, by_guide = self._scores(tokens, named)
        self._add_habits(tokens, by_category)
        for code, gained in lexicon.learned.gains(tokens).items():
            by_category[code] = by_category.get(code, 0.0) + gained
        taught, taught_guide = lexicon.learned.line(tokens)
        if taught in _CODES:
            by_category[taught] = by_category.get(taught, 0.0) + _TAUGHT
        if taught_guide in self._guides:
            by_guide[taught_guide] = by_guide.get(taught_guide, 0.0) + _TAUGHT
        categories = sorted((code for code, score in by_category.items() if score >= _LEAST),
                            key=lambda code: -by_category[code])
        category = categories[0] if categories else None
        keys = self._guides_in_order(by_guide, category)
        guide = keys[0] if keys else None
        device, scored = devices_meant(named, lexicon, category or "", guide or "")
        device, scored = self._as_taught(lexicon.learned.device(tokens, named), device, scored)
        device_id = device.id if device is not None else ""
        if category is None and device is not None and device.kind in CATEGORY_OF_KIND:
            category = CATEGORY_OF_KIND[device.kind]
            categories = [category]
        office = next(iter(named.offices[0].ids)) if named.offices else None
        if office is None:
            office = self._office_of(named, device.office if device is not None else "")
        reporter, people = self._people(named, device.users if device is not None else frozenset())
        candidates = [Candidate(id=each.device.id, kind="device", title=each.device.title) for each in scored
                      if each.device.id != device_id] + people
        return Guess(
            text=text, category=category, guide_key=guide, device=device_id or None,
            office=office, site=self._site_of(named, device.site if device is not None else "", office),
            system=named.systems[0] if named.systems else None, reporter=reporter,
            type="security" if (security := category == "an_ninh_mang" or guide in _SECURITY_GUIDES) else "technical",
            severity=_severity(tokens, category),
            send_to=self._send_to(guide, security=security), categories=tuple(categories), guides=tuple(keys),
            candidates=tuple(candidates), earlier=self._earlier(device_id, tokens, category))

    def lessons(self, text: str, *, category: str | None, guide: str | None,
                device: str | None) -> list[incident_learning.Lesson]:
        """Return what the line teaches when it is saved so; None for what no hand touched."""
        if category is None and device is None:
            return []
        tokens = self._wording.read(text)
        return incident_learning.lessons(tokens, names_in(tokens, self._lexicon), self.guess(text),
                                         category=category, guide=guide, device=device)

    def _as_taught(self, taught: str | None, device: Device | None,
                   scored: list[Scored]) -> tuple[Device | None, list[Scored]]:
        """Return the device that a person chose for these words before; what was guessed stays to choose from."""
        known = self._lexicon.devices.get(taught or "")
        if taught is None or (taught and (known is None or known.status in GONE)):
            return device, scored
        return known, scored

    # --- category and guide ---------------------------------------------------------------

    def _scores(self, tokens: Sequence[Token], named: Named) -> tuple[dict[str, float], dict[str, float]]:
        found = [each for each in (*self._wording.signs.find(tokens), *self._own_words.find(tokens))
                 if not self._is_only_a_name(each, named) and not self._breaks_a_kind(each, named)]
        kept = [each for each in self._standing(found) if each.meaning.target != "-"]
        by_target: dict[str, float] = {}
        covered: dict[str, set[int]] = {}
        for each in sorted(kept, key=lambda one: (-one.meaning.weight, -len(one.places))):
            target = each.meaning.target
            seen = covered.setdefault(target, set())
            share = 1.0 if set(each.places) - seen else _AGAIN
            by_target[target] = by_target.get(target, 0.0) + each.meaning.weight * share
            seen.update(each.places)
        by_guide = {key: score for key, score in by_target.items() if key in self._guides}
        by_category: dict[str, float] = {code: by_target[code] for code in _CODES if code in by_target}
        best_of: dict[str, list[float]] = {}
        for key, score in by_guide.items():
            best_of.setdefault(self._guides[key].category, []).append(score)
        for code, scores in best_of.items():
            scores.sort(reverse=True)
            by_category[code] = by_category.get(code, 0.0) + scores[0] + _AGAIN * sum(scores[1:])
        if not any(each.called.kinds & COMPUTERS for each in named.kinds) and len(by_category) > 1:
            by_category["may_tinh"] = by_category.get("may_tinh", 0.0) * _NO_COMPUTER
        self._add_what_is_spoken_of_first(kept, by_category)
        self._add_what_was_before(tokens, by_category)
        self._add_the_kind_of_device(named, by_category)
        return by_category, by_guide

    def _is_only_a_name(self, found: Found[Sign], named: Named) -> bool:
        """A sign that stands wholly in a person's name or a code says nothing: anh Khoa is not locked."""
        people = {place for mention in named.people for place in mention.places}
        return set(found.places) <= people

    def _breaks_a_kind(self, found: Found[Sign], named: Named) -> bool:
        """The máy of "máy in … không lên" is no computer: a sign with a gap takes a device's name whole or not."""
        if found.is_whole:
            return False
        places = set(found.places)
        return any(not kind.called.loose and len(kind.places) > 1 and found.places[0] in kind.places
                   and not set(kind.places) <= places
                   and CATEGORY_OF_KIND.get(kind.called.first) != self._category_of(found.meaning)
                   for kind in named.kinds)

    def _standing(self, found: Sequence[Found[Sign]]) -> list[Found[Sign]]:
        """Return the signs that no longer expression of another category contains."""
        whole = [(set(each.places), self._category_of(each.meaning)) for each in found if each.is_whole
                 and len(each.places) > 1 and (each.meaning.weight >= _HIDES or each.meaning.target == "-")]
        return [each for each in found if not any(
            set(each.places) < places and category != self._category_of(each.meaning) for places, category in whole)]

    def _category_of(self, sign: Sign) -> str:
        guide = self._guides.get(sign.target)
        return guide.category if guide is not None else sign.target

    def _add_what_is_spoken_of_first(self, kept: Sequence[Found[Sign]], by_category: dict[str, float]) -> None:
        """What a sentence begins with is what it is about: "phần mềm … không kết nối", "điện yếu máy in …"."""
        telling = [each for each in kept if each.meaning.weight >= _TELLS]
        if telling:
            first = min(telling, key=lambda each: (each.places[0], -each.meaning.weight))
            code = self._category_of(first.meaning)
            if code != "may_tinh":    # a computer named first is where it happens, not what
                by_category[code] = by_category.get(code, 0.0) + _FIRST

    def _add_what_was_before(self, tokens: Sequence[Token], by_category: dict[str, float]) -> None:
        """The commune's own incidents of the same words weigh a little."""
        gained: dict[str, float] = {}
        letters = [token.letters for token in tokens]
        for pair in zip(letters, letters[1:], strict=False):
            counts = self._lexicon.past_words.get(pair)
            if counts:
                whole = sum(counts.values())
                for code, count in counts.items():
                    gained[code] = gained.get(code, 0.0) + 0.4 * count / whole
        for code, score in gained.items():
            by_category[code] = by_category.get(code, 0.0) + min(1.2, score)

    def _add_the_kind_of_device(self, named: Named, by_category: dict[str, float]) -> None:
        """What is named speaks for its category; "con brother" is a printer if every Brother in the book is one."""
        for mention in named.kinds:
            code = CATEGORY_OF_KIND.get(mention.called.first, "")
            if mention is named.kinds[0] and not mention.called.loose and code not in ("", "may_tinh"):
                by_category[code] = by_category.get(code, 0.0) + _FIRST
            if not mention.called.loose and mention.called.first not in _ON_A_DESK and code:
                by_category[code] = by_category.get(code, 0.0) + (_RARE if mention.called.first in _RARE_KINDS else 2.5)
        if len(named.codes) == 1:
            code = CATEGORY_OF_KIND.get(self._lexicon.devices[next(iter(named.codes))].kind, "")
            if code not in ("", "may_tinh"):
                by_category[code] = by_category.get(code, 0.0) + 2.5
        if named.system_named:
            by_category["phan_mem"] = max(by_category.get("phan_mem", 0.0), 2.0)
        if not all(mention.called.loose for mention in named.kinds):
            return
        for word in named.models:
            kinds = {CATEGORY_OF_KIND.get(self._lexicon.devices[each].kind, "")
                     for each in self._lexicon.by_model[word]}
            if len(kinds) == 1 and "" not in kinds:
                code = kinds.pop()
                by_category[code] = by_category.get(code, 0.0) + 6.0
                if code != "may_tinh":
                    by_category["may_tinh"] = by_category.get("may_tinh", 0.0) * _NO_COMPUTER

    def _add_habits(self, tokens: Sequence[Token], by_category: dict[str, float]) -> None:
        """The words' habits weigh beside the signs; where no sign stands they must be sure."""
        least = 0.0 if max(by_category.values(), default=0.0) >= _LEAST else _SURE
        nothing = {place for each in self._wording.signs.find(tokens) if each.meaning.target == "-" and each.is_whole
                   for place in each.places}
        for code, gained in self._habits.lean(tokens, nothing).items():
            if gained >= least:
                by_category[code] = by_category.get(code, 0.0) + gained

    def _guides_in_order(self, by_guide: dict[str, float], category: str | None) -> list[str]:
        keys = [key for key in by_guide if self._guides[key].category == category]
        keys.sort(key=lambda key: -by_guide[key])
        rest = [key for key, guide in self._guides.items() if guide.category == category and key not in by_guide]
        return keys + rest if category else []

    def _send_to(self, guide: str | None, *, security: bool) -> tuple[str, ...]:
        teams = [TEAMS.get(team, "") for team in (self._guides[guide].escalate_to if guide is not None else ())]
        if security:    # the second line goes to the police, whatever the guide names beside them
            teams = ["police", *(team for team in teams if team != "province_ict")]
        return tuple(dict.fromkeys(filter(None, teams)))

    # --- who and where --------------------------------------------------------------------

    def _office_of(self, named: Named, of_device: str) -> str | None:
        offices = {self._lexicon.people[person].office for mention in (*named.people, *named.duties)
                   for person in mention.ids} - {""}
        return of_device or (offices.pop() if len(offices) == 1 else None)

    def _site_of(self, named: Named, of_device: str, office: str | None) -> str | None:
        if named.sites:
            return next(iter(named.sites[0].ids))
        return of_device or self._lexicon.office_site.get(office or "") or None

    def _people(self, named: Named, users: frozenset[str]) -> tuple[str | None, list[Candidate]]:
        """Return (the reporter if one person alone fits, the other people)."""
        ids = [person for mention in named.people for person in sorted(mention.ids)]
        reporter = ids[0] if len(named.people) >= 1 and len(named.people[0].ids) == 1 else None
        fitting = users & set(ids) if ids else users
        if reporter is None and len(fitting) == 1:
            reporter = next(iter(fitting))
        others = dict.fromkeys([*ids, *sorted(users)])
        return reporter, [Candidate(id=each, kind="person", title=self._lexicon.people[each].name)
                          for each in others if each != reporter and each in self._lexicon.people]

    def _earlier(self, device: str, tokens: Sequence[Token], category: str | None) -> tuple[Earlier, ...]:
        """Return earlier incidents of the device, or of the same words where no device is meant."""
        if device:
            return tuple(self._lexicon.earlier_of.get(device, ())[:MOST_EARLIER])
        letters = {token.letters for token in tokens if len(token.letters) > 1}
        alike = []
        for at, each in enumerate(self._lexicon.earlier[:500]):
            if each.category == category and category is not None:
                words = self._lexicon.earlier_words(each)
                share = len(words & letters) / max(1, len(words))
                if share >= 0.5:
                    alike.append((-share, at, each))
        return tuple(each for _, _, each in sorted(alike, key=lambda one: one[:2])[:MOST_EARLIER])


@lru_cache(maxsize=2)
def _words_of_guides(guides: tuple[Guide, ...]) -> Phrasebook[Sign]:
    """Return pairs of neighbouring words of each guide's title and signs: a province's own guides speak, too."""
    wording = shipped_wording()
    pairs: dict[tuple[str, str], dict[str, tuple[Step, Step]]] = {}
    for guide in guides:
        words = wording.words(f"{guide.title}. {guide.symptoms}")
        for one, other in zip(words, words[1:], strict=False):
            steps = (Step(words=(one,)), Step(words=(other,)))
            pairs.setdefault((one.letters, other.letters), {})[guide.key] = steps
    book: Phrasebook[Sign] = Phrasebook()
    for owners in pairs.values():
        if len(owners) <= 3:    # what stands in many guides says nothing
            for key, steps in owners.items():
                book.add(steps, Sign(target=key, weight=0.7 / len(owners)))
    return book


_ALL: Final = frozenset({"ca xa", "toan xa", "ca co quan", "toan bo", "toan co quan", "ca phong", "tat ca",
                         "cac phong"})
_PRESSING: Final = frozenset({"gap", "khan", "hoa toc", "dang hop", "sap hop", "ngay lap tuc", "nguoi dan dang cho",
                              "dan dang cho", "dan dong", "phut nua"})


def _severity(tokens: Sequence[Token], category: str | None) -> str:
    """Return the step that the words suggest; the person has the last word."""
    said = f" {' '.join(token.letters for token in tokens)} "
    if any(f" {words} " in said for words in _PRESSING) or "tien chuoc" in said or "tong tien" in said:
        return "urgent"
    if any(f" {words} " in said for words in _ALL) or category == "an_ninh_mang":
        return "high"
    return "medium"

