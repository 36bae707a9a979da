"""Why the server does not do what a request asks. The environment's and the client's faults, never a bug."""
from collections.abc import Mapping
from http import HTTPStatus

from protocol.field import JsonValue


class Refused(Exception):
    """A request answered with `application/problem+json`; `code` is stable, `title` for a reader of logs.

    401 revoked | expired | unknown_token · 403 wrong_code | used_code |
    expired_code | wrong_commune {commune} | forbidden_role ·
    404 not_found · 409 forked {common} | behind {need} | replica_taken · 400 malformed · 413 too_large ·
    415 media_type · 429 too_many_tries | too_many_requests · 503 busy. Nothing was changed by it.
    """

    def __init__(self, status: int, code: str, title: str, *, retry_after_s: int | None = None,
                 **extra: JsonValue) -> None:
        super().__init__(f"{status} {code}: {title}")
        self.status, self.code, self.title, self.extra = status, code, title, extra
        self.retry_after_s = retry_after_s

    def problem(self) -> dict[str, JsonValue]:
        """Return the body of the answer."""
        return {"type": "about:blank", "title": HTTPStatus(self.status).phrase, "status": self.status,
                "code": self.code, "detail": self.title, **self.extra}

    def headers(self) -> Mapping[str, str]:
        """Return the headers that belong to the answer."""
        return {} if self.retry_after_s is None else {"Retry-After": str(self.retry_after_s)}


def not_found() -> Refused:
    """Return the one answer for what is not there and for what is another commune's."""
    return Refused(404, "not_found", "There is nothing at this address.")
