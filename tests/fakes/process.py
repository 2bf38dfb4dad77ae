"""The real `wetpalette run` as a process of its own: started, asked, read, stopped.

`python -m tests.fakes.process GATE run` is the same process with one difference: its engine waits before it proposes
anything for as long as the file GATE exists, so that a test can do something to it "during a generation".
"""

from __future__ import annotations

import asyncio
import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import aiohttp

COMMAND = Path(sys.executable).with_name("wetpalette")
ROOT = Path(__file__).resolve().parents[2]


def free_port() -> int:
    """A port of this machine that nobody has at the moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


class BotProcess:
    """One life of the process after another, in one folder: the database, the settings and the log stay.

    Args:
        folder: an empty folder of its own; `wetpalette.db` may be put there before the first start.
        api_base: of the local Discord.
        gateway_url: of the local Discord.
        token: what the bot logs in with; empty for a bot that is not on Discord.
        telegram: the table `[telegram]`, for a bot that is on Telegram.
        web: further keys of the table `[web]`.
        url: of the database, when it is not the file in the folder.
        keys: what it is encrypted with, where the process makes no key by itself.
        gated: start it so that `gate` can hold its engine.
        bytecode: where compiled modules are kept when this interpreter writes none; several processes may share it.
        discord: further keys of the table `[discord]`.
    """

    def __init__(
        self,
        folder: Path,
        *,
        api_base: str = "",
        gateway_url: str = "",
        token: str = "",
        telegram: Mapping[str, Any] | None = None,
        web: Mapping[str, Any] | None = None,
        url: str = "",
        keys: Sequence[str] = (),
        gated: bool = False,
        bytecode: Path | None = None,
        **discord: Any,
    ) -> None:
        self.folder = folder
        self.port = free_port()
        self.database = folder / "wetpalette.db"
        self.log_file = folder / "wetpalette.log"
        self.gate = folder / "gate"
        self.gated = gated
        self.bytecode = bytecode or folder / "bytecode"
        self.url = url or f"sqlite+aiosqlite:///{self.database}"
        self.storage = {"url": self.url} | ({"encryption_keys": list(keys)} if keys else {})
        self.discord = {"token": token, "api_base": api_base, "gateway_url": gateway_url, **discord} if token else {}
        self.telegram = dict(telegram or {})
        self.web = {"port": self.port, **(web or {})}
        self.lives = 0
        self.process: subprocess.Popen[bytes] | None = None

    # --- start and end ---

    def start(self) -> None:
        """Start it; `ready` waits until it is connected."""
        assert self.process is None or self.process.poll() is not None, "it is running"
        config = self.folder / "config.toml"
        tables = {
            "storage": self.storage,
            "discord": self.discord,
            "telegram": self.telegram,
            "web": self.web,
        }
        lines = [
            f"[{name}]\n" + "\n".join(f"{k} = {json.dumps(v)}" for k, v in t.items()) for name, t in tables.items()
        ]
        config.write_text("\n\n".join(lines) + "\n")
        command = [sys.executable, "-m", "tests.fakes.process", str(self.gate)] if self.gated else [str(COMMAND)]
        kept = {k: v for k, v in os.environ.items() if not k.startswith(("WETPALETTE_", "PYTHON", "COV"))}
        own = {"HOME": str(self.folder), "XDG_DATA_HOME": str(self.folder / "data"), "LC_ALL": "C.UTF-8"}
        if sys.dont_write_bytecode:  # compiling all of it takes longer than a start
            own["PYTHONPYCACHEPREFIX"] = str(self.bytecode)
        self.lives += 1
        with self._stderr.open("wb") as stderr, (self.folder / "stdout.txt").open("ab") as stdout:
            self.process = subprocess.Popen(
                [*command, "--config", str(config), "--log-file", str(self.log_file), "run"],
                cwd=ROOT if self.gated else self.folder,
                env=kept | own,
                stdin=subprocess.DEVNULL,
                stdout=stdout,
                stderr=stderr,
            )

    @property
    def running(self) -> subprocess.Popen[bytes]:
        """The process; AssertionError when none was started."""
        assert self.process is not None, "it was never started"
        return self.process

    async def ready(self, timeout: float = 60.0) -> None:  # noqa: ASYNC109
        """Wait until `/readyz` says 200; an AssertionError with what it said on stderr when it ends before."""
        deadline = time.monotonic() + timeout
        while True:
            status = self.running.poll()
            assert status is None, f"it ended with {status}: {self.stderr()}"
            assert time.monotonic() < deadline, f"not ready within {timeout} s: {self.stderr()}"
            try:
                if (await self.get("/readyz"))[0] == 200:
                    return
            except aiohttp.ClientError:
                pass
            await asyncio.sleep(0.05)

    async def ended(self, timeout: float = 60.0) -> int:  # noqa: ASYNC109
        """Wait for its end; the exit status."""
        deadline = time.monotonic() + timeout
        while self.running.poll() is None:
            assert time.monotonic() < deadline, f"it still runs after {timeout} s: {self.stderr()}"
            await asyncio.sleep(0.02)
        return self.running.returncode

    def terminate(self) -> None:
        """SIGTERM."""
        self.running.send_signal(signal.SIGTERM)

    async def stop(self, timeout: float = 30.0) -> int:  # noqa: ASYNC109
        """SIGTERM, and wait; the exit status."""
        self.terminate()
        return await self.ended(timeout)

    async def kill(self) -> None:
        """SIGKILL: no part of it hears anything of it."""
        self.running.kill()
        await self.ended()

    def abandon(self) -> None:
        """End it, whatever state a failed test left it in."""
        if self.process is not None and self.process.poll() is None:
            self.process.kill()
            self.process.wait(10)

    # --- what it says ---

    @property
    def _stderr(self) -> Path:
        return self.folder / f"stderr.{self.lives}.txt"

    def stderr(self) -> str:
        """What this life has said on stderr."""
        return self._stderr.read_text(errors="replace")

    def lines(self, event: str | None = None) -> list[dict[str, Any]]:
        """The structured lines of this life, all or those of one event."""
        found = [json.loads(line) for line in self.stderr().splitlines() if line.startswith("{")]
        return [line for line in found if event is None or line["event"] == event]

    def everything_said(self) -> str:
        """stderr and stdout of all lives, and the log file: where nothing private may stand."""
        paths = [*self.folder.glob("stderr.*.txt"), *self.folder.glob("stdout.txt"), *self.folder.glob("*.log*")]
        return "\n".join(path.read_text(errors="replace") for path in sorted(paths))

    async def get(self, path: str) -> tuple[int, str]:
        """Status and text of a page of its web side."""
        url = f"http://127.0.0.1:{self.port}{path}"
        async with aiohttp.ClientSession() as session, session.get(url) as answer:
            return answer.status, await answer.text()

    async def figures(self) -> dict[str, float]:
        """`/metrics` as sample (with its labels, as written) to value."""
        _, text = await self.get("/metrics")
        pairs = (line.rsplit(" ", 1) for line in text.splitlines() if line and not line.startswith("#"))
        return {name: float(value) for name, value in pairs}

    # --- holding its engine ---

    def close_gate(self) -> None:
        """Let no generation get past the engine from now on."""
        assert self.gated, "this process has no gate"
        self.gate.touch()

    def open_gate(self) -> None:
        """Let them go on."""
        self.gate.unlink(missing_ok=True)


def main() -> None:
    """`wetpalette` with an engine that waits at the gate."""
    is_closed = Path(sys.argv.pop(1)).exists
    from core.generation.embedded import EmbeddedEngine

    compute = EmbeddedEngine.propose_now

    async def propose(self: EmbeddedEngine, brief: Any) -> Any:
        while is_closed():  # noqa: ASYNC110  another process opens it
            await asyncio.sleep(0.01)
        return await asyncio.to_thread(compute, self, brief)

    # as an engine that waits for an answer from somewhere, and can be cancelled meanwhile
    EmbeddedEngine.propose = propose  # type: ignore[method-assign]
    EmbeddedEngine.propose_now = None  # type: ignore[method-assign,assignment]
    from bot.cli import main as command

    command()


if __name__ == "__main__":
    main()
