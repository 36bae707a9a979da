"""What one typed line means to the book: the machine, the office, the guide, what happened before, whom to tell."""
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import TYPE_CHECKING, Final

from desktop.services import guides, incident_reporting, incident_security
from desktop.services.guides import Guide
from desktop.services.incident_reporting import Addressee
from desktop.services.incident_security import Deadline
from desktop.services.value_text import wall_time
from desktop.store import records, setting
from protocol.field import JsonValue

if TYPE_CHECKING:
    from desktop.services.incident_entry import Guesser
    from desktop.store.driver import Connection
    from desktop.store.records import Record
    from desktop.store.store import Store

PAST_SHOWN: Final = 2
OTHERS_SHOWN: Final = 5
OTHER_CATEGORIES: Final = 2
OTHER_GUIDES: Final = 1
SECURITY: Final = "an_ninh_mang"


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """A record as the sheet shows it: its id, its title, and where it stands; id "" for none."""
    id: str = ""
    title: str = ""
    detail: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PastCase:
    """An earlier incident of the same machine, and what was done about it."""
    id: str
    day: str
    title: str
    action: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Chosen:
    """What a person set by hand: it overrules the guess. None: not touched; "" : explicitly nothing."""
    category: str | None = None
    guide: str | None = None
    device: str | None = None
    office: str | None = None
    reporter: str | None = None
    system: str | None = None
    line: str | None = None      # technical, security


@dataclass(frozen=True, slots=True, kw_only=True)
class Understood:
    """Everything the sheet shows for one line."""
    text: str
    category: str = ""
    security: bool = False
    severity: str = "medium"
    site: str = ""
    security_group: str = ""
    system: Named = field(default_factory=Named)
    device: Named = field(default_factory=Named)
    office: Named = field(default_factory=Named)
    reporter: Named = field(default_factory=Named)
    reporter_uses_device: bool = False
    guide: Guide | None = None
    other_guides: tuple[Guide, ...] = ()    # of the same category, the likeliest first
    categories: tuple[str, ...] = ()     # other categories that the line may mean, the likeliest first
    others: tuple[Named, ...] = ()       # other machines that the line may mean, the likeliest first
    past: tuple[PastCase, ...] = ()
    past_total: int = 0                  # of this machine; 0 where the cases are only like this one
    clock: tuple[Deadline, ...] = ()     # of cyber security alone
    addressee: Addressee = incident_reporting.ADDRESSEES[incident_reporting.DEFAULT_TEAM]


def understand(store: "Store", guesser: "Callable[[], Guesser]", text: str, chosen: Chosen, *, started: str = "",
               personal: bool = False) -> Understood:
    """Return what `text` means with the choices of a person on top; call it in a worker.

    `started`: when it began, "" for now; `personal`: personal data are involved. Both set the clock of security.
    """
    db = store.read()
    guess = guesser().guess(text)
    shelf = guides.all_guides(db)
    guide = _guide(shelf, _first(chosen.guide, guess.guide_key if chosen.category is None else None))
    category = _first(chosen.category, guess.category) or (guide.category if guide else "")
    security = _is_security(chosen, category, guide, guess.type)
    device_id = _first(chosen.device, guess.device)
    device = _record(db, device_id)
    standing = str(device.fields.get("office") or "") if device is not None else ""
    office_id = _first(chosen.office, standing or None if chosen.device is not None else None, guess.office, standing)
    office = _record(db, office_id)
    reporter, uses = _reporter(db, chosen.reporter if chosen.reporter is not None else guess.reporter, device)
    others = [each.id for each in guess.candidates if each.kind == "device" and each.id != device_id]
    past, total = _past(db, device_id) if device_id else _alike(db, [each.id for each in guess.earlier])
    made = Understood(
        text=text, category=category, security=security, device=_named(db, device), office=_named(db, office),
        site=guess.site or "", system=_named(db, _record(db, _first(chosen.system, guess.system))),
        severity=guess.severity, reporter=reporter,
        security_group=incident_security.GUIDES.get(guide.key if guide else "", "other") if security else "",
        reporter_uses_device=uses, guide=guide, other_guides=_other_guides(shelf, guide, category, guess.guides),
        past=past, past_total=total,
        categories=tuple(each for each in guess.categories if each != category)[:OTHER_CATEGORIES],
        clock=tuple(_clock(db, store.clock(), started, personal=personal)) if security else (),
        others=tuple(_named(db, record) for each in others[:OTHERS_SHOWN]
                     if (record := records.get(db, each)) is not None),
        addressee=incident_reporting.addressee_of(guide.escalate_to if guide else (), security=security,
                                                  body=incident_reporting.body_of_office(db, office_id)))
    return _for_a_colleague(db, made) if setting.text(db, setting.SEAT) == "colleague" else made


def _for_a_colleague(db: "Connection", made: Understood) -> Understood:
    """Return the same without machines and cases of others: the focal point adds those."""
    from desktop.services.roles import me, own_ids
    own, who = own_ids(db), me(db)
    return replace(made, device=made.device if made.device.id in own else Named(), past=(), past_total=0,
                   others=tuple(each for each in made.others if each.id in own),
                   reporter=_named(db, _record(db, who)), reporter_uses_device=made.device.id in own)


def _is_security(chosen: Chosen, category: str, guide: Guide | None, guessed: str) -> bool:
    """Return whether the line belongs to the police: a person's word first, then category and guide."""
    if chosen.line is not None:
        return chosen.line == "security"
    if category == SECURITY or (guide is not None and guide.key in incident_security.GUIDES):
        return True
    return chosen.category is None and guessed == "security"


def _clock(db: "Connection", now_ms: int, started: str, *, personal: bool) -> list[Deadline]:
    now = wall_time(now_ms)
    fields: dict[str, JsonValue] = {"type": "security", "detected_at": started or now, "personal_data": personal}
    return incident_security.deadlines(db, fields, now=datetime.fromisoformat(now))


def _record(db: "Connection", record_id: str) -> "Record | None":
    return records.get(db, record_id) if record_id else None


def _first(*values: str | None) -> str:
    return next((value for value in values if value is not None), "")


def _named(db: "Connection", record: "Record | None") -> Named:
    if record is None:
        return Named()
    titles = records.titles(db, [record.id, str(record.fields.get("office") or "")])
    title = titles.get(record.id, "")
    if record.kind == "system":
        title = str(record.fields.get("short_name") or "") or title
    if record.kind == "device":
        title = " · ".join(filter(None, (str(record.fields.get("name") or ""),
                                         str(record.fields.get("asset_code") or ""))))
    return Named(id=record.id, title=title, detail=titles.get(str(record.fields.get("office") or ""), ""))


def _guide(shelf: Sequence[Guide], key: str) -> Guide | None:
    return next((guide for guide in shelf if key in (guide.key, guide.id)), None) if key else None


def _other_guides(shelf: Sequence[Guide], shown: Guide | None, category: str,
                  likely: Sequence[str]) -> tuple[Guide, ...]:
    order = {key: at for at, key in enumerate(likely)}
    of_it = [each for each in shelf if each.category == category and (shown is None or each.key != shown.key)]
    return tuple(sorted(of_it, key=lambda each: order.get(each.key, len(order)))[:OTHER_GUIDES])


def _past(db: "Connection", device_id: str) -> tuple[tuple[PastCase, ...], int]:
    if not device_id:
        return (), 0
    search = records.Search(kind="incident", where={"device": device_id}, order=[("detected_at", True)])
    return tuple(map(_case, records.page(db, search, 0, PAST_SHOWN))), records.count(db, search)


def _alike(db: "Connection", ids: Sequence[str]) -> tuple[tuple[PastCase, ...], int]:
    """Return earlier incidents of the same words where no machine is meant; the total is 0: they are not all of one."""
    found = [record for each in ids[:PAST_SHOWN] if (record := records.get(db, each)) is not None]
    return tuple(map(_case, found)), 0


def _case(record: "Record") -> PastCase:
    return PastCase(id=record.id, day=_text(record.fields.get("detected_at"))[:10],
                    title=_text(record.fields.get("title")),
                    action=_text(record.fields.get("action")) or _text(record.fields.get("cause")))


def _reporter(db: "Connection", chosen: str | None, device: "Record | None") -> tuple[Named, bool]:
    """Return who reports: whom a person chose, the only user of the machine, or who sits here."""
    users: Sequence[str] = ()
    stored = device.fields.get("users") if device is not None else None
    if isinstance(stored, (list, tuple)):
        users = [str(each) for each in stored]
    wanted = chosen if chosen is not None else users[0] if len(users) == 1 else setting.text(db, setting.WHO)
    return _named(db, records.get(db, wanted) if wanted else None), bool(wanted) and wanted in users


def _text(value: JsonValue) -> str:
    return value if isinstance(value, str) else ""
