"""kill -9 in the middle of it, again and again: what was shown is there, what was charged is there, nothing is held."""

from __future__ import annotations

import asyncio
import os
import random
import signal
import sys
from collections.abc import Iterator
from pathlib import Path
from subprocess import PIPE, Popen

import pytest

from tests.fakes.house import House

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")

ROOT = Path(__file__).parents[3]
PEOPLE, TOKENS = 6, 100_000


class Painters:
    """The other end of `tests.fakes.painter`."""

    def __init__(self, process: Popen[str]) -> None:
        assert process.stdin is not None
        assert process.stdout is not None
        self._write, self._read = process.stdin, process.stdout

    async def run(
        self, *command: object, kill_at: tuple[int, float] | None = None
    ) -> tuple[int, list[tuple[str, str]]]:
        """Run one process to its end; its exit code, and (person, code) of every scheme it showed.

        Args:
            command: what it does.
            kill_at: kill it after it has shown so many schemes, and so many seconds more.
        """
        self._write.write(f"{' '.join(map(str, command))}\n")
        self._write.flush()
        pid, shown = 0, list[tuple[str, str]]()
        while line := (await asyncio.to_thread(self._read.readline)).split():
            match line:
                case ["PID", number]:
                    pid = int(number)
                case ["ACK", who, code]:
                    shown.append((who, code))
                case ["END", status]:
                    return int(status), shown
            if kill_at is not None and line[0] != "PID" and len(shown) >= kill_at[0]:
                await asyncio.sleep(kill_at[1])
                os.kill(pid, signal.SIGKILL)
                kill_at = None
        raise AssertionError("the painters have gone")


@pytest.fixture(scope="module")
def painters() -> Iterator[Painters]:
    command = [sys.executable, "-m", "tests.fakes.painter"]
    with Popen(command, stdin=PIPE, stdout=PIPE, cwd=ROOT, text=True, bufsize=1) as process:
        yield Painters(process)
        assert process.stdin is not None
        process.stdin.close()


async def _rounds(house: House, painters: Painters, rng: random.Random, rounds: int) -> None:
    url = house.db.url
    for _ in range(PEOPLE):
        await house.person(TOKENS)
    shown: list[tuple[str, str]] = []
    recovered = 0
    for round_ in range(rounds):
        # Half of them die inside a transaction, before some statement; the others at some moment, wherever that is.
        if round_ % 2:
            status, codes = await painters.run("paint", url, rng.random(), rng.randint(1, 500))
        else:
            moment = (rng.randint(0 if round_ else 3, 8), rng.uniform(0.0, 0.1))
            status, codes = await painters.run("paint", url, rng.random(), 0, kill_at=moment)
        assert status == -signal.SIGKILL
        shown += codes
        recovered += sum(row.status == "pending" for row in await house.requests())
        assert await painters.run("recover", url) == (0, [])
        books = await house.books()
        kept = {(row.person_id, row.code) for row in books.schemes.values()}
        assert set(shown) <= kept, "a scheme that was shown is gone"
    left = [(await house.balance(who)).posted for who in house.people]
    paid = [row for row in books.schemes.values() if row.person_id in house.people]
    assert PEOPLE * TOKENS - sum(left) == 3 * len(paid)
    assert shown
    sys.stdout.write(
        f"{house.db.dialect}, {rounds} rounds of kill -9: {len(shown)} schemes shown, {len(paid)} stored and charged,"
        f" {recovered} requests in the middle of it, all put right\n"
    )


async def test_killed_at_random(house: House, painters: Painters, rng: random.Random) -> None:
    await _rounds(house, painters, rng, 2)


@pytest.mark.soak
async def test_killed_at_random_a_hundred_times(
    house: House, painters: Painters, rng: random.Random, capsys: pytest.CaptureFixture[str]
) -> None:
    with capsys.disabled():
        await _rounds(house, painters, rng, 100)
