"""Places in the collection."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from bot.routes.table import Route, listed

# `target` is the code of a model or an army, `army` that of an army: "-" for none.


@listed
@dataclass(frozen=True, slots=True)
class Collection(Route):
    """Armies and how far everything is."""

    letters = "kc"


@listed
@dataclass(frozen=True, slots=True)
class ArmyPage(Route):
    """An army with a page of its models; `past` is where the page before ended."""

    letters = "ka"
    army: str
    past: str = ""


@listed
@dataclass(frozen=True, slots=True)
class AllModels(Route):
    """A page of all models."""

    letters = "kl"
    past: str = ""


@listed
@dataclass(frozen=True, slots=True)
class ArmyMore(Route):
    """What else can be done with an army."""

    letters = "ko"
    target: str


@listed
@dataclass(frozen=True, slots=True)
class ShowModel(Route):
    """A model or a unit; of an army's code, the army."""

    letters = "km"
    target: str


@listed
@dataclass(frozen=True, slots=True)
class SetStatus(Route):
    """Say how far a model is."""

    letters = "ks"
    target: str
    status: Literal["unbuilt", "built", "primed", "in_progress", "done"]


@listed
@dataclass(frozen=True, slots=True)
class AskEdit(Route):
    """Ask what is to be different about a model or an army."""

    letters = "ke"
    target: str


@listed
@dataclass(frozen=True, slots=True)
class AskMove(Route):
    """Ask which army a model goes to."""

    letters = "kv"
    target: str
    page: int = 0


@listed
@dataclass(frozen=True, slots=True)
class MoveTo(Route):
    """Put a model into an army."""

    letters = "kw"
    target: str
    army: str


@listed
@dataclass(frozen=True, slots=True)
class AskMerge(Route):
    """Ask which of the same name a model is to be merged with."""

    letters = "kg"
    target: str


@listed
@dataclass(frozen=True, slots=True)
class Merge(Route):
    """Make one unit of two; the first stays."""

    letters = "kh"
    target: str
    other: str


@listed
@dataclass(frozen=True, slots=True)
class AskSplit(Route):
    """Ask how many miniatures leave a unit."""

    letters = "ki"
    target: str


@listed
@dataclass(frozen=True, slots=True)
class Split(Route):
    """Take so many miniatures out of a unit that has `size` of them."""

    letters = "kj"
    target: str
    off: int
    size: int


@listed
@dataclass(frozen=True, slots=True)
class RemoveModel(Route):
    """Take a model out of the collection."""

    letters = "kr"
    target: str


@listed
@dataclass(frozen=True, slots=True)
class AskAdd(Route):
    """Ask for a model or a unit to add to an army."""

    letters = "kn"
    army: str = ""


@listed
@dataclass(frozen=True, slots=True)
class PasteModels(Route):
    """Ask for a list of models for an army."""

    letters = "kp"
    army: str = ""


@listed
@dataclass(frozen=True, slots=True)
class AskArmy(Route):
    """Ask what a new army is called."""

    letters = "kf"


@listed
@dataclass(frozen=True, slots=True)
class Proposed(Route):
    """A pasted list that waits for a yes, from row `first` on, counted from 0."""

    letters = "kq"
    batch: str
    first: int = 0


@listed
@dataclass(frozen=True, slots=True)
class AskDropRow(Route):
    """Ask which rows of a pasted list are to be left out."""

    letters = "kd"
    batch: str
    first: int = 0


@listed
@dataclass(frozen=True, slots=True)
class DropRow(Route):
    """Leave a row, counted from 0, out of a pasted list that has `size` of them."""

    letters = "kx"
    batch: str
    number: int
    size: int


@listed
@dataclass(frozen=True, slots=True)
class ConfirmList(Route):
    """Add a pasted list; `how` says what becomes of rows that are there already."""

    letters = "ky"
    batch: str
    how: Literal["add", "merge", "skip"] = "add"


@listed
@dataclass(frozen=True, slots=True)
class DiscardList(Route):
    """Let a pasted list go."""

    letters = "kz"
    batch: str


@listed
@dataclass(frozen=True, slots=True)
class UndoChange(Route):
    """Take a change of the collection back: the last one unless `batch` names another."""

    letters = "ku"
    batch: str = ""


@listed
@dataclass(frozen=True, slots=True)
class AskApply(Route):
    """Ask which scheme a model or an army is painted with; `before` is where the page before ended."""

    letters = "k1"
    target: str
    before: str = ""


@listed
@dataclass(frozen=True, slots=True)
class Apply(Route):
    """Paint a model or an army with a scheme; "-" takes it off."""

    letters = "k2"
    target: str
    scheme: str


@listed
@dataclass(frozen=True, slots=True)
class PutOn(Route):
    """Ask which model or army a scheme is put on."""

    letters = "k3"
    code: str


@listed
@dataclass(frozen=True, slots=True)
class AskDisband(Route):
    """Ask what becomes of an army's models."""

    letters = "k4"
    target: str


@listed
@dataclass(frozen=True, slots=True)
class Disband(Route):
    """Disband an army; its models stay in none, or go with it."""

    letters = "k5"
    target: str
    keep: bool


@listed
@dataclass(frozen=True, slots=True)
class CollectionFile(Route):
    """The whole collection as files."""

    letters = "k6"


@listed
@dataclass(frozen=True, slots=True)
class ArmyShopping(Route):
    """What is to be bought for an army, or with an empty one for everything."""

    letters = "k7"
    army: str = ""
