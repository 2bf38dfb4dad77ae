"""Many at once: the bank test, duplicates, too few tokens for everybody, and callers that go away."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from core.clock import DAY, HOUR
from core.errors import InsufficientTokens
from core.ledger.service import Source, due_holds
from core.persistence.database import Database
from core.pricing import service as pricing
from tests.ledgers import Books, CancelAt, at_once, settled, whole_bank


@pytest.fixture
def books(database: Database) -> Books:
    return Books(database)


# --- the bank test of Jepsen (jepsen/tests/bank.clj): reads of the whole bank during random movements ---


async def bank(books: Books, rng: random.Random, *, tasks: int, moves: int) -> None:
    """`tasks` move tokens at random, others read the whole bank; then the audit.

    The four things a read must never show: a total that is not zero, a negative balance, a balance that is none, and an
    account nobody opened.
    """
    opened = {await books.wallet(daily=20, paid=200) for _ in range(5)}
    wallets = sorted(opened)
    wrong: list[str] = []
    moving = True

    async def mover(n: int, dice: random.Random) -> None:
        for i in range(moves):
            await move(books, dice, dice.choice(wallets), f"{n}:{i}")

    async def reader() -> int:
        reads = 0
        while moving:
            seen, house = await books.db.read(whole_bank)
            reads += 1
            if set(seen) != opened:
                wrong.append(f"unexpected key: {set(seen) ^ opened}")
            for wallet_id, (posted, held, debt) in seen.items():
                if None in (posted, held, debt):
                    wrong.append(f"nil balance: {wallet_id}")
                elif posted < held or held < 0 or debt < 0:
                    wrong.append(f"negative value: {wallet_id} {posted} {held} {debt}")
            total = sum(posted - debt for posted, _, debt in seen.values()) + house
            if total:
                wrong.append(f"wrong total: {total}")
            await asyncio.sleep(0.002)
        return reads

    readers = [asyncio.create_task(reader()) for _ in range(2)]
    await asyncio.gather(*(mover(n, random.Random(rng.random())) for n in range(tasks)))
    moving = False
    reads = sum(await asyncio.gather(*readers))
    assert not wrong, wrong[:5]
    assert reads > 2
    await books.must_be_sound()


async def move(books: Books, dice: random.Random, wallet: str, key: str) -> None:
    """One random movement; a refusal for lack of tokens is one of the outcomes."""
    ledger = books.ledger
    kind = dice.choices(("spend", "give up", "grant", "claw back", "expire"), (8, 4, 4, 1, 1))[0]
    if kind in ("spend", "give up"):
        amount = dice.randint(1, 30)
        try:
            held = await books.hold(wallet, amount, key)
        except InsufficientTokens:
            return
        if kind == "give up":
            await ledger.release(hold_id=held)
        else:
            await ledger.capture(hold_id=held, amount=dice.choice((None, dice.randint(1, amount))))
    elif kind == "grant":
        source = dice.choice((Source.DAILY, Source.PAID, Source.SUB))
        expires_at = books.clock.now + dice.randint(1, 3) * HOUR if source is Source.DAILY else None
        await ledger.grant(wallet_id=wallet, amount=dice.randint(1, 40), source=source, key=key, expires_at=expires_at)
    elif kind == "claw back":
        taken = await ledger.claw_back(wallet_id=wallet, amount=dice.randint(1, 60), key=key, order_id=key)
        if dice.random() < 0.5:
            await ledger.reverse_claw_back(claw_back_id=taken.txn_id, key=f"back:{key}")
    else:
        books.clock.now += HOUR
        await ledger.expire_lots()


async def test_no_read_of_the_bank_ever_shows_tokens_made_or_lost(books: Books, rng: random.Random) -> None:
    await bank(books, rng, tasks=16, moves=12)


@pytest.mark.soak
async def test_no_read_of_the_bank_ever_shows_tokens_made_or_lost_in_the_long_run(
    books: Books, rng: random.Random
) -> None:
    await bank(books, rng, tasks=32, moves=400)


# --- duplicates ---

Operation = Callable[[Books], Awaitable[tuple[Callable[[int], Awaitable[Any]], Callable[[Any], bool]]]]


async def _grant(books: Books) -> Any:
    wallet = await books.wallet()
    return (
        lambda i: books.ledger.grant(wallet_id=wallet, amount=5, source=Source.PAID, key="k"),
        lambda posting: not posting.repeated,
    )


async def _hold(books: Books) -> Any:
    wallet = await books.wallet(paid=1000)
    return (
        lambda i: books.ledger.hold(wallet_id=wallet, amount=3, feature="f", key="k", expires_at=books.clock.now + DAY),
        lambda held: not held.repeated,
    )


async def _capture(books: Books) -> Any:
    held = await books.hold(await books.wallet(paid=1000), 3, "k")
    return lambda i: books.ledger.capture(hold_id=held), lambda posting: not posting.repeated


async def _release(books: Books) -> Any:
    held = await books.hold(await books.wallet(paid=1000), 3, "k")
    return lambda i: books.ledger.release(hold_id=held), bool


async def _sweep(books: Books) -> Any:
    await books.hold(await books.wallet(paid=1000), 3, "k", expires_at=books.clock.now + 1)
    books.clock.now += HOUR
    return lambda i: books.ledger.sweep_holds(), bool


async def _claw_back(books: Books) -> Any:
    wallet = await books.wallet(paid=3)
    return (
        lambda i: books.ledger.claw_back(wallet_id=wallet, amount=5, key="k", order_id="o"),
        lambda posting: not posting.repeated,
    )


async def _reverse(books: Books) -> Any:
    taken = await books.ledger.claw_back(wallet_id=await books.wallet(paid=3), amount=5, key="k", order_id="o")
    return (
        lambda i: books.ledger.reverse_claw_back(claw_back_id=taken.txn_id, key="back"),
        lambda posting: not posting.repeated,
    )


async def _expire(books: Books) -> Any:
    await books.ledger.grant(
        wallet_id=await books.wallet(), amount=5, source=Source.DAILY, key="d", expires_at=books.clock.now + 1
    )
    books.clock.now += HOUR
    return lambda i: books.ledger.expire_lots(), bool


async def _welcome(books: Books) -> Any:
    wallet = await books.wallet()
    return (
        lambda i: books.db.write(pricing.welcome, person_id="p", wallet_id=wallet, now=books.clock.now + i),
        lambda posting: not posting.repeated,
    )


async def _claim(books: Books) -> Any:
    await books.ledger.ensure_wallet(owner_id="p")  # else making the wallet would keep the claims apart
    return (
        lambda i: books.db.write(pricing.claim_daily, person_id="p", now=books.clock.now + i),
        lambda claim: not claim.repeated,
    )


async def _operator(books: Books) -> Any:
    return (
        lambda i: books.db.write(
            pricing.grant_by_operator,
            person_id="p",
            amount=7,
            actor="me",
            reason="more",
            key="k",
            now=books.clock.now + i,
        ),
        lambda posting: not posting.repeated,
    )


DUPLICATES: dict[str, Operation] = {
    "grant": _grant,
    "hold": _hold,
    "capture": _capture,
    "release": _release,
    "sweep": _sweep,
    "claw_back": _claw_back,
    "reverse_claw_back": _reverse,
    "expire": _expire,
    "welcome": _welcome,
    "claim_daily": _claim,
    "grant_by_operator": _operator,
}


@pytest.mark.parametrize("operation", DUPLICATES.values(), ids=DUPLICATES.keys())
async def test_a_hundred_duplicates_at_once_do_it_once(books: Books, operation: Operation) -> None:
    do, counts = await operation(books)
    answers = await at_once(100, do)
    assert [answer for answer in answers if isinstance(answer, BaseException)] == []
    assert sum(counts(answer) for answer in answers) == 1
    wallets, _ = await books.db.read(whole_bank)
    once = dict(wallets)
    await do(0)
    wallets, _ = await books.db.read(whole_bank)
    assert wallets == once
    await books.must_be_sound()


async def test_a_hundred_first_meetings_at_once_make_one_wallet(books: Books) -> None:
    wallets = await at_once(100, lambda i: books.ledger.ensure_wallet(owner_id="somebody"))
    assert len(set(wallets)) == 1
    assert isinstance(wallets[0], str)
    await books.must_be_sound()


async def test_capture_release_and_sweeper_at_once_and_exactly_one_wins(books: Books) -> None:
    wallet = await books.wallet(paid=100)
    for n in range(10):
        held = await books.hold(wallet, 5, f"k{n}", expires_at=books.clock.now)
        answers = await asyncio.gather(
            books.ledger.capture(hold_id=held),
            books.ledger.release(hold_id=held),
            books.ledger.sweep_holds(),
            books.ledger.release(hold_id=held),
            return_exceptions=True,
        )
        won = [not isinstance(answers[0], BaseException), *(bool(answer) for answer in answers[1:])]
        assert sum(won) == 1, answers
    assert (await books.ledger.balance(wallet_id=wallet)).held == 0
    await books.must_be_sound()


# --- too few tokens for everybody ---


async def test_with_tokens_for_ten_exactly_ten_of_fifty_at_once_run(books: Books) -> None:
    wallet = await books.wallet(daily=7, sub=10, paid=14)  # 31: ten times 3, over several lots, and 1 left

    async def run(i: int) -> None:
        held = await books.hold(wallet, 3, f"request:{i}")
        await asyncio.sleep(0)
        await books.ledger.capture(hold_id=held)

    answers = await at_once(50, run)
    assert answers.count(None) == 10
    assert sum(isinstance(answer, InsufficientTokens) for answer in answers) == 40
    balance = await books.ledger.balance(wallet_id=wallet)
    assert (balance.posted, balance.held, balance.available) == (1, 0, 1)
    await books.must_be_sound()


async def test_what_one_gives_up_another_may_use(books: Books, rng: random.Random) -> None:
    wallet = await books.wallet(daily=5, paid=10)
    used = 0

    async def run(i: int) -> None:
        nonlocal used
        for attempt in range(20):
            try:
                held = await books.hold(wallet, 5, f"{i}:{attempt}")
            except InsufficientTokens:
                continue
            if i % 2:
                await books.ledger.release(hold_id=held)
            else:
                await books.ledger.capture(hold_id=held)
                used += 5
            return

    await at_once(20, run)
    balance = await books.ledger.balance(wallet_id=wallet)
    assert balance.available == 15 - used
    assert balance.held == 0
    await books.must_be_sound()


# --- callers that go away ---

Prepared = tuple[Callable[[], Awaitable[Any]], Callable[[], Awaitable[bool]]]


async def _prepare(books: Books, name: str, n: int) -> Prepared:
    """An operation on fresh rows, and a question whether it has happened: True, False, never something between."""
    ledger, wallet = books.ledger, await books.wallet(daily=2, paid=8)
    key = f"{name}:{n}"

    async def posted() -> int:
        return (await ledger.balance(wallet_id=wallet)).posted

    async def held() -> int:
        return (await ledger.balance(wallet_id=wallet)).held

    def happened(question: Callable[[], Awaitable[int]], before: int, after: int) -> Callable[[], Awaitable[bool]]:
        async def ask() -> bool:
            found = await question()
            assert found in (before, after), f"{key}: {found} is neither {before} nor {after}"
            return found == after

        return ask

    if name == "ensure_wallet":
        return lambda: ledger.ensure_wallet(owner_id=key), happened(posted, 10, 10)
    if name == "grant":
        return (
            lambda: ledger.grant(wallet_id=wallet, amount=5, source=Source.PAID, key=key),
            happened(posted, 10, 15),
        )
    if name == "hold":
        return lambda: books.hold(wallet, 5, key), happened(held, 0, 5)
    if name == "claw_back":
        return (
            lambda: ledger.claw_back(wallet_id=wallet, amount=5, key=key, order_id="o"),
            happened(posted, 10, 5),
        )
    if name == "reverse_claw_back":
        taken = await ledger.claw_back(wallet_id=wallet, amount=5, key=key, order_id="o")
        return (
            lambda: ledger.reverse_claw_back(claw_back_id=taken.txn_id, key=f"back:{key}"),
            happened(posted, 5, 10),
        )
    if name == "expire_lots":
        await ledger.grant(wallet_id=wallet, amount=5, source=Source.DAILY, key=key, expires_at=books.clock.now + 1)
        books.clock.now += 1
        return ledger.expire_lots, happened(posted, 15, 10)
    if name == "claim_daily":
        person = f"person:{key}"

        async def claimed() -> int:
            return len(await books.db.read(_claims_of, person))

        return (
            lambda: books.db.write(pricing.claim_daily, person_id=person, now=books.clock.now),
            happened(claimed, 0, 1),
        )
    if name == "set_status":
        return lambda: ledger.set_status(wallet_id=wallet, status="frozen"), happened(posted, 10, 10)
    expires_at = books.clock.now + (0 if name == "sweep_holds" else DAY)
    hold_id = await books.hold(wallet, 5, key, expires_at=expires_at)
    if name == "capture":
        return lambda: ledger.capture(hold_id=hold_id), happened(posted, 10, 5)
    if name == "release":
        return lambda: ledger.release(hold_id=hold_id), happened(held, 5, 0)
    assert name == "sweep_holds"
    return ledger.sweep_holds, happened(held, 5, 0)


def _claims_of(conn: Any, person_id: str) -> list[Any]:
    from sqlalchemy import select

    from core.pricing.tables import daily_claim

    return list(conn.execute(select(daily_claim.c.day).where(daily_claim.c.person_id == person_id)))


WRITES = (
    "ensure_wallet",
    "grant",
    "hold",
    "capture",
    "release",
    "claw_back",
    "reverse_claw_back",
    "expire_lots",
    "sweep_holds",
    "set_status",
    "claim_daily",
)


async def go_away(
    books: Books, name: str, n: int, waiting: Callable[[Awaitable[Any]], Awaitable[bool]], *, audit: bool = True
) -> bool:
    """Start an operation and go away; then it must be whole or absent, no lock left, and a repeat must end it."""
    operation, has_happened = await _prepare(books, name, n)
    reached = await waiting(operation())
    async with asyncio.timeout(10):
        await settled(books.db)  # needs the write lock: one that leaked would hold this up
    await has_happened()
    if audit:
        await books.must_be_sound()
    await operation()
    assert await has_happened()
    if audit:
        await books.must_be_sound()
    return reached


@pytest.mark.parametrize("name", WRITES)
async def test_cancelled_at_any_await_an_operation_is_whole_or_absent_and_leaves_no_lock(
    books: Books, name: str
) -> None:
    for nth in range(1, 50):

        async def at_nth(work: Awaitable[Any], nth: int = nth) -> bool:
            cancelling = CancelAt(work, nth)
            task = asyncio.ensure_future(_run(cancelling))
            try:
                await task
            except asyncio.CancelledError:
                assert cancelling.reached
            return cancelling.reached

        if not await go_away(books, name, nth, at_nth):
            break
    else:
        pytest.fail("it never ran to its end")
    assert nth > 1


async def _run(work: Awaitable[Any]) -> Any:
    return await work


async def cancelled_anywhere(books: Books, rng: random.Random, rounds: int) -> None:
    """Cancelled after so many turns of the event loop: this lands inside the driver's own awaits too."""
    for n in range(rounds):
        name = WRITES[n % len(WRITES)]
        turns = rng.choice((0, 1, 2, 3, 5, 8, 13, 21, 34, 55, 89))

        async def after_turns(work: Awaitable[Any], turns: int = turns) -> bool:
            task = asyncio.ensure_future(work)
            for _ in range(turns):
                await asyncio.sleep(0)
            task.cancel()
            await asyncio.wait([task])
            return task.cancelled()

        # The audit reads everything; in the long run it looks now and then, and at the end.
        await go_away(books, name, 1000 + n, after_turns, audit=n < 30 or n % 50 == 0)
    await books.must_be_sound()


async def test_cancelled_at_any_moment_an_operation_is_whole_or_absent_and_leaves_no_lock(
    books: Books, rng: random.Random
) -> None:
    await cancelled_anywhere(books, rng, len(WRITES))


@pytest.mark.soak
async def test_cancelled_at_any_of_many_moments_an_operation_is_whole_or_absent_and_leaves_no_lock(
    books: Books, rng: random.Random
) -> None:
    await cancelled_anywhere(books, rng, 60 * len(WRITES))


async def test_a_cancelled_read_leaves_nothing_behind(books: Books) -> None:
    wallet = await books.wallet(paid=5)

    async def lines() -> None:
        async for _ in books.ledger.statement(wallet_id=wallet):
            pass

    reads: tuple[Callable[[], Awaitable[Any]], ...] = (
        lambda: books.ledger.balance(wallet_id=wallet),
        lambda: books.ledger.history(wallet_id=wallet),
        books.ledger.audit,
        lines,
        lambda: books.db.read(due_holds, now=0),
    )
    for read in reads:
        for turns in (0, 1, 2, 3, 5, 8, 13, 21):
            task = asyncio.ensure_future(read())
            for _ in range(turns):
                await asyncio.sleep(0)
            task.cancel()
            await asyncio.wait([task])
    async with asyncio.timeout(10):
        await settled(books.db)
        await asyncio.gather(*(books.ledger.balance(wallet_id=wallet) for _ in range(40)))
    await books.must_be_sound()
