"""The tools that are measured: their Pythons, made on first use, and the commands that build."""

import os
import shutil
import subprocess
import sys
import sysconfig
from pathlib import Path

from msgspec import Struct

from bench_measure import Measured, run
from bench_sites import Tool, write_site

PEERS: dict[Tool, list[str]] = {
    "markdown-exec": ["markdown-exec==1.12.1"],
    "mkdocs-jupyter": ["mkdocs-jupyter==0.26.1", "ipykernel"],
    "myst-nb": ["myst-nb==1.4.0", "jupyter-cache", "ipykernel"],
}
"""Each in an environment of its own, which shares this project's TensorFlow and MkDocs, so that
only the tools differ."""

QUIET = {"NO_MKDOCS_2_WARNING": "1", "TF_CPP_MIN_LOG_LEVEL": "3", "PYTHONWARNINGS": "ignore"}


class Bench(Struct, frozen=True):
    """Where things are."""

    work: Path
    """Sites and raw figures of a run; written anew each time."""
    environments: Path
    """The peers' environments, kept from run to run."""

    def python(self, tool: Tool) -> Path:
        """The tool's interpreter."""
        if tool not in PEERS:
            return Path(sys.executable)
        return self._environment(tool) / "bin" / "python"

    def command(self, tool: Tool) -> list[str]:
        """What builds or serves, without its verb."""
        if tool == "myst-nb":
            return [str(self.python(tool)), "-m", "sphinx", "-q", "-b", "html", ".", "site"]
        return [str(self.python(tool)), "-m", "mkdocs"]

    def variables(self, tool: Tool) -> dict[str, str]:
        """Peers start kernels by the name of their environment."""
        path = f"{self.python(tool).parent}{os.pathsep}{os.environ.get('PATH', '')}"
        # What Jupyter's packages bring beside their modules lies where they were installed.
        return {**QUIET, "PATH": path, "JUPYTER_PATH": str(Path(sys.prefix, "share", "jupyter"))}

    def site(self, tool: Tool, lectures: int, name: str = "") -> tuple[Path, list[Path]]:
        """A fresh course for the tool: its folder, its pages' sources."""
        folder = self.work / "sites" / (name or tool)
        shutil.rmtree(folder, ignore_errors=True)
        return folder, write_site(folder, tool, lectures)

    def build(self, tool: Tool, folder: Path, *, memory: bool = False) -> Measured:
        """One build of a course, in a process of its own."""
        verb = [] if tool == "myst-nb" else ["build", "--quiet"]
        command = [*self.command(tool), *verb]
        return run(command, folder, self.variables(tool), memory=memory)

    def _environment(self, tool: Tool) -> Path:
        home = self.environments / tool
        wanted, stamp = "\n".join(PEERS[tool]), home / "installed.txt"
        if stamp.is_file() and stamp.read_text(encoding="utf-8") == wanted:
            return home
        shutil.rmtree(home, ignore_errors=True)
        subprocess.run([sys.executable, "-m", "venv", str(home)], check=True)
        python = str(home / "bin" / "python")
        version = f"python{sys.version_info.major}.{sys.version_info.minor}"
        shared = home / "lib" / version / "site-packages" / "shared.pth"
        shared.write_text(sysconfig.get_path("purelib") + "\n", encoding="utf-8")
        subprocess.run([python, "-m", "pip", "install", "--quiet", *PEERS[tool]], check=True)
        if "ipykernel" in PEERS[tool]:
            kernel = [python, "-m", "ipykernel", "install", "--prefix", str(home)]
            subprocess.run(kernel, check=True, capture_output=True)
        stamp.write_text(wanted, encoding="utf-8")
        return home
