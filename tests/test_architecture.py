"""The stages are one-way, TensorFlow stays out of the main process, the surface is what it is."""

import ast
import subprocess
import sys
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PACKAGE = ROOT / "plugins" / "rechenprobe"

DATA = frozenset(
    {
        "answers",
        "claims",
        "collecting",
        "columns",
        "complaints",
        "expression",
        "irrational",
        "operations",
        "progressions",
        "facts",
        "glossary",
        "memory",
        "late",
        "lecture",
        "edition",
        "evidence",
        "paths",
        "place",
        "progress",
        "execution",
        "report",
        "settings",
        "sheet",
        "notation",
        "telling",
    }
)
STAGES = frozenset({"read", "run", "check", "show"})
MAY_IMPORT: Mapping[str, frozenset[str]] = {
    **dict.fromkeys(DATA, DATA),
    "read": DATA,
    "check": DATA,
    "show": DATA | {"calculator"},
    "calculator": DATA | {"model"},  # the catalogue with open symbols; no keras
    "run": DATA | {"engine", "marks", "store"},
    "model": DATA,
    "store": frozenset({"complaints"}),
    "ahead": frozenset(),
    "engine": frozenset(),
    "marks": frozenset({"engine", "store"}),
    "editions": DATA | {"engine", "marks", "run", "show", "store"},
    "chain": DATA | STAGES,
    "pipeline": DATA | STAGES | {"ahead", "chain", "editions"},
    "hosts": DATA | {"pipeline", "chain", "store"},
    "": frozenset({"model", "display"}),  # the package itself hands `model_facts` on
    "display": DATA | {"model", "show"},  # views: facts in a lecture, drawn in Jupyter
}
"""Area → areas of the package that it may import, besides itself."""

IN_THE_CHECK = (
    "numbers",
    "words",
    "layers",
    "page",
    "homes",
    "undecided",
    "ledger",
    "equations",
    "examples",
    "tables",
    "lists",
    "prose",
    "described",
    "defined",
    "following",
    "code",
    "fix",
)
"""Parts of the check: each may import those before it; only the stage itself imports all."""

ONLY_IN = {"mkdocs": "hosts", "material": "hosts", "keras": "model", "tensorflow": "model"}
"""Distribution → the one area that may import it; the child process may do what `model` may."""


def area(module: str) -> str:
    """`rechenprobe.read.blocks` → `read`; the package itself is empty."""
    return [*module.split("."), ""][1]


def imported(module: str, source: str, *, package: bool = False) -> Iterator[str]:
    """Absolute names of all modules that a source imports, anywhere in it."""
    here = module.split(".") if package else module.split(".")[:-1]
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            above = here[: len(here) - node.level + 1] if node.level else []
            base = ".".join([*above, *([node.module] if node.module else [])])
            yield base
            # `from rechenprobe import model` imports a module, too.
            yield from (f"{base}.{alias.name}" for alias in node.names if base == "rechenprobe")
        elif (
            isinstance(node, ast.Call)
            and ast.unparse(node.func).endswith(("import_module", "__import__"))
            and node.args
            and isinstance(node.args[0], ast.Constant)
        ):
            yield str(node.args[0].value)


def violations(
    module: str, source: str, *, package: bool = False, child: bool = False
) -> list[str]:
    """What a module imports against the rules: `rechenprobe.read.x imports rechenprobe.run`.

    `child`: only the child process imports it, so that it may use the model and keras.
    """
    own, found = area(module), []
    allowed = MAY_IMPORT[own] | {own} | ({"model"} if child else set())
    for name in imported(module, source, package=package):
        top, _, rest = name.partition(".")
        if top == "rechenprobe":
            target = rest.partition(".")[0]
            wrong = target != "" and target in MAY_IMPORT and target not in allowed
        else:
            home = ONLY_IN.get(top)
            wrong = home is not None and own != home and not (home == "model" and child)
        if wrong:
            found.append(f"{module} imports {name}")
    return sorted(set(found))


def upward(module: str, source: str) -> list[str]:
    """What a part of the check imports of a part behind it, or of the stage itself."""
    own = [*module.split("."), ""][2]
    found = []
    for name in imported(module, source):
        top, stage, part, *_ = [*name.split("."), "", "", ""]
        if (top, stage) == ("rechenprobe", "check"):
            before = IN_THE_CHECK[: IN_THE_CHECK.index(own) + 1]
            found += [f"{module} imports {name}"] if part not in before else []
    return found


def reachable(start: str, imports: Mapping[str, frozenset[str]]) -> frozenset[str]:
    """The modules that importing `start` may ever import, late imports included."""
    seen: set[str] = set()
    waiting = [start]
    while waiting:
        module = waiting.pop()
        if module in imports and module not in seen:
            seen.add(module)
            waiting += imports[module]
    return frozenset(seen)


def modules() -> Iterator[tuple[str, Path]]:
    for path in sorted(PACKAGE.rglob("*.py")):
        parts = path.relative_to(PACKAGE.parent).with_suffix("").parts
        yield ".".join(part for part in parts if part != "__init__"), path


def imports_of(module: str, path: Path) -> frozenset[str]:
    source, package = path.read_text(encoding="utf-8"), path.name == "__init__.py"
    return frozenset(imported(module, source, package=package))


def children() -> frozenset[str]:
    """Modules of `run` that the main process cannot come to import."""
    imports = {module: imports_of(module, path) for module, path in modules()}
    parent = reachable("rechenprobe.run", imports)
    return frozenset(module for module in imports if area(module) == "run") - parent


def test_every_module_of_the_package_keeps_the_direction() -> None:
    child_only = children()
    found = [
        line
        for module, path in modules()
        for line in violations(
            module,
            path.read_text(encoding="utf-8"),
            package=path.name == "__init__.py",
            child=module in child_only,
        )
    ]
    assert found == []


def test_every_part_of_the_check_rests_on_those_before_it() -> None:
    inside = [
        (module, path)
        for module, path in modules()
        if area(module) == "check" and module != "rechenprobe.check"
    ]
    assert {module.split(".")[2] for module, _ in inside} == set(IN_THE_CHECK)
    assert [
        line for module, path in inside for line in upward(module, path.read_text(encoding="utf-8"))
    ] == []


def test_a_part_of_the_check_that_looks_upward_is_noticed() -> None:
    module = "rechenprobe.check.layers.flows"
    assert upward(module, "from rechenprobe.check.tables.grids import Grid")
    assert upward(module, "from rechenprobe.check import check_lecture")
    assert not upward(module, "from rechenprobe.check.words.kinds import Reference")
    assert not upward(module, "from rechenprobe.facts import Model")


def test_every_area_of_the_package_has_a_rule() -> None:
    """A new folder has to be given its place first; a rule for a folder that is gone misleads."""
    assert {area(module) for module, _ in modules()} == set(MAY_IMPORT)


@pytest.mark.parametrize(
    ("module", "source"),
    [
        ("rechenprobe.facts", "import rechenprobe.read"),
        ("rechenprobe.facts", "from rechenprobe.pipeline import Pipeline"),
        ("rechenprobe.report", "from .hosts import messages"),
        ("rechenprobe.read.blocks", "from rechenprobe.check import check_lecture"),
        ("rechenprobe.read.blocks", "from ..run import Runner"),
        ("rechenprobe.check.numbers.units", "from rechenprobe.show.values import german"),
        ("rechenprobe.check.numbers.units", "from rechenprobe.model.catalogue import dense"),
        ("rechenprobe.show.tables", "def late():\n    from rechenprobe import run"),
        ("rechenprobe.run.cache", "from rechenprobe.model import model_facts"),
        ("rechenprobe.run.cache", "import keras"),
        ("rechenprobe.run.cache", "from importlib import import_module\nimport_module('keras')"),
        ("rechenprobe.model.collect", "from rechenprobe.run import Runner"),
        ("rechenprobe.pipeline", "from rechenprobe.hosts.cli import main"),
        ("rechenprobe.pipeline", "from rechenprobe.model import model_facts"),
        ("rechenprobe.hosts.cli", "from rechenprobe.read import read_lecture"),
        ("rechenprobe.hosts.mkdocs", "import tensorflow as tf"),
        ("rechenprobe.show.page", "from mkdocs.plugins import BasePlugin"),
        ("rechenprobe", "from rechenprobe.pipeline import Pipeline"),
    ],
)
def test_a_violation_of_each_rule_is_noticed(module: str, source: str) -> None:
    assert violations(module, source, package=module == "rechenprobe") != []


@pytest.mark.parametrize(
    ("module", "source"),
    [
        ("rechenprobe.facts", "from rechenprobe.expression import Expr"),
        ("rechenprobe.read.blocks", "from rechenprobe.lecture import Span\nimport markdown"),
        ("rechenprobe.read.blocks", "from .inline import spans"),
        ("rechenprobe.model.collect", "import keras, tensorflow.compat.v1"),
        ("rechenprobe.pipeline", "from rechenprobe.show import show_lecture"),
        ("rechenprobe.hosts.mkdocs", "import mkdocs\nfrom rechenprobe.pipeline import Pipeline"),
        ("rechenprobe.check.numbers.units", "import mkdocs_like\nTEXT = 'import keras'"),
    ],
)
def test_what_the_rules_allow_is_not_reported(module: str, source: str) -> None:
    assert violations(module, source) == []


def test_only_the_child_process_of_run_may_use_the_model() -> None:
    source = "import keras\nfrom rechenprobe.model import model_facts"
    assert violations("rechenprobe.run.worker", source, child=True) == []
    assert violations("rechenprobe.run.worker", "from rechenprobe.read import read", child=True)
    assert violations("rechenprobe.run.worker", "import mkdocs", child=True)


def test_what_the_main_process_may_come_to_import_is_followed_all_the_way() -> None:
    imports = {
        "rechenprobe.run": frozenset({"rechenprobe.run.a"}),
        "rechenprobe.run.a": frozenset({"rechenprobe.run.b", "os"}),
        "rechenprobe.run.b": frozenset({"rechenprobe.run"}),
        "rechenprobe.run.worker": frozenset({"rechenprobe.run.b"}),
    }
    expected = {"rechenprobe.run", "rechenprobe.run.a", "rechenprobe.run.b"}
    assert reachable("rechenprobe.run", imports) == expected


def test_everything_imported_is_declared() -> None:
    """Otherwise it works here only, because another package happened to bring it along."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    extra = [name for names in project["optional-dependencies"].values() for name in names]
    declared = {
        requirement.split(">")[0].lower() for requirement in [*project["dependencies"], *extra]
    }
    names = {
        "brotli": "brotli",
        "fontTools": "fonttools",
        "math_core": "math-core",
        "material": "mkdocs-material",
        "pymdownx": "pymdown-extensions",
        "yaml": "pyyaml",
        "yaml_env_tag": "pyyaml-env-tag",
    }
    # A host runs in its tool's process: where there is no pytest, nobody imports its host.
    # What cells may use (figures, frames) is looked at only after they imported it.
    guests = {"pytest", "_pytest", "matplotlib", "IPython", "sklearn"}
    guests |= {"jinja2", "markdown"}  # MkDocs and its extensions hand their objects to us
    guests |= {"_typeshed"}  # exists for type checkers only
    used = {
        name.partition(".")[0] for module, path in modules() for name in imports_of(module, path)
    }
    foreign = used - sys.stdlib_module_names - guests - {"rechenprobe", ""}
    assert {names.get(name, name).lower() for name in foreign} <= declared


_HEAVY = "sorted({'keras', 'tensorflow', 'numpy', 'matplotlib'} & set(sys.modules))"


@pytest.mark.parametrize("host", ["cli", "mkdocs", "pytest", "messages", "site"])
def test_no_host_imports_tensorflow(host: str) -> None:
    """Nor NumPy: what only the worker needs would slow every build down."""
    code = f"import sys, rechenprobe, rechenprobe.hosts.{host}; print({_HEAVY})"
    assert _python(code) == "[]"


def test_pytest_without_lectures_imports_no_more_than_the_host() -> None:
    """The plugin is loaded in every pytest run on a machine that has it installed."""
    code = (
        "import sys, rechenprobe.hosts.pytest;"
        "print(sorted(m for m in sys.modules if m.startswith(('rechenprobe', 'yaml', 'msgspec'))))"
    )
    assert _python(code) == "['rechenprobe', 'rechenprobe.hosts', 'rechenprobe.hosts.pytest']"


def test_a_lecture_without_cells_is_checked_without_tensorflow(tmp_path: Path) -> None:
    """Nothing has to run, so nothing that runs code is started or imported."""
    lecture = tmp_path / "notizen.md"
    lecture.write_text("Es gilt 3 · 4 = 12.\n", encoding="utf-8")
    code = (
        "import sys; from rechenprobe.hosts.cli import main;"
        f"status = main(['check', {str(lecture)!r}]); print(status, {_HEAVY})"
    )
    assert _python(code, tmp_path).splitlines()[-1] == "0 []"


def test_the_public_surface_is_what_the_contract_names() -> None:
    import rechenprobe

    views = ["architecture", "derivation", "layer_table", "memory_table", "shares"]
    assert sorted(rechenprobe.__all__) == sorted(["model_facts", *views])
    with pytest.raises(AttributeError, match="no_such_name"):
        rechenprobe.no_such_name  # noqa: B018


def _python(code: str, folder: Path = ROOT) -> str:
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=folder
    )
    return done.stdout.strip()
