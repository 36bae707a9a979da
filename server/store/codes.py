"""Enrolment codes at the server: made once, kept as a password hash, used once."""
import base64
import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import nacl.exceptions
import nacl.pwhash.argon2id
import nacl.secret
from sqlalchemy import Connection, text

from protocol import clock
from protocol.enrolment_code import LOOKUP_DIGITS, complete, grouped
from server.store.scope import Role

CODE_DAYS: Final = 30
MINTED_MINUTES: Final = 30
MINTED_AT_ONCE: Final = 5
REPLAY_HOURS: Final = 24
DAY_MS: Final = 86_400_000
Random = Callable[[int], bytes]


@dataclass(frozen=True, slots=True)
class Argon:
    """The cost of the password hash: 16 MiB, a few hundredths of a second."""
    ops: int = 2
    memory: int = 16 << 20


@dataclass(frozen=True, slots=True, kw_only=True)
class NewCode:
    """A code as it is told once; the server itself cannot show it again."""
    code: str
    commune: str
    role: Role
    expires_at: str


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownCode:
    """A stored code that fits what was typed."""
    id: int
    commune: str
    role: Role
    expires_at: str
    used_at: str | None
    burned_at: str | None
    nonce: str | None
    sealed: str | None


_LOOKUP_TAKEN: Final = text("SELECT COUNT(*) FROM code WHERE lookup = :lookup")
_LIVE: Final = text("""
SELECT COUNT(*) FROM code WHERE made_by = :made_by AND used_at IS NULL AND burned_at IS NULL AND expires_at > :now
""")
_ADD: Final = text("""
INSERT INTO code (lookup, digest, commune, role, made_by, made_at, expires_at)
VALUES (:lookup, :digest, :commune, :role, :made_by, :made_at, :expires_at)
""")
_FIND: Final = text("""
SELECT id, digest, commune, role, expires_at, used_at, burned_at, nonce, sealed FROM code
 WHERE lookup = :lookup ORDER BY id DESC LIMIT 20
""")
_USE: Final = text("""
UPDATE code SET used_at = :now, replica = :replica, nonce = :nonce, sealed = :sealed
 WHERE id = :id AND used_at IS NULL
""")
_BURN: Final = text("UPDATE code SET burned_at = :now WHERE lookup = :lookup AND burned_at IS NULL AND used_at IS NULL")
_FORGET: Final = text("UPDATE code SET sealed = NULL WHERE sealed IS NOT NULL AND used_at < :before")


def draw(connection: Connection, random: Random) -> str:
    """Return the digits of a new code, whose first four name no other as long as there are free ones."""
    for _ in range(100):
        digits = complete(f"{int.from_bytes(random(16), 'big') % 10 ** 17:017d}")
        if not connection.execute(_LOOKUP_TAKEN, {"lookup": digits[:LOOKUP_DIGITS]}).scalar():
            break
    return digits


def digest_of(digits: str, argon: Argon) -> str:
    """Return what is stored of a code's later digits."""
    return nacl.pwhash.argon2id.str(digits[LOOKUP_DIGITS:].encode(), opslimit=argon.ops,
                                    memlimit=argon.memory).decode()


def keep(connection: Connection, digits: str, digest: str, *, commune: str, role: Role, made_by: str,
         now_ms: int, lifetime_ms: int) -> NewCode:
    """Store a new code for `commune` and return it as it is told."""
    expires_at = clock.utc_text(now_ms + lifetime_ms)
    connection.execute(_ADD, {
        "lookup": digits[:LOOKUP_DIGITS], "digest": digest, "commune": commune, "role": str(role),
        "made_by": made_by, "made_at": clock.utc_text(now_ms), "expires_at": expires_at})
    return NewCode(code=grouped(digits), commune=commune, role=role, expires_at=expires_at)


def live(connection: Connection, made_by: str, now_ms: int) -> int:
    """Return how many codes of one maker still wait to be used."""
    return int(connection.execute(_LIVE, {"made_by": made_by, "now": clock.utc_text(now_ms)}).scalar_one())


def find(connection: Connection, digits: str) -> KnownCode | None:
    """Return the stored code that fits `digits`, used ones too, or None."""
    for id_, digest, commune, role, expires_at, used_at, burned_at, nonce, sealed in connection.execute(
            _FIND, {"lookup": digits[:LOOKUP_DIGITS]}).all():
        try:
            nacl.pwhash.argon2id.verify(str(digest).encode(), digits[LOOKUP_DIGITS:].encode())
        except nacl.exceptions.InvalidkeyError:
            continue
        return KnownCode(id=id_, commune=commune, role=Role(role), expires_at=expires_at, used_at=used_at,
                         burned_at=burned_at, nonce=nonce, sealed=sealed)
    return None


def use(connection: Connection, known: KnownCode, *, digits: str, nonce: str, replica: str, token: str,
        random: Random, now_ms: int) -> bool:
    """Mark a code as used and return True; False if another request was first."""
    sealed = nacl.secret.SecretBox(_key(digits, nonce)).encrypt(token.encode(), random(24))
    done = connection.execute(_USE, {
        "id": known.id, "now": clock.utc_text(now_ms), "replica": replica, "nonce": nonce_digest(nonce),
        "sealed": base64.b64encode(sealed).decode()})
    return done.rowcount == 1


def token_again(known: KnownCode, *, digits: str, nonce: str, now_ms: int) -> str | None:
    """Return the token this code gave to the same `nonce` in the last 24 hours, or None.

    A lost answer must not burn the code; only who has code and nonce can open what is kept for that.
    """
    if known.used_at is None or known.sealed is None or known.nonce != nonce_digest(nonce) \
            or known.used_at < clock.utc_text(now_ms - REPLAY_HOURS * 3_600_000):
        return None
    return nacl.secret.SecretBox(_key(digits, nonce)).decrypt(base64.b64decode(known.sealed)).decode()


def burn(connection: Connection, lookup: str, now_ms: int) -> None:
    """Make the unused codes with these first digits useless: somebody is guessing."""
    connection.execute(_BURN, {"lookup": lookup, "now": clock.utc_text(now_ms)})


def forget_tokens(connection: Connection, now_ms: int) -> None:
    """Wipe the sealed tokens that are no longer needed."""
    connection.execute(_FORGET, {"before": clock.utc_text(now_ms - REPLAY_HOURS * 3_600_000)})


def nonce_digest(nonce: str) -> str:
    """Return what is stored of a nonce."""
    return hashlib.sha256(nonce.encode()).hexdigest()


def _key(digits: str, nonce: str) -> bytes:
    return hashlib.blake2b(f"{digits}\n{nonce}".encode(), digest_size=32, person=b"so-cntt/enrol").digest()
