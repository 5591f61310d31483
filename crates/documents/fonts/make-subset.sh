#!/bin/sh
# Rebuilds the four "AG Serif" faces beside this script from Tinos 1.33.
#   needs: Debian package fonts-croscore (or any folder with Tinos-*.ttf, given as $1), python3 with fonttools
# Latin + Vietnamese + the signs official papers use. The family is renamed, since "Tinos" is a Reserved Font Name
# of the OFL; hinting is dropped (papers are printed or read on screens that do without). Tinos has no ✓ ✗ ☐ ☑ ★:
# the first four are drawn here.
set -eu
from="${1:-/usr/share/fonts/truetype/croscore}"
here="$(cd "$(dirname "$0")" && pwd)"
exec python3 - "$from" "$here" <<'PYTHON'
import sys
from fontTools import subset
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.ttLib import TTFont

source, target = sys.argv[1], sys.argv[2]
wanted = [(0x20, 0x24F), (0x2B0, 0x2DD), (0x300, 0x331), (0x1E00, 0x1EFF), (0x2000, 0x206F), (0x2070, 0x209C),
          (0x20A0, 0x20BF), (0x2100, 0x214F), (0x2150, 0x215F), (0x2190, 0x21FF), (0x2200, 0x22FF), (0x25A0, 0x25FF)]
stamp = 3660595200  # 2020-01-01, seconds since 1904: the same bytes at every rebuild

TICK = [(180, 560), (300, 660), (480, 430), (1010, 1270), (1140, 1190), (500, 120)]
CROSS = [(200, 280), (320, 160), (660, 500), (1000, 160), (1120, 280), (780, 620), (1120, 960), (1000, 1080),
         (660, 740), (320, 1080), (200, 960), (540, 620)]
FRAME = [[(120, 0), (120, 1200), (1320, 1200), (1320, 0)], [(220, 100), (1220, 100), (1220, 1100), (220, 1100)]]
SMALL_TICK = [(350, 560), (450, 650), (590, 470), (1000, 950), (1090, 880), (600, 260)]
DRAWN = {0x2713: ("tick", 1320, [TICK]), 0x2717: ("cross", 1320, [CROSS]),
         0x2610: ("box", 1440, FRAME), 0x2611: ("boxtick", 1440, FRAME + [SMALL_TICK])}

def draw(font):
    for code, (name, width, outlines) in DRAWN.items():
        pen = TTGlyphPen(None)
        for outline in outlines:
            pen.moveTo(outline[0])
            for point in outline[1:]:
                pen.lineTo(point)
            pen.closePath()
        glyph = pen.glyph()
        font.setGlyphOrder(font.getGlyphOrder() + [name])
        font["glyf"].glyphs[name] = glyph
        glyph.recalcBounds(font["glyf"])
        font["hmtx"].metrics[name] = (width, glyph.xMin)
        for table in font["cmap"].tables:
            if table.isUnicode():
                table.cmap[code] = name

for face, style in [("Regular", "Regular"), ("Bold", "Bold"), ("Italic", "Italic"), ("BoldItalic", "Bold Italic")]:
    options = subset.Options(hinting=False, layout_features=["*"], name_IDs=[0, 1, 2, 3, 4, 5, 6, 13, 14],
                             name_languages=[0x409], notdef_outline=True, recalc_timestamp=False, glyph_names=False)
    font = TTFont(f"{source}/Tinos-{face}.ttf", recalcTimestamp=False)
    cutter = subset.Subsetter(options)
    cutter.populate(unicodes=[code for low, high in wanted for code in range(low, high + 1)])
    cutter.subset(font)
    draw(font)
    for record in font["name"].names:
        new = {1: "AG Serif", 2: style, 3: f"1.33;AG Serif {style}", 4: f"AG Serif {style}", 6: f"AGSerif-{face}",
               5: "Version 1.33; subset and renamed"}.get(record.nameID)
        if new:
            record.string = new
    font["head"].modified = font["head"].created = stamp
    font.save(f"{target}/AGSerif-{face}.ttf")
    print(f"AGSerif-{face}.ttf", len(font.getBestCmap()), "characters")
PYTHON
