"""What is measured: closed lists of labels, writes and generations told of, and no cost of a failing observer."""

from __future__ import annotations

import asyncio
from importlib import import_module
from typing import Any

import pytest

from bot import metrics as module
from bot.metrics import Metrics
from bot.screens import commands
from core.accounts.service import person_for
from core.errors import InsufficientTokens, Unavailable
from core.generation.brief import Brief
from core.generation.desk import Desk
from core.generation.errors import Failed
from core.ledger import service as ledger
from core.persistence.database import Database
from core.services import TOUCHES_WALLETS, touches_wallets
from tests.fakes.engines import FailingEngine, FakeEngine, GatedEngine
from tests.fakes.house import House


def value(metrics: Metrics, name: str, **labels: str) -> float:
    return metrics.registry.get_sample_value(name, labels) or 0.0


def test_what_is_not_on_the_lists_is_counted_as_other():
    metrics = Metrics()
    metrics.command("discord", "schemes recent", "done")
    metrics.command("discord", "schemes show", "done")
    metrics.command("my secret server", "drowned sailors in teal", "because")
    metrics.generated("gpt-of-somebody", 1, "stored")
    metrics.outbox("order 17 of Anna", "sk-123")
    assert value(metrics, "wetpalette_commands_total", platform="discord", command="schemes", outcome="done") == 2
    assert value(metrics, "wetpalette_commands_total", platform="other", command="other", outcome="other") == 1
    assert value(metrics, "wetpalette_outbox_messages_total", kind="other", outcome="other") == 1
    text = metrics.exposition()[0].decode()
    for word in ("secret", "drowned", "gpt", "Anna", "sk-123"):
        assert word not in text


def test_seconds_go_into_histograms_and_a_clock_that_is_behind_counts_as_nothing():
    metrics = Metrics()
    metrics.acknowledged("discord", 0.2)
    metrics.acknowledged("discord", -3.0)
    metrics.loop_lag(0.02)
    metrics.generated("embedded", 0.3, "stored")
    metrics.ledger_write(0.004, "committed")
    assert value(metrics, "wetpalette_acknowledgement_age_seconds_count", platform="discord") == 2
    assert value(metrics, "wetpalette_acknowledgement_age_seconds_sum", platform="discord") == pytest.approx(0.2)
    assert value(metrics, "wetpalette_acknowledgement_age_seconds_bucket", platform="discord", le="0.1") == 1
    assert value(metrics, "wetpalette_event_loop_lag_seconds_count") == 1
    assert value(metrics, "wetpalette_generation_seconds_count", engine="embedded", outcome="stored") == 1
    assert value(metrics, "wetpalette_ledger_write_seconds_count", outcome="committed") == 1


def test_two_processes_in_one_have_figures_of_their_own():
    one, other = Metrics(), Metrics()
    one.loop_lag(1)
    assert value(other, "wetpalette_event_loop_lag_seconds_count") == 0


def test_the_text_is_in_the_format_that_was_asked_for():
    metrics = Metrics()
    plain, kind = metrics.exposition()
    assert kind.startswith("text/plain")
    assert b"python_info" in plain
    assert b"python_gc_collections_total" in plain
    modern, kind = metrics.exposition("application/openmetrics-text; version=1.0.0")
    assert kind.startswith("application/openmetrics-text")
    assert modern.endswith(b"# EOF\n")


def test_every_command_word_of_ours_is_on_the_list():
    assert set(commands.COMMANDS) <= module.COMMANDS


# --- what the core tells ---


def test_the_list_of_writes_that_touch_wallets_names_functions_that_exist():
    for name in TOUCHES_WALLETS:
        room, _, function = name.rpartition(".")
        found = getattr(import_module(room), function)
        assert touches_wallets(found)
    assert touches_wallets(ledger.grant)
    assert touches_wallets(ledger.hold)
    assert not touches_wallets(test_two_processes_in_one_have_figures_of_their_own)


async def test_every_write_is_told_of_with_its_end(database: Database):
    told: list[tuple[Any, float, str]] = []

    def refuse(_conn: Any) -> None:
        raise InsufficientTokens(3, 1)

    def away(_conn: Any) -> None:
        raise Unavailable("away")

    def broken(_conn: Any) -> None:
        raise ZeroDivisionError

    def fine(_conn: Any) -> int:
        return 7

    assert await database.write(fine) == 7
    database.observer = lambda *what: told.append(what)
    assert await database.write(fine) == 7
    for bad, error in ((refuse, InsufficientTokens), (away, Unavailable), (broken, ZeroDivisionError)):
        with pytest.raises(error):
            await database.write(bad)
    assert [(fn, outcome) for fn, _, outcome in told] == [
        (fine, "committed"),
        (refuse, "refused"),
        (away, "unavailable"),
        (broken, "failed"),
    ]
    assert all(seconds > 0 for _, seconds, _ in told)


async def test_an_observer_that_fails_costs_no_write(database: Database, caplog):
    def fail(*_: Any) -> None:
        raise ValueError("a figure")

    database.observer = fail
    person = await database.write(person_for, "terminal", "painter", now=1_760_000_000_000)
    assert person
    assert "an observer of writes failed" in caplog.text


async def test_a_write_whose_caller_left_is_not_told_of_and_happens(sqlite_database: Database):
    told: list[str] = []
    sqlite_database.observer = lambda _fn, _seconds, outcome: told.append(outcome)
    task = asyncio.create_task(sqlite_database.write(person_for, "terminal", "painter", now=1_760_000_000_000))
    await asyncio.sleep(0)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert told == []
    sqlite_database.observer = None
    again = await sqlite_database.write(person_for, "terminal", "painter", now=1_760_000_000_000)
    assert again


async def test_a_generation_is_told_of_once_with_its_end(sqlite_database: Database):
    house = House(sqlite_database)
    told: list[tuple[str, float, str]] = []
    person = await house.person()

    def desk(engine: FakeEngine) -> Desk:
        made = house.desk(engine)
        made.observe(lambda *what: told.append(what))
        return made

    calm = desk(FakeEngine())
    brief = Brief(text="drowned sailors")
    for _ in range(2):  # the second is the same event again: nothing is generated
        await house.press(calm, person, brief, key="one event")
    with pytest.raises(Failed):
        await house.press(desk(FailingEngine(ZeroDivisionError())), person)
    with pytest.raises(Unavailable):
        await house.press(desk(FailingEngine(Unavailable("away"))), person)
    gated = GatedEngine()
    slow = asyncio.create_task(house.press(desk(gated), person))
    await gated.thinking.wait()
    slow.cancel()
    with pytest.raises(asyncio.CancelledError):
        await slow
    await house.until(lambda: len(told) == 4)
    assert [(engine, outcome) for engine, _, outcome in told] == [
        ("fake", "stored"),
        ("fake", "failed"),
        ("fake", "refused"),
        ("fake", "stopped"),
    ]
    assert all(seconds > 0 for _, seconds, _ in told)
    await house.close()
    await house.books()
