# mypy: ignore-errors
"""Make the bundled faces from the packages they come from; NOTE.md has the commands.

    python build.py PACKAGES OUT

PACKAGES holds the unpacked npm packages `sofia-sans-condensed` and `sofia-sans-extra-condensed`; OUT receives one TTF a
face and `metrics.npz` with advances and kerning. Needs fontTools and brotli, which the product itself does not.
"""

import sys
from pathlib import Path

import numpy as np
from fontTools import merge, subset
from fontTools.ttLib import TTFont, newTable
from fontTools.ttLib.tables._g_l_y_f import Glyph, GlyphComponent
from fontTools.ttLib.tables.ttProgram import Program

FACES = {
    "SofiaSansExtraCondensed-ExtraBold": ("extra-condensed", 800),
    "SofiaSansExtraCondensed-Bold": ("extra-condensed", 700),
    "SofiaSansCondensed-Bold": ("condensed", 700),
    "SofiaSansCondensed-SemiBold": ("condensed", 600),
    "SofiaSansCondensed-Medium": ("condensed", 500),
}
PARTS = ("latin", "latin-ext", "greek", "cyrillic", "cyrillic-ext")

# Letters that the packages leave out although the faces have all their parts: (letter, base, mark as small and capital
# letters wear it). Esperanto and Belarusian in Latin script.
CIRCUMFLEX, BREVE = ("uni0302", "uni0302.case"), ("uni0306", "uni0306.case")
BUILT = [
    *((ch, base, CIRCUMFLEX) for ch, base in zip("ĈĜĤĴŜĉĝĥĵŝ", "CGHJScghjs", strict=True)),
    ("Ŭ", "U", BREVE),
    ("ŭ", "u", BREVE),
]


def take_russian_forms(font: TTFont) -> None:
    """Map Cyrillic to the forms that all who read it know; the family's own default is Bulgarian handwriting."""
    if "GSUB" not in font:
        return
    gsub = font["GSUB"].table
    languages = [r.LangSys for s in gsub.ScriptList.ScriptRecord for r in s.Script.LangSysRecord if r.LangSysTag == "RUS "]
    features = [gsub.FeatureList.FeatureRecord[i] for system in languages for i in system.FeatureIndex]
    lookups = {i for f in features if f.FeatureTag == "locl" for i in f.Feature.LookupListIndex}
    instead: dict[str, str] = {}
    for index in lookups:
        for sub in gsub.LookupList.Lookup[index].SubTable:
            instead.update(getattr(getattr(sub, "ExtSubTable", sub), "mapping", {}))
    for table in font["cmap"].tables:
        if table.isUnicode():
            table.cmap = {code: instead.get(name, name) for code, name in table.cmap.items()}


def merged(parts: list[TTFont], scratch: Path) -> TTFont:
    """One font out of the package's subset files."""
    paths = []
    for number, font in enumerate(parts):
        font.flavor = None
        take_russian_forms(font)
        if "STAT" in font:
            del font["STAT"]
        path = scratch / f"{number}.ttf"
        font.save(path)
        paths.append(str(path))
    return merge.Merger(merge.Options(drop_tables=["prep", "gasp"])).merge(paths)


def named(font: TTFont, prefix: str) -> str:
    """The glyph with this name, under whatever number merging has put behind it."""
    order = font.getGlyphOrder()
    return next(n for n in order if n == prefix or (n.startswith(prefix + ".") and n[len(prefix) + 1 :].isdigit()))


def extent(font: TTFont, name: str) -> tuple[int, int, int, int]:
    """Bounding box of a glyph in font units."""
    glyph = font["glyf"][name]
    glyph.recalcBounds(font["glyf"])
    return glyph.xMin, glyph.yMin, glyph.xMax, glyph.yMax


def add_glyph(font: TTFont, char: str, parts: list[tuple[str, int, int]], advance: int) -> None:
    """Add a composite glyph for a character."""
    name = f"uni{ord(char):04X}"
    glyph = Glyph()
    glyph.numberOfContours = -1
    glyph.components = []
    for part, x, y in parts:
        component = GlyphComponent()
        component.glyphName, component.x, component.y, component.flags = part, x, y, 0x0200 if part is parts[0][0] else 0
        glyph.components.append(component)
    font.setGlyphOrder([*font.getGlyphOrder(), name])
    font["glyf"].glyphs[name] = glyph
    font["glyf"].glyphOrder = font.getGlyphOrder()
    glyph.recalcBounds(font["glyf"])
    font["hmtx"].metrics[name] = (advance, glyph.xMin)
    for table in font["cmap"].tables:
        if table.isUnicode():
            table.cmap[ord(char)] = name


def add_letters(font: TTFont) -> None:
    """Add the letters of `BUILT`, marks centred as in the letters the face has, and the signs ≥ and ≤."""
    cmap = font.getBestCmap()
    for char, base, (low, high) in BUILT:
        body = cmap[ord(base)]
        if char == "ĵ" and 0x0237 in cmap:
            body = cmap[0x0237]  # the dotless j
        elif char == "ĝ":
            body = font["glyf"][cmap[ord("ğ")]].components[0].glyphName  # a g without the ear that the mark would hit
        tall = char.isupper() or char == "ĥ"
        mark = named(font, high if tall else low)
        sample = extent(font, mark)
        box = extent(font, body)
        middle = (box[0] + box[2]) // 2
        if char == "ĥ":  # over the stem, as the ascender of h is
            middle = box[0] + 60
        rise = max(0, box[3] - 700) if char == "ĥ" else 0
        add_glyph(font, char, [(body, 0, 0), (mark, middle - (sample[0] + sample[2]) // 2, rise)], font["hmtx"][cmap[ord(base)]][0])
    minus = cmap[0x2212]
    for char, base in (("≥", ">"), ("≤", "<")):
        body = cmap[ord(base)]
        box, bar = extent(font, body), extent(font, minus)
        shift = (box[0] + box[2]) // 2 - (bar[0] + bar[2]) // 2
        lift = 60
        drop = (box[1] + lift) - 70 - (bar[3] - bar[1]) - bar[1]
        add_glyph(font, char, [(body, 0, lift), (minus, shift, drop)], font["hmtx"][body][0])


def without_hinting(font: TTFont) -> None:
    """A control program that does nothing, long enough that FreeType does not fall back to its slow autohinter."""
    prep = newTable("prep")
    prep.program = Program()
    prep.program.fromAssembly(["PUSHW[] 511", "SCANCTRL[]", "PUSHB[] 4", "SCANTYPE[]", "PUSHB[] 4", "SCANTYPE[]"])
    font["prep"] = prep


def kerning(font: TTFont) -> dict[tuple[str, str], int]:
    """All pairs of glyphs that the face moves, in font units; the first subtable that knows a pair decides."""
    gpos = font["GPOS"].table
    lookups = sorted({i for f in gpos.FeatureList.FeatureRecord if f.FeatureTag == "kern" for i in f.Feature.LookupListIndex})
    pairs: dict[tuple[str, str], int] = {}
    for index in lookups:
        seen: dict[tuple[str, str], int] = {}
        for sub in gpos.LookupList.Lookup[index].SubTable:
            sub = getattr(sub, "ExtSubTable", sub)
            if sub.LookupType != 2:
                continue
            if sub.Format == 1:
                for left, records in zip(sub.Coverage.glyphs, sub.PairSet, strict=True):
                    for record in records.PairValueRecord:
                        value = record.Value1.XAdvance if record.Value1 and hasattr(record.Value1, "XAdvance") else 0
                        seen.setdefault((left, record.SecondGlyph), value)
                continue
            seconds: dict[int, list[str]] = {}
            for glyph in font.getGlyphOrder():
                seconds.setdefault(sub.ClassDef2.classDefs.get(glyph, 0), []).append(glyph)
            for left in sub.Coverage.glyphs:
                row = sub.Class1Record[sub.ClassDef1.classDefs.get(left, 0)].Class2Record
                for number, record in enumerate(row):
                    value = getattr(record.Value1, "XAdvance", 0) if record.Value1 else 0
                    for right in seconds.get(number, ()):
                        seen.setdefault((left, right), value)
        for pair, value in seen.items():
            pairs[pair] = pairs.get(pair, 0) + value
    return {pair: value for pair, value in pairs.items() if value}


def metrics(font: TTFont) -> dict[str, np.ndarray]:
    """Advances and kerning by character: `kern[left[a], right[b]]`, equal rows and columns stored once."""
    cmap = font.getBestCmap()
    chars = sorted(cmap)
    by_glyph: dict[str, list[int]] = {}
    for position, code in enumerate(chars):
        by_glyph.setdefault(cmap[code], []).append(position)
    table = np.zeros((len(chars), len(chars)), np.int16)
    for (first, second), value in kerning(font).items():
        for a in by_glyph.get(first, ()):
            for b in by_glyph.get(second, ()):
                table[a, b] = value
    # letters built above kern like the letter below their mark
    where = {code: position for position, code in enumerate(chars)}
    for char, base, _ in BUILT:
        table[where[ord(char)], :] = table[where[ord(base)], :]
    for char, base, _ in BUILT:
        table[:, where[ord(char)]] = table[:, where[ord(base)]]
    rows, left = np.unique(table, axis=0, return_inverse=True)
    columns, right = np.unique(rows, axis=1, return_inverse=True)
    return {
        "chars": np.array(chars, np.uint16),
        "advance": np.array([font["hmtx"][cmap[c]][0] for c in chars], np.int16),
        "left": left.reshape(-1).astype(np.uint8),
        "right": right.reshape(-1).astype(np.uint8),
        "kern": columns.astype(np.int16),
    }


def main() -> None:
    """Build every face and the metrics."""
    packages, out = Path(sys.argv[1]), Path(sys.argv[2])
    scratch = out / ".parts"
    scratch.mkdir(parents=True, exist_ok=True)
    arrays: dict[str, np.ndarray] = {}
    for name, (family, weight) in FACES.items():
        files = packages / f"sofia-sans-{family}" / "files"
        parts = [TTFont(files / f"sofia-sans-{family}-{part}-{weight}-normal.woff2") for part in PARTS]
        font = merged(parts, scratch)
        add_letters(font)
        for key, array in metrics(font).items():
            arrays[f"{name}.{key}"] = array
        options = subset.Options(hinting=False, layout_features=["kern"], name_IDs=["*"], notdef_outline=True, glyph_names=False)
        chooser = subset.Subsetter(options)
        chooser.populate(unicodes=sorted(font.getBestCmap()))
        chooser.subset(font)
        without_hinting(font)
        font.save(out / f"{name}.ttf")
        print(name, len(font.getBestCmap()), "characters", (out / f"{name}.ttf").stat().st_size, "bytes")
    np.savez_compressed(out / "metrics.npz", **arrays)
    for path in scratch.iterdir():
        path.unlink()
    scratch.rmdir()


if __name__ == "__main__":
    main()
