"""A book of its own for every test."""
from collections.abc import Iterator
from pathlib import Path

import pytest

from desktop.store.store import Store


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    made = Store.create(tmp_path / "profile", b"k" * 32)
    yield made
    made.close()
