"""The smallest writer of .xlsx that can make a sheet as ugly as a commune's."""
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from xml.sax.saxutils import escape, quoteattr

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
EPOCH = date(1899, 12, 30)
DATE_STYLE, FIRST_OWN_STYLE = 1, 2


@dataclass(frozen=True)
class Shown:
    """A number that a format shows in its own way: Shown(811, "000000")."""
    number: int
    format: str


@dataclass(frozen=True)
class Formula:
    """A formula with the value the program that saved it had found."""
    text: str
    value: float | str


@dataclass(frozen=True)
class Error:
    """A cell that shows an error."""
    shown: str = "#N/A"


@dataclass
class Page:
    """One sheet. `merges` are ((top, left), (bottom, right)), counted from 0."""
    name: str
    rows: Sequence[Sequence[object]]
    merges: Sequence[tuple[tuple[int, int], tuple[int, int]]] = ()
    hidden: bool = False
    hidden_rows: Sequence[int] = ()
    hidden_columns: Sequence[int] = ()


@dataclass
class _Styles:
    formats: list[str] = field(default_factory=list)

    def of(self, code: str) -> int:
        if code not in self.formats:
            self.formats.append(code)
        return FIRST_OWN_STYLE + self.formats.index(code)

    def xml(self) -> str:
        own = "".join(f'<numFmt numFmtId="{170 + at}" formatCode={quoteattr(code)}/>'
                      for at, code in enumerate(self.formats))
        cells = "".join(f'<xf numFmtId="{170 + at}"/>' for at in range(len(self.formats)))
        return (f'<styleSheet xmlns="{MAIN}"><numFmts count="{len(self.formats) + 1}">'
                f'<numFmt numFmtId="164" formatCode="dd/mm/yyyy"/>{own}</numFmts>'
                f'<cellXfs count="{len(self.formats) + 2}"><xf numFmtId="0"/><xf numFmtId="164"/>{cells}</cellXfs>'
                '</styleSheet>')


def column_name(column: int) -> str:
    """Return A for 0, AA for 26."""
    name = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        name = chr(65 + rest) + name
    return name


def write_xlsx(path: Path, pages: Sequence[Page]) -> Path:
    """Write the pages as a workbook and return its path."""
    styles = _Styles()
    sheets = [_sheet(page, styles) for page in pages]
    parts = {
        "[Content_Types].xml": f'<Types xmlns="{PACKAGE}/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" '
        'ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/></Types>',
        "_rels/.rels": f'<Relationships xmlns="{PACKAGE}/relationships"><Relationship Id="rId1" '
        f'Type="{RELATIONS}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{MAIN}" xmlns:r="{RELATIONS}"><sheets>' + "".join(
            f'<sheet name={quoteattr(page.name)} sheetId="{at}" r:id="rId{at}"'
            f'{" state=" + quoteattr("hidden") if page.hidden else ""}/>'
            for at, page in enumerate(pages, start=1)) + "</sheets></workbook>",
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{PACKAGE}/relationships">' + "".join(
            f'<Relationship Id="rId{at}" Type="{RELATIONS}/worksheet" Target="worksheets/sheet{at}.xml"/>'
            for at in range(1, len(pages) + 1)) +
        f'<Relationship Id="rId900" Type="{RELATIONS}/styles" Target="styles.xml"/></Relationships>',
        "xl/styles.xml": styles.xml(),
        **{f"xl/worksheets/sheet{at}.xml": sheet for at, sheet in enumerate(sheets, start=1)},
    }
    write_zip(path, parts)
    return path


def write_zip(path: Path, parts: Mapping[str, str | bytes]) -> Path:
    """Write named parts as a zip."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in parts.items():
            archive.writestr(name, text)
    return path


def _sheet(page: Page, styles: _Styles) -> str:
    columns = "".join(f'<col min="{at + 1}" max="{at + 1}" width="9" hidden="1"/>' for at in page.hidden_columns)
    rows = []
    for at, row in enumerate(page.rows):
        cells = "".join(_cell(f"{column_name(column)}{at + 1}", value, styles)
                        for column, value in enumerate(row) if value is not None and value != "")
        rows.append(f'<row r="{at + 1}"{" hidden=" + quoteattr("1") if at in page.hidden_rows else ""}>{cells}</row>')
    merges = "".join(f'<mergeCell ref="{column_name(left)}{top + 1}:{column_name(right)}{bottom + 1}"/>'
                     for (top, left), (bottom, right) in page.merges)
    return (f'<worksheet xmlns="{MAIN}">' + (f"<cols>{columns}</cols>" if columns else "") +
            f"<sheetData>{''.join(rows)}</sheetData>" +
            (f'<mergeCells count="{len(page.merges)}">{merges}</mergeCells>' if merges else "") + "</worksheet>")


def _cell(name: str, value: object, styles: _Styles) -> str:
    if isinstance(value, Formula):
        kind = ' t="str"' if isinstance(value.value, str) else ""
        return f'<c r="{name}"{kind}><f>{escape(value.text)}</f><v>{escape(str(value.value))}</v></c>'
    if isinstance(value, Error):
        return f'<c r="{name}" t="e"><v>{escape(value.shown)}</v></c>'
    if isinstance(value, Shown):
        return f'<c r="{name}" s="{styles.of(value.format)}"><v>{value.number}</v></c>'
    if isinstance(value, date):
        return f'<c r="{name}" s="{DATE_STYLE}"><v>{(value - EPOCH).days}</v></c>'
    if isinstance(value, (int, float)):
        return f'<c r="{name}"><v>{value!r}</v></c>'
    return f'<c r="{name}" t="inlineStr"><is><t xml:space="preserve">{escape(str(value))}</t></is></c>'
