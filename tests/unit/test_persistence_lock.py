"""Two conversation processes on one SQLite file: the second one is told, and the lock dies with its holder."""

from __future__ import annotations

import signal
import subprocess
import sys
from pathlib import Path

import pytest

from core.errors import Misconfigured
from core.persistence.lock import ConversationLock, Taken

_HOLDER = """
import sys, time
from pathlib import Path
from core.persistence.lock import ConversationLock
with ConversationLock(Path(sys.argv[1])):
    print("held", flush=True)
    sys.stdin.readline()
"""


def hold(path: Path) -> subprocess.Popen[str]:
    holder = subprocess.Popen(
        [sys.executable, "-c", _HOLDER, str(path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert holder.stdout is not None
    assert holder.stdout.readline() == "held\n"
    return holder


def test_the_second_process_is_told_who_has_it_and_a_killed_one_lets_go(tmp_path: Path) -> None:
    path = tmp_path / "wetpalette.db"
    holder = hold(path)
    with holder:
        with pytest.raises(Taken, match=rf"process {holder.pid}\) is using this database"):
            ConversationLock(path).acquire()
        holder.send_signal(signal.SIGTERM if sys.platform == "win32" else signal.SIGKILL)
        holder.wait(20)
        with ConversationLock(path), pytest.raises(Taken):
            ConversationLock(path).acquire()
        with ConversationLock(path):
            pass


def test_another_file_is_another_lock(tmp_path: Path) -> None:
    with ConversationLock(tmp_path / "a.db"), ConversationLock(tmp_path / "b.db"):
        pass


def test_letting_go_twice(tmp_path: Path) -> None:
    lock = ConversationLock(tmp_path / "wetpalette.db")
    lock.release()
    lock.acquire()
    lock.release()
    lock.release()
    lock.acquire()
    lock.release()


def test_a_folder_that_cannot_be_written(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(Misconfigured, match="cannot be written"):
        ConversationLock(tmp_path / "file" / "wetpalette.db").acquire()
