"""Four lines about an incident for a chat group: no name, telephone or serial number of anyone."""
from collections.abc import Mapping
from typing import TYPE_CHECKING

from desktop.language import tr
from desktop.services.first_start import COMMUNE_NAME
from desktop.services.incident_anonymous import without_personal
from desktop.services.incident_reporting import KIND, TOLD
from desktop.services.incident_road import with_moment
from desktop.services.value_text import choice_label, datetime_text
from desktop.store import access, records, setting
from protocol.field import JsonValue

if TYPE_CHECKING:
    from desktop.store.driver import Connection
    from desktop.store.records import Record


def zalo_text(db: "Connection", record: "Record", *, now_ms: int) -> str:
    """Return four lines that may stand in a chat group: no name, phone or serial number of anyone."""
    fields = record.fields
    titles = records.labels(db, [record])
    category, severity = (KIND.field(code) for code in ("category", "severity"))
    kind = choice_label(KIND, category, str(fields["category"])) if category and fields.get("category") else ""
    names, codes = _names(db), _codes(db, fields)
    where = " · ".join(filter(None, (without_personal(_machine(db, str(fields.get("device") or "")), names, codes),
                                     titles.get(str(fields.get("office") or ""), ""))))
    grade = choice_label(KIND, severity, str(fields["severity"])) if severity and fields.get("severity") else ""
    since = datetime_text(str(fields["detected_at"])) if fields.get("detected_at") else ""
    affected = fields.get("people_affected")
    status = KIND.field("status")
    state = choice_label(KIND, status, str(fields["status"])) if status and fields.get("status") else ""
    told = TOLD.get(str(fields.get("sent_to") or ""))
    title = without_personal(str(fields.get("title") or ""), names, codes)
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


def _names(db: "Connection") -> list[str]:
    return [str(each.fields.get("full_name") or "")
            for each in records.page(db, records.Search(kind="person"), 0, 2000)]


def _codes(db: "Connection", fields: Mapping[str, JsonValue]) -> list[str]:
    """Return what tells a person or a machine apart: logins, serial numbers, addresses in the network."""
    logins = access.logins(db)
    device = records.get(db, str(fields.get("device") or ""))
    if device is None:
        return logins
    return [*logins, *(str(device.fields[code]) for code in ("serial", "mac", "ip", "hardware_uuid")
                       if device.fields.get(code))]


def _machine(db: "Connection", device_id: str) -> str:
    device = records.get(db, device_id) if device_id else None
    return str(device.fields.get("name") or "") if device is not None else ""
