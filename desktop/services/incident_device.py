"""Which device of the book a sentence means, if it means one."""
import heapq
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from desktop.services.incident_lexicon import GONE, Device, Lexicon
from desktop.services.incident_naming import Mention, Named
from protocol.kinds.device import COMPUTERS

ENOUGH: Final = 3.4            # below this, nothing in particular is meant
ALIKE: Final = 0.05
MOST_ALIKE: Final = 2          # of more that fit as well none is guessed; of two PCs neither
MOST_CANDIDATES: Final = 6
MOST_WEIGHED: Final = 200

CATEGORY_OF_KIND: Final = {
    "printer": "may_in_quet", "mfp": "may_in_quet", "scanner": "may_in_quet", "copier": "may_in_quet",
    "desktop": "may_tinh", "laptop": "may_tinh", "branded_set": "may_tinh", "monitor": "may_tinh",
    "tablet": "may_tinh", "queue_machine": "may_tinh", "kiosk": "may_tinh", "id_reader": "may_tinh",
    "shredder": "may_tinh", "modem": "mang", "router": "mang", "switch": "mang", "access_point": "mang",
    "firewall": "mang", "rack": "mang", "ups": "nguon_dien", "generator": "nguon_dien", "tv": "hop_truc_tuyen",
    "projector": "hop_truc_tuyen", "vc_camera": "hop_truc_tuyen", "vc_kit": "hop_truc_tuyen",
    "audio": "hop_truc_tuyen", "external_disk": "du_lieu", "nas": "du_lieu", "token": "chu_ky_so"}
# One of its kind in the book is named by its kind alone; these stand on every desk.
_ON_EVERY_DESK: Final = COMPUTERS | {"monitor", "usb_stick", "token", "pki_sim", "other", ""}
_OF_ONE_PERSON: Final = COMPUTERS | {"monitor", "token", "external_disk"}
_IMPLIED: Final = {
    "may-in-khong-in": frozenset({"printer", "mfp"}), "may-in-ket-giay": frozenset({"printer", "mfp"}),
    "may-quet-khong-nhan": frozenset({"scanner"})}


@dataclass(frozen=True, slots=True)
class Scored:
    """A device and how well it fits."""
    device: Device
    score: float


def devices_meant(named: Named, lexicon: Lexicon, category: str, guide: str) -> tuple[Device | None, list[Scored]]:
    """Return (the device that is meant or None, the best candidates)."""
    kinds, strict = _kinds_asked(named, category, guide)
    if named.many and not named.codes:
        return None, []
    if kinds is None and not named.codes and not named.models:
        return None, []
    if kinds and named.models and not any(lexicon.devices[each].kind in kinds for word in named.models
                                          for each in lexicon.by_model[word]):
        kinds, strict = None, False    # "expertbook không lên màn hình" is about the laptop
    pool = _pool(named, lexicon, kinds)
    if not pool and kinds and strict:
        return _only_one_of_its_kind(lexicon, kinds, named)
    fit = _Fit(named, lexicon, kinds, strict, category)
    fitting = [device for device in pool if _may_be(device, named, kinds, strict)]
    if len(fitting) > MOST_WEIGHED:    # whole offices are named: a keystroke cannot wait for all of them
        fitting = heapq.nlargest(MOST_WEIGHED, fitting, key=fit.at_a_glance)
    scored = [Scored(device, fit.score(device)) for device in fitting]
    scored.sort(key=lambda each: (-each.score, each.device.code))
    candidates = scored[:MOST_CANDIDATES]
    if not scored or scored[0].score < ENOUGH:
        return None, candidates
    alike = [each for each in scored if scored[0].score - each.score < ALIKE]
    most = 1 if scored[0].device.kind in _OF_ONE_PERSON else MOST_ALIKE
    return (scored[0].device if len(alike) <= most else None), candidates


def _kinds_asked(named: Named, category: str, guide: str) -> tuple[frozenset[str] | None, bool]:
    """Return (kinds of device that may be meant, whether only they). None: no device is spoken of."""
    if named.kinds:
        nearest = named.nearest_kind()
        meant = [nearest] if nearest is not None else named.kinds
        kinds = frozenset().union(*(each.called.kinds for each in meant))
        return kinds, not all(each.called.loose for each in meant)
    if guide in _IMPLIED and named.says_where and not named.models:
        return _IMPLIED[guide], True
    if category == "may_tinh" and named.people:
        return COMPUTERS, True
    return None, False


def _pool(named: Named, lexicon: Lexicon, kinds: frozenset[str] | None) -> list[Device]:
    """Return the devices about which the sentence says anything but their kind."""
    ids: set[str] = {*named.codes, *named.called}
    for word in named.models:
        ids.update(lexicon.by_model[word])
    groups: Sequence[tuple[list[Mention], dict[str, list[str]]]] = (
        (named.people, lexicon.by_person), (named.duties, lexicon.by_person), (named.offices, lexicon.by_office),
        (named.sites, lexicon.by_site), (named.rooms, lexicon.by_place), (named.origins, lexicon.by_origin))
    for mentions, book in groups:
        for mention in mentions:
            for each in mention.ids:
                ids.update(book.get(each, ()))
    if not kinds or not kinds <= _OF_ONE_PERSON:    # what an office shares may be meant by any of its people
        offices = {lexicon.people[person].office for mention in (*named.people, *named.duties)
                   for person in mention.ids}
        for office in offices:
            ids.update(lexicon.by_office.get(office, ()))
    return [lexicon.devices[each] for each in ids]


def _may_be(device: Device, named: Named, kinds: frozenset[str] | None, strict: bool) -> bool:
    if device.id in named.codes:
        return True
    if device.status in GONE:
        return False
    if kinds is None or device.kind in kinds:
        return True
    # "máy canon 2900" is a printer, though máy alone would be a computer.
    return not strict and bool(named.models)


def _only_one_of_its_kind(lexicon: Lexicon, kinds: frozenset[str], named: Named) -> tuple[Device | None, list[Scored]]:
    rare = kinds - _ON_EVERY_DESK
    if named.says_where or not rare:
        return None, []
    there = [lexicon.devices[each] for kind in rare for each in lexicon.by_kind.get(kind, ())
             if lexicon.devices[each].status not in GONE]
    return (there[0] if len(there) == 1 else None), [Scored(each, 1.0) for each in there[:MOST_CANDIDATES]]


class _Fit:
    """How well devices fit one sentence; what is the same for all of them is worked out once."""

    def __init__(self, named: Named, lexicon: Lexicon, kinds: frozenset[str] | None, strict: bool,
                 category: str) -> None:
        self._lexicon, self._category = lexicon, category
        self._kinds, self._of_kind = kinds or frozenset(), 2.0 if strict else 1.5
        self._first = {each.called.first for each in named.kinds}
        self._codes, self._called = named.codes, named.called
        self._models: dict[str, float] = {}
        for word, weight in named.models.items():
            for device in lexicon.by_model[word]:
                self._models[device] = self._models.get(device, 0.0) + weight
        self._people = [(each.ids, 4.0, each.weight, _offices(each, lexicon)) for each in named.people]
        self._people += [(each.ids, 3.0, each.weight, _offices(each, lexicon)) for each in named.duties]
        self._of_them = _ids([*named.people, *named.duties])
        self._offices = _ids(named.offices)
        self._rooms = _ids(named.rooms)
        self._sites = _ids(named.sites)
        self._origins = _ids(named.origins)

    def at_a_glance(self, device: Device) -> float:
        """Return what tells devices of one office apart at little cost: code, model, person, room."""
        score = self._codes.get(device.id, 0.0) + self._models.get(device.id, 0.0) + self._called.get(device.id, 0.0)
        score += 3.0 if self._of_them & device.users or device.custodian in self._of_them else 0.0
        score += 3.0 if device.places & self._rooms else 0.0
        return score + (0.5 if device.kind in self._first else 0.0) + (2.5 if device.office in self._offices else 0.0)

    def score(self, device: Device) -> float:
        """Return the sum of what speaks for the device."""
        score = self._codes.get(device.id, 0.0) + min(6.0, self._models.get(device.id, 0.0)) + self._of_people(device)
        if self._models and device.id not in self._models:
            score -= 3.0    # "máy canon chỗ cô Hoa" is the Canon, not her PC
        score += self._called.get(device.id, 0.0)
        if device.id in self._models and CATEGORY_OF_KIND.get(device.kind) == self._category:
            score += 1.0    # "in hai mặt, con m404": it prints
        score += 2.5 if device.office in self._offices else 0.0
        score += 3.0 if device.places & self._rooms else 0.0
        score += 2.0 if device.site in self._sites else 0.0
        score += 2.5 if device.origin in self._origins else 0.0
        score += self._of_kind if device.kind in self._kinds else 0.0
        score += 0.5 if device.kind in self._first else 0.0
        score -= 1.0 if device.status in ("in_stock", "to_dispose", "to_issue") else 0.0
        earlier = self._lexicon.earlier_of.get(device.id, ())
        return score + min(0.3, 0.1 * sum(1 for each in earlier if each.category == self._category))

    def _of_people(self, device: Device) -> float:
        """The people named: its users, its custodian, or, for what an office shares, people of its office."""
        best: dict[float, float] = {}
        for ids, own, weight, offices in self._people:
            if device.users & ids:
                fits = own * weight
            elif device.custodian in ids:
                fits = (own - 1.0) * weight
            elif device.kind not in _OF_ONE_PERSON and device.office in offices:
                fits = 1.6
            elif device.id in self._models and device.office in offices:
                fits = 0.8
            else:
                continue
            best[own] = max(best.get(own, 0.0), fits)
        return sum(best.values())


def _ids(mentions: Sequence[Mention]) -> frozenset[str]:
    return frozenset().union(*(each.ids for each in mentions))


def _offices(mention: Mention, lexicon: Lexicon) -> frozenset[str]:
    return frozenset(lexicon.people[person].office for person in mention.ids)
