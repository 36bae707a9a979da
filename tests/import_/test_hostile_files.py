"""Files that are broken, mean or no table: one plain sentence, soon, and nothing written."""
import io
import random
import time
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from desktop.services.import_ import batch
from desktop.services.import_.isolation import read_sheets
from desktop.services.import_.sheets import Unreadable
from desktop.store import outbox, records
from desktop.store.records import Search
from desktop.store.store import Store
from tests.import_.xlsx_writer import MAIN, Page, write_xlsx, write_zip

SECONDS = 5.0
HEAD = ["STT", "Tên thiết bị", "Mã tài sản", "Tình trạng", "Ghi chú"]
GOOD_ROW: list[object] = [1, "Máy in A", "TS1", "Tốt", None]
VIETNAMESE = set("ăâđêôơưáàảãạấầẩẫậắằẳẵặéèẻẽẹếềểễệíìỉĩịóòỏõọốồổỗộớờởỡợúùủũụứừửữựýỳỷỹỵ")


def good(path: Path) -> Path:
    return write_xlsx(path, [Page("KK", [HEAD, GOOD_ROW])])


def replaced(path: Path, member: str, change: Callable[[bytes], bytes]) -> Path:
    """Return a good workbook with one of its members changed."""
    with zipfile.ZipFile(good(path)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    parts[member] = change(parts[member])
    return write_zip(path, parts)


def truncated(path: Path) -> Path:
    data = good(path).read_bytes()
    path.write_bytes(data[:len(data) * 2 // 3])
    return path


def sheet(path: Path, body: str, head: str = "") -> Path:
    return replaced(path, "xl/worksheets/sheet1.xml",
                    lambda _: f'{head}<worksheet xmlns="{MAIN}"><sheetData>{body}</sheetData></worksheet>'.encode())


def bomb(path: Path) -> Path:
    return sheet(path, '<row r="1"><c r="A1"><v>1</v></c></row>' * 900_000)


def many_small_bombs(path: Path) -> Path:
    return write_zip(path, {"xl/workbook.xml": "<workbook/>",
                            **{f"xl/{at}.xml": " " * 100_000 for at in range(250)}})


LAUGHS = ('<!DOCTYPE lolz [<!ENTITY a "lol">' + "".join(
    f'<!ENTITY {chr(98 + at)} "{f"&{chr(97 + at)};" * 10}">' for at in range(9)) + "]>")


def billion_laughs(path: Path) -> Path:
    return sheet(path, '<row r="1"><c r="A1" t="inlineStr"><is><t>&j;</t></is></c></row>', head=LAUGHS)


def laughing_strings(path: Path) -> Path:
    with zipfile.ZipFile(good(path)) as archive:
        parts: dict[str, str | bytes] = {name: archive.read(name) for name in archive.namelist()}
    parts["xl/sharedStrings.xml"] = f'{LAUGHS}<sst xmlns="{MAIN}"><si><t>&j;</t></si></sst>'
    return write_zip(path, parts)


def last_cell(path: Path) -> Path:
    return sheet(path, '<row r="1"><c r="A1"><v>1</v></c></row>'
                       '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>')


def last_column(path: Path) -> Path:
    return sheet(path, '<row r="1"><c r="A1"><v>1</v></c><c r="XFD1"><v>1</v></c></row>')


def merged_whole(path: Path) -> Path:
    return replaced(path, "xl/worksheets/sheet1.xml", lambda data: data.replace(
        b"</sheetData>", b'</sheetData><mergeCells><mergeCell ref="A1:XFD1048576"/></mergeCells>'))


def protected(path: Path) -> Path:
    # The head of an old container and the name of the stream in which a protected workbook lies.
    path.write_bytes(
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(1000) + "EncryptedPackage".encode("utf-16-le") + bytes(3000))
    return path


def text(data: bytes) -> Callable[[Path], Path]:
    def make(path: Path) -> Path:
        path.write_bytes(data)
        return path
    return make


MANIFEST = '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"/>'


def ods_bomb(path: Path) -> Path:
    office = "urn:oasis:names:tc:opendocument:xmlns:office:1.0"
    table = "urn:oasis:names:tc:opendocument:xmlns:table:1.0"
    body = (f'<office:document-content xmlns:office="{office}" xmlns:table="{table}"><office:body><office:spreadsheet>'
            '<table:table table:name="a"><table:table-row table:number-rows-repeated="1048576"><table:table-cell '
            'table:number-columns-repeated="16384" office:value-type="float" office:value="1"/></table:table-row>'
            "</table:table></office:spreadsheet></office:body></office:document-content>")
    body = '<?xml version="1.0" encoding="UTF-8"?>' + body
    return write_zip(path, {"mimetype": "application/vnd.oasis.opendocument.spreadsheet", "content.xml": body,
                            "META-INF/manifest.xml": MANIFEST})


REFUSED: dict[str, tuple[Callable[[Path], Path], str, str]] = {
    "empty": (text(b""), "so.xlsx", "empty-file"),
    "blank": (text(b" \r\n \n"), "so.csv", "empty-file"),
    "truncated": (truncated, "so.xlsx", "damaged"),
    "zip bomb": (bomb, "so.xlsx", "too-big"),
    "many members": (many_small_bombs, "so.xlsx", "too-big"),
    "billion laughs": (billion_laughs, "so.xlsx", "unsafe"),
    "laughs in the strings": (laughing_strings, "so.xlsx", "unsafe"),
    "the last cell": (last_cell, "so.xlsx", "too-many-rows"),
    "the last column": (last_column, "so.xlsx", "too-many-columns"),
    "password": (protected, "so.xlsx", "password"),
    "picture as workbook": (text(b"\x89PNG\r\n\x1a\n" + bytes(100)), "so.xlsx", "not-a-table"),
    "paper as workbook": (text(b"%PDF-1.7\n" + bytes(100)), "so.xls", "not-a-table"),
    "program as table": (text(b"MZ" + bytes(5000)), "so.csv", "not-a-table"),
    "bytes as text": (text(random.Random(1).randbytes(40_000)), "so.csv", "not-a-table"),
    "web page": (text(b"<html><body><table><tr><td>STT</td></tr></table></body></html>"), "so.xls", "web-page"),
    "letter": (text("Kính gửi: UBND xã\nĐề nghị sửa máy in.\n".encode()), "so.txt", "no-table"),
    "zip of something": (lambda path: write_zip(path, {"a.txt": "a"}), "so.xlsx", "not-a-table"),
    "document": (lambda path: write_zip(path, {"word/document.xml": "<w/>"}), "so.docx", "not-a-table"),
    "zip without its sheet": (lambda path: replaced(path, "xl/_rels/workbook.xml.rels",
                                                    lambda _: b"<Relationships/>"),
                              "so.xlsx", "damaged"),
    "broken xml": (lambda path: sheet(path, '<row r="1"><c r="A1"'), "so.xlsx", "damaged"),
    "too many rows": (text(("STT;Tên thiết bị;Mã tài sản\n" + "1;Máy in;TS\n" * 20_001).encode()), "so.csv",
                      "too-many-rows"),
    "too many columns": (text(("a;" * 300 + "b\n").encode() * 3), "so.csv", "too-many-columns"),
    "endless cells in ods": (ods_bomb, "so.ods", "damaged"),
}


@pytest.mark.parametrize("what", REFUSED)
def test_a_bad_file_gives_one_sentence_soon_and_writes_nothing(what: str, store: Store, tmp_path: Path) -> None:
    make, name, code = REFUSED[what]
    path = make(tmp_path / name)
    began = time.monotonic()
    with pytest.raises(batch.FileRefused) as refused:
        batch.run(store, path)
    assert time.monotonic() - began < SECONDS
    assert refused.value.code == code
    assert refused.value.message.endswith(".")
    assert VIETNAMESE & set(refused.value.message)
    assert outbox.waiting_count(store.read()) == 0
    assert batch.dry_run_or_reject(store, path)["kind"] == "reject"


def test_a_missing_file_and_a_folder_are_said_plainly(store: Store, tmp_path: Path) -> None:
    for path in (tmp_path / "none.xlsx", tmp_path):
        with pytest.raises(batch.FileRefused):
            batch.run(store, path)


def test_the_extension_is_not_believed(store: Store, tmp_path: Path) -> None:
    path = tmp_path / "so.csv"
    path.write_bytes(good(tmp_path / "so.xlsx").read_bytes())
    assert batch.run(store, path).created == 1


def test_a_page_merged_by_accident_is_still_read(store: Store, tmp_path: Path) -> None:
    assert batch.run(store, merged_whole(tmp_path / "so.xlsx")).created == 1


def test_a_cell_of_10001_characters_lets_its_row_wait(store: Store, tmp_path: Path) -> None:
    path = write_xlsx(tmp_path / "so.xlsx", [Page("KK", [HEAD, GOOD_ROW,
                                                         [2, "Máy in B", "TS2", "Tốt", "y" * 10_001]])])
    result = batch.run(store, path)
    assert (result.created, result.waiting) == (1, 1)
    assert [(each.field, each.code) for each in result.problems] == [("note", "too-long")]


def test_control_characters_and_overrides_let_their_row_wait(store: Store, tmp_path: Path) -> None:
    path = tmp_path / "so.csv"
    rows = "STT;Tên thiết bị;Mã tài sản", "1;Máy\x07 in;TS1", "2;Máy \u202egnp.exe;TS2", "3;Máy in C;TS3"
    path.write_bytes("\n".join(rows).encode())
    result = batch.run(store, path)
    assert (result.created, result.waiting) == (1, 2)
    assert {each.code for each in result.problems} == {"control-character"}


def test_formulas_stay_the_text_they_are(store: Store, tmp_path: Path) -> None:
    path = tmp_path / "so.csv"
    path.write_bytes('STT;Tên thiết bị;Mã tài sản;Ghi chú\n1;Máy in A;TS1;"=HYPERLINK(""http://x"")"\n'.encode())
    assert batch.run(store, path).created == 1
    assert records.page(store.read(), Search(kind="device"))[0].fields["note"] == '=HYPERLINK("http://x")'


def test_a_slow_reader_is_stopped(tmp_path: Path) -> None:
    with pytest.raises(Unreadable) as refused:
        read_sheets(good(tmp_path / "so.xlsx"), timeout_s=0.001)
    assert refused.value.code == "too-slow"


def test_the_reader_gets_no_secret_and_no_path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever stands in our environment, the child sees only where the system keeps its libraries."""
    import subprocess
    seen: dict[str, object] = {}
    real = subprocess.run

    def watch(command: list[str], **options: object) -> object:
        seen.update(options, command=command)
        return real(command, **options)  # type: ignore[call-overload]

    monkeypatch.setenv("SO_CNTT_TOKEN", "secret")
    monkeypatch.setattr("desktop.services.import_.isolation.subprocess.run", watch)
    path = good(tmp_path / "bi-mat.xlsx")
    assert read_sheets(path)[0].name == "KK"
    assert "secret" not in str(seen["env"])
    assert "bi-mat" not in str(seen["command"])


@pytest.mark.parametrize("inside", [False, True])
def test_mutated_workbooks_never_escape_the_boundary(inside: bool, tmp_path: Path) -> None:
    """A hundred bytes-mutated and a hundred XML-mutated workbooks: rows or one known code, never another error."""
    from desktop.services.import_.child import sheets_of
    from desktop.services.import_.reading import read_tables
    chance = random.Random(7)
    source = (Path(__file__).parents[1] / "data" / "workbooks" / "01-kiem-ke-thiet-bi.xlsx").read_bytes()
    for at in range(100):
        data = _mutated_inside(source, chance) if inside else _mutated(source, chance)
        try:
            reading = read_tables(sheets_of(data), "so.xlsx")
        except Unreadable:
            continue
        except Exception as error:  # noqa: BLE001  the boundary of the child
            assert type(error).__module__.split(".")[0] in ("python_calamine", "zipfile", "builtins", "zlib"), at
            continue
        assert reading.reject or reading.rows


def _mutated(data: bytes, chance: random.Random) -> bytes:
    made = bytearray(data)
    for _ in range(chance.randint(1, 20)):
        made[chance.randrange(len(made))] = chance.randrange(256)
    return bytes(made)


def _mutated_inside(data: bytes, chance: random.Random) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as archive, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        for name in archive.namelist():
            content = archive.read(name)
            made.writestr(name, _mutated(content, chance)
                          if name.startswith("xl/") and chance.random() < 0.5 else content)
    return out.getvalue()


def test_files_are_never_written_to(tmp_path: Path) -> None:
    path = good(tmp_path / "so.xlsx")
    before = path.read_bytes(), path.stat().st_mtime_ns
    read_sheets(path)
    assert (path.read_bytes(), path.stat().st_mtime_ns) == before
