"""What every test may count on: no screen, no keyring of this computer, Vietnamese words."""
import os
from collections.abc import Iterator

# Before anything imports Qt or asks for a key.
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ.setdefault("SO_CNTT_KEYRING", "off")
os.environ.setdefault("PYTHONUTF8", "1")

import pytest

from desktop import language


@pytest.fixture(autouse=True)
def vietnamese() -> Iterator[None]:
    """Each test begins in the language that users see first."""
    language.install("vi")
    yield
    language.install("vi")
