"""Four lines about an incident for a chat group: no name, telephone or serial number of anyone."""
import re
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Final

from desktop.language import tr
from desktop.services.first_start import COMMUNE_NAME
from desktop.services.incident_reporting import KIND, TOLD
from desktop.services.incident_road import with_moment
from desktop.services.value_text import choice_label, datetime_text
from desktop.store import records, setting
from protocol.field import JsonValue
from protocol.folding import fold

if TYPE_CHECKING:
    from desktop.store.driver import Connection
    from desktop.store.records import Record

_DIGITS: Final = re.compile(r"\+?\d(?:[\s.\-]?\d){6,}")
_EMAIL: Final = re.compile(r"\S+@\S+\.\S+")
_HONORIFICS: Final = frozenset({"anh", "a", "chi", "c", "ong", "ba", "co", "chu", "bac", "em", "sep", "dc", "thay"})
_WORD: Final = re.compile(r"\w+", re.UNICODE)


def zalo_text(db: "Connection", record: "Record", *, now_ms: int) -> str:
    """Return four lines that may stand in a chat group: no name, phone or serial number of anyone."""
    fields = record.fields
    titles = records.labels(db, [record])
    category, severity = (KIND.field(code) for code in ("category", "severity"))
    kind = choice_label(KIND, category, str(fields["category"])) if category and fields.get("category") else ""
    where = " · ".join(filter(None, (_machine(db, str(fields.get("device") or "")),
                                     titles.get(str(fields.get("office") or ""), ""))))
    grade = choice_label(KIND, severity, str(fields["severity"])) if severity and fields.get("severity") else ""
    since = datetime_text(str(fields["detected_at"])) if fields.get("detected_at") else ""
    affected = fields.get("people_affected")
    status = KIND.field("status")
    state = choice_label(KIND, status, str(fields["status"])) if status and fields.get("status") else ""
    told = TOLD.get(str(fields.get("sent_to") or ""))
    title = without_personal(str(fields.get("title") or ""), _names(db), _serials(db, fields))
    unit = setting.text(db, COMMUNE_NAME)
    lines = (
        f"{unit} – {title}" if unit else title,
        tr("Where: {where}", where=" · ".join(filter(None, (kind, where))) or "–"),
        " · ".join(filter(None, (
            tr("Severity: {grade}", grade=grade or "–"), tr("since {time}", time=since) if since else "",
            tr("{n} people affected", n=affected) if isinstance(affected, int) and affected > 1 else ""))),
        tr("State: {state}", state=" · ".join(filter(None, (
            state, with_moment(tr(told), fields.get("sent_at"), now_ms=now_ms) if told else "")))),
    )
    return "\n".join(" ".join(line.split()) for line in lines)


def without_personal(text: str, names: Iterable[str], codes: Iterable[str] = ()) -> str:
    """Return `text` without telephone numbers, addresses, these full names and these codes.

    A line typed in haste may name the colleague at the broken machine; the group need not know.
    """
    shown = _EMAIL.sub("…", _DIGITS.sub("…", text))
    for code in sorted(codes, key=len, reverse=True):
        if len(code) >= 4:
            shown = re.sub(re.escape(code), "…", shown, flags=re.IGNORECASE)
    words = [(found.start(), found.end(), fold(found[0])) for found in _WORD.finditer(shown)]
    cut: list[tuple[int, int]] = []
    wanted = {tuple(fold(name).split()) for name in names}
    for length in {len(name) for name in wanted if len(name) >= 2}:
        for at in range(len(words) - length + 1):
            if tuple(word for *_, word in words[at:at + length]) in wanted:
                cut.append((words[at][0], words[at + length - 1][1]))
    given = {name[-1] for name in wanted if name}
    for at in range(1, len(words)):    # "chị Hoa" is a name as well, "hoa văn" is none
        if words[at][2] in given and words[at - 1][2] in _HONORIFICS:
            cut.append(words[at][:2])
    end_of_last = len(shown)
    for start, end in sorted(dict.fromkeys(cut), reverse=True):
        if end > end_of_last:
            continue
        end_of_last = start
        shown = f"{shown[:start]}…{shown[end:]}"
    return shown


def _names(db: "Connection") -> list[str]:
    return [str(each.fields.get("full_name") or "")
            for each in records.page(db, records.Search(kind="person"), 0, 2000)]


def _serials(db: "Connection", fields: Mapping[str, JsonValue]) -> list[str]:
    device = records.get(db, str(fields.get("device") or ""))
    if device is None:
        return []
    return [str(device.fields[code]) for code in ("serial", "mac", "ip", "hardware_uuid") if device.fields.get(code)]


def _machine(db: "Connection", device_id: str) -> str:
    device = records.get(db, device_id) if device_id else None
    return str(device.fields.get("name") or "") if device is not None else ""
