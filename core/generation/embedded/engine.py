"""The embedded engine itself: brief in, proposal out."""

from __future__ import annotations

import random
import zlib
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from core.colour.convert import hexes, lab
from core.colour.difference import ciede2000
from core.colour.repair import repair
from core.errors import BadInput
from core.generation import vocabulary
from core.generation.brief import Brief
from core.generation.embedded import lexicon, usual, words
from core.generation.embedded.fill import ROUNDS, Fixed, fill, snap
from core.generation.embedded.leaning import lean
from core.generation.embedded.lexicon import Floats
from core.generation.embedded.reader import read
from core.generation.embedded.reading import Reading
from core.generation.embedded.roles import count_for, roles_for, sorts, true_to_role, unsuited, unsuited_entries
from core.generation.embedded.space import Space, space
from core.generation.embedded.statistics import anchors, around, distribution, settled
from core.generation.embedded.tokens import stem
from core.generation.proposal import Proposal, ProposedColour
from core.paintschemes.scheme import Hex, Role
from core.words import N_

VERSION = "1"
_VARIETY = 0.9
"""How strongly a seed other than 0 sways the fill. Seed 0 is the engine's first choice, without any sway."""
_ALTERNATIVES = 2
_FAR = 7919
"""Seeds of the runner-up palettes lie this far from the brief's own."""


class EmbeddedEngine:
    """Lexicons and statistics instead of a model: deterministic for a brief and its seed, no network, no state."""

    name = "embedded"
    version = VERSION

    async def propose(self, brief: Brief) -> Proposal:
        """Propose colours for a brief; see `propose_now`."""
        return self.propose_now(brief)

    def propose_now(self, brief: Brief) -> Proposal:
        """Propose colours for a brief. Locked roles keep their colours; what a brief names is marked as named.

        Raises:
            BadInput: when the brief is empty, or its faction, mood or style is not one of ours (`UnknownWord`).
        """
        if not (brief.text.strip() or brief.faction or brief.mood or brief.style or brief.locks):
            raise BadInput(N_("Describe what you want to paint: a few words on the army, its colours or its mood."))
        reading = read(brief.text)
        said_by_habit = choose(reading, brief)
        easel = _easel(reading, brief)
        palette, origin, leaned, avoided = _paint(easel, brief, brief.seed)
        plain = brief.model_copy(update={"liked": ()})
        runners_up = tuple(
            hexes(_paint(easel, plain, brief.seed + _FAR * (n + 1), rounds=1)[0]) for n in range(_ALTERNATIVES)
        )
        colours = tuple(
            ProposedColour(
                role=role,
                hex=hex_,
                covers=words.covers(role, reading),
                named=at >= 0 and easel.asked[at] is not None,
                asked_hex=easel.asked[at] if at >= 0 else None,
            )
            for role, hex_, at in zip(easel.roles, hexes(palette), origin.tolist(), strict=True)
        )
        primary = next(c.hex for c in colours if c.role is Role.PRIMARY)
        return Proposal(
            title=words.title(reading, primary, random.Random(_grain(brief, brief.seed)), brief.text),
            mood_line=words.mood_line(reading),
            colours=colours,
            archetype=reading.archetype,
            mood=reading.mood,
            style=reading.style,
            tags=words.tags(reading),
            techniques=words.techniques(reading),
            understood=words.showable(reading.understood, 24),
            not_understood=_unknown(reading, easel.book),
            forbidden=tuple(reading.forbidden),
            waivers=reading.waivers,
            leaned=leaned,
            avoided=avoided,
            usual=said_by_habit,
            confidence=_confidence(reading, easel.book),
            engine=self.name,
            engine_version=self.version,
            alternatives=runners_up,
        )


@dataclass(frozen=True, slots=True)
class _Easel:
    """All that stands ready before the colours are chosen."""

    reading: Reading
    book: Space
    likely: Floats
    roles: tuple[Role, ...]
    fixed: tuple[Fixed, ...]
    asked: tuple[Hex | None, ...]
    """For each fixed colour what the brief's word stands for; None for a locked one."""
    unsuited: Floats
    fixed_unsuited: Floats
    anchors: Floats
    """Exact colours (n, 3) of the armies that were named; none where the brief rules colours out."""
    sorts: dict[Role, Floats]
    """What metals, leathers and earths there are for this brief."""


def choose(reading: Reading, brief: Brief) -> str:
    """What was chosen from the lists outweighs what the text says, and what is usual comes last.

    Returns:
        The usual style, where it said something; see `usual.add`.
    """
    if brief.faction:
        reading.archetypes[vocabulary.faction(brief.faction)] += 100
    if brief.mood:
        reading.moods[vocabulary.mood(brief.mood)] += 100
    if brief.style:
        reading.styles[vocabulary.style(brief.style)] += 100
    return usual.add(reading, brief.usual_style)


def _easel(reading: Reading, brief: Brief) -> _Easel:
    book = space()
    fixed, asked = _given(reading, brief)
    roles = roles_for(reading, max(count_for(reading, brief.colours), len(brief.locks)), tuple(brief.locks))
    fixed, asked = fixed[: len(roles)], asked[: len(roles)]
    likely = distribution(reading, book) if reading.says_anything else _anything(book, brief)
    fixed = tuple(
        one if hex_ is None else replace(one, lab=settled(one.lab, lab([hex_])[0], likely, book, metal=one.metal))
        for one, hex_ in zip(fixed, asked, strict=True)
    )
    points = np.array([one.lab for one in fixed]).reshape(-1, 3)
    return _Easel(
        reading,
        book,
        likely,
        roles,
        fixed,
        asked,
        unsuited_entries(roles, reading),
        unsuited(points, roles, reading),
        np.empty((0, 3)) if reading.only or reading.forbidden else anchors(reading),
        sorts(reading),
    )


def _anything(book: Space, brief: Brief) -> Floats:
    """A distribution for a brief that says nothing we can read: that of some archetype, so that it hangs together."""
    keys = sorted(lexicon.archetypes())
    if brief.locks:  # given colours say more than chance: what goes with them
        given = lab(brief.locks.values())
        apart = [ciede2000(given[:, None], lexicon.archetypes()[key].colours[None]).min(axis=1).sum() for key in keys]
        return around(keys[int(np.argmin(apart))], book, 8.0, "archetype")
    return around(keys[_grain(brief, 0) % len(keys)], book, 8.0, "archetype")


def _given(reading: Reading, brief: Brief) -> tuple[tuple[Fixed, ...], tuple[Hex | None, ...]]:
    """Locked colours and then named ones, each role given away once; and what each named one was asked as."""
    taken: set[Role] = set(brief.locks)
    fixed = [Fixed(lab([hex_])[0], role) for role, hex_ in brief.locks.items()]
    asked: list[Hex | None] = [None] * len(fixed)
    for one in reading.named:
        if one.role in brief.locks:
            continue
        role = one.role if one.role not in taken else None
        if role:
            taken.add(role)
        fixed.append(Fixed(one.lab, role, one.metal))
        asked.append(one.asked)
    return tuple(fixed), tuple(asked)


def _grain(brief: Brief, seed: int) -> int:
    """What chance is drawn from: the brief's words and the seed, nothing else."""
    return zlib.crc32(f"{brief.text}|{brief.faction}|{brief.mood}|{brief.style}|{seed}".encode())


def _paint(
    easel: _Easel, brief: Brief, seed: int, rounds: int = ROUNDS
) -> tuple[Floats, NDArray[np.intp], tuple[Hex, ...], tuple[Hex, ...]]:
    """Colours (n, 3) in Lab by role, which given colour each is (-1: none), and what they leaned to and away from."""
    likely = easel.likely
    if seed:
        likely = likely * np.exp(_VARIETY * easel.book.field(_grain(brief, seed)))
        likely = likely / likely.sum()
    alike = bool(easel.reading.only)
    found, origin = fill(
        easel.book, likely, easel.roles, easel.fixed, easel.unsuited, easel.fixed_unsuited, rounds, alike=alike
    )
    found, leaned, avoided = lean(
        found, brief.liked, easel.reading, easel.book, likely, easel.roles, origin < 0, easel.unsuited
    )
    found = true_to_role(found, origin < 0, easel.roles, easel.sorts)
    may_snap = (origin < 0) & np.array([role is not Role.GROUND for role in easel.roles])
    return snap(found, may_snap, easel.anchors), origin, leaned, avoided


def _unknown(reading: Reading, book: Space) -> tuple[str, ...]:
    """Words that neither a list nor the statistics know, and what is written in another script."""
    loose = [word for word in reading.loose if not book.knows(stem(word))]
    return words.showable((*loose, *reading.foreign), 12)


def _confidence(reading: Reading, book: Space) -> float:
    """0 to 1: how much of the text was understood, and whether it named colours, things or an army at all."""
    guessed = [word for word in reading.loose if book.knows(stem(word))]
    known = len(reading.understood) + 0.5 * len(guessed)
    total = len(reading.understood) + len(set(reading.loose)) + len(reading.foreign)
    share = known / total if total else 0.0
    named = 0.25 * bool(reading.named) + 0.03 * min(4, len(reading.named))
    things = 0.2 * bool(reading.archetypes) + 0.15 * bool(reading.concepts or reading.moods)
    return round(min(0.97, 0.1 + 0.35 * share + named + things), 2)


def palette_for(text: str, seed: int = 0) -> list[Hex]:
    """The palette that a person gets for a text: proposed by the engine, repaired by the colour room.

    Raises:
        BadInput: when the text is empty.
    """
    proposal = repair(EmbeddedEngine().propose_now(Brief(text=text, seed=seed)), locks={})
    return [colour.hex for colour in proposal.colours]
