"""`GET /v1/feeds/{feed}/snapshot`: whole records by id, for a first download or a new beginning."""
from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from protocol.bodies import MOST_ANSWER
from server.api import schemas
from server.api.wire import Answer, at_work, bearer, desk, packed, response

router = APIRouter()


@router.get("/v1/feeds/{feed}/snapshot",
            responses=schemas.answers(200, schemas.SNAPSHOT_ANSWER, 400, 401, 404, 429, 503))
async def snapshot(request: Request, feed: str, after: Annotated[str, Query(max_length=64)] = "",
                   at: Annotated[str, Query(max_length=60)] = "",
                   size: Annotated[int, Query(alias="bytes", ge=0)] = MOST_ANSWER) -> Response:
    """Return the records after the id `after`; `at`, the head from which the sync will go on, is not needed here."""
    del at
    here, token = desk(request), bearer(request)
    accepts_gzip = "gzip" in request.headers.get("accept-encoding", "")

    def run() -> Answer:
        # After a restored server every PC of a commune asks for the same pages within minutes.
        key = (here.exchange.epoch, feed, here.exchange.head_in_scope(token, feed), after, size, accepts_gzip)
        made = here.pages.get(key)
        if made is None:
            made = packed(here.exchange.snapshot(token, feed, after=after, want_bytes=size), accepts_gzip)
            here.pages.put(key, made)
        return made

    body, is_gzip = await at_work(here, run)
    return response(body, is_gzip=is_gzip)
