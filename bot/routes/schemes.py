"""Places around the schemes one keeps."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from bot.routes.table import Route, listed


@listed
@dataclass(frozen=True, slots=True)
class ShowScheme(Route):
    """One stored scheme."""

    letters = "sc"
    code: str


@listed
@dataclass(frozen=True, slots=True)
class PostScheme(Route):
    """Show a stored scheme to everybody where the button was pressed."""

    letters = "po"
    code: str


@listed
@dataclass(frozen=True, slots=True)
class Star(Route):
    """Make a scheme a favourite, or no longer."""

    letters = "st"
    code: str
    on: bool = True


@listed
@dataclass(frozen=True, slots=True)
class Schemes(Route):
    """The person's schemes, newest first; `before` is where the page before ended."""

    letters = "sl"
    which: Literal["recent", "favourites"] = "recent"
    before: str = ""


@listed
@dataclass(frozen=True, slots=True)
class AskName(Route):
    """Ask for a scheme's new name."""

    letters = "an"
    code: str


@listed
@dataclass(frozen=True, slots=True)
class AskDelete(Route):
    """Ask whether a scheme may really go."""

    letters = "ad"
    code: str


@listed
@dataclass(frozen=True, slots=True)
class Delete(Route):
    """Delete a scheme: the answer to `AskDelete`."""

    letters = "de"
    code: str


@listed
@dataclass(frozen=True, slots=True)
class Recipe(Route):
    """The recipe of a scheme, step by step."""

    letters = "re"
    code: str


@listed
@dataclass(frozen=True, slots=True)
class Miniature(Route):
    """The scheme on a figure; an empty one is that of its archetype."""

    letters = "mi"
    code: str
    figure: Literal["", "knight", "mage", "beast", "machine"] = ""


@listed
@dataclass(frozen=True, slots=True)
class BothPages(Route):
    """The sheet and the recipe of a scheme together."""

    letters = "bp"
    code: str


@listed
@dataclass(frozen=True, slots=True)
class Original(Route):
    """A picture of a scheme as a file; `figure` is that of a miniature, empty for the one of its archetype."""

    letters = "og"
    code: str
    what: Literal["sheet", "recipe", "miniature", "both"] = "sheet"
    figure: Literal["", "knight", "mage", "beast", "machine"] = ""


@listed
@dataclass(frozen=True, slots=True)
class Exports(Route):
    """Ask as which file the palette should go out."""

    letters = "xp"
    code: str


@listed
@dataclass(frozen=True, slots=True)
class Export(Route):
    """The palette as a file."""

    letters = "xf"
    code: str
    format: Literal["gpl", "ase", "css", "json"]
