"""A site's options and lectures, read without MkDocs."""

from pathlib import Path

import pytest
from tests.conftest import WriteFiles

from rechenprobe.hosts.config import SiteError, as_entry
from rechenprobe.hosts.mkdocs import RechenprobeConfig
from rechenprobe.hosts.options import read_settings
from rechenprobe.hosts.site import find_site, select
from rechenprobe.settings import Policies, Settings, Synonym


def complaint(folder: Path) -> str:
    with pytest.raises(SiteError) as caught:
        find_site(folder)
    return str(caught.value)


def test_all_options_reach_the_settings(write_files: WriteFiles) -> None:
    root = write_files(
        {
            "vorspiel.py": "",
            "mkdocs.yml": (
                "site_name: Kurs\n"
                "plugins:\n"
                "  - search\n"
                "  - rechenprobe:\n"
                "      prelude: vorspiel.py\n"
                "      execute: false\n"
                "      timeout: 120\n"
                "      width: 100\n"
                "      memory: 2\n"
                "      cache: zwischen\n"
                "      cache_size: 100\n"
                "      workers: 3\n"
                "      unchecked: fail\n"
                "      grouping: dot\n"
                "      report: handbuch/bericht.md\n"
                "      vocabulary:\n"
                "        Stellschraube: Parameter\n"
                "        Falt Lage: Conv-Layer\n"
            ),
        }
    )
    site = find_site(root)
    assert site.configured
    assert site.settings == Settings(
        root=root,
        prelude="vorspiel.py",
        execute=False,
        timeout=120.0,
        width=100,
        memory=2.0,
        cache="zwischen",
        cache_size=100.0,
        workers=3,
        unchecked="fail",
        grouping="dot",
        report="handbuch/bericht.md",
        vocabulary=(Synonym("Stellschraube", "Parameter"), Synonym("Falt Lage", "Conv-Layer")),
    )


def test_a_site_without_a_file_has_the_same_options(write_files: WriteFiles) -> None:
    """MkDocs can be called from Python, with options that stand in no file."""
    root = write_files({"docs/a.md": ""})
    given = {"timeout": 5, "unchecked": {"docs": "fail"}, "vocabulary": {"Regler": "Parameter"}}
    settings = read_settings(as_entry(given, root / "mkdocs.yml"), root)
    assert (settings.timeout, settings.policy("docs/a.md")) == (5.0, "fail")
    assert settings.vocabulary == (Synonym("Regler", "Parameter"),)


def test_mkdocs_knows_the_same_options() -> None:
    """Otherwise MkDocs would warn of an option that the engine reads, or the reverse."""
    names = {name for name, _ in RechenprobeConfig._schema}
    assert names == set(Settings.__struct_fields__) - {"root"}


@pytest.mark.parametrize(
    "plugins",
    [
        "plugins: [search, rechenprobe]",
        "plugins:\n  - rechenprobe",
        "plugins:\n  - rechenprobe:\n",
        "plugins:\n  search: {}\n  rechenprobe: {}",
        "plugins:\n  - rechenprobe: {enabled: true}",
    ],
)
def test_every_way_to_name_the_plugin_is_understood(write_files: WriteFiles, plugins: str) -> None:
    site = find_site(write_files({"mkdocs.yml": plugins + "\n"}))
    assert (site.configured, site.settings.timeout) == (True, Settings().timeout)


@pytest.mark.parametrize(
    "config",
    [
        "site_name: Kurs\n",
        "plugins: [search]\n",
        "plugins:\n",
        "plugins:\n  - rechenprobe: {enabled: false}\n",
        "",
    ],
)
def test_a_site_without_the_plugin_is_told_apart(write_files: WriteFiles, config: str) -> None:
    site = find_site(write_files({"mkdocs.yml": config}))
    assert (site.configured, site.config is None) == (False, False)


def test_the_configuration_is_found_from_a_folder_below(write_files: WriteFiles) -> None:
    root = write_files({"mkdocs.yml": "plugins: [rechenprobe]\n", "docs/teil/a.md": ""})
    assert find_site(root / "docs" / "teil").settings.root == root


@pytest.mark.parametrize(
    ("option", "message"),
    [
        ("timout: 5", "mkdocs.yml:3:15  rechenprobe kennt die Option „timout“ nicht\n"),
        ("timout: 5", "\n    Abhilfe:      gemeint ist wohl „timeout“"),
        ("xyz: 5", "\n    Abhilfe:      es gibt prelude, execute, timeout,"),
        ("timeout: '5'", "mkdocs.yml:3:16  Option „timeout“ von rechenprobe: erwartet wird"),
        ("timeout: '5'", "erwartet wird eine Zahl, da steht „5“"),
        ("timeout: -5", "erwartet wird eine Zahl von Sekunden über 0, da steht „-5“"),
        ("timeout: .inf", "erwartet wird eine Zahl von Sekunden über 0, da steht „inf“"),
        ("timeout:", "erwartet wird eine Zahl, da steht nichts"),
        ("memory: 0", "erwartet wird eine Zahl von Gigabyte über 0, da steht „0“"),
        ("cache_size: -1", "erwartet wird eine Zahl von Megabyte über 0, da steht „-1“"),
        ("workers: 0", "erwartet wird eine ganze Zahl über 0, da steht „0“"),
        ("workers: 1.5", "erwartet wird eine ganze Zahl, da steht „1.5“"),
        ("width: true", "erwartet wird eine ganze Zahl, da steht true"),
        ("execute: 1", "erwartet wird true oder false, da steht „1“"),
        ("prelude: [a, b]", "erwartet wird ein Text, da steht „['a', 'b']“"),
        ("unchecked: stop", "erwartet wird „fail“, „warn“ oder „pass“, da steht „stop“"),
        (
            "unchecked: {skript: fail}",
            "mkdocs.yml:3:27  Option „unchecked“ von rechenprobe: „skript“",
        ),
        ("unchecked: {skript: fail}", "„skript“ gibt es nicht\n    Abhilfe:      gemeint ist wohl"),
        ("unchecked: {skript/: fail}", "gemeint ist wohl „docs/skript“"),
        ("unchecked: {../teil: fail}", "„../teil“ gibt es nicht"),
        (f"unchecked: {{{'a' * 300}: fail}}", "a“ gibt es nicht"),
        (f"prelude: {'a' * 300}", "a“ gibt es nicht"),
        ("null: 5", "rechenprobe kennt die Option „null“ nicht"),
        (
            "unchecked: {docs: stop}",
            "Option „unchecked: docs“ von rechenprobe: erwartet wird „fail“",
        ),
        ("unchecked: [fail]", "„warn“ oder „pass“, da steht „['fail']“"),
        (
            "report: bericht",
            "erwartet wird der Name einer Seite (….md) im Ordner der Seiten oder false, da",
        ),
        ("report: /tmp/bericht.md", "da steht „/tmp/bericht.md“"),
        ("report: 5", "da steht „5“"),
        ("vocabulary: [Regler]", "erwartet wird eine Zuordnung „eigenes Wort: bekanntes Wort“"),
        (
            "vocabulary: {Regler: Knopf}",
            "mkdocs.yml:3:28  Option „vocabulary“ von rechenprobe: „Knopf“",
        ),
        ("vocabulary: {Regler: Knopf}", "\n    Abhilfe:      rechts steht ein bekanntes Wort"),
        (
            "vocabulary: {Regler: 3}",
            "Option „vocabulary: Regler“ von rechenprobe: erwartet wird ein Text",
        ),
        ("vocabulary: {'12': Parameter}", "„12“ ist kein Wort"),
        ("root: /", "kennt die Option „root“ nicht"),
    ],
)
def test_a_wrong_option_is_named_with_its_place_and_what_would_be_right(
    write_files: WriteFiles, option: str, message: str
) -> None:
    config = f"plugins:\n  - rechenprobe:\n      {option}\n"
    assert message in complaint(write_files({"mkdocs.yml": config, "docs/skript/a.md": ""}))


def test_the_innermost_folder_says_what_unchecked_numbers_lead_to(write_files: WriteFiles) -> None:
    config = (
        "plugins:\n  - rechenprobe:\n      unchecked:\n        default: pass\n"
        "        docs/skript/: fail\n        docs/skript/alt: warn\n        docs/a.md: fail\n"
    )
    texts = dict.fromkeys(("docs/skript/alt/b.md", "docs/skript/c.md", "docs/a.md"), "")
    settings = find_site(write_files({"mkdocs.yml": config, **texts})).settings
    paths = ("docs/skript/alt/b.md", "docs/skript/c.md", "docs/skriptum/c.md", "docs/a.md", "x.md")
    assert [settings.policy(path) for path in paths] == ["warn", "fail", "pass", "fail", "pass"]
    assert Policies().of("x.md") == Settings().policy("x.md")


@pytest.mark.parametrize(
    ("option", "page"), [("false", ""), ("true", "pruefbericht.md"), ("a.md", "a.md")]
)
def test_the_report_can_be_renamed_and_switched_off(
    write_files: WriteFiles, option: str, page: str
) -> None:
    config = f"plugins:\n  - rechenprobe: {{report: {option}}}\n"
    assert find_site(write_files({"mkdocs.yml": config})).settings.report == page


def test_all_wrong_options_are_named_at_once(write_files: WriteFiles) -> None:
    config = "plugins:\n  - rechenprobe:\n      timout: 5\n      width: breit\n"
    lines = complaint(write_files({"mkdocs.yml": config})).splitlines()
    assert [line.split("  ")[0] for line in lines if line.startswith("mkdocs")] == [
        "mkdocs.yml:3:15",
        "mkdocs.yml:4:14",
    ]


def test_tags_are_tolerated_and_never_executed(write_files: WriteFiles) -> None:
    """Material's documentation recommends such tags; MkDocs itself runs them, we must not."""
    root = write_files(
        {
            "mkdocs.yml": (
                "theme: {name: material, custom_dir: !relative overrides}\n"
                "markdown_extensions:\n"
                "  - pymdownx.emoji:\n"
                "      emoji_index: !!python/name:material.extensions.emoji.twemoji\n"
                "      danger: !!python/object/apply:os.mkdir [made]\n"
                "plugins:\n"
                "  - rechenprobe: {timeout: 7}\n"
            )
        }
    )
    assert find_site(root).settings.timeout == 7
    assert not (root / "made").exists()


def test_environment_variables_are_read_as_mkdocs_reads_them(
    write_files: WriteFiles, monkeypatch: pytest.MonkeyPatch
) -> None:
    config = "plugins:\n  - rechenprobe:\n      timeout: !ENV [SLOWNESS, 30]\n"
    root = write_files({"mkdocs.yml": config})
    assert find_site(root).settings.timeout == 30
    monkeypatch.setenv("SLOWNESS", "99")
    assert find_site(root).settings.timeout == 99


def test_inherited_options_hold_unless_they_are_replaced(write_files: WriteFiles) -> None:
    root = write_files(
        {
            "basis/mkdocs.yml": (
                "docs_dir: seiten\nplugins:\n  rechenprobe: {timeout: 7, width: 99}\n"
            ),
            "mkdocs.yml": "INHERIT: basis/mkdocs.yml\nplugins:\n  rechenprobe: {width: 70}\n",
        }
    )
    site = find_site(root)
    assert (site.settings.timeout, site.settings.width) == (7, 70)
    assert (site.docs, site.settings.root) == (root / "seiten", root)


def test_a_list_of_plugins_replaces_the_inherited_one(write_files: WriteFiles) -> None:
    root = write_files(
        {
            "basis.yml": "plugins:\n  - rechenprobe: {timeout: 7}\n",
            "mkdocs.yml": "INHERIT: basis.yml\nplugins: [search]\n",
        }
    )
    assert not find_site(root).configured


@pytest.mark.parametrize(
    ("config", "message"),
    [
        ("INHERIT: fehlt.yml\n", "mkdocs.yml:1:10  INHERIT: die Datei „fehlt.yml“ gibt es nicht"),
        ("INHERIT: mkdocs.yml\n", "mkdocs.yml:1:10  INHERIT führt im Kreis zu „mkdocs.yml“"),
        ("INHERIT: [a]\n", "mkdocs.yml:1:10  INHERIT nennt keine Datei"),
        ("a: [1,\nb: 2\n", "mkdocs.yml:3:1  kein gültiges YAML: eine Klammer wird nicht"),
        ("a: &a [*a]\n", "mkdocs.yml  kein brauchbares YAML: es enthält sich selbst"),
        ("plugins: rechenprobe\n", "mkdocs.yml:1:10  plugins ist weder eine Liste"),
        (
            "plugins:\n- search\n- rechenprobe\n- rechenprobe:\n    timeout: 3\n",
            "mkdocs.yml:4:3  das Plugin rechenprobe steht schon in Zeile 3",
        ),
        ("docs_dir: 3\n", "mkdocs.yml:1:11  docs_dir ist kein Text"),
        ("a: !!timestamp gestern\n", "mkdocs.yml  kein gültiges YAML"),
        ("a: \x07\n", "mkdocs.yml  kein gültiges YAML"),
    ],
)
def test_a_configuration_that_cannot_be_used_is_located(
    write_files: WriteFiles, config: str, message: str
) -> None:
    assert message in complaint(write_files({"mkdocs.yml": config}))


def test_a_configuration_in_another_encoding_is_named(write_files: WriteFiles) -> None:
    root = write_files({})
    (root / "mkdocs.yml").write_bytes("site_name: Übung\n".encode("latin-1"))
    assert complaint(root) == "mkdocs.yml  ist nicht in UTF-8 gespeichert"


def test_a_configuration_that_explodes_when_expanded_costs_nothing(write_files: WriteFiles) -> None:
    """Aliases of aliases: 9**20 entries if they were copied."""
    lines = ["a0: &a0 x"]
    lines += [f"a{i}: &a{i} [{', '.join([f'*a{i - 1}'] * 9)}]" for i in range(1, 21)]
    root = write_files({"mkdocs.yml": "\n".join([*lines, "plugins: [rechenprobe]"]) + "\n"})
    assert find_site(root).configured


def test_the_lectures_are_the_pages_that_mkdocs_would_build(write_files: WriteFiles) -> None:
    root = write_files(
        {
            "mkdocs.yml": "plugins: [rechenprobe]\nexclude_docs: |\n  entwurf*\n  !entwurf-b.md\n",
            "docs/index.md": "",
            "docs/b/zwei.markdown": "",
            "docs/b/bild.png": "",
            "docs/.versteckt/x.md": "",
            "docs/templates/x.md": "",
            "docs/entwurf-a.md": "",
            "docs/entwurf-b.md": "",
            "README.md": "",
        }
    )
    site = find_site(root)
    names = [path.relative_to(site.docs).as_posix() for path in site.lectures()]
    assert names == ["b/zwei.markdown", "entwurf-b.md", "index.md"]


def test_linked_folders_are_followed_but_not_in_circles(write_files: WriteFiles) -> None:
    root = write_files(
        {"mkdocs.yml": "plugins: [rechenprobe]\n", "docs/a.md": "", "notizen/b.md": ""}
    )
    (root / "docs" / "notizen").symlink_to(root / "notizen")
    (root / "docs" / "kreis").symlink_to(root / "docs")
    site = find_site(root)
    names = [path.relative_to(site.docs).as_posix() for path in site.lectures()]
    assert names == ["a.md", "notizen/b.md"]


def test_files_and_folders_may_lie_outside_the_site_and_count_once(
    write_files: WriteFiles,
) -> None:
    root = write_files(
        {
            "kurs/mkdocs.yml": "plugins: [rechenprobe]\nexclude_docs: alt.md\n",
            "kurs/docs/a.md": "",
            "kurs/docs/alt.md": "",
            "notizen/b.md": "",
            "notizen/c/d.md": "",
            "notizen/.obsidian/e.md": "",
        }
    )
    site = find_site(root / "kurs")
    chosen = select(site, [root / "notizen/c/d.md", Path("notizen"), Path("kurs/docs")])
    names = [path.resolve().relative_to(root).as_posix() for path in chosen.files]
    assert names == ["notizen/c/d.md", "notizen/b.md", "kurs/docs/a.md"]
    assert chosen.complaints == ()
