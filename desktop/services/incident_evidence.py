"""What this PC sees by itself when a system fails: does it answer, do others, is the line up.

A TCP connection is opened and closed again, nothing is sent and nothing is read. Strict limits: three tries
at the system, one at each other address, all at once, and the whole ends after a few seconds.
"""
import re
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import TYPE_CHECKING, Final

from desktop.language import tr, trn
from desktop.services import network_probe, rules
from desktop.services.value_text import wall_time
from desktop.store import records
from protocol.field import JsonValue

if TYPE_CHECKING:
    from desktop.store.driver import Connection
    from desktop.store.store import Store
    from desktop.store.unit import Unit

TRIES: Final = 3
A_TRY_S: Final = 1.6
WHOLE_S: Final = 5.5
MOST_OTHERS: Final = 3
MEASURED: Final = frozenset({"phan_mem", "mang"})
"""Categories for which there is something to measure even if no system is named."""
_HOST: Final = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9.\-]{0,251}[A-Za-z0-9])?|\[[0-9A-Fa-f:.]+\]")

Connect = Callable[[str, int, float], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """An address to look at. `role`: system (the one that fails), other, line."""
    role: str
    name: str
    host: str
    port: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What one address did: answered how often and how fast; `why` not: time, refused, name, no-way."""
    target: Target
    tries: int
    answered: int
    ms: int | None
    why: str


def plan(db: "Connection", system: str, day: date) -> list[Target]:
    """Return what to look at when `system` ("" for none in particular) fails on `day`; nothing without an address."""
    made: list[Target] = []
    wanted = ""
    for record in records.page(db, records.Search(kind="system", order=[("name", False)]), 0, 500):
        found = address_of(str(record.fields.get("address") or ""))
        if found is None:
            continue
        name = str(record.fields.get("short_name") or record.fields.get("name") or "")
        if record.id == system:
            made.insert(0, Target(role="system", name=name, host=found[0], port=found[1]))
            wanted = found[0]
        elif found[0] not in {each.host for each in made}:
            made.append(Target(role="other", name=name, host=found[0], port=found[1]))
    others = [each for each in made if each.role == "other" and each.host != wanted][:MOST_OTHERS]
    lines = [Target(role="line", name=str(each.fields.get("name") or ""), host=found[0], port=found[1])
             for each in records.page(db, records.Search(kind="line", where={"status": ["in_use", None]}), 0, 20)
             if (found := address_of(str(each.fields.get("probe_address") or ""))) is not None]
    return [each for each in made if each.role == "system"] + others + (lines or _witnesses(db, day))[:MOST_OTHERS]


def _witnesses(db: "Connection", day: date) -> list[Target]:
    """Return addresses that show an Internet line to be up where the book's lines name none: a dated rule."""
    listed = rules.value(db, "outage-thresholds", day).get("witnesses")
    found = [address_of(str(each)) for each in listed] if isinstance(listed, (list, tuple)) else []
    return [Target(role="line", name="Internet", host=each[0], port=each[1]) for each in found if each is not None]


def address_of(text: str) -> tuple[str, int] | None:
    """Return (host, port) of an address as people write it, None for what is none. HTTPS unless said otherwise."""
    try:
        _, host, port, _ = network_probe.parsed(text)
    except ValueError:
        return None
    return (host, port) if _HOST.fullmatch(host) or ":" in host else None


def measure(targets: Sequence[Target], *, connect: Connect = network_probe.connect, whole_s: float = WHOLE_S,
            stop: threading.Event | None = None) -> list[Answer]:
    """Return what each address did, in their order; at most `whole_s` long, whatever a name server does."""
    answers = network_probe.at_once({str(at): partial(_look, each, connect) for at, each in enumerate(targets)},
                                    patience_s=whole_s, stopped=stop or threading.Event())
    return [answers.get(str(at)) or Answer(target=each, tries=_tries(each), answered=0, ms=None, why="time")
            for at, each in enumerate(targets)]


def gathered(answers: Sequence[Answer], *, now_ms: int) -> dict[str, JsonValue]:
    """Return the answers as `incident.evidence` keeps them: names, times and counts, nothing else."""
    listed: list[JsonValue] = [
        {"role": each.target.role, "name": each.target.name[:80], "address": f"{each.target.host}:{each.target.port}",
         "tries": each.tries, "answered": each.answered, "ms": each.ms, "why": each.why} for each in answers]
    return {"at": wall_time(now_ms), "looks": listed, "seconds": round(A_TRY_S * TRIES)} if listed else {}


def gather(store: "Store", system: str, *, connect: Connect = network_probe.connect,
           stop: threading.Event | None = None) -> dict[str, JsonValue]:
    """Return the evidence of now, {} where there is no address to look at. In a task: it takes seconds."""
    now_ms = store.clock()
    targets = plan(store.read(), system, date.fromisoformat(wall_time(now_ms)[:10]))
    return gathered(measure(targets, connect=connect, stop=stop), now_ms=now_ms)


def attach(store: "Store", incident_id: str, evidence: Mapping[str, JsonValue], group: str) -> None:
    """Write evidence that came after the incident was saved; it is taken back together with it."""
    def write(unit: "Unit") -> None:
        record = records.get(unit.db, incident_id)
        if record is not None and not record.deleted:    # it may have been taken back meanwhile
            unit.edit("incident", incident_id, {"evidence": dict(evidence)}, group=group)

    if evidence:
        store.submit(write).result()


def sentence(evidence: JsonValue) -> str:
    """Return the evidence in one sentence; "" where there is none."""
    looks = [each for each in _looks(evidence) if isinstance(each, Mapping)]
    if not looks:
        return ""
    answering = [each for each in looks if each.get("answered")]
    if not answering and all(each.get("why") in ("no-way", "name") for each in looks):
        return tr("Not measured: this PC has no network.")
    seconds = evidence.get("seconds") if isinstance(evidence, Mapping) else None
    parts = [_of_system(each, seconds) for each in looks if each.get("role") == "system"]
    lines = [each for each in looks if each.get("role") == "line"]
    others = [each for each in looks if each.get("role") == "other"]
    up = [each for each in lines if each.get("answered")]
    if up:
        parts.append(tr("the line is up ({ms} ms)", ms=min(_ms(each) for each in up)))
    elif lines:
        parts.append(tr("the line does not answer"))
    other_up = [each for each in others if each.get("answered")]
    if other_up and not up:
        parts.append(trn("{n} other system answers ({ms} ms)", "{n} other systems answer ({ms} ms)", len(other_up),
                         ms=min(_ms(each) for each in other_up)))
    elif others and not other_up:
        parts.append(tr("no other system answers"))
    words = "; ".join(parts)
    return f"{words[0].upper()}{words[1:]}." if words else ""


def _look(target: Target, connect: Connect) -> Answer:
    tries = _tries(target)
    fastest: int | None = None
    answered, why = 0, ""
    for at in range(tries):
        began = time.perf_counter()
        try:
            connect(target.host, target.port, A_TRY_S)
            refused = False
        except ConnectionRefusedError:
            refused = True    # whoever refuses is there: that proves a line, not a system
        except OSError as problem:
            why = network_probe.why_not(problem)
            if why in ("name", "no-way") and at:
                break
            continue
        if refused and target.role != "line":
            why = "refused"
            continue
        answered += 1
        ms = max(1, round((time.perf_counter() - began) * 1000))
        fastest = ms if fastest is None else min(fastest, ms)
    return Answer(target=target, tries=tries, answered=answered, ms=fastest, why="" if answered else why)


def _tries(target: Target) -> int:
    return TRIES if target.role == "system" else 1


def _of_system(look: Mapping[str, JsonValue], seconds: JsonValue) -> str:
    name, tries, answered = str(look.get("name") or ""), look.get("tries"), look.get("answered")
    if answered and answered == tries:
        return tr("{system} answers ({ms} ms)", system=name, ms=_ms(look))
    if answered:
        return tr("{system} answers {n} of {tries} times ({ms} ms)", system=name, n=answered, tries=tries,
                  ms=_ms(look))
    if look.get("why") == "refused":
        return tr("{system} refuses the connection", system=name)
    if look.get("why") == "name":
        return tr("{system}: its address is not found", system=name)
    return tr("{system} does not answer ({tries} times, {seconds} seconds)", system=name, tries=tries,
              seconds=seconds)


def _looks(evidence: JsonValue) -> Sequence[JsonValue]:
    looks = evidence.get("looks") if isinstance(evidence, Mapping) else None
    return looks if isinstance(looks, (list, tuple)) else ()


def _ms(look: Mapping[str, JsonValue]) -> int:
    ms = look.get("ms")
    return ms if isinstance(ms, int) else 0
