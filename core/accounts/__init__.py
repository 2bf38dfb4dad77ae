"""Persons and their identities on the platforms."""
