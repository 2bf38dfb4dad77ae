"""A small house around the desk: people with tokens, desks with fakes, and the books checked at the end."""

from __future__ import annotations

import asyncio
import inspect
import itertools
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection, insert, select

from core.accounts.tables import person
from core.generation.brief import Brief
from core.generation.desk import Desk
from core.generation.proposal import Engine, Proposal
from core.generation.tables import request
from core.generation.ticket import Limits
from core.ids import new_id
from core.ledger import service as ledger
from core.ledger.amounts import Source
from core.ledger.tables import hold
from core.outbox.tables import outbox
from core.paintschemes.scheme import Paintscheme
from core.paintschemes.stored import StoredScheme
from core.paintschemes.tables import paintscheme
from core.persistence.database import Database
from core.persistence.vault import Vault
from tests.fakes import schemes
from tests.fakes.engines import FakeEngine

KEY = "Yq1S7y0VQ0o2bJ1t8h7m3v9s5p4w6x2z1c3e5g7i9k0="
NOW = 1_750_000_000_000

_BODY = schemes.spectral()


class FakeCatalogue:
    """Knows every brand by the name it is called."""

    def brand(self, name: str) -> str:
        return name.title()


def fake_compose(brief: Brief, proposal: Proposal, catalogue: Any) -> tuple[Proposal, Paintscheme]:
    """A scheme with the colours of the proposal in it and everything else from a finished one."""
    colours = {colour.role: colour for colour in proposal.colours}
    areas = tuple(
        area.model_copy(update={"hex": colours[area.role].hex, "name": colours[area.role].name})
        for area in _BODY.areas
        if area.role in colours
    )
    scheme = _BODY.model_copy(
        update={
            "title": proposal.title,
            "areas": areas,
            "tier": brief.tier,
            "brands": brief.brands,
            "engine": proposal.engine,
            "engine_version": proposal.engine_version,
            "seed": brief.seed,
            "understood": proposal.understood,
        }
    )
    return proposal, scheme


class FakeClock:
    """Stands still until it is moved."""

    def __init__(self, now: int = NOW) -> None:
        self.now = now

    def __call__(self) -> int:
        return self.now


@dataclass
class House:
    """One database and whoever lives in it."""

    db: Database
    clock: FakeClock = field(default_factory=FakeClock)
    vault: Vault = field(default_factory=lambda: Vault([KEY]))
    desks: list[Desk] = field(default_factory=list)
    people: list[str] = field(default_factory=list)
    _numbers: Any = field(default_factory=itertools.count)

    def desk(self, engine: Engine | None = None, **more: Any) -> Desk:
        """Another process's desk, as far as the database can tell."""
        limits = more.pop("limits", None) or Limits(poll=20, beat=50)
        made = Desk(
            self.db,
            engine or FakeEngine(),
            more.pop("catalogue", FakeCatalogue()),
            self.vault,
            more.pop("clock", self.clock),
            limits=limits,
            compose=more.pop("compose", fake_compose),
            **more,
        )
        self.desks.append(made)
        return made

    def key(self, name: str) -> str:
        """A key of this house's own: several houses may share a database, one after the other."""
        return f"{id(self)}:{self.people[0]}:{name}"

    async def person(self, tokens: int = 12) -> str:
        person_id = await self.db.write(add_person, person_id=new_id(), tokens=tokens, now=self.clock())
        self.people.append(person_id)
        return person_id

    async def until(self, seen: Callable[[], Awaitable[bool] | bool]) -> None:
        """Wait until something can be seen; for as long as a slow machine may need."""
        for _ in range(20_000):
            now = seen()
            if await now if inspect.isawaitable(now) else now:
                return
            await asyncio.sleep(0.001)
        raise AssertionError("it never came to be")

    async def opened(self, count: int) -> bool:
        """There are so many requests."""
        return len(await self.requests()) >= count

    async def quiet(self) -> None:
        """Wait for writes whose callers have gone: they end in the background."""
        while running := set(self.db._running):
            await asyncio.wait(running)
        await self.db.write(lambda conn: None)  # SQLite writes one after the other

    async def press(self, desk: Desk, person_id: str, brief: Brief | None = None, **more: Any) -> StoredScheme:
        """Ask for the price and agree to it at once."""
        brief = brief or Brief(text=f"drowned sailors {next(self._numbers)}")
        feature = more.get("feature", "paintscheme")
        quote = await desk.quote(person_id, brief, feature)
        return await desk.paint(person_id, brief, quote_id=quote.id, key=more.pop("key", new_id()), **more)

    async def balance(self, person_id: str) -> ledger.Balance:
        def read(conn: Connection) -> ledger.Balance:
            return ledger.balance(conn, wallet_id=ledger.find_wallet(conn, owner_id=person_id) or "", now=self.clock())

        return await self.db.read(read)

    async def requests(self) -> list[Any]:
        """The requests of this house's people, oldest first."""
        query = select(request).where(request.c.person_id.in_(self.people)).order_by(request.c.created_at, request.c.id)
        return list(await self.db.read(lambda conn: conn.execute(query).all()))

    async def messages(self) -> list[Any]:
        """What waits in the outbox for this house's people."""
        query = select(outbox).where(outbox.c.person_id.in_(self.people)).order_by(outbox.c.id)
        return list(await self.db.read(lambda conn: conn.execute(query).all()))

    async def books(self, *, settled: bool = True) -> Books:
        """Check the books; `settled` also wants nothing to be on its way any more."""
        books = await self.db.read(read_books)
        books.check(settled=settled)
        return books

    async def close(self) -> None:
        for desk in self.desks:
            await desk.close(grace_s=0.1)


def add_person(conn: Connection, *, person_id: str, tokens: int, now: int) -> str:
    """A person with a wallet and tokens that do not expire."""
    conn.execute(insert(person).values(id=person_id, status="active", created_at=now))
    wallet_id = ledger.ensure_wallet(conn, owner_id=person_id, now=now)
    if tokens:
        ledger.grant(conn, wallet_id=wallet_id, amount=tokens, source=Source.OPERATOR, key=f"test:{person_id}", now=now)
    return person_id


@dataclass
class Books:
    """Everything that has to agree between the desk, the schemes and the ledger."""

    audit: ledger.AuditReport
    requests: dict[str, Any]
    holds: dict[str, Any]
    schemes: dict[str, Any]

    def check(self, *, settled: bool) -> None:
        """Nothing charged without its scheme, no scheme without its charge, nothing held for nothing."""
        assert self.audit.clean, self.audit.findings
        paid = {scheme.request_id for scheme in self.schemes.values() if scheme.request_id is not None}
        completed = {one.id for one in self.requests.values() if one.status == "completed"}
        assert paid == completed
        held_for = {one.hold_id: one for one in self.requests.values() if one.hold_id is not None}
        assert set(held_for) <= set(self.holds)
        for hold_id, row in self.holds.items():
            if hold_id not in held_for:  # only a test that swept it by hand makes one
                assert row.status in ("released", "expired"), "a hold without its request"
                continue
            one = held_for[hold_id]
            if one.status == "pending":
                assert row.status == "open"
            elif one.status == "completed":
                assert (row.status, row.captured, one.charged) == ("captured", one.cost, one.cost)
            else:
                assert row.status in ("released", "expired")
                assert one.charged == 0
        if settled:
            assert not [one.id for one in self.requests.values() if one.status == "pending"]
            assert not [row.id for row in self.holds.values() if row.status == "open"]

    def count(self, status: str) -> int:
        return sum(one.status == status for one in self.requests.values())


def read_books(conn: Connection) -> Books:
    def rows(table: Any) -> dict[str, Any]:
        return {row.id: row for row in conn.execute(select(table)).all()}

    return Books(ledger.audit(conn), rows(request), rows(hold), rows(paintscheme))
