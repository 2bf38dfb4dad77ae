"""Changes in a painter's own words: "colder", "a bit darker ground, accent to teal", "lighter but keep the metal".

A text is read clause by clause. A part of the model ("cloak") is looked up in what the scheme itself says its colours
go on, and only then in the common list; a colour word is read by the engine's own reader, so that "dark teal" and
"rusted brass" mean here what they mean in a description; "the red" is the red that the scheme has.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from core.errors import BadInput
from core.paintschemes.edits import OPPOSITE, Edit, Move, in_order
from core.paintschemes.scheme import Hex, Paintscheme, Role
from core.words import N_

if TYPE_CHECKING:
    from core.generation.embedded.reading import Named

MAX_TEXT: Final = 300
"""Characters of a change; a longer one is a new description."""

NOT_READ: Final = N_(
    "I can make it colder, warmer, lighter, darker, stronger or more muted, give it more contrast, swap two roles or"
    " set one to a colour, for instance “darker ground, accent to teal”. Nothing was changed."
)

_ROLE_WORDS: Final[dict[str, Role]] = {
    "primary": Role.PRIMARY, "main": Role.PRIMARY, "secondary": Role.SECONDARY, "second": Role.SECONDARY,
    "accent": Role.ACCENT, "accents": Role.ACCENT, "spot": Role.ACCENT, "accent2": Role.ACCENT2,
    "metal": Role.METAL, "metals": Role.METAL, "metallic": Role.METAL, "metallics": Role.METAL,
    "leather": Role.LEATHER, "leathers": Role.LEATHER, "skin": Role.SKIN, "flesh": Role.SKIN,
    "ground": Role.GROUND, "base": Role.GROUND, "bases": Role.GROUND, "basing": Role.GROUND,
}  # fmt: skip

_Moves = tuple[tuple[Move, float], ...]


def _table(**groups: str) -> dict[str, _Moves]:
    """Word -> moves with their share: `colder_1="cooler icier"`, `lighter_6_muted_8="pastel"` (tenths)."""
    found: dict[str, _Moves] = {}
    for key, words in groups.items():
        parts = key.split("_")
        moves = tuple((Move(m), int(n) / 10) for m, n in zip(parts[::2], parts[1::2], strict=True))
        found.update(dict.fromkeys(words.split(), moves))
    return found


_MOVE_WORDS: Final = _table(
    colder_10="colder cooler cold cool icier frostier chillier wintry icy frosty",
    warmer_10="warmer warm hotter cosier sunnier",
    lighter_10="lighter paler light pale lighten",
    darker_10="darker dark deeper deep dimmer darken heavier",
    muted_10="muted duller dull greyer grayer desaturated desaturate dustier drabber drab calmer subdued toned quieter",
    vivid_10="vivid saturated saturate colourful colorful stronger punchier bolder purer intense",
    lighter_6_vivid_6="brighter bright brighten",
    darker_6_vivid_6="richer rich",
    muted_8_darker_5="grittier grimmer gritty dirtier grimdark grubbier",
    muted_8_lighter_5="faded pastel softer dusty sunbleached washed worn",
    vivid_12_lighter_4="loud louder garish gaudy neon",
    darker_10_muted_5="gloomy gloomier murky murkier",
    harder_10="contrasty harsher",
)
_TOWARDS_WORDS: Final = {
    "redder": "red", "bluer": "blue", "greener": "green", "yellower": "yellow", "browner": "brown", "pinker": "pink",
    "purpler": "purple", "oranger": "orange", "golder": "gold", "whiter": "white", "blacker": "black",
}  # fmt: skip
_LITTLE: Final = frozenset({"slightly", "little", "bit", "touch", "hint", "somewhat", "tad", "smidge"})
_LOT: Final = frozenset({"much", "lot", "lots", "far", "way", "really", "very", "loads"})
_FLIP: Final = frozenset({"less", "not", "fewer", "isn't", "dont", "don't", "without", "no"})
_SWAP: Final = frozenset({"swap", "exchange", "switch", "trade", "flip", "swapped"})
_KEEP: Final = frozenset({"keep", "keeping", "leave", "leaving", "except", "save", "spare"})
_SET_LINKS: Final = frozenset(
    {"to", "in", "into", "as", "become", "becomes", "be", "is", "turn", "colour", "color", "="}
)
_MAKE: Final = frozenset({"make", "set", "turn", "change", "paint", "want", "give", "i", "please", "colour", "color"})
_BREAK: Final = re.compile(r"[,;.!?\n]|\bbut\b|\bthen\b|\balso\b|\bwhile\b|\bplus\b|(?=\bexcept\b)")
_WORD: Final = re.compile(r"#[0-9a-f]{6}\b|[a-z0-9]+(?:'[a-z]+)?|=")
_FILLER: Final = frozenset({"please", "thanks", "thank", "you", "ok", "okay", "hi", "hello", "and", "it"})


@dataclass(frozen=True, slots=True)
class Reading:
    """What a text asks for.

    Attributes:
        edits: what to change, in order.
        keep: roles to leave alone.
        unread: clauses that mean nothing here.
    """

    edits: tuple[Edit, ...]
    keep: tuple[Role, ...] = ()
    unread: tuple[str, ...] = ()


def read_edits(text: str, scheme: Paintscheme) -> Reading:
    """Read a change in words.

    Args:
        text: what the painter typed.
        scheme: the scheme to change: what its colours are and what they go on.

    Raises:
        BadInput: too long, or nothing in it is a change that can be worked out from the scheme.
    """
    if len(text) > MAX_TEXT:
        raise BadInput(
            N_("A change has at most {most} characters. For more than that, describe it anew; nothing was changed."),
            most=MAX_TEXT,
        )
    reader = _Reader(scheme)
    plain = re.sub(r"\b(?:accent\s+(?:2|two)|second accent)\b", "accent2", text.casefold().replace("’", "'"))
    plain = re.sub(r"\bde-?saturate", "desaturate", plain)
    for clause in _BREAK.split(plain):
        for part in reader.parts(clause):
            reader.read(part)
    if not reader.edits:
        raise BadInput(NOT_READ)
    return Reading(tuple(reader.edits), in_order(reader.keep), tuple(reader.unread))


@dataclass
class _Reader:
    """Reads clause by clause, remembering what was spoken of last."""

    scheme: Paintscheme
    edits: list[Edit] = field(default_factory=list)
    keep: set[Role] = field(default_factory=set)
    unread: list[str] = field(default_factory=list)
    last: tuple[Role, ...] = ()
    colours: Mapping[Role, Hex] = field(init=False)
    covers: Mapping[str, Role] = field(init=False)

    def __post_init__(self) -> None:
        self.colours = {area.role: area.hex for area in self.scheme.areas}
        found: dict[str, Role] = {}
        for area in self.scheme.areas:
            for word in re.findall(r"[a-z]+", area.covers.casefold()):
                found.setdefault(word, area.role)
        self.covers = found

    def parts(self, clause: str) -> list[str]:
        """A clause at its "and", where both sides say something of their own: "darker ground and lighter cloak"."""
        if _SWAP.intersection(_WORD.findall(clause)) or " and " not in clause:
            return [clause]
        left, _and, right = clause.partition(" and ")
        first, second = _WORD.findall(left), _WORD.findall(right)
        if not (self._says(first) and self._says(second)):
            return [clause]
        roles = self._roles(second)
        if not self._roles(first) and roles and not self._colour(first) and not {"it", "everything"} & set(first):
            left = f"{left} {' '.join(roles)}"  # "lighter and more muted ground": both are for the ground
        return [left, *self.parts(right)]

    def read(self, clause: str) -> None:
        """Read one clause, or note that it could not be read."""
        words = _WORD.findall(clause)
        if _FILLER.issuperset(words):
            return
        ways = (self._swap, self._kept, self._contrast, self._again, self._change)
        edits = next((found for way in ways if (found := way(words)) is not None), None)
        if edits is None:
            self.unread.append(clause.strip()[:60])
            return
        self.edits.extend(edits)
        if edits and edits[-1].roles:
            self.last = edits[-1].roles

    # -- what a clause can be: edits, an empty list when it was something else, None when it means nothing -----------

    def _swap(self, words: list[str]) -> list[Edit] | None:
        if not _SWAP.intersection(words):
            return None
        roles = self._roles(words) or self._coloured(words)
        pair = roles or (Role.PRIMARY, Role.SECONDARY)
        return [Edit(move=Move.SWAP, roles=pair)]

    def _kept(self, words: list[str]) -> list[Edit] | None:
        """Read "keep the metal", "but not the ground": roles without a change."""
        leaves = _KEEP.intersection(words) or (words[0] == "not" and not self._moves(words))
        roles = self._roles(words) or self._coloured(words)
        if not leaves or not roles:
            return None
        self.keep.update(role for role in roles if role in self.colours)
        return []

    def _contrast(self, words: list[str]) -> list[Edit] | None:
        if "contrast" not in words:
            return None
        move = Move.SOFTER if {*_FLIP, "lower", "softer", "too"} & set(words) else Move.HARDER
        return [Edit(move=move, strength=_strength(words))]

    def _again(self, words: list[str]) -> list[Edit] | None:
        """Read "…, accent too": the change before once more."""
        roles = self._roles(words)
        if words[-1] not in {"too", "well", "same"} or not roles or not self.edits or self._says(words):
            return None
        return [self.edits[-1].model_copy(update={"roles": roles})]

    def _change(self, words: list[str]) -> list[Edit] | None:
        roles, moves = self._roles(words), self._moves(words)
        colour = self._colour(words) or (self._thing(words) if roles and not moves else None)
        named = self._named(words)
        if len(named) > 1 and not roles and not moves:  # "gold to copper", "make the red blue"
            nearest = self._nearest(named[0].lab)
            roles = (nearest,) if nearest else ()
        if colour and not moves and _FLIP.intersection(words):  # "less red": the red one, with less of it
            meant = self._meant(colour, words, roles) if "less" in words else ()
            return [Edit(move=Move.MUTED, roles=meant, strength=_strength(words))] if meant else None
        if colour and (moves or "more" in words or "less" in words):
            # "the red darker": a colour that the scheme has says which role is meant, not what it should become
            meant = self._meant(colour, words, roles)
            if meant:
                roles, colour = meant, None
        if colour and "more" in words and not moves:
            return [Edit(move=Move.TOWARDS, roles=roles, strength=_strength(words), colour=colour)]
        if colour and (roles or _MAKE.intersection(words) or _SET_LINKS.intersection(words) or len(words) <= 3):
            return [Edit(move=Move.SET, roles=roles or (Role.PRIMARY,), colour=colour)]
        for word in words:
            if word in _TOWARDS_WORDS:
                goal = self._colour([_TOWARDS_WORDS[word]])
                return [Edit(move=Move.TOWARDS, roles=roles, strength=_strength(words), colour=goal)]
        if not moves:
            return None
        if not roles and {"too", "that", "them", "same"} & set(words[-1:]):
            roles = self.last
        return [Edit(move=move, roles=roles, strength=round(_strength(words) * share, 2)) for move, share in moves]

    # -- words --------------------------------------------------------------------------------------------------------

    def _says(self, words: list[str]) -> bool:
        """Whether words hold a change or something to keep."""
        return bool(
            self._moves(words) or self._colour(words) or {*_TOWARDS_WORDS, *_KEEP, "contrast"}.intersection(words)
        )

    def _moves(self, words: list[str]) -> _Moves:
        """The moves of a clause, turned round where it says "less", "not so" or "too"."""
        for at, word in enumerate(words):
            moves = _MOVE_WORDS.get(word)
            if moves is None:
                continue
            before = words[:at]
            flipped = bool(_FLIP.intersection(before)) or before[-1:] == ["too"]
            return tuple((OPPOSITE[move], share) for move, share in moves) if flipped else moves
        return ()

    def _roles(self, words: list[str]) -> tuple[Role, ...]:
        from core.generation.embedded.lexicon import parts  # noqa: PLC0415

        found = [
            role
            for word in words
            if (role := _ROLE_WORDS.get(word) or self.covers.get(word) or parts().get(word)) is not None
            and word not in {"light", "in", "and", "highlight", "highlights"}
            and (word in _ROLE_WORDS or word not in self._colour_names())
        ]
        return tuple(dict.fromkeys(found))

    def _coloured(self, words: list[str]) -> tuple[Role, ...]:
        """The roles whose colours the words name: "swap the red and the bone"."""
        found = [self._nearest(one.lab) for one in self._named(words)]
        return tuple(dict.fromkeys(role for role in found if role is not None))

    def _colour_names(self) -> frozenset[str]:
        from core.generation.embedded.lexicon import words  # noqa: PLC0415

        return words("clear")

    def _named(self, words: list[str]) -> list[Named]:
        from core.generation.embedded.reader import read  # noqa: PLC0415

        said = [w for w in words if w not in {*_FLIP, *_LITTLE, *_LOT, *_KEEP, *_SWAP, "all", "only", "more", "over"}]
        return read(" ".join(said)).named

    def _colour(self, words: list[str]) -> Hex | None:
        """The colour that words name, with its modifiers ("dark teal"); what is behind "to" counts first."""
        from core.colour.convert import hexes, lab  # noqa: PLC0415
        from core.generation.embedded.space import space  # noqa: PLC0415
        from core.generation.embedded.statistics import settled  # noqa: PLC0415

        links = [at for at, word in enumerate(words) if word in {"to", "into", "="}]
        tail = words[links[-1] + 1 :] if links else words
        named = self._named(tail)
        if not named:
            return None
        one = named[-1]
        if one.word.startswith("#"):
            return one.asked
        # words of a survey are purer than paint: they are taken half of the way to where paints lie
        settled_at = settled(one.lab, lab((one.asked,))[0], space().average, space())
        return hexes((one.lab + settled_at) / 2)[0]

    def _thing(self, words: list[str]) -> Hex | None:
        """What a thing looks like ("snow bases", "lava ground"), for words that name no colour."""
        from core.colour.convert import hexes  # noqa: PLC0415
        from core.generation.embedded.reader import read  # noqa: PLC0415

        said = [w for w in words if w not in _ROLE_WORDS and w not in self.covers]
        things = [concept for concept in read(" ".join(said)).concepts if not concept.army]
        return hexes(things[0].colours[int(things[0].weights.argmax())])[0] if things else None

    def _meant(self, colour: Hex, words: list[str], roles: tuple[Role, ...]) -> tuple[Role, ...]:
        """The role whose colour is spoken of, where the words point at one rather than ask for one."""
        if {"to", "into", "="}.intersection(words):
            return ()
        plain = self._named([w for w in words if w not in _MOVE_WORDS])
        nearest = self._nearest(plain[-1].lab) if plain else None
        pointed = "the" in words or "less" in words or "too" in words or not roles
        return (nearest,) if nearest is not None and pointed and (not roles or nearest in roles) else ()

    def _nearest(self, point: object) -> Role | None:
        """The role whose colour is of that family, or near enough to be called so."""
        from core.colour.convert import hexes, lab  # noqa: PLC0415
        from core.colour.difference import ciede2000  # noqa: PLC0415
        from core.colour.families import families, family  # noqa: PLC0415

        roles = list(self.colours)
        apart = ciede2000(lab(self.colours.values()), point).tolist()  # type: ignore[arg-type]
        word = family(hexes(point)[0])  # type: ignore[arg-type]
        same = families(self.colours.values())
        priced = [d + (0 if kind == word else 15) for d, kind in zip(apart, same, strict=True)]
        best = min(range(len(roles)), key=lambda i: priced[i])
        return roles[best] if priced[best] < 38 else None


def _strength(words: list[str]) -> float:
    if _LITTLE.intersection(words):
        return 0.5
    return 1.8 if _LOT.intersection(words) else 1.0
