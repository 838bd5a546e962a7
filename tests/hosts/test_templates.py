"""Templates compiled while a run is awaited are those that MkDocs would compile."""

from collections.abc import Callable
from pathlib import Path

import pytest
from jinja2 import Environment
from mkdocs.theme import Theme
from tests.hosts.building import Site

from rechenprobe.hosts.templates import Templates

TEMPLATES = {
    "main.html": "{% extends 'base.html' %}{% block a %}{{ 'x' | upper }} {{ n }}{% endblock %}",
    "base.html": "<{% block a %}{% endblock %}>{% include 'part.html' %}{% include other %}",
    "part.html": "{% if n %}teil{% else %}{% include 'rare.html' %}{% endif %}",
    "rare.html": "{% broken",
    "spare.html": "spare",
}


@pytest.fixture
def theme(tmp_path: Path) -> Theme:
    for name, text in TEMPLATES.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    return Theme(custom_dir=str(tmp_path))


@pytest.fixture
def compiled(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The names of what is compiled, in order."""
    names: list[str] = []
    real = Environment.compile

    def note(environment: Environment, source: str, name: str, filename: str) -> object:
        names.append(name)
        return real(environment, source, name, filename)

    monkeypatch.setattr(Environment, "compile", note)
    return names


def compile_all(theme: Theme) -> Templates:
    templates = Templates(theme)
    while templates.compile_next():
        pass
    assert not templates.compile_next()
    return templates


def render(environment: Environment) -> str:
    return environment.get_template("main.html").render(n=1, other="spare.html")


def test_what_was_compiled_is_not_compiled_again(theme: Theme, compiled: list[str]) -> None:
    templates = compile_all(theme)
    assert compiled == ["main.html", "base.html", "part.html", "sitemap.xml"]
    compiled.clear()
    environment = theme.get_env()
    environment.filters["mine"] = str
    templates.hand_over(environment)
    assert render(environment) == "<X 1>teilspare"
    assert compiled == ["spare.html"]


def test_a_template_that_changed_meanwhile_is_compiled_as_it_is_now(
    theme: Theme, tmp_path: Path
) -> None:
    templates = compile_all(theme)
    (tmp_path / "part.html").write_text("neu", encoding="utf-8")
    environment = theme.get_env()
    templates.hand_over(environment)
    assert render(environment) == "<X 1>neuspare"


@pytest.mark.parametrize(
    ("change", "shown"),
    [
        (lambda environment: environment.filters.update(upper=str.lower), "<x 1>teilspare"),
        (lambda environment: environment.add_extension("jinja2.ext.do"), "<X 1>teilspare"),
        (lambda environment: setattr(environment, "finalize", "{}!".format), "<X! 1!>teilspare"),
        (lambda environment: setattr(environment, "autoescape", True), "<X 1>teilspare"),
        (lambda environment: environment.policies.update(other=1), "<X 1>teilspare"),
    ],
)
def test_an_environment_that_compiles_otherwise_compiles_itself(
    theme: Theme, compiled: list[str], change: Callable[[Environment], object], shown: str
) -> None:
    templates = compile_all(theme)
    compiled.clear()
    environment = theme.get_env()
    change(environment)
    templates.hand_over(environment)
    assert render(environment) == shown
    assert "main.html" in compiled


def test_what_another_plugin_keeps_of_its_own_stays(theme: Theme) -> None:
    environment = theme.get_env()
    compile_all(theme).hand_over(environment)
    kept = environment.bytecode_cache
    assert kept is not None
    compile_all(theme).hand_over(environment)
    assert environment.bytecode_cache is kept


def test_a_build_that_waits_for_a_run_renders_what_it_compiled_meanwhile(
    site: Site, compiled: list[str]
) -> None:
    site.write(
        {"docs/index.md": "# Netz\n\n```python\nimport time\ntime.sleep(1)\nprint(6 * 7)\n```\n"}
    )
    site.config_text += "theme: material\n"
    site.build()
    assert "42" in site.read()
    assert compiled.count("main.html") == 1
    first = site.read()
    compiled.clear()
    site.build()
    assert compiled.count("main.html") == 1
    assert site.read() == first
