"""A record as a hand would make it."""
from desktop.store.store import Store
from protocol.field import JsonValue


def put(store: Store, of: str, /, **fields: JsonValue) -> str:
    """Return the id of a new record of the kind `of`."""
    with store.write() as unit:
        return unit.create(of, fields)
