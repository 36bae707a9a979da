"""How a PC joins: one code in, one token out."""
from dataclasses import dataclass

from protocol.bodies import BadMessage, Reader
from protocol.field import JsonValue


@dataclass(frozen=True, slots=True, kw_only=True)
class EnrolRequest:
    """`POST /v1/enrol`: idempotent for 24 hours by `nonce`, so that a lost answer does not burn the code.

    `commune` (five digits, optional) is the one chosen at this PC: a code for another is refused unused.
    """
    code: str
    nonce: str
    replica: str
    name: str
    app: str
    schema: int
    commune: str = ""

    def to_json(self) -> dict[str, JsonValue]:
        """Return the body."""
        body: dict[str, JsonValue] = {"code": self.code, "nonce": self.nonce, "replica": self.replica,
                                      "name": self.name, "app": self.app, "schema": self.schema}
        return body | {"commune": self.commune} if self.commune else body

    @staticmethod
    def from_json(body: object) -> "EnrolRequest":
        """Return the request. Raises BadMessage."""
        reader = Reader(body)
        return EnrolRequest(
            code=reader.text("code", 60), nonce=reader.text("nonce", 64), replica=reader.text("replica", 64),
            name=reader.text("name", 200, empty=True), app=reader.text("app", 40, empty=True),
            schema=reader.whole("schema"), commune=reader.text("commune", 20, empty=True))


@dataclass(frozen=True, slots=True, kw_only=True)
class EnrolAnswer:
    """What a PC is from now on. `commune` and `feeds` are feed names (`c:14857`, `p:38`)."""
    token: str
    commune: str
    commune_name: str
    epoch: str
    feeds: tuple[str, ...]
    role: str
    addresses: tuple[str, ...]
    min_schema: int

    def to_json(self) -> dict[str, JsonValue]:
        """Return the body."""
        return {"token": self.token, "commune": self.commune, "commune_name": self.commune_name,
                "epoch": self.epoch, "feeds": list(self.feeds), "role": self.role,
                "addresses": list(self.addresses), "min_schema": self.min_schema, "eof": True}

    @staticmethod
    def from_json(body: object) -> "EnrolAnswer":
        """Return the answer. Raises BadMessage."""
        reader = Reader(body)
        if reader.body.get("eof") is not True:
            raise BadMessage("the answer has no end")
        return EnrolAnswer(
            token=reader.text("token", 200), commune=reader.text("commune", 20),
            commune_name=reader.text("commune_name", 200, empty=True), epoch=reader.text("epoch", 64),
            feeds=tuple(str(each) for each in reader.list("feeds", 10)), role=reader.text("role", 20),
            addresses=tuple(str(each)[:300] for each in reader.list("addresses", 10)),
            min_schema=reader.whole("min_schema"))
