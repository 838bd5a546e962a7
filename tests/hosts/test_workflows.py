"""What courses copy: the hooks for pre-commit and the handbook's workflow."""

import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from rechenprobe.hosts.usage import parse

ROOT = Path(__file__).resolve().parents[2]
HANDBOOK = (ROOT / "docs/handbuch/einrichten.md").read_text(encoding="utf-8")


def block(title: str) -> str:
    """The code block of that title in the handbook."""
    found = re.search(rf'```\w+ title="{re.escape(title)}"\n(.*?)\n```', HANDBOOK, re.DOTALL)
    assert found is not None
    return found[1]


def commands(workflow: str) -> list[str]:
    document = yaml.safe_load(workflow)
    return [
        step["run"] for job in document["jobs"].values() for step in job["steps"] if "run" in step
    ]


def ours(command: str) -> list[str]:
    """The arguments of a call of `rechenprobe`."""
    program, *arguments = shlex.split(command)
    assert program.endswith("rechenprobe")
    return arguments


def test_the_hooks_call_what_exists_and_wait_for_lectures() -> None:
    hooks = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))
    assert [parse(ours(hook["entry"])).command for hook in hooks] == ["check", "fix"]
    for hook in hooks:
        names = ("docs/a.md", "docs/b.ipynb", "docs/vorspiel.py", "mkdocs.yml", "docs/bild.png")
        assert [bool(re.search(hook["files"], name)) for name in names] == [*[True] * 4, False]
        assert hook["language"] == "system", "the cells need the course's own Keras"
        assert hook["pass_filenames"] is False, "a README is no lecture"


def test_the_hook_that_the_handbook_names_exists() -> None:
    (repository,) = yaml.safe_load(block(".pre-commit-config.yaml"))["repos"]
    hooks = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))
    assert {hook["id"] for hook in repository["hooks"]} <= {hook["id"] for hook in hooks}


@pytest.mark.skipif(sys.platform == "win32", reason="a hook for sh")
def test_the_hook_without_pre_commit_checks_what_is_staged(tmp_path: Path) -> None:
    """Not what the folder holds, in which the error may be mended, or made, already."""
    env = {"PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"}
    git = ["git", "-c", "user.name=A", "-c", "user.email=a@b.c", "-c", "core.hooksPath=hooks"]

    def call(*arguments: str) -> int:
        return subprocess.run([*git, *arguments], cwd=tmp_path, env=env, check=False).returncode

    (tmp_path / "hooks").mkdir()
    hook = tmp_path / "hooks/pre-commit"
    hook.write_text(block(".git/hooks/pre-commit") + "\n")
    hook.chmod(0o755)
    (tmp_path / "mkdocs.yml").write_text("site_name: T\nplugins: [rechenprobe]\n")
    (tmp_path / "docs").mkdir()
    page = tmp_path / "docs/index.md"
    assert call("init", "--quiet") == 0
    page.write_text("Es gilt 3 · 4 = 13.\n", encoding="utf-8")
    assert call("add", "mkdocs.yml", "docs") == 0
    page.write_text("Es gilt 3 · 4 = 12.\n", encoding="utf-8")
    assert call("commit", "--quiet", "-m", "A") != 0
    assert call("add", "docs") == 0
    page.write_text("Es gilt 3 · 4 = 13.\n", encoding="utf-8")
    assert call("commit", "--quiet", "-m", "A") == 0


def test_the_workflow_checks_builds_and_looks_for_the_stamps() -> None:
    """In this order; the site that is looked at is the one that is published."""
    workflow = block(".github/workflows/website.yml")
    _, check, build, stamps = commands(workflow)
    assert parse(ours(check)).format == "github"
    folder = shlex.split(build)[-1]
    assert "--strict" not in build, "who has just begun has unchecked numbers, and only warnings"
    assert parse(ours(stamps)).site == Path(folder)
    document = yaml.safe_load(workflow)
    (uploaded,) = (
        step["with"]["path"]
        for step in document["jobs"]["bauen"]["steps"]
        if "upload-pages" in step.get("uses", "")
    )
    assert uploaded == folder
    assert document["jobs"]["veroeffentlichen"]["needs"] == "bauen"


@pytest.mark.parametrize("name", ["pages.yml", "tests.yml"])
def test_our_own_workflows_are_valid_and_call_what_exists(name: str) -> None:
    text = (ROOT / ".github/workflows" / name).read_text(encoding="utf-8")
    calls = [ours(one) for one in commands(text) if "rechenprobe" in one]
    assert all(parse(call).site is not None for call in calls)
    for command in commands(text):
        program = shlex.split(command)[0]
        assert program == "make" or (ROOT / program).exists() or program.startswith(".venv/")
