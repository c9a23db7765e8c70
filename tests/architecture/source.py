"""The program's own source, read once."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[2]
PACKAGES = ("mediaserver", "library", "streaming", "accounts", "automation")


@dataclass(frozen=True)
class Module:
    """One source file. `path` is relative to the project, with forward slashes."""

    path: str
    text: str
    tree: ast.Module

    @property
    def is_migration(self) -> bool:
        """Whether Django's migrations hold it."""
        return "/migrations/" in self.path

    @property
    def line_count(self) -> int:
        """Lines, empty ones included."""
        return self.text.count("\n")

    def functions(self) -> Iterator[tuple[str, ast.FunctionDef | ast.AsyncFunctionDef]]:
        """All functions with their qualified names."""
        yield from _functions(self.tree, "")

    def classes(self) -> Iterator[ast.ClassDef]:
        """All classes."""
        return (node for node in ast.walk(self.tree) if isinstance(node, ast.ClassDef))


def _functions(node: ast.AST, prefix: str) -> Iterator[tuple[str, ast.FunctionDef | ast.AsyncFunctionDef]]:
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef):
            yield prefix + child.name, child
            yield from _functions(child, f"{prefix}{child.name}.<locals>.")
        elif isinstance(child, ast.ClassDef):
            yield from _functions(child, f"{prefix}{child.name}.")
        else:
            yield from _functions(child, prefix)


def _read(paths: list[Path]) -> list[Module]:
    found = []
    for path in sorted(paths):
        text = path.read_text(encoding="utf-8")
        found.append(Module(path.relative_to(ROOT).as_posix(), text, ast.parse(text)))
    return found


@cache
def modules() -> list[Module]:
    """Everything that runs."""
    return _read([path for package in PACKAGES for path in (ROOT / package).rglob("*.py")])


@cache
def test_modules() -> list[Module]:
    """Everything that tests."""
    return _read(list((ROOT / "tests").rglob("*.py")))
