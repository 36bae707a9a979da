"""What is wrong with a value, as a value. It weighs nothing: who may write what is asked before the first paint."""
from collections.abc import Mapping
from dataclasses import dataclass
from dataclasses import field as default_of
from typing import Final

CODES: Final = (
    "required", "not-text", "too-long", "control-character", "not-a-line", "too-many-lines", "unknown-choice",
    "not-a-date", "not-a-datetime", "not-a-number", "out-of-range", "not-yes-no", "not-a-reference",
    "not-an-email", "not-a-phone", "not-an-object", "too-large", "too-deep", "has-float", "unknown-field",
    "looks-like-password", "not-for-secret-pc", "server-only", "province-only", "commune-only", "written-once",
    "illegal-transition",
)
"""Every code a Problem of this package can carry about one field; each has a sentence in the program's words.

`security-line`, about several fields together, has another in a form than in a file that is taken in.
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """What is wrong with one field. `message_values` fill the sentence of `code`.

    A question (`is_question`) is asked once; the value may be saved when the person says so.
    """
    field: str
    code: str
    message_values: Mapping[str, str | int] = default_of(default_factory=dict)
    is_question: bool = False
