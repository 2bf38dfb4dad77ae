"""Amounts and where tokens come from: plain values and pure functions."""

from __future__ import annotations

from enum import StrEnum
from typing import Final

from core.errors import BadInput
from core.ledger.tables import MAX_AMOUNT
from core.words import N_


class BadAmount(BadInput):
    """Something that is not a whole number of tokens from 1 to `MAX_AMOUNT`."""

    def __init__(self, given: object) -> None:
        super().__init__(N_("A number of tokens is a whole number from 1 to {most}."), most=MAX_AMOUNT)
        self.given = given


def tokens(amount: object) -> int:
    """Return `amount` when it is a number of tokens that can be moved.

    Args:
        amount: anything; only a plain `int` passes, so neither `True` nor `3.0` nor a subclass with habits of its own.

    Raises:
        BadAmount: it is no `int`, or not within 1 .. `MAX_AMOUNT`.
    """
    if type(amount) is not int or not 1 <= amount <= MAX_AMOUNT:
        raise BadAmount(amount)
    return amount


class Source(StrEnum):
    """Where the tokens of a grant come from: decides the burn order, the house's account and how they are shown."""

    DAILY = "daily"
    WELCOME = "welcome"
    PROMO = "promo"
    OPERATOR = "operator"
    SUB = "sub"
    GIFT = "gift"
    BONUS = "bonus"
    PAID = "paid"


FREE: Final = frozenset({Source.DAILY, Source.WELCOME, Source.PROMO, Source.OPERATOR})
"""Given by the house. Shown apart from what was bought; never taken by a claw-back and never used to pay a debt."""

PURCHASED: Final = frozenset({Source.SUB, Source.BONUS, Source.PAID})
"""Bought by the owner of the wallet: pays a debt first; what a claw-back may take. A gift was bought by another."""

PRIORITY: Final = {
    Source.DAILY: 10,
    Source.WELCOME: 10,
    Source.PROMO: 10,
    Source.OPERATOR: 10,
    Source.SUB: 20,
    Source.GIFT: 30,
    Source.BONUS: 30,
    Source.PAID: 40,
}
"""Burn order, lowest first: free before subscription before bought; within one priority the earliest expiry first."""


def contra_account(source: Source) -> str:
    """The house's account that the tokens of a grant come from: `promo` for free ones, `mint` for the others."""
    return "promo" if source in FREE else "mint"
