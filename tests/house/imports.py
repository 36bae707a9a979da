"""Reads the imports of a source tree: at the top, inside functions, and by name."""
import ast
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

_BY_NAME = {"import_module", "__import__"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Import:
    """One import. `lazy`: inside a function; `typing`: only for the type checker."""
    path: str           # desktop/store/unit.py
    line: int
    importer: str       # desktop.store.unit
    imported: str       # desktop.store.driver, PySide6.QtCore
    lazy: bool
    typing: bool

    @property
    def place(self) -> str:
        """Return where it stands, for a sentence."""
        return f"{self.path}:{self.line}"


def module_name(path: Path, root: Path) -> str:
    """Return `desktop.store.unit` for its file."""
    parts = path.relative_to(root).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def sources(root: Path, packages: tuple[str, ...]) -> Iterator[Path]:
    """Yield every Python file of `packages`."""
    for package in packages:
        yield from sorted((root / package).rglob("*.py"))


def imports(root: Path, packages: tuple[str, ...]) -> list[Import]:
    """Return every import of every module of `packages` under `root`."""
    found: list[Import] = []
    for path in sources(root, packages):
        tree = ast.parse(path.read_text(encoding="utf-8"), str(path))
        walker = _Walker(root, path)
        walker.visit(tree)
        found += walker.found
    return found


class _Walker(ast.NodeVisitor):
    def __init__(self, root: Path, path: Path) -> None:
        self.found: list[Import] = []
        self._root = root
        self._path = path
        self._module = module_name(path, root)
        self._lazy = 0
        self._typing = 0

    def visit_Import(self, node: ast.Import) -> None:
        for alias in node.names:
            self._add(node, alias.name)

    def visit_ImportFrom(self, node: ast.ImportFrom) -> None:
        source = node.module or ""
        if node.level:
            package = self._module.split(".")
            up = node.level - (self._path.name == "__init__.py")
            source = ".".join([*package[:len(package) - up], *([node.module] if node.module else [])])
        for alias in node.names:
            # `from desktop.store import records` names a module, `… import Store` does not. Of a library
            # the first two parts tell: PySide6.QtWidgets.
            inner = f"{source}.{alias.name}"
            is_module = self._is_module(inner) or source == "PySide6"
            self._add(node, inner if is_module else source)

    def visit_Call(self, node: ast.Call) -> None:
        name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
        if name in _BY_NAME and node.args and isinstance(node.args[0], ast.Constant):
            self._add(node, str(node.args[0].value))
        self.generic_visit(node)

    def visit_FunctionDef(self, node: ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda) -> None:
        self._lazy += 1
        self.generic_visit(node)
        self._lazy -= 1

    def visit_AsyncFunctionDef(self, node: ast.AsyncFunctionDef) -> None:
        self.visit_FunctionDef(node)

    def visit_Lambda(self, node: ast.Lambda) -> None:
        self.visit_FunctionDef(node)

    def visit_If(self, node: ast.If) -> None:
        test = node.test
        if (getattr(test, "id", "") or getattr(test, "attr", "")) == "TYPE_CHECKING":
            self._typing += 1
            for each in node.body:
                self.visit(each)
            self._typing -= 1
            for each in node.orelse:
                self.visit(each)
        else:
            self.generic_visit(node)

    def _is_module(self, dotted: str) -> bool:
        path = self._root.joinpath(*dotted.split("."))
        return path.with_suffix(".py").exists() or path.is_dir()

    def _add(self, node: ast.stmt | ast.expr, imported: str) -> None:
        self.found.append(Import(
            path=self._path.relative_to(self._root).as_posix(), line=node.lineno, importer=self._module,
            imported=imported, lazy=self._lazy > 0, typing=self._typing > 0))
