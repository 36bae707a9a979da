"""Whatever an official does: one step takes all of it back, a kill loses nothing, who may only read cannot do it."""
import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from desktop.services import undoing
from desktop.store import outbox, setting
from desktop.store.errors import MayOnlyRead
from desktop.store.store import Store
from tests.services.every_action import ACTIONS, KEPT_BY_A_VIEWER, prepare, standing

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def prepared(tmp_path_factory):
    """Return a folder with a book in which each action has something to do."""
    folder = tmp_path_factory.mktemp("prepared")
    prepare(folder)
    return folder


@pytest.fixture
def folder(prepared, tmp_path):
    """Return a folder of one's own with the same book."""
    return shutil.copytree(prepared, tmp_path / "mine")


def ids_of(folder):
    return json.loads((folder / "ids.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize("name", ACTIONS)
def test_one_step_takes_back_all_of_it_and_does_it_again(folder, name):
    with Store(folder / "book", None) as store:
        before = standing(store)
        ACTIONS[name](store, ids_of(folder))
        after = standing(store)
        assert after != before, "nothing was done"
        done = undoing.undo_step(store)
        assert done is not None and done.refused_words == ""
        assert json.loads(standing(store)) == json.loads(before)
        done = undoing.redo_last(store)
        assert done is not None and done.refused_words == ""
        assert json.loads(standing(store)) == json.loads(after)


@pytest.mark.parametrize("name", ACTIONS)
def test_who_may_only_read_changes_nothing(folder, name):
    with Store(folder / "book", None) as store:
        with store.write() as unit:
            unit.set_setting(setting.ROLE, setting.VIEWER)
        before, waiting = standing(store), outbox.waiting_count(store.read())
        if name in KEPT_BY_A_VIEWER:
            ACTIONS[name](store, ids_of(folder))
        else:
            with pytest.raises(MayOnlyRead):
                ACTIONS[name](store, ids_of(folder))
            assert standing(store) == before
        assert outbox.waiting_count(store.read()) == waiting


@pytest.mark.parametrize("name", ACTIONS)
def test_killed_right_after_nothing_is_lost(folder, name):
    died = subprocess.run([sys.executable, "-m", "tests.services.every_action", name, str(folder)], cwd=ROOT,
                          capture_output=True, check=False)
    assert abs(died.returncode) == 9, died.stderr.decode()
    with Store(folder / "book", None) as store:
        assert standing(store) == died.stdout.decode().replace("\r\n", "\n")
