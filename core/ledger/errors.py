"""What the ledger refuses. A `Refusal` is for a person; a `LedgerError` means that the calling code is wrong."""

from __future__ import annotations

from core.errors import Refusal
from core.ledger.tables import MAX_BALANCE
from core.words import N_


class LedgerError(Exception):
    """The caller asked for something that can only be a mistake in the code. Never shown to a person."""


class KeyReused(LedgerError):  # noqa: N818  named after what happened
    """An idempotency key came back with another input than the first time."""

    def __init__(self, key: str) -> None:
        super().__init__(f"the key {key!r} was used before with another input")
        self.key = key


class UnknownWallet(LedgerError):  # noqa: N818  named after what happened
    """There is no wallet of this id."""


class UnknownHold(LedgerError):  # noqa: N818  named after what happened
    """There is no hold of this id."""


class HoldSettled(LedgerError):  # noqa: N818  named after what happened
    """A capture came too late or differs: the hold was released, has expired, or was captured with another amount."""


class NotAClawBack(LedgerError):  # noqa: N818  named after what happened
    """A reversal names a transaction that is no claw-back, or one that was reversed before under another key."""


class WalletFrozen(Refusal):
    """The wallet may not spend at present."""

    def __init__(self) -> None:
        super().__init__(N_("These tokens cannot be spent at the moment. Nothing was taken."))


class BalanceTooHigh(Refusal):
    """The wallet would own more than a wallet may."""

    def __init__(self) -> None:
        super().__init__(N_("A balance cannot grow beyond {most} tokens. Nothing was changed."), most=MAX_BALANCE)
