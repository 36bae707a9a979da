"""The bodies of the protocol as JSON schemas, for `/openapi.json`; `protocol.messages` and `enrolment` are the law."""
from typing import Any, Final

from protocol.bodies import MEDIA_TYPE, PROBLEM_TYPE

Schema = dict[str, Any]
TEXT: Final[Schema] = {"type": "string"}
WHOLE: Final[Schema] = {"type": "integer"}
YES_NO: Final[Schema] = {"type": "boolean"}
END: Final[Schema] = {"const": True, "description": "Last key: a body without it was cut."}
CURSOR: Final[Schema] = {"type": "string", "pattern": r"^\d+\.[0-9a-f]{8}\.\d+$", "description": "seq.hash8.base"}
HEAD: Final[Schema] = {"type": "string", "pattern": r"^\d+\.[0-9a-f]{8}$", "description": "seq.hash8"}


def _map(of: Schema) -> Schema:
    return {"type": "object", "additionalProperties": of}


def _list(of: Schema) -> Schema:
    return {"type": "array", "items": of}


def _object(required: Schema, optional: Schema | None = None) -> Schema:
    return {"type": "object", "required": list(required), "properties": {**required, **(optional or {})}}


COLUMNS: Final[Schema] = _object({"n": WHOLE, "g": _list({"type": "object"})})
OPERATION: Final[Schema] = _object(
    {"s": WHOLE, "t": TEXT, "r": TEXT, "b": WHOLE, "h": TEXT},
    {"w": TEXT, "f": {"type": "object"}, "k": {"enum": ["delete", "undelete"]},
     "o": {"type": "array", "minItems": 3, "maxItems": 3}, "x": {"const": True}})
ROW: Final[Schema] = _object({"t": TEXT, "r": TEXT, "rv": WHOLE, "f": {"type": "object"}},
                             {"h": TEXT, "w": TEXT, "p": TEXT})
ROWS: Final[Schema] = {"oneOf": [_list(ROW), COLUMNS]}
ENROL_REQUEST: Final[Schema] = _object(
    {"code": TEXT, "nonce": TEXT, "replica": TEXT, "name": TEXT, "app": TEXT, "schema": WHOLE},
    {"commune": TEXT})
ENROL_ANSWER: Final[Schema] = _object(
    {"token": TEXT, "commune": TEXT, "commune_name": TEXT, "epoch": TEXT, "feeds": _list(TEXT),
     "role": {"enum": ["editor", "viewer"]}, "addresses": _list(TEXT), "min_schema": WHOLE, "eof": END})
CODE_REQUEST: Final[Schema] = _object({}, {"role": {"enum": ["editor", "viewer"]}})
CODE_ANSWER: Final[Schema] = _object(
    {"code": TEXT, "commune": TEXT, "role": {"enum": ["editor", "viewer"]}, "expires_at": TEXT, "eof": END})
HEAD_ANSWER: Final[Schema] = _object({"epoch": TEXT, "heads": _map(HEAD), "backoff": WHOLE, "eof": END})
SYNC_REQUEST: Final[Schema] = _object(
    {"schema": WHOLE, "epoch": TEXT, "replica": TEXT, "prev": {"type": "array", "minItems": 2, "maxItems": 2}},
    {"held": _list({"type": "array", "minItems": 3, "maxItems": 3}), "cur": _map(CURSOR), "top": _map(HEAD),
     "want": _object({"bytes": WHOLE}), "pull": YES_NO, "ops": {"oneOf": [_list(OPERATION), COLUMNS]}})
FEED_PAGE: Final[Schema] = _object(
    {"cur": CURSOR, "head": HEAD, "more": YES_NO, "rows": ROWS, "gone": _list(TEXT)}, {"reset": {"const": True}})
VERDICT: Final[Schema] = _object(
    {"s": WHOLE, "v": {"enum": ["conflict", "rejected", "dup", "dup-ok", "dup-conflict", "dup-rejected"]}},
    {"c": TEXT})
SYNC_ANSWER: Final[Schema] = _object(
    {"epoch": TEXT, "ack": WHOLE, "durable": _map(WHOLE), "verdicts": _list(VERDICT), "feeds": _map(FEED_PAGE),
     "now": WHOLE, "backoff": WHOLE, "eof": END},
    {"first": {"type": "array", "items": WHOLE, "minItems": 2, "maxItems": 2}, "replicas": _map(TEXT)})
SNAPSHOT_ANSWER: Final[Schema] = _object(
    {"epoch": TEXT, "head": HEAD, "after": {"type": ["string", "null"]}, "rows": COLUMNS, "eof": END})
HISTORY_ANSWER: Final[Schema] = _object(
    {"changes": _list(_object({"rv": WHOLE, "h": TEXT, "w": TEXT, "p": TEXT,
                               "v": {"enum": ["ok", "conflict", "rejected", "lost"]}, "f": {"type": "object"}})),
     "replicas": _map(TEXT), "eof": END})
HEALTH_ANSWER: Final[Schema] = _object({"ok": YES_NO, "epoch": TEXT, "database": {"enum": ["sqlite", "postgresql"]}})
PROBLEM: Final[Schema] = _object(
    {"type": TEXT, "title": TEXT, "status": WHOLE, "code": TEXT, "detail": TEXT},
    {"common": WHOLE, "need": WHOLE, "commune": TEXT})

_REASONS: Final = {
    400: "malformed", 401: "unknown_token, revoked or expired",
    403: "wrong_code, used_code, expired_code, wrong_commune {commune} or forbidden_role", 404: "not_found",
    408: "too_slow",
    409: "forked {common}, behind {need} or replica_taken",
    413: "too_large: halve the batch", 415: "media_type or encoding", 426: "upgrade",
    429: "too_many_tries or too_many_requests, with Retry-After", 503: "busy, with Retry-After"}


def takes(body: Schema) -> dict[str, Any]:
    """Return the `openapi_extra` of a route that reads a body of the protocol."""
    return {"requestBody": {"required": True, "content": {MEDIA_TYPE: {"schema": body}}}}


def answers(status: int, schema: Schema | None, *problems: int) -> dict[int | str, dict[str, Any]]:
    """Return the `responses` of a route: its answer, and the refusals it may give."""
    made: dict[int | str, dict[str, Any]] = {
        status: {"description": "Done.", "content": {MEDIA_TYPE: {"schema": schema}}}}
    for each in problems:
        made[each] = {"description": _REASONS[each], "content": {PROBLEM_TYPE: {"schema": PROBLEM}}}
    return made
