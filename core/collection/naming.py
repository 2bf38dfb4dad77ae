"""What people call their models and armies, and the words they use for how far one is.

A collection is its owner's only, so it may hold the names that a maker gave to a model. A nickname is shown to others
sooner or later; it may not.
"""

from __future__ import annotations

import difflib
import unicodedata
from collections.abc import Mapping
from enum import StrEnum
from typing import Final, TypeVar

from core.collection.values import KINDS, STATUSES, Kind, Status
from core.errors import BadInput, UnknownWord
from core.paintschemes.finding import plain
from core.words import N_

MAX_NAME: Final = 60
MAX_NOTES: Final = 1_000

NO_NAME: Final = N_("A name needs at least one letter or number. Nothing was changed.")
LONG_NAME: Final = N_("A name has at most {most} characters, and that one has {length}. Nothing was changed.")
FOUL_NAME: Final = N_("I would rather not keep that as a name. Pick another one; nothing was changed.")
PROTECTED_NAME: Final = N_("That name belongs to a game's publisher. Pick another one; nothing was changed.")
LONG_NOTES: Final = N_("Notes have at most {most} characters, and these have {length}. Nothing was changed.")

_T = TypeVar("_T", bound=StrEnum)

_SEEN: Final = ("L", "N", "So")
"""Categories of characters that make a name: letters, numbers, and pictures."""

_STATUS_WORDS: Final[Mapping[Status, str]] = {
    Status.UNBUILT: "unbuilt unassembled new boxed sprue sprues unopened shame|on sprue|in box|not built|to build",
    Status.BUILT: "built assembled glued bare|to prime",
    Status.PRIMED: "primed undercoated sprayed zenithal|to paint",
    Status.IN_PROGRESS: "wip started painting basecoated begun|in progress|in the works|half painted|half done",
    Status.DONE: "done painted finished complete completed ready based varnished",
}
_SAYS_NOTHING: Final = frozenset({"guard", "guards", "soldier", "soldiers", "forest", "tomb"})
"""Words that speak of an archetype in a description, and of none in the name of a model ("grave guard")."""
_MODELS: Final[Mapping[str, str]] = {
    word: key
    for key, words in {
        "risen dead": "wight wights ghoul ghouls revenant revenants necromancer necromancers",
        "orc raiders": "boyz grot grots squig squigs nob nobz warboss",
        "forest host": "treeman dryad ranger unicorn unicorns",
        "beast herd": "minotaur centaur ratman",
        "spectral host": "apparition apparitions",
        "sea raiders": "longship longships",
    }.items()
    for word in words.split()
}
"""Models that the words for armies do not have."""
_KIND_WORDS: Final[Mapping[Kind, str]] = {
    Kind.MODEL: "model hero character single vehicle monster",
    Kind.UNIT: "unit squad regiment mob troop troops group",
}


def read_name(text: str) -> str:
    """A name of a model or an army as it is stored: one line, single spaces, nothing that cannot be seen.

    Raises:
        BadInput: nothing is left of it, it is too long, or nobody should read it.
    """
    name = _one_line(text)
    if not any(unicodedata.category(c).startswith(_SEEN) for c in name):
        raise BadInput(NO_NAME)
    if len(name) > MAX_NAME:
        raise BadInput(LONG_NAME, most=MAX_NAME, length=len(name))
    from core.wordlists import find_foul  # noqa: PLC0415  large lists, needed for a name only

    if find_foul(name):
        raise BadInput(FOUL_NAME)
    return name


def read_nickname(text: str) -> str:
    """A nickname as it is stored. Raises as `read_name`, and for a name that a publisher protects."""
    name = read_name(text)
    from core.wordlists import find_protected  # noqa: PLC0415  large lists, needed for a nickname only

    if find_protected(name):
        raise BadInput(PROTECTED_NAME)
    return name


def read_notes(text: str) -> str:
    """Notes as they are sealed: lines without what cannot be seen; empty when nothing is left.

    Raises:
        BadInput: they are too long.
    """
    lines = (_one_line(line) for line in text.splitlines())
    notes = "\n".join(lines).strip()
    if len(notes) > MAX_NOTES:
        raise BadInput(LONG_NOTES, most=MAX_NOTES, length=len(notes))
    return notes


def searched(name: str, nickname: str = "") -> str:
    """The words of name and nickname as they are looked for, a space before each."""
    return f" {plain(name)}" + (f" | {plain(nickname)}" if nickname else "")


def status(text: str) -> Status:
    """How far something is, from a key, a label or a painter's word. Raises `UnknownWord`."""
    return _known(N_("status"), text, _STATUSES)


def kind(text: str) -> Kind:
    """Model or unit, from a key, a label or a painter's word. Raises `UnknownWord`."""
    return _known(N_("kind"), text, _KINDS)


def archetype(text: str) -> str:
    """The key of an archetype out of the list, from any word for it; empty for an empty text. Raises `UnknownWord`."""
    from core.generation.vocabulary import faction  # noqa: PLC0415  its lists are not needed for a name

    return faction(text) if text.strip() else ""


def guess_archetype(name: str) -> str:
    """The archetype that a model's name speaks of ("skeleton archers"); empty where it speaks of none.

    A phrase goes before a single word, and of several words the first: "orc engineers" are orcs.
    """
    from core.generation.vocabulary import faction_words, fold  # noqa: PLC0415  as above

    known = faction_words()
    words = plain(fold(name)).split()
    for n in (3, 2, 1):
        for i in range(len(words) - n + 1):
            said = " ".join(words[i : i + n])
            for form in (said, said.removesuffix("s"), f"{said}s"):
                if form in _SAYS_NOTHING:
                    continue
                if form in known or form in _MODELS:
                    return known.get(form) or _MODELS[form]
    return ""


def _one_line(text: str) -> str:
    from core.wordlists.normalise import strip_invisible  # noqa: PLC0415  its tables are large

    kept = "\u200d".join(strip_invisible(part) for part in text.split("\u200d"))
    return " ".join(unicodedata.normalize("NFC", kept).split()).strip("\u200d ")


def _table(words: Mapping[_T, str], labels: Mapping[_T, str]) -> dict[str, _T]:
    out: dict[str, _T] = {}
    for key, line in words.items():
        singles, _, phrases = line.partition("|")
        said = [key.value.replace("_", " "), labels[key], *singles.split(), *phrases.split("|")]
        out.update((plain(word), key) for word in said if word)
    return out


def _known(what: str, text: str, words: Mapping[str, _T]) -> _T:
    said = plain(text.replace("_", " "))
    if said in words:
        return words[said]
    near = dict.fromkeys(words[hit].value for hit in difflib.get_close_matches(said, words, n=3, cutoff=0.6))
    raise UnknownWord(what, text.strip()[:MAX_NAME], tuple(word.replace("_", " ") for word in near))


_STATUSES: Final = _table(_STATUS_WORDS, STATUSES)
_KINDS: Final = _table(_KIND_WORDS, KINDS)
