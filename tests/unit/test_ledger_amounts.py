"""Amounts are whole numbers within bounds; hashes and streaks are pure functions."""

from __future__ import annotations

import math
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.ledger.amounts import FREE, PRIORITY, PURCHASED, BadAmount, Source, contra_account, tokens
from core.ledger.chain import Line, Txn, entry_hash, genesis
from core.ledger.tables import MAX_AMOUNT
from core.pricing.rules import FREE_CAP, WELCOME_TOKENS, start_of, streak_after, worth_of


class Sly(int):
    """An int that says whatever suits it."""

    def __ge__(self, other: object) -> bool:
        return True


@pytest.mark.parametrize(
    "amount",
    [
        0,
        -1,
        -(10**12),
        MAX_AMOUNT + 1,
        2**63 - 1,
        2**63,
        10**30,
        True,
        False,
        1.0,
        3.5,
        math.nan,
        math.inf,
        -math.inf,
        None,
        "3",
        b"3",
        Decimal(3),
        Fraction(3),
        np.int64(3),
        Sly(3),
        [3],
    ],
)
def test_what_is_no_whole_number_within_bounds_is_refused(amount: Any) -> None:
    with pytest.raises(BadAmount):
        tokens(amount)


@given(st.integers(min_value=1, max_value=MAX_AMOUNT))
def test_every_whole_number_within_bounds_passes_unchanged(amount: int) -> None:
    assert tokens(amount) == amount


@given(st.one_of(st.integers(max_value=0), st.integers(min_value=MAX_AMOUNT + 1), st.floats(), st.booleans()))
def test_nothing_else_passes(amount: Any) -> None:
    with pytest.raises(BadAmount):
        tokens(amount)


def test_every_source_has_a_place_in_the_burn_order_and_free_burns_before_subscription_before_bought() -> None:
    assert set(PRIORITY) == set(Source)
    assert not FREE & PURCHASED
    assert max(PRIORITY[source] for source in FREE) < PRIORITY[Source.SUB] < PRIORITY[Source.PAID]
    assert {contra_account(source) for source in FREE} == {"promo"}
    assert {contra_account(source) for source in set(Source) - FREE} == {"mint"}


TXN = Txn("t1", "k", "r", "grant", "paid", None, "o", None, None, "", "", 5)
LINES = (Line(0, "tokens", "w", 7, 7, 1), Line(1, "mint", None, -7, None, None))


@pytest.mark.parametrize("field", range(len(Txn._fields)))
def test_the_hash_changes_with_every_field_of_the_transaction(field: int) -> None:
    changed = list(TXN)
    changed[field] = "x" if changed[field] != "x" else "y"
    assert entry_hash("p", 0, Txn(*changed), LINES) != entry_hash("p", 0, TXN, LINES)


@pytest.mark.parametrize("line", range(len(LINES)))
@pytest.mark.parametrize("field", range(len(Line._fields)))
def test_the_hash_changes_with_every_field_of_every_line(line: int, field: int) -> None:
    changed = list(LINES[line])
    changed[field] = 99
    lines = (*LINES[:line], Line(*changed), *LINES[line + 1 :])
    assert entry_hash("p", 0, TXN, lines) != entry_hash("p", 0, TXN, LINES)


def test_the_hash_changes_with_what_stands_before_and_with_the_owner() -> None:
    assert entry_hash("p", 0, TXN, LINES) != entry_hash("q", 0, TXN, LINES)
    assert genesis("w", "user", "a", 1) != genesis("w", "user", "b", 1)


def test_values_cannot_flow_from_one_field_into_the_next() -> None:
    assert genesis("w", "user", "ab", 1) != genesis("wu", "ser", "ab", 1)
    assert genesis('w","user', "x", "y", 1) != genesis("w", 'user","x', "y", 1)


def test_every_seventh_day_in_a_row_is_worth_four_more() -> None:
    assert [worth_of(day) for day in range(1, 15)] == [2, 2, 2, 2, 2, 2, 6, 2, 2, 2, 2, 2, 2, 6]


@given(st.dates(min_value=date(1990, 1, 1), max_value=date(2090, 1, 1)), st.integers(1, 500), st.integers(0, 60))
def test_a_missed_day_ends_the_streak_and_nothing_else_does(day: date, streak: int, gap: int) -> None:
    assert streak_after(day, streak, day + timedelta(days=gap)) == (streak + 1 if gap == 1 else 1)
    assert streak_after(None, 0, day) == 1
    assert start_of(day + timedelta(days=1)) - start_of(day) == 86_400_000


def test_the_welcome_fits_under_the_cap() -> None:
    assert WELCOME_TOKENS <= FREE_CAP
