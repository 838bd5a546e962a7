#!/usr/bin/env python3
"""How long building a course takes: rechenprobe, its floor, and its peers, side by side.

Every tool builds the same N lectures (the seed's AlexNet) in turn, several
rounds; medians and ratios are printed, raw figures go to a JSON file. Peers run
in environments of their own below .cache/bench, which share this project's
TensorFlow and MkDocs, so that only the tools differ.

    python scripts/bench.py [--lectures 10] [--rounds 3] [--tools …] [--json FILE] [--markdown FILE]
"""

import argparse
import json
import os
import shutil
import statistics
import subprocess
import sys
import sysconfig
from pathlib import Path
from typing import get_args

from bench_measure import Measured, Server, run
from bench_sites import ROOT, Tool, edit_cell, edit_prose, write_site

WORK = ROOT / ".cache" / "bench"
PEERS: dict[str, list[str]] = {
    "markdown-exec": ["markdown-exec==1.12.1"],
    "mkdocs-jupyter": ["mkdocs-jupyter==0.26.1", "ipykernel"],
    "myst-nb": ["myst-nb==1.4.0", "jupyter-cache", "ipykernel"],
}
SCENES = ("cold", "unchanged", "prose", "cell", "serve prose", "serve cell")
QUIET = {"NO_MKDOCS_2_WARNING": "1", "TF_CPP_MIN_LOG_LEVEL": "3", "PYTHONWARNINGS": "ignore"}
PORT = 18321


def main() -> None:
    """Measure and report."""
    args = _arguments()
    tools: list[Tool] = args.tools
    figures: dict[str, dict[str, list[Measured]]] = {tool: {} for tool in tools}
    for tool in tools:
        _environment(tool)
    for round_ in range(args.rounds):
        for tool in tools:
            print(f"round {round_ + 1} of {args.rounds}: {tool}", file=sys.stderr)
            for scene, measured in _round(tool, args.lectures, memory=False).items():
                figures[tool].setdefault(scene, []).append(measured)
    for tool in tools:
        print(f"memory: {tool}", file=sys.stderr)
        cold = _cold(tool, args.lectures, memory=True)
        figures[tool]["cold memory"] = [cold]
    table = _table(figures, args.lectures, args.rounds)
    print(table)
    if args.json:
        raw = {
            tool: {
                scene: [{"seconds": one.seconds, "peak_bytes": one.peak_bytes} for one in all_]
                for scene, all_ in scenes.items()
            }
            for tool, scenes in figures.items()
        }
        args.json.write_text(json.dumps(raw, indent=1) + "\n", encoding="utf-8")
    if args.markdown:
        args.markdown.write_text(table + "\n", encoding="utf-8")


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--lectures", type=int, default=10)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--tools", nargs="+", choices=get_args(Tool), default=list(get_args(Tool)))
    parser.add_argument("--json", type=Path, help="where to write the raw figures")
    parser.add_argument("--markdown", type=Path, help="where to write the table")
    return parser.parse_args()


def _environment(tool: Tool) -> Path:
    """The tool's Python; a peer's environment is made on first use."""
    if tool not in PEERS:
        return Path(sys.executable)
    home = WORK / "environments" / tool
    python = home / "bin" / "python"
    wanted = "\n".join(PEERS[tool])
    stamp = home / "installed.txt"
    if not stamp.is_file() or stamp.read_text(encoding="utf-8") != wanted:
        shutil.rmtree(home, ignore_errors=True)
        subprocess.run([sys.executable, "-m", "venv", str(home)], check=True)
        version = f"python{sys.version_info.major}.{sys.version_info.minor}"
        shared = home / "lib" / version / "site-packages" / "shared.pth"
        shared.write_text(sysconfig.get_path("purelib") + "\n", encoding="utf-8")
        pip = [str(python), "-m", "pip", "install", "--quiet", *PEERS[tool]]
        subprocess.run(pip, check=True)
        kernel = [str(python), "-m", "ipykernel", "install", "--prefix", str(home)]
        if "ipykernel" in PEERS[tool]:
            subprocess.run(kernel, check=True, capture_output=True)
        stamp.write_text(wanted, encoding="utf-8")
    return python


def _command(tool: Tool) -> list[str]:
    python = str(_environment(tool))
    if tool == "myst-nb":
        return [python, "-m", "sphinx", "-q", "-b", "html", ".", "site"]
    return [python, "-m", "mkdocs"]


def _build(tool: Tool, folder: Path, *, memory: bool = False) -> Measured:
    command = _command(tool)
    full = command if tool == "myst-nb" else [*command, "build", "--quiet"]
    # Peers start kernels by the name of their environment.
    path = f"{_environment(tool).parent}{os.pathsep}{os.environ.get('PATH', '')}"
    return run(full, folder, {**QUIET, "PATH": path}, memory=memory)


def _site(tool: Tool, lectures: int) -> tuple[Path, list[Path]]:
    folder = WORK / "sites" / tool
    shutil.rmtree(folder, ignore_errors=True)
    return folder, write_site(folder, tool, lectures)


def _cold(tool: Tool, lectures: int, *, memory: bool) -> Measured:
    folder, _ = _site(tool, lectures)
    return _build(tool, folder, memory=memory)


def _round(tool: Tool, lectures: int, *, memory: bool) -> dict[str, Measured]:
    folder, pages = _site(tool, lectures)
    found = {"cold": _build(tool, folder, memory=memory), "unchanged": _build(tool, folder)}
    edit_prose(pages[0], "anders")
    found["prose"] = _build(tool, folder)
    edit_cell(pages[0], 4711)
    found["cell"] = _build(tool, folder)
    if tool != "myst-nb":
        found |= _serve(tool, folder, pages[0])
    return found


def _serve(tool: Tool, folder: Path, page: Path) -> dict[str, Measured]:
    """From saving a page to its fresh version being served, beside a running preview."""
    server = Server(_command(tool), folder, QUIET, PORT)
    try:
        server.wait_for(f"{page.stem}/", "AlexNet 0 anders")
        found = {}
        for scene, mark in (("serve prose", "neu"), ("serve cell", "frisch")):
            if scene == "serve cell":
                edit_cell(page, 4712)
            edit_prose(page, mark)
            found[scene] = Measured(server.wait_for(f"{page.stem}/", f"AlexNet 0 {mark}"), 0)
        return found
    finally:
        server.close()


def _table(figures: dict[str, dict[str, list[Measured]]], lectures: int, rounds: int) -> str:
    """Medians in seconds with their ratio to the floor, which is the plain build of that scene."""
    medians = {
        tool: {scene: statistics.median(m.seconds for m in all_) for scene, all_ in scenes.items()}
        for tool, scenes in figures.items()
    }
    setting = f"{lectures} lectures, medians of {rounds} rounds, {os.cpu_count()} cores"
    lines = [
        f"{setting}; in brackets the ratio to the plain build\n",
        "| | " + " | ".join(SCENES) + " | peak memory, cold |",
        "|---" * (len(SCENES) + 2) + "|",
    ]
    for tool, scenes in medians.items():
        cells = []
        for scene in SCENES:
            floor = medians.get("plain", {}).get(scene)
            value = scenes.get(scene)
            ratio = f" ({value / floor:.2f})" if value and floor else ""
            cells.append(f"{value:.2f} s{ratio}" if value else "–")
        peak = figures[tool]["cold memory"][0].peak_bytes / 1e9
        lines.append(f"| {tool} | " + " | ".join(cells) + f" | {peak:.2f} GB |")
    ours = medians.get("rechenprobe", {}).get("cold")
    for peer in ("markdown-exec", "mkdocs-jupyter", "myst-nb"):
        if ours and peer in medians:
            quick = medians.get("symbolic", {}).get("cold")
            lines.append("")
            text = f"cold, against {peer}: {ours / medians[peer]['cold']:.2f}"
            lines.append(
                text + (f", symbolic {quick / medians[peer]['cold']:.2f}" if quick else "")
            )
    return "\n".join(lines)


if __name__ == "__main__":
    main()
