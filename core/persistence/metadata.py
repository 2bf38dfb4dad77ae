"""The one MetaData of the product. Each room declares its tables in its own `tables.py` on it."""

from __future__ import annotations

from sqlalchemy import BigInteger, Integer, MetaData

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
        "pk": "pk_%(table_name)s",
    }
)

# SQLite's STRICT tables know INTEGER, not BIGINT; SQLite's INTEGER is 64 bits wide all the same.
BigInt = BigInteger().with_variant(Integer(), "sqlite")
"""A 64-bit integer column on both databases; used for all amounts (whole tokens) and all times (epoch ms)."""
