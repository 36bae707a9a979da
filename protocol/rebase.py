"""The rebase rule of the client, pure: (confirmed, pending) -> shown."""
from collections.abc import Iterable, Mapping

from protocol.field import JsonValue
from protocol.operation import Operation


def rebase(confirmed: Mapping[str, JsonValue], pending: Iterable[Operation]) -> dict[str, JsonValue]:
    """Return the fields on the screen: the server's word with the operations still on their way on top.

    Both are flat (`users.<id>` keys, `deleted` included); `pending` is in the order of the hand.
    """
    shown = dict(confirmed)
    for operation in pending:
        shown.update(operation.assignments())
    return shown


def fold(confirmed: Mapping[str, JsonValue], operation: Operation) -> dict[str, JsonValue]:
    """Return the confirmed fields after an operation that the server took without a verdict."""
    return {**confirmed, **operation.assignments()}


def base_for(base: int, pending: Mapping[str, int], operation_fields: Iterable[str], *,
             whole_record: bool) -> int:
    """Return the `b` of a new operation: never more than that of an own one still on top of the same field.

    `pending` maps each field with an own operation on top to the least base of those; a delete or
    undelete counts for every field, and is itself tested against the whole record.
    """
    if whole_record:
        return min([base, *pending.values()])
    keys = {*operation_fields, "deleted"}
    return min([base, *(b for key, b in pending.items() if key in keys)])
