"""How a cell of the matrix is said and coloured."""
from typing import Final, NamedTuple

from desktop.language import tr
from desktop.services.account_matrix import NOT_NEEDED, UNREVIEWED, Matrix, Signature
from desktop.services.value_text import choice_label
from desktop.ui.tokens import Tone
from protocol.kinds import account

TONES: Final = {"missing": Tone.BAD, "pending": Tone.WARN, "locked": Tone.NEUTRAL, "old_unit": Tone.INFO,
                "revoked": Tone.MUTED, UNREVIEWED: Tone.MUTED}


class Look(NamedTuple):
    """How a cell is drawn: a tick, a chip in its colour, or plain words without one."""
    words: str
    tone: Tone | None
    is_tick: bool = False


def state_words(state: str) -> str:
    """Return the words of the state of an account, as a menu or a filter says it."""
    status = account.KIND.field("status")
    return choice_label(account.KIND, status, state) if status is not None else state


def look_of(matrix: Matrix, row: int, at: int) -> Look:
    """Return how a cell of `matrix` is drawn; -1 is the signature."""
    if at < 0:
        return signature_look(matrix.signatures[row])
    return state_look(matrix.cells[row][at][0])


def state_look(state: str) -> Look:
    """Return how the state of an account is drawn."""
    if state == "in_use":
        return Look(state_words(state), Tone.GOOD, True)
    if state == NOT_NEEDED:
        return Look("–", None)
    if state == UNREVIEWED:
        return Look(tr("not reviewed"), Tone.MUTED)
    return Look(state_words(state), TONES.get(state, Tone.NEUTRAL))


def signature_look(signature: Signature) -> Look:
    """Return how a signature is drawn."""
    if signature.state == NOT_NEEDED:
        return Look("–", None)
    return Look(signature.words, Tone(signature.tone), signature.state == "valid" and signature.tone == "good")
