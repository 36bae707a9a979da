"""`GET /v1/records/{record}/history`: every value ever accepted, rejected or overridden."""
from fastapi import APIRouter, Request, Response

from server.api import schemas
from server.api.wire import answer, bearer, desk

router = APIRouter()


@router.get("/v1/records/{record}/history",
            responses=schemas.answers(200, schemas.HISTORY_ANSWER, 400, 401, 404, 429, 503))
async def history(request: Request, record: str) -> Response:
    """Return the past of a record in the caller's scope, oldest first."""
    token = bearer(request)
    return await answer(request, lambda _: desk(request).exchange.history(token, record), token=token,
                        reads_body=False)
