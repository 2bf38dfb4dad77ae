"""Hold + settle cycles a second through the ledger's public coroutines, beside the same SQL without us.

    python -m benchmarks.bench_ledger [--cycles 3000] [--rounds 5] [--folder DIR] [--only sqlite|postgresql]

SQLite: 32 tasks through `Ledger` against plain `sqlite3` in one thread, which replays the very same statements with the
very same values (recorded from the ledger, so hashes and ids cost it nothing), BEGIN IMMEDIATE and COMMIT around each
transaction, WAL and synchronous=FULL, on a copy of the same file on the same disk. Goal: ratio >= 1.0, p99 <= 30 ms.

PostgreSQL: the same 32 tasks against pgbench with 32 clients running the same statements, prepared, on the same server
with fsync on. Goal: ratio >= 0.35.
"""

from __future__ import annotations

import argparse
import asyncio
import re
import shutil
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, create_engine, make_url

from core.clock import now_ms
from core.ledger import service, sql
from core.ledger.service import Ledger, Source
from core.persistence import migrate, statements
from core.persistence.database import Database
from core.persistence.sqlite import BUSY_TIMEOUT_MS, pragmas

TASKS = 32
COST = 3
EXPIRES_AT = 4_000_000_000_000
WALLETS = [str(n) for n in range(TASKS)]


def prepare(conn: Connection) -> None:
    """Wallets with numbers for ids (pgbench can only make numbers), each with a free and a bought lot."""
    for wallet_id in WALLETS:
        sql.ADD_WALLET.run(conn, id=wallet_id, kind="user", owner_id=f"owner-{wallet_id}", created_at=1)
        for source, amount in ((Source.WELCOME, 12), (Source.PAID, 10**9)):
            service.grant(conn, wallet_id=wallet_id, amount=amount, source=source, key=f"{source}:{wallet_id}", now=1)


def cycle(conn_run: Callable[..., Any], wallet_id: str, key: str) -> None:
    """One hold and its capture, each in a transaction, for the recorder."""
    held = conn_run(
        service.hold,
        wallet_id=wallet_id,
        amount=COST,
        feature="paintscheme",
        key=key,
        now=now_ms(),
        expires_at=EXPIRES_AT,
    )
    conn_run(service.capture, hold_id=held.id, now=now_ms())


async def ours(url: str, cycles: int) -> tuple[float, list[float]]:
    """Cycles a second, and the milliseconds that each hold and each capture took."""
    db = await Database.open(url)
    ledger = Ledger(db, now_ms)
    taken: list[float] = []

    async def task(wallet_id: str, n: int) -> None:
        for i in range(n):
            started = time.perf_counter()
            held = await ledger.hold(
                wallet_id=wallet_id,
                amount=COST,
                feature="paintscheme",
                key=f"{wallet_id}:{i}:{started}",
                expires_at=EXPIRES_AT,
            )
            half = time.perf_counter()
            await ledger.capture(hold_id=held.id)
            ended = time.perf_counter()
            taken.extend(((half - started) * 1000, (ended - half) * 1000))

    await asyncio.gather(*(task(wallet_id, 2) for wallet_id in WALLETS))  # connections and statements are warm
    taken.clear()
    started = time.perf_counter()
    await asyncio.gather(*(task(wallet_id, cycles // TASKS) for wallet_id in WALLETS))
    seconds = time.perf_counter() - started
    report = await ledger.audit()
    if not report.clean:
        sys.exit(f"the audit found {report.first}")
    await db.close()
    return cycles // TASKS * TASKS / seconds, taken


# --- SQLite ---


class Recorder(sqlite3.Connection):
    """A connection that remembers what was executed on it."""

    script: list[list[tuple[str, Any]]]

    def execute(self, text: str, values: Any = ()) -> sqlite3.Cursor:
        """Execute and remember, transaction by transaction."""
        self.script[-1].append((text, tuple(values)))
        return super().execute(text, values)


def record(path: Path, cycles: int) -> list[list[tuple[str, Any]]]:
    """What the ledger sends for so many cycles; `path` is changed by it."""
    raw = sqlite3.connect(path, isolation_level=None, factory=Recorder)
    raw.script = [[]]
    engine = create_engine("sqlite://", creator=lambda: raw)
    with engine.connect() as conn:

        def run(fn: Callable[..., Any], **arguments: Any) -> Any:
            raw.script.append([])
            raw.execute("BEGIN IMMEDIATE")
            result = fn(conn, **arguments)
            raw.execute("COMMIT")
            return result

        for i in range(cycles):
            cycle(run, WALLETS[i % TASKS], f"recorded:{i}")
        script = [transaction for transaction in raw.script[1:] if transaction]
    engine.dispose()
    return script


def plain(path: Path, script: list[list[tuple[str, Any]]]) -> float:
    """Replay a recorded script through `sqlite3` alone; cycles (two transactions each) a second."""
    raw = sqlite3.connect(path, isolation_level=None, cached_statements=512)
    for pragma in pragmas(BUSY_TIMEOUT_MS):
        raw.execute(pragma)
    execute = raw.execute
    started = time.perf_counter()
    for transaction in script:
        for text, values in transaction:
            execute(text, values).fetchall()
    seconds = time.perf_counter() - started
    raw.close()
    return len(script) / 2 / seconds


def bench_sqlite(folder: Path, cycles: int, rounds: int) -> None:
    """Both sides by turns, each on a fresh copy of the same file."""
    template = folder / "template.db"
    migrate.upgrade(f"sqlite+aiosqlite:///{template}")
    raw = sqlite3.connect(template, isolation_level=None)
    engine = create_engine("sqlite://", creator=lambda: raw)
    with engine.connect() as conn:
        raw.execute("BEGIN")
        prepare(conn)
        raw.execute("COMMIT")
        raw.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    engine.dispose()

    def copy(name: str) -> Path:
        for old in folder.glob(f"{name}.db*"):
            old.unlink()
        return Path(shutil.copyfile(template, folder / f"{name}.db"))

    script = record(copy("recorded"), cycles)
    per_cycle = sum(len(transaction) for transaction in script) / len(script) * 2
    floors, figures, taken = [], [], []
    for _ in range(rounds):
        floors.append(plain(copy("plain"), script))
        rate, times = asyncio.run(ours(f"sqlite+aiosqlite:///{copy('ours')}", cycles))
        figures.append(rate)
        taken += times
    show(f"SQLite ({per_cycle:.1f} statements a cycle, BEGIN and COMMIT included)", "plain sqlite3", floors, figures)
    print(f"  goal: ratio >= 1.0; one operation with {TASKS} tasks: {percentiles(taken)} (goal: p99 <= 30 ms)")


# --- PostgreSQL ---


def pgbench_script(recorded: list[list[tuple[str, Any]]], wallet_id: str) -> str:
    """The recorded cycle as a pgbench script: what differs from cycle to cycle becomes a variable."""
    hold_values = recorded[0][0][1]
    names: dict[Any, str] = {hold_values[0]: "hold", hold_values[1]: "key", wallet_id: "wallet"}
    lines = [r"\set wallet :client_id"]
    lines += [rf"\set {name} random(1, 4611686018427387904)" for name in ("hold", "key", "ckey")]
    for transaction in recorded:
        lines.append("BEGIN;")
        for text, values in transaction:
            if text.startswith("INSERT INTO ledger_txn"):
                names[values[1]] = "ckey"  # its id is the hold's
            use: dict[int, str] = {}
            if text.startswith("INSERT INTO ledger_entry"):
                columns = re.findall(r"\w+", text[text.index("(") : text.index(")")])
                slots = re.findall(r"\$(\d+)|'\w+'|NULL|\b[01]\b", text[text.index("VALUES") :])[: len(columns)]
                at = dict(zip(columns, slots, strict=True))
                use = {int(at["balance_after"]): "posted", int(at["version"]): "version"}
            elif text.startswith("SELECT ledger_entry.hash"):
                lines.append(r"\set previous :version - 1")
                (number,) = [i for i, value in enumerate(values, 1) if isinstance(value, int)]
                use = {number: "previous"}

            def place(match: re.Match[str], use: dict[int, str] = use, values: Any = values) -> str:
                number = int(match[1])
                value = values[number - 1]
                name = use.get(number) or names.get(value)
                if name is not None:
                    return f":{name}"
                if value is None:
                    return "NULL"
                return str(value) if isinstance(value, int) else f"'{value}'"

            statement = " ".join(re.sub(r"\$(\d+)", place, text).split())
            gives_back = text.startswith("UPDATE wallet") and "RETURNING" in text
            lines.append(f"{statement} \\gset" if gives_back else f"{statement};")
        lines.append("COMMIT;")
    return "\n".join(lines) + "\n"


async def recorded_on_postgres(url: str) -> list[list[tuple[str, Any]]]:
    """The statements of one cycle as they go to asyncpg."""
    script: list[list[tuple[str, Any]]] = []
    original = statements._FETCH["asyncpg"]

    def fetch(conn: Connection, text: str, values: Any, *rest: Any) -> Any:
        script[-1].append((text, list(values)))
        return original(conn, text, values, *rest)

    db = await Database.open(url)
    await db.write(prepare)
    statements._FETCH["asyncpg"] = fetch
    for known in vars(sql).values():
        if isinstance(known, statements.Statement):
            known._forms.clear()
    ledger = Ledger(db, now_ms)
    script.append([])
    held = await ledger.hold(
        wallet_id=WALLETS[1], amount=COST, feature="paintscheme", key="recorded", expires_at=EXPIRES_AT
    )
    script.append([])
    await ledger.capture(hold_id=held.id)
    statements._FETCH["asyncpg"] = original
    for known in vars(sql).values():
        if isinstance(known, statements.Statement):
            known._forms.clear()
    await db.close()
    return script


def pgbench(program: Path, dsn: str, script: Path, cycles: int) -> float:
    """Cycles a second that pgbench reports."""
    done = subprocess.run(
        [program, "-n", "-M", "prepared", "-c", str(TASKS), "-j", "2", "-t", str(cycles // TASKS), "-f", script, dsn],
        capture_output=True,
        text=True,
        check=False,
    )
    found = re.search(r"^tps = ([\d.]+)", done.stdout, re.MULTILINE)
    failed = re.search(r"failed transactions: (\d+)", done.stdout)
    if done.returncode or found is None or (failed and int(failed[1])):
        sys.exit(f"pgbench failed:\n{done.stdout}\n{done.stderr}")
    return float(found[1])


def bench_postgresql(folder: Path, cycles: int, rounds: int) -> None:
    """Both sides by turns, each in a fresh database of the same server."""
    from tests.databases import postgres_server  # noqa: PLC0415  a test tool, not needed for SQLite

    with postgres_server() as server:
        server.execute("ALTER SYSTEM SET fsync = on")
        server.execute("SELECT pg_reload_conf()")
        program = server.bin("pgbench")
        floors, figures, taken = [], [], []
        for _ in range(rounds):
            url = server.fresh()
            recorded = asyncio.run(recorded_on_postgres(url))
            script = folder / "cycle.sql"
            script.write_text(pgbench_script(recorded, WALLETS[1]))
            name = make_url(url).database or ""
            floors.append(pgbench(program, server.dsn(name), script, cycles))
            other = server.fresh()

            async def fill(url: str = other) -> None:
                db = await Database.open(url)
                await db.write(prepare)
                await db.close()

            asyncio.run(fill())
            rate, times = asyncio.run(ours(other, cycles))
            figures.append(rate)
            taken += times
            server.drop(url)
            server.drop(other)
        per_cycle = sum(len(transaction) + 2 for transaction in recorded)
        show(f"PostgreSQL ({per_cycle} statements a cycle, BEGIN and COMMIT included)", program.name, floors, figures)
        print(f"  goal: ratio >= 0.35; one operation with {TASKS} tasks: {percentiles(taken)}")


# --- report ---


def percentiles(taken: list[float]) -> str:
    cuts = statistics.quantiles(taken, n=100)
    return f"p50 {cuts[49]:.1f} ms, p99 {cuts[98]:.1f} ms"


def show(title: str, peer: str, floors: list[float], figures: list[float]) -> None:
    ratios = [ours / floor for ours, floor in zip(figures, floors, strict=True)]
    print(title)
    print(f"  cycles/s, median of {len(figures)}: ledger {statistics.median(figures):8.0f}", end="")
    print(f"   {peer} {statistics.median(floors):8.0f}   ratio {statistics.median(ratios):.2f}", end="")
    print(f"   (ratios {', '.join(f'{ratio:.2f}' for ratio in ratios)})")


@contextmanager
def work_folder(parent: Path | None) -> Iterator[Path]:
    """A folder on a disk: a tmpfs would make every COMMIT free and the comparison worthless."""
    folder = Path(tempfile.mkdtemp(prefix="bench-ledger-", dir=parent))
    try:
        kind = subprocess.run(["stat", "-f", "-c", "%T", folder], capture_output=True, text=True, check=False).stdout
        if kind.strip() in {"tmpfs", "ramfs"}:
            sys.exit(f"{folder} is in memory; name a folder on a disk with --folder")
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--cycles", type=int, default=3_200)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--folder", type=Path)
    parser.add_argument("--only", choices=("sqlite", "postgresql"))
    options = parser.parse_args()
    with work_folder(options.folder) as folder:
        if options.only != "postgresql":
            bench_sqlite(folder, options.cycles, options.rounds)
        if options.only != "sqlite":
            bench_postgresql(folder, options.cycles, options.rounds)


if __name__ == "__main__":
    main()
