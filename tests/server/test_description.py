"""`/openapi.json` is true to the code: real answers fit it, and every route is in it."""
from collections.abc import Callable
from typing import Any

import pytest

from protocol.bodies import MEDIA_TYPE, PROBLEM_TYPE
from server import app
from server.settings import Settings
from server.store.exchange import Exchange
from server.store.refused import Refused
from tests.server.pc import FEED, Pc

Make = Callable[..., Pc]


def complaints(schema: dict[str, Any], value: Any, at: str = "") -> list[str]:
    """Return where `value` does not fit `schema`; understands what our schemas use."""
    if "oneOf" in schema:
        found = [complaints(each, value, at) for each in schema["oneOf"]]
        return [] if [] in found else found[0]
    if "const" in schema:
        return [] if value is schema["const"] else [f"{at}: {value!r} is not {schema['const']!r}"]
    if "enum" in schema:
        return [] if value in schema["enum"] else [f"{at}: {value!r} is none of {schema['enum']}"]
    kinds = {"object": dict, "array": list, "string": str, "integer": int, "boolean": bool, "null": type(None)}
    wanted = schema["type"] if isinstance(schema["type"], list) else [schema["type"]]
    if type(value) not in [kinds[each] for each in wanted]:
        return [f"{at}: {value!r} is no {wanted}"]
    told: list[str] = []
    if isinstance(value, dict):
        told += [f"{at}: lacks {key}" for key in schema.get("required", ()) if key not in value]
        known = schema.get("properties", {})
        for key, inner in value.items():
            if key in known:
                told += complaints(known[key], inner, f"{at}.{key}")
            elif "additionalProperties" in schema:
                told += complaints(schema["additionalProperties"], inner, f"{at}.{key}")
            elif known:
                told.append(f"{at}: {key} is not described")
    if isinstance(value, list) and "items" in schema:
        told += [line for n, each in enumerate(value) for line in complaints(schema["items"], each, f"{at}[{n}]")]
    return told


@pytest.fixture
def described(exchange: Exchange) -> dict[str, Any]:
    return app.build(exchange, Settings(url="", data=None)).openapi()


def body(described: dict[str, Any], path: str, method: str, status: int) -> dict[str, Any]:
    found: dict[str, Any] = described["paths"][path][method]["responses"][str(status)]["content"][MEDIA_TYPE]["schema"]
    return found


def test_every_route_is_described_with_its_refusals(described: dict[str, Any]) -> None:
    told = {(path, method) for path, about in described["paths"].items() for method in about}
    assert told == {
        ("/v1/enrol", "post"), ("/v1/codes", "post"), ("/v1/head", "get"), ("/v1/sync", "post"), ("/healthz", "get"),
        ("/v1/feeds/{feed}/snapshot", "get"), ("/v1/records/{record}/history", "get")}
    for path, method in told - {("/healthz", "get")}:
        about = described["paths"][path][method]
        assert "429" in about["responses"], path
        assert ("401" in about["responses"]) is (path != "/v1/enrol")
        for status, answer in about["responses"].items():
            if int(status) >= 400:
                assert list(answer["content"]) == [PROBLEM_TYPE]
        if method == "post":
            assert MEDIA_TYPE in about["requestBody"]["content"]


def test_real_answers_fit_their_description(
        exchange: Exchange, enrolled: Make, described: dict[str, Any]) -> None:
    a, b = enrolled("A"), enrolled("B")
    record = a.add(location="Kho")
    answers = [("/v1/sync", "post", 200, exchange.sync(a.token, a.request()))]
    a.sync_all()
    b.sync_all()
    for pc, where in ((a, "Tầng 2"), (b, "Tầng 3")):
        pc.edit(record, location=where)
        pc.write("device", record, {"name": "x" * 300})
        answers.append(("/v1/sync", "post", 200, exchange.sync(pc.token, pc.request())))
        pc.sync()
    for _ in range(60):
        a.add()
    a.sync()
    answers.append(("/v1/sync", "post", 200, exchange.sync(b.token, b.request())))
    head = exchange.head(a.token)[1]
    assert head is not None
    answers += [("/v1/head", "get", 200, head), ("/v1/codes", "post", 201, exchange.mint(a.token, {})),
                ("/v1/feeds/{feed}/snapshot", "get", 200, exchange.snapshot(a.token, FEED)),
                ("/v1/records/{record}/history", "get", 200, exchange.history(a.token, record)),
                ("/v1/enrol", "post", 201, Pc("C", exchange, a.now, seed=60).enrol(exchange.new_code("00000").code))]
    for path, method, status, answer in answers:
        assert complaints(body(described, path, method, status), answer) == [], path
    with pytest.raises(Refused) as caught:
        exchange.head("xt_no")
    refusal = described["paths"]["/v1/head"]["get"]["responses"]["401"]["content"][PROBLEM_TYPE]["schema"]
    assert complaints(refusal, caught.value.problem()) == []


def test_real_requests_fit_their_description(enrolled: Make, described: dict[str, Any]) -> None:
    a = enrolled("A")
    a.add()
    schema = described["paths"]["/v1/sync"]["post"]["requestBody"]["content"][MEDIA_TYPE]["schema"]
    assert complaints(schema, a.request()) == []
    for _ in range(60):
        a.add()
    assert complaints(schema, a.request(pull=False)) == []


def test_the_checker_of_this_test_finds_what_is_wrong(described: dict[str, Any]) -> None:
    schema = body(described, "/v1/head", "get", 200)
    good = {"epoch": "a", "heads": {"c:1": "1.12345678"}, "backoff": 0, "eof": True}
    assert complaints(schema, good) == []
    for wrong in ({**good, "eof": False}, {**good, "backoff": "0"}, {**good, "more": 1}, {"epoch": "a"}, []):
        assert complaints(schema, wrong)
