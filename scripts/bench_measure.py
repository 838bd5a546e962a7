"""Measuring whole process trees: seconds on the clock, and proportional memory at its peak."""

import os
import subprocess
import time
from pathlib import Path
from threading import Event, Thread
from urllib.error import URLError
from urllib.request import urlopen

import psutil
from msgspec import Struct

_SAMPLE = 0.05
"""Seconds between two looks at the memory."""


class Measured(Struct, frozen=True):
    """One command's cost."""

    seconds: float
    peak_bytes: int
    """Largest sum over the tree of proportional set sizes (shared pages counted once); 0 if not
    asked for: looking costs time."""


def run(command: list[str], folder: Path, environment: dict[str, str], *, memory: bool) -> Measured:
    """Run a command to its end; raises `SystemExit` with its output if it fails."""
    log = folder / "bench.log"
    start = time.perf_counter()
    with log.open("wb") as output:
        process = subprocess.Popen(
            command, cwd=folder, env={**os.environ, **environment}, stdout=output, stderr=output
        )
        watcher = _Watcher(process.pid) if memory else None
        code = process.wait()
    seconds = time.perf_counter() - start
    peak = watcher.stop() if watcher else 0
    if code != 0:
        text = log.read_text(errors="replace")[-3000:]
        raise SystemExit(f"{' '.join(command)} failed in {folder}:\n{text}")
    return Measured(seconds, peak)


class _Watcher:
    def __init__(self, pid: int) -> None:
        self._peak = 0
        self._done = Event()
        self._thread = Thread(target=self._watch, args=(pid,), daemon=True)
        self._thread.start()

    def _watch(self, pid: int) -> None:
        while not self._done.wait(_SAMPLE):
            self._peak = max(self._peak, tree_memory(pid))

    def stop(self) -> int:
        self._done.set()
        self._thread.join()
        return self._peak


def tree_memory(pid: int) -> int:
    """Bytes of a process and all below it, shared pages in proportion."""
    total = 0
    try:
        root = psutil.Process(pid)
        for process in [root, *root.children(recursive=True)]:
            try:
                total += process.memory_full_info().pss
            except psutil.Error:
                continue
    except psutil.Error:
        return total
    return total


class Server:
    """`mkdocs serve` on a free port, for the time from saving a page to its being served."""

    def __init__(
        self, command: list[str], folder: Path, environment: dict[str, str], port: int
    ) -> None:
        self._base = f"http://127.0.0.1:{port}"
        log = (folder / "serve.log").open("wb")
        self._process = subprocess.Popen(
            [*command, "serve", "--livereload", "--dev-addr", f"127.0.0.1:{port}"],
            cwd=folder,
            env={**os.environ, **environment},
            stdout=log,
            stderr=log,
        )

    def wait_for(self, path: str, mark: str, limit: float = 300) -> float:
        """Seconds until the page at `path` holds `mark`."""
        start = time.perf_counter()
        while time.perf_counter() - start < limit:
            try:
                with urlopen(f"{self._base}/{path}", timeout=limit) as answer:  # noqa: S310 (our server)
                    if mark.encode() in answer.read():
                        return time.perf_counter() - start
            except (URLError, ConnectionError):
                pass
            if self._process.poll() is not None:
                raise SystemExit("mkdocs serve ended by itself")
            time.sleep(0.02)
        raise SystemExit(f"{path} did not show {mark} within {limit} s")

    def close(self) -> None:
        """End the server and all below it."""
        children = psutil.Process(self._process.pid).children(recursive=True)
        self._process.terminate()
        try:
            self._process.wait(20)
        except subprocess.TimeoutExpired:
            self._process.kill()
        for child in children:
            if child.is_running():
                child.kill()
