#!/usr/bin/env python3
"""How long building a course takes: rechenprobe, its floor and its peers, side by side.

    python scripts/bench.py --publish                    # everything, into the handbook
    python scripts/bench.py --only tools --tools plain rechenprobe --rounds 1 --lectures 2
    python scripts/bench.py --table --publish            # measure nothing, write the page anew

Every tool builds the same lectures (the seed's AlexNet) in turn, several rounds. Raw figures go to
a JSON file; the handbook's tables are written from that file, never by hand. What a run with
`--publish` does not measure stays as it is there, if the machine is the same. Peers run in
environments of their own, which are kept.

Parts: `tools` (all tools, all scenes), `floor` (a plain build while the bare code runs), `large`
(eight billion parameters), `many` (200 unchanged lectures), `check` (`rechenprobe check`).
"""

import argparse
import compileall
import json
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import get_args

from bench_measure import Measured, Server, run
from bench_report import (
    Results,
    joined,
    machine,
    read_results,
    table,
    write_page,
    write_results,
)
from bench_sites import LARGE, ROOT, WITHOUT, Tool, edit_cell, edit_prose, write_single
from bench_tools import QUIET, Bench

PARTS = ("tools", "floor", "large", "many", "check")
RAW = ROOT / "scripts" / "messwerte.json"
PAGE = ROOT / "docs" / "handbuch" / "messwerte.md"
MANY = 200
PORT = 18321

Note = Callable[[str, str, Measured], None]
"""`note(subject, scene, figure)`: one more figure."""


def main() -> None:
    """Measure, report."""
    args = _arguments()
    if not args.table:
        work = args.work.resolve()
        bench = Bench(work, (args.environments or work / "environments").resolve())
        figures: dict[str, dict[str, list[Measured]]] = {}

        def note(subject: str, scene: str, figure: Measured) -> None:
            print(f"  {subject}, {scene}: {figure.seconds:.2f} s", file=sys.stderr)
            figures.setdefault(subject, {}).setdefault(scene, []).append(figure)

        compileall.compile_dir(ROOT / "plugins", quiet=1)  # as pip leaves the peers
        for tool in args.tools:
            bench.python(tool)  # makes the environment
        for number in range(args.rounds):
            print(f"round {number + 1} of {args.rounds}", file=sys.stderr)
            for part in args.only:
                _PARTS[part](bench, args, note)
        if "tools" in args.only:
            _memory(bench, args, note)
        results = Results(machine(), args.lectures, args.many, figures)
        if args.publish and RAW.is_file():
            results = joined(read_results(RAW), results)
        args.work.mkdir(parents=True, exist_ok=True)
        write_results(RAW if args.publish else args.work / RAW.name, results)
    else:
        results = read_results(RAW)
    print(table(results))
    if args.publish:
        write_page(PAGE, results)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    work = ROOT / ".cache" / "bench"
    parser.add_argument("--lectures", type=int, default=10)
    parser.add_argument("--many", type=int, default=MANY, help="lectures of the part `many`")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--only", nargs="+", choices=PARTS, default=list(PARTS))
    parser.add_argument("--tools", nargs="+", choices=get_args(Tool), default=list(get_args(Tool)))
    previewing = [tool for tool in get_args(Tool) if tool != "myst-nb"]
    shown = "tools whose previews are measured, too"
    parser.add_argument("--previews", nargs="+", choices=previewing, default=previewing, help=shown)
    parser.add_argument("--edits", type=int, default=8, help="of each kind, in a preview")
    parser.add_argument("--work", type=Path, default=work, help="folder for the sites")
    parser.add_argument("--environments", type=Path, help="folder for the peers; in --work")
    shown = f"the figures into {RAW.name}, the tables into {PAGE.name}"
    parser.add_argument("--publish", action="store_true", help=shown)
    parser.add_argument("--table", action="store_true", help=f"measure nothing, read {RAW.name}")
    return parser.parse_args()


def _tools(bench: Bench, args: argparse.Namespace, note: Note) -> None:
    """Each tool: cold, unchanged, prose edited, a cell edited; then the same in a preview."""
    for tool in args.tools:
        folder, pages = bench.site(tool, args.lectures)
        note(tool, "cold", bench.build(tool, folder))
        _must_have_run(tool, folder, pages[0].stem)
        note(tool, "unchanged", bench.build(tool, folder))
        edit_prose(pages[0], "anders")
        note(tool, "prose", bench.build(tool, folder))
        edit_cell(pages[0], 4711)
        note(tool, "cell", bench.build(tool, folder))
        if tool in args.previews:
            _serve(bench, tool, folder, pages[0], args.edits, note)


def _must_have_run(tool: Tool, folder: Path, page: str) -> None:
    """Whoever is quick because nothing was executed is not measured."""
    built = [*(folder / "site").glob(f"{page}*"), *(folder / "site" / page).glob("*.html")]
    shown = any("34,944" in file.read_text("utf-8") for file in built if file.suffix == ".html")
    # markdown-exec catches only what the page's own code prints, not Keras' summary.
    if not shown and tool not in ("plain", "markdown-exec"):
        raise SystemExit(f"{tool} did not run the code of {page} in {folder}")


def _serve(bench: Bench, tool: Tool, folder: Path, page: Path, edits: int, note: Note) -> None:
    """From saving a page to its fresh version being served, beside a running preview."""
    server = Server(bench.command(tool), folder, bench.variables(tool), PORT)
    try:
        server.wait_for(f"{page.stem}/", "AlexNet 0 anders")
        for number in range(edits):
            for scene in ("serve prose", "serve cell"):
                # An author pauses, but not in step with MkDocs, which looks every 0.25 s.
                time.sleep(1.0 + 0.35 * (number * 0.618 % 1))
                if scene == "serve cell":
                    edit_cell(page, 5000 + number)
                mark = f"{scene.split()[1]}{number}x"
                edit_prose(page, mark)
                seconds = server.wait_for(f"{page.stem}/", f"AlexNet 0 {mark}")
                note(tool, scene, Measured(seconds, 0))
    finally:
        server.close()


def _memory(bench: Bench, args: argparse.Namespace, note: Note) -> None:
    """Once for each tool: looking at the memory costs time."""
    for tool in args.tools:
        folder, _ = bench.site(tool, args.lectures)
        note(tool, "cold memory", bench.build(tool, folder, memory=True))


def _floor(bench: Bench, args: argparse.Namespace, note: Note) -> None:
    """A plain build, and beside it one import of Keras and the bare code on all cores."""
    folder, _ = bench.site("plain", args.lectures, "floor")
    share = folder / "share.json"
    code = [sys.executable, str(Path(__file__).with_name("bench_floor.py"))]
    code += [str(args.lectures), "--share", str(share)]
    start = time.perf_counter()
    beside = threading.Thread(target=bench.build, args=("plain", folder))
    beside.start()
    subprocess.run(code, check=True, env={**bench.variables("plain")}, capture_output=True)
    beside.join()
    note("floor", "cold", Measured(time.perf_counter() - start, 0))
    for seconds in json.loads(share.read_text(encoding="utf-8")):
        note("floor", "code of a lecture", Measured(seconds, 0))


def _large(bench: Bench, args: argparse.Namespace, note: Note) -> None:
    """A symbolic model of eight billion parameters against a lecture without a model."""
    del args
    for scene, cell in (("without", WITHOUT), ("model", LARGE)):
        folder = bench.work / "sites" / f"large-{scene}"
        for memory in (False, True):
            shutil.rmtree(folder, ignore_errors=True)
            write_single(folder, cell)
            figure = bench.build("symbolic", folder, memory=memory)
            note("large", f"{scene} memory" if memory else scene, figure)


def _many(bench: Bench, args: argparse.Namespace, note: Note) -> None:
    """Many unchanged lectures."""
    tools: tuple[Tool, ...] = ("plain", "symbolic")
    for tool in tools:
        folder = _built(bench, tool, args.many, f"many-{tool}")
        note("many", tool, bench.build(tool, folder))


def _check(bench: Bench, args: argparse.Namespace, note: Note) -> None:
    """`rechenprobe check` of an unchanged course."""
    folder = _built(bench, "rechenprobe", args.lectures, "check")
    command = [str(Path(sys.executable).with_name("rechenprobe")), "check"]
    note("check", "unchanged", run(command, folder, QUIET, memory=False))


def _built(bench: Bench, tool: Tool, lectures: int, name: str) -> Path:
    """A course that was built just now; it stays from round to round."""
    folder = bench.work / "sites" / f"{name}-{lectures}"
    if not folder.is_dir():
        bench.site(tool, lectures, folder.name)
    bench.build(tool, folder)
    return folder


_PARTS: dict[str, Callable[[Bench, argparse.Namespace, Note], None]] = {
    "tools": _tools,
    "floor": _floor,
    "large": _large,
    "many": _many,
    "check": _check,
}


if __name__ == "__main__":
    main()
