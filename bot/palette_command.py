"""`wetpalette palette --jsonl`: palettes for many texts, exactly as people get them, for measuring.

Reads lines `{"id": …, "text": …, "seed": …}` and writes lines `{"id": …, "palette": ["#RRGGBB", …]}`. A line that
cannot be read or a text that is refused answers with an empty palette and a sentence under `error`.
"""

from __future__ import annotations

import json
from typing import TextIO

from pydantic import ValidationError

from core.errors import Refusal
from core.generation.embedded.engine import palette_for


def main(stdin: TextIO, stdout: TextIO) -> None:
    """Answer every line of `stdin` with a line on `stdout`, in the same order; never stops at a bad line."""
    for line in stdin:
        if line.strip():
            stdout.write(json.dumps(_answer(line), ensure_ascii=False) + "\n")
    stdout.flush()


def _answer(line: str) -> dict[str, object]:
    try:
        asked = json.loads(line)
        name, text, seed = asked["id"], str(asked["text"]), int(asked.get("seed") or 0)
    except (ValueError, TypeError, KeyError, AttributeError):
        return {"id": None, "palette": [], "error": 'A line is {"id": …, "text": …, "seed": …}.'}
    try:
        return {"id": name, "palette": palette_for(text, seed)}
    except Refusal as refusal:
        return {"id": name, "palette": [], "error": str(refusal)}
    except ValidationError:
        return {"id": name, "palette": [], "error": "The text is too long."}
