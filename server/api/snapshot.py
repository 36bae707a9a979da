"""`GET /v1/feeds/{feed}/snapshot`: whole records by id, for a first download or a new beginning."""
from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from protocol.messages import MOST_ANSWER
from server.api import schemas
from server.api.wire import answer, bearer, desk

router = APIRouter()


@router.get("/v1/feeds/{feed}/snapshot",
            responses=schemas.answers(200, schemas.SNAPSHOT_ANSWER, 400, 401, 404, 429, 503))
async def snapshot(request: Request, feed: str, after: Annotated[str, Query(max_length=64)] = "",
                   at: Annotated[str, Query(max_length=60)] = "",
                   size: Annotated[int, Query(alias="bytes", ge=0)] = MOST_ANSWER) -> Response:
    """Return the records after the id `after`; `at`, the head from which the sync will go on, is not needed here."""
    del at
    token = bearer(request)
    return await answer(
        request, lambda _: desk(request).exchange.snapshot(token, feed, after=after, want_bytes=size),
        token=token, reads_body=False)
