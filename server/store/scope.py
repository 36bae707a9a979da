"""What a token may see and write. The scope comes from the token alone, never from what a request says."""
import hashlib
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from sqlalchemy import Connection, text

from protocol import clock
from server.store.refused import Refused

TOKEN_PREFIX: Final = "xt_"


class Role(StrEnum):
    """What an enrolled PC may do."""
    EDITOR = "editor"
    VIEWER = "viewer"


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """One enrolled PC: its commune's feed to read and write, its province's to read."""
    digest: str
    commune: str
    province: str
    role: Role
    name: str

    @property
    def feed(self) -> str:
        """Return the feed that the PC writes."""
        return commune_feed(self.commune)

    @property
    def feeds(self) -> tuple[str, str]:
        """Return the feeds that the PC reads."""
        return self.feed, province_feed(self.province)


def commune_feed(commune: str) -> str:
    """Return the feed of a commune's records."""
    return f"c:{commune}"


def province_feed(province: str) -> str:
    """Return the feed of what a province publishes."""
    return f"p:{province}"


def digest_of(token: str) -> str:
    """Return what is stored of a token. A fast hash is right for 256 random bits."""
    return hashlib.sha256(token.encode()).hexdigest()


_FIND: Final = text("""
SELECT token.commune, commune.province, token.role, token.name, token.expires_at, token.revoked_at
  FROM token JOIN commune ON commune.code = token.commune WHERE token.digest = :digest
""")


def scope_of(connection: Connection, token: str, now_ms: int) -> Scope:
    """Return the scope of `token`. Raises Refused 401; a revocation counts from the next request on."""
    digest = digest_of(token)
    found = connection.execute(_FIND, {"digest": digest}).first() if token.startswith(TOKEN_PREFIX) else None
    if found is None:
        raise Refused(401, "unknown_token", "The server does not know this token.")
    commune, province, role, name, expires_at, revoked_at = found
    if revoked_at is not None:
        raise Refused(401, "revoked", "This PC's access was withdrawn.")
    if expires_at is not None and str(expires_at) <= clock.utc_text(now_ms):
        raise Refused(401, "expired", "This PC's access has ended.")
    return Scope(digest=digest, commune=commune, province=province, role=Role(role), name=name)
