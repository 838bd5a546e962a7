"""What the server imports ahead, and when it starts anew."""

import sys
from collections.abc import Iterator
from importlib import import_module, metadata
from pathlib import Path

import pytest

from rechenprobe.run.lineage import Lineage
from rechenprobe.run.preloading import left_for_later, preload
from rechenprobe.run.versions import Versions, environment_stamp, installed, stated


@pytest.fixture
def package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """`klein`, whose parts are imported with it, as those of Keras are."""
    folder = tmp_path / "klein"
    folder.mkdir()
    (folder / "__init__.py").write_text("from klein import inner\nfrom klein import rare as rare\n")
    (folder / "inner.py").write_text("from klein import rare as rare\n")
    (folder / "rare.py").write_text("value = 7\n")
    monkeypatch.syspath_prepend(tmp_path)
    yield folder
    for name in [name for name in sys.modules if name.partition(".")[0] == "klein"]:
        del sys.modules[name]


@pytest.mark.usefixtures("package")
@pytest.mark.parametrize(
    "ask",
    [
        "import klein; value = klein.rare.value",
        "import klein; value = klein.inner.rare.value",
        "from klein import rare; value = rare.value",
        "from klein.rare import value",
        "import klein.rare; value = klein.rare.value",
    ],
)
def test_a_part_left_for_later_is_there_once_somebody_asks(ask: str) -> None:
    with left_for_later("klein.rare"):
        import_module("klein")
    assert "klein.rare" not in sys.modules
    found: dict[str, object] = {}
    exec(ask, found)
    assert found["value"] == 7
    assert sys.modules["klein.rare"].value == 7


@pytest.mark.usefixtures("package")
def test_what_a_package_lacks_it_still_lacks() -> None:
    with left_for_later("klein.rare"):
        klein = import_module("klein")
    with pytest.raises(AttributeError, match="module 'klein' has no attribute 'other'"):
        klein.other  # noqa: B018


def test_a_packages_own_way_of_finding_attributes_stays(package: Path) -> None:
    with (package / "__init__.py").open("a") as file:
        file.write("def __getattr__(name): return name.upper()\n")
    with left_for_later("klein.rare"):
        klein = import_module("klein")
    assert (klein.other, klein.rare.value) == ("OTHER", 7)


def test_what_is_not_installed_does_not_keep_the_rest_from_being_imported(package: Path) -> None:
    (package / "rare.py").write_text("raise RuntimeError\n")
    preload(("nowhere_to_be_found", "klein", "klein.inner_is_missing"))
    assert "klein" not in sys.modules
    (package / "rare.py").write_text("value = 8\n")
    preload(("nowhere_to_be_found", "klein"))
    assert sys.modules["klein"].rare.value == 8


def test_a_folder_counts_as_environment_only_with_something_installed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """`python -m mkdocs` looks for modules in the site's folder, where builds make folders."""
    site, packages = tmp_path / "site", tmp_path / "packages"
    site.mkdir()
    (packages / "fake-1.0.dist-info").mkdir(parents=True)
    monkeypatch.syspath_prepend(site)
    monkeypatch.syspath_prepend(packages)
    before = environment_stamp()
    (site / ".cache").mkdir()
    assert environment_stamp() == before
    (packages / "other-1.0.dist-info").mkdir()
    assert environment_stamp() != before


def test_owners_of_modules_are_those_that_the_standard_library_finds() -> None:
    known = metadata.packages_distributions()
    ours = Versions()
    for root in ("numpy", "yaml", "markdown", "pymdownx", "msgspec", "material", "_pytest"):
        assert set(ours.of_modules([f"{root}.part"])) == {"python", *known[root]}, root


def test_distributions_are_called_what_the_standard_library_calls_them() -> None:
    for distribution in metadata.distributions():
        name = distribution.metadata["Name"]
        assert stated(distribution, "Name") == name
        assert installed(name) == metadata.version(name)
    assert installed("nowhere-to-be-found") is None


def test_what_is_behind_a_module_is_the_same_whether_it_was_looked_up_ahead(package: Path) -> None:
    """What is imported later, with other lectures, counts as well."""
    (package / "late.py").write_text("import yaml\n")
    lineage = Lineage()
    with lineage.noting():
        import_module("klein")
    first = lineage.behind(["klein"])
    assert {"klein", "klein.inner", "klein.rare"} <= first
    lineage.look_up(["klein", "klein.late"])
    assert lineage.behind(["klein"]) == first
    assert lineage.behind(["other.part", "klein"]) == {*first, "other", "other.part"}
    with lineage.noting():
        import_module("klein.late")
    assert "yaml" in lineage.behind(["klein.late"])
    assert lineage.behind(["klein"]) == first


def test_a_module_is_unowned_only_if_nothing_installed_it(package: Path) -> None:
    versions = Versions()
    names = ["yaml.loader", "klein.inner", "json", "rechenprobe.run", "__main__"]
    assert versions.unowned(names) == versions.unowned(names) == {package.name}


def test_of_an_editable_package_no_version_tells(
    package: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Its sources change, its version stays."""
    info = tmp_path / "packages" / "klein-1.0.dist-info"
    info.mkdir(parents=True)
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: klein\nVersion: 1.0\n")
    (info / "top_level.txt").write_text("klein\n")
    monkeypatch.syspath_prepend(info.parent)
    for origin, unowned in (
        ("{}", set()),
        ('{"dir_info": {}}', set()),
        ("[", set()),
        ('{"dir_info": {"editable": true}, "url": "file:///a"}', {package.name}),
    ):
        (info / "direct_url.json").write_text(origin)
        versions = Versions()
        assert versions.unowned(["klein.inner"]) == unowned
        assert versions.of_modules(["klein.inner"])["klein"] == "1.0"


def test_what_looks_into_a_part_while_its_package_is_imported_finds_it(package: Path) -> None:
    """Another release of the package may need at once what this one does not."""
    (package / "inner.py").write_text("from klein import rare\nvalue = rare.value\n")
    asked: list[str] = []
    with left_for_later("klein.rare", "klein.gone", asked=asked.append):
        klein = import_module("klein")
    assert (klein.inner.value, klein.rare.value, set(asked)) == (7, 7, {"klein.rare"})


@pytest.mark.usefixtures("package")
def test_a_part_left_for_later_is_listed_and_whoever_asks_is_known() -> None:
    asked: list[str] = []
    with left_for_later("klein.rare", asked=asked.append):
        klein = import_module("klein")
    assert {"rare", "inner", "__name__"} <= set(dir(klein))
    assert asked == []
    import_module("klein.rare")
    assert klein.inner.rare.value == 7
    assert asked == ["klein.rare"]


@pytest.mark.usefixtures("package")
def test_a_run_rests_on_a_part_left_for_later_only_if_it_asks() -> None:
    """Also where another lecture had the server import it."""
    lineage = Lineage(["klein.rare"])
    with lineage.noting(), left_for_later("klein.rare", asked=lineage.asked.add):
        import_module("klein")
    with lineage.noting():
        import_module("klein.rare")
    assert lineage.behind(["klein"]) == {"klein", "klein.inner"}
    assert lineage.behind(["klein.rare"]) == {"klein", "klein.inner", "klein.rare"}
    assert lineage.asked == set()
