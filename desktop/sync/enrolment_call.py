"""How a book finds its commune: one code, typed once.

Nothing of the book changes unless the whole call succeeded. A lost answer does not burn the code: the
same code is asked about again with the same nonce, for a day.
"""
import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from desktop.store import feeds, forks, setting
from desktop.store.store import Store
from desktop.sync import memory
from desktop.sync.errors import NotOurServer, ReplicaTaken, WrongCode, WrongCommune
from desktop.sync.link import Link
from desktop.sync.server_client import ServerClient
from protocol import enrolment_code, identity
from protocol.catalogue import SCHEMA_VERSION
from protocol.enrolment import EnrolAnswer, EnrolRequest

FEEDS_PREFIX: Final = feeds.COMMUNE_PREFIX
_TRIES: Final = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Enrolment:
    """What this PC is from now on. `commune` is the 5-digit code."""
    commune: str
    commune_name: str
    replica: str
    role: str
    epoch: str
    feeds: Sequence[str]


def enrol(store: Store, save_token: Callable[[str], None], url: str, code: str, name: str, *,
          app: str = "", commune: str | None = None) -> Enrolment:
    """Return what the province says this PC is.

    `save_token` keeps the token in the vault. `commune` limits the code to one commune (default: the one
    chosen at first run, if any). Raises WrongCode, UsedCode, ExpiredCode, WrongCommune, TooManyTries,
    NoConnection, BadAddress; then nothing of the book has changed.
    """
    link = ServerClient([url], "")
    try:
        return enrol_over(store, link, save_token, code=code, name=name, app=app, commune=commune, urls=[url])
    finally:
        link.close()


def enrol_over(store: Store, link: Link, save_token: Callable[[str], None], *, code: str, name: str, app: str = "",
               commune: str | None = None, urls: Sequence[str] = ()) -> Enrolment:
    """Do the same over a link that is there already."""
    digits = enrolment_code.normalise(code)
    if digits is None:
        raise WrongCode("a slip of the finger: the check digit does not fit")
    db = store.read()
    ours = setting.text(db, setting.COMMUNE) if commune is None else commune
    nonce = _nonce(store, digits)
    for _ in range(_TRIES):
        request = EnrolRequest(code=digits, nonce=nonce, replica=setting.text(store.read(), setting.REPLICA),
                               name=name, app=app, schema=SCHEMA_VERSION, commune=ours)
        try:
            answer = link.enrol(request)
            break
        except ReplicaTaken:
            # A clone of another PC: from here on we are somebody else, and say so.
            with store.write() as unit:
                forks.take_new_identity(unit, identity.replica_id(store.random(identity.REPLICA_BYTES)), common=0)
    else:
        raise NotOurServer("every new replica id is taken")
    theirs = _commune_of(answer)
    if ours and theirs != ours:
        raise WrongCommune(f"the code is for {theirs}, this book for {ours}", commune=theirs)
    save_token(answer.token)
    _keep(store, answer, theirs, name, [*urls, *answer.addresses])
    return Enrolment(commune=theirs, commune_name=answer.commune_name, role=answer.role, feeds=answer.feeds,
                     replica=setting.text(store.read(), setting.REPLICA), epoch=answer.epoch)


def _keep(store: Store, answer: EnrolAnswer, commune: str, name: str, urls: Sequence[str]) -> None:
    with store.write() as unit:
        unit.set_setting(setting.COMMUNE, commune)
        unit.set_setting(memory.COMMUNE_NAME, answer.commune_name)
        unit.set_setting(setting.ROLE, answer.role)
        if name:
            unit.set_setting(setting.REPLICA_NAME, name)
        if not setting.text(unit.db, setting.EPOCH):
            # A book that was here before keeps the epoch it knows: that is how it notices a restored server.
            unit.set_setting(setting.EPOCH, answer.epoch)
        if urls:
            unit.set_setting(memory.ADDRESSES, list(dict.fromkeys(urls)))
            unit.set_setting(memory.LAST_ADDRESS, urls[0])
        unit.set_setting(memory.ENROLMENT_NONCE, None)
        unit.set_setting(memory.REFUSED, None)
        feeds.subscribe(unit.db, answer.feeds)
        unit.changes.feeds_changed = True


def _nonce(store: Store, digits: str) -> str:
    """Return the nonce for this code; the one of an earlier try whose answer was lost, if there was one."""
    mark = hashlib.sha256(digits.encode()).hexdigest()[:16]
    kept = setting.text(store.read(), memory.ENROLMENT_NONCE)
    if kept.startswith(mark):
        return kept.partition(":")[2]
    nonce = store.random(18).hex()
    with store.write() as unit:
        unit.set_setting(memory.ENROLMENT_NONCE, f"{mark}:{nonce}")
    return nonce


def _commune_of(answer: EnrolAnswer) -> str:
    if not answer.commune.startswith(FEEDS_PREFIX) or answer.commune not in answer.feeds:
        raise NotOurServer("an enrolment without a commune")
    return answer.commune.removeprefix(FEEDS_PREFIX)
