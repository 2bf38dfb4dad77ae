"""What one can do with a brush: how hard, how long, what it is good for and what goes wrong.

Difficulty runs from 1 (first evening) to 5 (competition piece). The ratings and minutes are this project's own, set so
that whole recipes come out where painters put them: half an hour to three quarters for a quick gaming piece, three
quarters to an hour and a quarter for the usual one, an hour and a half to two hours and more for a display piece.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from core.paintschemes.scheme import Tier
from core.words import N_


class Technique(NamedTuple):
    """One technique. Texts are gettext keys."""

    name: str
    difficulty: int
    minutes: tuple[float, float]
    """From and to, for an area of a tenth of a 28 mm model; zero for what is done for a whole batch."""
    order: int
    """When it is done, lowest first."""
    good_for: str
    watch_out: str


TECHNIQUES: dict[str, Technique] = {
    "priming": Technique(
        N_("Prime"), 1, (0, 0), 0, N_("everything"), N_("Thin, from a hand's length and a half, in dry air.")
    ),
    "zenithal": Technique(
        N_("Zenithal undercoat"),
        2,
        (0, 0),
        1,
        N_("light direction, contrast paints"),
        N_("Black all round, then the light colour from above only."),
    ),
    "slapchop": Technique(
        N_("Slapchop"),
        2,
        (2, 3),
        2,
        N_("whole armies, fast"),
        N_("Black, grey and white drybrush; weak under yellow and white."),
    ),
    "texture_base": Technique(
        N_("Texture the base"),
        1,
        (2, 3),
        3,
        N_("the ground"),
        N_("Before the model is painted, or mask the feet."),
    ),
    "base_coat": Technique(N_("Base coat"), 1, (2.2, 2.8), 4, N_("everything"), N_("Two coats as thin as milk.")),
    "contrast": Technique(
        N_("One-coat contrast paint"),
        1,
        (1.6, 2.2),
        5,
        N_("skin, cloth, organic shapes"),
        N_("Pools on flat panels, and needs a light undercoat; pull it about while it is wet."),
    ),
    "metallic_base": Technique(
        N_("Metallic base coat"), 1, (2.0, 2.8), 6, N_("weapons, trim"), N_("Keep a separate water pot for metals.")
    ),
    "all_over_wash": Technique(
        N_("All-over wash"),
        1,
        (0.8, 1.2),
        7,
        N_("texture, fur, mail, bone"),
        N_("Stains flat armour; soak up the tide marks."),
    ),
    "recess_wash": Technique(
        N_("Recess wash"), 2, (1.3, 1.8), 8, N_("armour panels, folds"), N_("Into the recess only; tidy with the base.")
    ),
    "layering": Technique(
        N_("Layering"), 2, (1.8, 2.4), 9, N_("a smooth build-up"), N_("Thick paint shows its steps.")
    ),
    "drybrush": Technique(
        N_("Drybrush"), 1, (0.9, 1.3), 10, N_("fur, rock, mail, bases"), N_("Chalky on smooth plates.")
    ),
    "edge_highlight": Technique(
        N_("Edge highlight"),
        3,
        (1.8, 2.6),
        11,
        N_("hard armour, machines"),
        N_("Side of the brush, lighter towards the top."),
    ),
    "feathering": Technique(
        N_("Feathering"), 3, (4, 6), 12, N_("cloaks, skin"), N_("A second, damp brush draws the edge out.")
    ),
    "wet_blending": Technique(
        N_("Wet blending"), 4, (4.5, 6.5), 13, N_("cloaks, fire, blades"), N_("Be quick, or use a retarder.")
    ),
    "loaded_brush": Technique(
        N_("Loaded brush"), 4, (4, 6), 14, N_("organic gradients"), N_("Two colours on one brush; practise on card.")
    ),
    "glazing": Technique(
        N_("Glazing"), 3, (3, 4.5), 15, N_("tints, smooth steps, glow"), N_("Very thin, and dry between the coats.")
    ),
    "tmm": Technique(
        N_("Shaded true metal"),
        3,
        (4, 6),
        16,
        N_("heroes' metal"),
        N_("Dark glazes over metallics; keep the top bright."),
    ),
    "nmm": Technique(
        N_("Non-metallic metal"), 5, (14, 20), 17, N_("display pieces"), N_("Sharp jumps from dark to light.")
    ),
    "candy": Technique(
        N_("Candy metal"), 2, (2, 3), 18, N_("gems, strange armour"), N_("Transparent colour over bright silver.")
    ),
    "freehand": Technique(
        N_("Freehand"), 4, (12, 20), 19, N_("banners, icons"), N_("Sketch it in a thin mid-tone first.")
    ),
    "osl": Technique(
        N_("Glow from a light source"),
        4,
        (8, 12),
        20,
        N_("lamps, runes, plasma"),
        N_("Light falls off; nothing around it is brighter than the source."),
    ),
    "stippling": Technique(
        N_("Sponge chipping"), 2, (2, 3), 21, N_("wear, leather, rust"), N_("Less is more; the lower parts first.")
    ),
    "streaking": Technique(
        N_("Oil or enamel streaks"), 3, (4, 6), 22, N_("vehicles, machines"), N_("Varnish first, and mind the solvent.")
    ),
    "pigments": Technique(
        N_("Pigments and mud"), 2, (2, 3), 23, N_("weathering, feet and hems"), N_("Last of all, then seal.")
    ),
    "varnish": Technique(
        N_("Varnish"), 1, (0, 0), 24, N_("protection"), N_("Matt over all; gloss on lenses and slime.")
    ),
}

ALIASES = {
    "prime": "priming",
    "wash": "all_over_wash",
    "pin_wash": "recess_wash",
    "speedpaint": "contrast",
    "edge": "edge_highlight",
    "edge_highlighting": "edge_highlight",
    "chipping": "stippling",
    "sponge": "stippling",
    "sponge_chipping": "stippling",
    "dry_brush": "drybrush",
    "drybrushing": "drybrush",
    "weathering": "pigments",
    "rust": "stippling",
    "glow": "osl",
    "object_source_lighting": "osl",
    "glaze": "glazing",
    "wet_blend": "wet_blending",
    "layers": "layering",
}
"""Other words for a technique that an engine may use."""

HARDEST: dict[Tier, int] = {Tier.FAST: 2, Tier.TABLETOP: 3, Tier.DISPLAY: 5}
"""No technique beyond this is proposed in a tier."""

FINISHES: dict[str, tuple[str, ...]] = {
    # The first word of a mood -> what makes it look so, most telling first.
    "grimdark": ("stippling", "pigments", "streaking"),
    "gothic": ("edge_highlight",),
    "heroic": ("edge_highlight",),
    "noblebright": ("glazing",),
    "eldritch": ("osl", "glazing"),
    "feral": ("drybrush",),
    "spectral": ("glazing",),
    "decayed": ("stippling", "pigments"),
    "infernal": ("osl", "drybrush"),
    "regal": ("glazing",),
    "martial": ("stippling", "drybrush"),
    "arctic": ("drybrush",),
    "desert": ("pigments", "drybrush"),
    "jungle": ("stippling",),
    "mechanical": ("streaking", "stippling"),
    "decadent": ("wet_blending", "glazing"),
    "comic": ("edge_highlight",),
}


def known(key: str) -> str:
    """The technique an engine means; empty when there is no such technique."""
    plain = key.strip().lower().replace(" ", "_").replace("-", "_")
    plain = ALIASES.get(plain, plain)
    return plain if plain in TECHNIQUES else ""


def first_word(mood: str) -> str:
    """The first word of a mood, in lower case: what it is sorted by."""
    found = re.match(r"[a-z]+", mood.strip().lower())
    return found[0] if found else ""


def finishes(mood: str, tier: Tier) -> tuple[str, ...]:
    """The finishing techniques of a mood that fit a tier; at most one in a quick recipe, else two."""
    first = first_word(mood)
    fitting = [t for t in FINISHES.get(first, ()) if TECHNIQUES[t].difficulty <= HARDEST[tier]]
    return tuple(fitting[: 1 if tier is Tier.FAST else 2])


def in_order(keys: list[str]) -> tuple[str, ...]:
    """Technique keys without repeats, in the order they are done."""
    return tuple(sorted(dict.fromkeys(keys), key=lambda k: TECHNIQUES[k].order))
