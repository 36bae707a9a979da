"""Who had which value on the screen: the judge of the simulation.

It never reads a base version, a field version or a clock. It knows every value by the operation that
wrote it (`who` carries that number through the protocol, which gives it no meaning) and it knows what each
author had seen when they wrote. It lives in the server's timeline and is restored with it.
"""
import copy
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from protocol import merge
from protocol.kind import DELETED
from protocol.merge import Ledger, RecordState
from protocol.operation import Operation

Value = str
"""`<operation>.<field>`: one assignment by one hand."""


class Violation(BaseException):
    """A promise of the protocol was broken. No code under test may catch it."""


class Knowledge:
    """What each value's author had on the screen, over all PCs. It outlives every restore."""

    def __init__(self) -> None:
        self.seen: dict[Value, set[Value]] = {}

    def knows(self, author: Value, value: Value | None) -> bool:
        """Return whether the author of a value knew another: saw it, or saw one whose author did."""
        if value is None or value == author:
            return True
        todo, done = [author], set()
        while todo:
            for each in self.seen.get(todo.pop(), ()):
                if each == value:
                    return True
                if each not in done:
                    done.add(each)
                    todo.append(each)
        return False


class Oracle:
    """Which value stands in a field of the server, and whether its author's predecessors were known."""

    def __init__(self, knowledge: Knowledge) -> None:
        self.knowledge = knowledge
        self.stand: dict[tuple[str, str], Value] = {}
        self.writers: dict[tuple[str, str], Value] = {}     # as the server attributes it
        self.ever: dict[tuple[str, str], set[Value]] = {}
        self.closed: dict[tuple[str, str], Value] = {}
        self.server_hand: dict[str, Value] = {}
        self.fields_of: dict[str, list[str]] = {}
        self.noise = 0

    def twin(self) -> "Oracle":
        """Return a copy for a backup of the server."""
        made = Oracle(self.knowledge)
        made.__dict__.update({key: copy.deepcopy(value) for key, value in self.__dict__.items()
                              if key != "knowledge"})
        return made

    def entry(self, record: RecordState, key: str, entry: dict[str, Any]) -> Value | None:
        """Return the value behind an entry of a conflict."""
        who = entry["w"]
        if not who:
            return self.server_hand.get(record.id)
        fields = self.fields_of.get(who, [])
        if key in fields:
            return f"{who}.{key}"
        for each in record.fields:
            if each in fields and record.writer(each)[2] == who:
                return f"{who}.{each}"
        return f"{who}.{fields[0]}" if fields else None

    def before(self, ledger: Ledger, operation: Operation) -> None:
        """Remember how the record stands before the server applies an operation."""
        record = ledger.records.get(operation.record)
        self.was = dict(record.fields) if record is not None else {}
        self.opened = {key: {self.entry(record, key, each) for each in state.fields["values"]}  # type: ignore[union-attr]
                       for (about, key), state in ledger.conflicts.items()
                       if record is not None and about == operation.record and state.is_open_conflict}
        self.fields_of.setdefault(operation.who, list(operation.assignments()))

    def after(self, ledger: Ledger, operation: Operation) -> None:
        """Judge what the server made of an operation. Raises Violation."""
        r, record = operation.record, ledger.records[operation.record]
        now, knows = record.fields, self.knowledge.knows
        if DELETED in now and record.writer(DELETED) == merge.SERVER_WRITER and self.was.get(DELETED):
            self.server_hand[r] = f"{operation.who}.{next(iter(operation.assignments()))}"
        entries: dict[str, set[Value | None]] = {}
        fresh: dict[str, set[Value | None]] = {}
        for (about, key), state in ledger.conflicts.items():
            if about != r or not state.is_open_conflict:
                continue
            values = {self.entry(record, key, each) for each in state.fields["values"]}  # type: ignore[union-attr]
            known = self.ever.setdefault((r, key), set())
            entries[key] = values
            fresh[key] = values - known if key in self.opened else values
            known |= {each for each in values if each is not None}

        def offers(key: str, value: Any) -> bool:
            state = ledger.conflicts.get((r, key))
            return state is not None and state.is_open_conflict and any(
                merge.same(each["value"], value) for each in state.fields["values"])  # type: ignore[union-attr]

        def flagged(key: str, value: Value | None) -> bool:
            return value in self.ever.get((r, key), ()) or (key in self.was and offers(key, self.was[key]))

        for key, value in operation.assignments().items():
            mine, stood = f"{operation.who}.{key}", self.stand.get((r, key))
            was, shown = self.was.get(key), now.get(key)
            if key in self.opened and key not in entries:
                blind = sorted(str(each) for each in self.opened[key] if not knows(mine, each))
                if blind:
                    raise Violation("blind close", r, key, blind, mine)
                self.closed[r, key] = self.stand[r, key] = mine
            elif key not in self.opened and key in entries and (r, key) in self.closed \
                    and knows(mine, self.closed[r, key]):
                self.noise += 1
            if fresh.get(key) and stood and key != DELETED and knows(mine, stood):
                self.noise += 1
            if merge.same(shown, value) and not merge.same(was, value):
                if not knows(mine, stood) and not flagged(key, stood):
                    raise Violation("silent overwrite", r, key, stood, "by", mine)
                self.stand[r, key] = mine
            elif not merge.same(shown, value) and mine not in self.ever.get((r, key), ()):
                # The same PC may have said the same before, with a clock that was capped to the same time.
                if not offers(key, value):
                    raise Violation("value dropped", r, key, mine)
                self.ever.setdefault((r, key), set()).add(mine)
            if key == DELETED and value and not was and shown:
                for each in now:
                    if each != DELETED and not knows(mine, self.stand.get((r, each))) \
                            and not flagged(each, self.stand.get((r, each))):
                        raise Violation("silent delete", r, each, mine)
            if key != DELETED and self.was.get(DELETED) and not knows(mine, self.stand.get((r, DELETED))):
                if now.get(DELETED):
                    raise Violation("edit hidden by unseen delete", r, key, mine)
                if DELETED not in entries:
                    raise Violation("delete undone silently", r, key, mine)
                self.stand[r, DELETED] = self.server_hand.get(r, mine)
        for key in now:
            who = record.writer(key)[2]
            self.writers[r, key] = f"{who}.{key}" if who else self.server_hand.get(r, "")


@contextmanager
def watching(current: list[Oracle]) -> Iterator[None]:
    """Let the oracle `current[0]` see every operation that the server applies."""
    plain = merge.apply

    def watched(ledger: Ledger, operation: Operation, **rest: Any) -> merge.Verdict:
        oracle = current[0]
        oracle.before(ledger, operation)
        verdict = plain(ledger, operation, **rest)
        if verdict in (merge.Verdict.OK, merge.Verdict.CONFLICT):
            oracle.after(ledger, operation)
        return verdict

    merge.apply = watched
    try:
        yield
    finally:
        merge.apply = plain
