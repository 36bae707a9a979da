"""Rules that ruff cannot say, read from the syntax tree: text of others stays plain, values stay bound."""
import ast
import re
from collections.abc import Iterator

LABELS = "desktop/ui/widgets/labels.py"
COPIED = "desktop/ui/records/copied_table.py"
RICH_CLASSES = {"QMessageBox", "QTextBrowser", "QErrorMessage", "QWhatsThis", "QWebEngineView"}
RICH_CALLS = {"setHtml", "insertHtml", "appendHtml", "setMarkdown", "insertMarkdown"}
OPENING = {"openUrl", "QDesktopServices", "setOpenExternalLinks", "setOpenLinks"}
TOOLTIP_CALLS = {"setToolTip", "setWhatsThis"}
GAP = "\0"
SQL = re.compile(r"^\s*(SELECT|INSERT|UPDATE|DELETE|REPLACE|WITH)\b|\b(FROM|WHERE|SET|VALUES|ORDER BY)\b")
FORMATTED_VALUE = re.compile(
    rf"'[^']*{GAP}|(?:=|<|>|\bLIKE|\bMATCH|\bLIMIT|\bOFFSET|\bVALUES\s*\(|\bIN\s*\()\s*{GAP}(?!\.)", re.IGNORECASE)


def complaints(path: str, text: str) -> Iterator[str]:
    """Yield one sentence for each place in the file `path` that breaks a rule."""
    tree = ast.parse(text, path)
    for node in ast.walk(tree):
        for reason in _reasons(node, path):
            yield f"{path}:{getattr(node, 'lineno', 1)} {reason}"


def _reasons(node: ast.AST, path: str) -> Iterator[str]:
    yield from _sql(node)
    if not path.startswith("desktop/"):
        return
    if isinstance(node, (ast.Name, ast.Attribute)):
        name = _name(node)
        if name in OPENING:
            yield f"uses {name}: nothing that came from outside is ever opened by a click"
        if name in RICH_CLASSES:
            yield f"uses {name}, which guesses HTML: take a label of {LABELS} or a dialog of ours"
        if name in ("RichText", "AutoText", "MarkdownText"):
            yield f"asks for {name}: text of others is shown as plain text"
    if isinstance(node, ast.Call):
        name = _name(node.func)
        if name in RICH_CALLS and path != COPIED and not (node.args and _calls(node.args[0], "as_html")):
            yield f"calls {name}: text of others is shown as plain text"
        if name in TOOLTIP_CALLS and node.args and not _is_plain(node.args[0]):
            yield f"passes {name} a text that may be HTML: wrap it in plain_tooltip()"
        if name == "QLabel" and path != LABELS:
            yield f"makes a QLabel, which guesses HTML: take label() of {LABELS}"
        if name == "showText" and len(node.args) > 1 and not _is_plain(node.args[1]):
            yield "shows a tooltip that may be HTML: wrap it in plain_tooltip()"
        if name == "setData" and len(node.args) == 2 and _mentions(node.args[0], "ToolTipRole") \
                and not _is_plain(node.args[1]):
            yield "sets ToolTipRole to a text that may be HTML: wrap it in plain_tooltip()"
    if isinstance(node, ast.ClassDef) and any(_name(base) == "QLabel" for base in node.bases):
        if path != LABELS:
            yield f"derives from QLabel: do it in {LABELS}, or derive from a label there"
        elif not _sets_plain_text(node):
            yield "derives from QLabel without setTextFormat(PlainText)"
    if isinstance(node, ast.FunctionDef) and path == LABELS and not _sets_plain_text(node) \
            and any(isinstance(each, ast.Call) and _name(each.func) == "QLabel" for each in ast.walk(node)):
        yield "makes a QLabel without setTextFormat(PlainText)"


def _is_plain(value: ast.expr) -> bool:
    """Return whether the text is ours, or made safe."""
    match value:
        case ast.Constant():
            return True
        case ast.IfExp():
            return _is_plain(value.body) and _is_plain(value.orelse)
        case ast.BoolOp():
            return all(_is_plain(each) for each in value.values)
        case ast.Call():
            name = _name(value.func)
            return name == "plain_tooltip" or (name in ("tr", "N_") and not value.keywords and _constant(value))
    return False


def _calls(value: ast.expr, name: str) -> bool:
    """Return whether the text comes from `name`, which escapes."""
    return isinstance(value, ast.Call) and _name(value.func) == name


def _constant(call: ast.Call) -> bool:
    return all(isinstance(each, ast.Constant) for each in call.args)


def _sets_plain_text(node: ast.AST) -> bool:
    return any(isinstance(each, ast.Call) and _name(each.func) == "setTextFormat"
               and any(_mentions(argument, "PlainText") for argument in each.args) for each in ast.walk(node))


def _mentions(node: ast.AST, name: str) -> bool:
    return any(_name(each) == name for each in ast.walk(node) if isinstance(each, (ast.Name, ast.Attribute)))


def _name(node: ast.AST) -> str:
    return node.attr if isinstance(node, ast.Attribute) else getattr(node, "id", "")


def _sql(node: ast.AST) -> Iterator[str]:
    if isinstance(node, ast.JoinedStr):
        text = "".join(part.value if isinstance(part, ast.Constant) and isinstance(part.value, str)
                       else "CONSTANT" if _is_constant_name(part) else GAP for part in node.values)
        if SQL.search(text) and FORMATTED_VALUE.search(text):
            yield "formats a value into SQL: bind it (names of tables and columns may be formatted)"
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Mod) and _is_sql(node.left):
        yield "formats SQL with %: bind the values"
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "format" \
            and _is_sql(node.func.value):
        yield "formats SQL with .format(): bind the values"


def _is_constant_name(part: ast.expr) -> bool:
    """Return whether what is put in is a constant of ours, a column by its name, or surely a number."""
    return isinstance(part, ast.FormattedValue) and (
        _name(part.value).isupper() or _name(part.value).endswith("column")
        or _calls(part.value, "int") or _calls(part.value, "len"))


def _is_sql(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and isinstance(node.value, str) and bool(
        re.match(r"\s*(SELECT|INSERT|UPDATE|DELETE|REPLACE|WITH)\b", node.value))
