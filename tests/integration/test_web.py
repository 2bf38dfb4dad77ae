"""The web side on a real port of this machine: health, figures, kind refusals, and a log without addresses."""

from __future__ import annotations

import asyncio
import json
import logging
import socket
import threading
from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import pytest
from aiohttp import web

from bot.metrics import Metrics
from bot.web.health import Health
from bot.web.server import WebSide, create_app
from core.errors import Misconfigured
from core.persistence.database import Database


class Site:
    """A web side with everything a test may turn."""

    def __init__(self, db: Database, *more: list[web.RouteDef]) -> None:
        self.db = db
        self.metrics = Metrics()
        self.surfaces = {"discord": True}
        self.intake = True
        health = Health(db, self.metrics, surfaces=lambda: self.surfaces, intake=lambda: self.intake)
        self.side = WebSide(create_app([health.routes(), *more], max_body=1000), "127.0.0.1", 0)

    async def get(self, path: str, method: str = "GET", **more: Any) -> tuple[int, str, dict[str, str]]:
        url = self.side.address + path
        async with aiohttp.ClientSession() as session, session.request(method, url, **more) as answer:
            return answer.status, await answer.text(), dict(answer.headers)

    async def ready(self) -> tuple[int, dict[str, Any]]:
        status, text, _ = await self.get("/readyz")
        return status, json.loads(text)


@pytest.fixture
async def site(database: Database) -> AsyncIterator[Site]:
    """On both databases."""
    made = Site(database)
    await made.side.start()
    yield made
    await made.side.close()


@pytest.fixture
async def plain(sqlite_database: Database) -> AsyncIterator[Site]:
    """On one database, with routes that later rooms might bring."""

    async def body(request: web.Request) -> web.Response:
        return web.Response(text=str(len(await request.read())))

    async def broken(request: web.Request) -> web.Response:
        raise RuntimeError("the words of a person: " + request.query["q"])

    async def elsewhere(_request: web.Request) -> web.Response:
        raise web.HTTPFound("/healthz")

    more = [web.post("/hook/{secret}", body), web.get("/broken", broken), web.get("/elsewhere", elsewhere)]
    made = Site(sqlite_database, more)
    await made.side.start()
    yield made
    await made.side.close()


async def test_ready_when_the_database_answers_and_every_surface_is_connected(site: Site):
    assert await site.ready() == (
        200,
        {"ready": True, "database": True, "intake": True, "surfaces": {"discord": True}},
    )
    site.surfaces["telegram"] = False
    status, seen = await site.ready()
    assert (status, seen["ready"], seen["surfaces"]["telegram"]) == (503, False, False)
    site.surfaces["telegram"] = True
    site.intake = False
    assert (await site.ready())[0] == 503
    site.intake = True
    assert (await site.ready())[0] == 200


async def test_not_ready_when_the_database_is_gone_and_alive_all_the_same(site: Site, caplog):
    await site.db.close()
    status, seen = await site.ready()
    assert (status, seen["database"]) == (503, False)
    assert (await site.get("/healthz"))[:2] == (200, "ok")


async def test_a_database_that_hangs_is_looked_at_once_and_not_waited_for(site: Site, monkeypatch):
    monkeypatch.setattr("bot.web.health.PATIENCE_S", 0.05)
    gate = threading.Event()
    looks = 0
    read = site.db.read

    async def slow(fn: Any, *args: Any) -> Any:
        nonlocal looks
        looks += 1
        await asyncio.to_thread(gate.wait)
        return await read(fn, *args)

    monkeypatch.setattr(site.db, "read", slow)
    answers = await asyncio.gather(*(site.ready() for _ in range(5)))
    assert {status for status, _ in answers} == {503}
    assert (await site.get("/healthz"))[0] == 200
    assert looks == 1
    gate.set()
    for _ in range(1000):
        if (await site.ready())[0] == 200:
            return
    pytest.fail("it was never looked at again")


async def test_the_figures_are_prometheus_text(plain: Site):
    plain.metrics.command("discord", "paintscheme", "done")
    status, text, headers = await plain.get("/metrics")
    assert status == 200
    assert headers["Content-Type"].startswith("text/plain")
    assert 'wetpalette_commands_total{command="paintscheme",outcome="done",platform="discord"} 1.0' in text
    modern = await plain.get("/metrics", headers={"Accept": "application/openmetrics-text; version=1.0.0"})
    assert modern[2]["Content-Type"].startswith("application/openmetrics-text")


async def test_refusals_are_one_kind_sentence(plain: Site):
    assert (await plain.get("/nothing/here"))[:2] == (404, "There is nothing at this address.\n")
    status, text, headers = await plain.get("/healthz", "DELETE")
    assert (status, text) == (405, "This address does not take that kind of request.\n")
    assert headers["Allow"] == "GET,HEAD"
    assert (await plain.get("/hook/s3cret", "POST", data=b"x" * 1000))[:2] == (200, "1000")
    assert (await plain.get("/hook/s3cret", "POST", data=b"x" * 1001))[:2] == (413, "That is too large.\n")
    assert (await plain.get("/elsewhere", allow_redirects=False))[0] == 302


async def test_a_fault_is_an_apology_with_its_number_in_the_log(plain: Site, caplog):
    status, text, _ = await plain.get("/broken?q=drowned-sailors")
    assert status == 500
    incident = next(r.incident for r in caplog.records if hasattr(r, "incident"))
    assert f"incident {incident}" in text
    assert "drowned" not in text
    assert "Traceback" not in text


async def test_the_access_log_names_routes_and_nothing_that_was_sent(plain: Site, caplog):
    caplog.set_level(logging.INFO)
    await plain.get("/hook/s3cret?token=abc", "POST", data=b"x")
    await plain.get("/my-secret-path?q=1")
    await plain.get("/healthz")
    lines = [(r.method, r.route, r.status) for r in caplog.records if r.message == "request"]
    assert lines == [("POST", "/hook/{secret}", 200), ("GET", "-", 404)]
    everything = " ".join(str(vars(record)) for record in caplog.records if record.name.startswith("bot"))
    for word in ("s3cret", "abc", "my-secret-path", "127.0.0.1"):
        assert word not in everything


async def test_no_header_tells_a_version_not_even_of_nonsense(plain: Site, caplog):
    for path in ("/healthz", "/nothing"):
        assert (await plain.get(path))[2]["Server"] == "wetpalette"
    port = int(plain.side.address.rsplit(":", 1)[1])
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(b"GET /\x00 HTTP/9.9\r\n\r\n")
    answer = await reader.read()
    writer.close()
    assert answer.startswith(b"HTTP/1.")
    assert b" 400 " in answer.splitlines()[0]
    assert b"aiohttp" not in answer
    assert b"Python" not in answer


async def test_a_taken_port_is_a_sentence(sqlite_database: Database):
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        with pytest.raises(Misconfigured, match=f"Port {port} on 127.0.0.1 is taken"):
            await WebSide(create_app([]), "127.0.0.1", port).start()


async def test_an_address_of_another_machine_is_a_sentence():
    with pytest.raises(Misconfigured, match=r"web.host is 127.0.0.1.5"):
        await WebSide(create_app([]), "127.0.0.1.5", 0).start()
