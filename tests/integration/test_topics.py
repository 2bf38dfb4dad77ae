"""The topic in which a group's painters are answered, on both databases."""

from __future__ import annotations

import asyncio

from core.persistence.database import Database
from core.topics import service as topics

NOW = 1_750_000_000_000
HERE = {"platform": "telegram", "place": "-1001234"}


async def test_a_group_has_one_topic_or_none(database: Database) -> None:
    assert await database.read(topics.home_of, **HERE) is None
    assert not await database.write(topics.clear, **HERE)
    for n in (77, 78, 78):
        await database.write(topics.set_home, **HERE, topic=str(n), now=NOW + n)
        assert await database.read(topics.home_of, **HERE) == str(n)
    assert await database.read(topics.home_of, platform="discord", place="-1001234") is None
    assert await database.read(topics.home_of, platform="telegram", place="-100123") is None
    assert await database.write(topics.clear, **HERE)
    assert await database.read(topics.home_of, **HERE) is None
    assert not await database.write(topics.clear, **HERE)


async def test_two_administrators_at_once_leave_one_choice(database: Database) -> None:
    await asyncio.gather(
        *(database.write(topics.set_home, **HERE, topic=str(n), now=NOW) for n in range(8)),
    )
    assert await database.read(topics.home_of, **HERE) in {str(n) for n in range(8)}
    assert await database.write(topics.clear, **HERE)
    assert await database.read(topics.home_of, **HERE) is None


async def test_a_choice_moves_with_its_group(database: Database) -> None:
    old, new = "-4001", "-1004001"
    assert not await database.write(topics.moved, platform="telegram", old=old, new=new)
    await database.write(topics.set_home, platform="telegram", place=old, topic="5", now=NOW)
    await database.write(topics.set_home, platform="discord", place=old, topic="6", now=NOW)
    assert await database.write(topics.moved, platform="telegram", old=old, new=new)
    assert not await database.write(topics.moved, platform="telegram", old=old, new=new), "told twice, moved once"
    assert await database.read(topics.home_of, platform="telegram", place=old) is None
    assert await database.read(topics.home_of, platform="telegram", place=new) == "5"
    assert await database.read(topics.home_of, platform="discord", place=old) == "6"


async def test_what_was_chosen_after_the_move_stays(database: Database) -> None:
    old, new = "-4001", "-1004001"
    await database.write(topics.set_home, platform="telegram", place=old, topic="5", now=NOW)
    await database.write(topics.set_home, platform="telegram", place=new, topic="7", now=NOW + 1)
    await database.write(topics.moved, platform="telegram", old=old, new=new)
    assert await database.read(topics.home_of, platform="telegram", place=new) == "7"
    assert await database.read(topics.home_of, platform="telegram", place=old) is None
