"""From the server's own "no" to what this program does about it."""
from collections.abc import Mapping
from typing import Any

from desktop.sync.errors import (
    Behind,
    Expired,
    ExpiredCode,
    ForbiddenRole,
    Forked,
    Malformed,
    NotFound,
    NotOurServer,
    Refusal,
    ReplicaTaken,
    Revoked,
    ServerFailed,
    ServerPaused,
    TooLarge,
    TooManyTries,
    UpgradeNeeded,
    UsedCode,
    WrongCode,
    WrongCommune,
)

_BY_CODE: Mapping[str, type[Refusal]] = {
    "unknown_token": Revoked, "revoked": Revoked, "expired": Expired, "wrong_code": WrongCode,
    "used_code": UsedCode, "expired_code": ExpiredCode, "forbidden_role": ForbiddenRole, "not_found": NotFound,
    "upgrade": UpgradeNeeded, "malformed": Malformed,
}


def of(status: int, body: Mapping[str, Any], *, retry_after_s: int = 0) -> Exception:
    """Return the error or turn for an answer in problem form. A status alone means nothing: the code does."""
    code, text = body.get("code"), f"{status} {body.get('code')}: {body.get('detail', '')}"
    if not isinstance(code, str):
        return NotOurServer(f"{status} without a code")
    match code:
        case "forked":
            return Forked(_number(body, "common"))
        case "behind":
            return Behind(_number(body, "need"))
        case "replica_taken":
            return ReplicaTaken(text)
        case "too_large":
            return TooLarge(text)
        case "too_many_tries":
            return TooManyTries(text, retry_after_s=retry_after_s)
        case "wrong_commune":
            return WrongCommune(text, commune=str(body.get("commune", "")))
        case "too_many_requests" | "busy":
            return ServerPaused(text, retry_after_s=retry_after_s)
    if code in _BY_CODE:
        return _BY_CODE[code](text)
    if status in (429, 503):
        return ServerPaused(text, retry_after_s=retry_after_s)
    if status >= 500:
        return ServerFailed(text)
    return Refusal(text)


def _number(body: Mapping[str, Any], key: str) -> int:
    value = body.get(key)
    return value if type(value) is int and value >= 0 else 0
