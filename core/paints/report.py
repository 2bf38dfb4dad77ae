"""The report that goes with the catalogue: where it comes from, and what was changed on the way."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from core.paints.paint import Paint, PaintKind

if TYPE_CHECKING:
    from core.paints.build_catalogue import Row

# What the kinds of the compiled list mean in ours; any other pair is a correction worth counting.
_SAME = {
    "standard": {PaintKind.OPAQUE},
    "base": {PaintKind.OPAQUE},
    "layer": {PaintKind.OPAQUE},
    "air": {PaintKind.OPAQUE},
    "dry": {PaintKind.OPAQUE},
    "marker": {PaintKind.OPAQUE},
    "metallic": {PaintKind.METALLIC},
    "shade": {PaintKind.WASH},
    "contrast": {PaintKind.CONTRAST},
    "ink": {PaintKind.INK},
    "glaze": {PaintKind.CLEAR},
    "effect": {PaintKind.EFFECT},
    "technical": {PaintKind.TEXTURE, PaintKind.EFFECT},
    "pigment": {PaintKind.PIGMENT},
    "primer": {PaintKind.PRIMER},
    "spray": {PaintKind.PRIMER},
    "medium_varnish": {PaintKind.MEDIUM, PaintKind.VARNISH},
}


@dataclass
class Report:
    """What happened to the rows."""

    rows: int
    left_out: list[tuple[Row, str]] = field(default_factory=list)
    twins: list[tuple[Paint, Paint]] = field(default_factory=list)
    corrected: list[tuple[Row, str, str]] = field(default_factory=list)
    doubted: list[tuple[Row, str]] = field(default_factory=list)
    kinds: Counter[tuple[str, PaintKind]] = field(default_factory=Counter)
    kind_examples: dict[tuple[str, PaintKind], str] = field(default_factory=dict)

    def moved(self, row: Row, kind: PaintKind) -> None:
        """Take down the kind a row was given."""
        expected = {PaintKind.METALLIC} if row.finish == "metallic" and row.kind in _PLAIN_METALS else _SAME[row.kind]
        if kind not in expected:
            self.kinds[row.kind, kind] += 1
            self.kind_examples.setdefault((row.kind, kind), f"{row.brand} {row.range} {row.name}")


_PLAIN_METALS = {"standard", "base", "layer", "air", "dry", "marker", "contrast"}

_HEAD = """# The paint catalogue

`catalogue.tsv` holds {paints:,} paints of {brands} brands. It is made by `python -m core.paints.build_catalogue` and is
not edited by hand; what has to be put right goes into the rules of `sorting.py`, `metals.py`, `tints.py` and
`checks.py`, or into the lists at the head of `build_catalogue.py`.

Colours are what the open lists say a paint looks like on a screen. They are estimates: two lists differ by about
7 CIEDE2000 for the same opaque paint. Brand, range and paint names are trademarks of their owners and only say which
product is meant.

## Where it comes from

Facts (names, codes, kinds, colours) were compiled from four open lists, all under the MIT licence:

| list | notice |
|---|---|
| github.com/Arcturus5404/miniature-paints | Copyright (c) 2022 Rick Fleuren |
| github.com/mark-mckee/miniature-paints | Copyright (c) 2022 Rick Fleuren |
| github.com/WarHub/warhub-catalog | Copyright (c) 2026 WarHub |
| github.com/ninjascience/colorchoice | Copyright (c) 2020 Ryan Miller |

The MIT licence of these lists:

> Permission is hereby granted, free of charge, to any person obtaining a copy of this software and associated
> documentation files (the "Software"), to deal in the Software without restriction, including without limitation the
> rights to use, copy, modify, merge, publish, distribute, sublicense, and/or sell copies of the Software, and to permit
> persons to whom the Software is furnished to do so, subject to the following conditions: The above copyright notice
> and this permission notice shall be included in all copies or substantial portions of the Software. THE SOFTWARE IS
> PROVIDED "AS IS", WITHOUT WARRANTY OF ANY KIND, EXPRESS OR IMPLIED, INCLUDING BUT NOT LIMITED TO THE WARRANTIES OF
> MERCHANTABILITY, FITNESS FOR A PARTICULAR PURPOSE AND NONINFRINGEMENT. IN NO EVENT SHALL THE AUTHORS OR COPYRIGHT
> HOLDERS BE LIABLE FOR ANY CLAIM, DAMAGES OR OTHER LIABILITY, WHETHER IN AN ACTION OF CONTRACT, TORT OR OTHERWISE,
> ARISING FROM, OUT OF OR IN CONNECTION WITH THE SOFTWARE OR THE USE OR OTHER DEALINGS IN THE SOFTWARE.

## What is in it
"""


def write_report(report: Report, paints: list[Paint], path: Path) -> None:
    """Write `CATALOGUE.md`."""
    brands = Counter(p.brand for p in paints)
    kinds = Counter(p.kind for p in paints)
    out = [_HEAD.format(paints=len(paints), brands=len(brands))]
    out.append("| brand | paints | no longer made | matched by colour |\n|---|---:|---:|---:|")
    for brand, n in brands.items():
        mine = [p for p in paints if p.brand == brand]
        gone, used = sum(p.production == "gone" for p in mine), sum(p.comparable for p in mine)
        out.append(f"| {brand} | {n} | {gone} | {used} |")
    out.append("\nKinds: " + ", ".join(f"{k} {n}" for k, n in kinds.most_common()) + ".\n")
    out.append(f"## What was changed\n\nOf {report.rows:,} rows read:\n")
    left = len(report.left_out) + len(report.twins)
    out.append(f"- **{left} left out** ({len(report.left_out)} that are no paint of their own, listed below,")
    out.append(
        f"  and {len(report.twins)} rows of Vallejo True Metallic Metal with the name and colour of another one);"
    )
    out.append(f"- **{sum(report.kinds.values())} given another kind** (table below);")
    out.append(
        f"- **{len(report.corrected)} given another colour**: metals whose hex shows no such metal, and primers;"
    )
    out.append(f"- **{len(report.doubted)} kept but never matched by colour**, because their name says another colour;")
    shift = sum(p.kind is PaintKind.COLOUR_SHIFT for p in paints)
    out.append(f"- {shift} colour-shift paints are kept and never matched either: their hex means nothing.\n")
    out.append("### Another kind\n\n| listed as | taken as | rows | for instance |\n|---|---|---:|---|")
    for (old, new), n in report.kinds.most_common():
        out.append(f"| {old} | {new} | {n} | {report.kind_examples[old, new]} |")
    out.append("\n### Left out\n")
    out += [f"- {r.brand} {r.range}: {r.name} ({why})" for r, why in report.left_out]
    out.append("\n### Another colour\n\n| paint | listed | used | why |\n|---|---|---|---|")
    out += [f"| {r.brand} {r.range} {r.name} {r.code} | {r.hex} | {h} | {why} |" for r, h, why in report.corrected]
    out.append("\n### Never matched by colour\n\n| paint | listed | its name says |\n|---|---|---|")
    out += [f"| {r.brand} {r.range} {r.name} {r.code} | {r.hex} | {word} |" for r, word in report.doubted]
    path.write_text("\n".join(out) + "\n", encoding="utf-8")
