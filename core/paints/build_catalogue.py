"""Build `catalogue.tsv` and `CATALOGUE.md` from the compiled open paint list.

    python -m core.paints.build_catalogue PATH/paints.csv

The list has one row a paint with the columns brand, range, name, code, kind, finish, transparent, discontinued, hex,
independent_sources, disagreement_de00, confidence, aliases (a consensus of four open lists, named in `CATALOGUE.md`).
Every row is sorted (`sorting`, `metals`, `tints`), checked (`checks`) and either kept, corrected, kept without its
colour, or left out. Run again with a newer list, the ids of paints that are still in it stay the same.
"""

from __future__ import annotations

import csv
import re
import sys
import unicodedata
from collections import Counter, defaultdict
from pathlib import Path
from typing import NamedTuple

from core.colour.convert import lab, polar
from core.colour.difference import ciede2000
from core.paints.brands import BRANDS
from core.paints.checks import Colour, believable_metal, wrong_word
from core.paints.metals import NOMINAL, sort_metal
from core.paints.naming import colour_word, traits
from core.paints.paint import Paint, PaintKind, Production
from core.paints.report import Report, write_report
from core.paints.sorting import form_of, kind_of
from core.paints.tints import primer_tint, texture_tint, wash_tint

HERE = Path(__file__).parent
COLUMNS = (
    *("id", "brand", "range", "name", "code", "kind", "form", "hex"),
    *("metal", "tone", "tint", "sources", "spread", "production", "comparable", "aliases", "says", "traits"),
)

LEFT_OUT: dict[tuple[str, str, str], str] = {
    ("Two Thin Coats", "Two Thin Coats", "Eldar Robe"): "misspelling of Elder Robe",
    ("Two Thin Coats", "Two Thin Coats", "Flash Wash"): "misspelling of Flesh Wash",
    ("Two Thin Coats", "Two Thin Coats", "Ritz O'Tin"): "misspelling of Bitz O Tin",
    ("Two Thin Coats", "Two Thin Coats", "Bits O'Tin"): "misspelling of Bitz O Tin",
    ("Two Thin Coats", "Two Thin Coats", "Von Evile Pimple"): "misspelling of Von Evile Purple",
    ("Army Painter", "Warpaints Fanatic", "Tiger’s Eye Skin"): "earlier spelling of Tiger's Eye",
    ("Green Stuff World", "Dipping Ink", "Nightsahde Purple Dip"): "misspelling of Nightshade Purple Dip",
    ("Scale75", "Fantasy & Games", "Airnrhod Blue"): "misspelling of Arianrhod Blue",
    ("P3", "P3", "Meredius Blue"): "misspelling of Meridius Blue",
    ("Turbo Dork", "Turbo Dork", "Tin Star"): "earlier name of Tin",
    ("Reaper", "MSP Core", "MSP Paint Color Sample"): "no paint",
    ("Green Stuff World", "Blackest Black", "Black Paint 17 ml"): "no name of its own",
    ("Green Stuff World", "Blackest Black", "Paint 60 ml"): "no name of its own",
}
"""Rows that are not a paint of their own; where another row is the right one, the name becomes its alias."""

# Named for a colour and yet near another: the paints are known to be so.
TRUE_NAMES = {
    ("Citadel", "Gal Vorbak Red"),
    ("Citadel", "Stegadon Scale Green"),
    ("Citadel", "Akhelian Green"),
    ("Citadel", "Shadow Grey"),
    ("Citadel", "Temple Guard Blue"),
    ("Vallejo", "Dirty Grey"),
    ("Vallejo", "Khaki Grey"),
    ("Vallejo", "Green Ochre"),
    ("Reaper", "Green Ochre"),
    ("AK Interactive", "Green Ochre"),
    ("Reaper", "Violet Red"),
    ("Coat d'Arms", "Warlock Purple"),
    ("Two Thin Coats", "Oxidation Green"),
    ("Pro Acryl", "Pale Yellow"),
}
FIXED_HEX = {
    # Known in the hand as an off-white below White Scar; the lists give both as pure white.
    ("Citadel", "Base", "Corax White"): "#E9EDEC",
    ("Citadel", "Air", "Corax White"): "#E9EDEC",
    ("Citadel", "Spray", "Corax White"): "#E9EDEC",
    # Primers whose listed hex is the colour of the shop page, and white and black sprays.
    ("Army Painter", "Warpaints Air", "Primer White"): "#F6F6F4",
    ("Army Painter", "Warpaints Air", "Primer Black"): "#0E0E0E",
    ("Army Painter", "Warpaints Air", "Grey Primer"): "#8E9193",
    ("Army Painter", "Warpaints Fanatic", "Brush-On Primer"): "#8E9193",
    ("Coat d'Arms", "Fantasy Range", "Grey Primer"): "#8E9193",
    ("Green Stuff World", "Spray", "Black Gloss Spray Paint 400ml"): "#101010",
}
TRUSTED_SPREAD = 12.0
"""Two lists closer than this (CIEDE2000) are believed against a colour word."""


class Row(NamedTuple):
    """A row of the compiled list."""

    brand: str
    range: str
    name: str
    code: str
    kind: str
    finish: str
    transparent: bool
    discontinued: str
    hex: str
    sources: int
    spread: float
    aliases: tuple[str, ...]


def read_list(path: Path) -> list[Row]:
    """Read the compiled list; raises `ValueError` with the line when a row has another shape."""
    rows = []
    with path.open(newline="", encoding="utf-8") as file:
        for line, r in enumerate(csv.DictReader(file), start=2):
            hex_ = r["hex"].strip().upper()
            if not re.fullmatch(r"#[0-9A-F]{6}", hex_) or not r["name"].strip() or r["brand"] not in BRANDS:
                raise ValueError(f"line {line}: not a paint: {r}")
            rows.append(
                Row(
                    r["brand"],
                    r["range"].strip(),
                    _clean(r["name"]),
                    r["code"].strip(),
                    r["kind"],
                    r["finish"],
                    r["transparent"] == "true",
                    r["discontinued"],
                    hex_,
                    int(r["independent_sources"]),
                    float(r["disagreement_de00"] or 0),
                    tuple(a for a in (_clean(x) for x in r["aliases"].split("|")) if a),
                )
            )
    return rows


def _clean(name: str) -> str:
    text = unicodedata.normalize("NFC", name).replace("\t", " ").strip().lstrip("'")
    return re.sub(r"\s+", " ", text)


def slug(text: str) -> str:
    """Lower case ASCII letters, digits and single hyphens."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9.]+", "-", plain.replace("'", "")).strip("-") or "x"


def paint_id(row: Row) -> str:
    """The stable id of a row."""
    parts = [slug(row.brand), slug(row.range), slug(row.name)]
    return "/".join(parts + ([slug(row.code)] if row.code else []))


def build(rows: list[Row], report: Report) -> list[Paint]:
    """Sort and check all rows; the report takes down what was changed."""
    points = lab([r.hex for r in rows])
    shapes = polar(points)
    paints: list[Paint] = []
    also: dict[tuple[str, str, str], list[str]] = defaultdict(list)
    for row in rows:
        why = LEFT_OUT.get((row.brand, row.range, row.name))
        if why:
            report.left_out.append((row, why))
            target = re.search(r"of (.+)$", why)
            if target:
                also[row.brand, row.range, target[1]].append(row.name)
    for row, point, shape in zip(rows, points, shapes, strict=True):
        if (row.brand, row.range, row.name) in LEFT_OUT:
            continue
        aliases = tuple(dict.fromkeys((*row.aliases, *also[row.brand, row.range, row.name])))
        paints.append(_paint(row, point, Colour(*map(float, shape)), aliases, report))
    paints = _without_twins(paints, report)
    ids = Counter(p.id for p in paints)
    clash = [i for i, n in ids.items() if n > 1]
    if clash:
        raise ValueError(f"ids are not unique: {clash[:5]}")
    return sorted(paints, key=lambda p: (BRANDS.index(p.brand), p.range, p.name.casefold(), p.code))


def _paint(
    row: Row, point: tuple[float, float, float], colour: Colour, aliases: tuple[str, ...], report: Report
) -> Paint:
    kind = kind_of(row.brand, row.range, row.name, row.code, (row.kind, row.finish, row.transparent))
    form = form_of(row.brand, row.range, row.name, row.kind)
    report.moved(row, kind)
    hex_, metal, tone, tint, comparable = row.hex, None, 0, "", kind is not PaintKind.COLOUR_SHIFT
    fixed = FIXED_HEX.get((row.brand, row.range, row.name))
    if fixed:
        why = "an off-white" if "Corax" in row.name else "hex of the page, not of the primer"
        report.corrected.append((row, fixed, why))
        hex_ = fixed
        lightness, a, b = (float(x) for x in lab([fixed])[0])
    else:
        lightness, a, b = (float(x) for x in point)
    if kind is PaintKind.METALLIC:
        metal, tone = sort_metal(row.brand, row.name, *colour)
        nominal = NOMINAL[metal][tone - 1]
        if not believable_metal(metal, colour, float(lab([nominal])[0][0])):
            report.corrected.append((row, nominal, f"does not look like {metal}: nominal chip"))
            hex_ = nominal
    elif kind is PaintKind.WASH:
        tint = wash_tint(row.brand, row.name)
    elif kind is PaintKind.TEXTURE:
        tint = texture_tint(row.name)
    elif kind is PaintKind.PRIMER:
        tint = primer_tint(row.name, (lightness, a, b))
    elif kind in {PaintKind.MEDIUM, PaintKind.VARNISH}:
        comparable = False
    if kind in {PaintKind.OPAQUE, PaintKind.CONTRAST, PaintKind.PRIMER} and not fixed:
        word = wrong_word(row.name, colour)
        believed = row.sources > 1 and row.spread < TRUSTED_SPREAD
        if word and not believed and (row.brand, row.name) not in TRUE_NAMES:
            report.doubted.append((row, word))
            comparable = False
    production = {"true": Production.GONE, "false": Production.CURRENT}.get(row.discontinued, Production.UNKNOWN)
    return Paint(
        paint_id(row),
        row.brand,
        row.range,
        row.name,
        row.code,
        kind,
        form,
        hex_,
        metal,
        tone,
        tint,
        row.sources,
        row.spread,
        production,
        comparable,
        aliases,
        colour_word(row.name),
        traits(row.name),
    )


def _without_twins(paints: list[Paint], report: Report) -> list[Paint]:
    """Leave out rows with the brand, range, name, kind, form and (within 1.5 CIEDE2000) colour of an earlier one."""
    kept: list[Paint] = []
    seen: dict[tuple[str, ...], list[Paint]] = defaultdict(list)
    for paint in paints:
        key = (paint.brand, paint.range, re.sub(r"\W", "", paint.name.lower()), paint.kind, paint.form)
        twin = next((p for p in seen[key] if float(ciede2000(*lab([p.hex, paint.hex]))) < 1.5), None)
        if twin and paint.range == "True Metallic Metal":
            report.twins.append((paint, twin))
            continue
        seen[key].append(paint)
        kept.append(paint)
    return kept


def write_catalogue(paints: list[Paint], path: Path) -> None:
    """Write the catalogue: tab separated, one line a paint, first line the column names."""
    lines = ["\t".join(COLUMNS)]
    for p in paints:
        cells = [*p[:5], p.kind, p.form, p.hex[1:], p.metal or "", str(p.tone or ""), p.tint, str(p.sources)]
        cells += [
            f"{p.spread:g}" if p.spread else "",
            p.production,
            "" if p.comparable else "no",
            "|".join(p.aliases),
            p.says,
            p.traits,
        ]
        lines.append("\t".join(cells))
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


def main(source: str) -> None:
    """Build both files from the list at `source`."""
    rows = read_list(Path(source))
    report = Report(rows=len(rows))
    paints = build(rows, report)
    write_catalogue(paints, HERE / "catalogue.tsv")
    write_report(report, paints, HERE / "CATALOGUE.md")
    print(f"{len(rows)} rows read, {len(paints)} paints kept")


if __name__ == "__main__":
    main(sys.argv[1])
