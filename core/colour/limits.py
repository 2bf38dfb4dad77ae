"""How large a photo may be, known without loading what reads one."""

from __future__ import annotations

from typing import Final

MAX_PHOTO_BYTES: Final = 20 * 1024 * 1024
