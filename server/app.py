"""The ASGI application: routes, refusals, and what it does while nobody asks."""
import asyncio
import contextlib
import logging
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any, Final

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect

from server.api import enrol, head, history, snapshot, sync
from server.api.wire import Desk, RequestLog, problem
from server.housekeeping import Housekeeping
from server.settings import Settings
from server.store.exchange import Exchange
from server.store.refused import Refused

TITLE: Final = "Sổ CNTT: provincial server"
VERSION: Final = "1"
logger = logging.getLogger(__name__)


def build(exchange: Exchange, settings: Settings, *, on_ready: Callable[[], None] | None = None) -> FastAPI:
    """Return the application around `exchange`. It backs up and writes presence by itself while it runs."""
    housekeeping = Housekeeping(exchange, settings)

    @asynccontextmanager
    async def life(_app: FastAPI) -> AsyncIterator[None]:
        task = asyncio.create_task(housekeeping.run())
        if on_ready is not None:
            on_ready()
        yield
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await task
        await asyncio.to_thread(housekeeping.stop)

    app = _Described(title=TITLE, version=VERSION, lifespan=life, docs_url=None, redoc_url=None)
    app.state.desk = Desk(exchange, settings)
    for each in (enrol, head, sync, snapshot, history):
        app.include_router(each.router)
    app.add_middleware(RequestLog)
    _refusals(app)
    return app


class _Described(FastAPI):
    """Describes itself as it is: what FastAPI would refuse with 422 is refused with our 400."""

    def openapi(self) -> dict[str, Any]:
        described = super().openapi()
        for about in described["paths"].values():
            for method in about.values():
                method["responses"].pop("422", None)
        described.pop("components", None)
        return described


def _refusals(app: FastAPI) -> None:
    async def refused(request: Request, error: Any) -> Response:
        request.scope["refused"] = error.code
        return problem(error)

    async def no_route(_request: Request, error: Any) -> Response:
        codes = {404: "not_found", 405: "method_not_allowed"}
        return problem(Refused(error.status_code, codes.get(error.status_code, "refused"), "There is nothing here."))

    async def malformed(_request: Request, _error: Any) -> Response:
        return problem(Refused(400, "malformed", "The address or its parameters are not as they should be."))

    async def gone(_request: Request, _error: Any) -> Response:
        return Response(status_code=499)

    async def failed(_request: Request, _error: Any) -> Response:
        return problem(Refused(500, "internal", "Something failed here; nothing was changed.", retry_after_s=30))

    app.add_exception_handler(Refused, refused)
    app.add_exception_handler(HTTPException, no_route)
    app.add_exception_handler(RequestValidationError, malformed)
    app.add_exception_handler(ClientDisconnect, gone)
    app.add_exception_handler(Exception, failed)
