"""Gọi ai: whom to call for an incident, in the guide's order, with what the book knows of their telephones.

Numbers are data of the commune and the province: the line's support phone, a system's contact, the people of
the commune's support team. None is shipped, and where none is written down it says where to write it.
"""
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from desktop.language import tr
from desktop.services import guides
from desktop.services.incident_reporting import ADDRESSEES, KIND
from desktop.services.value_text import choice_label, date_text
from desktop.store import records

if TYPE_CHECKING:
    from desktop.store.driver import Connection
    from desktop.store.records import Record

_MOST: Final = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """Somebody to call. `phone` is as the book has it, "" for none; `detail` says more, or where to write it."""
    team: str
    who: str
    phone: str = ""
    detail: str = ""

    def words(self) -> str:
        """Return the line as it is read: who: telephone (detail)."""
        said = f"{self.who}: {self.phone}" if self.phone else self.who
        return f"{said} ({self.detail})" if self.detail else said


def calls(db: "Connection", teams: Sequence[str], *, system: str = "", device: str = "",
          site: str = "") -> list[Call]:
    """Return whom to call, first things first; the commune's support team closes the list if not in it."""
    made: list[Call] = []
    for team in dict.fromkeys((*teams, "to_ho_tro_xa")):
        name = _name_of(team)
        found = list(_known(db, team, system=system, device=device, site=site))
        if not found and (team in teams):
            found = [Call(team=team, who=name, detail=_where_to_write(team))]
        made.extend(found)
    return made


def _name_of(team: str) -> str:
    """Return the words of a team; one that no guide names is called as the field "Passed on to" calls it."""
    name, field = guides.team_names([team])[0], KIND.field("sent_to")
    if name != team or team not in ADDRESSEES or field is None:
        return name
    return choice_label(KIND, field, ADDRESSEES[team].sent_to)


def _known(db: "Connection", team: str, *, system: str, device: str, site: str) -> Iterator[Call]:
    match team:
        case "to_ho_tro_xa":
            search = records.Search(kind="person", where={"support_team": True, "status": ["active", None]})
            people = records.page(db, search, 0, _MOST)
            offices = records.titles(db, {str(each.fields.get("office") or "") for each in people} - {""})
            for each in people:
                yield Call(team=team, who=_text(each, "full_name"), phone=_text(each, "phone"),
                           detail=offices.get(_text(each, "office"), ""))
        case "nha_mang":
            lines = records.page(db, records.Search(kind="line", where={"status": ["in_use", None]}), 0, _MOST)
            lines.sort(key=lambda each: (_text(each, "site") != site, _text(each, "role") != "main"))
            for each in lines:
                if _text(each, "support_phone"):
                    code = _text(each, "customer_code")
                    yield Call(team=team, phone=_text(each, "support_phone"),
                               who=" – ".join(filter(None, (_text(each, "carrier"), _text(each, "name")))),
                               detail=tr("customer code {code}", code=code) if code else "")
        case "don_vi_phan_mem" | "nganh_doc":
            yield from _of_system(db, team, system)
        case "bao_hanh":
            yield from _of_device(db, team, device)
        case _:
            return


def _of_system(db: "Connection", team: str, system: str) -> Iterator[Call]:
    record = records.get(db, system) if system else None
    if record is None:
        return
    name = _text(record, "short_name") or _text(record, "name")
    body = _text(record, "owner" if team == "nganh_doc" else "operator")
    if _text(record, "contact"):
        yield Call(team=team, who=" – ".join(filter(None, (body, name))), phone=_text(record, "contact"))
    for use in records.page(db, records.Search(kind="system_use", where={"system": system}), 0, _MOST):
        if _text(use, "contact"):
            yield Call(team=team, who=name, phone=_text(use, "contact"), detail=tr("as this commune noted"))


def _of_device(db: "Connection", team: str, device: str) -> Iterator[Call]:
    record = records.get(db, device) if device else None
    if record is None or not _text(record, "supplier"):
        return
    until = _text(record, "warranty_until")
    yield Call(team=team, who=_text(record, "supplier"),
               detail=tr("warranty until {date}", date=date_text(until)) if until else "")


def _where_to_write(team: str) -> str:
    match team:
        case "to_ho_tro_xa":
            return tr("nobody yet; tick “In the support team” under Staff")
        case "nha_mang":
            return tr("no telephone yet; write it with the line")
        case "don_vi_phan_mem" | "nganh_doc":
            return tr("no telephone yet; write it as the system's contact")
        case _:
            return ""


def _text(record: "Record", code: str) -> str:
    value = record.fields.get(code)
    return value if isinstance(value, str) else ""
