"""The communes of the country, offline: to choose one's own, and to find it by its former names.

Key is the five-digit code, never the name: names repeat, and a unit's kind may change while its code
stays. The list is read when first asked for.
"""
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Final

from desktop import paths
from protocol.folding import fold

SAMPLE_CODE: Final = "00000"
SAMPLE_PROVINCE: Final = "00"


@dataclass(frozen=True, slots=True, kw_only=True)
class Commune:
    """One commune-level unit. `name` is without its kind: "Quảng Bình"; `kind` is Xã, Phường or Đặc khu."""
    code: str
    name: str
    kind: str
    province_code: str
    province: str

    @property
    def full_name(self) -> str:
        """Return the name as it is said: "Xã Quảng Bình"."""
        return f"{self.kind} {self.name}"

    @property
    def is_sample(self) -> bool:
        """Return whether this is the invented commune of the sample data."""
        return self.code == SAMPLE_CODE


@dataclass(frozen=True, slots=True, kw_only=True)
class FormerCommune:
    """A unit of before July 2025 that went into a commune, whole or in part."""
    name: str
    district: str
    whole: bool


SAMPLE: Final = Commune(
    code=SAMPLE_CODE, name="Mẫu", kind="Xã", province_code=SAMPLE_PROVINCE, province="Tỉnh Mẫu")
SAMPLE_FORMER: Final = (
    FormerCommune(name="Xã Mẫu Thượng", district="Huyện Mẫu", whole=True),
    FormerCommune(name="Xã Mẫu Hạ", district="Huyện Mẫu", whole=True),
    FormerCommune(name="Thị trấn Phố Mẫu", district="Huyện Mẫu", whole=False),
)


class CommuneList:
    """The list shipped with the program, in `resources/`."""

    def __init__(self, folder: Path | None = None) -> None:
        self._folder = folder or paths.resource()

    def get(self, code: str) -> Commune | None:
        """Return the commune with `code`, or None."""
        return self._by_code.get(code)

    def all(self) -> tuple[Commune, ...]:
        """Return every commune by code, without the sample one."""
        return tuple(commune for commune in self._by_code.values() if not commune.is_sample)

    def provinces(self) -> dict[str, str]:
        """Return the name of each province by its two-digit code, without the sample one."""
        return {commune.province_code: commune.province for commune in self.all()}

    def former(self, code: str) -> tuple[FormerCommune, ...]:
        """Return the former units that make up the commune `code` today, as the list gives them."""
        return self._former.get(code, ())

    def former_names(self, code: str) -> tuple[str, ...]:
        """Return the names of those former units: ("Xã Quảng Yên", …)."""
        return tuple(unit.name for unit in self.former(code))

    def search_text(self, code: str) -> str:
        """Return the folded words under which the commune `code` is found; "" for an unknown code."""
        commune = self.get(code)
        if commune is None:
            return ""
        words = [f"{commune.full_name} {commune.province} {commune.code}"]
        words += [f"{unit.name} {unit.district}" for unit in self.former(code)]
        return fold(" ".join(words))

    def find(self, text: str, *, province: str = "", limit: int = 20) -> list[Commune]:
        """Return at most `limit` communes that hold every word of `text`, best first.

        Accents, case and former names do not matter: "quang yen" finds the commune that Xã Quảng Yên
        went into. Order: today's name as typed, today's name begins so, the same of a former name, words
        of today's name and province, words of one former name with its district and today's name.
        """
        typed = " ".join(fold(text).split())
        if not typed:
            return []
        found: list[tuple[int, str, Commune]] = []
        for commune, names, everything in self._searchable:
            if province and commune.province_code != province:
                continue
            if all(f" {word}" in everything for word in typed.split()):
                rank = _rank(typed, names, fold(commune.province))
                if rank is not None:
                    found.append((rank, commune.code, commune))
        found.sort(key=lambda each: each[:2])
        return [commune for _, _, commune in found[:limit]]

    @cached_property
    def _by_code(self) -> dict[str, Commune]:
        made = {SAMPLE.code: SAMPLE}
        for province_code, province, code, kind, name in self._rows("communes.tsv", 5):
            made[code] = Commune(
                code=code, name=name, kind=kind, province_code=province_code, province=province)
        return made

    @cached_property
    def _former(self) -> dict[str, tuple[FormerCommune, ...]]:
        gathered: dict[str, list[FormerCommune]] = defaultdict(list)
        for code, name, district, extent in self._rows("former_communes.tsv", 4):
            gathered[code].append(FormerCommune(name=name, district=district, whole=extent == "toàn bộ"))
        return {SAMPLE.code: SAMPLE_FORMER, **{code: tuple(units) for code, units in gathered.items()}}

    @cached_property
    def _searchable(self) -> list[tuple[Commune, list[tuple[str, str]], str]]:
        """Each commune with its folded names (today's first, with the code; then former ones with their
        district) and everything in one text.
        """
        made = []
        for commune in self._by_code.values():
            names = [(fold(commune.full_name), commune.code)]
            names += [(fold(unit.name), fold(unit.district)) for unit in self.former(commune.code)]
            made.append((commune, names, " " + self.search_text(commune.code)))
        return made

    def _rows(self, name: str, width: int) -> Iterator[list[str]]:
        with (self._folder / name).open(encoding="utf-8") as file:
            next(file)
            for line in file:
                cells = line.rstrip("\r\n").split("\t")
                if len(cells) == width:
                    yield cells


def _rank(typed: str, names: list[tuple[str, str]], province: str) -> int | None:
    today, code = names[0]
    if typed in (today, _bare(today), code):
        return 0
    if today.startswith(typed) or _bare(today).startswith(typed):
        return 1
    former = [name for name, _district in names[1:]]
    if any(typed in (name, _bare(name)) for name in former):
        return 2
    if any(name.startswith(typed) or _bare(name).startswith(typed) for name in former):
        return 3
    if _holds(f"{today} {code} {province}", typed):
        return 4
    for name, district in names[1:]:
        # Words scattered over several former units mean nothing.
        if _holds(f"{name} {district} {today} {province}", typed):
            return 5
    return None


def _holds(text: str, typed: str) -> bool:
    return all(f" {word}" in f" {text}" for word in typed.split())


def _bare(folded: str) -> str:
    """Return a folded name without its kind."""
    for kind in ("xa ", "phuong ", "thi tran ", "dac khu "):
        if folded.startswith(kind):
            return folded.removeprefix(kind)
    return folded
