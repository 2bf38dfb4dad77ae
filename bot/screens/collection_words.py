"""What can be typed after `/collection`, read into a route or into words for a screen."""

from __future__ import annotations

import difflib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, Literal

from bot import routes
from core.errors import BadInput, UnknownWord
from core.words import N_

Verb = Literal[
    "add", "add-army", "paste", "show", "status", "note", "move", "merge", "rename", "remove", "apply", "find",
    "shopping",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class CollectionWords:
    """Something to do with the collection, as typed.

    Attributes:
        verb: what to do.
        text: what it is about; with `other` empty it may hold both ("3 archers to Bone Legion").
        other: the second thing, where a surface asked for it apart: an army, a status, notes, a name.
    """

    verb: Verb
    text: str
    other: str = ""


@dataclass(frozen=True, slots=True)
class ModelEdit:
    """A form about a model or an army that came back; None for fields that it did not have."""

    target: str
    name: str | None = None
    count: str | None = None
    archetype: str | None = None
    notes: str | None = None
    kind: str | None = None


ROUTES: Final[dict[str, routes.Route]] = {
    "": routes.Collection(),
    "overview": routes.Collection(),
    "progress": routes.Collection(),
    "armies": routes.Collection(),
    "all": routes.AllModels(),
    "list": routes.AllModels(),
    "models": routes.AllModels(),
    "undo": routes.UndoChange(),
    "export": routes.CollectionFile(),
    "shopping": routes.ArmyShopping(),
}
"""Words that say everything by themselves."""
ASKED: Final[dict[str, routes.Route]] = {
    "add": routes.AskAdd(),
    "paste": routes.PasteModels(),
    "add-army": routes.AskArmy(),
    "show": routes.Collection(),
}
"""Words that ask for more where nothing follows."""
VERBS: Final[dict[str, Verb]] = {
    "add": "add",
    "add-army": "add-army",
    "army": "add-army",
    "found": "add-army",
    "paste": "paste",
    "show": "show",
    "status": "status",
    "note": "note",
    "notes": "note",
    "move": "move",
    "merge": "merge",
    "rename": "rename",
    "remove": "remove",
    "delete": "remove",
    "apply": "apply",
    "find": "find",
    "search": "find",
    "shopping": "shopping",
}
EXAMPLES: Final[dict[Verb, str]] = {
    "status": N_("Say which one and how far it is, for instance /collection status Lich primed."),
    "note": N_("Say which one and what to note, for instance /collection note Lich: two thin coats."),
    "move": N_("Say which one and where to, for instance /collection move Lich to Bone Legion."),
    "merge": N_("Say which two, for instance /collection merge Archers II into Archers."),
    "rename": N_("Say which one and its new name, for instance /collection rename Lich to Old Lich."),
    "remove": N_("Say which one, for instance /collection remove Lich."),
    "apply": N_("Say which scheme and onto what, for instance /collection apply 7KQ2M4XR to Bone Legion."),
    "find": N_("Say what to look for, for instance /collection find archers."),
}


def read_collection(text: str) -> routes.Route | CollectionWords:
    """`/collection`, and a verb with what it is about.

    Raises:
        BadInput: the verb needs more words, or there is no such verb.
    """
    word, rest = first_word(text)
    verb = word.casefold()
    if verb in {"add", "new"} and first_word(rest)[0].casefold() == "army":
        verb, rest = "add-army", first_word(rest)[1]
    if not rest and verb in ROUTES:
        return ROUTES[verb]
    if not rest and VERBS.get(verb, verb) in ASKED:
        return ASKED[VERBS.get(verb, verb)]
    if verb in VERBS:
        if not rest:
            raise BadInput(EXAMPLES[VERBS[verb]])
        return CollectionWords(VERBS[verb], rest)
    if verb in ROUTES:
        return ROUTES[verb]
    known = (*VERBS, *filter(None, ROUTES))
    near = tuple(difflib.get_close_matches(verb, known, n=2)) or ("show", "add")
    raise UnknownWord(N_("word"), word[:40], near)


def first_word(text: str) -> tuple[str, str]:
    """The first word and what follows; lines of what follows stay lines."""
    parts = text.strip().split(None, 1)
    return (parts[0], parts[1]) if len(parts) == 2 else (parts[0] if parts else "", "")


def around(text: str, word: str) -> Iterator[tuple[str, str]]:
    """What stands before and behind a word, for every place where it stands, the last one first."""
    parts = text.split(" ")
    for n in range(len(parts) - 1, 0, -1):
        before, behind = " ".join(parts[:n]).strip(), " ".join(parts[n + 1 :]).strip()
        if parts[n].casefold() == word and before and behind:
            yield before, behind
