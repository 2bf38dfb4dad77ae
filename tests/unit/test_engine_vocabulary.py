"""The closed lists of factions, moods and styles."""

from __future__ import annotations

import pytest

from core.errors import UnknownWord
from core.generation import vocabulary
from core.generation.embedded import lexicon
from core.wordlists import is_clean


def test_the_lists_are_those_of_the_lexicons() -> None:
    assert len(vocabulary.FACTIONS) == 24
    assert len(vocabulary.MOODS) == 17
    assert set(vocabulary.FACTIONS) == set(lexicon.archetypes())
    assert set(vocabulary.MOODS) == set(lexicon.moods())


@pytest.mark.parametrize(
    ("typed", "key"),
    [
        ("Spectral Host", "spectral host"),
        (" ghosts ", "spectral host"),
        ("the dwarfs", "mountain dwarfs"),
        ("Space Marines", "paladin order"),
        ("ÖRKS", "orc raiders"),
        ("T’au", "void technocrats"),
        ("tomb_kings", "desert tomb dynasty"),
    ],
)
def test_factions_people_type(typed: str, key: str) -> None:
    assert vocabulary.faction(typed) == key


@pytest.mark.parametrize(("typed", "key"), [("Grim", "grimdark"), ("Gothic, solemn", "gothic"), ("icy", "arctic")])
def test_moods_people_type(typed: str, key: str) -> None:
    assert vocabulary.mood(typed) == key


@pytest.mark.parametrize(("typed", "key"), [("rusty", "weathered"), ("Black and White", "monochrome"), ("OSL", "glow")])
def test_styles_people_type(typed: str, key: str) -> None:
    assert vocabulary.style(typed) == key


def test_an_unknown_word_is_refused_with_our_own_words_near_it() -> None:
    with pytest.raises(UnknownWord) as refused:
        vocabulary.mood("grimdrak")
    assert refused.value.near[0] == "grimdark"
    with pytest.raises(UnknownWord) as refused:
        vocabulary.faction("ultramarinez")
    assert all(word in vocabulary.FACTIONS for word in refused.value.near)
    with pytest.raises(UnknownWord) as refused:
        vocabulary.style("qqqqqq")
    assert refused.value.near == ()


def test_keys_and_labels_may_stand_in_a_title() -> None:
    for table in (vocabulary.FACTIONS, vocabulary.MOODS, vocabulary.STYLES):
        assert all(is_clean(text) for pair in table.items() for text in pair)
