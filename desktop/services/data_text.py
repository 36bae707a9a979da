"""How fields of types *data* and *answers* read: in history and where two PCs wrote differently, never as JSON."""
from collections.abc import Mapping
from typing import Final

from desktop.language import tr
from protocol.field import JsonValue

_CHECKLIST: Final = "room-checklist"


def data_text(kind_code: str, field_code: str, value: Mapping[str, JsonValue]) -> str:
    """Return `value` in one line; what this version has no words for as `name: value`."""
    # What knows the words of each is imported where it is asked for: every list reads `value_text`.
    match kind_code, field_code:
        case "room", ("checklist" | "answers"):
            return _joined(value, _checklist_labels())
        case "incident", "evidence":
            from desktop.services import incident_evidence
            return incident_evidence.sentence(value) or _joined(value, {})
        case "incident", "steps_tried":
            from desktop.services import guides
            titles = {each.key: each.title for each in guides.shipped().guides}
            return _joined({_step_name(key, titles): said for key, said in value.items()}, {})
        case _:
            return _joined(value, {})


def answer_label(kind_code: str, field_code: str, key: str) -> str:
    """Return what is answered under `key`; the key itself where this version has no words for it."""
    return _checklist_labels().get(key, key) if (kind_code, field_code) == ("room", "answers") else key


def _checklist_labels() -> Mapping[str, str]:
    from desktop.services import rules
    return {str(item.get("key")): str(item.get("label")) for rule in rules.shipped() if rule.key == _CHECKLIST
            for item in rule.value.get("items", ()) if isinstance(item, Mapping)}


def _step_name(key: str, titles: Mapping[str, str]) -> str:
    guide, _, what = key.partition(".")
    title = titles.get(guide, guide)
    return tr("{title}, steps", title=title) if what == "steps" else title


def _joined(value: Mapping[str, JsonValue], labels: Mapping[str, str]) -> str:
    return "; ".join(f"{labels.get(key, key)}: {_said(said)}" for key, said in value.items() if said is not None)


def _said(value: JsonValue) -> str:
    if isinstance(value, bool):
        return tr("Yes") if value else tr("No")
    if isinstance(value, (list, tuple)):
        return ", ".join(_said(each) for each in value)
    if isinstance(value, Mapping):
        return _joined(value, {})
    return str(value)
