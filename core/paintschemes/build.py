"""From a repaired proposal to a whole paint scheme: paints, recipe, advice, difficulty, time.

Pure and deterministic: the same brief, proposal and catalogue give the same scheme, on every machine.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from core.colour import rules
from core.colour.ladders import ladder
from core.colour.names import name_colours
from core.generation.brief import Brief
from core.generation.proposal import Proposal, ProposedColour
from core.paints import Catalogue
from core.paints.paint import Paint
from core.paintschemes import advice, difficulty
from core.paintschemes.recipe import Bench, Rungs, Wanted
from core.paintschemes.scheme import Area, Choice, Closeness, Ladder, PaintRef, Paintscheme, Role, Step, Tier
from core.paintschemes.shares import shares
from core.paintschemes.subjects import Surface, covers, surface
from core.paintschemes.techniques import HARDEST, TECHNIQUES, finishes, in_order, known
from core.paintschemes.washes import find_wash, only_in_folds, wanted
from core.words import N_

FROM_ANOTHER_BRAND = N_("The brand you asked for has no such paint in our list; this one is from another.")
ORDER = (
    Role.PRIMARY,
    Role.SECONDARY,
    Role.ACCENT,
    Role.ACCENT2,
    Role.METAL,
    Role.LEATHER,
    Role.SKIN,
    Role.GROUND,
)
_BY_CONTRAST = {Role.PRIMARY, Role.SECONDARY, Role.LEATHER, Role.SKIN}
_CONTRAST_STYLES = {"contrast", "slapchop"}
_STYLE_TECHNIQUES = {
    "weathered": ("stippling", "pigments"),
    "slapchop": ("slapchop",),
    "drybrush": ("drybrush",),
    "edge": ("edge_highlight",),
    "glow": ("osl",),
    "display": ("wet_blending", "glazing"),
}
_BY_THE_RECIPE = {
    *("priming", "zenithal", "slapchop", "texture_base", "base_coat", "contrast", "metallic_base"),
    *("all_over_wash", "recess_wash", "layering", "varnish"),
}
MOST_FINISHES = 3


def build_scheme(brief: Brief, proposal: Proposal, catalogue: Catalogue, owned: Collection[str] = ()) -> Paintscheme:
    """Find real paints for a proposal and write the recipe.

    Args:
        brief: what was asked for; its brands, its tier and its wishes about the person's own paints are honoured.
        proposal: roles with colours, repaired already.
        catalogue: the paints.
        owned: ids of the paints the person owns; looked at only when the brief asks to paint from the shelf.

    Raises:
        UnknownWord: when the brief names a brand that the catalogue does not have.
    """
    brands = tuple(dict.fromkeys(catalogue.brand(b) for b in brief.brands))
    colours = tuple(sorted(proposal.colours, key=lambda c: ORDER.index(c.role)))
    wants = tuple(Wanted(c.role, c.hex, ladder(c.hex, c.role)) for c in colours)
    draft = Draft(brief, proposal, brands, colours, wants, tuple(_names(colours)))
    if not brief.from_shelf:
        return draft.painted(Bench(catalogue, wants, brands))
    from core.paintschemes.from_shelf import painted_from_shelf  # noqa: PLC0415  it needs this module

    return painted_from_shelf(draft, catalogue, owned)


@dataclass(frozen=True, slots=True)
class Draft:
    """A proposal that waits for its paints: the same colours can be painted from several benches."""

    brief: Brief
    proposal: Proposal
    brands: tuple[str, ...]
    colours: tuple[ProposedColour, ...]
    """In the order of `ORDER`, and so are the rest."""
    wants: tuple[Wanted, ...]
    names: tuple[str, ...]

    def painted(self, bench: Bench) -> Paintscheme:
        """The scheme with the paints of a bench."""
        parts = shares([c.role for c in self.colours])
        areas = tuple(
            _area(colour, want, bench, self, share=share, name=name)
            for colour, want, share, name in zip(self.colours, self.wants, parts, self.names, strict=True)
        )
        return _assemble(self.brief, self.proposal, bench.catalogue, bench, areas, self.brands)

    def rungs(self, want: Wanted, bench: Bench) -> Rungs:
        """The paints of a bench for one role: by contrast where tier or style ask for it and the bench has it."""
        rungs: Rungs | None = None
        if want.role is Role.METAL:
            rungs = bench.metal(want)
        elif want.role in _BY_CONTRAST and (self.brief.tier is Tier.FAST or self.proposal.style in _CONTRAST_STYLES):
            rungs = bench.contrast(want)
        return rungs or bench.opaque(want)


def _names(colours: Sequence[ProposedColour]) -> list[str]:
    """The engine's names where it gave some, plain words for the rest, no two alike."""
    given = [c.name.strip() for c in colours]
    missing = [(c.hex, c.role) for c in colours if not c.name.strip()]
    made = iter(name_colours(missing, taken=[n for n in given if n]))
    return [name or next(made) for name in given]


def _area(
    colour: ProposedColour,
    want: Wanted,
    bench: Bench,
    draft: Draft,
    *,
    share: int,
    name: str,
) -> Area:
    archetype = draft.proposal.archetype
    said = colour.covers.strip() or covers(colour.role, archetype, colour.hex)
    kind = surface(colour.role, archetype, colour.covers)
    rungs = draft.rungs(want, bench)
    dry = rungs.contrast or rungs.base is None
    wash = None if dry else find_wash(bench.catalogue, wanted(colour.hex, colour.role), bench.wash_shelves)
    ladder_, techniques = _ladder(want, rungs, kind, draft.brief.tier, wash)
    return Area(
        role=colour.role,
        hex=colour.hex,
        name=name,
        covers=said,
        share=share,
        named=colour.named,
        ladder=ladder_,
        closeness=rungs.closeness if colour.role is not Role.METAL else Closeness.BY_METAL_TYPE,
        choices=tuple(Choice(paint=advice.ref(m.paint), closeness=m.closeness) for m in rungs.choices),
        wash=advice.ref(wash) if wash else None,
        techniques=techniques,
    )


def _ladder(
    want: Wanted, rungs: Rungs, kind: Surface, tier: Tier, wash: Paint | None
) -> tuple[Ladder, tuple[str, ...]]:
    """The steps with their techniques, and the techniques of the area in the order they are done."""
    how = _how(kind, tier, contrast=rungs.contrast, washed=wash is not None)
    quick = tier is Tier.FAST
    paints = {
        "shade": None if quick else rungs.shade,
        "base": rungs.base,
        "layer": None if quick else rungs.layer,
        "highlight": rungs.highlight,
    }
    if quick and paints["highlight"] is None:
        paints["highlight"] = rungs.layer
    note = FROM_ANOTHER_BRAND if rungs.stranger else ""
    steps = {
        step: Step(
            target=target,
            paint=_ref(paints[step]),
            technique=how[step],
            note=note if step == "base" and paints[step] is not None else "",
        )
        for step, target in zip(("shade", "base", "layer", "highlight"), want.targets, strict=True)
    }
    used = [how["base"]]
    # A wash does the work of the shade; only a display piece gets both.
    shaded = () if wash is not None and tier is not Tier.DISPLAY else ("shade",)
    used += [how[step] for step in (*shaded, "layer", "highlight") if paints[step] is not None]
    if wash is not None:
        sparing = kind is Surface.PLATE or only_in_folds(want.hex, want.role)
        used.append("recess_wash" if sparing and not quick else "all_over_wash")
    return Ladder(**steps), in_order(used)


def _how(kind: Surface, tier: Tier, *, contrast: bool, washed: bool) -> dict[str, str]:
    """The technique of each step on a surface in a tier."""
    base = "contrast" if contrast else "metallic_base" if kind is Surface.METAL else "base_coat"
    if tier is Tier.FAST:
        shade = "contrast" if contrast else "all_over_wash" if washed else "base_coat"
        return {"shade": shade, "base": base, "layer": "drybrush", "highlight": "drybrush"}
    rough = kind in {Surface.HIDE, Surface.GROUND}
    if tier is Tier.TABLETOP:
        edge = {Surface.PLATE: "edge_highlight", Surface.CLOTH: "layering"}.get(kind, "drybrush")
        return {
            # Metals and ground start from the dark: it goes on first, the base over it.
            "shade": base if kind in {Surface.METAL, Surface.GROUND} else "recess_wash",
            "base": base,
            "layer": "drybrush" if kind is Surface.GROUND else "layering",
            "highlight": "layering" if kind is Surface.METAL else edge,
        }
    blend = {Surface.CLOTH: "wet_blending", Surface.HIDE: "feathering", Surface.METAL: "tmm"}
    return {
        "shade": "recess_wash" if rough else "tmm" if kind is Surface.METAL else "glazing",
        "base": base,
        "layer": "drybrush" if kind is Surface.GROUND else blend.get(kind, "layering"),
        "highlight": {Surface.GROUND: "drybrush", Surface.HIDE: "layering", Surface.CLOTH: "glazing"}.get(
            kind, "edge_highlight"
        ),
    }


def _assemble(
    brief: Brief,
    proposal: Proposal,
    catalogue: Catalogue,
    bench: Bench,
    areas: tuple[Area, ...],
    brands: tuple[str, ...],
) -> Paintscheme:
    primary = next((a for a in areas if a.role is Role.PRIMARY), areas[0])
    said = next((c.covers for c in proposal.colours if c.role is primary.role), "")
    kind = surface(primary.role, proposal.archetype, said)
    translucent = advice.is_translucent(areas, brief.tier)
    tint = advice.primer_tint(primary.hex, areas, translucent=translucent)
    if proposal.style == "slapchop":
        tint = "zenithal"
    shelves = bench.advice_shelves
    finishing = _finishing(proposal, brief.tier)
    undercoat = "slapchop" if proposal.style == "slapchop" else "zenithal" if tint == "zenithal" else "priming"
    done = [undercoat, "texture_base", "varnish", *finishing]
    for area in areas:
        done += area.techniques
    ground = advice.ground(catalogue, areas, proposal.mood, shelves)
    if ground.paint is None:
        done.remove("texture_base")
    techniques = in_order(done)
    by_role = {a.role: a.hex for a in areas}
    results = rules.check(
        by_role,
        proposal.waivers,
        asked={c.role: c.asked_hex for c in proposal.colours if c.asked_hex is not None} or None,
    )
    pots = len({p.id for a in areas for p in (a.ladder.base.paint, a.wash) if p is not None})
    return Paintscheme(
        title=proposal.title,
        mood_line=proposal.mood_line,
        tags=proposal.tags,
        archetype=proposal.archetype,
        mood=proposal.mood,
        style=proposal.style,
        areas=areas,
        primer=advice.primer(catalogue, tint, primary.hex, shelves),
        undercoat=advice.undercoat(catalogue, tint, areas, shelves, slapchop=proposal.style == "slapchop"),
        wash=advice.wash(catalogue, areas, kind, bench.wash_shelves),
        ground=ground,
        techniques=techniques,
        tier=brief.tier,
        difficulty=difficulty.difficulty(techniques, areas, pots),
        minutes=difficulty.minutes(areas, ["texture_base", *finishing]),
        brands=brands,
        rules=results,
        engine=proposal.engine,
        engine_version=proposal.engine_version,
        seed=brief.seed,
        confidence=proposal.confidence,
        understood=proposal.understood,
        not_understood=proposal.not_understood,
        clear_at_arms_length=next((r.holds for r in results if r.rule == "value"), True),
    )


def _finishing(proposal: Proposal, tier: Tier) -> list[str]:
    """What the style, the mood and the engine add, as far as the tier goes."""
    proposed = [known(t) for t in proposal.techniques]
    keys = [*_STYLE_TECHNIQUES.get(proposal.style, ()), *finishes(proposal.mood, tier), *proposed]
    fitting = [k for k in dict.fromkeys(keys) if k and TECHNIQUES[k].difficulty <= HARDEST[tier]]
    # What follows from the paints and the undercoat is added by those.
    special = [k for k in fitting if k not in _BY_THE_RECIPE or k == proposal.style == "slapchop"]
    return special[: 1 if tier is Tier.FAST else MOST_FINISHES]


def _ref(paint: Paint | None) -> PaintRef | None:
    return advice.ref(paint) if paint else None
