"""Whether the unit and the title that a certificate carries are still those of today.

Names are compared as they are said, without accents: "UBND xã Mẫu Thượng, huyện Mẫu" is a former unit of
Xã Mẫu, "Chủ tịch Ủy ban nhân dân xã" is the post "Chủ tịch UBND".
"""
import re
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from typing import Final

from desktop.services.communes import CommuneList
from desktop.store import setting
from desktop.store.driver import Connection
from protocol.folding import fold, nfc

# Districts ended on 01/7/2025: who names one was named before.
_DISTRICT: Final = re.compile(r"(?:^|[\s,;–-])(?:huyện|thị xã|quận|huyen|thi xa)\s+\S")
_KINDS: Final = ("xa", "phuong", "thi tran", "dac khu")
_ABOVE: Final = ("huyen", "quan", "thi xa", "thanh pho", "tinh", "tp")
_SAID_SHORTER: Final = (("uy ban nhan dan", "ubnd"), ("hoi dong nhan dan", "hdnd"),
                        ("uy ban mat tran to quoc viet nam", "mttq"), ("uy ban mttq", "mttq"), ("ubmttq", "mttq"),
                        ("tt ", "trung tam "))
_POSTS: Final = re.compile(r"[,;/]|\bkiêm\b|\bkiem\b", re.IGNORECASE)


class Standing(StrEnum):
    """Whose name a certificate carries."""
    OWN = "own"
    FORMER = "former"      # a unit that went into this commune, or any unit of before July 2025
    OTHER = "other"        # another commune
    UNSAID = "unsaid"      # no commune is named


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitNames:
    """The commune's name of today ("Xã Mẫu", "" when none was chosen) and those of the units it was made of."""
    own: str
    former: tuple[str, ...]

    @property
    def body(self) -> str:
        """Return how the commune's own certificate names it: "UBND xã Mẫu"."""
        return f"UBND {self.own[:1].lower()}{self.own[1:]}" if self.own else ""

    def standing(self, unit: str) -> Standing:
        """Return whose name `unit` is."""
        if not unit.strip():
            return Standing.UNSAID
        named = [name for part in re.split(r"[,;()]", unit) if (name := _commune_in(fold(part)))]
        own, former = fold(self.own), {fold(each) for each in self.former}
        has_district = _DISTRICT.search(nfc(unit).lower()) is not None
        for name in named:
            if name == own:
                return Standing.FORMER if has_district else Standing.OWN
            if name in former:
                return Standing.FORMER
        if has_district:
            return Standing.FORMER
        return Standing.OTHER if named and own else Standing.UNSAID


def unit_names(db: Connection) -> UnitNames:
    """Return the names of the commune of this book."""
    code = setting.text(db, setting.COMMUNE)
    known = _communes()
    commune = known.get(code)
    own = commune.full_name if commune is not None else setting.text(db, "commune_name")
    return UnitNames(own=own, former=known.former_names(code))


@lru_cache(maxsize=1)
def _communes() -> CommuneList:
    return CommuneList()    # ten thousand lines: read once


def same_post(on_certificate: str, today: str) -> bool:
    """Return whether the title on a certificate is a post that the person still has.

    Somebody with two posts has either; one title that goes on where the other ends is the same post. What one
    of them leaves out is not a change: nothing is known of it.
    """
    before, now = _posts(on_certificate), _posts(today)
    if not before or not now:
        return True
    return all(any(_goes_on(old, new) for new in now) for old in before)


def same_name(on_certificate: str, today: str) -> bool:
    """Return whether two names are one as far as one can hear; what is left out is not a change."""
    return not on_certificate.strip() or not today.strip() or fold(on_certificate) == fold(today)


def _commune_in(folded: str) -> str:
    """Return the commune that a folded part of a unit's name ends in: "xa mau thuong", or ""."""
    words = folded.split()
    for at in range(len(words)):
        for kind in _KINDS:
            length = len(kind.split())
            if " ".join(words[at:at + length]) == kind and at + length < len(words):
                rest = words[at + length:]
                for end in range(1, len(rest)):
                    if any(" ".join(rest[end:]).startswith(above + " ") for above in _ABOVE):
                        rest = rest[:end]
                        break
                return " ".join((kind, *rest))
    return ""


def _posts(title: str) -> list[str]:
    posts = []
    for part in _POSTS.split(nfc(title)):
        folded = " ".join(fold(part).replace(".", " ").split())
        for long, short in _SAID_SHORTER:
            folded = folded.replace(long, short)
        words = folded.split()
        for kind in ("xa", "phuong"):    # the commune's own name says nothing of the post
            if kind in words[1:]:
                words = words[:words.index(kind, 1)]
        if words:
            posts.append(" ".join(words))
    return posts


def _goes_on(one: str, other: str) -> bool:
    return one == other or one.startswith(other + " ") or other.startswith(one + " ")
