"""Which colour stands beside the words of a state. The words say it all; the colour says it faster."""
from typing import Final

from desktop.language import N_, tr
from desktop.ui.tokens import Tone

_TONES: Final[dict[tuple[str, str], dict[str, Tone]]] = {
    ("device", "status"): {
        "in_use": Tone.GOOD, "in_stock": Tone.NEUTRAL, "to_issue": Tone.INFO, "broken": Tone.BAD,
        "in_repair": Tone.WARN, "under_warranty": Tone.WARN, "to_dispose": Tone.NEUTRAL,
        "disposed": Tone.MUTED, "lost": Tone.BAD, "transferred": Tone.MUTED,
    },
    ("person", "status"): {
        "active": Tone.GOOD, "on_leave": Tone.WARN, "transferred": Tone.MUTED, "retired": Tone.MUTED,
    },
    ("account", "status"): {
        "unreviewed": Tone.MUTED, "missing": Tone.BAD, "pending": Tone.WARN, "in_use": Tone.GOOD,
        "locked": Tone.NEUTRAL, "old_unit": Tone.INFO, "revoked": Tone.MUTED,
    },
    ("person", "focal"): {"chief": Tone.INFO, "deputy": Tone.INFO},
    ("handover", "status"): {
        "draft": Tone.MUTED, "to_sign": Tone.WARN, "signed": Tone.GOOD, "cancelled": Tone.NEUTRAL,
    },
    ("stocktake", "status"): {"open": Tone.WARN, "closed": Tone.GOOD, "cancelled": Tone.NEUTRAL},
    ("stocktake_item", "result"): {
        "pending": Tone.MUTED, "found": Tone.GOOD, "missing": Tone.BAD, "surplus": Tone.INFO,
    },
    ("line", "status"): {"in_use": Tone.GOOD, "suspended": Tone.WARN, "ended": Tone.MUTED},
    ("outage", "how_bad"): {"down": Tone.BAD, "slow": Tone.WARN, "unstable": Tone.WARN},
    ("hamlet", "signal"): {"good": Tone.GOOD, "weak": Tone.WARN, "none": Tone.BAD},
    ("hamlet", "internet"): {"yes": Tone.GOOD, "partly": Tone.WARN, "none": Tone.BAD},
    ("hamlet", "power"): {"yes": Tone.GOOD, "partly": Tone.WARN, "none": Tone.BAD},
    ("incident", "status"): {
        "new": Tone.INFO, "in_progress": Tone.WARN, "escalated": Tone.INFO, "waiting": Tone.WARN,
        "answered": Tone.GOOD, "resolved": Tone.GOOD, "closed": Tone.MUTED,
    },
}
SEVERITY_TONES: Final = {"urgent": Tone.BAD, "high": Tone.WARN, "medium": Tone.INFO, "low": Tone.NEUTRAL}
_SYNC: Final = {
    "waiting": (N_("to be sent"), N_("waiting to be sent"), Tone.WARN),
    "synced": (N_("sent"), N_("sent"), Tone.MUTED),
    "rejected": (N_("refused"), N_("refused by the server; kept on this computer"), Tone.BAD),
    "conflict": (N_("to choose"), N_("two computers wrote differently"), Tone.BAD),
}


def all_sync_words() -> list[str]:
    """Return the words of every sync state, for the room that they need."""
    return [tr(chip) for chip, _, _ in _SYNC.values()]


def choice_tone(kind: str, field: str, code: object) -> Tone | None:
    """Return the colour of a choice, or None where it is plain text in a list."""
    if field in ("severity", "priority"):
        return SEVERITY_TONES.get(str(code))
    tones = _TONES.get((kind, field))
    return tones.get(str(code), Tone.NEUTRAL) if tones and code else None


def has_tones(kind: str, field: str) -> bool:
    """Return whether the values of a field are drawn as chips."""
    return field in ("severity", "priority") or (kind, field) in _TONES


def sync_words(state: str) -> tuple[str, str, Tone]:
    """Return (chip, whole sentence, colour) of the sync state of one record."""
    chip, sentence, tone = _SYNC.get(str(state), _SYNC["waiting"])
    return tr(chip), tr(sentence), tone
