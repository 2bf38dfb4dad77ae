"""One conversation process on a SQLite file: a lock of the operating system, which dies with the process."""

from __future__ import annotations

import contextlib
import os
import sys
from pathlib import Path
from types import TracebackType
from typing import Final, Self

from core.errors import Misconfigured, Refusal
from core.persistence import failures
from core.words import N_

if sys.platform == "win32":
    import msvcrt
else:
    import fcntl

TAKEN: Final = N_(
    "Another `wetpalette run` or `chat` (process {pid}) is using this database. Stop it first;"
    " every other command works beside it."
)
_FAR: Final = 1 << 30
"""Where the locked byte lies on Windows, whose locks forbid reading: beyond the text that says who holds it."""


class Taken(Refusal):
    """Another conversation process holds the lock.

    Args:
        pid: its process id as it wrote it down; "?" when it did not get that far.
    """

    def __init__(self, pid: str) -> None:
        super().__init__(TAKEN, pid=pid)


class ConversationLock:
    """Held by `run` and `chat` for as long as they live; nothing else needs it.

    It lies in a file of its own, `<database>.lock`: opening and closing the database file itself would drop the locks
    that SQLite holds on it. The file stays when the lock goes; removing it would let two processes lock two files.

    Args:
        path: the SQLite file.
    """

    def __init__(self, path: Path) -> None:
        self.path = path.with_name(path.name + ".lock")
        self._handle: int | None = None

    def acquire(self) -> None:
        """Take the lock, at once or not at all.

        Raises:
            Taken: another process has it.
            Misconfigured: the folder cannot be written.
        """
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            handle = os.open(self.path, os.O_RDWR | os.O_CREAT, 0o600)  # not inherited by child processes
        except OSError:
            raise Misconfigured(failures.READ_ONLY, path=str(self.path)) from None
        if not _lock(handle):
            pid = os.read(handle, 20).decode("ascii", "replace").strip()
            os.close(handle)
            raise Taken(pid or "?")
        os.ftruncate(handle, 0)
        os.write(handle, f"{os.getpid()}\n".encode())
        self._handle = handle

    def release(self) -> None:
        """Give the lock back; a second call does nothing. The end of the process does the same."""
        if self._handle is not None:
            with contextlib.suppress(OSError):
                os.ftruncate(self._handle, 0)
            os.close(self._handle)
            self._handle = None

    def __enter__(self) -> Self:
        self.acquire()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.release()


def _lock(handle: int) -> bool:
    try:
        if sys.platform == "win32":
            os.lseek(handle, _FAR, os.SEEK_SET)
            msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
            os.lseek(handle, 0, os.SEEK_SET)
        else:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True
