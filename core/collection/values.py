"""Armies, models and what came of changing them: plain values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final, NamedTuple

from core.words import N_

MAX_MODELS: Final = 2_000
"""Models and units of one person; a unit of twenty is one."""
MAX_ARMIES: Final = 100
MAX_SIZE: Final = 9_999
"""Miniatures of one unit."""
PAGE: Final = 20
"""Models of a page, unless asked otherwise."""
SUGGESTED: Final = 25
"""Names that an autocomplete shows at most; Discord allows no more."""


class Kind(StrEnum):
    """One miniature with a character of its own, or several of a kind."""

    MODEL = "model"
    UNIT = "unit"


class Status(StrEnum):
    """How far it is, in the order of the work."""

    UNBUILT = "unbuilt"
    BUILT = "built"
    PRIMED = "primed"
    IN_PROGRESS = "in_progress"
    DONE = "done"


STATUSES: Final[Mapping[Status, str]] = {
    Status.UNBUILT: N_("Unbuilt"),
    Status.BUILT: N_("Built"),
    Status.PRIMED: N_("Primed"),
    Status.IN_PROGRESS: N_("In progress"),
    Status.DONE: N_("Done"),
}
KINDS: Final[Mapping[Kind, str]] = {Kind.MODEL: N_("Model"), Kind.UNIT: N_("Unit")}


def least(one: Status, other: Status) -> Status:
    """The one of two that is less far: a unit is as far as its last miniature."""
    order = list(Status)
    return min(one, other, key=order.index)


class Army(NamedTuple):
    """An army. `notes` is sealed, None where there are none; `archetype` and `nickname` may be empty.

    `scheme_code` and `scheme_title` belong to the scheme that is applied; the title is its owner's name for it.
    """

    id: str
    code: str
    name: str
    archetype: str
    notes: str | None
    scheme_id: str | None
    nickname: str
    place: int
    created_at: int
    scheme_code: str | None = None
    scheme_title: str | None = None

    @property
    def title(self) -> str:
        """What to call it: the nickname, and what it is."""
        return titled(self.nickname, self.name)


class Model(NamedTuple):
    """A model or a unit.

    `notes` is sealed; `army_*` are None for one that is in no army; `scheme_code` and `scheme_title` belong to the
    scheme it is painted with: its own, or its army's where it has none.
    """

    id: str
    code: str
    name: str
    kind: str
    archetype: str
    size: int
    status: str
    notes: str | None
    scheme_id: str | None
    nickname: str
    place: int
    created_at: int
    army_id: str | None = None
    army_code: str | None = None
    army_name: str | None = None
    army_archetype: str | None = None
    army_scheme_id: str | None = None
    scheme_code: str | None = None
    scheme_title: str | None = None

    @property
    def title(self) -> str:
        """What to call it: the nickname, and what it is."""
        return titled(self.nickname, self.name)

    @property
    def painted_with(self) -> str | None:
        """Id of the scheme that applies: its own before its army's."""
        return self.scheme_id or self.army_scheme_id

    @property
    def inherits(self) -> bool:
        """True when the scheme that applies is its army's."""
        return self.scheme_id is None and self.army_scheme_id is not None

    @property
    def taken_for(self) -> str:
        """Key of the archetype: its own before its army's; may be empty."""
        return self.archetype or self.army_archetype or ""


def titled(nickname: str, name: str) -> str:
    """A nickname with what bears it in brackets, or the name alone."""
    return f"{nickname} ({name})" if nickname else name


@dataclass(frozen=True, slots=True)
class NewModel:
    """A model that is to be added. The id is made beforehand, so that a repeated transaction knows its own row."""

    id: str
    name: str
    kind: Kind = Kind.MODEL
    size: int = 1
    archetype: str = ""
    status: Status = Status.UNBUILT
    notes: str | None = None


@dataclass(frozen=True, slots=True)
class Edit:
    """What is to be different; None leaves a field as it is.

    Attributes:
        notes: sealed; an empty text takes them away.
    """

    name: str | None = None
    kind: Kind | None = None
    archetype: str | None = None
    size: int | None = None
    status: Status | None = None
    notes: str | None = None


@dataclass(frozen=True, slots=True)
class Change:
    """What came of a change.

    Attributes:
        id: names the change, to take it back.
        what: "add", "edit", "move", "merge", "split", "remove", "order", "scheme", "nickname", "add_army",
            "edit_army" or "remove_army".
        models: those that changed and are still there, as they are now.
        armies: likewise.
        gone: how many models went with it.
        repeated: the change had been made before; nothing was done this time.
    """

    id: str
    what: str
    models: tuple[Model, ...] = ()
    armies: tuple[Army, ...] = ()
    gone: int = 0
    repeated: bool = False


class Undone(NamedTuple):
    """A change that was taken back: what it had been, and how many models and armies are as they were before it."""

    what: str
    models: int
    armies: int


@dataclass(frozen=True, slots=True)
class Page:
    """A page of models in their order.

    Attributes:
        after: where the next page begins, short enough for a button; None on the last page.
        count: models in the whole list.
    """

    models: tuple[Model, ...]
    after: str | None
    count: int


@dataclass(frozen=True, slots=True)
class Progress:
    """How far an army is, or everything.

    Attributes:
        army: None for what is in no army, and for the sum of all.
        rows: models and units.
        sizes: miniatures by status; every status is there.
    """

    army: Army | None
    rows: int
    sizes: Mapping[Status, int]

    @property
    def total(self) -> int:
        """Miniatures."""
        return sum(self.sizes.values())

    @property
    def painted(self) -> int:
        """Miniatures that are done."""
        return self.sizes[Status.DONE]
