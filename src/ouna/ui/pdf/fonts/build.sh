#!/bin/sh
# Cut the shipped fonts from Debian's fonts-noto-core, fonts-noto-mono and
# fonts-liberation2 (2.x is OFL; 1.x is not). Run by hand when they change: build.sh VENV_BIN NOTO_FOLDER MONO_FOLDER LIBERATION_FOLDER
# (VENV_BIN has python and pyftsubset of fonttools).
# Hinting goes (print does not use it, it is half of each file); all shaping features stay.
set -eu
cut=$1/pyftsubset; python=$1/python; noto=$2; mono=$3; liberation=$4
text="U+0000-052F,U+1D00-1DBF,U+1E00-1FFF,U+2000-2027,U+202F-2064,U+2070-209F,U+20A0-20C0,U+2100-214F,U+2190-2193,U+2212,U+25CC"
ascii="U+0020-007E,U+00A0,U+2026"
one() { "$cut" "$1/$2.ttf" --unicodes="$3" --output-file="$2.ttf" --no-hinting --layout-features='*' \
  --name-IDs='0,1,2,3,4,5,6,13,14,16,17' --notdef-outline --drop-tables+=DSIG,MATH; }
for face in NotoSans-Regular NotoSans-Bold NotoSerif-Regular; do one "$noto" $face "$text"; done
for face in NotoSansMono-Regular NotoSansMono-Bold; do one "$mono" $face "$ascii"; done
for face in NotoNaskhArabic-Regular NotoNaskhArabic-Bold; do one "$noto" $face '*'; done
# Names keep their own script: these are for inserted names only, so one weight each.
for script in Armenian Bengali Devanagari Ethiopic Georgian Hebrew Tamil; do one "$noto" NotoSans$script-Regular '*'; done
# The Swiss payment part allows Arial, Helvetica, Frutiger and Liberation Sans only. A cut Liberation
# may not keep its reserved name (OFL 3), hence the new one.
for face in LiberationSans-Regular LiberationSans-Bold; do one "$liberation" $face "U+0020-024F,U+2010-2027,U+202F,U+20AC"; done
"$python" - <<'END'
from pathlib import Path
from fontTools.ttLib import TTFont
for face in ("Regular", "Bold"):
    font = TTFont(f"LiberationSans-{face}.ttf")
    names = {1: "Payment Part Sans", 2: face, 3: f"Payment Part Sans {face}",
             4: f"Payment Part Sans {face}", 6: f"PaymentPartSans-{face}"}
    for number, text in names.items():
        for platform in ((1, 0, 0), (3, 1, 0x409)):
            font["name"].setName(text, number, *platform)
    for number in (16, 17):
        font["name"].removeNames(nameID=number)
    font.save(f"PaymentPartSans-{face}.ttf")
    Path(f"LiberationSans-{face}.ttf").unlink()
# Which characters can be printed, as ranges: read at run time, so that no font has to be parsed there.
points = set()
for path in sorted(Path().glob("Noto*.ttf")):
    points |= set(TTFont(path).getBestCmap())
points -= {0, 0xD, 0x25CC}
ranges, start = [], None
for point in sorted(points):
    if start is None or point != last + 1:
        if start is not None:
            ranges.append((start, last))
        start = point
    last = point
ranges.append((start, last))
Path("coverage.txt").write_text("".join(f"{a:04X}-{b:04X}\n" for a, b in ranges))
END
