"""The short text on a button and the screen behind it: one table for every platform.

A route is a small frozen value, `ShowScheme(code="7KQ2M4XR")`; its text is `1|sc|7KQ2M4XR`, at most 64 bytes because
Telegram allows no more. The leading number is the version of the whole table, the two letters name the route, the
rest are its arguments in order. A text lives as long as the message it hangs on, so letters are never given to
another route, arguments are only added at the end with a default, and a route that goes leaves its letters behind.
"""

from __future__ import annotations

from dataclasses import MISSING, dataclass, fields
from typing import ClassVar, Literal, TypeVar, get_args, get_origin, get_type_hints

MAX_BYTES = 64
_VERSION = "1"
_SEPARATOR = "|"


class StaleRouteError(ValueError):
    """A text that names no route of ours, or one of another time."""


@dataclass(frozen=True, slots=True)
class Route:
    """Base of all routes."""

    letters: ClassVar[str] = ""


TABLE: dict[str, type[Route]] = {}

R = TypeVar("R", bound=type[Route])


def _listed(route: R) -> R:
    """Put a route into the table; two routes with the same letters are a mistake found at import."""
    if not route.letters or route.letters in TABLE:
        raise ValueError(f"route letters {route.letters!r} are empty or taken")
    TABLE[route.letters] = route
    return route


# --- painting -------------------------------------------------------------------------------------------------------


@_listed
@dataclass(frozen=True, slots=True)
class AskBrief(Route):
    """Ask what to paint."""

    letters = "ab"


@_listed
@dataclass(frozen=True, slots=True)
class PaintDraft(Route):
    """Agree to a price (in tokens, the one the question named) and paint what the question was about."""

    letters = "pd"
    draft: str
    agreed: int


@_listed
@dataclass(frozen=True, slots=True)
class AskDraft(Route):
    """Ask the price question of a draft once more, at today's price."""

    letters = "qd"
    draft: str


@_listed
@dataclass(frozen=True, slots=True)
class Decline(Route):
    """Leave a question alone."""

    letters = "no"


@_listed
@dataclass(frozen=True, slots=True)
class Again(Route):
    """A new proposal for the same brief, for the price of a re-roll: the one the button named, in tokens.

    `asked` is set on the button of a price question, which is not asked about once more.
    """

    letters = "ag"
    code: str
    agreed: int
    asked: Literal["", "yes"] = ""


@_listed
@dataclass(frozen=True, slots=True)
class Retier(Route):
    """The same colours with an easier or a harder recipe; free."""

    letters = "rt"
    code: str
    tier: Literal["fast", "tabletop", "display"]


@_listed
@dataclass(frozen=True, slots=True)
class ChooseBrand(Route):
    """Ask which brand the same colours should be painted with."""

    letters = "cb"
    code: str
    page: int = 0


@_listed
@dataclass(frozen=True, slots=True)
class Rebrand(Route):
    """The same colours with another brand's paints; free. An empty brand means any."""

    letters = "rb"
    code: str
    brand: str = ""


RoleWord = Literal["primary", "secondary", "accent", "accent2", "metal", "leather", "skin", "ground"]


@_listed
@dataclass(frozen=True, slots=True)
class AskChange(Route):
    """Ask what to change about a scheme's colours, by buttons or in words."""

    letters = "ac"
    code: str


@_listed
@dataclass(frozen=True, slots=True)
class ChangeColours(Route):
    """Change a scheme's colours; free. `role` is what it is about, empty for all that is not locked."""

    letters = "cc"
    code: str
    how: Literal["colder", "warmer", "lighter", "darker", "muted", "vivid", "harder", "softer", "swap"]
    role: Literal["", "primary", "secondary", "accent", "accent2", "metal", "leather", "skin", "ground"] = ""


@_listed
@dataclass(frozen=True, slots=True)
class Locks(Route):
    """Which colours of a scheme are locked."""

    letters = "lk"
    code: str


@_listed
@dataclass(frozen=True, slots=True)
class Lock(Route):
    """Lock one colour of a scheme, or unlock it."""

    letters = "lo"
    code: str
    role: RoleWord
    on: bool = True


# --- schemes --------------------------------------------------------------------------------------------------------


@_listed
@dataclass(frozen=True, slots=True)
class ShowScheme(Route):
    """One stored scheme."""

    letters = "sc"
    code: str


@_listed
@dataclass(frozen=True, slots=True)
class PostScheme(Route):
    """Show a stored scheme to everybody where the button was pressed."""

    letters = "po"
    code: str


@_listed
@dataclass(frozen=True, slots=True)
class Star(Route):
    """Make a scheme a favourite, or no longer."""

    letters = "st"
    code: str
    on: bool = True


@_listed
@dataclass(frozen=True, slots=True)
class Schemes(Route):
    """The person's schemes, newest first; `before` is where the page before ended."""

    letters = "sl"
    which: Literal["recent", "favourites"] = "recent"
    before: str = ""


@_listed
@dataclass(frozen=True, slots=True)
class AskName(Route):
    """Ask for a scheme's new name."""

    letters = "an"
    code: str


@_listed
@dataclass(frozen=True, slots=True)
class AskDelete(Route):
    """Ask whether a scheme may really go."""

    letters = "ad"
    code: str


@_listed
@dataclass(frozen=True, slots=True)
class Delete(Route):
    """Delete a scheme: the answer to `AskDelete`."""

    letters = "de"
    code: str


@_listed
@dataclass(frozen=True, slots=True)
class Recipe(Route):
    """The recipe of a scheme, step by step."""

    letters = "re"
    code: str


@_listed
@dataclass(frozen=True, slots=True)
class Miniature(Route):
    """The scheme on a figure; an empty one is that of its archetype."""

    letters = "mi"
    code: str
    figure: Literal["", "knight", "mage", "beast", "machine"] = ""


@_listed
@dataclass(frozen=True, slots=True)
class BothPages(Route):
    """The sheet and the recipe of a scheme together."""

    letters = "bp"
    code: str


@_listed
@dataclass(frozen=True, slots=True)
class Original(Route):
    """A picture of a scheme as a file; `figure` is that of a miniature, empty for the one of its archetype."""

    letters = "og"
    code: str
    what: Literal["sheet", "recipe", "miniature", "both"] = "sheet"
    figure: Literal["", "knight", "mage", "beast", "machine"] = ""


@_listed
@dataclass(frozen=True, slots=True)
class Exports(Route):
    """Ask as which file the palette should go out."""

    letters = "xp"
    code: str


@_listed
@dataclass(frozen=True, slots=True)
class Export(Route):
    """The palette as a file."""

    letters = "xf"
    code: str
    format: Literal["gpl", "ase", "css", "json"]


# --- paints ---------------------------------------------------------------------------------------------------------


@_listed
@dataclass(frozen=True, slots=True)
class Paints(Route):
    """What can be asked about paints, and how full the shelf is."""

    letters = "pa"


@_listed
@dataclass(frozen=True, slots=True)
class MatchPaint(Route):
    """What comes near a paint; `paint` is its short id (`core.shelf.naming.short`)."""

    letters = "mp"
    paint: str


@_listed
@dataclass(frozen=True, slots=True)
class ConvertPaint(Route):
    """What a brand has in place of a paint; an empty brand means the large ones."""

    letters = "cp"
    paint: str
    brand: str = ""


@_listed
@dataclass(frozen=True, slots=True)
class Shelf(Route):
    """The person's paints; `after` is the short id of the paint that the page before ended with."""

    letters = "sh"
    after: str = ""


@_listed
@dataclass(frozen=True, slots=True)
class AddPaint(Route):
    """Put a paint onto the shelf."""

    letters = "sa"
    paint: str


@_listed
@dataclass(frozen=True, slots=True)
class RemovePaint(Route):
    """Take a paint off the shelf."""

    letters = "sr"
    paint: str


@_listed
@dataclass(frozen=True, slots=True)
class PasteList(Route):
    """Ask for a list of paints."""

    letters = "sp"


@_listed
@dataclass(frozen=True, slots=True)
class BoxedSets(Route):
    """The boxed sets that are known, of one brand or the brands that have any."""

    letters = "sb"
    brand: str = ""


@_listed
@dataclass(frozen=True, slots=True)
class AddSet(Route):
    """Put a whole boxed set onto the shelf; `key` as in `core/shelf/sets.txt`."""

    letters = "ss"
    key: str


@_listed
@dataclass(frozen=True, slots=True)
class AskedBack(Route):
    """The next name of a list that may mean several paints."""

    letters = "sq"


@_listed
@dataclass(frozen=True, slots=True)
class Settle(Route):
    """Which paint a name means, by its short id; "-" for none of those offered."""

    letters = "sy"
    question: str
    paint: str


@_listed
@dataclass(frozen=True, slots=True)
class DropAsked(Route):
    """Leave all names that are still open."""

    letters = "sz"


@_listed
@dataclass(frozen=True, slots=True)
class UndoShelf(Route):
    """Take an addition back: the last one unless `batch` names another."""

    letters = "su"
    batch: str = ""


@_listed
@dataclass(frozen=True, slots=True)
class ShelfFile(Route):
    """The whole shelf as files."""

    letters = "sf"


@_listed
@dataclass(frozen=True, slots=True)
class Shopping(Route):
    """What is to be bought for the recent or the favourite schemes."""

    letters = "sg"
    which: Literal["recent", "favourites"] = "recent"


@_listed
@dataclass(frozen=True, slots=True)
class ShoppingFor(Route):
    """What is to be bought for one scheme."""

    letters = "s1"
    code: str


@_listed
@dataclass(frozen=True, slots=True)
class FromShelf(Route):
    """The same colours with the person's own paints and at most so many new ones; free. "off" means the shops again."""

    letters = "fs"
    code: str
    new: Literal["0", "3", "6", "any", "off"] = "0"


# --- likes ----------------------------------------------------------------------------------------------------------


@_listed
@dataclass(frozen=True, slots=True)
class Likes(Route):
    """What is known of the person's taste."""

    letters = "lv"


@_listed
@dataclass(frozen=True, slots=True)
class Thumb(Route):
    """Rate a scheme, or take the rating back; free."""

    letters = "th"
    code: str
    way: Literal["up", "down", "off"]


@_listed
@dataclass(frozen=True, slots=True)
class Lean(Route):
    """Whether new schemes may lean on what the person likes."""

    letters = "le"
    on: bool


@_listed
@dataclass(frozen=True, slots=True)
class PickColours(Route):
    """Which colours of a scheme are favourite colours."""

    letters = "lp"
    code: str


@_listed
@dataclass(frozen=True, slots=True)
class AskColour(Route):
    """Ask for a favourite colour."""

    letters = "ln"


@_listed
@dataclass(frozen=True, slots=True)
class AddColour(Route):
    """Add a favourite colour, six hexadecimal digits."""

    letters = "la"
    digits: str


@_listed
@dataclass(frozen=True, slots=True)
class RemoveColour(Route):
    """Take a favourite colour off, six hexadecimal digits."""

    letters = "lr"
    digits: str


@_listed
@dataclass(frozen=True, slots=True)
class AskForget(Route):
    """Ask whether what was learnt of the person's taste may really go."""

    letters = "lf"


@_listed
@dataclass(frozen=True, slots=True)
class Forget(Route):
    """Forget it: the answer to `AskForget`."""

    letters = "lx"


# --- names ----------------------------------------------------------------------------------------------------------


@_listed
@dataclass(frozen=True, slots=True)
class AskNickname(Route):
    """Ask what should get a name."""

    letters = "nq"


@_listed
@dataclass(frozen=True, slots=True)
class NameFor(Route):
    """Names for a model or an army, by its code in the collection."""

    letters = "nf"
    target: str


@_listed
@dataclass(frozen=True, slots=True)
class NameDraft(Route):
    """Agree to a price (in tokens, the one the question named) and get the names the question was about."""

    letters = "nd"
    draft: str
    agreed: int


@_listed
@dataclass(frozen=True, slots=True)
class AskNames(Route):
    """The price question about names once more, for a link that leads to it."""

    letters = "na"
    draft: str


@_listed
@dataclass(frozen=True, slots=True)
class Names(Route):
    """Names that were suggested."""

    letters = "nv"
    naming: str


@_listed
@dataclass(frozen=True, slots=True)
class ChooseName(Route):
    """Take one of the names that were suggested, counted from 0."""

    letters = "nc"
    naming: str
    number: int


@_listed
@dataclass(frozen=True, slots=True)
class AskLike(Route):
    """Ask which of the names further ones should be like."""

    letters = "nl"
    naming: str


@_listed
@dataclass(frozen=True, slots=True)
class MoreNames(Route):
    """Further names, for the price the button named; `number` is the one they should be like, counted from 0."""

    letters = "nm"
    naming: str
    how: Literal["like", "different", "sillier"]
    agreed: int
    number: int = 0
    asked: Literal["", "yes"] = ""
    """Set on the button of a price question, which is not asked about once more."""


@_listed
@dataclass(frozen=True, slots=True)
class GiveName(Route):
    """Give a name that was chosen to a model or an army."""

    letters = "ng"
    naming: str
    number: int
    target: str


@_listed
@dataclass(frozen=True, slots=True)
class AskBearer(Route):
    """Ask which model or army a name should go to."""

    letters = "nb"
    naming: str
    number: int


@_listed
@dataclass(frozen=True, slots=True)
class NameHistory(Route):
    """Names that were suggested before, newest first; `before` is where the page before ended."""

    letters = "nh"
    before: str = ""


# --- collection -----------------------------------------------------------------------------------------------------
# `target` is the code of a model or an army, `army` that of an army: "-" for none.


@_listed
@dataclass(frozen=True, slots=True)
class Collection(Route):
    """Armies and how far everything is."""

    letters = "kc"


@_listed
@dataclass(frozen=True, slots=True)
class ArmyPage(Route):
    """An army with a page of its models; `past` is where the page before ended."""

    letters = "ka"
    army: str
    past: str = ""


@_listed
@dataclass(frozen=True, slots=True)
class AllModels(Route):
    """A page of all models."""

    letters = "kl"
    past: str = ""


@_listed
@dataclass(frozen=True, slots=True)
class ArmyMore(Route):
    """What else can be done with an army."""

    letters = "ko"
    target: str


@_listed
@dataclass(frozen=True, slots=True)
class ShowModel(Route):
    """A model or a unit; of an army's code, the army."""

    letters = "km"
    target: str


@_listed
@dataclass(frozen=True, slots=True)
class SetStatus(Route):
    """Say how far a model is."""

    letters = "ks"
    target: str
    status: Literal["unbuilt", "built", "primed", "in_progress", "done"]


@_listed
@dataclass(frozen=True, slots=True)
class AskEdit(Route):
    """Ask what is to be different about a model or an army."""

    letters = "ke"
    target: str


@_listed
@dataclass(frozen=True, slots=True)
class AskMove(Route):
    """Ask which army a model goes to."""

    letters = "kv"
    target: str
    page: int = 0


@_listed
@dataclass(frozen=True, slots=True)
class MoveTo(Route):
    """Put a model into an army."""

    letters = "kw"
    target: str
    army: str


@_listed
@dataclass(frozen=True, slots=True)
class AskMerge(Route):
    """Ask which of the same name a model is to be merged with."""

    letters = "kg"
    target: str


@_listed
@dataclass(frozen=True, slots=True)
class Merge(Route):
    """Make one unit of two; the first stays."""

    letters = "kh"
    target: str
    other: str


@_listed
@dataclass(frozen=True, slots=True)
class AskSplit(Route):
    """Ask how many miniatures leave a unit."""

    letters = "ki"
    target: str


@_listed
@dataclass(frozen=True, slots=True)
class Split(Route):
    """Take so many miniatures out of a unit that has `size` of them."""

    letters = "kj"
    target: str
    off: int
    size: int


@_listed
@dataclass(frozen=True, slots=True)
class RemoveModel(Route):
    """Take a model out of the collection."""

    letters = "kr"
    target: str


@_listed
@dataclass(frozen=True, slots=True)
class AskAdd(Route):
    """Ask for a model or a unit to add to an army."""

    letters = "kn"
    army: str = ""


@_listed
@dataclass(frozen=True, slots=True)
class PasteModels(Route):
    """Ask for a list of models for an army."""

    letters = "kp"
    army: str = ""


@_listed
@dataclass(frozen=True, slots=True)
class AskArmy(Route):
    """Ask what a new army is called."""

    letters = "kf"


@_listed
@dataclass(frozen=True, slots=True)
class Proposed(Route):
    """A pasted list that waits for a yes, from row `first` on, counted from 0."""

    letters = "kq"
    batch: str
    first: int = 0


@_listed
@dataclass(frozen=True, slots=True)
class AskDropRow(Route):
    """Ask which rows of a pasted list are to be left out."""

    letters = "kd"
    batch: str
    first: int = 0


@_listed
@dataclass(frozen=True, slots=True)
class DropRow(Route):
    """Leave a row, counted from 0, out of a pasted list that has `size` of them."""

    letters = "kx"
    batch: str
    number: int
    size: int


@_listed
@dataclass(frozen=True, slots=True)
class ConfirmList(Route):
    """Add a pasted list; `how` says what becomes of rows that are there already."""

    letters = "ky"
    batch: str
    how: Literal["add", "merge", "skip"] = "add"


@_listed
@dataclass(frozen=True, slots=True)
class DiscardList(Route):
    """Let a pasted list go."""

    letters = "kz"
    batch: str


@_listed
@dataclass(frozen=True, slots=True)
class UndoChange(Route):
    """Take a change of the collection back: the last one unless `batch` names another."""

    letters = "ku"
    batch: str = ""


@_listed
@dataclass(frozen=True, slots=True)
class AskApply(Route):
    """Ask which scheme a model or an army is painted with; `before` is where the page before ended."""

    letters = "k1"
    target: str
    before: str = ""


@_listed
@dataclass(frozen=True, slots=True)
class Apply(Route):
    """Paint a model or an army with a scheme; "-" takes it off."""

    letters = "k2"
    target: str
    scheme: str


@_listed
@dataclass(frozen=True, slots=True)
class PutOn(Route):
    """Ask which model or army a scheme is put on."""

    letters = "k3"
    code: str


@_listed
@dataclass(frozen=True, slots=True)
class AskDisband(Route):
    """Ask what becomes of an army's models."""

    letters = "k4"
    target: str


@_listed
@dataclass(frozen=True, slots=True)
class Disband(Route):
    """Disband an army; its models stay in none, or go with it."""

    letters = "k5"
    target: str
    keep: bool


@_listed
@dataclass(frozen=True, slots=True)
class CollectionFile(Route):
    """The whole collection as files."""

    letters = "k6"


@_listed
@dataclass(frozen=True, slots=True)
class ArmyShopping(Route):
    """What is to be bought for an army, or with an empty one for everything."""

    letters = "k7"
    army: str = ""


# --- preferences ----------------------------------------------------------------------------------------------------


@_listed
@dataclass(frozen=True, slots=True)
class Preferences(Route):
    """What the person prefers."""

    letters = "pf"


@_listed
@dataclass(frozen=True, slots=True)
class PreferStyle(Route):
    """Usually paint in a style, or in none."""

    letters = "py"
    usual: Literal["realistic", "stylised", "grimdark", "bright"]
    on: bool = True


@_listed
@dataclass(frozen=True, slots=True)
class PickBrands(Route):
    """Which brands the person usually paints with."""

    letters = "pk"


@_listed
@dataclass(frozen=True, slots=True)
class PreferBrand(Route):
    """Usually paint with a brand, or no longer."""

    letters = "pb"
    maker: str
    on: bool = True


@_listed
@dataclass(frozen=True, slots=True)
class PickThemes(Route):
    """Which names the person likes: themes and a tone."""

    letters = "pn"


@_listed
@dataclass(frozen=True, slots=True)
class PreferTheme(Route):
    """Like the names of a tradition (its key), or no longer."""

    letters = "pt"
    theme: str
    on: bool = True


@_listed
@dataclass(frozen=True, slots=True)
class PreferTone(Route):
    """Like names of a tone (its key), or leave it to each name."""

    letters = "pw"
    tone: str
    on: bool = True


@_listed
@dataclass(frozen=True, slots=True)
class AskBefore(Route):
    """When to ask before tokens are spent."""

    letters = "pc"
    when: Literal["always", "changed", "never"]


@_listed
@dataclass(frozen=True, slots=True)
class PickLanguage(Route):
    """Which language the person wants to be answered in."""

    letters = "pg"


@_listed
@dataclass(frozen=True, slots=True)
class PreferLanguage(Route):
    """Be answered in a language (its locale); empty means that of the app."""

    letters = "pl"
    locale: str = ""


@_listed
@dataclass(frozen=True, slots=True)
class RemindMe(Route):
    """Whether to tell when the claim of the day can be made."""

    letters = "pm"
    on: bool


@_listed
@dataclass(frozen=True, slots=True)
class TellFinished(Route):
    """Whether to tell when a request that took long has ended."""

    letters = "pj"
    on: bool


# --- tokens ---------------------------------------------------------------------------------------------------------


@_listed
@dataclass(frozen=True, slots=True)
class Balance(Route):
    """What the person has."""

    letters = "ba"


@_listed
@dataclass(frozen=True, slots=True)
class Daily(Route):
    """Claim today's tokens."""

    letters = "da"


@_listed
@dataclass(frozen=True, slots=True)
class History(Route):
    """The journal, newest first; `before` is where the page before ended."""

    letters = "hi"
    before: str = ""


@_listed
@dataclass(frozen=True, slots=True)
class HistoryFile(Route):
    """The whole journal as a CSV file."""

    letters = "hf"


@_listed
@dataclass(frozen=True, slots=True)
class Usage(Route):
    """What the person did here in a time that ends today."""

    letters = "us"
    period: Literal["week", "month", "all"] = "month"


@_listed
@dataclass(frozen=True, slots=True)
class Costs(Route):
    """What things cost."""

    letters = "co"


# --- the bot --------------------------------------------------------------------------------------------------------


@_listed
@dataclass(frozen=True, slots=True)
class Help(Route):
    """What one can do here."""

    letters = "he"


@_listed
@dataclass(frozen=True, slots=True)
class About(Route):
    """What this is and what it is not."""

    letters = "ao"


def encode(route: Route) -> str:
    """The text for a button.

    Raises:
        ValueError: an argument holds the separator, or the text would be longer than 64 bytes. Both are our mistake:
            what goes into a route is ids, codes and words of closed lists, never something a person wrote.
    """
    words = [_VERSION, route.letters]
    for field in fields(route):
        value = getattr(route, field.name)
        word = ("1" if value else "0") if isinstance(value, bool) else str(value)
        if _SEPARATOR in word:
            raise ValueError(f"{type(route).__name__}.{field.name} holds {_SEPARATOR!r}: {word!r}")
        words.append(word)
    text = _SEPARATOR.join(words).rstrip(_SEPARATOR)
    if len(text.encode()) > MAX_BYTES:
        raise ValueError(f"{type(route).__name__} needs {len(text.encode())} bytes, a button holds {MAX_BYTES}")
    return text


def decode(text: str) -> Route:
    """The route a button's text names.

    Raises:
        StaleRouteError: the text is not ours, is of another version, or its arguments no longer fit.
    """
    version, _, rest = text.partition(_SEPARATOR)
    letters, _, tail = rest.partition(_SEPARATOR)
    kind = TABLE.get(letters)
    if version != _VERSION or kind is None or len(text.encode()) > MAX_BYTES:
        raise StaleRouteError(text[:MAX_BYTES])
    words = tail.split(_SEPARATOR) if tail else []
    hints = get_type_hints(kind)
    slots = fields(kind)
    if len(words) > len(slots):
        raise StaleRouteError(text)
    values: dict[str, object] = {}
    for field, word in zip(slots, words, strict=False):
        values[field.name] = _read(hints[field.name], word, text)
    missing = [f.name for f in slots if f.name not in values and f.default is MISSING]
    # trailing empty words were cut from the text, so an empty argument that has no default is one that was lost
    if missing or any(f.default is MISSING and values[f.name] == "" for f in slots):
        raise StaleRouteError(text)
    return kind(**values)


def _read(hint: object, word: str, text: str) -> object:
    """One argument out of its word, checked against its type."""
    if hint is bool:
        if word not in ("0", "1"):
            raise StaleRouteError(text)
        return word == "1"
    if hint is int:
        # isascii: int() would take other scripts' digits too
        if not (word.isascii() and word.isdigit()):
            raise StaleRouteError(text)
        return int(word)
    if get_origin(hint) is Literal and word not in get_args(hint):
        raise StaleRouteError(text)
    return word
