"""Tokens: a double-entry journal, wallets, holds and grant lots."""
