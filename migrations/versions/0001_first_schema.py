"""The first schema: people, ledger, pricing, requests, paint schemes, outbox."""

from __future__ import annotations

from typing import Final

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

# SQLite's STRICT tables know INTEGER, not BIGINT; it is 64 bits wide all the same.
BigInt: Final = sa.BigInteger().with_variant(sa.Integer(), "sqlite")

FACTS: Final = ("ledger_txn", "ledger_entry", "lot_debit", "feature_price", "daily_claim")
"""Never changed, never removed."""

KEPT: Final = ("wallet", "grant_lot", "hold", "hold_alloc")
"""Changed as things happen, never removed: facts refer to them."""

PRICES: Final = (("paintscheme", 3), ("reroll", 2), ("nickname", 1), ("more_names", 1), ("photo_scheme", 3))
"""What a feature costs at first, in tokens."""

REFUSING_FUNCTION: Final = """
CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '%: %', TG_TABLE_NAME, TG_ARGV[0] USING ERRCODE = 'integrity_constraint_violation';
END
$$
"""


def upgrade() -> None:
    """Create everything there is at first."""
    create_tables()
    refuse_changes()
    insert_prices()


def refuse_changes() -> None:
    """Triggers that refuse to change or remove what has happened, whoever asks."""
    if op.get_bind().dialect.name == "postgresql":
        op.execute(REFUSING_FUNCTION)
    for table in FACTS:
        for event in ("UPDATE", "DELETE", "TRUNCATE"):
            refuse(table, event, "append-only")
    for table in KEPT:
        for event in ("DELETE", "TRUNCATE"):
            refuse(table, event, "kept")
    refuse("hold", "UPDATE", "settled", when="OLD.status <> 'open'")


def refuse(table: str, event: str, words: str, *, when: str = "") -> None:
    """One refusing trigger, in the language of the database at hand."""
    name = f"{table}_no_{event.lower()}"
    if op.get_bind().dialect.name == "sqlite":
        if event != "TRUNCATE":  # there is none
            condition = f" WHEN {when}" if when else ""
            op.execute(
                f"CREATE TRIGGER {name} BEFORE {event} ON {table}{condition} BEGIN SELECT RAISE(ABORT, '{words}'); END"
            )
        return
    condition = f" WHEN ({when})" if when else ""
    each = "STATEMENT" if event == "TRUNCATE" else "ROW"
    op.execute(
        f"CREATE TRIGGER {name} BEFORE {event} ON {table} FOR EACH {each}{condition}"
        f" EXECUTE FUNCTION refuse_change('{words}')"
    )


def insert_prices() -> None:
    """The price list, in its first version."""
    prices = sa.table("feature_price", *(sa.column(name) for name in ("feature", "version", "cost", "created_at")))
    for feature, cost in PRICES:
        op.execute(prices.insert().values(feature=feature, version=1, cost=cost, created_at=0))


def create_tables() -> None:
    """Tables and indexes, those that are referred to first."""
    op.create_table(
        "expiry_watch",
        sa.Column("id", BigInt, autoincrement=False, nullable=False),
        sa.Column("ran_at", BigInt, nullable=False),
        sa.Column("jump_seen_at", BigInt),
        sa.CheckConstraint("id = 1", name=op.f("ck_expiry_watch_one_row")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_expiry_watch")),
        sqlite_strict=True,
    )
    op.create_table(
        "feature_price",
        sa.Column("feature", sa.Text, nullable=False),
        sa.Column("version", BigInt, autoincrement=False, nullable=False),
        sa.Column("cost", BigInt, nullable=False),
        sa.Column("created_at", BigInt, nullable=False),
        sa.CheckConstraint("cost >= 0 AND cost <= 1000000000000", name=op.f("ck_feature_price_cost")),
        sa.CheckConstraint("version > 0", name=op.f("ck_feature_price_version")),
        sa.PrimaryKeyConstraint("feature", "version", name=op.f("pk_feature_price")),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )
    op.create_table(
        "person",
        sa.Column("id", sa.Text, nullable=False),
        sa.Column("status", sa.Text, server_default="active", nullable=False),
        sa.Column("created_at", BigInt, nullable=False),
        sa.Column("deleted_at", BigInt),
        sa.CheckConstraint("(status = 'deleted') = (deleted_at IS NOT NULL)", name=op.f("ck_person_deleted")),
        sa.CheckConstraint("status IN ('active', 'blocked', 'deleted')", name=op.f("ck_person_status")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_person")),
        sqlite_strict=True,
    )
    op.create_table(
        "wallet",
        sa.Column("id", sa.Text, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("owner_id", sa.Text, nullable=False),
        sa.Column("posted", BigInt, server_default=sa.text("0"), nullable=False),
        sa.Column("held", BigInt, server_default=sa.text("0"), nullable=False),
        sa.Column("debt", BigInt, server_default=sa.text("0"), nullable=False),
        sa.Column("version", BigInt, server_default=sa.text("0"), nullable=False),
        sa.Column("status", sa.Text, server_default="active", nullable=False),
        sa.Column("created_at", BigInt, nullable=False),
        sa.CheckConstraint("kind IN ('user', 'pool')", name=op.f("ck_wallet_kind")),
        sa.CheckConstraint("status IN ('active', 'frozen', 'closed')", name=op.f("ck_wallet_status")),
        sa.CheckConstraint("debt >= 0 AND debt <= 1000000000000000", name=op.f("ck_wallet_debt")),
        sa.CheckConstraint(
            "held >= 0 AND posted >= held AND posted <= 1000000000000000", name=op.f("ck_wallet_covered")
        ),
        sa.CheckConstraint("version >= 0", name=op.f("ck_wallet_version")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_wallet")),
        sa.UniqueConstraint("kind", "owner_id", name=op.f("uq_wallet_kind_owner_id")),
        sqlite_strict=True,
    )
    op.create_table(
        "hold",
        sa.Column("id", sa.Text, nullable=False),
        sa.Column("key", sa.Text, nullable=False),
        sa.Column("request_hash", sa.Text, nullable=False),
        sa.Column("wallet_id", sa.Text, nullable=False),
        sa.Column("amount", BigInt, nullable=False),
        sa.Column("captured", BigInt, server_default=sa.text("0"), nullable=False),
        sa.Column("status", sa.Text, server_default="open", nullable=False),
        sa.Column("feature", sa.Text, nullable=False),
        sa.Column("quote_id", sa.Text),
        sa.Column("expires_at", BigInt, nullable=False),
        sa.Column("created_at", BigInt, nullable=False),
        sa.Column("settled_at", BigInt),
        sa.CheckConstraint("(status = 'open') = (settled_at IS NULL)", name=op.f("ck_hold_settled")),
        sa.CheckConstraint(
            "captured >= 0 AND captured <= amount AND (status = 'captured') = (captured > 0)",
            name=op.f("ck_hold_captured"),
        ),
        sa.CheckConstraint("status IN ('open', 'captured', 'released', 'expired')", name=op.f("ck_hold_status")),
        sa.CheckConstraint("amount > 0 AND amount <= 1000000000000", name=op.f("ck_hold_amount")),
        sa.ForeignKeyConstraint(["wallet_id"], ["wallet.id"], name=op.f("fk_hold_wallet_id_wallet")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_hold")),
        sa.UniqueConstraint("key", name=op.f("uq_hold_key")),
        sqlite_strict=True,
    )
    op.create_index(
        "ix_hold_open",
        "hold",
        ["wallet_id"],
        sqlite_where=sa.text("status = 'open'"),
        postgresql_where=sa.text("status = 'open'"),
    )
    op.create_table(
        "identity",
        sa.Column("platform", sa.Text, nullable=False),
        sa.Column("platform_user_id", sa.Text, nullable=False),
        sa.Column("person_id", sa.Text, nullable=False),
        sa.Column("created_at", BigInt, nullable=False),
        sa.CheckConstraint("platform <> '' AND platform_user_id <> ''", name=op.f("ck_identity_named")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_identity_person_id_person")),
        sa.PrimaryKeyConstraint("platform", "platform_user_id", name=op.f("pk_identity")),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )
    op.create_index("ix_identity_person_id", "identity", ["person_id"])
    op.create_table(
        "outbox",
        sa.Column("id", sa.Text, nullable=False),
        sa.Column("person_id", sa.Text, nullable=False),
        sa.Column("platform", sa.Text),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("payload", sa.Text, nullable=False),
        sa.Column("dedupe_key", sa.Text),
        sa.Column("state", sa.Text, server_default="waiting", nullable=False),
        sa.Column("attempts", BigInt, server_default=sa.text("0"), nullable=False),
        sa.Column("due_at", BigInt, nullable=False),
        sa.Column("lease_owner", sa.Text),
        sa.Column("lease_until", BigInt, server_default=sa.text("0"), nullable=False),
        sa.Column("created_at", BigInt, nullable=False),
        sa.Column("settled_at", BigInt),
        sa.CheckConstraint(
            "(state IN ('delivered', 'shown')) = (settled_at IS NOT NULL)", name=op.f("ck_outbox_settled")
        ),
        sa.CheckConstraint("state IN ('waiting', 'delivered', 'notice', 'shown')", name=op.f("ck_outbox_state")),
        sa.CheckConstraint("attempts >= 0", name=op.f("ck_outbox_attempts")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_outbox_person_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outbox")),
        sa.UniqueConstraint("dedupe_key", name=op.f("uq_outbox_dedupe_key")),
        sqlite_strict=True,
    )
    op.create_index(
        "ix_outbox_due",
        "outbox",
        ["due_at"],
        sqlite_where=sa.text("state = 'waiting'"),
        postgresql_where=sa.text("state = 'waiting'"),
    )
    op.create_index(
        "ix_outbox_notice",
        "outbox",
        ["person_id"],
        sqlite_where=sa.text("state = 'notice'"),
        postgresql_where=sa.text("state = 'notice'"),
    )
    op.create_table(
        "ledger_txn",
        sa.Column("id", sa.Text, nullable=False),
        sa.Column("key", sa.Text, nullable=False),
        sa.Column("request_hash", sa.Text, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("source", sa.Text),
        sa.Column("expires_at", BigInt),
        sa.Column("order_id", sa.Text),
        sa.Column("hold_id", sa.Text),
        sa.Column("reverses_id", sa.Text),
        sa.Column("actor", sa.Text, server_default="", nullable=False),
        sa.Column("reason", sa.Text, server_default="", nullable=False),
        sa.Column("created_at", BigInt, nullable=False),
        sa.CheckConstraint("(kind = 'capture') <= (hold_id IS NOT NULL)", name=op.f("ck_ledger_txn_hold")),
        sa.CheckConstraint("(kind = 'grant') = (source IS NOT NULL)", name=op.f("ck_ledger_txn_source")),
        sa.CheckConstraint("(kind = 'reversal') = (reverses_id IS NOT NULL)", name=op.f("ck_ledger_txn_reverses")),
        sa.CheckConstraint(
            "kind IN ('grant', 'capture', 'expire', 'clawback', 'reversal', 'debt', 'transfer')",
            name=op.f("ck_ledger_txn_kind"),
        ),
        sa.ForeignKeyConstraint(["hold_id"], ["hold.id"], name=op.f("fk_ledger_txn_hold_id_hold")),
        sa.ForeignKeyConstraint(["reverses_id"], ["ledger_txn.id"], name=op.f("fk_ledger_txn_reverses_id_ledger_txn")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ledger_txn")),
        sa.UniqueConstraint("key", name=op.f("uq_ledger_txn_key")),
        sqlite_strict=True,
    )
    op.create_index(
        "ix_ledger_txn_order_id",
        "ledger_txn",
        ["order_id"],
        sqlite_where=sa.text("order_id IS NOT NULL"),
        postgresql_where=sa.text("order_id IS NOT NULL"),
    )
    op.create_index(
        "uq_ledger_txn_reverses_id",
        "ledger_txn",
        ["reverses_id"],
        unique=True,
        sqlite_where=sa.text("reverses_id IS NOT NULL"),
        postgresql_where=sa.text("reverses_id IS NOT NULL"),
    )
    op.create_table(
        "quote",
        sa.Column("id", sa.Text, nullable=False),
        sa.Column("person_id", sa.Text, nullable=False),
        sa.Column("feature", sa.Text, nullable=False),
        sa.Column("price_version", BigInt, nullable=False),
        sa.Column("cost", BigInt, nullable=False),
        sa.Column("inputs_digest", sa.Text, nullable=False),
        sa.Column("created_at", BigInt, nullable=False),
        sa.Column("expires_at", BigInt, nullable=False),
        sa.Column("used_by_hold", sa.Text),
        sa.CheckConstraint("cost >= 0 AND cost <= 1000000000000", name=op.f("ck_quote_cost")),
        sa.ForeignKeyConstraint(["used_by_hold"], ["hold.id"], name=op.f("fk_quote_used_by_hold_hold")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_quote")),
        sa.UniqueConstraint("used_by_hold", name=op.f("uq_quote_used_by_hold")),
        sqlite_strict=True,
    )
    op.create_index("ix_quote_person_id", "quote", ["person_id"])
    op.create_table(
        "daily_claim",
        sa.Column("person_id", sa.Text, nullable=False),
        sa.Column("day", sa.Text, nullable=False),
        sa.Column("streak", BigInt, nullable=False),
        sa.Column("worth", BigInt, nullable=False),
        sa.Column("granted", BigInt, nullable=False),
        sa.Column("txn_id", sa.Text),
        sa.Column("created_at", BigInt, nullable=False),
        sa.CheckConstraint("(granted > 0) = (txn_id IS NOT NULL)", name=op.f("ck_daily_claim_txn")),
        sa.CheckConstraint("granted >= 0 AND granted <= worth", name=op.f("ck_daily_claim_granted")),
        sa.CheckConstraint("streak > 0", name=op.f("ck_daily_claim_streak")),
        sa.ForeignKeyConstraint(["txn_id"], ["ledger_txn.id"], name=op.f("fk_daily_claim_txn_id_ledger_txn")),
        sa.PrimaryKeyConstraint("person_id", "day", name=op.f("pk_daily_claim")),
        sa.UniqueConstraint("txn_id", name=op.f("uq_daily_claim_txn_id")),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )
    op.create_table(
        "grant_lot",
        sa.Column("id", sa.Text, nullable=False),
        sa.Column("wallet_id", sa.Text, nullable=False),
        sa.Column("source", sa.Text, nullable=False),
        sa.Column("priority", BigInt, nullable=False),
        sa.Column("granted", BigInt, nullable=False),
        sa.Column("remaining", BigInt, nullable=False),
        sa.Column("expires_at", BigInt),
        sa.Column("order_id", sa.Text),
        sa.Column("created_at", BigInt, nullable=False),
        sa.CheckConstraint(
            "source IN ('paid', 'bonus', 'sub', 'gift', 'daily', 'welcome', 'promo', 'operator')",
            name=op.f("ck_grant_lot_source"),
        ),
        sa.CheckConstraint(
            "granted > 0 AND remaining >= 0 AND remaining <= granted", name=op.f("ck_grant_lot_remaining")
        ),
        sa.ForeignKeyConstraint(["id"], ["ledger_txn.id"], name=op.f("fk_grant_lot_id_ledger_txn")),
        sa.ForeignKeyConstraint(["wallet_id"], ["wallet.id"], name=op.f("fk_grant_lot_wallet_id_wallet")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_grant_lot")),
        sqlite_strict=True,
    )
    op.create_index(
        "ix_grant_lot_burn",
        "grant_lot",
        ["wallet_id"],
        sqlite_where=sa.text("remaining > 0"),
        postgresql_where=sa.text("remaining > 0"),
    )
    op.create_index(
        "ix_grant_lot_expiry",
        "grant_lot",
        ["expires_at"],
        sqlite_where=sa.text("remaining > 0 AND expires_at IS NOT NULL"),
        postgresql_where=sa.text("remaining > 0 AND expires_at IS NOT NULL"),
    )
    op.create_table(
        "ledger_entry",
        sa.Column("txn_id", sa.Text, nullable=False),
        sa.Column("line", BigInt, autoincrement=False, nullable=False),
        sa.Column("account", sa.Text, nullable=False),
        sa.Column("wallet_id", sa.Text),
        sa.Column("amount", BigInt, nullable=False),
        sa.Column("balance_after", BigInt),
        sa.Column("version", BigInt),
        sa.Column("hash", sa.Text),
        sa.CheckConstraint(
            "(account IN ('tokens', 'debt') AND wallet_id IS NOT NULL AND balance_after IS NOT NULL AND version > 0"
            " AND hash IS NOT NULL) OR (account IN ('mint', 'promo', 'income', 'expired') AND wallet_id IS NULL AND"
            " balance_after IS NULL AND version IS NULL AND hash IS NULL)",
            name=op.f("ck_ledger_entry_account"),
        ),
        sa.CheckConstraint("amount <> 0", name=op.f("ck_ledger_entry_amount")),
        sa.ForeignKeyConstraint(["txn_id"], ["ledger_txn.id"], name=op.f("fk_ledger_entry_txn_id_ledger_txn")),
        sa.ForeignKeyConstraint(["wallet_id"], ["wallet.id"], name=op.f("fk_ledger_entry_wallet_id_wallet")),
        sa.PrimaryKeyConstraint("txn_id", "line", name=op.f("pk_ledger_entry")),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )
    op.create_index(
        "uq_ledger_entry_wallet_id_version",
        "ledger_entry",
        ["wallet_id", "version"],
        unique=True,
        sqlite_where=sa.text("wallet_id IS NOT NULL"),
        postgresql_where=sa.text("wallet_id IS NOT NULL"),
    )
    op.create_table(
        "request",
        sa.Column("id", sa.Text, nullable=False),
        sa.Column("person_id", sa.Text, nullable=False),
        sa.Column("type", sa.Text, nullable=False),
        sa.Column("status", sa.Text, server_default="pending", nullable=False),
        sa.Column("key", sa.Text, nullable=False),
        sa.Column("inputs_digest", sa.Text, nullable=False),
        sa.Column("input", sa.Text),
        sa.Column("response", sa.Text),
        sa.Column("confidence", BigInt),
        sa.Column("understood", BigInt),
        sa.Column("not_understood", BigInt),
        sa.Column("parent_id", sa.Text),
        sa.Column("quote_id", sa.Text, nullable=False),
        sa.Column("hold_id", sa.Text),
        sa.Column("cost", BigInt, nullable=False),
        sa.Column("charged", BigInt, server_default=sa.text("0"), nullable=False),
        sa.Column("milliseconds", BigInt),
        sa.Column("engine", sa.Text, server_default="", nullable=False),
        sa.Column("engine_version", sa.Text, server_default="", nullable=False),
        sa.Column("error", sa.Text, server_default="", nullable=False),
        sa.Column("incident", sa.Text, server_default="", nullable=False),
        sa.Column("platform", sa.Text, server_default="", nullable=False),
        sa.Column("surface", sa.Text, server_default="{}", nullable=False),
        sa.Column("owner_instance", sa.Text, nullable=False),
        sa.Column("lease_until", BigInt, nullable=False),
        sa.Column("heartbeat_at", BigInt, nullable=False),
        sa.Column("attempts", BigInt, server_default=sa.text("1"), nullable=False),
        sa.Column("created_at", BigInt, nullable=False),
        sa.Column("started_at", BigInt),
        sa.Column("finished_at", BigInt),
        sa.Column("delivered_at", BigInt),
        sa.CheckConstraint("(status = 'pending') = (finished_at IS NULL)", name=op.f("ck_request_finished")),
        sa.CheckConstraint("status = 'completed' OR charged = 0", name=op.f("ck_request_paid_for")),
        sa.CheckConstraint("status IN ('pending', 'completed', 'failed', 'cancelled')", name=op.f("ck_request_status")),
        sa.CheckConstraint("(cost > 0) = (hold_id IS NOT NULL)", name=op.f("ck_request_hold")),
        sa.CheckConstraint("attempts > 0", name=op.f("ck_request_attempts")),
        sa.CheckConstraint("confidence >= 0 AND confidence <= 1000", name=op.f("ck_request_confidence")),
        sa.CheckConstraint("cost >= 0 AND charged >= 0 AND charged <= cost", name=op.f("ck_request_charged")),
        sa.CheckConstraint("milliseconds >= 0", name=op.f("ck_request_milliseconds")),
        sa.ForeignKeyConstraint(["hold_id"], ["hold.id"], name=op.f("fk_request_hold_id_hold")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_request_person_id_person")),
        sa.ForeignKeyConstraint(["quote_id"], ["quote.id"], name=op.f("fk_request_quote_id_quote")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_request")),
        sa.UniqueConstraint("hold_id", name=op.f("uq_request_hold_id")),
        sa.UniqueConstraint("key", name=op.f("uq_request_key")),
        sqlite_strict=True,
    )
    op.create_index(
        "ix_request_lease",
        "request",
        ["lease_until"],
        sqlite_where=sa.text("status = 'pending'"),
        postgresql_where=sa.text("status = 'pending'"),
    )
    op.create_index(
        "ix_request_pending",
        "request",
        ["person_id"],
        sqlite_where=sa.text("status = 'pending'"),
        postgresql_where=sa.text("status = 'pending'"),
    )
    op.create_index("ix_request_person_id_created_at", "request", ["person_id", "created_at"])
    op.create_index(
        "ix_request_undelivered",
        "request",
        ["finished_at"],
        sqlite_where=sa.text("status = 'completed' AND delivered_at IS NULL"),
        postgresql_where=sa.text("status = 'completed' AND delivered_at IS NULL"),
    )
    op.create_table(
        "hold_alloc",
        sa.Column("hold_id", sa.Text, nullable=False),
        sa.Column("lot_id", sa.Text, nullable=False),
        sa.Column("amount", BigInt, nullable=False),
        sa.Column("returned", BigInt, server_default=sa.text("0"), nullable=False),
        sa.CheckConstraint("amount > 0 AND returned >= 0 AND returned <= amount", name=op.f("ck_hold_alloc_amount")),
        sa.ForeignKeyConstraint(["hold_id"], ["hold.id"], name=op.f("fk_hold_alloc_hold_id_hold")),
        sa.ForeignKeyConstraint(["lot_id"], ["grant_lot.id"], name=op.f("fk_hold_alloc_lot_id_grant_lot")),
        sa.PrimaryKeyConstraint("hold_id", "lot_id", name=op.f("pk_hold_alloc")),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )
    op.create_table(
        "lot_debit",
        sa.Column("txn_id", sa.Text, nullable=False),
        sa.Column("lot_id", sa.Text, nullable=False),
        sa.Column("amount", BigInt, nullable=False),
        sa.CheckConstraint("amount <> 0", name=op.f("ck_lot_debit_amount")),
        sa.ForeignKeyConstraint(["lot_id"], ["grant_lot.id"], name=op.f("fk_lot_debit_lot_id_grant_lot")),
        sa.ForeignKeyConstraint(["txn_id"], ["ledger_txn.id"], name=op.f("fk_lot_debit_txn_id_ledger_txn")),
        sa.PrimaryKeyConstraint("txn_id", "lot_id", name=op.f("pk_lot_debit")),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )
    op.create_table(
        "paintscheme",
        sa.Column("id", sa.Text, nullable=False),
        sa.Column("code", sa.Text, nullable=False),
        sa.Column("person_id", sa.Text, nullable=False),
        sa.Column("request_id", sa.Text),
        sa.Column("parent_id", sa.Text),
        sa.Column("change", sa.Text),
        sa.Column("title", sa.Text, nullable=False),
        sa.Column("name", sa.Text),
        sa.Column("body", sa.Text, nullable=False),
        sa.Column("origin", sa.Text, nullable=False),
        sa.Column("seed", BigInt, nullable=False),
        sa.Column("engine", sa.Text, nullable=False),
        sa.Column("engine_version", sa.Text, nullable=False),
        sa.Column("favourite_at", BigInt),
        sa.Column("deleted_at", BigInt),
        sa.Column("created_at", BigInt, nullable=False),
        sa.CheckConstraint("(request_id IS NULL) = (change IS NOT NULL)", name=op.f("ck_paintscheme_paid_or_derived")),
        sa.CheckConstraint("change IS NULL OR parent_id IS NOT NULL", name=op.f("ck_paintscheme_change")),
        sa.CheckConstraint("deleted_at IS NULL OR favourite_at IS NULL", name=op.f("ck_paintscheme_favourite")),
        sa.ForeignKeyConstraint(["parent_id"], ["paintscheme.id"], name=op.f("fk_paintscheme_parent_id_paintscheme")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_paintscheme_person_id_person")),
        sa.ForeignKeyConstraint(["request_id"], ["request.id"], name=op.f("fk_paintscheme_request_id_request")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_paintscheme")),
        sa.UniqueConstraint("code", name=op.f("uq_paintscheme_code")),
        sa.UniqueConstraint("parent_id", "change", name=op.f("uq_paintscheme_parent_id_change")),
        sa.UniqueConstraint("request_id", name=op.f("uq_paintscheme_request_id")),
        sqlite_strict=True,
    )
    op.create_index(
        "ix_paintscheme_favourite",
        "paintscheme",
        ["person_id", sa.literal_column("favourite_at DESC"), sa.literal_column("id DESC")],
        sqlite_where=sa.text("favourite_at IS NOT NULL"),
        postgresql_where=sa.text("favourite_at IS NOT NULL"),
    )
    op.create_index(
        "ix_paintscheme_recent",
        "paintscheme",
        ["person_id", sa.literal_column("created_at DESC"), sa.literal_column("id DESC")],
        sqlite_where=sa.text("deleted_at IS NULL"),
        postgresql_where=sa.text("deleted_at IS NULL"),
    )
