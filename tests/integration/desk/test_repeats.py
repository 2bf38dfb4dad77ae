"""A database that loses the answer to a COMMIT runs the same function again: it finds what it wrote."""

from __future__ import annotations

from typing import Any

import pytest

from core.clock import MINUTE
from core.generation import requests
from core.generation.brief import Brief
from core.generation.errors import Superseded
from core.generation.ticket import Answer, Limits, NewRequest, Ticket
from core.ids import new_id
from core.paintschemes.stored import Origin
from tests.fakes.engines import proposal_for
from tests.fakes.house import House, fake_compose

LIMITS = Limits()


async def twice(house: House, fn: Any, **values: Any) -> Any:
    first = await house.db.write(fn, **values)
    assert await house.db.write(fn, **values) == first
    return first


async def opened(house: House, person: str, brief: Brief) -> Ticket:
    quote = await house.desk().quote(person, brief)
    new = NewRequest(
        id=new_id(),
        person_id=person,
        type="paintscheme",
        key=new_id(),
        inputs_digest=brief.digest(),
        input=house.vault.seal(brief.model_dump_json()),
        quote_id=quote.id,
        parent_id=None,
        engine="fake",
        engine_version="1",
        platform="",
        surface="{}",
        owner="somebody",
    )
    ticket: Ticket = await twice(house, requests.open_request, new=new, now=house.clock(), limits=LIMITS)
    return ticket


def answer_to(house: House, ticket: Ticket, brief: Brief) -> Answer:
    proposal, scheme = fake_compose(brief, proposal_for(brief), None)
    new = house.desk().schemes.sealed(
        scheme_id=new_id(),
        person_id=ticket.person_id,
        scheme=scheme,
        origin=Origin(brief=brief, proposal=proposal),
        request_id=ticket.id,
    )
    return Answer(new, house.vault.seal("{}"), 500, 1, 1, "fake", "1", 20)


async def test_every_step_to_a_stored_scheme(house: House) -> None:
    person, brief = await house.person(12), Brief(text="twice")
    ticket = await opened(house, person, brief)
    assert await twice(house, requests.start, ticket=ticket, now=house.clock(), limits=LIMITS)
    assert await twice(house, requests.renew, tickets=(ticket,), now=house.clock(), limits=LIMITS) == set()
    house.clock.now += MINUTE
    taken = await twice(
        house, requests.take_over, request_id=ticket.id, owner="another", now=house.clock(), limits=LIMITS
    )
    assert (taken.attempt, taken.hold_id) == (2, ticket.hold_id)
    with pytest.raises(Superseded):  # the first worker comes too late for everything
        await house.db.write(
            requests.complete, ticket=ticket, answer=answer_to(house, ticket, brief), now=house.clock(), notify=False
        )
    assert not await house.db.write(
        requests.fail, ticket=ticket, error="late", incident="", now=house.clock(), notify=False
    )
    assert await house.db.write(requests.renew, tickets=(ticket,), now=house.clock(), limits=LIMITS) == {ticket.id}
    assert not await house.db.write(requests.hand_back, ticket=ticket)
    answer = answer_to(house, taken, brief)
    await twice(house, requests.complete, ticket=taken, answer=answer, now=house.clock(), notify=True)
    assert len(await house.messages()) == 1
    assert (await house.balance(person)).posted == 9
    await house.books()


async def test_every_way_out_is_taken_once(house: House) -> None:
    person = await house.person(12)
    for step in ("fail", "cancel", "give_up"):
        ticket = await opened(house, person, Brief(text=step))
        if step == "fail":
            values: dict[str, Any] = {"ticket": ticket, "error": "x", "incident": "", "notify": True}
        elif step == "cancel":
            values = {"request_id": ticket.id, "person_id": person}
        else:
            house.clock.now += MINUTE
            row = await house.db.read(requests.by_id, request_id=ticket.id)
            values = {"row": row, "error": "x"}
        assert await house.db.write(getattr(requests, step), now=house.clock(), **values)
        assert not await house.db.write(getattr(requests, step), now=house.clock(), **values)
        assert (await house.balance(person)).available == 12
    assert len(await house.messages()) == 2  # who stopped it knows
    await house.books()
