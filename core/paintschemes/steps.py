"""A scheme as work: the numbered steps of the whole model, and the lines of each role.

Pure functions of a scheme. Every text is a gettext key and a whole sentence or phrase of its own; none is put together
from parts, so that each can be translated.
"""

from __future__ import annotations

from dataclasses import dataclass

from core.paintschemes.scheme import Area, PaintRef, Paintscheme, Role, Step, Tier
from core.paintschemes.techniques import TECHNIQUES, in_order, known
from core.words import N_

SHADE, BASE, WASH, LAYER, HIGHLIGHT = N_("Shade"), N_("Base"), N_("Wash"), N_("Layer"), N_("Highlight")


@dataclass(frozen=True, slots=True)
class RoleStep:
    """One line of a role: what is done, with which paint, and how.

    Attributes:
        step: "Shade", "Base", "Wash", "Layer" or "Highlight".
        technique: key of `TECHNIQUES`; empty when the scheme names one that is no longer known.
        paint: None where no paint was found; the note then says what to do instead.
        note: how thin, how often, where.
        optional: another line of the role does the same, so this paint can wait.
    """

    step: str
    technique: str
    paint: PaintRef | None
    note: str
    optional: bool = False


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
    # (step, technique) -> how; "thin 1:2" is one part of paint to two of water, as painters write it
    (BASE, "base_coat"): N_("Thin 2:1, two coats"),
    (BASE, "contrast"): N_("Undiluted, one wet coat: it shades itself"),
    (BASE, "metallic_base"): N_("Thin 3:1, two coats, a water pot of its own"),
    (WASH, "all_over_wash"): N_("Thin 1:1, all over; soak up the pools"),
    (WASH, "recess_wash"): N_("As it comes, into the recesses only"),
    (SHADE, "base_coat"): N_("Goes on first, all over; leave it in the hollows"),
    (SHADE, "metallic_base"): N_("Goes on first, all over; leave it in the hollows"),
    (SHADE, "recess_wash"): N_("Thin 1:2, into the recesses"),
    (SHADE, "all_over_wash"): N_("Thin 1:2, into the recesses"),
    (SHADE, "glazing"): N_("Thin 1:5, several coats towards the shadow"),
    (SHADE, "tmm"): N_("Thin 1:3, glazed upwards from below"),
    (LAYER, "layering"): N_("Thin 1:1, two coats, all but the recesses"),
    (LAYER, "drybrush"): N_("Nearly dry brush, from above"),
    (LAYER, "feathering"): N_("Thin 1:1, draw the edge out with a damp brush"),
    (LAYER, "wet_blending"): N_("Thin 1:1, into the base while both are wet"),
    (LAYER, "tmm"): N_("Thin 2:1, on the planes that face the light"),
    (HIGHLIGHT, "layering"): N_("Thin 1:1, only where the light falls"),
    (HIGHLIGHT, "drybrush"): N_("Nearly dry brush, from above, last of all"),
    (HIGHLIGHT, "edge_highlight"): N_("Thin 1:1, edges that face the light"),
    (HIGHLIGHT, "glazing"): N_("Thin 1:4, several coats towards the light"),
}
_OVER_METAL = N_("As it comes, all over")
_INSTEAD_OF_WASH: dict[str, str] = {
    "recess_wash": N_("Or in place of the wash: thin 1:2, recesses"),
    "all_over_wash": N_("Or in place of the wash: thin 1:2, recesses"),
    "base_coat": N_("Can wait: a dark coat below the base"),
    "metallic_base": N_("Can wait: a dark coat below the base"),
}
_MIXED: dict[str, str] = {
    SHADE: N_("No paint fits: darken the base with black brown"),
    BASE: N_("No paint found: see the colour on page 1"),
    LAYER: N_("No paint fits: mix base and highlight, half and half"),
    HIGHLIGHT: N_("No paint fits: lighten the layer with ivory"),
}
_LAYER_ALONE = N_("No paint fits: lighten the base with ivory")


def is_one_coat(area: Area) -> bool:
    """Whether one coat of contrast paint is base, shade and layer of an area at once."""
    return known(area.ladder.base.technique) == "contrast"


def washed_how(area: Area) -> str:
    """The technique of an area's wash: into the recesses, or all over."""
    # A wash of a rough surface goes all over, even where its shade is painted into the recesses.
    return "all_over_wash" if "all_over_wash" in area.techniques else "recess_wash"


def role_steps(area: Area, tier: Tier) -> tuple[RoleStep, ...]:
    """The lines of a role in the order they are painted.

    The paints are those of the area's ladder and its wash. A step that the tier leaves out is left out here; a step
    for which no paint was found stays, with a note on how to mix it.

    Args:
        area: a role with its ladder.
        tier: of the scheme.
    """
    rungs, one_coat = area.ladder, is_one_coat(area)
    base = [_line(BASE, rungs.base)]
    wash = _wash(area)
    highlight = [_line(HIGHLIGHT, rungs.highlight)] if rungs.highlight.paint else []
    if one_coat or tier is Tier.FAST:
        return (*base, *wash, *highlight)
    shade = _shade(area, tier)
    layer = [_line(LAYER, rungs.layer)] if rungs.layer.paint or rungs.highlight.paint else []
    if not highlight:
        # The layer is the last paint there is: say how to go on from it, or from the base.
        missing = _line(HIGHLIGHT, rungs.highlight)
        note = missing.note if layer else _LAYER_ALONE
        highlight = [RoleStep(missing.step, missing.technique, None, note)] if rungs.base.paint else []
    if shade and known(rungs.shade.technique) in {"base_coat", "metallic_base"}:
        return (*shade, *base, *wash, *layer, *highlight)
    return (*base, *wash, *shade, *layer, *highlight)


def _line(step: str, rung: Step) -> RoleStep:
    technique = known(rung.technique)
    note = _NOTES.get((step, technique), "") if rung.paint else _MIXED[step]
    return RoleStep(step, technique, rung.paint, note)


def _wash(area: Area) -> list[RoleStep]:
    if area.wash is None:
        return []
    how = washed_how(area)
    note = _OVER_METAL if area.role is Role.METAL else _NOTES[WASH, how]
    return [RoleStep(WASH, how, area.wash, note)]


def _shade(area: Area, tier: Tier) -> list[RoleStep]:
    line = _line(SHADE, area.ladder.shade)
    if line.paint is None:
        # Where a wash shades, and where nothing is darker than the base, nothing is missing.
        return []
    if area.wash is not None and tier is not Tier.DISPLAY:
        note = _INSTEAD_OF_WASH.get(line.technique, line.note)
        return [RoleStep(line.step, line.technique, line.paint, note, optional=True)]
    return [line]


# The whole model ------------------------------------------------------------------------------------------------------

_SLAPCHOP = N_("Black all round. Once dry, drybrush a middle grey everywhere, then white from above only.")
_TEXTURE = N_("Before anything else is painted, and kept off the feet. Let it dry through.")
_CONTRAST = N_("One wet coat a part, pulled out of the hollows before it dries. What splashes is covered next.")
_BASES: dict[Tier, str] = {
    Tier.FAST: N_("Largest part first, flat and tidy. Two thin coats cover better than one thick one."),
    Tier.TABLETOP: N_("Largest part first, two coats as thin as milk; clean up the edges where colours meet."),
    Tier.DISPLAY: N_("Two or three coats as thin as milk until they are even; every later step shows what lies below."),
}
_METALS: dict[Tier, str] = {
    Tier.FAST: N_("After the other colours, with an old brush and a water pot of their own."),
    Tier.TABLETOP: N_("After the other colours, with a water pot of their own; the flakes get everywhere."),
    Tier.DISPLAY: N_(
        "Over a smooth, dark ground, with a water pot of their own; polish the layer onto the upper planes."
    ),
}
_SHADOWS: dict[Tier, str] = {
    Tier.FAST: N_("Run the thinned shade into the recesses that no wash goes into."),
    Tier.TABLETOP: N_("Run the thinned shade into the recesses that no wash goes into."),
    Tier.DISPLAY: N_("Glaze the shade towards what lies away from the light, very thin and dry between the coats."),
}
_LAYERS: dict[Tier, str] = {
    Tier.FAST: N_("On everything that is raised; leave the base showing in the folds."),
    Tier.TABLETOP: N_("On everything that is raised; leave the base showing in the folds and beside the edges."),
    Tier.DISPLAY: N_("Build up towards the light until no step between two colours can be seen."),
}
_HIGHLIGHTS: dict[Tier, str] = {
    Tier.FAST: N_("One pass of a nearly dry brush from above, over what is raised; spare the smooth plates."),
    Tier.TABLETOP: N_("Thin lines on hard edges, the upper folds of cloth, a dry brush on fur and rough parts."),
    Tier.DISPLAY: N_("Smaller and brighter at every pass; the last dots go to corners, noses and the tips of folds."),
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
        paints = [r.paint for a in areas for r in lines[a.role] if r.step in names and r.paint and not r.optional]
        return ModelStep(verb, headline, how, tuple(a.role for a in areas), _once(paints))

    def having(name: str) -> list[Area]:
        return [a for a in model if any(r.step == name and r.paint and not r.optional for r in lines[a.role])]

    primer, ground = scheme.primer, scheme.ground
    undercoat = _SLAPCHOP if "slapchop" in keys else primer.text
    out = [ModelStep(N_("Prime"), primer.headline, undercoat, paints=_once([primer.paint]))]
    if "texture_base" in keys or ground.paint is not None:
        out.append(ModelStep(N_("Texture the base"), ground.headline, _TEXTURE, paints=_once([ground.paint])))
    if coated:
        out.append(step(N_("Contrast paint"), _CONTRAST, coated, BASE))
    if plain:
        out.append(step(N_("Base coats"), _BASES[tier], plain, BASE))
    if metals:
        out.append(step(N_("Metals"), _METALS[tier], metals, BASE))
    if washed := having(WASH):
        out.append(step(N_("Wash"), scheme.wash.text, washed, WASH))
    if shaded := [a for a in having(SHADE) if a not in metals]:
        out.append(step(N_("Shadows"), _SHADOWS[tier], shaded, SHADE))
    if layered := having(LAYER):
        out.append(step(N_("Layers"), _LAYERS[tier], layered, LAYER))
    if lit := having(HIGHLIGHT):
        out.append(step(N_("Highlights"), _HIGHLIGHTS[tier], lit, HIGHLIGHT))
    earth = [a for a in scheme.areas if a.role is Role.GROUND]
    if earth or ground.paint is None:
        headline = "" if ground.paint else ground.headline
        out.append(step(N_("Ground"), ground.text, earth, BASE, WASH, LAYER, HIGHLIGHT, headline=headline))
    used = {known(k) for a in scheme.areas for k in (*a.techniques, *(r.technique for r in lines[a.role]))}
    more = [k for k in keys if k not in _FIRST | _WITHIN | used and k != "varnish"]
    out += [ModelStep(TECHNIQUES[k].name, TECHNIQUES[k].good_for, TECHNIQUES[k].watch_out) for k in more]
    out.append(ModelStep(TECHNIQUES["varnish"].name, "", TECHNIQUES["varnish"].watch_out))
    return tuple(out)


def _once(paints: list[PaintRef | None] | list[PaintRef]) -> tuple[PaintRef, ...]:
    return tuple({p.id: p for p in paints if p is not None}.values())
