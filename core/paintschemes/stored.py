"""A scheme somebody keeps: the scheme itself, where it came from, and what its owner did with it."""

from __future__ import annotations

import base64
import unicodedata
import zlib
from collections.abc import Collection
from dataclasses import dataclass
from typing import Final, NamedTuple

from core.errors import BadInput
from core.generation.brief import Brief
from core.generation.proposal import Proposal
from core.ids import CODE_ALPHABET, CODE_LENGTH
from core.paintschemes.edits import EditStep
from core.paintschemes.scheme import Frozen, Paintscheme, Role
from core.words import N_

MAX_NAME: Final = 60
"""Characters of a name that an owner gives to a scheme."""

_ZERO_WIDTH_JOINER: Final = "\u200d"
_READ_AS: Final = str.maketrans("OIL", "011")


class Origin(Frozen):
    """What a scheme was built from; variants and re-rolls start here."""

    brief: Brief
    proposal: Proposal
    """After its repair: building from it again gives the same colours."""
    edits: tuple[EditStep, ...] = ()
    """What was changed since it was painted, in order."""


@dataclass(frozen=True, slots=True)
class NewScheme:
    """What goes into a new row. The id is made beforehand, so that a repeated transaction knows its own row."""

    id: str
    person_id: str
    request_id: str | None
    parent_id: str | None
    change: str | None
    title: str
    body: str
    """The Paintscheme, sealed."""
    origin: str
    """The `Origin`, sealed."""
    seed: int
    engine: str
    engine_version: str
    locks: str = ""
    colours: str | None = None
    """What can be searched of it (`core.paintschemes.finding.searchable`)."""


class SchemeRow(NamedTuple):
    """A row as it is stored; `body` and `origin` are sealed."""

    id: str
    code: str
    person_id: str
    request_id: str | None
    parent_id: str | None
    change: str | None
    title: str
    name: str | None
    body: str
    origin: str
    favourite_at: int | None
    deleted_at: int | None
    created_at: int
    locks: str = ""


@dataclass(frozen=True, slots=True)
class StoredScheme:
    """A scheme somebody keeps.

    Attributes:
        code: its public name, 8 characters.
        request_id: the request that paid for it; None for a variant.
        parent_id: of a variant the painted scheme it differs from, of a re-roll the scheme painted anew.
        change: of a variant how it differs, in a canonical form.
        name: what its owner calls it, or None.
        brief: what was asked for.
        proposal: the repaired proposal that it was built from.
        created_at: epoch ms.
        locks: roles that its owner has locked.
        edits: what was changed since it was painted.
    """

    id: str
    code: str
    person_id: str
    request_id: str | None
    parent_id: str | None
    change: str | None
    name: str | None
    favourite: bool
    created_at: int
    scheme: Paintscheme
    brief: Brief
    proposal: Proposal
    locks: tuple[Role, ...] = ()
    edits: tuple[EditStep, ...] = ()

    @classmethod
    def of(cls, row: SchemeRow, scheme: Paintscheme, origin: Origin) -> StoredScheme:
        """A row, with what was sealed in it."""
        return cls(
            id=row.id,
            code=row.code,
            person_id=row.person_id,
            request_id=row.request_id,
            parent_id=row.parent_id,
            change=row.change,
            name=row.name,
            favourite=row.favourite_at is not None,
            created_at=row.created_at,
            scheme=scheme,
            brief=origin.brief,
            proposal=origin.proposal,
            locks=read_locks(row.locks),
            edits=origin.edits,
        )

    @property
    def title(self) -> str:
        """What to call it: the owner's name for it, else its own title."""
        return self.name or self.scheme.title


@dataclass(frozen=True, slots=True)
class Page:
    """A page of a list, newest first.

    Attributes:
        after: where the next page begins, short enough for a button; None on the last page.
    """

    schemes: tuple[StoredScheme, ...]
    after: str | None


def write_locks(roles: Collection[Role]) -> str:
    """Locked roles as they are stored."""
    return ",".join(role for role in Role if role in roles)


def read_locks(text: str) -> tuple[Role, ...]:
    """Locked roles as `write_locks` wrote them; a role that is no longer there is left out."""
    return tuple(role for role in Role if role in text.split(","))


def packed(text: str) -> str:
    """A long text made short, still as text: what is sealed cannot be compressed any more, so it is done before.

    A scheme as JSON is 20 KB of much the same words; packed and sealed it is 7 KB.
    """
    return base64.b64encode(zlib.compress(text.encode(), 3)).decode()


def unpacked(text: str) -> str:
    """What `packed` made short."""
    return zlib.decompress(base64.b64decode(text)).decode()


def read_code(text: str) -> str:
    """A code as people type it (lower case, with a #, O for 0, I or L for 1) in the form that is stored.

    Returns:
        Eight characters; an empty string when it cannot be a code.
    """
    code = text.strip().lstrip("#").upper().translate(_READ_AS)
    return code if len(code) == CODE_LENGTH and set(code) <= set(CODE_ALPHABET) else ""


def read_name(text: str) -> str:
    """A name as it is stored: one line, single spaces, no control or direction characters.

    Returns:
        The name; an empty string when nothing is left, which takes the owner's name off again.

    Raises:
        BadInput: too long, or a word in it that does not pass the word lists.
    """
    from core.wordlists import find_foul, find_protected  # noqa: PLC0415  large lists, needed for a name only

    joined = " ".join(unicodedata.normalize("NFC", text).split())
    name = "".join(c for c in joined if c == _ZERO_WIDTH_JOINER or unicodedata.category(c)[0] != "C").strip()
    if len(name) > MAX_NAME:
        raise BadInput(
            N_("A name has at most {most} characters, and that one has {length}. Nothing was changed."),
            most=MAX_NAME,
            length=len(name),
        )
    if find_foul(name):
        raise BadInput(N_("I would rather not write that on a scheme. Pick another name; nothing was changed."))
    if find_protected(name):
        raise BadInput(N_("That name belongs to a game's publisher. Pick another one; nothing was changed."))
    return name
