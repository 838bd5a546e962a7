"""A copy of this process works ahead; nothing of it is left, whatever happens."""

import logging
import os
import signal
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from rechenprobe.ahead import Ahead, Done, work_ahead

pytestmark = [
    pytest.mark.skipif(sys.platform != "linux", reason="processes are copied on Linux"),
    pytest.mark.single_threaded,
]


def begin(work: Callable[[Done], None]) -> Ahead:
    found = work_ahead(work)
    assert found is not None
    return found


def children() -> list[str]:
    listed = Path(f"/proc/self/task/{os.getpid()}/children").read_text(encoding="ascii")
    return listed.split()


def test_steps_are_waited_for_one_by_one(tmp_path: Path) -> None:
    def work(done: Done) -> None:
        for step in "ab":
            time.sleep(0.05)
            (tmp_path / step).touch()
            done()

    copy = begin(work)
    try:
        assert copy.has_done(1)
        assert (tmp_path / "a").exists()
        assert copy.has_done(2)
        assert (tmp_path / "b").exists()
        assert copy.has_done(1)
        assert not copy.has_done(3)
    finally:
        copy.close()
    assert children() == []


def test_whether_it_is_through_is_asked_without_waiting(tmp_path: Path) -> None:
    def work(done: Done) -> None:
        done()
        while not (tmp_path / "go").exists():
            time.sleep(0.01)
        done()

    copy = begin(work)
    try:
        assert copy.has_done(1)
        assert [copy.is_awaited(step) for step in (1, 2)] == [False, True]
        (tmp_path / "go").touch()
        assert copy.has_done(2)
        assert [copy.is_awaited(step) for step in (1, 2)] == [False, False]
        assert not copy.has_done(3)
        assert not copy.is_awaited(3)  # nothing will come any more
    finally:
        copy.close()


def _raise() -> None:
    raise RuntimeError


@pytest.mark.parametrize(
    "end",
    [_raise, sys.exit, lambda: os._exit(0), lambda: os.kill(os.getpid(), signal.SIGKILL)],
    ids=["error", "exit", "hard exit", "killed"],
)
def test_who_waits_for_a_copy_that_died_hears_of_it(end: Callable[[], object]) -> None:
    def work(done: Done) -> None:
        done()
        end()
        done()

    copy = begin(work)
    try:
        assert copy.has_done(1)
        assert not copy.has_done(2)
    finally:
        copy.close()
    assert children() == []


def test_a_copy_that_is_not_waited_for_is_ended() -> None:
    copy = begin(lambda _: time.sleep(600))
    assert len(children()) == 1
    copy.close()
    assert children() == []


def test_a_copy_ends_when_nobody_listens_any_more(tmp_path: Path) -> None:
    """As after `kill -9` of the process that it is a copy of."""

    def work(done: Done) -> None:
        while not (tmp_path / "closed").exists():
            time.sleep(0.01)
        done()
        (tmp_path / "went on").touch()

    copy = begin(work)
    os.close(copy._pipe)
    (tmp_path / "closed").touch()
    os.waitpid(copy._process, 0)
    assert not (tmp_path / "went on").exists()


def test_a_copy_says_nothing_to_people(
    capfd: pytest.CaptureFixture[str],
) -> None:
    def work(_: Done) -> None:
        logging.getLogger("mkdocs").error("Hallo")
        for stream in (1, 2):
            os.write(stream, b"Hallo")
        raise RuntimeError("Hallo")

    copy = begin(work)
    assert not copy.has_done(1)
    copy.close()
    said = capfd.readouterr()
    assert said.out + said.err == ""


def test_a_process_with_threads_is_not_copied() -> None:
    """A lock that another thread holds would be held in the copy for ever."""
    finish = threading.Event()
    thread = threading.Thread(target=finish.wait)
    thread.start()
    try:
        assert work_ahead(lambda done: done()) is None
    finally:
        finish.set()
        thread.join()
