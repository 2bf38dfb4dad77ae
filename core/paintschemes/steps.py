"""A scheme as work: the numbered steps of the whole model, and the lines of each role.

Pure functions of a scheme. Every text is a gettext key and a whole sentence or phrase of its own; none is put together
from parts, so that each can be translated.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from core.paints.metals import sort_colour
from core.paints.paint import MetalFamily
from core.paintschemes.scheme import Area, PaintRef, Paintscheme, Role, Step, Tier
from core.paintschemes.techniques import TECHNIQUES, in_order, known
from core.paintschemes.washes import only_in_folds
from core.words import N_

SHADE, BASE, WASH, LAYER, HIGHLIGHT = N_("Shade"), N_("Base"), N_("Wash"), N_("Layer"), N_("Highlight")


@dataclass(frozen=True, slots=True)
class RoleStep:
    """One line of a role: what is done, with which paint, and how.

    Attributes:
        step: "Shade", "Base", "Wash", "Layer" or "Highlight".
        technique: key of `TECHNIQUES`; empty when the scheme names one that is no longer known.
        paint: None where no paint was found; the note then says what to do instead.
        note: how thin and how often.
        instead: another paint of the ladder that does the same, so that one of the two is enough.
    """

    step: str
    technique: str
    paint: PaintRef | None
    note: str
    instead: PaintRef | None = None


@dataclass(frozen=True, slots=True)
class ModelStep:
    """One numbered step of the whole model.

    Attributes:
        verb: what is done, in a word or two.
        headline: what with or where, in a few words; may be empty.
        how: one or two sentences.
        roles: the roles it is done to; empty when it is the whole model or its base.
        paints: what is needed for it, each once.
    """

    verb: str
    headline: str
    how: str
    roles: tuple[Role, ...] = ()
    paints: tuple[PaintRef, ...] = ()


# Roles ----------------------------------------------------------------------------------------------------------------

_NOTES: dict[tuple[str, str], str] = {
    # (step, technique) -> how; 1:2 is one part of paint to two of water
    (BASE, "base_coat"): N_("2:1, two coats"),
    (BASE, "contrast"): N_("One wet coat, it shades itself"),
    (BASE, "metallic_base"): N_("3:1, two coats"),
    (WASH, "all_over_wash"): N_("1:1, one coat"),
    (WASH, "recess_wash"): N_("Undiluted, one coat"),
    (SHADE, "base_coat"): N_("Goes on first, one coat"),
    (SHADE, "metallic_base"): N_("Goes on first, one coat"),
    (SHADE, "recess_wash"): N_("1:2, one coat"),
    (SHADE, "all_over_wash"): N_("1:2, one coat"),
    (SHADE, "glazing"): N_("1:5, several coats"),
    (SHADE, "tmm"): N_("1:3, several coats"),
    (LAYER, "layering"): N_("1:1, two coats"),
    (LAYER, "drybrush"): N_("Nearly dry brush"),
    (LAYER, "feathering"): N_("1:1, with a damp brush"),
    (LAYER, "wet_blending"): N_("1:1, wet in wet"),
    (LAYER, "tmm"): N_("2:1, two coats"),
    (HIGHLIGHT, "layering"): N_("1:1, one coat"),
    (HIGHLIGHT, "drybrush"): N_("Nearly dry brush"),
    (HIGHLIGHT, "edge_highlight"): N_("1:1, side of the brush"),
    (HIGHLIGHT, "glazing"): N_("1:4, several coats"),
}
_OVER_METAL = N_("Undiluted, one coat")
_OVER_LIGHT = N_("1:3, only in the folds")
_MIXED: dict[str, str] = {
    BASE: N_("No paint found"),
    LAYER: N_("Mix: base and highlight"),
    HIGHLIGHT: N_("Mix: layer and ivory"),
}
_LAYER_ALONE = N_("Mix: base and ivory")
_BRIGHTEST_METAL = N_("Mix: a little silver in")


def is_one_coat(area: Area) -> bool:
    """Whether one coat of contrast paint is base, shade and layer of an area at once."""
    return known(area.ladder.base.technique) == "contrast"


def washed_how(area: Area) -> str:
    """The technique of an area's wash: into the recesses, or all over."""
    # A wash of a rough surface goes all over, even where its shade is painted into the recesses.
    return "all_over_wash" if "all_over_wash" in area.techniques else "recess_wash"


def role_steps(area: Area, tier: Tier) -> tuple[RoleStep, ...]:
    """The lines of a role in the order they are painted.

    The paints are those of the area's ladder and its wash. A wash does the work of the shade, so the ladder's shade
    stands beside it as the other way; a display piece gets both. A step that the tier leaves out is left out here; a
    step for which no paint was found stays, with a note on how to mix it.

    Args:
        area: a role with its ladder.
        tier: of the scheme.
    """
    rungs = area.ladder
    base = _line(BASE, rungs.base)
    highlight = [_line(HIGHLIGHT, rungs.highlight)] if rungs.highlight.paint else []
    if is_one_coat(area) or tier is Tier.FAST:
        return (base, *_wash(SHADE, area, None), *highlight)
    layer = [_line(LAYER, rungs.layer)] if rungs.layer.paint or rungs.highlight.paint else []
    silver = area.role is Role.METAL and sort_colour(area.hex)[0] is MetalFamily.SILVER  # nothing is brighter
    if not highlight and base.paint is not None and not silver:
        # The layer is the last paint there is: say how to go on from it, or from the base.
        note = _MIXED[HIGHLIGHT] if layer else _LAYER_ALONE
        if area.role is Role.METAL:
            note = _BRIGHTEST_METAL
        highlight = [RoleStep(HIGHLIGHT, known(rungs.highlight.technique), None, note)]
    if area.wash is not None and tier is not Tier.DISPLAY:
        return (base, *_wash(SHADE, area, rungs.shade.paint), *layer, *highlight)
    # Where a wash shades, and where nothing is darker than the base, no shade is missing.
    shade = [_line(SHADE, rungs.shade)] if rungs.shade.paint else []
    wash = _wash(WASH, area, None)
    if known(rungs.shade.technique) in {"base_coat", "metallic_base"}:
        return (*shade, base, *wash, *layer, *highlight)
    return (base, *wash, *shade, *layer, *highlight)


def _line(step: str, rung: Step) -> RoleStep:
    technique = known(rung.technique)
    note = _NOTES.get((step, technique), "") if rung.paint else _MIXED[step]
    return RoleStep(step, technique, rung.paint, note)


def _wash(step: str, area: Area, instead: PaintRef | None) -> list[RoleStep]:
    if area.wash is None:
        return []
    how = washed_how(area)
    note = _OVER_METAL if area.role is Role.METAL else _NOTES[WASH, how]
    if how == "recess_wash" and only_in_folds(area.hex, area.role):
        note = _OVER_LIGHT
    return [RoleStep(step, how, area.wash, note, instead)]


# The whole model ------------------------------------------------------------------------------------------------------

_SLAPCHOP = N_("Black all round. Once dry, drybrush a middle grey everywhere, then white from above only.")
_TEXTURE = N_("First of all, around the feet; let it dry through.")
_CONTRAST = N_("One wet coat; pull it out of the pools. Splashes are covered next.")
_BASES: dict[Tier, str] = {
    Tier.FAST: N_("Largest part first, flat and tidy."),
    Tier.TABLETOP: N_("Largest part first, as thin as milk; tidy where colours meet."),
    Tier.DISPLAY: N_("As thin as milk until they are even: what lies below shows."),
}
_METALS: dict[Tier, str] = {
    Tier.FAST: N_("After the other colours, with a water pot of their own."),
    Tier.TABLETOP: N_("After the other colours, with a water pot of their own."),
    Tier.DISPLAY: N_("Smooth and dark first; bright only on the upper planes."),
}
_SHADOWS: dict[Tier, str] = {
    Tier.FAST: N_("Into the recesses that no wash goes into."),
    Tier.TABLETOP: N_("Into the recesses that no wash goes into."),
    Tier.DISPLAY: N_("Towards what lies away from the light; dry between the coats."),
}
_LAYERS: dict[Tier, str] = {
    Tier.FAST: N_("On all that is raised; the base shows in the folds."),
    Tier.TABLETOP: N_("On all that is raised; the base shows in the folds."),
    Tier.DISPLAY: N_("Up towards the light, until no step can be seen."),
}
_HIGHLIGHTS: dict[Tier, str] = {
    Tier.FAST: N_("One pass from above over what is raised; spare smooth plates."),
    Tier.TABLETOP: N_("Hard edges, upper folds, a dry brush on rough parts."),
    Tier.DISPLAY: N_("Smaller and brighter each time; last the corners and tips."),
}
_FIRST = {"priming", "zenithal", "slapchop", "texture_base"}
_WITHIN = {"base_coat", "contrast", "metallic_base", "all_over_wash", "recess_wash"}


def model_steps(scheme: Paintscheme) -> tuple[ModelStep, ...]:
    """The steps of the whole model, in the order they are done.

    Prime, texture, contrast paint, base coats, metals, wash, shadows, layers, highlights, ground, what the mood adds,
    varnish; a step that the scheme's tier or its colours do not have is left out.
    """
    tier, keys = scheme.tier, in_order([k for k in map(known, scheme.techniques) if k])
    model = [a for a in scheme.areas if a.role is not Role.GROUND]
    coated = [a for a in model if is_one_coat(a)]
    metals = [a for a in model if a.role is Role.METAL]
    plain = [a for a in model if a not in coated and a not in metals]
    lines = {a.role: role_steps(a, tier) for a in scheme.areas}

    def step(verb: str, how: str, areas: list[Area], *names: str, headline: str = "") -> ModelStep:
        paints = [r.paint for a in areas for r in lines[a.role] if r.step in names]
        return ModelStep(verb, headline, how, tuple(a.role for a in areas), _once(paints))

    def having(name: str, *, wash: bool = False) -> list[Area]:
        return [a for a in model if any(r.step == name and r.paint and _is_wash(r, a) is wash for r in lines[a.role])]

    primer, ground = scheme.primer, scheme.ground
    undercoat = _SLAPCHOP if "slapchop" in keys else primer.text
    out = [ModelStep(N_("Prime"), primer.headline, undercoat, paints=_once([primer.paint, *scheme.undercoat]))]
    if "texture_base" in keys or ground.paint is not None:
        out.append(ModelStep(N_("Texture the base"), ground.headline, _TEXTURE, paints=_once([ground.paint])))
    if coated:
        out.append(step(N_("Contrast paint"), _CONTRAST, coated, BASE))
    if plain:
        out.append(step(N_("Base coats"), _BASES[tier], plain, BASE))
    if metals:
        out.append(step(N_("Metals"), _METALS[tier], metals, BASE))
    washed = [a for a in model if a in having(WASH, wash=True) or a in having(SHADE, wash=True)]
    if washed:
        paints = _once([a.wash for a in washed])
        out.append(ModelStep(N_("Wash"), "", scheme.wash.text, tuple(a.role for a in washed), paints))
    if shaded := [a for a in having(SHADE) if a not in metals]:
        out.append(step(N_("Shadows"), _SHADOWS[tier], shaded, SHADE))
    if layered := having(LAYER):
        out.append(step(N_("Layers"), _LAYERS[tier], layered, LAYER))
    if lit := having(HIGHLIGHT):
        out.append(step(N_("Highlights"), _HIGHLIGHTS[tier], lit, HIGHLIGHT))
    earth = [a for a in scheme.areas if a.role is Role.GROUND]
    if earth or ground.paint is None:
        headline = "" if ground.paint else ground.headline
        out.append(step(N_("Ground"), ground.text, earth, BASE, WASH, SHADE, LAYER, HIGHLIGHT, headline=headline))
    used = {known(k) for a in scheme.areas for k in (*a.techniques, *(r.technique for r in lines[a.role]))}
    more = [k for k in keys if k not in _FIRST | _WITHIN | used and k != "varnish"]
    out += [ModelStep(TECHNIQUES[k].name, TECHNIQUES[k].good_for, TECHNIQUES[k].watch_out) for k in more]
    out.append(ModelStep(TECHNIQUES["varnish"].name, "", TECHNIQUES["varnish"].watch_out))
    return tuple(out)


def _is_wash(step: RoleStep, area: Area) -> bool:
    return area.wash is not None and step.paint == area.wash


def _once(paints: Sequence[PaintRef | None]) -> tuple[PaintRef, ...]:
    return tuple({p.id: p for p in paints if p is not None}.values())
