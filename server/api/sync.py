"""`POST /v1/sync`: operations up, rows down, in one round trip."""
from fastapi import APIRouter, Request, Response

from server.api import schemas
from server.api.wire import answer, bearer, desk

router = APIRouter()


@router.post("/v1/sync", openapi_extra=schemas.takes(schemas.SYNC_REQUEST),
             responses=schemas.answers(200, schemas.SYNC_ANSWER, 400, 401, 408, 409, 413, 415, 426, 429, 503))
async def sync(request: Request) -> Response:
    """Take operations in and tell what has changed."""
    token = bearer(request)
    return await answer(request, lambda body: desk(request).exchange.sync(token, body), token=token)
