"""`GET /v1/head`: has anything changed? Almost always not, and then there is no body. `GET /healthz`."""
from fastapi import APIRouter, Request, Response
from sqlalchemy import text

from protocol.bodies import dump
from server.api import schemas
from server.api.wire import at_work, bearer, desk, response

router = APIRouter()


@router.get("/v1/head", responses={**schemas.answers(200, schemas.HEAD_ANSWER, 401, 429, 503),
                                   304: {"description": "Nothing has changed since `If-None-Match`."}})
async def head(request: Request) -> Response:
    """Return the heads of the caller's feeds, or 304. Writes nothing."""
    token, known, tag = bearer(request), request.headers.get("if-none-match"), ""

    def run() -> tuple[bytes, bool]:
        nonlocal tag
        tag, body = desk(request).exchange.head(token, known)
        return (b"" if body is None else dump(body)), False

    body, _ = await at_work(desk(request), run)
    headers = {"ETag": f'"{tag}"'}
    return response(body, headers=headers) if body else Response(status_code=304, headers=headers)


@router.get("/healthz", responses={200: {"description": "It works.", "content": {
    "application/json": {"schema": schemas.HEALTH_ANSWER}}}})
async def health(request: Request) -> Response:
    """Return whether the server and its database answer."""
    here = desk(request)

    def run() -> tuple[bytes, bool]:
        with here.exchange.database.read() as connection:
            connection.execute(text("SELECT 1"))
        return dump({"ok": True, "epoch": here.exchange.epoch,
                     "database": "sqlite" if here.exchange.database.is_sqlite else "postgresql"}), False

    body, _ = await at_work(here, run)
    return Response(body, media_type="application/json")
