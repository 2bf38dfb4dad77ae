"""The Telegram surface: words and photos in, a picture with buttons out."""

from __future__ import annotations

from typing import Final

PLATFORM: Final = "telegram"
"""What identities, requests and outbox messages call it."""
