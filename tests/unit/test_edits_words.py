"""Changes in words: what painters type, and what it is read as."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.colour.difference import difference
from core.colour.repair import repair
from core.errors import BadInput
from core.generation.brief import Brief
from core.generation.embedded import EmbeddedEngine
from core.paints.catalogue import Catalogue
from core.paintschemes.build import build_scheme
from core.paintschemes.edit_words import MAX_TEXT, read_edits
from core.paintschemes.edits import EditStep, written
from core.paintschemes.scheme import Paintscheme, Role

BRIEF = Brief(text="paladin knights, blue armour, bone white cloaks, crimson plume, gold trim")


_LINES = (
    "swap keep not too less more darker colder red teal gold metal ground and but the to it all no accent cloak",
    "except , ; = #1F6E78 bit contrast redder 2 please",
)
WORDS = tuple(word for line in _LINES for word in line.split())


@pytest.fixture(scope="module")
def scheme() -> Paintscheme:
    return build_scheme(BRIEF, repair(EmbeddedEngine().propose_now(BRIEF)), Catalogue.load())


def read(text: str, scheme: Paintscheme) -> str:
    """The edits in their canonical form, colours left out, with what is kept."""
    found = read_edits(text, scheme)
    edits = tuple(edit.model_copy(update={"colour": None}) for edit in found.edits)
    return written((EditStep(edits=edits, locked=found.keep),))


@pytest.mark.parametrize(
    ("text", "edits"),
    [
        ("colder", "colder"),
        ("Warmer metal!", "warmer@metal"),
        ("I want it much warmer please", "warmer*1.8"),
        ("swap primary and secondary", "swap@primary+secondary"),
        ("swap", "swap@primary+secondary"),
        ("swap the red and the blue", "swap@accent+primary"),
        ("swap accent with leather", "swap@accent+leather"),
        ("less saturated", "muted"),
        ("de-saturate", "muted"),
        ("darker ground", "darker@ground"),
        ("the ground is too light", "darker@ground"),
        ("ground darker, accent too", "darker@ground&darker@accent"),
        ("a bit lighter but keep the metal", "lighter*0.5!metal"),
        ("colder, but not the metal", "colder!metal"),
        ("everything colder except the cloaks", "colder!secondary"),
        ("not so bright", "darker*0.6&muted*0.6"),
        ("too dark", "lighter"),
        ("less dark", "lighter"),
        ("grittier", "muted*0.8&darker*0.5"),
        ("more contrast", "harder"),
        ("less contrast please", "softer"),
        ("trim a bit warmer", "warmer@metal*0.5"),
        ("darker cloak", "darker@secondary"),
        ("make the red darker", "darker@accent"),
        ("less red", "muted@accent"),
        ("less blue", "muted@primary"),
        ("redder", "towards"),
        ("more teal accent", "towards@accent"),
        ("lighter and more muted ground", "lighter@ground&muted@ground"),
        ("darker ground and lighter metal", "darker@ground&lighter@metal"),
        ("darker primary and secondary", "darker@primary+secondary"),
        ("accent to teal", "set@accent"),
        ("make it teal", "set@primary"),
        ("teal cloaks", "set@secondary"),
        ("gold to copper", "set@metal"),
        ("make the gold silver", "set@metal"),
        ("accent: #1F6E78", "set@accent"),
        ("snow bases", "set@ground"),
        ("make the primary green and the accent yellow", "set@primary&set@accent"),
    ],
)
def test_what_painters_type(scheme, text, edits):
    assert read(text, scheme) == edits


@pytest.mark.parametrize(
    ("text", "near"),
    [
        ("accent to teal", "#029386"),
        ("accent to dark red", "#840000"),
        ("primary #1f6e78", "#1F6E78"),
        ("cloaks in pale green", "#C7FDB5"),
        ("snow bases", "#F2F6F8"),
        ("metal to copper", "#B66325"),
    ],
)
def test_a_colour_is_the_colour_of_its_words(scheme, text, near):
    (edit,) = read_edits(text, scheme).edits
    assert edit.colour is not None
    assert difference(edit.colour, near) < 9


@pytest.mark.parametrize("text", ["", "add dragons", "🦄", "no red", "please", "2nd", "keep the metal", ",,,", "="])
def test_what_means_nothing_here_is_said_kindly(scheme, text):
    with pytest.raises(BadInput, match="Nothing was changed"):
        read_edits(text, scheme)
    with pytest.raises(BadInput, match="at most"):
        read_edits("colder " * MAX_TEXT, scheme)


def test_what_was_not_read_is_told(scheme):
    found = read_edits("colder; with dragons; darker ground", scheme)
    assert [edit.move.value for edit in found.edits] == ["colder", "darker"]
    assert found.unread == ("with dragons",)
    assert found.keep == ()


@settings(max_examples=200, deadline=None, derandomize=True)
@given(
    st.one_of(
        st.text(max_size=80),
        st.lists(
            st.sampled_from(WORDS),
            max_size=9,
        ).map(" ".join),
    )
)
def test_any_text_is_read_or_refused(text):
    whole = build()
    try:
        found = read_edits(text, whole)
    except BadInput:
        return
    assert found.edits
    assert all(isinstance(role, Role) for edit in found.edits for role in edit.roles)


_built: list[Paintscheme] = []


def build() -> Paintscheme:
    if not _built:
        _built.append(build_scheme(BRIEF, repair(EmbeddedEngine().propose_now(BRIEF)), Catalogue.load()))
    return _built[0]
