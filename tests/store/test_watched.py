"""Questions about a whole table are answered by an index, not by walking wide rows."""
import os

import pytest

from desktop.store import watched
from desktop.store.store import Store
from protocol.catalogue import KINDS

QUESTIONS = {
    "made_of": "SELECT f_os, f_antivirus, count(*) FROM k_device WHERE +deleted = 0 GROUP BY f_os, f_antivirus",
    "nobodys": "SELECT count(*) FROM k_device INDEXED BY k_device_nobodys"
               " WHERE deleted = 0 AND f_custodian IS NULL AND f_users IS NULL AND f_kind IN ('desktop')",
    "warranty": "SELECT count(*) FROM k_device INDEXED BY k_device_warranty"
                " WHERE deleted = 0 AND f_warranty_until >= '2026'",
    "held": "SELECT f_person, f_system, f_status, count(*) FROM k_account WHERE +deleted = 0 GROUP BY 1, 2, 3",
}


def plan_of(store, sql):
    return " ".join(str(row[3]) for row in store.read().execute("EXPLAIN QUERY PLAN " + sql).fetchall())


@pytest.mark.parametrize(("name", "sql"), QUESTIONS.items(), ids=QUESTIONS)
def test_a_question_is_answered_by_its_index_alone(tmp_path, name, sql):
    with Store.create(tmp_path / "book", os.urandom(32)) as store:
        assert f"COVERING INDEX k_{'account' if name == 'held' else 'device'}_{name}" in plan_of(store, sql)


def test_an_index_whose_question_changed_is_made_anew(tmp_path):
    with Store.create(tmp_path / "book", None) as store, store.write() as unit:
        unit.db.execute("DROP INDEX k_device_warranty")
        unit.db.execute("CREATE INDEX k_device_warranty ON k_device (f_cost_vnd)")
        watched.make(unit.db, "device")
        [said] = unit.db.execute("SELECT sql FROM sqlite_master WHERE name = 'k_device_warranty'").fetchone()
        assert "f_warranty_until" in said


def test_every_index_is_of_a_kind_that_exists():
    assert watched.INDEXES.keys() <= KINDS.keys()
