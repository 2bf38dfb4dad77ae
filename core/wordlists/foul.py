"""The list of foul words, kept encoded so that nobody has to look at it by accident."""

from __future__ import annotations

import base64
from pathlib import Path

LIST = Path(__file__).with_name("foul.b64")


def plain_list() -> str:
    """The list in plain text: one word a line, `#` begins a comment."""
    return base64.b64decode(LIST.read_text(encoding="ascii")).decode("utf-8")
