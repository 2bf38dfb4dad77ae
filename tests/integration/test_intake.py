"""Events, questions and known pictures, on both databases."""

from __future__ import annotations

import asyncio

from core.clock import DAY
from core.intake import service as intake
from core.intake.service import Event, Question
from core.persistence.database import Database

NOW = 1_750_000_000_000


def events(*ids: str, time: int = 1) -> list[Event]:
    """Sealed bodies: what is sealed a second time looks different."""
    return [Event(one, f"chat {one[0]}", f"sealed {one} {time}") for one in ids]


async def test_an_event_counts_once_however_often_it_comes(database: Database) -> None:
    both = await asyncio.gather(
        *(
            database.write(intake.take, platform="telegram", events=events("a1", "a2", time=time), now=NOW)
            for time in range(8)
        )
    )
    assert sorted(one for ids in both for one in ids) == ["a1", "a2"]
    assert await database.write(intake.take, platform="discord", events=events("a1"), now=NOW) == ("a1",)
    found = await database.read(intake.waiting, platform="telegram")
    assert [(e.number, e.lane, (e.body or "")[:9], e.attempts) for e in found] == [
        ("a1", "chat a", "sealed a1", 0),
        ("a2", "chat a", "sealed a2", 0),
    ]
    assert [e.number for e in await database.read(intake.waiting, platform="telegram", until=NOW)] == ["a1"]


async def test_a_call_that_runs_again_because_its_answer_was_lost_still_calls_its_events_new(
    database: Database,
) -> None:
    for _ in range(2):
        assert await database.write(intake.take, platform="telegram", events=events("a1"), now=NOW) == ("a1",)
    assert await database.write(intake.take, platform="telegram", events=events("a1", time=2), now=NOW) == ()


async def test_of_several_processes_that_begin_an_event_one_does(database: Database) -> None:
    await database.write(intake.take, platform="telegram", events=events("a1"), now=NOW)
    for attempts in range(3):
        begun = await asyncio.gather(
            *(database.write(intake.begin, platform="telegram", number="a1", attempts=attempts) for _ in range(5))
        )
        assert begun.count(True) == 1
    (left,) = await database.read(intake.waiting, platform="telegram")
    assert left.attempts == 3


async def test_what_was_answered_waits_no_more_and_is_still_known(database: Database) -> None:
    await database.write(intake.take, platform="telegram", events=events("a1", "b1"), now=NOW)
    assert await database.write(intake.begin, platform="telegram", number="a1")
    assert await database.write(intake.done, platform="telegram", number="a1", now=NOW)
    assert not await database.write(intake.begin, platform="telegram", number="a1")
    assert not await database.write(intake.done, platform="telegram", number="a1", now=NOW)
    assert await database.write(intake.take, platform="telegram", events=events("a1"), now=NOW + 1) == ()
    (left,) = await database.read(intake.waiting, platform="telegram")
    assert left.number == "b1"
    assert await database.write(intake.forget, now=NOW + 4 * DAY) == 1
    (left,) = await database.read(intake.waiting, platform="telegram")
    assert left.number == "b1"  # never forgotten before its answer


async def test_a_question_waits_for_the_one_who_was_asked_where_they_were_asked(database: Database) -> None:
    here = {"platform": "telegram", "place": "-100:7", "person_id": "p1"}
    await database.write(intake.ask, **here, asked=Question("1|ab", "12"), now=NOW)
    await database.write(intake.ask, **here, asked=Question("1|sp", "13"), now=NOW + 1)
    assert await database.read(intake.asked, **here, now=NOW + 2) == Question("1|sp", "13")
    assert await database.read(intake.asked, **(here | {"person_id": "p2"}), now=NOW + 2) is None
    assert await database.read(intake.asked, **(here | {"place": "-100"}), now=NOW + 2) is None
    assert await database.read(intake.asked, **here, now=NOW + 8 * DAY) is None
    await database.write(intake.answered, **here)
    assert await database.read(intake.asked, **here, now=NOW + 2) is None


async def test_questions_go_with_a_chat_that_moves(database: Database) -> None:
    async def ask(place: str, person: str, message: str, now: int) -> None:
        await database.write(
            intake.ask, platform="telegram", place=place, person_id=person, asked=Question("1|ab", message), now=now
        )

    async def asked(place: str, person: str) -> str | None:
        found = await database.read(intake.asked, platform="telegram", place=place, person_id=person, now=NOW + 9)
        return found and found.message

    await ask("-12", "p1", "1", NOW)
    await ask("-12:7", "p1", "2", NOW)
    await ask("-123", "p1", "3", NOW)  # another chat, whose number begins the same
    await ask("-12", "p2", "4", NOW)
    await ask("-1009", "p2", "5", NOW + 1)  # asked again after the move
    await ask("-12", "p3", "6", NOW + 1)
    await ask("-1009", "p3", "7", NOW)
    for _ in range(2):  # the move is told twice, by both chats
        await database.write(intake.moved, platform="telegram", old="-12", new="-1009")
    assert [await asked(place, "p1") for place in ("-12", "-12:7", "-1009", "-1009:7", "-123")] == [
        *(None, None),
        *("1", "2", "3"),
    ]
    assert [await asked("-1009", person) for person in ("p2", "p3")] == ["5", "6"]


async def test_a_picture_is_known_by_what_it_is_made_of(database: Database) -> None:
    one = {"platform": "telegram", "digest": "d1"}
    assert await database.read(intake.reference_of, **one) is None
    await database.write(intake.sent, **one, reference="file-1", now=NOW)
    await database.write(intake.sent, **one, reference="file-2", now=NOW)
    assert await database.read(intake.reference_of, **one) == "file-2"
    await database.write(intake.lost, **one)
    assert await database.read(intake.reference_of, **one) is None
