"""`POST /v1/enrol`: a code becomes a token; `POST /v1/codes`: an enrolled PC makes a code for the next one."""
from fastapi import APIRouter, Request, Response

from server.api import schemas
from server.api.wire import address_of, answer, bearer, desk

router = APIRouter()


@router.post("/v1/enrol", status_code=201, openapi_extra=schemas.takes(schemas.ENROL_REQUEST),
             responses=schemas.answers(201, schemas.ENROL_ANSWER, 400, 403, 409, 413, 415, 429, 503))
async def enrol(request: Request) -> Response:
    """Enrol a PC by a code. The same nonce within 24 hours gives the same token again."""
    address = address_of(request)
    return await answer(request, lambda body: desk(request).exchange.enrol(body, address=address), token=None,
                        status=201)


@router.post("/v1/codes", status_code=201, openapi_extra=schemas.takes(schemas.CODE_REQUEST),
             responses=schemas.answers(201, schemas.CODE_ANSWER, 400, 401, 403, 413, 415, 429, 503))
async def mint(request: Request) -> Response:
    """Make a code for another PC of the caller's own commune, good for half an hour."""
    token = bearer(request)
    return await answer(request, lambda body: desk(request).exchange.mint(token, body), token=token, status=201)
