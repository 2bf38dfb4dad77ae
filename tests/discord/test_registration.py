"""What Discord is told about our commands: within its limits, for every place, and only when something changed."""

from __future__ import annotations

import copy
from collections.abc import Callable
from typing import Any

from bot.discord import sync
from bot.discord.tree import Translator
from tests.discord.play import House, SimClock, new_client
from tests.fakes.discord_server import limits


async def payloads() -> list[dict[str, Any]]:
    """Our commands as they are sent."""
    tree = new_client(None, None).tree  # type: ignore[arg-type]  nothing is asked of them here
    return [await one.get_translated_payload(tree, Translator()) for one in tree.get_commands()]


def returned(ours: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The same commands as Discord gives them back: with what it adds and without what is the default."""
    theirs = copy.deepcopy(ours)
    for n, command in enumerate(theirs):
        command |= {"id": str(10**18 + n), "application_id": "1", "version": str(10**18), "default_permission": True}
        command["contexts"] = command["contexts"][::-1]
        command["integration_types"] = command["integration_types"][::-1]
        command.pop("dm_permission")
        _as_returned(command)
    return theirs[::-1]


def _as_returned(one: dict[str, Any]) -> None:
    for key in ("name_localizations", "description_localizations"):
        one[key] = one.get(key) or None
    for key in ("required", "autocomplete", "options", "choices"):
        if key in one and not one[key]:
            del one[key]
    for below in (*one.get("options", ()), *one.get("choices", ())):
        _as_returned(below)


async def test_the_commands_are_within_discords_limits_and_the_main_job_comes_first():
    ours = await payloads()
    assert list(limits.commands(ours)) == []
    assert ours[0]["name"] == "paintscheme"
    assert [one["name"] for one in ours if one["type"] == 3] == ["Scheme from this picture", "Match these colours"]
    assert {o["name"] for o in ours[0]["options"]} >= {
        "description", "faction", "mood", "style", "colours", "brands", "only_my_paints", "photo",
    }  # fmt: skip


async def test_every_command_is_there_in_every_place_and_for_every_installation():
    for one in await payloads():
        assert set(one["contexts"]) == {0, 1, 2}
        assert set(one["integration_types"]) == {0, 1}
        assert one["default_member_permissions"] is None  # servers decide with Discord's own permissions
        assert not one["nsfw"]


async def test_everything_has_a_description_of_its_own():
    def check(one: dict[str, Any]) -> None:
        assert len(one["description"]) > 5, one["name"]
        assert one["description"] != "…"
        for option in one.get("options", ()):
            check(option)

    for one in await payloads():
        if one["type"] == 1:
            check(one)


async def test_what_discord_gives_back_is_the_same():
    ours = await payloads()
    assert sync.same(ours, returned(ours))


def _at(commands: list[dict[str, Any]], name: str) -> dict[str, Any]:
    return next(one for one in commands if one["name"] == name)


CHANGES: dict[str, Callable[[list[dict[str, Any]]], Any]] = {
    "gone": lambda them: them.pop(),
    "unknown": lambda them: them.append({"id": "1", "name": "old", "type": 1, "description": "x"}),
    "other type": lambda them: _at(them, "Match these colours").update(type=2),
    "description": lambda them: _at(them, "daily").update(description="Once upon a time"),
    "no option": lambda them: _at(them, "paintscheme")["options"].pop(),
    "one more option": lambda them: _at(them, "daily").update(
        options=[{"type": 3, "name": "x", "description": "An option that was there"}]
    ),
    "order of options": lambda them: _at(them, "paintscheme")["options"].reverse(),
    "length": lambda them: _at(them, "paintscheme")["options"][0].update(max_length=10),
    "choice": lambda them: _at(_at(them, "paintscheme")["options"], "tier")["choices"].pop(),
    "name of a choice": lambda them: _at(_at(them, "paintscheme")["options"], "tier")["choices"][0].update(name="x"),
    "a completion that ours no longer has": lambda them: _at(them, "paintscheme")["options"][0].update(
        autocomplete=True
    ),
    "a limit that ours no longer has": lambda them: _at(_at(them, "paintscheme")["options"], "photo").update(
        max_length=9
    ),
    "choices that ours no longer has": lambda them: _at(_at(them, "paintscheme")["options"], "mood").update(
        choices=[{"name": "x", "value": "x"}]
    ),
    "required": lambda them: _at(_at(them, "paints")["options"], "match")["options"][0].pop("required"),
    "subcommand": lambda them: _at(them, "schemes")["options"].pop(0),
    "permissions": lambda them: _at(them, "balance").update(default_member_permissions="8"),
    "place": lambda them: _at(them, "balance")["contexts"].remove(1),
    "no place": lambda them: _at(them, "balance").update(contexts=None),
    "installation": lambda them: _at(them, "balance")["integration_types"].remove(1),
    "age": lambda them: _at(them, "balance").update(nsfw=True),
    "direct messages": lambda them: _at(them, "balance").update(dm_permission=False),
}


async def test_every_difference_is_seen():
    ours = await payloads()
    for name, change in CHANGES.items():
        theirs = returned(ours)
        change(theirs)
        assert not sync.same(ours, theirs), name


def test_a_translation_that_came_or_went_is_a_difference():
    one = {"name": "daily", "type": 1, "description": "x", "name_localizations": {"de": "täglich"}}
    assert sync.same([one], [dict(one)])
    assert not sync.same([one], [{**one, "name_localizations": None}])
    assert not sync.same([one], [{**one, "name_localizations": {"de": "tag"}}])


async def test_nobodys_commands_are_not_ours():
    assert not sync.same(await payloads(), [])
    assert sync.same([], [])


def test_mentions_name_what_can_be_pressed():
    found = sync.mentions(
        [
            {"id": "1", "name": "balance", "type": 1},
            {"id": "2", "name": "schemes", "type": 1, "options": [{"type": 1, "name": "recent"}]},
            {"id": "3", "name": "match", "type": 1, "options": [{"type": 3, "name": "colour"}]},
            {"id": "4", "name": "Match these colours", "type": 3},
        ]
    )
    assert found == {"balance": 1, "schemes recent": 2, "match": 3}


async def test_what_was_registered_is_not_registered_again(house: House):
    stored = house.sim.env.backend
    theirs = await sync.registered(house.client.http, stored.application_id)
    assert len(theirs) == len(await payloads())
    assert sync.same(await payloads(), theirs)


def test_the_clock_of_these_tests_is_that_of_the_simulated_discord(clock: SimClock):
    assert clock() == 1_767_225_600_000
