"""Every kind by its code, and the version of the whole."""
from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Final

from protocol.kind import Kind
from protocol.kinds import (
    account,
    certificate,
    conflict,
    device,
    guide,
    hamlet,
    handover,
    handover_item,
    incident,
    incident_note,
    line,
    notice,
    office,
    outage,
    person,
    room,
    rule,
    site,
    stocktake,
    stocktake_item,
    system,
    system_use,
    training,
)

SCHEMA_VERSION: Final = 3
"""Rises whenever a kind, a field or a choice is added; nothing is ever renamed or reused."""

KINDS: Final[Mapping[str, Kind]] = MappingProxyType({each.KIND.code: each.KIND for each in (
    site, office, person, device, system, system_use, account, certificate,
    incident, incident_note, handover, handover_item, stocktake, stocktake_item,
    room, line, outage, hamlet, training, guide, notice, rule, conflict,
)})
"""In the order in which lists and exports name them."""

KIND_CONTEXT: Final = "kind"
GROUP_CONTEXT: Final = "group"
UNIT_CONTEXT: Final = "unit"


def kind(code: str) -> Kind:
    """Return the kind with `code`; KeyError for one that this version does not know."""
    return KINDS[code]


def choice_context(kind_code: str, field_code: str) -> str:
    """Return the gettext context of the labels of a choice field: `device.status`."""
    return f"{kind_code}.{field_code}"


def labels() -> Iterator[tuple[str, str]]:
    """Return every (context, msgid) that the kinds declare, for the extractor of words; none twice."""
    return iter(dict.fromkeys(_declared()))


def _declared() -> Iterator[tuple[str, str]]:
    for each in KINDS.values():
        yield KIND_CONTEXT, each.label
        yield KIND_CONTEXT, each.plural
        for field in each.fields:
            yield each.code, field.label
            if field.group:
                yield GROUP_CONTEXT, field.group
            if field.unit:
                yield UNIT_CONTEXT, field.unit
            for choice in field.choices:
                yield choice_context(each.code, field.code), choice.label
