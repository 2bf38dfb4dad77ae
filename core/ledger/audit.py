"""The audit: recompute everything from the facts and name the first row that does not agree.

Wallets are read a few at a time in the order of their ids, so the memory it takes does not grow with the ledger. Within
a wallet facts come before what is derived from them: a broken fact is named itself, not the balance that no longer
agrees with it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Generator, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any, Final

from sqlalchemy import Connection, and_, func, not_, or_, select

from core.ledger import sql
from core.ledger.amounts import PRIORITY, Source
from core.ledger.chain import Line, Txn, entry_hash, genesis
from core.ledger.journal import request_hash
from core.ledger.tables import grant_lot, hold, hold_alloc, ledger_entry, ledger_txn, lot_debit, wallet

WALLETS_AT_ONCE: Final = 50
FINDINGS_AT_MOST: Final = 20
# By plain text: the audit has to read rows that say what no code of ours would have written.
_PRIORITY: Final[dict[str, int]] = {source.value: priority for source, priority in PRIORITY.items()}


@dataclass(frozen=True, slots=True)
class Finding:
    """A row that does not agree with the facts.

    Attributes:
        table: the table it stands in.
        row: its primary key, parts joined by "/".
        problem: what is wrong, for an operator, with what was found and what was expected.
    """

    table: str
    row: str
    problem: str

    def __str__(self) -> str:
        return f"{self.table} {self.row}: {self.problem}"


@dataclass(frozen=True, slots=True)
class AuditReport:
    """What the audit saw. Clean when `first` is None.

    Attributes:
        wallets, txns, entries, holds, lots: rows read.
        circulating: tokens that all wallets own together.
        owed: debt of all wallets together.
        findings: what does not agree, first things first; at most `FINDINGS_AT_MOST`.
    """

    wallets: int
    txns: int
    entries: int
    holds: int
    lots: int
    circulating: int
    owed: int
    findings: tuple[Finding, ...]

    @property
    def clean(self) -> bool:
        """True when every row agrees with the facts."""
        return not self.findings

    @property
    def first(self) -> Finding | None:
        """The first broken row, or None."""
        return self.findings[0] if self.findings else None


def audit(conn: Connection) -> AuditReport:
    """Recompute entries, chains, balances, holds, lots and debts; see the module's text.

    Run it inside a transaction that sees one snapshot, as `Database.read` gives it; beside writers it would otherwise
    see two moments at once.
    """

    def rows(table: Any) -> int:
        return int(conn.execute(select(func.count()).select_from(table)).scalar_one())

    posted, owed = conn.execute(select(sql.total(wallet.c.posted), sql.total(wallet.c.debt))).one()
    return AuditReport(
        wallets=rows(wallet),
        txns=rows(ledger_txn),
        entries=rows(ledger_entry),
        holds=rows(hold),
        lots=rows(grant_lot),
        circulating=posted,
        owed=owed,
        findings=tuple(islice(_findings(conn), FINDINGS_AT_MOST)),
    )


def _findings(conn: Connection) -> Iterator[Finding]:
    yield from _orphans(conn)
    yield from _ownerless(conn)
    after = ""
    while page := conn.execute(
        select(wallet).where(wallet.c.id > after).order_by(wallet.c.id).limit(WALLETS_AT_ONCE)
    ).all():
        books = _Books(conn, after, page[-1].id)
        for row in page:
            yield from books.check(row)
        after = page[-1].id


class _Books:
    """Everything that belongs to the wallets with `after < id <= last`."""

    def __init__(self, conn: Connection, after: str, last: str) -> None:
        def here(column: Any) -> Any:
            return and_(column > after, column <= last)

        touched = select(ledger_entry.c.txn_id).where(here(ledger_entry.c.wallet_id))
        self.txns: dict[str, Txn] = {
            row.id: Txn(*(getattr(row, name) for name in Txn._fields))
            for row in conn.execute(select(ledger_txn).where(ledger_txn.c.id.in_(touched)))
        }
        self.captures: dict[str, list[Txn]] = defaultdict(list)
        for txn in self.txns.values():
            if txn.kind == "capture":
                self.captures[txn.hold_id or ""].append(txn)
        self.lines: dict[str, list[Any]] = defaultdict(list)
        self.entries: dict[str, list[Any]] = defaultdict(list)
        for row in conn.execute(
            select(ledger_entry)
            .where(ledger_entry.c.txn_id.in_(touched))
            .order_by(ledger_entry.c.wallet_id, ledger_entry.c.version, ledger_entry.c.txn_id, ledger_entry.c.line)
        ):
            self.lines[row.txn_id].append(row)
            if row.wallet_id is not None:
                self.entries[row.wallet_id].append(row)
        for lines in self.lines.values():
            lines.sort(key=lambda row: row.line)

        its_holds = select(hold.c.id).where(here(hold.c.wallet_id))
        its_lots = select(grant_lot.c.id).where(here(grant_lot.c.wallet_id))
        self.holds = _by_wallet(conn, hold, here)
        self.lots = _by_wallet(conn, grant_lot, here)
        self.allocs: dict[str, list[Any]] = defaultdict(list)
        self.used: dict[str, int] = defaultdict(int)
        mine = or_(hold_alloc.c.hold_id.in_(its_holds), hold_alloc.c.lot_id.in_(its_lots))
        for row in conn.execute(select(hold_alloc).where(mine).order_by(hold_alloc.c.hold_id, hold_alloc.c.lot_id)):
            self.allocs[row.hold_id].append(row)
            self.used[row.lot_id] += row.amount - row.returned
        self.debits_of_txn: dict[str, int] = defaultdict(int)
        mine = or_(lot_debit.c.txn_id.in_(touched), lot_debit.c.lot_id.in_(its_lots))
        for row in conn.execute(select(lot_debit).where(mine)):
            self.used[row.lot_id] += row.amount
            self.debits_of_txn[row.txn_id] += row.amount

    def check(self, row: Any) -> Iterator[Finding]:
        """Everything about one wallet: facts first, then what is derived from them."""
        tokens, debt = yield from self._chain(row)
        yield from self._holds(row)
        yield from self._lots(row)
        yield from self._movements(row)
        held = sum(one.amount for one in self.holds[row.id] if one.status == "open")
        for name, found, expected in (
            ("posted", row.posted, tokens),
            ("debt", row.debt, debt),
            ("version", row.version, len(self.entries[row.id])),
            ("held", row.held, held),
        ):
            if found != expected:
                yield Finding("wallet", row.id, f"{name} is {found}, the facts say {expected}")

    def _chain(self, row: Any) -> Generator[Finding, None, tuple[int, int]]:
        """Numbers without a gap, running balances, and the hash of every entry; returns tokens and debt."""
        sums = {"tokens": 0, "debt": 0}
        previous = genesis(row.id, row.kind, row.owner_id, row.created_at)
        for expected, entry in enumerate(self.entries[row.id], start=1):
            where = ("ledger_entry", f"{entry.txn_id}/{entry.line}")
            if entry.version != expected:
                yield self._gap(row.id, previous, expected)
                break
            txn = self.txns.get(entry.txn_id)
            if txn is None:
                yield Finding(*where, "its transaction is missing")
                break
            if entry.account not in sums:
                yield Finding(*where, f"{entry.account!r} is no account of a wallet")
                break
            sums[entry.account] += entry.amount
            if entry.balance_after != sums[entry.account]:
                yield Finding(*where, f"balance_after is {entry.balance_after}, the sum is {sums[entry.account]}")
                break
            previous = entry_hash(previous, entry.line, txn, self._lines_of(txn.id))
            if entry.hash != previous:
                yield Finding(*where, f"the hash does not fit (entry {expected} of wallet {row.id})")
                break
        # After a break the sums are taken from the rows as they are, so that one finding does not cause others.
        for account in sums:
            sums[account] = sum(entry.amount for entry in self.entries[row.id] if entry.account == account)
        return sums["tokens"], -sums["debt"]

    def _lines_of(self, txn_id: str) -> tuple[Line, ...]:
        return tuple(Line(*(getattr(line, name) for name in Line._fields)) for line in self.lines[txn_id])

    def _gap(self, wallet_id: str, previous: str, expected: int) -> Finding:
        """Why entry `expected` is not there: an entry whose hash says that it was, under another number; or removed."""
        for entry in self.entries[wallet_id]:
            txn = self.txns.get(entry.txn_id)
            if txn is None:
                continue
            lines = tuple(
                line._replace(version=expected) if line.line == entry.line else line for line in self._lines_of(txn.id)
            )
            if entry_hash(previous, entry.line, txn, lines) == entry.hash:
                return Finding("ledger_entry", f"{txn.id}/{entry.line}", f"version is {entry.version}, not {expected}")
        return Finding("ledger_entry", f"wallet {wallet_id} version {expected}", "is missing")

    def _holds(self, row: Any) -> Iterator[Finding]:
        for one in self.holds[row.id]:
            where = ("hold", one.id)
            if one.request_hash != request_hash("hold", one.key, row.id, one.amount, one.feature, one.quote_id):
                yield Finding(*where, "key, wallet, amount, feature or quote is not what was asked for")
            known = one.status in ("open", "captured", "released", "expired")
            if not known or (one.status == "captured", one.status == "open") != (one.captured > 0, not one.settled_at):
                yield Finding(*where, f"is {one.status} with {one.captured} captured, settled at {one.settled_at}")
            allocs = self.allocs[one.id]
            if sum(part.amount for part in allocs) != one.amount:
                yield Finding(*where, f"holds {one.amount}, its lots gave {sum(part.amount for part in allocs)}")
            back = 0 if one.status == "open" else one.amount - one.captured
            if sum(part.returned for part in allocs) != back:
                yield Finding(*where, f"should have returned {back}, did {sum(part.returned for part in allocs)}")
            charges = self.captures[one.id]
            if len(charges) != (one.status == "captured"):
                yield Finding(*where, f"is {one.status} and has {len(charges)} captures in the journal")
            for txn in charges:
                charged = -sum(line.amount for line in self.lines[txn.id] if line.account == "tokens")
                if (charged, txn.created_at) != (one.captured, one.settled_at):
                    yield Finding(*where, f"captured {one.captured} at {one.settled_at}, the journal says {charged}")

    def _lots(self, row: Any) -> Iterator[Finding]:
        own = {lot.id for lot in self.lots[row.id]}
        for one in self.holds[row.id]:
            for part in self.allocs[one.id]:
                if part.lot_id not in own:
                    yield Finding("hold_alloc", f"{part.hold_id}/{part.lot_id}", "takes from a lot of another wallet")
        for lot in self.lots[row.id]:
            where = ("grant_lot", lot.id)
            txn = self.txns.get(lot.id)
            if txn is None:
                yield Finding(*where, f"wallet {row.id} has no transaction of this id")
                continue
            # What a reversal gives back beyond the old lots is bought and does not expire.
            source = txn.source or Source.PAID.value
            expected = (source, _PRIORITY.get(source), txn.expires_at, txn.order_id, txn.created_at)
            if (lot.source, lot.priority, lot.expires_at, lot.order_id, lot.created_at) != expected:
                yield Finding(*where, "source, priority, expiry, order or time is not that of its transaction")
            if lot.remaining != lot.granted - self.used[lot.id]:
                left = lot.granted - self.used[lot.id]
                yield Finding(*where, f"remaining is {lot.remaining}, granted less used is {left}")

    def _movements(self, row: Any) -> Iterator[Finding]:
        """Each transaction adds up to zero, and moved as many tokens in the lots as in the journal."""
        lots = {lot.id: lot.granted for lot in self.lots[row.id]}
        captured = {one.id: one.captured for one in self.holds[row.id]}
        amounts: dict[str, int] = defaultdict(int)
        for entry in self.entries[row.id]:
            amounts[entry.txn_id] += entry.amount if entry.account == "tokens" else 0
        for txn_id, amount in amounts.items():
            total = sum(line.amount for line in self.lines[txn_id])
            if total:
                yield Finding("ledger_txn", txn_id, f"its entries add up to {total}, not to 0")
            for line in self.lines[txn_id]:
                if line.wallet_id is None and line.hash is not None:
                    yield Finding("ledger_entry", f"{txn_id}/{line.line}", "has a hash and stands in no chain")
            txn = self.txns.get(txn_id)
            charged = captured.get(txn.hold_id or "", 0) if txn is not None and txn.kind == "capture" else 0
            moved = lots.get(txn_id, 0) - self.debits_of_txn[txn_id] - charged
            if moved != amount:
                yield Finding("ledger_txn", txn_id, f"moved {amount} tokens in the journal and {moved} in the lots")


def _by_wallet(conn: Connection, table: Any, here: Any) -> dict[str, list[Any]]:
    found: dict[str, list[Any]] = defaultdict(list)
    for row in conn.execute(select(table).where(here(table.c.wallet_id)).order_by(table.c.id)):
        found[row.wallet_id].append(row)
    return found


def _ownerless(conn: Connection) -> Iterator[Finding]:
    """Every transaction has an entry in a wallet; whatever has one was examined with that wallet."""
    entries = select(ledger_entry.c.line).where(
        ledger_entry.c.txn_id == ledger_txn.c.id, ledger_entry.c.wallet_id.is_not(None)
    )
    for (txn_id,) in conn.execute(
        select(ledger_txn.c.id).where(not_(entries.exists())).order_by(ledger_txn.c.id).limit(FINDINGS_AT_MOST)
    ):
        yield Finding("ledger_txn", txn_id, "has no entry in a wallet")


def _orphans(conn: Connection) -> Iterator[Finding]:
    """Nothing refers to a row that is not there."""
    for column, target in (
        (ledger_entry.c.txn_id, ledger_txn),
        (ledger_entry.c.wallet_id, wallet),
        (ledger_txn.c.hold_id, hold),
        (ledger_txn.c.reverses_id, ledger_txn.alias("reversed")),
        (grant_lot.c.wallet_id, wallet),
        (grant_lot.c.id, ledger_txn),
        (hold.c.wallet_id, wallet),
        (hold_alloc.c.hold_id, hold),
        (hold_alloc.c.lot_id, grant_lot),
        (lot_debit.c.lot_id, grant_lot),
        (lot_debit.c.txn_id, ledger_txn),
    ):
        table = column.table
        found = select(target.c.id).where(target.c.id == column).exists()
        for row in conn.execute(
            select(*table.primary_key.columns, column.label("missing"))
            .where(column.is_not(None), not_(found))
            .order_by(*table.primary_key.columns)
            .limit(FINDINGS_AT_MOST)
        ):
            yield Finding(table.name, "/".join(map(str, row[:-1])), f"{column.name} {row.missing} is missing")
