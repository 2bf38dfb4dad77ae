"""The generation desk: from an agreed price to a stored scheme, charged once, or to nothing, charged not at all.

    quote -> [hold + request row] -> engine -> repair -> paints -> [scheme + capture + request row]

Each bracket is one transaction; nothing else happens inside one. Between them the request row says who is at work and
until when that may be believed (`core.generation.requests`), so any process can go on with it after a crash
(`core.generation.recovery`). What is paid for is a stored scheme: a failure before the second bracket gives the tokens
back, a failure after it is a matter of delivery.
"""

from __future__ import annotations

import asyncio
import json
import logging
import os
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final

from core.clock import Clock
from core.errors import NotFound, Unavailable
from core.generation import recovery, requests
from core.generation.brief import Brief
from core.generation.errors import KeyReused
from core.generation.job import Job, Progress
from core.generation.proposal import Engine
from core.generation.ticket import Limits, NewRequest, Ticket
from core.generation.worker import Compose, Observer, Worker, compose
from core.ids import new_id
from core.paintschemes.service import Schemes
from core.paintschemes.stored import StoredScheme
from core.pricing import service as pricing
from core.words import N_

if TYPE_CHECKING:
    from core.paints.catalogue import Catalogue
    from core.persistence.database import Database
    from core.persistence.vault import Vault
    from core.pricing.rules import Quote

log = logging.getLogger(__name__)

CLOSING: Final = N_("I am about to restart. Nothing was taken; please ask again in a minute.")


class Desk:
    """Where schemes are made. One for each process.

    Args:
        db: where everything is stored.
        engine: what proposes.
        catalogue: the paints.
        vault: seals what people write and what engines answer.
        clock: epoch ms.
        owner: names this process on the leases; unique among all that run.
        limits: how much at once, how long, how often.
        compose: repairs and builds; the real one unless a test brings its own.
    """

    def __init__(
        self,
        db: Database,
        engine: Engine,
        catalogue: Catalogue,
        vault: Vault,
        clock: Clock,
        *,
        owner: str = "",
        limits: Limits | None = None,
        compose: Compose = compose,
    ) -> None:
        self.db = db
        self.engine = engine
        self.clock = clock
        self.owner = owner or f"{os.getpid()}-{new_id()}"
        self.limits = limits or Limits()
        self.schemes = Schemes(db, vault, clock, catalogue)
        self._vault = vault
        self._worker = Worker(
            db,
            engine,
            catalogue,
            vault,
            clock,
            owner=self.owner,
            limits=self.limits,
            compose=compose,
            schemes=self.schemes,
        )

    # --- what surfaces ask for ---

    async def quote(self, person_id: str, brief: Brief, feature: str = "paintscheme") -> Quote:
        """The price of this brief for this person, good for a while and for these inputs only."""
        return await self.db.write(
            pricing.quote, person_id=person_id, feature=feature, inputs_digest=brief.digest(), now=self.clock()
        )

    async def paint(
        self,
        person_id: str,
        brief: Brief,
        *,
        quote_id: str,
        key: str,
        surface: Mapping[str, Any] | None = None,
        on_progress: Progress | None = None,
        feature: str = "paintscheme",
        parent_id: str | None = None,
        confirm_delivery: bool = False,
    ) -> StoredScheme:
        """Make a scheme and charge for it, once for each key.

        Cancelling the caller stops the work and gives the tokens back, in the background, unless somebody else waits
        for the same key or the scheme is being stored already; then it waits among the recent schemes.

        Args:
            person_id: who asks and pays.
            brief: what for.
            quote_id: the price they agreed to.
            key: names the real event (an interaction, a message). A double press, also in another process, and also
                while the first one is at work, leads to the same scheme.
            surface: where an answer can be delivered after a crash: "platform" and the platform's own references.
            on_progress: told each stage as it begins.
            feature: what is paid for.
            parent_id: the scheme that is painted anew (`core.paintschemes.variants.reroll`).
            confirm_delivery: the surface calls `delivered` once the answer has arrived; if it does not, the outbox
                sees to it.

        Raises:
            InsufficientTokens, Busy: nothing was taken.
            Stopped: it was cancelled. Failed: it went wrong, under an incident number. 0 tokens were charged.
            Refusal: the quote does not fit, or the engine cannot serve the brief. 0 tokens were charged.
            KeyReused: the key was used for something else.
        """
        if self._worker.closing:
            raise Unavailable(CLOSING)
        digest = brief.digest()
        job = self._worker.jobs.get(key)
        if job is None:
            job = Job(key, person_id, digest, brief=brief, confirm=confirm_delivery)
            new = self._new_request(person_id, brief, digest, quote_id, key, surface or {}, feature, parent_id)
            self._worker.begin(job, self._worker.open_and_make(job, new))
        elif (job.person_id, job.inputs_digest) != (person_id, digest):
            raise KeyReused(key)
        return await job.wait(on_progress)

    async def cancel(self, request_id: str, person_id: str) -> bool:
        """Stop a request and give its tokens back; False when it had ended before.

        Raises:
            NotFound: there is no such request of this person.
        """
        stopped = await self.db.write(requests.cancel, request_id=request_id, person_id=person_id, now=self.clock())
        if stopped:
            for job in self._worker.jobs.values():
                if job.ticket is not None and job.ticket.id == request_id:
                    job.stop()
        return stopped

    async def cancel_key(self, key: str, person_id: str) -> bool:
        """As `cancel`, for a surface that knows the event and not yet the request."""
        row = await self.db.read(requests.by_key, key=key)
        if row is None:
            raise NotFound(requests.NO_REQUEST)
        return await self.cancel(row.id, person_id)

    async def delivered(self, request_id: str) -> None:
        """The scheme of a request painted with `confirm_delivery` has reached its person."""
        await self.db.write(requests.delivered, request_id=request_id, now=self.clock())

    # --- what keeps the house in order ---

    async def recover(self) -> int:
        """Go on with requests whose worker has gone, and wait for them; how many came to an end.

        The same brief and seed are painted on the same hold, and the outbox brings the scheme to its person. What was
        begun too often is given up: the tokens go back, and the outbox says so.
        """
        return await recovery.recover(self)

    async def sweep(self) -> int:
        """Give back tokens held for too long, and see to deliveries that were never confirmed; how many of both."""
        return await recovery.sweep(self)

    async def watch(self, every_s: float = 15.0) -> None:
        """Recover and sweep for ever; a failure is logged and does not end it."""
        while True:
            try:
                await self.recover()
                await self.sweep()
            except Exception:
                log.exception("recovery failed")
            await asyncio.sleep(every_s)

    async def close(self, grace_s: float = 25.0) -> None:
        """Take nothing new, give what is at work `grace_s` seconds, and hand the rest to whoever comes next."""
        self._worker.closing = True
        if tasks := self._worker.tasks():
            await asyncio.wait(tasks, timeout=grace_s)
        for job in list(self._worker.jobs.values()):
            if job.ticket is not None:
                await self._worker.insist(requests.hand_back, ticket=job.ticket)
            job.lose()
        if tasks := self._worker.tasks():
            await asyncio.wait(tasks)
        self._worker.shut()

    def observe(self, observer: Observer) -> None:
        """Tell this one how each generation ended, from now on."""
        self._worker.observer = observer

    def adopt(self, ticket: Ticket) -> Job | None:
        """Begin with a request that was taken over; None when this process is at it already."""
        if ticket.key in self._worker.jobs:
            return None
        job = Job(ticket.key, ticket.person_id, ticket.inputs_digest, recovered=True)
        self._worker.begin(job, self._worker.make(job, ticket))
        return job

    @property
    def closing(self) -> bool:
        """True once nothing new is begun here."""
        return self._worker.closing

    def attends(self, key: str) -> bool:
        """True while this process works on an event's request, or waits for it."""
        return key in self._worker.jobs

    def _new_request(
        self,
        person_id: str,
        brief: Brief,
        digest: str,
        quote_id: str,
        key: str,
        surface: Mapping[str, Any],
        feature: str,
        parent_id: str | None,
    ) -> NewRequest:
        return NewRequest(
            id=new_id(),
            person_id=person_id,
            type=feature,
            key=key,
            inputs_digest=digest,
            input=self._vault.seal(brief.model_dump_json()),
            quote_id=quote_id,
            parent_id=parent_id,
            engine=self.engine.name,
            engine_version=self.engine.version,
            platform=str(surface.get("platform", "")),
            surface=json.dumps(surface),
            owner=self.owner,
        )
