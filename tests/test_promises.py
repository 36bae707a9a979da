"""A button says what it does: words that promise a paper stand only where the program makes one."""
import re
from pathlib import Path
from typing import Final

import pytest

CATALOGUE: Final = Path(__file__).resolve().parent.parent / "i18n" / "vi" / "LC_MESSAGES" / "so_cntt.po"
MADE: Final = {
    "Lập bàn giao": "dialogs/handover_form.py: a hand-over, and its minutes under “Sao chép biên bản”",
    "+ Lập bàn giao": "the same",
    "Lập biên bản bàn giao {n} thiết bị": "the same, for what a leaver still holds",
    "Xuất tệp .csv": "dialogs/save_as.py", "Xuất bảng này": "the name of its window",
}
"""What is made, and where. Papers as .docx, the survey and labels are no part of this version: nothing offers them."""
_PROMISE: Final = re.compile(r'^msgstr(?:\[0\])? "((?:\+ )?(?:Lập|Soạn|Xuất|Trình)\b(?! thảo)[^"]*)"$', re.MULTILINE)
_LONGEST: Final = 60    # longer ones are sentences that say what an official does elsewhere


def promised() -> list[str]:
    """Return the short words of the program that begin as a paper is promised."""
    found = _PROMISE.findall(CATALOGUE.read_text(encoding="utf-8"))
    return [words for words in found if len(words) <= _LONGEST]


@pytest.mark.parametrize("words", promised())
def test_what_is_promised_is_made(words):
    assert words in MADE


@pytest.mark.parametrize("line", [
    'msgstr "Lập đề nghị"', 'msgstr[0] "Xuất phiếu khảo sát cho {n} xã"', 'msgstr "+ Lập tờ trình"'])
def test_an_empty_promise_would_be_noticed(line):
    [words] = _PROMISE.findall(line)
    assert words not in MADE
