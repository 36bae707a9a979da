"""The communes this server serves, and the PCs enrolled in them."""
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from sqlalchemy import Connection, text

from protocol import clock
from protocol.chain import FEED_GENESIS
from server.store import statements as sql
from server.store.refused import Refused
from server.store.scope import commune_feed, province_feed

CATALOGUE: Final = Path(__file__).parents[2] / "resources" / "communes.tsv"
_ADD: Final = text("""
INSERT INTO commune (code, name, province, added_at) VALUES (:code, :name, :province, :now)
    ON CONFLICT (code) DO NOTHING
""")
_ALL: Final = text("""
SELECT commune.code, commune.name, commune.province,
       (SELECT COUNT(*) FROM replica WHERE replica.commune = commune.code)
  FROM commune ORDER BY commune.code
""")
_PROVINCES: Final = text("SELECT DISTINCT province FROM commune ORDER BY province")
_REPLICAS: Final = text("""
SELECT replica.id, replica.name, replica.commune, token.role, replica.last_seen_at, replica.last_seq,
       replica.cursor, token.revoked_at, replica.durable
  FROM replica LEFT JOIN token ON token.digest = replica.token
 ORDER BY replica.commune, replica.added_at, replica.id
""")
_TOKEN_OF: Final = text("SELECT token FROM replica WHERE id = :id")
_REVOKE: Final = text("UPDATE token SET revoked_at = :now WHERE digest = :digest AND revoked_at IS NULL")


@dataclass(frozen=True, slots=True, kw_only=True)
class Commune:
    """A commune as the national list names it: `name` with its rank ("Xã Mẫu", "Phường Ba Đình")."""
    code: str
    name: str
    province: str


@dataclass(frozen=True, slots=True, kw_only=True)
class EnrolledReplica:
    """One line of the list of PCs. `acked` is the last operation the server has of it."""
    replica: str
    name: str
    commune: str
    role: str
    last_seen_at: str | None
    acked: int
    cursor: str
    revoked: bool
    durable: int


class UnknownCommune(LookupError):
    """The national list has no commune with this code."""
    code = "unknown-commune"


def look_up(code: str, catalogue: Path = CATALOGUE) -> Commune:
    """Return the commune with `code` from the national list. Raises UnknownCommune."""
    if code == "00000":
        return Commune(code=code, name="Xã Mẫu", province="00")    # the sample commune of every installation
    with catalogue.open(encoding="utf-8") as lines:
        places = {name: at for at, name in enumerate(next(lines).rstrip("\n").split("\t"))}
        for line in lines:
            cells = line.rstrip("\n").split("\t")
            if cells[places["commune_code"]] == code:
                return Commune(code=code, name=f"{cells[places['kind']]} {cells[places['name']]}",
                               province=cells[places["province_code"]])
    raise UnknownCommune(code)


def add(connection: Connection, commune: Commune, now_ms: int) -> bool:
    """Take a commune in, with its two feeds; return False if it was there."""
    for feed in (commune_feed(commune.code), province_feed(commune.province)):
        connection.execute(sql.ADD_FEED, {"feed": feed, "start": now_ms, "head": FEED_GENESIS})
    done = connection.execute(_ADD, {"code": commune.code, "name": commune.name, "province": commune.province,
                                     "now": clock.utc_text(now_ms)})
    return done.rowcount == 1


def every(connection: Connection) -> list[tuple[Commune, int]]:
    """Return the communes of this server with the number of their PCs."""
    return [(Commune(code=code, name=name, province=province), replicas)
            for code, name, province, replicas in connection.execute(_ALL)]


def provinces(connection: Connection) -> list[str]:
    """Return the codes of the provinces of this server's communes; one as a rule."""
    return [str(code) for code, in connection.execute(_PROVINCES)]


def replicas(connection: Connection) -> list[EnrolledReplica]:
    """Return every PC, the province's own hand too."""
    return [EnrolledReplica(replica=id_, name=name, commune=commune, role=role or "province",
                            last_seen_at=last_seen_at, acked=acked, cursor=cursor, revoked=revoked_at is not None,
                            durable=durable)
            for id_, name, commune, role, last_seen_at, acked, cursor, revoked_at, durable
            in connection.execute(_REPLICAS)]


def revoke(connection: Connection, replica: str, now_ms: int) -> None:
    """Withdraw the token under which `replica` comes; clones of the PC, which share it, are shut out with it.

    Raises Refused 404 for a replica that is not here or has no token.
    """
    digest = connection.execute(_TOKEN_OF, {"id": replica}).scalar()
    if digest is None:
        raise Refused(404, "not_found", "There is no enrolled PC with this id.")
    connection.execute(_REVOKE, {"digest": digest, "now": clock.utc_text(now_ms)})
