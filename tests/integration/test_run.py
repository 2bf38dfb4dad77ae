"""The process of `wetpalette run`, in this one, with surfaces that do as they are told."""

from __future__ import annotations

import asyncio
import logging
import os
import signal
import socket
from collections.abc import Callable
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from aiohttp import web
from sqlalchemy import select

from bot import background, run
from bot.background import Courier, keep
from bot.exits import Exit, TokenRefused, status_of
from bot.run import Process
from bot.settings import Settings
from core.accounts.service import person_for
from core.errors import Busy, Misconfigured, Unavailable
from core.generation.brief import Brief
from core.outbox import service as outbox
from core.outbox.message import Delivered, Later, Undeliverable
from core.outbox.tables import outbox as table
from core.persistence.lock import ConversationLock
from core.services import Services
from tests.fakes.surface import FakeSurface

PATIENCE_S = 60.0


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(background, "LOOK_EVERY_S", 0.01)


def free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])


def settings_for(url: str, **more: Any) -> Settings:
    keys = [] if url.startswith("sqlite") else ["Yq1S7y0VQ0o2bJ1t8h7m3v9s5p4w6x2z1c3e5g7i9k0="]
    return Settings(storage={"url": url, "encryption_keys": keys}, discord={"token": "a.b.c"}, **more)


class Life:
    """One process of the tests, from start to end."""

    def __init__(self, settings: Settings, *surfaces: FakeSurface, grace_s: float = 25.0) -> None:
        self.process = Process(settings, {one.name: one.build for one in surfaces}, grace_s=grace_s)
        self.surfaces = surfaces
        self.task: asyncio.Task[None] | None = None

    async def __aenter__(self) -> Life:
        self.task = asyncio.create_task(self.process.live())
        started = asyncio.create_task(self.process.started.wait())
        await asyncio.wait({self.task, started}, timeout=PATIENCE_S, return_when=asyncio.FIRST_COMPLETED)
        if not started.done():
            started.cancel()
            await self.task
        return self

    async def __aexit__(self, *_: object) -> None:
        self.process.stop()
        assert self.task is not None
        await asyncio.wait({self.task}, timeout=PATIENCE_S)
        if not self.task.done():
            self.task.cancel()
            raise AssertionError("it did not end")

    @property
    def core(self) -> Services:
        core = self.surfaces[0].core
        assert core is not None
        return core

    def counted(self, name: str, **labels: str) -> float:
        return self.process.metrics.registry.get_sample_value(name, labels) or 0.0

    async def ready(self) -> int:
        assert self.process.web is not None
        async with aiohttp.ClientSession() as session, session.get(self.process.web.address + "/readyz") as answer:
            return answer.status

    async def put(self, **payload: Any) -> str:
        """A message for a painter on Discord."""
        now = self.core.clock()
        person = await self.core.db.write(person_for, "discord", "4711", now=now)
        return await self.core.db.write(outbox.put, person_id=person, kind="scheme_ready", payload=payload, now=now)

    async def state(self, message_id: str) -> tuple[str, int]:
        query = select(table.c.state, table.c.attempts).where(table.c.id == message_id)
        row = await self.core.db.read(lambda conn: conn.execute(query).one())
        return row.state, row.attempts


async def until(seen: Callable[[], Any]) -> None:
    """Wait until something can be seen, as long as a slow machine may need."""
    for _ in range(6000):
        now = seen()
        if await now if asyncio.iscoroutine(now) else now:
            return
        await asyncio.sleep(0.01)
    raise AssertionError("it never came to be")


# --- what is to run ---


def test_without_a_surface_the_keys_are_named():
    with pytest.raises(Misconfigured, match=r"discord.token or telegram.token .*WETPALETTE_TELEGRAM__TOKEN") as refusal:
        run.main(Settings())
    assert status_of(refusal.value) is Exit.CONFIGURATION


def test_every_platform_with_a_token_is_run():
    assert run.configured(Settings(discord={"token": "a"})) == ("discord",)
    assert run.configured(Settings(telegram={"token": "1:a"})) == ("telegram",)
    assert run.configured(Settings(telegram={"token": "1:a"}, discord={"token": "a"})) == ("discord", "telegram")
    assert run.configured(Settings(telegram={"token": "  ", "mode": "webhook"}, discord={"token": "a"})) == ("discord",)


@pytest.mark.parametrize(
    ("telegram", "web", "said"),
    [
        ({"mode": "webhook"}, {}, "web.port is not set"),
        ({"mode": "webhook"}, {"port": 8080}, "web.public_url is not set"),
        ({"mode": "webhook"}, {"public_url": "https://paint.example.org"}, "web.port is not set"),
        ({"mode": "webhook"}, {"port": 8080, "public_url": "http://paint.example.org"}, "begin with https://"),
        ({"mode": "webhook"}, {"port": 8080, "public_url": "https://paint.example.org:8080"}, "443, 80, 88 or 8443"),
        ({"mode": "webhook", "api_base": "http://127.0.0.1:1"}, {"port": 1, "public_url": "paint"}, "web.public_url"),
        ({"mode": "webhook", "api_base": "http://api"}, {"port": 1, "public_url": "http://paint"}, "web.public_url"),
        ({"api_base": "127.0.0.1:8081"}, {}, "telegram.api_base must be an address"),
    ],
)
def test_what_telegram_needs_is_said_before_anything_is_opened(telegram: Any, web: Any, said: str):
    with pytest.raises(Misconfigured) as refusal:
        run.main(Settings(telegram={"token": "1:a", **telegram}, web=web))
    assert said in str(refusal.value)
    assert status_of(refusal.value) is Exit.CONFIGURATION


@pytest.mark.parametrize(
    ("api_base", "public_url"),
    [("", "https://paint.example.org"), ("", "https://p.example:8443/bot"), ("http://127.0.0.1:1", "http://127.0.0.1")],
)
def test_a_webhook_that_can_be_called_is_fine(api_base: str, public_url: str):
    telegram = {"token": "1:a", "mode": "webhook", "api_base": api_base}
    assert run.configured(Settings(telegram=telegram, web={"port": 8080, "public_url": public_url})) == ("telegram",)


def test_two_processes_on_one_file_are_refused(tmp_path: Path):
    file = tmp_path / "wetpalette.db"
    with ConversationLock(file), pytest.raises(Busy, match=f"process {os.getpid()}"):
        run.main(settings_for(f"sqlite+aiosqlite:///{file}"))


# --- the start ---


async def test_started_in_order_and_ended_in_order(database_url: str, caplog: pytest.LogCaptureFixture):
    caplog.set_level(logging.INFO)
    surface = FakeSurface()
    gate = asyncio.Event()
    surface.starting = gate.wait
    process = Process(settings_for(database_url, web={"port": free_port()}), {"discord": surface.build})
    life = Life(settings_for(database_url), surface)
    life.process = process  # driven by hand, step by step
    async with asyncio.timeout(PATIENCE_S):
        task = asyncio.create_task(process.live())
        await until(lambda: surface.diary)
        assert await life.ready() == 503, "the web side is there before the surfaces, and says that they are not"
        gate.set()
        await process.started.wait()
        assert await life.ready() == 200
        surface.ready = False
        assert await life.ready() == 503, "a dropped connection is being mended"
        process.stop()
        await task
    assert surface.diary == [f"discord: {what}" for what in ("start", "started", "run", "stop intake", "close")]
    (line,) = [record for record in caplog.records if record.message == "started"]
    assert (line.surfaces, line.database) == (["discord"], life.core.db.dialect)
    assert line.web.startswith("http://127.0.0.1:")
    assert line.version
    assert "a.b.c" not in str(vars(line))
    assert [r.message for r in caplog.records if r.name == "bot.run"] == ["started", "stopping", "stopped"]


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (TokenRefused("No such token."), Exit.REFUSED),
        (Unavailable("It cannot be reached."), Exit.LATER),
        (Misconfigured("Look at your shards."), Exit.CONFIGURATION),
    ],
)
async def test_one_surface_that_cannot_start_ends_all(sqlite_url: str, error: Any, status: Exit):
    diary: list[str] = []
    good, bad = FakeSurface("telegram", diary), FakeSurface("discord", diary, fails=error)
    good.starting = asyncio.Event().wait  # still at it when the other one gives up
    life = Life(settings_for(sqlite_url), good, bad)
    with pytest.raises(type(error)) as caught:
        await life.__aenter__()
    assert caught.value is error
    assert status_of(caught.value) is status
    assert {"telegram: close", "discord: close"} <= set(diary)
    assert not any("run" in step or "intake" in step for step in diary)
    with pytest.raises(RuntimeError, match="closed"):
        await life.core.db.read(lambda conn: None)


async def test_a_taken_port_ends_it_before_any_surface_is_asked(sqlite_url: str):
    surface = FakeSurface()
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        taken = {"port": other.getsockname()[1]}
        with pytest.raises(Misconfigured, match="is taken by another program"):
            await Life(settings_for(sqlite_url, web=taken), surface).__aenter__()
    assert surface.diary == ["discord: close"]


async def test_the_web_side_serves_what_surfaces_have_for_it_before_they_are_ready(sqlite_url: str):
    def answers(text: str) -> Callable[[web.Request], Any]:
        async def answer(_request: web.Request) -> web.Response:
            return web.Response(text=text)

        return answer

    hook, picture = [web.post("/hook", answers("told"))], [web.get("/picture", answers("seen"))]
    one, other = FakeSurface("telegram", web=(hook, picture)), FakeSurface("discord")
    gate = asyncio.Event()
    one.starting = gate.wait
    process = Process(
        settings_for(sqlite_url, web={"port": free_port()}), {"telegram": one.build, "discord": other.build}
    )
    async with asyncio.timeout(PATIENCE_S):
        task = asyncio.create_task(process.live())
        await until(lambda: one.diary)
        assert process.web is not None
        async with aiohttp.ClientSession(process.web.address) as session:
            async with session.post("/hook") as answer:
                assert (answer.status, await answer.text()) == (200, "told")
            async with session.get("/picture") as answer:
                assert (answer.status, await answer.text()) == (200, "seen")
            async with session.get("/healthz") as answer:
                assert answer.status == 200
        gate.set()
        await process.started.wait()
        process.stop()
        await task


async def test_a_stop_during_the_start_is_heard(sqlite_url: str):
    surface = FakeSurface()
    surface.starting = asyncio.Event().wait
    process = Process(settings_for(sqlite_url), {"discord": surface.build})
    task = asyncio.create_task(process.live())
    await until(lambda: surface.diary)
    process.stop()
    async with asyncio.timeout(PATIENCE_S):
        await task
    assert surface.diary == ["discord: start", "discord: close"]


# --- the end ---


async def test_a_surface_that_cannot_come_back_ends_the_process_with_its_sentence(sqlite_url: str):
    diary: list[str] = []
    life = Life(settings_for(sqlite_url), FakeSurface("discord", diary), FakeSurface("telegram", diary))
    await life.__aenter__()
    life.surfaces[0].breaks(TokenRefused("The token was taken back."))
    assert life.task is not None
    with pytest.raises(TokenRefused, match="taken back"):
        await asyncio.wait_for(life.task, PATIENCE_S)
    assert diary[-4:] == [f"{name}: {what}" for what in ("stop intake", "close") for name in ("discord", "telegram")]


async def test_what_is_at_work_is_finished_before_the_surface_closes(sqlite_url: str):
    surface = FakeSurface()
    async with Life(settings_for(sqlite_url, web={"port": free_port()}), surface) as life:
        core = life.core
        person = await core.db.write(person_for, "discord", "4711", now=core.clock())
        thinking, gate = asyncio.Event(), asyncio.Event()
        propose = core.engine.propose

        class Gated:
            name, version = core.engine.name, core.engine.version

            async def propose(self, brief: Brief) -> Any:
                thinking.set()
                await gate.wait()
                return await propose(brief)

        core.desk._worker.engine = Gated()
        brief = Brief(text="drowned sailors, ghostly teal", seed=1)
        quote = await core.desk.quote(person, brief)
        painting = asyncio.create_task(core.desk.paint(person, brief, quote_id=quote.id, key="discord:1"))
        await thinking.wait()
        life.process.stop()
        await until(lambda: "discord: stop intake" in surface.diary and core.desk.closing)
        assert await life.ready() == 503
        assert "discord: close" not in surface.diary
        with pytest.raises(Unavailable, match="about to restart"):
            await core.desk.paint(person, brief, quote_id=quote.id, key="discord:2")
        gate.set()
        assert (await painting).code
    assert surface.diary[-1] == "discord: close"
    assert life.counted("wetpalette_generation_seconds_count", engine="embedded", outcome="stored") == 1
    assert life.counted("wetpalette_ledger_write_seconds_count", outcome="committed") >= 3


async def test_a_part_that_does_not_end_is_left_behind(sqlite_url: str, caplog: pytest.LogCaptureFixture):
    surface = FakeSurface()
    surface.closing = asyncio.Event().wait
    async with Life(settings_for(sqlite_url), surface, grace_s=0.1):
        pass
    assert "a part did not end in order" in caplog.text
    with pytest.raises(RuntimeError, match="closed"):
        await surface.core.db.read(lambda conn: None)  # type: ignore[union-attr]


@pytest.mark.parametrize(("number", "status"), [(signal.SIGTERM, Exit.DONE), (signal.SIGINT, Exit.STOPPED)])
async def test_a_signal_stops_it_and_the_next_one_is_the_systems(sqlite_url: str, number: int, status: Exit):
    before = {one: signal.getsignal(one) for one in (signal.SIGTERM, signal.SIGINT)}
    surface = FakeSurface()
    closing, gate = asyncio.Event(), asyncio.Event()

    async def close_slowly() -> None:
        closing.set()
        await gate.wait()

    surface.closing = close_slowly
    process = Process(settings_for(sqlite_url), {"discord": surface.build})
    task = asyncio.create_task(run._until_signalled(process))
    async with asyncio.timeout(PATIENCE_S):
        await process.started.wait()
        os.kill(os.getpid(), number)
        await closing.wait()
        assert {signal.getsignal(one) for one in before} == {signal.SIG_DFL}
        gate.set()
        assert await task is status
    assert {one: signal.getsignal(one) for one in before} == before


# --- the outbox ---


async def test_messages_reach_the_surface_of_their_platform(database_url: str):
    other, surface = FakeSurface("telegram"), FakeSurface("discord")
    async with Life(settings_for(database_url), surface, other) as life:
        surface.ready = False
        waiting = await life.put(code="7KQ2M4XR")
        await asyncio.sleep(0.1)
        assert await life.state(waiting) == ("waiting", 0), "nobody is asked who is not connected"
        surface.ready = True
        await until(lambda: surface.seen)

        async def arrived() -> bool:
            return (await life.state(waiting))[0] == "delivered"

        await until(arrived)
        assert [message.id for message in surface.seen] == [waiting]
        assert surface.seen[0].platform_user_id == "4711"
        assert other.seen == []
        assert life.counted("wetpalette_outbox_messages_total", kind="scheme_ready", outcome="delivered") == 1


async def test_later_is_later_an_exception_too_and_never_is_a_notice(sqlite_url: str, caplog: pytest.LogCaptureFixture):
    answers = (RuntimeError("what a person wrote"), Later(after=0), Undeliverable())
    surface = FakeSurface(answers=answers)
    async with Life(settings_for(sqlite_url), surface) as life:
        failed, later, never = [await life.put(code=str(n)) for n in range(3)]

        async def settled() -> bool:
            states = [(await life.state(one))[0] for one in (failed, later, never)]
            return states == ["waiting", "delivered", "notice"]

        await until(settled)
        person = surface.seen[0].person_id
        notices = await life.core.db.read(outbox.pending_notices, person)
        assert [notice.id for notice in notices] == [never]
        for outcome, times in (("failed", 1), ("later", 1), ("undeliverable", 1), ("delivered", 1)):
            assert life.counted("wetpalette_outbox_messages_total", kind="scheme_ready", outcome=outcome) == times
    assert f"delivery of message {failed}" in caplog.text


async def test_a_delivery_under_way_is_finished_at_the_end(sqlite_url: str):
    surface = FakeSurface()
    begun, gate = asyncio.Event(), asyncio.Event()

    async def slowly() -> None:
        begun.set()
        await gate.wait()

    surface.delivering = slowly
    async with Life(settings_for(sqlite_url), surface) as life:
        first, second = await life.put(code="1"), await life.put(code="2")
        await begun.wait()
        life.process.stop()
        await until(lambda: "discord: stop intake" in surface.diary)
        gate.set()
    db = await run.open_core(settings_for(sqlite_url))
    try:
        rows = await db.db.read(lambda conn: {row.id: row.state for row in conn.execute(select(table))})
    finally:
        await db.close()
    assert rows == {first: "delivered", second: "waiting"}


async def test_a_delivery_that_hangs_is_given_up_for_later(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(background, "DELIVERY_S", 0.01)
    surface = FakeSurface()
    surface.ready = True
    surface.delivering = asyncio.Event().wait
    metrics = run.Metrics()
    courier = Courier(None, [surface], metrics)  # type: ignore[arg-type]
    message = outbox.Message("1", "p", "discord", "4711", "scheme_ready", {}, 1, 0)
    with pytest.raises(TimeoutError):
        await courier.deliver(message)
    sample = metrics.registry.get_sample_value
    assert sample("wetpalette_outbox_messages_total", {"kind": "scheme_ready", "outcome": "failed"}) == 1
    surface.delivering = None
    assert await courier.deliver(message) == Delivered()
    await courier.stop(1)
    assert await courier.deliver(message) == Later(after=0)


# --- background work ---


async def test_work_that_dies_is_logged_and_begins_again_after_growing_pauses(caplog: pytest.LogCaptureFixture):
    pauses: list[float] = []
    lives = 0

    async def work() -> None:
        nonlocal lives
        lives += 1
        if lives % 2:
            raise RuntimeError("what a person wrote")

    async def sleep(seconds: float) -> None:
        pauses.append(seconds)
        if len(pauses) == 5:
            raise asyncio.CancelledError

    with pytest.raises(asyncio.CancelledError):
        await keep("outbox", work, sleep=sleep, longest_s=8)
    assert lives == 5
    assert pauses == [1, 2, 4, 8, 8]
    assert {record.task for record in caplog.records} == {"outbox"}
    assert len({record.incident for record in caplog.records}) == 5


async def test_a_background_task_of_the_process_is_mended(sqlite_url: str, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(background, "FIRST_PAUSE_S", 0.01)
    surface = FakeSurface()
    async with Life(settings_for(sqlite_url), surface) as life:
        drain, broken = life.core.outbox.drain, 0

        async def breaks(*args: Any, **more: Any) -> int:
            nonlocal broken
            broken += 1
            if broken <= 2:
                raise Unavailable("the disk is full")
            return await drain(*args, **more)

        monkeypatch.setattr(life.core.outbox, "drain", breaks)
        await until(lambda: broken > 2)
        await life.put(code="1")
        await until(lambda: surface.seen)
        await until(lambda: life.counted("wetpalette_event_loop_lag_seconds_count") > 1)
