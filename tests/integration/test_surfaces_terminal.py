"""The terminal: Ctrl-C while something is painted, a conversation in a real terminal, and news of an earlier run."""

from __future__ import annotations

import asyncio
import io
import os
import pty
import re
import select
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from rich.console import Console

from bot.exits import Exit
from bot.screens.briefs import BriefForm
from bot.terminal.chat import Conversation
from bot.terminal.once import paint_once
from bot.terminal.render import Screen
from core.accounts.service import person_for
from core.clock import now_ms
from core.generation import notices
from core.generation.brief import Brief
from core.generation.embedded import EmbeddedEngine
from core.generation.proposal import Proposal
from core.outbox import service as outbox
from core.services import Services, open_services

WORDS = "drowned sailors, ghostly teal and rusted brass, grimdark"


class Interrupted:
    """An engine during whose work the person presses Ctrl-C."""

    name, version = "interrupted", "1"

    def __init__(self, *, late: bool = False) -> None:
        self.late = late
        self._inner = EmbeddedEngine()

    async def propose(self, brief: Brief) -> Proposal:
        os.kill(os.getpid(), signal.SIGINT)
        if not self.late:
            await asyncio.sleep(60)
        return await self._inner.propose(brief)


class Terminal:
    """A house on one event loop, as the command line opens it."""

    def __init__(self, runner: asyncio.Runner, url: str, engine: object) -> None:
        self.runner = runner
        self.core: Services = runner.run(open_services(url, engine=engine))  # type: ignore[arg-type]
        self.person_id = runner.run(self.core.db.write(person_for, "terminal", "local", now=now_ms()))
        self.out = io.StringIO()
        self.screen = Screen(console=Console(file=self.out, width=80, soft_wrap=True, highlight=False))

    def talk(self, *said: str, lines: Iterator[str] | None = None) -> str:
        """Say lines in a conversation, given or made while it goes on; what was printed."""

        rest = iter(said) if lines is None else lines

        class Lines:
            def read(self) -> str | None:
                return next(rest, None)

        Conversation(self.core, self.person_id, self.screen, self.runner.run).hold(Lines())  # type: ignore[arg-type]
        return self.out.getvalue()


@pytest.fixture
def terminal(sqlite_url, tmp_path, monkeypatch) -> Iterator[Terminal]:
    monkeypatch.chdir(tmp_path)
    with asyncio.Runner() as runner:
        made = Terminal(runner, sqlite_url, Interrupted())
        yield made
        runner.run(made.core.close())


def test_ctrl_c_in_a_conversation_gives_the_tokens_back_and_the_talk_goes_on(terminal):
    said = terminal.talk(WORDS, "1", "/balance", "/history")
    assert "Choosing colours …" in said
    assert "Stopped\n0 tokens were charged; you have 12 tokens." in said
    assert said.count("You have 12 tokens") == 3
    assert "A paint scheme" not in said
    assert terminal.runner.run(terminal.core.ledger.audit()).clean


def test_names_are_asked_for_chosen_and_found_again(terminal):
    def pressing() -> Iterator[str]:
        yield "/nickname captain of the drowned --tradition sea --tone dry"
        yield _number_of(terminal, "Suggest names (1 token)")
        yield _number_of(terminal, "Sillier (1 token)")
        yield "1"
        yield "/nickname"
        yield "a grim old knight --tradition gothic"
        yield "/nickname history"

    said = terminal.talk(lines=pressing())
    assert "Names for captain of the drowned?" in said
    assert said.count("1 token spent.") == 3
    assert "Sea raider; silly" in said or "Sea raider; funny" in said or "Sea raider; light-hearted" in said
    assert "That is the one" in said
    assert "What should get a name?" in said
    assert "Names for a grim old knight" in said
    assert "none taken" in said.partition("Your names\n")[2]
    assert terminal.runner.run(terminal.core.ledger.audit()).clean


def _number_of(terminal: Terminal, caption: str) -> str:
    """The number that presses a button of the last card."""
    return re.findall(rf"(\d+) {re.escape(caption)}", terminal.out.getvalue())[-1]


def test_a_picture_that_cannot_be_drawn_leaves_its_words_and_the_talk_goes_on(sqlite_url, tmp_path, monkeypatch):
    def broken(*_args, **_kwargs) -> bytes:
        raise RuntimeError("no")

    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("bot.swatches.sheet.draw_sheet", broken)
    with asyncio.Runner() as runner:
        terminal = Terminal(runner, sqlite_url, EmbeddedEngine())
        said = " ".join(terminal.talk(WORDS, "1", "/balance").split())
        runner.run(terminal.core.close())
    assert "If it happens twice, name incident" in said
    assert "Best paint" in said or "best paint" in said, "the alt text is read instead"
    assert "3 tokens spent." in said
    assert said.count("You have 9 tokens") == 2


def test_every_page_of_a_card_is_saved_and_named(sqlite_url, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    with asyncio.Runner() as runner:
        terminal = Terminal(runner, sqlite_url, EmbeddedEngine())

        def pressing(*labels: str) -> Iterator[str]:
            yield WORDS
            for label in labels:
                yield re.findall(rf"(\d+) {label}", " ".join(terminal.out.getvalue().split()))[-1]

        said = terminal.talk(lines=pressing("Paint it", "Recipe", "Both pages"))
        runner.run(terminal.core.close())
    last = said[said.rindex("Both pages: the colours and the recipe.") :]
    sheet, recipe = sorted((path.name for path in tmp_path.glob("*.png")), key=len)
    assert recipe == sheet.replace(".png", "-recipe.png")
    assert re.findall(r"wetpalette-\S+\.png", last) == [sheet, recipe]


def test_ctrl_c_in_a_try_gives_the_tokens_back_and_says_so(terminal):
    errors = io.StringIO()
    screen = Screen(console=Console(file=errors, width=80, soft_wrap=True))
    work = paint_once(
        terminal.core, terminal.person_id, BriefForm(WORDS), out=None, screen=terminal.screen, errors=screen
    )
    status = terminal.runner.run(work)
    assert status is Exit.STOPPED
    assert "Stopped. 0 tokens were charged; you have 12 tokens." in errors.getvalue()
    assert terminal.runner.run(terminal.core.ledger.audit()).clean


def test_what_an_earlier_run_left_behind_is_told_at_the_next_command(sqlite_url, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    with asyncio.Runner() as runner:
        terminal = Terminal(runner, sqlite_url, EmbeddedEngine())
        for kind, payload in (
            (notices.READY, {"request_id": "r1", "code": "7KQ2M4XR"}),
            (notices.FAILED, {"request_id": "r2", "incident": "ABCD1234"}),
            ("of another version", {}),
        ):
            runner.run(
                terminal.core.db.write(
                    outbox.put, person_id=terminal.person_id, kind=kind, payload=payload, now=now_ms()
                )
            )
        said = terminal.talk("/balance")
        assert "7KQ2M4XR was finished after an interruption." in said
        assert "The log knows it as ABCD1234." in said
        assert "finished" not in terminal.talk("/balance")[len(said) :], "news is told once"
        runner.run(terminal.core.close())


# --- a real terminal ---


class Window:
    """A process on a pseudo-terminal of 80 columns."""

    def __init__(self, folder: Path, url: str) -> None:
        self.master, slave = pty.openpty()
        environment = {k: v for k, v in os.environ.items() if not k.startswith("WETPALETTE_") and k != "NO_COLOR"} | {
            "WETPALETTE_STORAGE__URL": url,
            "XDG_DATA_HOME": str(folder / "data"),
            "XDG_CONFIG_HOME": str(folder / "config"),
            "TERM": "xterm-256color",
            "COLUMNS": "80",
            "LINES": "24",
            "COLORTERM": "truecolor",
            "LC_ALL": "C.UTF-8",
        }
        command = Path(sys.executable).with_name("wetpalette")
        # The first terminal that a new session opens is the one whose Ctrl-C it gets.
        script = 'exec "$1" chat <"$2" >"$2" 2>&1'
        self.process = subprocess.Popen(
            ["/bin/sh", "-c", script, "sh", command, os.ttyname(slave)],
            stdin=subprocess.DEVNULL,
            cwd=folder,
            env=environment,
            start_new_session=True,
        )
        self._slave = slave  # open until the process has opened its own, or the first read would see a hang-up
        self.seen = ""

    def type(self, keys: str) -> None:
        os.write(self.master, keys.encode())

    def close(self) -> None:
        os.close(self.master)
        os.close(self._slave)

    def wait_for(self, words: str, seconds: float = 60) -> str:
        """Read until these words come, from where the last wait ended; everything up to and with them."""
        end = time.monotonic() + seconds
        while words not in self.seen:
            ready, _, _ = select.select([self.master], [], [], max(0.0, end - time.monotonic()))
            assert ready, f"waited for {words!r}, saw {self.seen!r}"
            self.seen += os.read(self.master, 65536).decode(errors="replace")
        found, _, rest = self.seen.partition(words)
        self.seen = rest
        return found + words


def test_a_conversation_in_a_real_terminal(sqlite_url, tmp_path):
    window = Window(tmp_path, sqlite_url)
    window.wait_for("> ")
    window.type(WORDS + "\r")
    window.wait_for("Paint it (3 tokens)")
    window.wait_for("> ")
    window.type("1\r")
    result = window.wait_for("1 Again (2 tokens)")
    assert "\x1b[48;2;" in result, "colours are drawn"
    assert "\rDrawing …" in result or "\rFinding paints …" in result, "progress stays on one line"
    for line in re.sub(r"\x1b\[[\d;?]*[a-zA-Z]", "", result).replace("\r", "\n").splitlines():
        assert len(line) <= 80, line
    window.wait_for("> ")
    time.sleep(0.2)  # readline shows its prompt a moment before it listens for Ctrl-C
    window.type("\x03")
    window.wait_for("/quit leaves")
    window.type("/balance\r")
    window.wait_for("You have 9 tokens")
    window.wait_for("> ")
    window.type("\x04")
    assert window.process.wait(timeout=60) == 0
    window.close()
