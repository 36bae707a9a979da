"""An empty book of the sample commune."""
from collections.abc import Iterator
from pathlib import Path

import pytest

from desktop.store import setting
from desktop.store.store import Store


@pytest.fixture
def book(tmp_path: Path) -> Iterator[Store]:
    with Store.create(tmp_path, None, settings={setting.COMMUNE: "00000"}) as store:
        yield store
