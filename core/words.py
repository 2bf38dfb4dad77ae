"""Marking text for translation without translating it.

The core has no locale: what it says is an English key. `N_` marks such a key for the catalogue (pybabel extracts it);
the surface that shows it looks up the translation for the person's locale.
"""

from __future__ import annotations


def N_(message: str) -> str:  # noqa: N802  gettext's own name for "mark, do not translate"
    """Return `message` as it is; the call is what the extraction looks for."""
    return message
