"""The last line of the window, and the one true sentence about what has reached the province.

"Đã gửi đủ" is said only for the state `synced`, which the sync engine gives when the outbox is empty
and the cursors stand at the head reported after the last push.
"""
from dataclasses import dataclass

from desktop.language import tr, trn
from desktop.services.sync_view import Link, SyncView
from desktop.ui.moments import moment
from desktop.ui.sync_desk import SyncDesk
from desktop.ui.tokens import Tone
from desktop.ui.widgets.chrome import StatusStrip


@dataclass(frozen=True, slots=True, kw_only=True)
class StateWords:
    """What the strip shows: a state in two words, the sentence, when we last spoke with the province."""
    state: str
    tone: Tone
    sentence: str
    last: str = ""


class StatusBar(StatusStrip):
    """Follows the sync desk."""

    def __init__(self, sync: SyncDesk) -> None:
        super().__init__()
        self._sync = sync
        sync.told.connect(self.refresh)
        self.refresh()

    def refresh(self) -> None:
        """Say again what is known."""
        view = self._sync.view()
        words = words_of(view)
        self.say(words.state, words.tone, words.sentence, words.last)
        self.name_machine(tr("PC: {name}", name=view.machine) if view.machine else "")


def waiting_sentence(view: SyncView) -> str:
    """Return how much waits and since when; "" when nothing does."""
    if not view.waiting:
        return ""
    if not view.oldest_waiting_ms:
        return trn("{n} item not sent yet. Saved on this PC.", "{n} items not sent yet. Saved on this PC.",
                   view.waiting)
    return trn("{n} item not sent yet, the oldest from {time}. Saved on this PC.",
               "{n} items not sent yet, the oldest from {time}. Saved on this PC.",
               view.waiting, time=moment(view.oldest_waiting_ms))


def words_of(view: SyncView) -> StateWords:
    """Return what may be said about `view`, and nothing more than that."""
    last = tr("Last sync: {time}", time=moment(view.last_sync_ms)) if view.last_sync_ms else ""
    waiting = waiting_sentence(view)
    nothing_waits = tr("Nothing is waiting to be sent.")
    if not view.enrolled:
        return StateWords(state=tr("Saved on this PC"), tone=Tone.NEUTRAL,
                          sentence=tr("Not connected to the province yet. Everything works and is kept here."))
    match view.link:
        case Link.REFUSED:
            return StateWords(state=tr("The province refuses this PC"), tone=Tone.BAD, last=last,
                              sentence=tr("Everything is kept on this PC. A new enrolment code is needed."))
        case Link.UPGRADE:
            return StateWords(state=tr("A newer program is needed"), tone=Tone.WARN, last=last,
                              sentence=waiting or nothing_waits)
        case Link.CLOCK:
            return StateWords(state=tr("The clock of this PC is wrong"), tone=Tone.WARN, last=last,
                              sentence=waiting or nothing_waits)
        case Link.NO_NETWORK:
            state = tr("No network")
        case Link.NO_SERVER:
            state = tr("Internet works, the provincial server is not reached")
        case Link.PAUSED:
            state = tr("The provincial server is paused")
        case Link.BUSY:
            return StateWords(state=tr("Sending") if view.waiting else tr("Syncing"), tone=Tone.INFO, last=last,
                              sentence=waiting or nothing_waits)
        case _ if view.synced and view.last_sync_ms:
            return StateWords(state=tr("All sent at {time}", time=moment(view.last_sync_ms)), tone=Tone.GOOD,
                              sentence=tr("Everything has reached the provincial server."))
        case _:
            return StateWords(state=tr("Waiting to send") if view.waiting else tr("Not synced yet"),
                              tone=Tone.WARN if view.waiting else Tone.NEUTRAL, last=last,
                              sentence=waiting or nothing_waits)
    return StateWords(state=state, tone=Tone.WARN, sentence=waiting or nothing_waits, last=last)
