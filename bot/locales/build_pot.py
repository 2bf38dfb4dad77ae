"""Gather every text of the product into `wetpalette.pot`: run `python -m bot.locales.build_pot`.

A translator makes `bot/locales/<language>/LC_MESSAGES/wetpalette.po` of it (`pybabel init -D wetpalette -i
bot/locales/wetpalette.pot -d bot/locales -l de`), and `pybabel compile -D wetpalette -d bot/locales` what is read at
run time. The file holds no dates and no line numbers, so that it changes only when a text does.
"""

from __future__ import annotations

import io
from pathlib import Path
from typing import Final

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.frontend import parse_mapping_cfg
from babel.messages.pofile import write_po

HERE: Final = Path(__file__).parent
ROOT: Final = HERE.parents[1]
POT: Final = HERE / "wetpalette.pot"

KEYWORDS: Final = {"_": None, "N_": None, "ngettext": (1, 2)}


def extract() -> Catalog:
    """Every text in the code, with the files it stands in."""
    with (HERE / "babel.cfg").open(encoding="utf-8") as file:
        mapping, options = parse_mapping_cfg(file)  # type: ignore[no-untyped-call]
    catalogue = Catalog(project="Wetpalette", copyright_holder="", charset="utf-8")
    found = extract_from_dir(
        ROOT, mapping, options, KEYWORDS, ("Translators:",), callback=None, strip_comment_tags=True
    )
    for file_name, _line, message, comments, context in found:
        if message:
            catalogue.add(message, locations=[(file_name, 0)], auto_comments=comments, context=context)
    return catalogue


def as_text(catalogue: Catalog) -> str:
    """The template as it is kept: sorted, without dates and line numbers."""
    out = io.BytesIO()
    write_po(out, catalogue, width=120, sort_output=True, omit_header=True, include_lineno=False)
    head = 'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=utf-8\\n"\n\n'
    return f"# The texts of Wetpalette; made by `python -m bot.locales.build_pot`.\n{head}{out.getvalue().decode()}"


if __name__ == "__main__":
    POT.write_text(as_text(extract()), encoding="utf-8")
