"""How the source reads: names, sizes, documentation, and what must not stand in it."""

from __future__ import annotations

import ast
import re
import statistics

import pytest
from django.apps import apps

from tests.architecture.source import PACKAGES, ROOT, Module, modules, test_modules

BANNED_MODULES = {"utils", "util", "helpers", "helper", "common", "misc", "services", "service", "managers", "core"}
BANNED_CLASS_ENDS = ("Service", "Manager", "Helper", "Handler", "Utils", "Util")
CLASS_NAMES_LET_OFF = {
    "library/models/kinds.py: KindManager": "Django's word for what gives a model its rows",
    "library/models/items.py: MediaItemManager": "Django's word for what gives a model its rows",
    "accounts/models/users.py: UserManager": "Django's word for what makes accounts",
}

SQL, HTML = "SQL put together from text", "HTML that nobody escaped"
LINES_LET_OFF = {
    (HTML, "mediaserver/ops/templatetags/look.py"): "the program's own drawings, read from its own files",
    (SQL, "library/search/backends.py"): "full-text search has no words in the ORM; values are parameters",
    (SQL, "library/watch_state/followers.py"): "one statement the ORM can't say; no part of it comes from outside",
    (SQL, "library/scanner/row_writing.py"): "many rows by executemany; names of columns come from the model",
    (SQL, "library/scanner/file_records.py"): "one statement for a whole library; values are parameters",
    (SQL, "mediaserver/ops/doctor/database.py"): "asks the database about itself",
    (SQL, "mediaserver/ops/probes.py"): "SELECT 1",
    (SQL, "mediaserver/ops/backup/database_copy.py"): "copies whole databases",
}
CATCHES_LET_OFF = {
    "mediaserver/lib/sandbox/child_pool.py": "hands the error to the thread that asked, which raises it",
}
UNTYPED_LET_OFF = {"mediaserver/bootstrap.py": "must start on Pythons that are too old, to say so"}

LONGEST_FUNCTION = 60
LONGEST_FILE = 400
LONGEST_FILE_WITH_REASON = 600
LONGEST_TEST_FILE = 700
MOST_PARAMETERS = 5
FILES_LET_OFF: dict[str, str] = {}
FUNCTIONS_LET_OFF: dict[str, str] = {}
PARAMETERS_LET_OFF = {
    "library/naming/episodes.py: _claim": "the one place where all ways of counting episodes meet",
    "library/scanner/file_records.py: _compare_folder": "one step of a walk; its arguments are the walk's state",
    "mediaserver/system/jobs.py: start_job": "what is wanted, given by name; a class for it would only repeat the row",
    "mediaserver/lib/rest.py: OrjsonRenderer.render": "Django REST framework's signature",
}


def _sources() -> list[Module]:
    return [module for module in modules() if not module.is_migration]


def _lines(node: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """Lines of the function without its docstring and decorators."""
    length = (node.end_lineno or node.lineno) - node.lineno + 1
    first = node.body[0]
    if ast.get_docstring(node) and isinstance(first, ast.Expr):
        length -= (first.end_lineno or first.lineno) - first.lineno + 1
    return length


def test_no_module_is_named_for_nothing() -> None:
    bad = [
        module.path
        for module in _sources()
        if BANNED_MODULES & {part.removesuffix(".py") for part in module.path.split("/")}
    ]

    assert not bad


def test_no_class_is_named_for_nothing() -> None:
    bad = [
        name
        for module in _sources()
        for node in module.classes()
        if node.name.endswith(BANNED_CLASS_ENDS) and (name := f"{module.path}: {node.name}") not in CLASS_NAMES_LET_OFF
    ]

    assert not bad


def test_functions_are_short() -> None:
    lengths = {f"{module.path}: {name}": _lines(node) for module in _sources() for name, node in module.functions()}

    too_long = {name: count for name, count in lengths.items() if count > LONGEST_FUNCTION}
    assert not too_long.keys() - FUNCTIONS_LET_OFF.keys(), too_long
    assert not FUNCTIONS_LET_OFF.keys() - too_long.keys(), "these are short by now"
    counts = sorted(lengths.values())
    assert statistics.median(counts) <= 10
    assert counts[len(counts) * 9 // 10] <= 30


def test_functions_take_few_parameters() -> None:
    """At most five before a dataclass; those that can only be given by name count less, as they can't be mixed up."""
    bad = []
    for module in _sources():
        for name, node in module.functions():
            by_place = [arg.arg for arg in (*node.args.posonlyargs, *node.args.args) if arg.arg not in {"self", "cls"}]
            many = len(by_place) > MOST_PARAMETERS or len(by_place) + len(node.args.kwonlyargs) > MOST_PARAMETERS + 3
            if many and f"{module.path}: {name}" not in PARAMETERS_LET_OFF:
                bad.append(f"{module.path}: {name}")

    assert not bad


def test_files_are_short() -> None:
    too_long = {module.path: module.line_count for module in _sources() if module.line_count > LONGEST_FILE}

    assert not too_long.keys() - FILES_LET_OFF.keys(), too_long
    assert not {path for path, count in too_long.items() if count > LONGEST_FILE_WITH_REASON}
    assert not FILES_LET_OFF.keys() - too_long.keys(), "these are short by now"


def test_files_of_tests_are_short() -> None:
    assert not {module.path: module.line_count for module in test_modules() if module.line_count > LONGEST_TEST_FILE}


def test_everything_public_is_documented() -> None:
    """Modules, classes and functions. What Django asks for inside a class (Meta, __str__) explains itself."""
    bad = []
    for module in _sources():
        if not ast.get_docstring(module.tree) and module.text.strip():
            bad.append(module.path)
        for node in module.classes():
            if not node.name.startswith("_") and node.name != "Meta" and not ast.get_docstring(node):
                bad.append(f"{module.path}: {node.name}")
        for name, function in module.functions():
            inner = "<locals>" in name or any(part.startswith("_") for part in name.split("."))
            if not inner and not ast.get_docstring(function):
                bad.append(f"{module.path}: {name}")

    assert not bad


def test_every_model_is_documented() -> None:
    bad = []
    for config in apps.get_app_configs():
        if config.name.split(".")[0] in PACKAGES:
            for model in config.get_models():
                text = model.__doc__ or ""
                if not text or text.startswith(f"{model.__name__}("):
                    bad.append(model.__name__)

    assert not bad


def test_everything_is_annotated() -> None:
    bad = []
    for module in _sources():
        for name, node in module.functions():
            given = [*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs, node.args.vararg, node.args.kwarg]
            bare = [arg.arg for arg in given if arg and arg.annotation is None and arg.arg not in {"self", "cls"}]
            if (bare or node.returns is None) and module.path not in UNTYPED_LET_OFF:
                bad.append(f"{module.path}: {name} {bare}")

    assert not bad


def test_migrations_are_named_for_their_effect() -> None:
    names = [module.path for module in modules() if module.is_migration and not module.path.endswith("__init__.py")]

    assert names
    assert not [name for name in names if "_auto_" in name or not re.search(r"/\d{4}_[a-z][a-z0-9_]{5,}\.py$", name)]
    assert not [name for name in names if "initial" in name]


def test_numbers_of_migrations_are_taken_once() -> None:
    numbers = [
        module.path.rsplit("_", 1)[0][: module.path.index("/migrations/") + 16]
        for module in modules()
        if module.is_migration
    ]
    numbers = [number for number in numbers if re.search(r"/\d{4}$", number)]

    assert len(numbers) == len(set(numbers))


@pytest.mark.parametrize(
    ("name", "pattern"),
    [
        ("unpickling and its like", r"\b(pickle|marshal|shelve|dill)\b|yaml\.load\("),
        ("running text as code", r"(?<![\w.])(eval|exec)\("),
        ("a shell", r"shell=True|os\.system\(|os\.popen\("),
        (HTML, r"""mark_safe\((?!["'])|\|safe\b"""),
        (SQL, r"\.raw\(|RawSQL\(|\.extra\((?!select)|\.cursor\(\)"),
        ("a place to do later", r"\b(TODO|FIXME|XXX|HACK)\b"),
    ],
)  # fmt: skip
def test_source_holds_no(name: str, pattern: str) -> None:
    found = [
        f"{module.path}:{number}: {line.strip()}"
        for module in _sources()
        for number, line in enumerate(module.text.splitlines(), 1)
        if re.search(pattern, line) and (name, module.path) not in LINES_LET_OFF
    ]

    assert not found, name


def test_templates_escape_everything() -> None:
    folders = [ROOT / "templates", *[ROOT / package / "templates" for package in PACKAGES]]
    found = [
        str(path.relative_to(ROOT))
        for folder in folders
        for path in folder.rglob("*.html")
        if re.search(r"\|\s*safe\b|autoescape\s+off|\|\s*safeseq", path.read_text(encoding="utf-8"))
    ]

    assert not found


def test_pages_hold_no_script_of_their_own() -> None:
    """The content security policy lets no inline script run."""
    found = []
    for path in (ROOT / "templates").rglob("*.html"):
        text = path.read_text(encoding="utf-8")
        for tag in re.findall(r"<script\b[^>]*>", text):
            if "src=" not in tag and "application/json" not in tag and "importmap" not in tag and "ld+json" not in tag:
                found.append(f"{path.relative_to(ROOT)}: {tag}")
        if re.search(r"\son[a-z]+=[\"']", text):
            found.append(f"{path.relative_to(ROOT)}: an event attribute")

    assert not found


def test_broad_catches_log_what_they_caught() -> None:
    """`except Exception` stands only at an edge, and there the traceback is logged or the error is raised again."""
    bad = []
    for module in _sources():
        for node in ast.walk(module.tree):
            if not isinstance(node, ast.ExceptHandler):
                continue
            if node.type is None or (
                isinstance(node.type, ast.Name) and node.type.id in {"Exception", "BaseException"}
            ):
                body = "\n".join(ast.unparse(part) for part in node.body)
                logged = re.search(r"\.exception\(|exc_info=|\braise\b|traceback", body)
                if not logged and module.path not in CATCHES_LET_OFF:
                    bad.append(f"{module.path}:{node.lineno}")

    assert not bad


def test_library_code_prints_nothing() -> None:
    bad = [
        f"{module.path}:{node.lineno}"
        for module in _sources()
        if "/management/commands/" not in module.path and module.path != "mediaserver/bootstrap.py"
        for node in ast.walk(module.tree)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "print"
    ]

    assert not bad
