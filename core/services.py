"""The core, put together: what every surface gets, opened and closed as one."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final

from core.clock import DAY, Clock, now_ms
from core.persistence.database import Database
from core.persistence.migrate import ensure_ready
from core.persistence.vault import Vault, open_vault

if TYPE_CHECKING:
    from core.collection.service import Collection
    from core.generation.desk import Desk
    from core.generation.proposal import Engine
    from core.ledger.service import Ledger
    from core.likes.service import Likes
    from core.naming.service import Naming
    from core.outbox.service import Outbox
    from core.paints.catalogue import Catalogue
    from core.paintschemes.service import Schemes
    from core.usage.service import Usages


TOUCHES_WALLETS: Final = frozenset(
    {
        *(f"core.generation.requests.{name}" for name in ("open_request", "complete", "cancel", "fail", "take_over")),
        *(f"core.pricing.service.{name}" for name in ("welcome", "claim_daily", "grant_by_operator")),
        "core.generation.recovery.settle_hold",
        "core.naming.service.keep",
        "core.accounts.service.person_for",
    }
)
"""Writes outside core.ledger that hold, charge, give back or grant tokens."""


@dataclass(frozen=True)
class Services:
    """Everything the product knows and does, for one process. No chat platform in it.

    Attributes:
        db: where it is stored; plain functions of a connection run through it.
        vault: seals and opens what people write.
        clock: epoch ms.
        ledger: who has how many tokens.
        catalogue: the real paints.
        engine: what proposes colours.
        desk: where schemes are made.
        schemes: the schemes that people keep.
        likes: what they like, for new schemes to lean on.
        outbox: what must reach a person later.
    """

    db: Database
    vault: Vault
    clock: Clock
    ledger: Ledger
    catalogue: Catalogue
    engine: Engine
    desk: Desk
    schemes: Schemes
    likes: Likes
    outbox: Outbox

    # Loaded when they are first wanted: a single scheme needs none of them.

    @cached_property
    def collection(self) -> Collection:
        """Their armies and models."""
        from core.collection.service import Collection  # noqa: PLC0415

        return Collection(self.db, self.vault, self.clock, self.schemes)

    @cached_property
    def naming(self) -> Naming:
        """Names that they ask for."""
        from core.naming.service import Naming  # noqa: PLC0415

        return Naming(self.db, self.vault, self.clock, self.collection)

    @cached_property
    def usages(self) -> Usages:
        """What they did."""
        from core.usage.service import Usages  # noqa: PLC0415

        return Usages(self.db, self.vault, self.clock)

    def observe(
        self,
        *,
        ledger_write: Callable[[float, str], None] | None = None,
        generated: Callable[[str, float, str], None] | None = None,
    ) -> None:
        """Have figures told to whoever keeps them; nothing is measured until somebody asks.

        Args:
            ledger_write: seconds and outcome of every transaction that touches wallets
                (`core.persistence.database.Observer`).
            generated: engine, seconds and outcome of every generation (`core.generation.worker.Observer`).
        """
        if generated is not None:
            self.desk.observe(generated)
        if ledger_write is not None:
            tell = ledger_write

            def written(fn: Callable[..., Any], seconds: float, outcome: str) -> None:
                if touches_wallets(fn):
                    tell(seconds, outcome)

            self.db.observer = written

    async def tidy(self) -> None:
        """What nobody waits for, about once an hour: expired tokens and old messages go, old schemes can be found."""
        from core.intake.service import forget as forget_events  # noqa: PLC0415
        from core.outbox.service import forget  # noqa: PLC0415
        from core.pricing.service import forget_quotes  # noqa: PLC0415

        await self.ledger.expire_lots()
        await self.db.write(forget_quotes, before=self.clock() - DAY)
        await self.db.write(forget, before=self.clock() - 30 * DAY)
        await self.db.write(forget_events, now=self.clock())
        await self.schemes.tidy()

    async def close(self, grace_s: float = 25.0) -> None:
        """Take nothing new, give what is at work `grace_s` seconds, leave the rest to the next process, and close."""
        try:
            await self.desk.close(grace_s)
        finally:
            await self.db.close()


def touches_wallets(fn: Callable[..., Any]) -> bool:
    """True for a write function that holds, charges, grants or gives back tokens."""
    module = getattr(fn, "__module__", "")
    return module.startswith("core.ledger.") or f"{module}.{getattr(fn, '__name__', '')}" in TOUCHES_WALLETS


async def open_services(
    url: str, encryption_keys: Sequence[str] = (), *, engine: Engine | None = None, clock: Clock = now_ms
) -> Services:
    """Open the database and everything that stands on it.

    A new SQLite file is made and migrated; an older one is brought up to date.

    Args:
        url: `storage.url`.
        encryption_keys: `storage.encryption_keys`, newest first; none: the key file beside the SQLite file.
        engine: what proposes colours; the embedded one when None.
        clock: epoch ms.

    Raises:
        Misconfigured: the database, its revision or a key needs the operator.
        Unavailable: the database does not answer.
    """
    # Opening waits for a disk or a server, the catalogue and the engine for a processor: side by side.
    knowledge = asyncio.create_task(asyncio.to_thread(_learn, engine))
    try:
        db = await Database.open(url)
        try:
            await ensure_ready(db)
            vault = await open_vault(db, encryption_keys)
            catalogue, proposer = await knowledge
            return _assemble(db, vault, clock, catalogue, proposer)
        except BaseException:
            await db.close()
            raise
    finally:
        if not knowledge.done():  # a thread cannot be stopped, only waited for
            await asyncio.wait({knowledge})


def _learn(engine: Engine | None) -> tuple[Catalogue, Engine]:
    """Load the paints and the engine, and with them what a first scheme will need."""
    import core.colour.repair  # noqa: PLC0415
    import core.paintschemes.build  # noqa: F401, PLC0415
    from core.paints.catalogue import Catalogue  # noqa: PLC0415

    if engine is None:
        from core.generation.embedded import EmbeddedEngine  # noqa: PLC0415

        engine = EmbeddedEngine()
    return Catalogue.load(), engine


def _assemble(db: Database, vault: Vault, clock: Clock, catalogue: Catalogue, engine: Engine) -> Services:
    from core.generation.desk import Desk  # noqa: PLC0415  loaded while the thread above is at work
    from core.ledger.service import Ledger  # noqa: PLC0415
    from core.likes.service import Likes  # noqa: PLC0415
    from core.outbox.service import Outbox  # noqa: PLC0415

    desk = Desk(db, engine, catalogue, vault, clock)
    return Services(
        db=db,
        vault=vault,
        clock=clock,
        ledger=Ledger(db, clock),
        catalogue=catalogue,
        engine=engine,
        desk=desk,
        schemes=desk.schemes,
        likes=Likes(db, vault),
        outbox=Outbox(db, clock, owner=desk.owner),
    )
