"""Whole schemes made at random: any colours, any shares, words of every length and script, paints missing."""

from __future__ import annotations

from random import Random

from core.paintschemes.scheme import Advice, Area, Closeness, Hex, Ladder, PaintRef, Paintscheme, Role, Step

WORDS = (
    "Blue", "Gal", "of", "the", "Weeping", "Skavenblight", "Knight-Questor", "Übergröße", "Ängstlich", "Ğüneş",
    "Příšerně", "žluťoučký", "Глубокий", "королевский", "Ґанок", "Їжак", "Ζεστό", "ελεφαντόδοντο", "Ångström",
    "Donaudampfschifffahrtsgesellschaft", "Supercalifragilistic", "(pre-3rd", "Gen)", "1:2", "“quoted”", "×3", "–", "…",
)  # fmt: skip
STRANGE = (
    *("🎨🔥", "龍の騎士", "مرحبا بالعالم", "שלום", "a\u202eb", "tab\there\n", "\x00\x07"),
    *("e\u0301", "ﬁn", "½", "A" * 90),
)
COLOURS = ("#000000", "#FFFFFF", "#F5F5F2", "#15181B", "#B9BEC0", "#777777", "#BFC2C3")
BRANDS = ("Vallejo", "Citadel", "Army Painter", "AK Interactive", "Ein sehr langer Markenname")
RANGES = ("Base", "Game Color", "Vallejo Model Color", "AK Acrylics (pre-3rd Gen)", "")
CODES = ("", "-", "70.832", "WP3020P", "AK11193", "VERY-LONG-CODE-1234567890")


def _names(rng: Random) -> str:
    return " ".join(rng.choices(WORDS, k=rng.randint(1, 5)))


def _phrase(rng: Random) -> str:
    return " ".join(rng.choices(WORDS + STRANGE, k=rng.randint(0, 9)))


def _hex(rng: Random) -> Hex:
    return rng.choice(COLOURS) if rng.random() < 0.3 else f"#{rng.randrange(0x1000000):06X}"


def _paint(rng: Random) -> PaintRef:
    return PaintRef(
        id="x",
        brand=rng.choice(BRANDS),
        range=rng.choice(RANGES),
        name=_names(rng),
        code=rng.choice(CODES),
        kind="opaque",
        hex=_hex(rng),
    )


def _area(rng: Random, role: Role) -> Area:
    steps = (
        Step(target=_hex(rng), paint=_paint(rng) if rng.random() < 0.85 else None, technique="layering")
        for _ in range(4)
    )
    return Area(
        role=role,
        hex=_hex(rng),
        name=_names(rng) if rng.random() < 0.7 else _phrase(rng),
        covers=_phrase(rng),
        share=rng.randint(1, 100),
        ladder=Ladder(**dict(zip(("shade", "base", "layer", "highlight"), steps, strict=True))),
        closeness=rng.choice(list(Closeness)),
    )


def _advice(rng: Random) -> Advice:
    return Advice(headline=_phrase(rng), paint=_paint(rng) if rng.random() < 0.8 else None, text=_phrase(rng))


def random_scheme(seed: int) -> Paintscheme:
    """A scheme of three to eight colours, the same for the same seed; it has a primary, as every proposal does."""
    rng = Random(seed)
    others = rng.sample([r for r in Role if r is not Role.PRIMARY], rng.randint(2, 7))
    least = rng.randint(1, 600)
    return Paintscheme(
        title=_names(rng) if rng.random() < 0.7 else _phrase(rng),
        mood_line=_phrase(rng),
        tags=tuple(_names(rng) for _ in range(rng.randint(0, 3))),
        areas=tuple(_area(rng, role) for role in Role if role is Role.PRIMARY or role in others),
        primer=_advice(rng),
        wash=_advice(rng),
        ground=_advice(rng),
        techniques=("layering",),
        difficulty=rng.randint(1, 5),
        minutes=(least, least + rng.randint(0, 600)),
        engine="embedded",
        engine_version="1",
        seed=0,
        confidence=0.5,
        clear_at_arms_length=rng.random() < 0.5,
    )
