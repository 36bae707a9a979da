"""Which column holds which field: by its heading, then by what stands in it."""
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from desktop.services.import_ import headings
from desktop.services.import_.choice_words import choice_code
from desktop.services.import_.grid import Grid
from desktop.services.import_.headings import Words, is_ordinal, matches
from desktop.services.import_.text import heading_words, one_line, plain
from protocol.field import FieldType
from protocol.kind import Kind

LEAST_LIKENESS: Final = 0.55
GENERIC: Final = frozenset({
    "ten", "ma", "so", "ngay", "nam", "loai", "ho ten", "ho va ten", "thang", "muc", "gia tri", "don vi", "nguoi",
    "thoi gian", "phong", "don gia", "thanh tien"})
"""Words that mean little without the heading above them."""
SEVERAL: Final = frozenset({"users", "note", "duties", "systems"})
"""Fields that may be kept in more than one column."""
ROOM: Final = re.compile(
    r"\b(phong|p|tang|nha|toa|day|khu|kho|hoi truong|lau) ?[a-z]?\d"
    r"|^(phong hop|kho|hoi truong|quay|tang|sanh)\b|^[a-z]?\d{2,3}$")
OFFICE: Final = re.compile(
    r"(van phong|vp|phong (?!hop|so\b|tiep|\d)[a-z]|trung tam|tt|ban |dang uy|ubnd|hdnd|uy ban|hoi |doan |mat tran|mttq"
    r"|ubmttq|cong an|quan su|bch|tram y te|truong |thon|khu pho|to dan pho|lanh dao|thuong truc|bo phan|khoi|to )")
MAIL: Final = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
PHONE: Final = re.compile(r"(\+?84|0)?[1-9]\d{8,9}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """One column of a table. `field` is a field's code, a `_several` code of `headings`, or "" for none.

    `mark` is the choice that a cross in it means: Tốt | Hỏng under Tình trạng.
    """
    index: int
    heading: str
    field: str
    likeness: float = 0.0
    mark: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Columns:
    """The columns of a table as one kind; `score` says how well the headings fit it."""
    kind: Kind
    columns: tuple[Column, ...]
    ordinal: int | None
    score: float

    @property
    def fields(self) -> frozenset[str]:
        """Return the codes that have a column."""
        return frozenset(each.field for each in self.columns if each.field)

    def of(self, field: str) -> list[int]:
        """Return the indexes of the columns of a field."""
        return [each.index for each in self.columns if each.field == field]


def heading_paths(grid: Grid, top: int, bottom: int) -> list[tuple[str, ...]]:
    """Return for each column the texts of its heading from the top down, each merged one once."""
    paths: list[tuple[str, ...]] = []
    for column in range(grid.width):
        path: list[str] = []
        seen: set[tuple[int, int]] = set()
        for row in range(top, bottom + 1):
            place = grid.origin(row, column)
            text = grid.text(row, column)
            if not text and row < bottom:
                place, text = _spread(grid, row, bottom, column)
            if text and place not in seen:
                path.append(text)
                seen.add(place)
        paths.append(tuple(path))
    return paths


def _spread(grid: Grid, row: int, bottom: int, column: int) -> tuple[tuple[int, int], str]:
    """Return the upper heading that reaches over an empty cell from the left, in a table without merged cells."""
    if grid.origin(row, column) != (row, column) or not grid.text(bottom, column):
        return (row, column), ""
    for left in range(column - 1, -1, -1):
        if not grid.text(bottom, left) or grid.origin(bottom, left) != (bottom, left):
            break
        text = grid.text(row, left)
        if text:
            return ((row, left), text) if grid.origin(row, left) == (row, left) else ((row, column), "")
    return (row, column), ""


def columns_as(kind: Kind, paths: Sequence[tuple[str, ...]]) -> Columns:
    """Return the best assignment of columns to the fields of `kind`."""
    ordinal: int | None = None
    offers: list[tuple[float, int, str]] = []
    for index, path in enumerate(paths):
        if not path:
            continue
        if ordinal is None and is_ordinal(heading_words(path[-1])) or is_ordinal(heading_words(path[0])):
            ordinal = index if ordinal is None else ordinal
            continue
        offers += [(likeness, index, code) for code, likeness in likely_fields(kind, path)]
    taken: dict[int, tuple[str, float]] = {}
    used: set[str] = set()
    for likeness, index, code in sorted(offers, key=lambda offer: (-offer[0], offer[1])):
        if index in taken or (code in used and code not in SEVERAL):
            continue
        if code in used and likeness < 0.9:
            continue
        taken[index] = (code, likeness)
        if code:
            used.add(code)
    columns = tuple(
        Column(index=index, heading=" / ".join(path), field=taken.get(index, ("", 0.0))[0],
               likeness=taken.get(index, ("", 0.0))[1])
        for index, path in enumerate(paths) if path and index != ordinal)
    columns = _names_in_parts(_marked_choices(kind, columns, paths))
    score = sum(each.likeness for each in columns if each.field) + (0.5 if ordinal is not None else 0.0)
    return Columns(kind=kind, columns=columns, ordinal=ordinal, score=score)


def likely_fields(kind: Kind, path: Sequence[str]) -> list[tuple[str, float]]:
    """Return (field, likeness) for a heading of one or more levels, the best first; "" means of no field."""
    leaf, parents = heading_words(path[-1]), path[:-1]
    if not leaf and parents:
        leaf, parents = heading_words(path[-2]), path[:-2]
    above: Words = tuple(word for text in parents for word in heading_words(text))
    found: dict[str, float] = {}
    if "chenh lech" in " ".join(above):
        return [("", 1.0)]      # surplus and shortage of a stock-taking
    weight = 0.7 if above and " ".join(leaf) in GENERIC else 1.0
    for words, factor in ((leaf, weight), (leaf + above, 0.97), (above + leaf, 0.96)):
        if words is not leaf and not above:
            continue
        for code, likeness in matches(kind, words):
            found[code] = max(found.get(code, 0.0), likeness * factor)
    if above and found.get("", 0.0) >= 0.9 and matches(kind, leaf)[:1] and matches(kind, leaf)[0][0] == "":
        return [("", 1.0)]
    return sorted(((code, likeness) for code, likeness in found.items() if likeness >= LEAST_LIKENESS),
                  key=lambda pair: -pair[1])


def _marked_choices(kind: Kind, columns: tuple[Column, ...], paths: Sequence[tuple[str, ...]]) -> tuple[Column, ...]:
    """Return the columns with those that stand for one choice each: two or more under one heading of a choice."""
    found: dict[int, tuple[str, str]] = {}
    for each in columns:
        path = paths[each.index]
        parents = matches(kind, heading_words(path[-2])) if len(path) > 1 else ()
        declared = kind.field(parents[0][0]) if parents and parents[0][0] and parents[0][1] >= 0.9 else None
        if declared is not None and declared.type is FieldType.CHOICE:
            code = choice_code(kind.code, declared.code, path[-1])
            if code is not None:
                found[each.index] = (declared.code, code)
    fields = [field for field, _ in found.values()]
    return tuple(
        replace(each, field=found[each.index][0], mark=found[each.index][1], likeness=1.0)
        if each.index in found and fields.count(found[each.index][0]) > 1 else each for each in columns)


def _names_in_parts(columns: tuple[Column, ...]) -> tuple[Column, ...]:
    """Return columns where Tên beside Họ và đệm is the given name alone."""
    fields = {each.field for each in columns}
    if headings.FAMILY_NAME not in fields:
        return _name_over_two(columns)
    if headings.GIVEN_NAME in fields and "full_name" not in fields:
        return columns
    return tuple(
        replace(each, field=headings.GIVEN_NAME)
        if each.field == "full_name" and heading_words(each.heading.rpartition(" / ")[2]) in (("ten",), ("ten", "goi"))
        else each for each in columns)


def _name_over_two(columns: tuple[Column, ...]) -> tuple[Column, ...]:
    """Return columns where "Họ và tên" over two is family and middle name, then given name."""
    for one, other in zip(columns, columns[1:], strict=False):
        if one.field == "full_name" and other.heading == one.heading and other.index == one.index + 1:
            parts = {one.index: headings.FAMILY_NAME, other.index: headings.GIVEN_NAME}
            return tuple(replace(each, field=parts.get(each.index, each.field)) for each in columns)
    return columns


def settle_by_content(columns: Columns, samples: Mapping[int, Sequence[str]]) -> Columns:
    """Return the columns after a look at their values: rooms and offices told apart, unnamed mails and phones found.

    `samples` holds the texts of each column in the rows of the table.
    """
    made = _swapped_places(columns, samples)
    used = set(columns.fields)
    for at, each in enumerate(made):
        texts = [text for text in samples.get(each.index, ()) if text][:200]
        better = _better_field(columns.kind, each, texts, used) if texts else None
        if better is not None:
            used.discard(each.field)
            used.add(better)
            made[at] = replace(each, field=better)
    return replace(columns, columns=tuple(made))


def _swapped_places(columns: Columns, samples: Mapping[int, Sequence[str]]) -> list[Column]:
    """Return the columns, "Phòng" and "Nơi sử dụng" exchanged where the rooms stand under the office's heading."""
    made = list(columns.columns)
    offices = [at for at, each in enumerate(made) if each.field == "office"]
    places = [at for at, each in enumerate(made) if each.field == "location"]
    if len(offices) == len(places) == 1:
        office, place = offices[0], places[0]
        of_office = [text for text in samples.get(made[office].index, ()) if text]
        of_place = [text for text in samples.get(made[place].index, ()) if text]
        if of_office and of_place and _share(of_office, _is_room) > 0.5 and _share(of_place, _is_office) > 0.6:
            made[office], made[place] = replace(made[office], field="location"), replace(made[place], field="office")
    return made


def _better_field(kind: Kind, column: Column, texts: Sequence[str], used: set[str]) -> str | None:
    """Return the field that the values of a column belong to, None to leave it as its heading says."""
    free = [code for code in ("office", "location", "email", "phone") if kind.has(code) and code not in used]
    if column.field in ("office", "location"):
        other = "location" if column.field == "office" else "office"
        if other not in free:
            return None
        rooms = _share(texts, _is_room)
        offices = _share(texts, _is_office)
        return other if (rooms > 0.5 if other == "location" else offices > 0.6) else None
    if column.field or column.likeness:
        return None
    if "email" in free and _share(texts, lambda text: MAIL.fullmatch(text) is not None) > 0.7:
        return "email"
    if "phone" in free and len(texts) > 1 and _share(texts, _is_phone) > 0.8:
        return "phone"
    return None


def _is_room(text: str) -> bool:
    return ROOM.search(plain(text)) is not None


def _is_office(text: str) -> bool:
    return not _is_room(text) and OFFICE.match(plain(text)) is not None


def _is_phone(text: str) -> bool:
    return PHONE.fullmatch(re.sub(r"[\s.\-()]", "", text)) is not None


def _share(texts: Sequence[str], test: Callable[[str], bool]) -> float:
    return sum(1 for text in texts if test(text)) / len(texts)


def heading_key(heading: str) -> str:
    """Return the form under which a corrected column is remembered."""
    return plain(one_line(heading))
