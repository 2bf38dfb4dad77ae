"""What things cost, what people were told they cost, and the tokens the house gives.

Plain functions of a connection: they compose with each other and with those of the ledger into one transaction.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from sqlalchemy import Connection, bindparam, delete, func, insert, select, update

from core.clock import utc_day
from core.errors import BadInput
from core.ids import new_id
from core.ledger.amounts import Source
from core.ledger.journal import lock_wallet
from core.ledger.service import Posting, ensure_wallet, find_hold, find_wallet, grant, unexpired
from core.persistence.statements import Statement
from core.pricing.errors import QUOTE_EXPIRED, QUOTE_OTHER, QUOTE_USED, StaleQuote, UnknownFeature
from core.pricing.rules import (
    CAPPED_SOURCES,
    FREE_CAP,
    FREE_LIFETIME,
    QUOTE_LIFETIME,
    WELCOME_TOKENS,
    DailyClaim,
    DailyState,
    Price,
    Quote,
    start_of,
    streak_after,
    worth_of,
)
from core.pricing.tables import daily_claim, feature_price
from core.pricing.tables import quote as quote_table
from core.words import N_

_newest = (
    select(feature_price.c.feature, func.max(feature_price.c.version).label("version"))
    .group_by(feature_price.c.feature)
    .subquery("newest")
)
_PRICE_OF = Statement(
    select(feature_price.c.feature, feature_price.c.version, feature_price.c.cost)
    .where(feature_price.c.feature == bindparam("feature"))
    .order_by(feature_price.c.version.desc())
    .limit(1)
)
_PRICES = Statement(
    select(feature_price.c.feature, feature_price.c.version, feature_price.c.cost)
    .join(
        _newest,
        (_newest.c.feature == feature_price.c.feature) & (_newest.c.version == feature_price.c.version),
    )
    .order_by(feature_price.c.cost.desc(), feature_price.c.feature)
)
_ADD_PRICE = Statement(insert(feature_price))

_ADD_QUOTE = Statement(
    insert(quote_table).values(
        {
            name: bindparam(name)
            for name in (
                "id",
                "person_id",
                "feature",
                "price_version",
                "cost",
                "inputs_digest",
                "created_at",
                "expires_at",
            )
        }
    )
)
_QUOTE = Statement(select(quote_table).where(quote_table.c.id == bindparam("quote_id")))
_USE_QUOTE = Statement(
    update(quote_table)
    .where(
        quote_table.c.id == bindparam("quote_id"),
        quote_table.c.person_id == bindparam("person"),
        quote_table.c.feature == bindparam("what"),
        quote_table.c.inputs_digest == bindparam("inputs"),
        quote_table.c.expires_at > bindparam("now"),
        quote_table.c.used_by_hold.is_(None),
    )
    .values(used_by_hold=bindparam("hold_id"))
    .returning(quote_table.c.cost)
)
_FORGET_QUOTES = Statement(
    delete(quote_table).where(quote_table.c.expires_at < bindparam("before"), quote_table.c.used_by_hold.is_(None))
)

_LAST_CLAIM = Statement(
    select(daily_claim)
    .where(daily_claim.c.person_id == bindparam("person_id"))
    .order_by(daily_claim.c.day.desc())
    .limit(1)
)
_ADD_CLAIM = Statement(insert(daily_claim))


def price_of(conn: Connection, feature: str) -> Price:
    """The price of a feature that is in force.

    Raises:
        UnknownFeature: it has none.
    """
    row = _PRICE_OF.one(conn, feature=feature)
    if row is None:
        raise UnknownFeature(feature)
    return Price(*row)


def price_list(conn: Connection) -> list[Price]:
    """Every feature with the price in force, the dearest first."""
    return [Price(*row) for row in _PRICES.all(conn)]


def set_price(conn: Connection, *, feature: str, cost: int, now: int) -> Price:
    """Put a new price in force, as the feature's next version; prices that were shown before still stand.

    Args:
        conn: a connection inside a transaction.
        feature: what it is for; a new one begins at version 1.
        cost: whole tokens, 0 for free.
        now: epoch ms.

    Raises:
        BadInput: the cost is no whole number from 0 on.
    """
    if type(cost) is not int or not 0 <= cost <= 10**6:
        raise BadInput(N_("A price is a whole number of tokens from 0 to {most}."), most=10**6)
    row = _PRICE_OF.one(conn, feature=feature)
    version = 1 if row is None else row.version + 1
    _ADD_PRICE.run(conn, feature=feature, version=version, cost=cost, created_at=now)
    return Price(feature, version, cost)


def quote(conn: Connection, *, person_id: str, feature: str, inputs_digest: str, now: int) -> Quote:
    """Write down the price in force for these inputs; it stands for `QUOTE_LIFETIME` and for one use.

    Args:
        conn: a connection inside a transaction.
        person_id: who is shown the price.
        feature: what it is for.
        inputs_digest: fingerprint of everything that is asked for.
        now: epoch ms.

    Raises:
        UnknownFeature: it has no price.
    """
    price = price_of(conn, feature)
    made = Quote(new_id(), person_id, feature, price.version, price.cost, inputs_digest, now + QUOTE_LIFETIME)
    _ADD_QUOTE.run(
        conn,
        id=made.id,
        person_id=person_id,
        feature=feature,
        price_version=price.version,
        cost=price.cost,
        inputs_digest=inputs_digest,
        created_at=now,
        expires_at=made.expires_at,
    )
    return made


def quoted(conn: Connection, *, quote_id: str, person_id: str) -> Quote | None:
    """A quote of this person, whether it still stands or not; None when there is none."""
    row = _QUOTE.one(conn, quote_id=quote_id)
    if row is None or row.person_id != person_id:
        return None
    return Quote(row.id, row.person_id, row.feature, row.price_version, row.cost, row.inputs_digest, row.expires_at)


def use_quote(
    conn: Connection, *, quote_id: str, person_id: str, feature: str, inputs_digest: str, hold_id: str, now: int
) -> int:
    """Bind a quote to the hold that it priced and return its cost; the same hold may come again.

    Args:
        conn: the connection of the transaction that made the hold.
        quote_id: the quote.
        person_id: who asks; must be who was shown the price.
        feature: must be what was quoted.
        inputs_digest: must be what was quoted.
        hold_id: the hold; must have the quote's amount.
        now: epoch ms.

    Raises:
        StaleQuote: expired, used by another hold, or made for something or somebody else.
        ValueError: the hold does not have the amount that was quoted.
    """
    cost = _USE_QUOTE.scalar(
        conn,
        quote_id=quote_id,
        person=person_id,
        what=feature,
        inputs=inputs_digest,
        hold_id=hold_id,
        now=now,
    )
    if cost is None:
        cost = _used_before(conn, quote_id, (person_id, feature, inputs_digest), hold_id)
    held = find_hold(conn, hold_id=hold_id)
    if held is None or held.amount != cost:
        raise ValueError(f"quote {quote_id} says {cost} tokens, hold {hold_id} does not")
    return int(cost)


def forget_quotes(conn: Connection, *, before: int) -> int:
    """Delete quotes that ran out before `before` (epoch ms) without being used; return how many."""
    return _FORGET_QUOTES.run(conn, before=before)


def welcome(conn: Connection, *, person_id: str, wallet_id: str, now: int) -> Posting:
    """Give a person the welcome tokens, once; they expire after `FREE_LIFETIME` and count under the cap."""
    return grant(
        conn,
        wallet_id=wallet_id,
        amount=WELCOME_TOKENS,
        source=Source.WELCOME,
        key=f"welcome:{person_id}",
        now=now,
        expires_at=now + FREE_LIFETIME,
    )


def grant_by_operator(
    conn: Connection, *, person_id: str, amount: int, actor: str, reason: str, key: str, now: int
) -> Posting:
    """Give a person tokens by hand. They do not expire and do not count under the cap of free tokens.

    Args:
        conn: a connection inside a transaction.
        person_id: who gets them.
        amount: whole tokens.
        actor: the operator, as the statement shall name them.
        reason: why; stands in the statement.
        key: one for each act of the operator, so that a repeat gives nothing twice.
        now: epoch ms.

    Raises:
        BadInput: no reason, or no actor; or `BadAmount`.
        KeyReused: the key was used with another input.
    """
    if not actor.strip() or not reason.strip():
        raise BadInput(N_("A grant by hand needs to say who gives it and why."))
    return grant(
        conn,
        wallet_id=ensure_wallet(conn, owner_id=person_id, now=now),
        amount=amount,
        source=Source.OPERATOR,
        key=f"operator:{key}",
        now=now,
        actor=actor,
        reason=reason,
    )


def claim_daily(conn: Connection, *, person_id: str, now: int) -> DailyClaim:
    """Claim the tokens of the UTC day, once; at the cap as many as fit, and the streak goes on all the same.

    A clock that was put back gives no second claim: the day has to lie after the last one claimed.

    Args:
        conn: a connection inside a transaction.
        person_id: who claims.
        now: epoch ms.
    """
    wallet_id = ensure_wallet(conn, owner_id=person_id, now=now)
    lock_wallet(conn, wallet_id)  # what follows reads first and writes then: one claim at a time
    today = utc_day(now)
    last = _LAST_CLAIM.one(conn, person_id=person_id)
    last_day = date.fromisoformat(last.day) if last else None
    if last is not None and last_day is not None and last_day >= today:
        return _claim(last_day, last.granted, last.worth, last.streak, last.created_at, repeated=True)
    streak = streak_after(last_day, last.streak if last else 0, today)
    worth = worth_of(streak)
    owned = unexpired(conn, wallet_id=wallet_id, now=now, sources=CAPPED_SOURCES)
    granted = min(worth, max(0, FREE_CAP - owned))
    posting = None
    if granted:
        posting = grant(
            conn,
            wallet_id=wallet_id,
            amount=granted,
            source=Source.DAILY,
            key=f"daily:{person_id}:{today.isoformat()}",
            now=now,
            expires_at=now + FREE_LIFETIME,
        )
    _ADD_CLAIM.run(
        conn,
        person_id=person_id,
        day=today.isoformat(),
        streak=streak,
        worth=worth,
        granted=granted,
        txn_id=posting.txn_id if posting else None,
        created_at=now,
    )
    return _claim(today, granted, worth, streak, now, repeated=False)


def daily_state(conn: Connection, *, person_id: str, now: int) -> DailyState:
    """Whether the person can claim now, when they can, and what it would be worth. Changes nothing."""
    today = utc_day(now)
    last = _LAST_CLAIM.one(conn, person_id=person_id)
    last_day = date.fromisoformat(last.day) if last else None
    claimable = last_day is None or last_day < today
    next_day = today if claimable or last_day is None else last_day + timedelta(days=1)
    next_streak = streak_after(last_day, last.streak if last else 0, next_day)
    wallet_id = find_wallet(conn, owner_id=person_id)
    owned = 0 if wallet_id is None else unexpired(conn, wallet_id=wallet_id, now=now, sources=CAPPED_SOURCES)
    return DailyState(
        claimable=claimable,
        streak=next_streak - 1,
        next_at=now if claimable else start_of(next_day),
        worth=worth_of(next_streak),
        room=max(0, FREE_CAP - owned),
    )


def _claim(day: date, granted: int, worth: int, streak: int, at: int, *, repeated: bool) -> DailyClaim:
    next_at = start_of(day + timedelta(days=1))
    return DailyClaim(day, granted, worth, streak, at + FREE_LIFETIME, next_at, repeated)


def _used_before(conn: Connection, quote_id: str, asked: tuple[str, str, str], hold_id: str) -> Any:
    row = _QUOTE.one(conn, quote_id=quote_id)
    if row is None or (row.person_id, row.feature, row.inputs_digest) != asked:
        raise StaleQuote(QUOTE_OTHER)
    if row.used_by_hold is None:
        raise StaleQuote(QUOTE_EXPIRED)
    if row.used_by_hold != hold_id:
        raise StaleQuote(QUOTE_USED)
    return row.cost
