"""Whole schemes to test and to look at: four finished ones, and three that go to the limits of a sheet."""

from __future__ import annotations

from core.colour.ladders import ladder
from core.paintschemes.scheme import (
    Advice,
    Area,
    Choice,
    Closeness,
    Ladder,
    PaintRef,
    Paintscheme,
    Role,
    Step,
)

ARMY = ("Army Painter", "Warpaints Fanatic")
MODEL = ("Vallejo", "Model Color")
GAME = ("Vallejo", "Game Color")
CITADEL_BASE, CITADEL_LAYER = ("Citadel", "Base"), ("Citadel", "Layer")

VERY, CLOSE, SIMILAR, METAL = (
    Closeness.VERY_CLOSE,
    Closeness.CLOSE,
    Closeness.SIMILAR,
    Closeness.BY_METAL_TYPE,
)
_STEPS = (("shade", "wash"), ("base", "base coat"), ("layer", "layering"), ("highlight", "edge highlight"))


def paint(name: str, code: str, hex_: str, house: tuple[str, str], kind: str = "opaque") -> PaintRef:
    """A paint as the catalogue would have it."""
    brand, range_ = house
    key = "-".join(p for p in (brand, range_, code or name) if p).lower().replace(" ", "-")
    return PaintRef(id=key, brand=brand, range=range_, name=name, code=code, kind=kind, hex="#" + hex_)


def area(
    role: Role,
    hex_: str,
    name: str,
    covers: str,
    share: int,
    closeness: Closeness,
    house: tuple[str, str],
    *rungs: tuple[str, str, str] | tuple[str, str, str, tuple[str, str]] | None,
) -> Area:
    """One role; `rungs` are shade, base, layer, highlight as (name, code, hex[, house]), None where none was found."""
    targets = ladder("#" + hex_, role)
    kind = "metallic" if role is Role.METAL else "opaque"
    steps = {}
    for (step, technique), target, rung in zip(_STEPS, targets, rungs, strict=True):
        ref = paint(rung[0], rung[1], rung[2], rung[3] if len(rung) > 3 else house, kind) if rung else None
        steps[step] = Step(target=target, paint=ref, technique=technique)
    base = steps["base"].paint
    return Area(
        role=role,
        hex="#" + hex_,
        name=name,
        covers=covers,
        share=share,
        ladder=Ladder(**steps),
        closeness=closeness,
        choices=(Choice(paint=base, closeness=closeness),) if base else (),
    )


def scheme(title: str, mood_line: str, areas: tuple[Area, ...], **more: object) -> Paintscheme:
    """A scheme around its areas, the rest as usual."""
    body: dict[str, object] = {
        "title": title,
        "mood_line": mood_line,
        "areas": areas,
        "techniques": ("base coat", "wash", "layering", "edge highlight"),
        "difficulty": 2,
        "minutes": (45, 75),
        "engine": "embedded",
        "engine_version": "1",
        "seed": 0,
        "confidence": 0.8,
        **more,
    }
    return Paintscheme.model_validate(body)


def paladin() -> Paintscheme:
    """Blue and ivory knights in Army Painter paints."""
    areas = (
        area(Role.PRIMARY, "1B3A86", "Deep royal blue", "Plate armour", 46, CLOSE, ARMY,
             ("Triumphant Navy", "WP3019P", "192A4B"), ("Gothic Blue", "WP3020P", "2A396A"),
             ("Crystal Blue", "WP3028P", "0669A6"), ("Arctic Gem", "WP3029P", "1787BA")),
        area(Role.SECONDARY, "E8E4D8", "Warm ivory", "Tabard, shield field", 23, SIMILAR, ARMY,
             ("Gargoyle Grey", "WP3008P", "999382"), ("Pale Sand", "WP3090P", "DAD4BB"),
             ("Matt White", "WP3012P", "E9E7E3"), None),
        area(Role.ACCENT, "B01E22", "Signal crimson", "Plume, seals", 7, CLOSE, ARMY,
             ("Resplendent Red", "WP3103P", "8C2529"), ("Pure Red", "WP3118P", "BA161B"),
             ("Burning Ore", "WP3098P", "DD5C36"), ("Barbarian Flesh", "WP3147P", "E38E72")),
        area(Role.METAL, "C4954A", "Old gold", "Trim, sword hilt", 9, METAL, ARMY,
             ("Weapon Bronze", "WP3183P", "B4620E"), ("Greedy Gold", "WP3188P", "A4781E"),
             ("Bright Gold", "WP3189P", "B69C1E"), ("Shining Silver", "WP3191P", "959796")),
        area(Role.LEATHER, "4A2C1B", "Saddle brown", "Belts, boots", 7, SIMILAR, ARMY,
             ("Oak Brown", "WP3109P", "362526"), ("Tree Ancient", "WP3110P", "49312B"),
             ("Mocca Skin", "WP3159P", "775C51"), ("Dusty Skull", "WP3085P", "88795D")),
        area(Role.GROUND, "8A7B5E", "Dusty stone", "Dusty stone", 8, CLOSE, ARMY,
             ("Mocca Skin", "WP3159P", "775C51"), ("Tomb King Tan", "WP3086P", "938469"),
             ("Skeleton Bone", "WP3087P", "B1A383"), ("Pale Sand", "WP3090P", "DAD4BB")),
    )  # fmt: skip
    fanatic = ("Army Painter", "Fanatic")
    return scheme(
        "Oath of the Blue Meridian",
        "Heroic, bright, disciplined",
        areas,
        archetype="paladin order",
        mood="heroic",
        brands=("Army Painter",),
        difficulty=3,
        minutes=(60, 75),
        primer=Advice(
            headline="Grey",
            paint=paint("Brush-On Primer", "WP3175P", "8C8C8C", fanatic, "primer"),
            text="A navy spray saves one coat on a whole army.",
        ),
        wash=Advice(
            headline="Blue in the recesses",
            paint=paint("Dark Blue Tone", "WP3211P", "1B2A55", fanatic, "wash"),
            text="Sepia Tone on gold and ivory. Keep the plates clean.",
        ),
        ground=Advice(
            headline="Light, dusty stone",
            paint=paint("Tomb King Tan", "WP3086P", "938469", fanatic),
            text="Light under a dark model. Drybrush Pale Sand, also on boots and hem.",
        ),
    )


def orcs() -> Paintscheme:
    """Green raiders in Vallejo paints."""
    areas = (
        area(Role.PRIMARY, "4E7A2E", "Leaf green", "Skin", 48, CLOSE, GAME,
             ("Flat Green", "70.968", "325830"), ("Scorpy Green", "72.032", "4E8335"),
             ("Lime Green", "70.827", "78A142"), ("Ghost Green", "72.121", "82C091")),
        area(Role.SECONDARY, "2A2A2C", "Soot black", "Black leather, armour", 20, CLOSE, MODEL,
             ("Black", "70.642", "0D1013"), ("Continental Blue", "70.754", "29292B"),
             ("Dark Blue Grey", "70.867", "424445"), ("Dark Sea Grey", "70.991", "737574")),
        area(Role.ACCENT, "D8A21E", "Mustard yellow", "Checks, teeth, rags", 7, CLOSE, GAME,
             ("Scrofulous Brown", "72.038", "A7691C"), ("Yellow", "72.085", "EAA80C"),
             ("Toxic Yellow", "72.109", "E8D357"), ("Ice Yellow", "70.858", "F5DE7B")),
        area(Role.METAL, "8A8C8E", "Scratched steel", "Choppas, studs", 9, METAL, MODEL,
             ("Gunmetal", "72.754", "6D6E70"), ("Natural Steel", "70.864", "535459"),
             ("Chrome", "77.707", "A8ABAD"), ("Silver", "70.997", "949492")),
        area(Role.LEATHER, "6B4226", "Harness brown", "Belts, hafts", 7, SIMILAR, GAME,
             ("Gorgon Brown", "72.124", "592D23"), ("Sepia", "72.091", "563C26"),
             ("New Wood", "70.770", "89623B"), ("Iraqi Sand", "70.819", "B89567")),
        area(Role.GROUND, "A06A42", "Red dirt", "Red dirt", 9, CLOSE, MODEL,
             ("Dark Fleshtone", "72.044", "603429"), ("Mustard Brown", "70.769", "9C714A"),
             ("Tan Yellow", "70.912", "B89567"), ("Pale Sand", "70.837", "D9C396")),
    )  # fmt: skip
    return scheme(
        "Red Knuckle Lads",
        "Loud, feral, sun-baked",
        areas,
        archetype="orc raiders",
        mood="feral",
        brands=("Vallejo",),
        difficulty=1,
        minutes=(30, 45),
        primer=Advice(
            headline="Black, lit from above",
            paint=paint("Black", "70.602", "101010", ("Vallejo", "Surface Primer"), "primer"),
            text="Zenithal with 70.601 Grey: the skin does half the work.",
        ),
        wash=Advice(
            headline="Green, all over",
            paint=paint("Green Wash", "73.205", "2C4A2A", GAME, "wash"),
            text="Dark wash on metal, sepia on teeth and straps.",
        ),
        ground=Advice(
            headline="Red dirt",
            paint=paint("Brown Mud", "26.811", "6B4A30", ("Vallejo", "Diorama FX"), "texture"),
            text="The opposite of green skin. Drybrush Mustard Brown, dust the feet.",
        ),
    )


def plague() -> Paintscheme:
    """Khaki and plum in Citadel paints, which carry no codes."""
    areas = (
        area(Role.PRIMARY, "7E7E42", "Sickly khaki", "Plate, hide", 44, SIMILAR, CITADEL_BASE,
             ("Castellan Green", "", "294616"), ("Death Guard Green", "", "6D764E"),
             ("Nurgling Green", "", "7D965D"), ("Ushabti Bone", "", "A9A073")),
        area(Role.SECONDARY, "4E2F3C", "Bruise plum", "Cloth, bruised skin", 20, CLOSE, CITADEL_BASE,
             ("Catachan Flesh", "", "442825"), ("Gal Vorbak Red", "", "55283C"),
             ("Bloodreaver Flesh", "", "684748"), ("Knight-Questor Flesh", "", "956463")),
        area(Role.ACCENT, "F0D060", "Pus yellow", "Boils, eyes, bile", 6, SIMILAR, CITADEL_LAYER,
             ("Averland Sunset", "", "F6B828"), ("Yriel Yellow", "", "FDD900"),
             ("Dorn Yellow", "", "FCF466"), ("White Scar", "", "FFFFFF")),
        area(Role.METAL, "8A6A3E", "Corroded brass", "Rims, cleavers", 12, METAL, CITADEL_LAYER,
             ("Balthasar Gold", "", "A97A4C"), ("Sycorax Bronze", "", "A98B76"),
             ("Skullcrusher Brass", "", "E8BC71"), None),
        area(Role.LEATHER, "3E3020", "Wet bark brown", "Straps, wood", 8, SIMILAR, CITADEL_LAYER,
             ("Corvus Black", "", "151719"), ("Skavenblight Dinge", "", "45413A"),
             ("Stormvermin Fur", "", "6B655E"), ("Baneblade Brown", "", "8D7B6A")),
        area(Role.GROUND, "4C5236", "Swamp green", "Swamp mud", 10, SIMILAR, CITADEL_BASE,
             ("Dryad Bark", "", "2A2925"), ("Death Korps Drab", "", "3D4438"),
             ("Death Guard Green", "", "6D764E"), ("Rakarth Flesh", "", "9B988C")),
    )  # fmt: skip
    return scheme(
        "The Brethren of Saint Ulcer’s Well",
        "Decayed, swampy, unwell",
        areas,
        archetype="plague cult",
        mood="decayed",
        brands=("Citadel",),
        primer=Advice(
            headline="Warm bone",
            paint=paint("Wraithbone", "", "D6CFB8", ("Citadel", "Spray"), "primer"),
            text="Black from below keeps the mud side dark.",
        ),
        wash=Advice(
            headline="Earth all over",
            paint=paint("Agrax Earthshade", "", "5A4A35", ("Citadel", "Shade"), "wash"),
            text="Then Druchii Violet round the sores; gloss wet spots last.",
        ),
        ground=Advice(
            headline="Swamp, kept dark and wet",
            paint=paint("Stirland Mud", "", "4A3C2C", ("Citadel", "Technical"), "texture"),
            text="Gloss varnish for puddles; pull the mud up the boots.",
        ),
    )


def spectral() -> Paintscheme:
    """Pale teal ghosts in Vallejo paints, with rungs of the ladder missing."""
    areas = (
        area(Role.PRIMARY, "9FD0C8", "Pale mint teal", "Robes, ghost flesh", 45, VERY, MODEL,
             ("Light Green Blue", "70.972", "799892"), ("Verdigris Glaze", "70.832", "9ED0C8"),
             ("Wolf Grey", "72.047", "C3D1D1"), ("White Grey", "70.993", "E8E8E6")),
        area(Role.SECONDARY, "26424F", "Deep sea slate", "Hoods, chains, shadow", 22, CLOSE, GAME,
             ("Dark Sea Blue", "70.898", "283640"), ("Abyssal Turquoise", "72.120", "1A3D53"),
             ("French Mirage Blue", "70.900", "5A7078"), ("Dark Blue Grey", "70.904", "657A7D")),
        area(Role.ACCENT, "E8D98A", "Candle yellow", "Lantern flame, eyes", 7, CLOSE, MODEL,
             ("Bone White", "72.034", "BDA373"), ("Ice Yellow", "70.858", "F6DF7C"),
             ("Ivory", "70.643", "F2F0D6"), ("White", "70.951", "FFFFFF")),
        area(Role.METAL, "7F8A90", "Dull pewter", "Lanterns, blades", 9, METAL, GAME,
             ("Gunmetal", "72.754", "6D6E71"), ("Steel Grey", "72.102", "7B92A1"), None, None),
        area(Role.LEATHER, "39323F", "Smoky plum", "Straps, ropes", 7, CLOSE, MODEL,
             ("Infantry Blue", "70.752", "24232B"), ("Gunmetal Blue", "70.800", "282833"),
             ("London Grey", "70.836", "595C61"), ("Lavender Grey", "70.774", "7E6E6E")),
        area(Role.GROUND, "55525A", "Slate violet grey", "Grave earth", 10, CLOSE, MODEL,
             ("Continental Blue", "70.754", "24232B"), ("London Grey", "70.836", "595C61"),
             ("Lavender Grey", "70.774", "7E6E6E"), ("Light Grey", "70.990", "949797")),
    )  # fmt: skip
    return scheme(
        "Lanterns of the Drowned Parish",
        "Spectral, cold, quietly mournful",
        areas,
        archetype="spectral host",
        mood="spectral",
        brands=("Vallejo",),
        minutes=(45, 60),
        primer=Advice(
            headline="White",
            paint=paint("White", "70.600", "F4F4F4", ("Vallejo", "Surface Primer"), "primer"),
            text="Grey first, then white from above if you like shadow for free.",
        ),
        wash=Advice(
            headline="Blue, thinned 1 : 2",
            paint=paint("Blue Wash", "73.207", "23415E", GAME, "wash"),
            text="Only the deepest folds. Dark wash on the lanterns.",
        ),
        ground=Advice(
            headline="Dark grave earth",
            paint=paint("Industrial Mud", "26.809", "4A4540", ("Vallejo", "Diorama FX"), "texture"),
            text="Keep it two steps darker than the robes; dust the hems with it.",
        ),
    )


def three() -> Paintscheme:
    """The fewest colours a scheme has."""
    whole = orcs()
    kept = tuple(a.model_copy(update={"share": share}) for a, share in zip(whole.areas[:3], (60, 30, 10), strict=True))
    return whole.model_copy(update={"title": "Red Knuckle Lads, Quick Version", "areas": kept})


def eight() -> Paintscheme:
    """The most colours a scheme has: two accents and four neutrals."""
    host, ghosts = plague(), spectral()
    mint = ghosts.areas[0].model_copy(update={"role": Role.ACCENT2, "covers": "Glow, verdigris", "share": 5})
    skin = ghosts.areas[4].model_copy(
        update={"role": Role.SKIN, "name": "Bruised violet", "covers": "Pallid flesh", "share": 7}
    )
    first, second, accent, metal, leather, ground = host.areas
    order = (
        first.model_copy(update={"share": 36}),
        second.model_copy(update={"share": 19}),
        accent,
        mint,
        metal.model_copy(update={"share": 11}),
        leather,
        skin,
        ground.model_copy(update={"share": 9}),
    )
    return host.model_copy(update={"title": "Court of the Eight Sorrows", "areas": order})


def long_names() -> Paintscheme:
    """Long words everywhere, and a paint of another brand in the middle of a ladder."""
    whole = paladin()
    first, second, accent, metal, leather, ground = whole.areas

    def with_step(area_: Area, step: str, ref: PaintRef) -> Area:
        rung: Step = getattr(area_.ladder, step)
        new = area_.ladder.model_copy(update={step: rung.model_copy(update={"paint": ref})})
        return area_.model_copy(update={"ladder": new})

    order = (
        with_step(first, "highlight", paint("Warpaints Fanatic Barbarian Flesh", "WP3029P", "1787BA", ARMY)),
        with_step(second, "base", paint("Neutral Grey", "72.050", "DAD4BB", GAME)),
        accent,
        with_step(metal, "base", paint("Waffen Gold Highlight Metallic", "AK11193", "A4781E",
                                       ("AK Interactive", "AK Acrylics (pre-3rd Gen)"), "metallic")),
        leather,
        ground.model_copy(update={"name": "Desert-dust stone brown",
                                  "covers": "Broken temple stone, dust, dry grass tufts"}),
    )  # fmt: skip
    return whole.model_copy(
        update={
            "title": "The Forty-Third Penitent Lance of the Weeping Orchard, Called the Unforgiven",
            "mood_line": "Heroic, bright, disciplined, and rather pleased with itself about it",
            "areas": order,
        }
    )


FINISHED = {"paladin": paladin, "orcs": orcs, "plague": plague, "spectral": spectral}
LIMITS = {"three": three, "eight": eight, "long": long_names}
ALL = {**FINISHED, **LIMITS}
