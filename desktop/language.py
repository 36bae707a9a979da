"""Words for the user: English msgids in the code, Vietnamese shown unless English is asked for.

Importable from every floor of the desktop; it knows nothing of Qt.
"""
import gettext
from collections.abc import Mapping
from typing import Final, Literal

from desktop import paths

Language = Literal["vi", "en"]

DOMAIN: Final = "so_cntt"
CONTEXT_END: Final = "\x04"     # what gettext puts between context and msgid

COUNTS: Final = frozenset({"n", "all", "total", "done", "open"})
"""Names of values that count things: whole numbers under them are written with their thousands apart."""

_catalogues: dict[str, gettext.NullTranslations] = {"en": gettext.NullTranslations()}
_chosen: Language = "vi"


def install(language: Language) -> None:
    """Choose the language of every text made from now on."""
    global _chosen
    _chosen = language


def current() -> Language:
    """Return the chosen language."""
    return _chosen


def N_(msgid: str) -> str:
    """Return `msgid` as it is; marks it for the catalogue where it is declared and translated later."""
    return msgid


def tr(msgid: str, **values: object) -> str:
    """Return the translation of `msgid` with `{name}` filled from `values`; counts read as `number_text`."""
    return _filled(_catalogue().gettext(msgid) if msgid else "", values)


def trn(singular: str, plural: str, n: int, **values: object) -> str:
    """Return the translation for `n` things; `{n}` is filled too. Vietnamese has one form."""
    return _filled(_catalogue().ngettext(singular, plural, n), {"n": n, **values})


def trc(context: str, msgid: str, **values: object) -> str:
    """Return the translation of `msgid` in `context`, or without it where only that exists.

    Labels of a kind use the kind's code as context ("device"), those of its choices "device.status".
    """
    if not msgid:
        return ""
    catalogue = _catalogue()
    found = catalogue.gettext(context + CONTEXT_END + msgid)
    if CONTEXT_END in found:
        found = catalogue.gettext(msgid)
    return _filled(found, values)


def number_text(value: int) -> str:
    """Return how a count reads in the chosen language: 2.067 in Vietnamese, 2,067 in English."""
    text = f"{value:,}"
    return text if _chosen == "en" else text.replace(",", ".")


def _filled(text: str, values: Mapping[str, object]) -> str:
    if not values:
        return text
    return text.format(**{
        name: number_text(value) if name in COUNTS and type(value) is int else value
        for name, value in values.items()})


def _catalogue() -> gettext.NullTranslations:
    catalogue = _catalogues.get(_chosen)
    if catalogue is None:
        # A source tree without the compiled catalogue still runs, in English.
        catalogue = gettext.translation(DOMAIN, paths.catalogues(), languages=[_chosen], fallback=True)
        _catalogues[_chosen] = catalogue
    return catalogue
