"""Which category the words of a line usually belong to: counted from many lines, a small weight beside the signs.

The signs of `incident-words.tsv` say what an expression means; the habits (`incident-habits.tsv`) say how often a
word, or two words that follow one another, stood in lines of each category. They decide only where the signs are
silent or in doubt. Made from the sentences of the tests, names left out:
`python -m tests.services.incident_trial habits`.
"""
import math
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Final

from desktop import paths
from desktop.services.incident_wording import Token

FILE: Final = "incident-habits.tsv"
_MOST: Final = 4.0             # what a line of one category's words alone gains
_LEAST_TIMES: Final = 2        # what stood once is chance
_SMOOTHING: Final = 0.3
_DAMPED: Final = 0.5           # words of a line are not independent


@dataclass(frozen=True, slots=True)
class Habits:
    """Weights by word or pair of words, in the order of `categories`; `before`: with no word known."""
    categories: tuple[str, ...] = ()
    before: tuple[float, ...] = ()
    weights: Mapping[str, tuple[float, ...]] = field(default_factory=dict)

    def lean(self, tokens: Sequence[Token], without: Collection[int] = ()) -> dict[str, float]:
        """Return what each category gains by the words of a line; nothing where no word is known."""
        known = [self.weights[key] for key in keys_of(tokens, without) if key in self.weights]
        if not known:
            return {}
        sums = [sum(column) for column in zip(self.before, *known, strict=True)]
        highest = max(sums)
        shares = [math.exp(each - highest) for each in sums]
        whole = sum(shares)
        return {code: _MOST * share / whole for code, share in zip(self.categories, shares, strict=True)
                if share / whole > 0.02}


def keys_of(tokens: Sequence[Token], without: Collection[int] = ()) -> set[str]:
    """Return the words and the pairs of neighbours of a line; numbers, codes and the places `without` say nothing."""
    letters = ["" if at in without or not token.letters.isalpha() else token.letters
               for at, token in enumerate(tokens)]
    pairs = {f"{one} {other}" for one, other in zip(letters, letters[1:], strict=False) if one and other}
    return pairs | {each for each in letters if each}


def count(lines: Iterable[tuple[set[str], str]]) -> Habits:
    """Return the habits of lines, each given as (its keys, its category)."""
    all_lines = list(lines)
    per_category = Counter(category for _, category in all_lines)
    by_key: dict[str, Counter[str]] = defaultdict(Counter)
    for keys, category in all_lines:
        for key in keys:
            by_key[key][category] += 1
    categories = tuple(sorted(per_category))
    weights = {}
    for key, times in by_key.items():
        if times.total() >= _LEAST_TIMES:
            weights[key] = tuple(
                _DAMPED * math.log((times[code] + _SMOOTHING) / (per_category[code] + 2 * _SMOOTHING))
                for code in categories)
    whole = sum(per_category.values())
    return Habits(categories, tuple(math.log(per_category[code] / whole) for code in categories), weights)


def written(habits: Habits) -> str:
    """Return the text of the file: a heading, then a key and its weights in hundredths a line."""
    rows = ["\t".join(("", *habits.categories)), _row("", habits.before)]
    rows += [_row(key, habits.weights[key]) for key in sorted(habits.weights)]
    return "\n".join(rows) + "\n"


def _row(key: str, weights: Sequence[float]) -> str:
    return "\t".join((key, *(str(round(each * 100)) for each in weights)))


@lru_cache(maxsize=1)
def shipped() -> Habits:
    """Return the habits that came with the program; none when the file is missing."""
    try:
        heading, *lines = paths.resource(FILE).read_text(encoding="utf-8").splitlines()
    except (OSError, ValueError):
        return Habits()
    rows = {key: tuple(int(each) / 100 for each in weights)
            for key, *weights in (line.split("\t") for line in lines)}
    before = rows.pop("")
    return Habits(tuple(heading.split("\t")[1:]), before, rows)
