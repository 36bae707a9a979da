"""The made-up workbooks of communes come out cell by cell as their expected.json says."""
import json
from pathlib import Path

import pytest

from desktop.services.import_.reading import read_workbook

WORKBOOKS = Path(__file__).parents[1] / "data" / "workbooks"


@pytest.mark.parametrize("file", sorted(
    each.name for each in WORKBOOKS.iterdir() if each.suffix in (".xlsx", ".xls", ".ods", ".csv")))
def test_a_workbook_reads_as_expected(file: str) -> None:
    path = WORKBOOKS / file
    expected = json.loads((WORKBOOKS / f"{path.stem}.expected.json").read_text("utf-8"))
    got = read_workbook(path).canonical()
    assert got["kind"] == expected["kind"]
    assert got["rows"] == expected["rows"]
    assert got["skipped_rows"] == expected["skipped_rows"]
