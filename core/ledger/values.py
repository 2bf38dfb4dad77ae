"""What the ledger answers with: plain values."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Posting:
    """A transaction of the journal as one wallet sees it. Amounts in whole tokens.

    Attributes:
        amount: change of the tokens owned; negative when tokens left.
        debt_change: change of the debt; negative when a part of it was paid.
        posted: tokens owned after it.
        debt: debt after it.
        repeated: the key had been posted before; nothing was done this time.
    """

    txn_id: str
    wallet_id: str
    amount: int
    debt_change: int
    posted: int
    debt: int
    repeated: bool = False


@dataclass(frozen=True, slots=True)
class Hold:
    """Tokens set aside for something that is being made.

    Attributes:
        status: "open", "captured", "released" or "expired".
        captured: what was charged in the end, in tokens.
        expires_at: when the sweeper gives the tokens back, epoch ms.
        repeated: the key was held before; nothing was done this time.
    """

    id: str
    wallet_id: str
    amount: int
    feature: str
    status: str
    captured: int
    expires_at: int
    repeated: bool = False


@dataclass(frozen=True, slots=True)
class Balance:
    """What a wallet has, in whole tokens.

    Attributes:
        posted: owned, by the journal (with what is held and what expires at the next run of the expiry job).
        held: set aside by open holds.
        available: free to spend now; `paid + free`.
        paid: the part of it that was bought or given as a gift (subscription, packs, their bonus).
        free: the part of it that the house gave.
        debt: owed after a claw-back; the next purchase pays it first.
        expiring: (tokens, epoch ms) of what is available and will expire, earliest first.
    """

    posted: int
    held: int
    available: int
    paid: int
    free: int
    debt: int
    expiring: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class HistoryLine:
    """One line of a wallet's statement.

    Attributes:
        version: number of the line in the wallet, from 1 without a gap; the key of the next page.
        at: epoch ms.
        account: "tokens", or "debt" where the line changes what is owed.
        kind: "grant", "capture", "expire", "clawback", "reversal", "debt" or "transfer".
        source: where a grant came from, else None.
        feature: what a capture paid for, else None.
        amount: change of the account, in tokens. On "debt" a claw-back is negative, a payment positive.
        balance: the account after it; on "debt" never above zero.
    """

    version: int
    at: int
    account: str
    kind: str
    source: str | None
    feature: str | None
    amount: int
    balance: int
    reason: str
    order_id: str | None
    txn_id: str
