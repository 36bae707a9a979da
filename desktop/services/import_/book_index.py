"""What the book already knows, found by the names and codes that stand in a sheet."""
from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Final

from desktop.services.import_.text import plain, words_of
from desktop.store import imports
from desktop.store.driver import Connection
from protocol.catalogue import KINDS
from protocol.field import JsonValue
from protocol.folding import compact, fold

SHORT: Final[Mapping[str, str]] = {
    "vp": "van phong", "tt": "trung tam", "p": "phong", "vhxh": "van hoa xa hoi", "vh": "van hoa", "xh": "xa hoi",
    "kt": "kinh te", "pvhcc": "phuc vu hanh chinh cong", "hcc": "hanh chinh cong", "ubnd": "uy ban nhan dan",
    "hdnd": "hoi dong nhan dan", "mttq": "mat tran to quoc", "ubmttq": "uy ban mat tran to quoc", "ttpvhcc":
    "trung tam phuc vu hanh chinh cong", "vpdu": "van phong dang uy", "du": "dang uy", "ubmt": "uy ban mat tran",
    "ktht": "kinh te ha tang", "cntt": "cong nghe thong tin",
}
"""Abbreviations in names of offices; "và" and "&" are left out."""


def office_key(name: str) -> str:
    """Return the form in which names of offices are compared: VP HĐND&UBND is Văn phòng HĐND và UBND."""
    return " ".join(SHORT.get(word, word) for word in words_of(name) if word != "va")


def name_key(kind: str, text: str) -> str:
    """Return the form in which names of a kind are compared."""
    return office_key(text) if kind == "office" else plain(text)


class BookIndex:
    """The living records of the kinds that an import looks up; records planned by the import join them."""

    def __init__(self, db: Connection) -> None:
        self._db = db
        self.records: dict[str, dict[str, dict[str, JsonValue]]] = {}
        self._names: dict[str, dict[str, list[str]]] = {}
        self._codes: dict[tuple[str, str], dict[str, list[str]]] = {}
        self._alike: dict[tuple[str, tuple[str, ...]], dict[tuple[JsonValue, ...], list[str]]] = {}
        self._drafts: Mapping[str, str] | None = None

    def living(self, kind: str) -> Mapping[str, Mapping[str, JsonValue]]:
        """Return the records of a kind by id."""
        self._load(kind)
        return self.records[kind]

    def named(self, kind: str, text: str) -> list[str]:
        """Return the records of a kind with this name, or with this alias or short name."""
        self._load(kind)
        return list(dict.fromkeys(self._names[kind].get(name_key(kind, text), ())))

    def coded(self, kind: str, field: str, code: str) -> list[str]:
        """Return the records whose field is this code; case, blanks and hyphens mean nothing."""
        self._load(kind)
        key = (kind, field)
        if key not in self._codes:
            codes: dict[str, list[str]] = defaultdict(list)
            for record, flat in self.records[kind].items():
                value = flat.get(field)
                if isinstance(value, str):
                    codes[compact(value)].append(record)
            self._codes[key] = codes
        return self._codes[key].get(compact(code), [])

    def person(self, name: str, office: str | None) -> list[str]:
        """Return whom a name means: of this office, else whoever has the name; several when nobody can tell."""
        found = self.named("person", name)
        here = [each for each in found if office and self.records["person"][each].get("office") == office]
        return here if here else found

    def alike(self, kind: str, keys: tuple[str, ...], flat: Mapping[str, JsonValue]) -> list[str]:
        """Return the records that have the same values in all of `keys`."""
        self._load(kind)
        if (kind, keys) not in self._alike:
            found: dict[tuple[JsonValue, ...], list[str]] = defaultdict(list)
            for record, known in self.records[kind].items():
                found[tuple(known.get(key) for key in keys)].append(record)
            self._alike[kind, keys] = found
        return self._alike[kind, keys].get(tuple(flat.get(key) for key in keys), [])

    def is_draft(self, record: str) -> bool:
        """Return whether a record was only named in an earlier import and never edited since."""
        if self._drafts is None:
            self._drafts = imports.drafts(self._db)
        return record in self._drafts

    def add(self, kind: str, record: str, flat: Mapping[str, JsonValue]) -> None:
        """Let a planned record be found by the rows below it."""
        self._load(kind)
        self.records[kind][record] = dict(flat)
        for name in _names_of(kind, flat):
            self._names[kind].setdefault(name_key(kind, name), []).append(record)
        for (its_kind, field), codes in self._codes.items():
            value = flat.get(field)
            if its_kind == kind and isinstance(value, str):
                codes.setdefault(compact(value), []).append(record)
        for (its_kind, keys), alike in self._alike.items():
            if its_kind == kind:
                alike.setdefault(tuple(flat.get(key) for key in keys), []).append(record)

    def lay_over(self, kind: str, record: str, changes: Mapping[str, JsonValue]) -> None:
        """Let a planned change be seen by the rows below it."""
        self.records[kind][record].update(changes)

    def _load(self, kind: str) -> None:
        if kind in self.records:
            return
        self.records[kind] = imports.living(self._db, kind)
        names: dict[str, list[str]] = defaultdict(list)
        for record, flat in self.records[kind].items():
            for name in _names_of(kind, flat):
                names[name_key(kind, name)].append(record)
        self._names[kind] = dict(names)


def _names_of(kind: str, flat: Mapping[str, JsonValue]) -> Iterable[str]:
    for field in (*KINDS[kind].title[:1], "short_name", "aliases"):
        value = flat.get(field)
        if isinstance(value, str):
            yield value
        elif isinstance(value, (list, tuple)):
            yield from (str(each) for each in value)


def same_name(one: JsonValue, other: JsonValue) -> bool:
    """Return whether two texts read alike, accents or not."""
    return isinstance(one, str) and isinstance(other, str) and fold(one) == fold(other)
