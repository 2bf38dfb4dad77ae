"""How a request is worked on in this process: from an open row to a settled one.

Two transactions (`core.generation.requests`: open, complete) with everything slow between them. Whatever ends the work
early (the person, the engine, another process, a crash of this one) leads to exactly one settled row.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import traceback
from collections.abc import Callable, Collection, Coroutine
from concurrent.futures import ThreadPoolExecutor
from time import perf_counter
from typing import TYPE_CHECKING, Any, Final, TypeVar

from core.clock import Clock
from core.errors import NotFound, Refusal, Unavailable
from core.generation import photo, requests
from core.generation.brief import Brief
from core.generation.errors import Failed, Stopped, Superseded
from core.generation.job import CHOOSING, DRAWING, FINDING, IN_LINE, Job
from core.generation.proposal import Engine, Proposal
from core.generation.ticket import Answer, Limits, NewRequest, Status, Ticket
from core.ids import new_code, new_id
from core.paintschemes import service as schemes
from core.paintschemes.scheme import Paintscheme
from core.paintschemes.service import Schemes
from core.paintschemes.stored import Origin, StoredScheme
from core.shelf.service import owned_ids
from core.words import N_

if TYPE_CHECKING:
    from core.paints.catalogue import Catalogue
    from core.persistence.database import Database
    from core.persistence.vault import Vault

log = logging.getLogger(__name__)

T = TypeVar("T")

_PAUSES_S: Final = (0.1, 0.5, 2.0)

NOTHING_CAME: Final = N_("Nothing came of that request, and 0 tokens were charged. Please ask again.")
RESTARTING: Final = N_("I am restarting. The scheme will be finished after that and find its way to you.")

Observer = Callable[[str, float, str], None]
"""Told of each generation that ended here: the engine, the seconds since its turn came, and "stored", "refused",
"failed", "stopped" or "handed_over" (to another process)."""

Compose = Callable[..., tuple[Proposal, Paintscheme]]
"""From a brief, an engine's proposal and the catalogue to the repaired proposal and the scheme built from it; for a
brief that paints from the shelf the ids of the person's paints come as `owned`."""


def compose(
    brief: Brief, proposal: Proposal, catalogue: Catalogue, owned: Collection[str] = ()
) -> tuple[Proposal, Paintscheme]:
    """Put the proposed colours right, then find paints and the recipe for them. Takes milliseconds of CPU."""
    from core.colour.repair import repair  # noqa: PLC0415
    from core.paintschemes.build import build_scheme  # noqa: PLC0415

    repaired = repair(proposal, locks=brief.locks)
    return repaired, build_scheme(brief, repaired, catalogue, owned)


def _torn_down() -> bool:
    """True when the whole task is being cancelled, as at the end of its loop, and not only the work in it."""
    task = asyncio.current_task()
    return task is not None and task.cancelling() > 0


class Worker:
    """Works on requests, each in a job of its own. See `core.generation.desk.Desk`, which owns it.

    Attributes:
        jobs: what is at work here, by key.
        closing: nothing new is begun, and waiting for other processes ends.
        observer: told how each generation ended; None costs nothing.
    """

    observer: Observer | None = None

    def __init__(
        self,
        db: Database,
        engine: Engine,
        catalogue: Catalogue,
        vault: Vault,
        clock: Clock,
        *,
        owner: str,
        limits: Limits,
        compose: Compose,
        schemes: Schemes,
    ) -> None:
        self.db = db
        self.engine = engine
        self.clock = clock
        self.owner = owner
        self.limits = limits
        self.jobs: dict[str, Job] = {}
        self.closing = False
        self._schemes = schemes
        self._vault = vault
        self._catalogue = catalogue
        self._compose = compose
        # Colour work does not wait behind pictures. One thread: several share one interpreter and finish no sooner.
        self._pool = ThreadPoolExecutor(max_workers=1, thread_name_prefix="desk")
        self._pulse: asyncio.Task[None] | None = None

    def begin(self, job: Job, work: Coroutine[Any, Any, StoredScheme]) -> None:
        """Start a job and remember it until its end."""
        job.task = asyncio.create_task(work)
        self.jobs[job.key] = job
        job.task.add_done_callback(lambda task: self._ended(job, task))

    def _ended(self, job: Job, task: asyncio.Task[StoredScheme]) -> None:
        del self.jobs[job.key]
        if not task.cancelled():
            task.exception()  # looked at: nobody may be waiting any more
        self._next_in_line(job.person_id)

    def _next_in_line(self, person_id: str, after: Job | None = None) -> None:
        """A place is free: whoever has waited longest looks now and not at the next poll. One place, one look."""
        passed = after is None
        for job in self.jobs.values():
            if passed and job.waiting and job.person_id == person_id and not job.turn.is_set():
                job.turn.set()
                return
            passed = passed or job is after

    def tasks(self) -> set[asyncio.Task[StoredScheme]]:
        """The tasks of all jobs."""
        return {job.task for job in self.jobs.values() if job.task is not None}

    async def open_and_make(self, job: Job, new: NewRequest) -> StoredScheme:
        """Set the tokens aside and make the scheme; a repeat of an event waits for what the event began."""
        opened = await self.db.write(requests.open_request, new=new, now=self.clock(), limits=self.limits)
        return await (self.make(job, opened) if isinstance(opened, Ticket) else self._attend(job, opened))

    async def make(self, job: Job, ticket: Ticket) -> StoredScheme:
        """Everything between the two transactions, and the second one."""
        job.ticket = ticket
        self._keep_alive()
        try:
            answer, scheme, origin = await self._interruptible(job, self._work(job, ticket))
            row = await self.insist(
                requests.complete,
                ticket=ticket,
                answer=answer,
                now=self.clock(),
                notify=job.recovered and not job.waiters,
                confirm=job.confirm,
            )
        except asyncio.CancelledError:
            if job.lost:
                self._tell(job, "handed_over")
                return await self._attend(job, ticket.id)
            self._tell(job, "stopped")
            await self.insist(requests.cancel, request_id=ticket.id, person_id=ticket.person_id, now=self.clock())
            if _torn_down():
                raise
            raise Stopped from None
        except Superseded:
            self._tell(job, "handed_over")
            return await self._attend(job, ticket.id)
        except Exception as error:
            self._tell(job, "refused" if isinstance(error, Refusal) else "failed")
            return await self._failed(job, ticket, error)
        self._tell(job, "stored")
        job.stage(DRAWING)
        return StoredScheme.of(row, scheme, origin)

    async def _work(self, job: Job, ticket: Ticket) -> tuple[Answer, Paintscheme, Origin]:
        """The part that may be cancelled anywhere: nothing of it is stored."""
        if not ticket.started:
            job.stage(IN_LINE)
            await self._line(job, ticket)
        job.stage(CHOOSING)
        began = job.began = perf_counter()
        brief = job.brief or Brief.model_validate_json(self._vault.open(ticket.input))
        async with asyncio.timeout(self.limits.engine / 1000):
            proposal = await self._propose(brief)
        job.stage(FINDING)
        mine = await self._shelf(brief, ticket.person_id)
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._pool, self._answer, ticket, brief, proposal, mine, began)

    async def _shelf(self, brief: Brief, person_id: str) -> dict[str, Collection[str]]:
        """The paints of the person, where the brief wants to be painted with them."""
        return {"owned": await self.db.read(owned_ids, person_id=person_id)} if brief.from_shelf else {}

    async def _propose(self, brief: Brief) -> Proposal:
        """Ask the engine; one that computes rather than waits does so in a thread, and the loop goes on."""
        loop = asyncio.get_running_loop()
        asked = brief if brief.photo is None else await loop.run_in_executor(self._pool, photo.for_engine, brief)
        compute = getattr(self.engine, "propose_now", None)
        proposal: Proposal = (
            await self.engine.propose(asked)
            if compute is None
            else await loop.run_in_executor(self._pool, compute, asked)
        )
        return photo.as_asked(brief, proposal)

    async def _line(self, job: Job, ticket: Ticket) -> None:
        """Wait until it is this request's turn: called by one that ends here, else by looking again and again."""
        job.waiting = True
        try:
            while True:
                called = job.turn.is_set()
                job.turn.clear()  # a call during the look below is a reason to look again
                if await self.db.write(requests.start, ticket=ticket, now=self.clock(), limits=self.limits):
                    return
                if called:  # another process was faster, or another one of ours is first: the call goes on
                    self._next_in_line(job.person_id, after=job)
                with contextlib.suppress(TimeoutError):
                    async with asyncio.timeout(self.limits.poll / 1000):
                        await job.turn.wait()
        finally:
            job.waiting = False

    def _answer(
        self, ticket: Ticket, brief: Brief, proposal: Proposal, mine: dict[str, Collection[str]], began: float
    ) -> tuple[Answer, Paintscheme, Origin]:
        """Repair, build and seal; runs in a thread of the pool."""
        repaired, scheme = self._compose(brief, proposal, self._catalogue, **mine)
        origin = Origin(brief=brief, proposal=repaired)
        new = self._schemes.sealed(
            scheme_id=new_id(),
            person_id=ticket.person_id,
            scheme=scheme,
            origin=origin,
            request_id=ticket.id,
            parent_id=ticket.parent_id,
            locks=tuple(brief.locks),
        )
        answer = Answer(
            scheme=new,
            response=self._vault.seal(proposal.model_dump_json()),
            confidence=round(proposal.confidence * 1000),
            understood=len(proposal.understood),
            not_understood=len(proposal.not_understood),
            engine=proposal.engine,
            engine_version=proposal.engine_version,
            milliseconds=round((perf_counter() - began) * 1000),
        )
        return answer, scheme, origin

    async def _failed(self, job: Job, ticket: Ticket, error: Exception) -> StoredScheme:
        """Give the tokens back and say why; the scheme, should somebody else have finished it meanwhile."""
        kind, incident = type(error).__name__, ""
        if not isinstance(error, Refusal):
            incident = new_code()
            # Without the message: a driver or a model may have put the person's words into it.
            stack = "".join(traceback.format_tb(error.__traceback__))
            log.error("request %s ended in %s, incident %s\n%s", ticket.id, kind, incident, stack)
        notify = job.recovered and not job.waiters
        mine = await self.insist(
            requests.fail, ticket=ticket, error=kind, incident=incident, now=self.clock(), notify=notify
        )
        if not mine:
            return await self._attend(job, ticket.id)
        raise error if isinstance(error, Refusal) else Failed(incident)

    # --- what other processes make ---

    async def _attend(self, job: Job, request_id: str) -> StoredScheme:
        """Wait for a request that is in other hands, and go on with it should those hands let go."""
        job.ticket, job.lost = None, False
        try:
            outcome = await self._interruptible(job, self._follow(request_id))
        except asyncio.CancelledError:
            if _torn_down():
                raise
            raise (Unavailable(RESTARTING) if self.closing else Stopped()) from None
        return await self.make(job, outcome) if isinstance(outcome, Ticket) else outcome

    async def _follow(self, request_id: str) -> StoredScheme | Ticket:
        while True:
            row = await self.db.read(requests.by_id, request_id=request_id)
            if row is None:
                raise NotFound(requests.NO_REQUEST)
            if row.status != Status.PENDING:
                return await self._outcome(row)
            now = self.clock()
            if row.lease_until < now:
                taken = await self.db.write(
                    requests.take_over, request_id=request_id, owner=self.owner, now=now, limits=self.limits
                )
                if taken is not None:
                    return taken
            await asyncio.sleep(self.limits.poll / 1000)

    async def _outcome(self, row: Any) -> StoredScheme:
        """How a settled request ended: its scheme, or the refusal it was answered with."""
        if row.status == Status.CANCELLED:
            raise Stopped
        if row.status == Status.FAILED:
            raise Failed(row.incident) if row.incident else Refusal(NOTHING_CAME)
        stored = await self.db.read(schemes.of_request, request_id=row.id)
        if stored is None or stored.deleted_at is not None:
            raise NotFound(schemes.NO_SCHEME)
        return self._schemes.opened(stored)

    # --- small machinery ---

    def _tell(self, job: Job, outcome: str) -> None:
        """Tell the observer how the work on a request ended; one that fails is no reason to lose a scheme."""
        if self.observer is None:
            return
        seconds = 0.0 if job.began is None else perf_counter() - job.began
        try:
            self.observer(self.engine.name, seconds, outcome)
        except Exception:
            log.exception("an observer of generations failed")

    async def _interruptible(self, job: Job, work: Coroutine[Any, Any, T]) -> T:
        """Run the part of a job that `Job.stop` and `Job.lose` may cancel."""
        task = asyncio.create_task(work)
        job.work = task
        if job.stopped or job.lost or (self.closing and job.ticket is None):
            task.cancel()
        return await task

    async def insist(self, fn: Callable[..., T], /, **values: Any) -> T:
        """A write that settles something: a database that is away for a moment does not leave it open."""
        for pause in _PAUSES_S:
            try:
                return await self.db.write(fn, **values)
            except Unavailable:
                await asyncio.sleep(pause)
        return await self.db.write(fn, **values)

    def shut(self) -> None:
        """Give the threads back."""
        if self._pulse is not None:
            self._pulse.cancel()
        self._pool.shutdown(wait=False, cancel_futures=True)

    def _keep_alive(self) -> None:
        if self._pulse is None or self._pulse.done():
            self._pulse = asyncio.create_task(self._beat())

    async def _beat(self) -> None:
        """Signs of life for all that is at work here, as long as something is."""
        while self.jobs:
            await asyncio.sleep(self.limits.beat / 1000)
            held = {job.ticket: job for job in self.jobs.values() if job.ticket is not None}
            try:
                lost = await self.db.write(requests.renew, tickets=tuple(held), now=self.clock(), limits=self.limits)
            except Exception:
                log.warning("a sign of life did not reach the database", exc_info=True)
                continue
            for ticket, job in held.items():
                if ticket.id in lost and job.ticket is ticket:
                    job.lose()
