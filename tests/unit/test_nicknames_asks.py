"""What is asked for shapes the names: tradition, colours, traits, words, tone; and what is known never comes again."""

import random
from dataclasses import replace

import pytest

from core.errors import BadInput, UnknownWord
from core.generation.vocabulary import FACTIONS, MOODS
from core.nicknames import (
    TONES,
    TRADITIONS,
    TRAITS,
    NameAsk,
    NameColour,
    Suggestion,
    different,
    more_like,
    sillier,
    suggest,
)
from core.nicknames.catalogue import ARCHETYPE_FIELDS, ARCHETYPE_TRADITIONS, AT_LARGE, MOOD_TRADITIONS, SOUNDS
from core.nicknames.data import HOOKED, Field, colours, fields
from core.nicknames.reading import traditions_for
from core.nicknames.sounds import sound_key

TEAL = NameColour("Pale mint teal", "primary", "teal")
BRASS = NameColour("Rusted brass", "metal", "brass")


def lends(field: Field) -> set[str]:
    return {word.casefold() for form in HOOKED for word in field.lends[form]}


def says(one: Suggestion, field: Field) -> bool:
    return any(word in one.full.casefold() for word in lends(field))


def test_six_names_that_share_no_part() -> None:
    for seed, key in enumerate(TRADITIONS):
        for kind in ("model", "unit", "army"):
            made = suggest(NameAsk(tradition=key, kind=kind, seed=seed))
            assert len(made) == 6
            parts = [p.casefold() for s in made for p in s.parts]
            assert len(parts) == len(set(parts)), made
            for one in made:
                assert one.tradition == key
                assert one.parts
                assert one.short
                assert one.short in one.full
                assert len(one.reason.text().splitlines()) == 1
                assert "{" not in one.reason.text()


def test_the_same_ask_gives_the_same_names() -> None:
    ask = NameAsk(text="an old wolf of the sea", traits=("brave",), colours=(TEAL,), seed=7)
    assert suggest(ask) == suggest(replace(ask))
    assert suggest(ask) != suggest(replace(ask, seed=8))


def test_names_that_are_known_do_not_come_again(rng: random.Random) -> None:
    ask = NameAsk(tradition="norse", seed=rng.randrange(1_000))
    seen: set[str] = set()
    for _ in range(25):
        made = suggest(replace(ask, avoid=frozenset(seen)))
        assert len(made) == 6
        assert not {sound_key(s.full) for s in made} & {sound_key(n) for n in seen}
        assert not {s.full for s in made} & seen
        seen |= {s.full for s in made}


def test_a_name_that_only_spells_differently_is_known() -> None:
    ask = NameAsk(tradition="celtic", seed=3)
    first = suggest(ask)[0].full
    for spelt in (
        first.upper(),
        first.replace("c", "k"),
        first.replace("i", "y"),
        f"  {first}!",
        first.replace(" ", ""),
    ):
        assert sound_key(spelt) == sound_key(first)
        again = suggest(replace(ask, avoid=frozenset({spelt})))
        assert sound_key(first) not in {sound_key(s.full) for s in again}


def test_colours_are_heard() -> None:
    for seed, key in enumerate(TRADITIONS):
        made = suggest(NameAsk(tradition=key, colours=(TEAL, BRASS), seed=seed))
        heard = [s for s in made if s.flavour in ("colour:teal", "colour:brass")]
        assert len(heard) >= 2, made
        for one in heard:
            assert says(one, colours()[one.flavour.removeprefix("colour:")]), one
        assert any("Pale mint teal" in s.reason.text() or "Rusted brass" in s.reason.text() for s in heard)


@pytest.mark.parametrize("trait", TRAITS)
def test_traits_are_heard(trait: str) -> None:
    made = suggest(NameAsk(tradition="gothic", traits=(trait,), seed=2))
    heard = [s for s in made if s.flavour.removeprefix("field:") in TRAITS[trait][1]]
    assert len(heard) >= 2
    assert all(says(s, fields()[s.flavour.removeprefix("field:")]) for s in heard)


def test_own_words_are_heard() -> None:
    made = suggest(NameAsk(tradition="sea", text="he lost a wager to a raven at the lighthouse", seed=1))
    assert {"field:bird", "field:lamp"} & {s.flavour for s in made}
    assert any("“raven”" in s.reason.text() or "“lighthouse”" in s.reason.text() for s in made)


def test_tone_goes_from_serious_to_silly() -> None:
    silly = fields()["silly"]
    for key in ("norse", "gothic", "elven", "latin"):
        grave = [s for seed in range(10) for s in suggest(NameAsk(tradition=key, seed=seed, tone="serious"))]
        light = [s for seed in range(10) for s in suggest(NameAsk(tradition=key, seed=seed, tone="silly"))]
        assert not [s for s in grave if s.flavour == "field:silly"]
        assert sum(s.flavour == "field:silly" for s in light) >= 40
        assert all(says(s, silly) for s in light if s.flavour == "field:silly")


def test_more_like_this() -> None:
    for seed, key in enumerate(TRADITIONS):
        ask = NameAsk(tradition=key, colours=(TEAL,), seed=seed)
        shown = suggest(ask)
        one = shown[0]
        more = suggest(more_like(ask, one, shown))
        assert len(more) == 6
        assert {s.tradition for s in more} == {key}
        assert not {s.full for s in more} & {s.full for s in shown}
        alike = [s for s in more if s.flavour == one.flavour or s.short[:2] == one.short[:2] or s.shape == one.shape]
        assert len(alike) >= 3, (one, more)


def test_more_like_a_name_that_does_not_say_how_it_was_made() -> None:
    kept = replace(suggest(NameAsk(tradition="dwarven", seed=4))[0], shape="", flavour="")
    assert len(suggest(more_like(NameAsk(), kept))) == 6
    foreign = replace(kept, full="Bob", short="Bob", parts=("Bob",))
    assert len(suggest(more_like(NameAsk(), foreign))) == 6


def test_different_is_different() -> None:
    ask = NameAsk(text="pirates", seed=5)
    shown = suggest(ask)
    other = suggest(different(ask, shown))
    assert not {p.casefold() for s in other for p in s.parts} & {p.casefold() for s in shown for p in s.parts}
    assert {s.tradition for s in other} != {s.tradition for s in shown}
    chosen = NameAsk(tradition="sea", seed=5)
    assert {s.tradition for s in suggest(different(chosen, suggest(chosen)))} == {"sea"}


def test_sillier_is_sillier() -> None:
    ask = NameAsk(tradition="chivalric", seed=5)
    shown = suggest(ask)
    made = suggest(sillier(sillier(ask, shown), shown))
    assert sum(s.flavour == "field:silly" for s in made) >= 3
    assert not {s.full for s in made} & {s.full for s in shown}
    assert sillier(sillier(sillier(sillier(ask)))).tone == 1.0


def test_every_archetype_and_mood_has_its_traditions() -> None:
    assert set(ARCHETYPE_TRADITIONS) == set(ARCHETYPE_FIELDS) == set(FACTIONS)
    assert set(MOOD_TRADITIONS) == set(MOODS)
    used = {k for row in (*ARCHETYPE_TRADITIONS.values(), *MOOD_TRADITIONS.values(), AT_LARGE) for k in row}
    assert used == set(TRADITIONS) == set(SOUNDS)
    assert {f for row in ARCHETYPE_FIELDS.values() for f in row} <= set(fields())
    assert {f for _, row in TRAITS.values() for f in row} <= set(fields())
    for faction, row in ARCHETYPE_TRADITIONS.items():
        assert traditions_for(NameAsk(archetype=faction))[: len(row)] == row


@pytest.mark.parametrize(
    ("ask", "expected"),
    [
        (NameAsk(text="a pirate captain with a hook"), "sea"),
        (NameAsk(text="Wikinger? vikings of the fjord"), "norse"),
        (NameAsk(archetype="skeletons"), "undead"),
        (NameAsk(archetype="orks"), "orcish"),
        (NameAsk(tradition="Celtic and fae"), "celtic"),
        (NameAsk(tradition="robots"), "machine"),
        (NameAsk(text="my robot walker", archetype="mountain dwarfs"), "dwarven"),
        (NameAsk(text="grimdark"), "gothic"),
    ],
)
def test_reading_a_tradition(ask: NameAsk, expected: str) -> None:
    assert traditions_for(ask)[0] == expected


@pytest.mark.parametrize(
    "text",
    ["", "x" * 200, "word " * 40, "<b>**Bold**</b> [link](http://a.b) {part} %s", "🔥🔥",
     "骑士的名字", "витязь на коне", "\u202ename\u200b", "{given}{Head}", "’’’", "\x00", "1234567890", "a\nb\tc"],
)  # fmt: skip
def test_odd_words_are_simply_read(text: str) -> None:
    made = suggest(NameAsk(text=text, traits=(text,), archetype=text, colours=(NameColour(text, text, text),)))
    assert len(made) == 6
    for one in made:
        assert text not in one.full or not text
        assert "{" not in one.full + one.reason.text()
        assert "<" not in one.full + one.reason.text()


def test_what_cannot_be_asked() -> None:
    with pytest.raises(BadInput):
        NameAsk(text="x" * 1_001)
    with pytest.raises(BadInput):
        NameAsk(tone=1.5)
    with pytest.raises(BadInput):
        NameAsk(tone=float("nan"))
    with pytest.raises(UnknownWord) as refused:
        NameAsk(tone="hilarious")
    assert set(refused.value.near) <= set(TONES)
    with pytest.raises(BadInput):
        NameAsk(count=0)
    with pytest.raises(BadInput):
        NameAsk(traits=("brave",) * 13)
    with pytest.raises(UnknownWord):
        NameAsk(kind="fleet")  # type: ignore[arg-type]
    with pytest.raises(UnknownWord) as unknown:
        suggest(NameAsk(tradition="norsk"))
    assert "Norse" in unknown.value.near
    with pytest.raises(UnknownWord):
        suggest(NameAsk(tradition="🔥"))


def test_thousands_of_known_names_leave_enough() -> None:
    seen: set[str] = {f"{s.full} {n}" for s in suggest(NameAsk(tradition="machine")) for n in range(400)}
    assert len(suggest(NameAsk(tradition="machine", avoid=frozenset(seen)))) == 6
