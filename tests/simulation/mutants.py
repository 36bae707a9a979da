"""Each rule of the protocol taken away in turn: every such program must break a promise in some history.

A rule that nobody misses is not tested. A mutant is a name, what it takes away, the regimes in which it
is hunted, and what it puts in the place of which function.
"""
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from typing import Any

from desktop.store import acks, feeds, forks, pages
from desktop.sync import cycle
from protocol import merge
from protocol.merge import RecordState
from protocol.messages import SyncAnswer
from server.store import exchange, reception
from server.store import pages as server_pages
from tests.simulation.regimes import Regime
from tests.simulation.run import simulation

ANY = (Regime.NETWORK, Regime.SERVER)


@dataclass(frozen=True)
class Mutant:
    """One rule taken away: (owner, attribute, replacement) for each function that is replaced."""
    name: str
    takes_away: str
    patches: Sequence[tuple[Any, str, Any]]
    regimes: Sequence[Regime] = ANY

    @contextmanager
    def at_work(self) -> Iterator[None]:
        """Put the replacements in, and take them out again."""
        with ExitStack() as stack:
            for owner, name, replacement in self.patches:
                plain = owner.__dict__[name] if isinstance(owner, type) else getattr(owner, name)
                setattr(owner, name, replacement)
                stack.callback(setattr, owner, name, plain)
            yield


def _creation_forgotten(record: RecordState, key: str) -> int:
    return record.versions.get(key, 0)


def _closes_whatever_seen(turn: Any, conflict: RecordState, *, old: bool) -> bool:
    return not old


def _withheld_with_verdict(*given: Any) -> bool:
    state, base, accepted = given[0], given[-2], given[-1]
    return base != 0 and state.kind != merge.CONFLICT and state.rv in accepted


def _withheld_from_the_start(*given: Any) -> bool:
    return bool(_withheld(*given[:-2], given[-2] or -1, given[-1]))


_withheld = server_pages.is_withheld


def _rises_only_if_changed(turn: Any) -> bool:
    return bool(turn.changed)


def _never_on_top(verdict: str) -> bool:
    return False


_rows_first = cycle.begin


def _acks_after_rows(unit: Any, outgoing: Any, answer: SyncAnswer, report: Any, new_replica: Any) -> bool:
    # The cursors move before the acknowledgements are folded: a crash in between loses those.
    for name, page in answer.feeds.items():
        if not page.reset and not page.more and len(page.rows) > 1:
            pages.end(unit, name, page)
    return _rows_first(unit, outgoing, answer, report, new_replica)


def _no_refill(unit: Any, replica: str, *, need: int) -> None:
    for feed in feeds.all_feeds(unit.db):
        feeds.pull_anew(unit.db, feed)
    forks.take_new_identity(unit, replica, common=0)


def _nothing_missing(db: Any, asked: Any, durable: Any) -> None:
    return None


MUTANTS: Sequence[Mutant] = (
    # the merge
    Mutant("base-test", "a field that moved past the base is a conflict",
           [(merge, "is_stale", lambda turn, key: False)]),
    Mutant("revive", "an edit against an unseen delete shows the record", [(merge, "revives", lambda turn: False)]),
    Mutant("delete-all", "a delete is tested against every field", [(merge, "unseen_fields", lambda turn: [])]),
    Mutant("equal-stale", "an equal value from a stale base changes nothing", [(merge, "renews", lambda old: True)]),
    Mutant("close-base", "closing a conflict needs its version seen", [(merge, "closes", _closes_whatever_seen)]),
    Mutant("rises", "a losing operation raises rv", [(merge, "rises", _rises_only_if_changed)]),
    Mutant("creation", "the creation version is kept", [(RecordState, "version", _creation_forgotten)]),
    Mutant("origin", "a re-stamped operation is known again", [(merge, "is_known", lambda ledger, origin: False)],
           (Regime.SERVER, Regime.PCS)),
    # the server's pages
    Mutant("page-base", "sparse rows count from the start of the run",
           [(server_pages, "base_of", lambda cursor: cursor.sequence)]),
    Mutant("page-ties", "rows of one version in one page",
           [(server_pages, "ends_a_tie", lambda last, rv: True), (pages, "may_part", lambda one, next_one: True)]),
    Mutant("withhold-verdict", "withheld only if every field is the author's own",
           [(server_pages, "is_withheld", _withheld_with_verdict)]),
    Mutant("withhold-start", "nothing is withheld in a run from 0",
           [(server_pages, "is_withheld", _withheld_from_the_start)], (Regime.SERVER, Regime.PCS, Regime.NETWORK)),
    # chains, cursors, restores
    Mutant("chain-hash", "the chain hash is compared", [(reception, "is_same_hash", lambda stored, given: True)],
           (Regime.PCS, Regime.SERVER)),
    Mutant("sequence-time", "seq = max(last + 1, ms)", [(reception, "next_sequence", lambda last, now_ms: last + 1)],
           (Regime.SERVER,)),
    Mutant("cursor-hash", "cursor hash and epoch are compared",
           [(exchange, "is_lost", lambda *_: False), (exchange, "is_other_epoch", lambda theirs, ours: False),
            (exchange, "is_top_lost", lambda *_: False)], (Regime.SERVER,)),
    Mutant("held-hash", "a held archive is compared by its hash", [(exchange, "is_held_here", lambda *_: True)],
           (Regime.SERVER, Regime.PCS)),
    Mutant("top", "the newest head seen is checked too", [(exchange, "is_top_lost", lambda *_: False)],
           (Regime.SERVER,)),
    Mutant("stored-verdict", "a duplicate gets its stored verdict",
           [(reception, "repeated", lambda verdict: "dup-ok")]),
    # the client
    Mutant("ack-cap", "an ack counts only up to what was sent",
           [(acks, "believed", lambda answer, sent_to: answer.ack)], (Regime.PCS, Regime.SERVER)),
    Mutant("first-new", "only operations new to the server are folded",
           [(acks, "is_folded", lambda verdict: verdict in ("", "dup-ok"))]),
    Mutant("on-top", "an acknowledged operation stays on the screen until its run ends",
           [(acks, "stays_on_top", _never_on_top)]),
    Mutant("seen-cap", "an acknowledged version counts when its run has ended",
           [(feeds, "seen_version", lambda rv, row_rv, cap: rv)]),
    Mutant("pending-base", "b is at most that of the own operation on top",
           [(feeds, "pending_bases", lambda operations: {})]),
    Mutant("news-equal", "a row is applied when its version is at least the known one",
           [(pages, "is_news", lambda version, known: version > known)]),
    Mutant("cursor-last", "the cursor moves with the last slice", [(pages, "is_last", lambda at, parts: at == 0)]),
    Mutant("acks-first", "acknowledgements before the cursor", [(cycle, "begin", _acks_after_rows)]),
    Mutant("shadow", "a pull anew goes into the shadow", [(pages, "uses_shadow", lambda: False)], (Regime.SERVER,)),
    Mutant("archive", "what a restored server lost is said again",
           [(forks, "refill", _no_refill), (forks, "note_held", _nothing_missing)], (Regime.SERVER,)),
)


def hunt(seeds: int, steps: int, only: str = "") -> int:
    """Look for a broken promise of every mutant; return 0 if each was found out."""
    alive = []
    with simulation() as place:
        for mutant in MUTANTS:
            if only not in mutant.name:
                continue
            begun = time.perf_counter()
            found = _find(place, mutant, seeds, steps)
            if found is None:
                alive.append(mutant.name)
            print(f"{mutant.name:18} {mutant.takes_away:55} {found or 'NOT MISSED'} "
                  f"({time.perf_counter() - begun:.0f} s)", flush=True)
    print(f"{len(alive)} not missed: {', '.join(alive) or '-'}", file=sys.stderr if alive else sys.stdout)
    return 1 if alive else 0


def _find(place: Any, mutant: Mutant, seeds: int, steps: int) -> str | None:
    with mutant.at_work():
        for seed in range(seeds):
            for regime in mutant.regimes:
                try:
                    outcome = place.run(seed, regime, steps=steps)
                except Exception as error:  # noqa: BLE001  a program that falls over is found out as well
                    return f"seed {seed} {regime.name.lower()}: {type(error).__name__} {error}"[:120]
                if outcome.violation is not None:
                    return f"seed {seed} {regime.name.lower()}: {outcome.violation[0]}"
    return None
