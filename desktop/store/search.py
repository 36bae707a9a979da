"""Finding: one FTS5 index over folded text; each word fits as a prefix, codes by every end of them.

At most 500 candidates are read and then ranked by exact accents, whole words, weight of the field, what is the
thing itself before what is only written about it, and newest. What a first download has not indexed yet is
looked up by its folded title.
"""
import json
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Any, Final, NamedTuple

from desktop.store import derived, plan
from desktop.store.driver import Connection
from desktop.store.plan import Plan
from protocol import catalogue, folding
from protocol.kind import Feed

MOST_CANDIDATES: Final = 500
_ALIVE: Final = (1, 2**63 - 1)    # the dead have numbers below 0
_MOST_OF_MANY: Final = 240    # of thousands of hits no one reads the 500 newest before typing on
_MOST_WORDS: Final = 12
_RANKED_CHARACTERS: Final = 400
_LONGEST_PREFIX: Final = 3    # letters, as the index was made (schema.py)
_MOST_MEANT: Final = 4    # words of the index that begin with a longer one: so few are asked for by name
_LAST_LETTER: Final = "\U0010ffff"
_TITLE, _CODE, _BODY, _NEAR = 4, 3, 2, 1
_THINGS: Final = frozenset({"person", "device", "office", "site", "system", "room", "line", "hamlet", "guide"})
"""Kinds that carry a name of their own: "le thi hoa" means the official before her accounts, "PC-014" the machine."""
_WORD: Final = re.compile(r"[^\W_]+")
_PREFIX: Final = re.compile(r'"([^"]*)"\*')

Aliases = Mapping[str, Sequence[str]]
"""Other words for what is typed: {"ba đình": ["Kim Mã", "Ngọc Hà"]} finds what came from those former communes."""


class Hit(NamedTuple):
    """One record found. `field` is where the words stood best: "title", a field code, or "" for what it points to."""
    id: str
    kind: str
    title: str
    field: str = ""


def find(db: Connection, text: str, limit: int = 50, *, kinds: Sequence[str] = (),
         former: Aliases | None = None) -> tuple[list[Hit], int]:
    """Return the best `limit` living records for what is typed, and how many there are in all.

    `kinds` narrows it to those kinds. `former` names what people call things by other names (former
    districts and communes).
    """
    words = query_words(text)
    if not words:
        return [], 0
    for variant in _variants(words):
        expression = _expression(db, variant, former)
        ranges = _ranges(db, kinds)
        ranges, total = _with_hits(db, expression, ranges, is_all=not kinds)
        waiting = _unindexed(db, variant, kinds)
        if total or waiting:
            candidates = _candidates(db, expression, ranges, total)
            hits = _ranked(db, candidates, variant, text)[:limit]
            found = {hit.id for hit in hits}
            hits += [hit for hit in waiting if hit.id not in found][:max(0, limit - len(hits))]
            return hits, total + len(waiting)
    return [], 0


def query_words(text: str) -> list[str]:
    """Return the folded words of what is typed."""
    return folding.words(text)[:_MOST_WORDS]


def terms_for(db: Connection, kind: str, text: str) -> list[str]:
    """Return an FTS5 term for each word that a list of `kind` is searched for: all of them must fit.

    What looks like Telex or VNI keys is taken as the word meant where the keys themselves find nothing.
    """
    words = query_words(text)
    variants = list(_variants(words))
    if len(variants) > 1:
        for variant in variants:
            terms = terms_of(db, variant)
            if any(_count(db, all_of(terms), *each) for each in _ranges(db, (kind,))):
                return terms
    return terms_of(db, words)


def terms_of(db: Connection, words: Iterable[str]) -> list[str]:
    """Return an FTS5 term for each word as a prefix; a long one is asked for by the words it can mean.

    Of a longer prefix than it was made for, the index gathers all hits before it gives the first. Of a whole word
    it gives one after the other, and says at once whether a row is among them.
    """
    return [_asked(db, word) for word in words]


def all_of(terms: Iterable[str]) -> str:
    """Return the FTS5 expression that all of these terms fit."""
    return " AND ".join(terms)


def typed_on(before: str, now: str) -> int | None:
    """Return how many of the last words of `now` tell it from `before`, None if it does not just narrow it.

    What fits those, among that which fitted `before`, fits `now`. None where either might be Telex or VNI keys: what
    they are taken for depends on what is found.
    """
    earlier, later = query_words(before), query_words(now)
    if not earlier or len(later) < len(earlier) or any(len(list(_variants(words))) > 1 for words in (earlier, later)):
        return None
    last = len(earlier) - 1
    narrows = later[:last] == earlier[:last] and later[last].startswith(earlier[last])
    # A word that has not changed is not asked again; if none has, the last one is.
    new = len(later) - last - (later[last] == earlier[last])
    return max(new, 1) if narrows else None


def is_quick_to_ask(expression: str) -> bool:
    """Return whether the index has every word at hand: of prefixes that are longer it gathers all hits first."""
    return all(len(word) <= _LONGEST_PREFIX for word in _PREFIX.findall(expression))


def numbers_of(db: Connection, kinds: Iterable[str] = ()) -> dict[str, tuple[int, int]]:
    """Return the range of `n` of each kind."""
    return {code: (number << plan.KIND_SHIFT, (number + 1 << plan.KIND_SHIFT) - 1)
            for code, number in db.execute("SELECT code, number FROM kind") if not kinds or code in kinds}


def unindexed_numbers(db: Connection, kind: str, text: str) -> list[int]:
    """Return the `n` of living records of a list that search does not know yet, found by their title."""
    return [n for n, *_ in _unindexed_rows(db, query_words(text), (kind,))]


def former_names(units: Iterable[tuple[str, str]]) -> dict[str, list[str]]:
    """Return the other names of former communes given as (name, former district): by the district's name."""
    made: dict[str, list[str]] = {}
    for name, district in units:
        if district:
            made.setdefault(folding.fold(district), []).append(name)
    return made


def _variants(words: list[str]) -> Iterator[list[str]]:
    yield words
    meant = [folding.telex_variant(word) for word in words]
    if meant != words:
        yield meant


def _expression(db: Connection, words: Sequence[str], former: Aliases | None) -> str:
    """Return the expression of all words; or of all words of one of the other names."""
    made = all_of(terms_of(db, words))
    others = [name for phrase, names in (former or {}).items() if _is_meant(words, phrase) for name in names]
    return " OR ".join([f"({made})", *dict.fromkeys(f"({all_of(terms_of(db, folding.words(name)))})"
                                                    for name in others if folding.words(name))]) if others else made


def _asked(db: Connection, word: str) -> str:
    if len(word) > _LONGEST_PREFIX:
        meant = [term for term, in db.execute("SELECT term FROM temp.search_word WHERE term >= ? AND term < ? LIMIT ?",
                                              (word, word + _LAST_LETTER, _MOST_MEANT + 1))]
        if len(meant) <= _MOST_MEANT:
            return "(" + " OR ".join(f'"{term}"' for term in meant or [word]) + ")"
    return f'"{word}"*'


def _is_meant(words: Sequence[str], phrase: str) -> bool:
    known = folding.words(phrase)
    return any(len(word) > 2 for word in words) and all(
        any(each.startswith(word) for each in known) for word in words)


def _ranges(db: Connection, kinds: Sequence[str]) -> list[tuple[int, int]]:
    wanted = [code for code in (kinds or catalogue.KINDS)
              if (kind := catalogue.KINDS.get(code)) is not None and kind.feed is not Feed.SERVER]
    known = numbers_of(db)
    return [known[code] for code in wanted if code in known]


def _count(db: Connection, expression: str, first: int, last: int) -> int:
    row = db.execute("SELECT count(*) FROM search WHERE search MATCH ? AND rowid BETWEEN ? AND ?",
                     (expression, first, last)).fetchone()
    assert row is not None
    return int(row[0])


def _with_hits(db: Connection, expression: str,
               ranges: Sequence[tuple[int, int]], *, is_all: bool) -> tuple[list[tuple[int, int]], int]:
    """Return the ranges in which something fits, and how much in all: to find nothing takes a look at every hit."""
    if not is_all:
        counts = {each: _count(db, expression, *each) for each in ranges}
        return [each for each in ranges if counts[each]], sum(counts.values())
    row = db.execute(f"SELECT count(*), group_concat(DISTINCT rowid >> {plan.KIND_SHIFT}) FROM search"
                     " WHERE search MATCH ? AND rowid BETWEEN ? AND ?", (expression, *_ALIVE)).fetchone()
    assert row is not None
    numbers = set(map(int, row[1].split(","))) if row[0] else set()
    return [each for each in ranges if each[0] >> plan.KIND_SHIFT in numbers], int(row[0])


def _candidates(db: Connection, expression: str, ranges: Sequence[tuple[int, int]], total: int) -> list[int]:
    """Return at most 500 numbers: all of them, or of many the newest of each kind, titles and codes first."""
    if total <= MOST_CANDIDATES:
        whole = ranges if len(ranges) < len(catalogue.KINDS) // 2 else [_ALIVE]
        return [row[0] for first, last in whole for row in db.execute(
            "SELECT rowid FROM search WHERE search MATCH ? AND rowid BETWEEN ? AND ?", (expression, first, last))]
    found: dict[int, None] = {}
    for scope in (f"{{title codes}} : ({expression})", expression):
        left = list(ranges)
        while left and len(found) < _MOST_OF_MANY:
            most = max(1, (_MOST_OF_MANY - len(found)) // len(left))
            # What a kind with few hits does not use goes to the others.
            left = [each for each in left if _newest(db, scope, each, most, found) == most]
    return list(found)[:_MOST_OF_MANY]


def _newest(db: Connection, expression: str, numbers: tuple[int, int], most: int, found: dict[int, None]) -> int:
    """Add the newest hits that are not in `found` yet, and return how many those were, at most `most`."""
    before = len(found)
    first, last = numbers
    for row in db.execute("SELECT rowid FROM search WHERE search MATCH ? AND rowid BETWEEN ? AND ?"
                          " ORDER BY rowid DESC", (expression, first, last)):
        found[row[0]] = None
        if len(found) - before == most:
            break
    return len(found) - before


def _ranked(db: Connection, candidates: Sequence[int], words: Sequence[str], text: str) -> list[Hit]:
    # Only accents that were typed are asked for: "le thi" means Lê Thị rather than Lenovo.
    typed = [word for word in _WORD.findall(unicodedata.normalize("NFC", text).lower()) if folding.fold(word) != word]
    scored: list[tuple[tuple[int, ...], Hit]] = []
    by_kind: dict[int, list[int]] = {}
    for n in candidates:
        by_kind.setdefault(n >> plan.KIND_SHIFT, []).append(n)
    codes: dict[int, str] = dict(db.execute("SELECT number, code FROM kind").fetchall())
    for number, numbers in by_kind.items():
        its_plan = plan.of(codes[number])
        if its_plan is None:
            continue
        for n, record, title, changed_at, *row in db.execute(
                f"SELECT r.n, r.id, r.title, k.changed_at, {its_plan.select} FROM json_each(?) AS asked"
                f' JOIN record AS r ON r.n = asked.value JOIN "{its_plan.table}" AS k ON k.n = r.n',
                (json.dumps(numbers),)):
            score, field = _score(its_plan, title, row, typed, words)
            is_it = its_plan.kind.code in _THINGS and score[-1] > _BODY
            scored.append(((*score, is_it, changed_at, n), Hit(record, its_plan.kind.code, title, field)))
    scored.sort(key=lambda each: each[0], reverse=True)
    return [hit for _, hit in scored]


def _score(its_plan: Plan, title: str, row: Sequence[Any], typed: Sequence[str],
           words: Sequence[str]) -> tuple[tuple[int, int, int], str]:
    """Return ((words with exact accents, whole words, weight), field) of the best of the record's fields."""
    best, where = (0, 0, _NEAR), ""
    for weight, field, value in _texts(its_plan, title, row):
        lower = unicodedata.normalize("NFC", value[:_RANKED_CHARACTERS]).lower()
        plain = _folded(lower)
        if weight == _CODE:
            plain = f"{plain} {folding.compact(value)}"
        present = sum(1 for word in words if word in plain)
        if present == 0:
            continue
        whole = len(set(words) & set(_WORD.findall(plain)))
        # A field that holds all that was typed stands before one that holds part of it.
        score = (_exact(typed, lower), whole, weight if present == len(words) else 0)
        if score > best:
            best, where = score, field
        if present == len(words) and weight > _BODY:
            break    # the title or a code holds it all: nothing further down stands higher
    return best, where


def _texts(its_plan: Plan, title: str, row: Sequence[Any]) -> Iterator[tuple[int, str, str]]:
    """Yield (weight, field, text) of a record's texts, the heaviest first."""
    yield _TITLE, "title", title
    values = dict(zip((code for code, *_ in its_plan.read_as), row, strict=True))
    for weight, fields in ((_CODE, its_plan.search_codes), (_BODY, its_plan.search_body)):
        for code in fields:
            if isinstance(value := values[code], str):
                yield weight, code, value


@lru_cache(maxsize=4096)
def _folded(text: str) -> str:
    return folding.fold(text)


def _exact(typed: Sequence[str], lower: str) -> int:
    """Return how many of the typed words stand there letter for letter; Hòa and Hoà are one word."""
    tokens = _WORD.findall(lower)
    return sum(1 for word in typed if any(token.startswith(word) for token in tokens)
               or (not word.isascii() and folding.sort_key(word) in map(folding.sort_key, tokens)))


def _unindexed(db: Connection, words: Sequence[str], kinds: Sequence[str]) -> list[Hit]:
    return [Hit(record, kind, title, "title") for _, record, kind, title in _unindexed_rows(db, words, kinds)]


def _unindexed_rows(db: Connection, words: Sequence[str], kinds: Sequence[str]) -> list[tuple[int, str, str, str]]:
    if not words or not derived.is_behind(db):
        return []
    made = []
    for n, record, kind, title in db.execute(
            "SELECT n, id, kind, title FROM record WHERE indexed <> 1 AND indexed = 0 AND deleted = 0"):
        if kinds and kind not in kinds:
            continue
        known = folding.words(title)
        if all(any(each.startswith(word) for each in known) for word in words):
            made.append((n, record, kind, title))
    return made
