"""Every text goes through gettext, and the translators' template knows every one of them."""

from __future__ import annotations

from string import Formatter

import pytest
from babel.messages.catalog import Message
from babel.messages.pofile import read_po

from bot.locales.build_pot import POT, extract


@pytest.fixture(scope="module")
def texts() -> list[Message]:
    """Everything that is marked anywhere; reading all sources takes two seconds."""
    return list(extract())


def test_the_template_holds_every_text_and_no_other(texts: list[Message]):
    with POT.open("rb") as file:
        kept = {message.id for message in read_po(file) if message.id}
    now = {message.id for message in texts if message.id}
    assert now - kept == set(), "run `python -m bot.locales.build_pot`"
    assert kept - now == set(), "run `python -m bot.locales.build_pot`"


def test_places_in_a_text_have_names(texts: list[Message]):
    """A translator has to be able to turn the order round."""
    for message in texts:
        forms = message.id if isinstance(message.id, tuple) else (message.id,)
        for form in forms:
            try:
                names = [name for _, name, _, _ in Formatter().parse(form) if name is not None]
            except ValueError:
                continue  # braces that are no places
            assert "" not in names, form


def test_singular_and_plural_name_the_same_places(texts: list[Message]):
    for message in texts:
        if isinstance(message.id, tuple):
            one, many = ({name for _, name, _, _ in Formatter().parse(form) if name} for form in message.id)
            assert one == many, message.id
