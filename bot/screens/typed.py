"""Options in typed lines: `drowned sailors --mood grimdark`."""

from __future__ import annotations

import difflib
import re
from collections.abc import Collection, Mapping
from typing import Final

from core.errors import UnknownWord
from core.words import N_

_OPTION: Final = re.compile(r"(?:^|\s)(?:--|—)(?P<name>[a-z]+(?:-[a-z]+)*)(?:\s+|=|$)")
"""Telephones write a long dash for two short ones."""


def options(text: str, known: Mapping[str, str], flags: Collection[str] = ()) -> tuple[str, dict[str, str]]:
    """The words before the first option and behind flags, and the options under the names that `known` gives them.

    An option that comes twice holds both values with a comma between; a flag, by its name, holds "yes".

    Raises:
        UnknownWord: an option there is not.
    """
    marks = list(_OPTION.finditer(text))
    values: dict[str, str] = {}
    words = [text[: marks[0].start()].strip() if marks else text]
    for n, mark in enumerate(marks):
        end = marks[n + 1].start() if n + 1 < len(marks) else len(text)
        name = known.get(mark["name"])
        if name is None:
            near = difflib.get_close_matches(mark["name"], known, n=1)
            raise UnknownWord(N_("option"), f"--{mark['name']}", tuple(f"--{word}" for word in near))
        value = text[mark.end() : end].strip()
        if name in flags:  # what stands behind it belongs to the words
            values[name] = "yes"
            words.append(value)
        else:
            values[name] = f"{values[name]},{value}" if name in values else value
    return " ".join(word for word in words if word), values
