"""`/usage` on Discord: the periods to choose from, the chart in its card, and its buttons."""

from __future__ import annotations

import pytest

from bot import routes
from bot.screens.usage import DRAWN, TITLES
from tests.discord.play import House, labels, title
from tests.discord.test_registration import payloads


async def test_the_periods_are_choices():
    (command,) = [one for one in await payloads() if one["name"] == "usage"]
    (option,) = command["options"]
    assert (option["name"], option["required"]) == ("period", False)
    assert {choice["value"]: choice["name"] for choice in option["choices"]} == DRAWN


@pytest.mark.parametrize("period", ["week", "month", "all"])
async def test_each_period_is_drawn_for_its_owner_alone(house: House, period: str):
    await house.painted()
    done = await house.slash("usage", period=period)
    (answer,) = done.messages
    assert answer.ephemeral
    assert title(answer) == TITLES[period]
    ((address, alt),) = answer.images()
    assert f"wetpalette-usage-{period}.png" in address
    assert "Tokens spent: 3." in alt
    assert "1 time, 3 tokens" in answer.text()


async def test_another_period_is_shown_in_place(house: House):
    await house.painted()
    answer = (await house.slash("usage")).message
    assert labels(answer) == ["Week", "All time", "History", "Balance"]
    turned = await house.sim.click(house.ann, answer, label="All time")
    assert title(turned.message) == "All you did here"
    assert "Week" in labels(turned.message)
    assert "Tokens spent: 3." in turned.message.images()[0][1]


async def test_a_chart_that_cannot_be_drawn_leaves_its_words(house: House, monkeypatch):
    def broken(*_args: object, **_more: object) -> bytes:
        raise RuntimeError("no")

    monkeypatch.setattr("bot.swatches.usage_chart.draw_usage", broken)
    done = await house.press(routes.Usage("all"))
    assert done.message.images() == []
    assert "Tokens earned: 12." in done.message.text()
