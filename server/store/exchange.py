"""The server's word without HTTP: enrol, head, sync, snapshot, history.

For the simulator and tests::

    database = Database.open(path, durable=False)
    exchange = Exchange(database, now_ms=clock, random=rng_bytes, argon=Argon(ops=1, memory=8192))
    exchange.add_commune("00000")
    code = exchange.new_code("00000").code
    token = exchange.enrol({"code": code, "nonce": …, "replica": …, "name": …, "app": …, "schema": 1})["token"]
    answer = exchange.sync(token, request)     # both are bodies as JSON values, see protocol.messages

What is not done is raised as `Refused` (`status`, `code`, `problem()`). Time (milliseconds since 1970)
and randomness come from outside, so that one seed is one history. `server.store.backups` makes and
restores backups of the same database; after a restore build a new `Database` and `Exchange`.
"""
import base64
import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final, TypeVar

from sqlalchemy import Connection, text

from protocol import clock
from protocol.bodies import MOST_ANSWER, BadMessage
from protocol.chain import GENESIS, START, Cursor, parse_head
from protocol.enrolment import EnrolAnswer, EnrolRequest
from protocol.enrolment_code import LOOKUP_DIGITS, normalise
from protocol.field import JsonValue, Writer
from protocol.merge import Ledger
from protocol.messages import FeedPage, SyncAnswer, SyncRequest
from protocol.operation import HASH16, Operation
from server.store import codes, communes, pages, rules
from server.store import statements as sql
from server.store.codes import Argon, NewCode
from server.store.database import Database
from server.store.reception import Author, Prepared, Receipt, prepare, receive, standing
from server.store.refused import Refused, not_found
from server.store.scope import TOKEN_PREFIX, Role, Scope, digest_of, scope_of
from server.store.tries import FailedTries

MIN_SCHEMA: Final = 1
T = TypeVar("T")
EPOCH: Final = "epoch"
logger = logging.getLogger(__name__)
LARGEST: Final = 1 << 53
_ADD_TOKEN: Final = text("""
INSERT INTO token (digest, commune, role, name, app, created_at)
VALUES (:digest, :commune, :role, :name, :app, :now)
""")
_ADD_REPLICA: Final = text("""
INSERT INTO replica (id, commune, token, name, last_seq, last_hash, cursor, durable, last_seen_at, added_at)
VALUES (:id, :commune, :token, :name, 0, :hash, '', 0, :now, :now) ON CONFLICT (id) DO NOTHING
""")
_COMMUNE: Final = text("SELECT name, province FROM commune WHERE code = :code")


@dataclass(slots=True)
class Presence:
    """When a PC was last here and how far it has read: kept in memory, written now and then."""
    seen: dict[str, tuple[str, str]] = field(default_factory=dict)    # replica: (UTC text, cursor or "")

    def note(self, replica: str, now_ms: int, cursor: str) -> None:
        """Remember a visit."""
        self.seen[replica] = (clock.utc_text(now_ms), cursor or self.seen.get(replica, ("", ""))[1])


class Exchange:
    """What the province says to each PC. One object serves all threads."""

    def __init__(self, database: Database, *, now_ms: Callable[[], int], random: Callable[[int], bytes],
                 argon: Argon | None = None, addresses: tuple[str, ...] = (), backoff_s: int = 0) -> None:
        self.database, self.now_ms, self.random = database, now_ms, random
        self.argon = argon or Argon()
        self.addresses, self.backoff_s = addresses, backoff_s
        self.tries, self.presence = FailedTries(), Presence()
        self.epoch = self._epoch()

    # -- the province's desk -----------------------------------------------------------------------

    def add_commune(self, code: str) -> communes.Commune:
        """Take the commune with `code` in and return it. Raises UnknownCommune."""
        commune = communes.look_up(code)
        with self.database.write() as connection:
            communes.add(connection, commune, self.now_ms())
        return commune

    def new_code(self, commune: str, *, role: Role = Role.EDITOR, made_by: str = "province",
                 lifetime_ms: int = codes.CODE_DAYS * codes.DAY_MS) -> NewCode:
        """Return a new enrolment code. Raises Refused 404 for a commune that is not served here."""
        with self.database.read() as connection:
            if connection.execute(_COMMUNE, {"code": commune}).first() is None:
                raise Refused(404, "unknown_commune", "This commune is not served here.")
            digits = codes.draw(connection, self.random)
        digest = codes.digest_of(digits, self.argon)    # takes its time: before the lock
        with self.database.write() as connection:
            return codes.keep(connection, digits, digest, commune=commune, role=role, made_by=made_by,
                              now_ms=self.now_ms(), lifetime_ms=lifetime_ms)

    # -- what PCs ask ------------------------------------------------------------------------------

    def enrol(self, body: object, *, address: str = "") -> dict[str, JsonValue]:
        """Return what `POST /v1/enrol` answers. Raises Refused 400, 403, 409 `replica_taken`, 429."""
        request = _read(EnrolRequest.from_json, body)
        now_ms, digits = self.now_ms(), normalise(request.code)
        if digits is None:
            raise _wrong_code()
        self.tries.check(address, now_ms)
        with self.database.read() as connection:
            known = codes.find(connection, digits)
        if known is None:
            must_burn = self.tries.failed(address, digits[:LOOKUP_DIGITS], now_ms)
            if self.tries.is_alarming(now_ms):
                logger.error("a thousand wrong codes within an hour: somebody is guessing")
            if must_burn:
                with self.database.write() as connection:
                    codes.burn(connection, digits[:LOOKUP_DIGITS], now_ms)
            raise _wrong_code()
        token = codes.token_again(known, digits=digits, nonce=request.nonce, now_ms=now_ms)
        if token is None:
            token = self._redeem(request, known, digits, now_ms)
        with self.database.read() as connection:
            scope = scope_of(connection, token, now_ms)
            name = connection.execute(_COMMUNE, {"code": scope.commune}).one()[0]
        return EnrolAnswer(
            token=token, commune=scope.feed, commune_name=name, epoch=self.epoch, feeds=scope.feeds,
            role=str(scope.role), addresses=self.addresses, min_schema=MIN_SCHEMA).to_json()

    def mint(self, token: str, body: object) -> dict[str, JsonValue]:
        """Return a code for another PC of the caller's own commune, good for half an hour."""
        scope = self._scope(token)
        wanted = body.get("role", Role.EDITOR) if isinstance(body, Mapping) else Role.EDITOR
        if wanted not in list(Role):
            raise Refused(400, "malformed", "role is editor or viewer.")
        if scope.role is not Role.EDITOR:
            raise Refused(403, "forbidden_role", "Only an editor's PC may make codes.")
        with self.database.read() as connection:
            if codes.live(connection, scope.digest[:16], self.now_ms()) >= codes.MINTED_AT_ONCE:
                raise Refused(429, "too_many_codes", "This PC has made codes that nobody has used yet.",
                              retry_after_s=codes.MINTED_MINUTES * 60)
        made = self.new_code(scope.commune, role=Role(wanted), made_by=scope.digest[:16],
                             lifetime_ms=codes.MINTED_MINUTES * 60_000)
        return {"code": made.code, "commune": scope.feed, "role": str(made.role), "expires_at": made.expires_at,
                "eof": True}

    def check(self, token: str) -> None:
        """Raise Refused 401 unless `token` is good; asked before a long body is read."""
        self._scope(token)

    def head(self, token: str, if_none_match: str | None = None) -> tuple[str, dict[str, JsonValue] | None]:
        """Return (entity tag, body) of `GET /v1/head`; body None when nothing has changed. Writes nothing.

        The tag ends with how far the newest replica of the caller is in a backup: after a backup a PC is
        told to ask, and may let go of its archive.
        """
        with self.database.read() as connection:
            scope = scope_of(connection, token, self.now_ms())
            heads: dict[str, JsonValue] = {feed: str(pages.head_of(connection, feed)) for feed in scope.feeds}
            durable = connection.execute(sql.NEWEST_DURABLE, {"token": scope.digest}).scalar() or 0
        tag = ".".join([self.epoch, *(str(head).partition(".")[0] for head in heads.values()), str(durable)])
        if if_none_match is not None and if_none_match.strip('"') == tag:
            return tag, None
        return tag, {"epoch": self.epoch, "heads": heads, "backoff": self.backoff_s, "eof": True}

    def sync(self, token: str, body: object) -> dict[str, JsonValue]:
        """Return what `POST /v1/sync` answers. Raises Refused 400, 401, 409 `forked` | `behind`, 503."""
        request = _read(SyncRequest.from_json, body)
        _require_columns_hold(request)
        now_ms = self.now_ms()
        prepared = prepare(request.operations, request.previous[0], rules.content_problem)
        scope, receipt = self._take(token, request, prepared, now_ms)
        with self.database.read() as connection:
            durable = self._durable(connection, scope, request)
            feeds = self._feeds(connection, scope, request, receipt) if request.pull else {}
            replicas = pages.names(connection, {each for page in feeds.values()
                                                for each in pages.mentioned(page.rows)})
        self.presence.note(request.replica, now_ms,
                           str(feeds[scope.feed].cursor) if scope.feed in feeds else "")
        return SyncAnswer(
            epoch=self.epoch, ack=receipt.ack, first=receipt.first,
            durable={request.replica: receipt.durable, **durable},
            verdicts=tuple(receipt.verdicts), feeds=feeds, now_ms=self.now_ms(), backoff_s=self.backoff_s,
            replicas=replicas).to_json()

    def snapshot(self, token: str, feed: str, *, after: str = "",
                 want_bytes: int = MOST_ANSWER) -> dict[str, JsonValue]:
        """Return one page of whole records of `feed`, by id. Raises Refused 404 for a feed out of scope."""
        with self.database.read() as connection:
            scope = scope_of(connection, token, self.now_ms())
            if feed not in scope.feeds:
                raise not_found()
            return pages.snapshot(connection, self.epoch, feed, after=after,
                                  want_bytes=min(max(want_bytes, 1024), MOST_ANSWER))

    def head_in_scope(self, token: str, feed: str) -> str:
        """Return the head of `feed`. Raises Refused 404 for a feed out of scope."""
        with self.database.read() as connection:
            if feed not in scope_of(connection, token, self.now_ms()).feeds:
                raise not_found()
            return str(pages.head_of(connection, feed))

    def history(self, token: str, record: str) -> dict[str, JsonValue]:
        """Return every value ever given to `record`. Raises Refused 404 for what is not in scope."""
        with self.database.read() as connection:
            scope = scope_of(connection, token, self.now_ms())
            lines = pages.past(connection, scope.feeds, record)
            if not lines:
                raise not_found()
            replicas = pages.names(connection, {line.replica for line in lines})
        return {"changes": [line.to_json() for line in lines], "replicas": dict(replicas), "eof": True}

    # -- the province's own hand -------------------------------------------------------------------

    def author(self, feed: str, replica: str, name: str,
               make: Callable[[Connection, int, str], list[Operation]]) -> tuple[list[Operation], Receipt]:
        """Write operations of the province into `feed` through the same merge as everybody's.

        `make(connection, next sequence, clock)` returns them, made from what stands in the database.
        """
        with self.database.write() as connection:
            now_ms = self.now_ms()
            row = connection.execute(sql.REPLICA, {"id": replica}).first()
            last, last_hash = (int(row[1]), str(row[2])) if row is not None else (0, GENESIS.hex())
            operations = make(connection, last + 1, clock.stamp(now_ms))
            if not operations:
                return [], Receipt(ack=last, durable=0)
            prepared = prepare(operations, last, rules.content_problem)

            def check(operation: Operation, ledger: Ledger) -> str:
                return rules.permission_problem(operation, ledger, Writer.PROVINCE, Role.EDITOR, feed)

            receipt = receive(connection, Author(replica, feed, "", None, name), (last, last_hash[:HASH16]),
                              prepared, check, now_ms)
        return operations, receipt

    # -- housekeeping ------------------------------------------------------------------------------

    def flush(self) -> None:
        """Write who was here and how far each PC has read; forget what is kept for lost enrolment answers."""
        seen, self.presence.seen = self.presence.seen, {}
        with self.database.write() as connection:
            if seen:
                connection.execute(sql.SEEN, [{"id": replica, "at": at, "cursor": cursor}
                                              for replica, (at, cursor) in seen.items()])
            codes.forget_tokens(connection, self.now_ms())

    # -- inside ------------------------------------------------------------------------------------

    def _epoch(self) -> str:
        with self.database.read() as connection:
            found = connection.execute(sql.SETTING, {"name": EPOCH}).scalar()
        if found is not None:
            return str(found)
        with self.database.write() as connection:
            found = connection.execute(sql.SETTING, {"name": EPOCH}).scalar()
            if found is None:
                found = self.random(4).hex()
                connection.execute(sql.PUT_SETTING, {"name": EPOCH, "value": found})
            return str(found)

    def _scope(self, token: str) -> Scope:
        with self.database.read() as connection:
            return scope_of(connection, token, self.now_ms())

    def _redeem(self, request: EnrolRequest, known: codes.KnownCode, digits: str, now_ms: int) -> str:
        now = clock.utc_text(now_ms)
        if request.commune not in ("", known.commune):
            raise Refused(403, "wrong_commune", "This code is another commune's.", commune=known.commune)
        if known.used_at is not None:
            raise Refused(403, "used_code", "This code was used before.")
        if known.burned_at is not None or known.expires_at <= now:
            raise Refused(403, "expired_code", "This code is no longer valid.")
        token = TOKEN_PREFIX + base64.urlsafe_b64encode(self.random(32)).rstrip(b"=").decode()
        with self.database.write() as connection:
            if connection.execute(sql.REPLICA, {"id": request.replica}).first() is not None:
                raise Refused(409, "replica_taken", "Another PC has this replica id.")
            if not codes.use(connection, known, digits=digits, nonce=request.nonce, replica=request.replica,
                             token=token, random=self.random, now_ms=now_ms):
                raise Refused(403, "used_code", "This code was used before.")
            who = {"commune": known.commune, "name": request.name, "now": now}
            connection.execute(_ADD_TOKEN, {"digest": digest_of(token), "role": str(known.role),
                                            "app": request.app, **who})
            connection.execute(_ADD_REPLICA, {"id": request.replica, "token": digest_of(token),
                                              "hash": GENESIS.hex(), **who})
        return token

    def _take(self, token: str, request: SyncRequest, prepared: list[Prepared],
              now_ms: int) -> tuple[Scope, Receipt]:
        """Return the scope and what became of the operations; without operations nothing is written."""
        if not prepared:
            with self.database.read() as connection:
                scope = scope_of(connection, token, now_ms)
                last, _, durable = standing(connection, _author(scope, request.replica), request.previous)
                return scope, Receipt(ack=last, durable=durable)
        with self.database.write() as connection:
            scope = scope_of(connection, token, now_ms)

            def check(operation: Operation, ledger: Ledger) -> str:
                return rules.permission_problem(operation, ledger, Writer.COMMUNE, scope.role, scope.feed)

            return scope, receive(connection, _author(scope, request.replica), request.previous, prepared, check,
                                  now_ms)

    def _durable(self, connection: Connection, scope: Scope, request: SyncRequest) -> dict[str, int]:
        """Return how far each held archive is safe; one that is not here with the same hash is left out."""
        found: dict[str, int] = {}
        for each in request.held:
            row = connection.execute(sql.HELD, {"replica": each.replica, "rseq": each.sequence,
                                                "feed": scope.feed}).first()
            if row is not None and is_held_here(str(row[0]), each.hash8):
                found[each.replica] = int(row[1])
        return found

    def _feeds(self, connection: Connection, scope: Scope, request: SyncRequest,
               receipt: Receipt) -> dict[str, FeedPage]:
        feeds: dict[str, FeedPage] = {}
        for feed in scope.feeds:
            if feed in request.cursors:
                reset = self._must_reset(connection, feed, request)
                feeds[feed] = pages.page(connection, feed, START if reset else request.cursors[feed], reset=reset,
                                         want_bytes=request.want_bytes, receipt=receipt)
        return feeds

    def _must_reset(self, connection: Connection, feed: str, request: SyncRequest) -> bool:
        """Return whether the client stands in a timeline that is not this server's."""
        cursor, head = request.cursors[feed], pages.head_of(connection, feed)
        return (is_other_epoch(request.epoch, self.epoch)
                or is_lost(connection, feed, head, cursor)
                or is_top_lost(connection, feed, head, request.tops.get(feed)))


# The rules that `tests/simulation` takes away one by one.

def is_held_here(stored: str, hash8: str) -> bool:
    """Return whether an archive's last operation is the very one the server has."""
    return stored.startswith(hash8)


def is_other_epoch(theirs: str, ours: str) -> bool:
    """Return whether the client last spoke with another life of this server."""
    return theirs != ours


def is_lost(connection: Connection, feed: str, head: pages.Head, cursor: Cursor) -> bool:
    """Return whether the cursor is no place of this server's timeline."""
    return not pages.is_here(connection, feed, head, cursor.sequence, cursor.hash8)


def is_top_lost(connection: Connection, feed: str, head: pages.Head, top: str | None) -> bool:
    """Return whether the newest head that the client has seen is no place of this server's timeline."""
    return top is not None and not pages.is_here(connection, feed, head, *parse_head(top))


def _require_columns_hold(request: SyncRequest) -> None:
    """Raise Refused 400 for a number that no 64-bit column can hold: no honest client has one."""
    numbers = [request.previous[0], *(each.sequence for each in request.held)]
    numbers += [cursor.sequence for cursor in request.cursors.values()]
    numbers += [parse_head(top)[0] for top in request.tops.values()]
    numbers += [each.base for each in request.operations]
    numbers += [each.origin.sequence for each in request.operations if each.origin is not None]
    if max(numbers) > LARGEST or min(numbers) < 0:
        raise Refused(400, "malformed", "A number is out of range.")


def _author(scope: Scope, replica: str) -> Author:
    return Author(replica, scope.feed, scope.commune, scope.digest, scope.name)


def _wrong_code() -> Refused:
    return Refused(403, "wrong_code", "This code is not known.")


def _read(reader: Callable[[Any], T], body: object) -> T:
    try:
        return reader(body)
    except BadMessage as error:
        raise Refused(400, "malformed", str(error)) from error
