"""After units were merged, or posts changed: what becomes of each certificate (NĐ 68/2024, Điều 17).

The holder still here and in the same post keeps the certificate, with its information changed. Who left has it
revoked. Who changed post, and a body that was dissolved, have it revoked and a new one issued.
"""
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from desktop.language import tr
from desktop.services import certificate_register, certificate_requests
from desktop.services.certificate_names import Standing
from desktop.services.certificate_register import Entry, Register, text
from desktop.services.certificate_requests import Asked, Paper
from desktop.services.certificate_states import State
from desktop.services.form_saving import new_group
from desktop.store.store import Store
from desktop.store.unit import Unit


class Action(StrEnum):
    """What is asked for; `REISSUE` is to revoke the old and ask for a new one, `NOTHING` leaves it."""
    CHANGE = "change"
    REVOKE = "revoke"
    REISSUE = "reissue"
    NOTHING = "nothing"


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One certificate that carries what is no longer so. `proposed` is the rule's word, `may` what can be chosen
    instead; `reason` says why in a sentence, `cause` goes into the record as the reason for revoking.
    """
    entry: Entry
    proposed: Action
    may: tuple[Action, ...]
    reason: str
    cause: str


def lines(register: Register) -> list[Line]:
    """Return every certificate that a merger or a change of staff leaves wrong, who left first."""
    made = [line for entry in register.entries if (line := _line(entry, register)) is not None]
    order = list(Action)
    return sorted(made, key=lambda each: (each.proposed is Action.NOTHING, -order.index(each.proposed),
                                          each.entry.name))


def apply(store: Store, chosen: Mapping[str, Action], day: date, paper: Paper = Paper()) -> Asked:
    """Return what was asked for, together and in one step; `chosen` is {certificate: action}.

    A line that is gone meanwhile, or may no longer be so, is left out and said.
    """
    group = new_group()

    def write(unit: Unit) -> Asked:
        register = certificate_register.register(unit.db, day)
        known = {line.entry.id: line for line in lines(register)}
        left_out, made, count = list[tuple[str, str]](), list[str](), 0
        for record_id, action in chosen.items():
            line = known.get(record_id)
            if action is Action.NOTHING:
                continue
            if line is None or action not in line.may:
                entry = register.entry(record_id)
                left_out.append((entry.name if entry else "", tr("It was changed meanwhile.")))
                continue
            request = certificate_requests.CHANGE if action is Action.CHANGE else certificate_requests.REVOKE
            certificate_requests.put(unit, line.entry, request, paper, group, reason=line.cause)
            if action is Action.REISSUE:
                made.append(certificate_requests.make_anew(unit, line.entry, register, paper, group))
            count += 1
        return Asked(count=count, group=group if count else "", left_out=tuple(left_out), made=tuple(made))

    return store.submit(write).result()


def _line(entry: Entry, register: Register) -> Line | None:
    if not entry.is_living or not (entry.outdated or entry.is_left_behind):
        return None
    if entry.state.request:
        return Line(entry=entry, proposed=Action.NOTHING, may=(Action.NOTHING,), cause="",
                    reason=tr("A request is under way for it."))
    if entry.is_left_behind:
        return Line(entry=entry, proposed=Action.REVOKE, may=(Action.REVOKE, Action.NOTHING),
                    reason=tr("The holder has left: revoke."), cause=tr("Holder retired or transferred"))
    if text(entry.record, "kind") in ("organization", "device"):
        return _of_a_body(entry, register)
    if entry.holder is None:
        return Line(entry=entry, proposed=Action.NOTHING, may=tuple(Action),
                    reason=tr("Not known whose it is: choose the official first, or decide here."), cause="")
    return _of_a_person(entry)


def _of_a_body(entry: Entry, register: Register) -> Line:
    is_former = register.units.standing(text(entry.record, "unit_name")) is Standing.FORMER
    if is_former:
        return Line(entry=entry, proposed=Action.REISSUE, may=(Action.REISSUE, Action.REVOKE, Action.NOTHING),
                    reason=tr("The unit was merged: revoke and issue a new one."), cause=tr("Unit merged or dissolved"))
    return Line(entry=entry, proposed=Action.NOTHING, may=tuple(Action), cause="",
                reason=tr("It names another unit, which is none that went into this commune."))


def _of_a_person(entry: Entry) -> Line:
    if entry.state.state is State.LOST:
        return Line(entry=entry, proposed=Action.REISSUE, may=(Action.REISSUE, Action.REVOKE, Action.NOTHING),
                    reason=tr("The carrier is lost or broken: revoke and issue a new one."),
                    cause=tr("Carrier lost or broken"))
    if "title" in entry.outdated:
        return Line(entry=entry, proposed=Action.REISSUE,
                    may=(Action.REISSUE, Action.CHANGE, Action.REVOKE, Action.NOTHING),
                    reason=tr("Another post now ({title}): revoke and issue a new one.",
                              title=entry.holder.title if entry.holder else ""), cause=tr("Holder changed post"))
    what = tr("the unit and the name are old") if {"unit", "name"} <= set(entry.outdated) else \
        tr("the unit is old") if "unit" in entry.outdated else tr("the name is old")
    return Line(entry=entry, proposed=Action.CHANGE, may=(Action.CHANGE, Action.REISSUE, Action.REVOKE, Action.NOTHING),
                reason=tr("Same person, same post; {what}: change of information.", what=what),
                cause=tr("Unit merged or dissolved") if "unit" in entry.outdated else tr("Information changed"))
