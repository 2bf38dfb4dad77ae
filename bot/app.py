"""The composition root: settings -> core -> a surface; opened and closed together."""

# ruff: noqa: PLC0415  nothing is loaded before the settings are known to be good
from __future__ import annotations

import asyncio
import gc
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.exits import DatabaseRefusal
from bot.settings import Settings
from core.errors import Busy, Misconfigured
from core.words import N_

if TYPE_CHECKING:
    from core.services import Services

TERMINAL = ("terminal", "local")
"""Platform and id of the person who sits at this machine."""


@dataclass(frozen=True, slots=True)
class House:
    """The open house as a terminal meets it."""

    core: Services
    person_id: str


@contextmanager
def opened(settings: Settings, runner: asyncio.Runner, *, conversation: bool = False) -> Iterator[House]:
    """Open everything on the runner's loop; close it in the end, whatever happens.

    Args:
        settings: what the operator wants.
        runner: the event loop of this process.
        conversation: this process talks for a longer time, so it must be the only one on a SQLite file.

    Raises:
        DatabaseRefusal: the database or its keys need the operator.
        Busy: another conversation process is at work on the file.
        Unavailable: the database does not answer.
    """
    check_engine(settings)
    with ExitStack() as stack:
        try:
            if conversation:
                alone(settings.database_url, stack)
            core = runner.run(open_core(settings))
        except Misconfigured as refusal:
            raise DatabaseRefusal(refusal.message, **refusal.values) from None
        stack.callback(lambda: runner.run(core.close()))
        person_id = runner.run(_person(core))
        gc.freeze()
        gc.enable()
        yield House(core, person_id)


async def rotate_keys(core: Services, settings: Settings) -> int:
    """Seal everything anew with the newest key, a fresh one where a key file is used; how many values were written."""
    from core.persistence.vault import key_file, rotate_all, rotate_file

    if settings.encryption_keys or core.db.path is None:
        return await rotate_all(core.db, core.vault)
    return await rotate_file(core.db, key_file(core.db.path))


def check_engine(settings: Settings) -> None:
    """Refuse an engine that is not there.

    Raises:
        Misconfigured: the operator asked for one.
    """
    if settings.generation.engine == "openai":
        raise Misconfigured(
            N_(
                "generation.engine is openai, which this version does not have yet."
                " Set it to embedded, or leave it out."
            )
        )


def alone(url: str, stack: ExitStack) -> None:
    """Take the lock of a conversation, on a SQLite file; PostgreSQL has no such limit.

    Raises:
        Busy: another conversation process has it.
        Misconfigured: the folder cannot be written, or the URL is none.
    """
    from pathlib import Path

    from core.persistence.database import parse_url
    from core.persistence.lock import ConversationLock, Taken

    parsed = parse_url(url)
    if parsed.get_backend_name() != "sqlite":
        return
    try:
        stack.enter_context(ConversationLock(Path(parsed.database or "")))
    except Taken as refusal:
        raise Busy(refusal.message, **refusal.values) from None


async def open_core(settings: Settings) -> Services:
    """Open the core; raises as `core.services.open_services`."""
    from core.services import open_services

    return await open_services(settings.database_url, settings.encryption_keys)


async def _person(core: Services) -> str:
    from core.accounts.service import person_for

    return await core.db.write(person_for, *TERMINAL, now=core.clock())
