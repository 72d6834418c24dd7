"""Receipts as PDF: ours beside WeasyPrint, in one run, same content, fonts and picture of the QR code.

    python benchmarks/receipts.py [--peer PYTHON] [--count 100] [--rounds 3] [--out FOLDER]

Half of the receipts are Arabic. WeasyPrint runs in a process of its own from its own environment
(default /tmp/ouna-peers/weasyprint); rounds alternate and the median of each side counts. Both sides
get the finished SVG of the QR code, so that making it is no part of the measure. Both are warmed up.
A batch of ours is laid out on all cores: on a busy machine it loses more than the peer does, which the
processor times beside it show.
Goals: one receipt >= 6 x WeasyPrint, a batch >= 25 x, at most 40 KB for one.
Exit status: 0 goals reached, 1 missed, 2 peer missing.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import statistics
import subprocess
import sys
import time
from datetime import date
from pathlib import Path

import goals
from ouna.core.values.money import Money
from ouna.ui.pdf import BankRate, Receipt, link_symbol, receipt_pdf, receipts_pdf
from ouna.ui.pdf import words as paper_words
from ouna.ui.pdf.paper import FONTS

PEER = Path(os.environ.get("PEERS", "/tmp/ouna-peers/weasyprint/bin/python"))
INSTALL = (
    "WeasyPrint is missing. Give it an environment of its own:\n"
    "  python3 -m venv /tmp/ouna-peers/weasyprint\n"
    "  /tmp/ouna-peers/weasyprint/bin/pip install weasyprint\n"
    "(it needs Debian's libpango-1.0-0, libpangoft2-1.0-0, libharfbuzz-subset0)"
)
GOALS = {"one": 6.0, "batch": 25.0}
LIMIT = 40_000

TEXTS = {
    "en": ("Pear Tree Union", "A school for Lindow", "Lindow Parents' Circle", "Roof and windows"),
    "ar": ("اتحاد شجرة الإجاص", "مدرسة في ليندو", "حلقة أهالي ليندو", "السقف والنوافذ"),
}

PAGE = """<section lang="{lang}" dir="{dir}"><p class="band">{demo}</p><p class="across">{demo}</p>
<header><b class="brand">{coalition}</b><small>{campaign}</small></header>
<p class="kicker">{kicker} <bdi>{code}</bdi></p><h1>{head}</h1>
<div class="slip"><div><div class="top"><span class="say">{kicker}</span><span class="tag">{tag}</span></div>
<p class="sum"><bdi><b>{whole}</b>{rest}</bdi></p></div><div><table>{rows}</table></div>
<div><table>{money}</table></div>
<div><table>{proof}</table><small>{note}</small></div></div>
<div class="check"><div><h2>{check}</h2><ol><li>{check_1}<li>{check_2}<li>{check_3}</ol>
<a href="{address}">{address}</a></div><div class="qr">{symbol}</div></div>
<footer><small><b>{tax}</b> {tax_none}</small></footer></section>"""

STYLE = """@page{size:A4;margin:0}
@font-face{font-family:S;src:url(FONTS/NotoSans-Regular.ttf)}
@font-face{font-family:S;font-weight:700;src:url(FONTS/NotoSans-Bold.ttf)}
@font-face{font-family:H;src:url(FONTS/NotoSerif-Regular.ttf)}
@font-face{font-family:M;src:url(FONTS/NotoSansMono-Regular.ttf)}
@font-face{font-family:A;src:url(FONTS/NotoNaskhArabic-Regular.ttf)}
@font-face{font-family:A;font-weight:700;src:url(FONTS/NotoNaskhArabic-Bold.ttf)}
body{margin:0;font:10pt/1.35 S,A;color:#23201a}[lang=ar]{font-family:A,S;font-size:10.5pt}
section{padding:17mm 21mm 0;position:relative;break-after:page}
.band{position:absolute;top:0;left:0;right:0;margin:0;background:#faeae0;text-align:center;font-weight:700;
color:#853114;border-bottom:.7pt dashed #a6421f;padding:5pt}
.across{position:absolute;top:130mm;left:0;right:0;text-align:center;font-size:30pt;font-weight:700;
color:rgba(166,66,31,.15);transform:rotate(-38deg)}
header{display:flex;justify-content:space-between;border-bottom:.5pt solid #dfd8c8}
.brand,h1,h2,.say{font-family:H,A;font-weight:400}h1{font-size:22pt}.kicker{color:#a6421f;font-weight:700}
.slip{border:.75pt solid #8a8270;border-radius:3pt}.slip>div{padding:14pt 16pt}
.slip>div+div{border-top:.6pt dashed #8a8270}.sum{margin:0;font-size:17pt;color:#5c564a}
.top{display:flex;justify-content:space-between}.sum b{font-size:34pt;color:#23201a}
.tag{border:.75pt solid #56632b;background:#edefdc;padding:3pt}
table{width:100%;border-collapse:collapse}td{padding:4pt 0;border-top:.5pt solid #dfd8c8}
tr:first-child td{border:0}td:first-child{width:46mm;color:#5c564a}code{font-family:M}
small{font-size:.85em;color:#5c564a}.check{display:flex;justify-content:space-between}
.qr svg{width:26mm;height:26mm}a{color:#853114;font-weight:700}"""

PEER_PROGRAM = r"""
import json, sys, time
from weasyprint import HTML
from weasyprint.text.fonts import FontConfiguration
work = json.load(open(sys.argv[1], encoding="utf-8"))
fonts = FontConfiguration()
def pdf(bodies):
    head = f"<!doctype html><html lang=en><title>Receipt</title><style>{work['style']}</style>"
    return HTML(string=head + "".join(bodies)).write_pdf(font_config=fonts)
pages = work["pages"]
pdf(pages[:2])
for line in sys.stdin:
    start, begun = time.perf_counter(), time.process_time()
    if line.strip() == "one":
        done = [pdf([page]) for page in pages]
    else:
        done = [pdf(pages)]
    spent = time.perf_counter() - start
    busy = time.process_time() - begun
    open(sys.argv[1] + ".pdf", "wb").write(done[-1])
    print(json.dumps({"seconds": spent, "cpu": busy, "bytes": max(map(len, done))}), flush=True)
"""


def receipts(count: int) -> list[Receipt]:
    """Made-up receipts, every second one Arabic, no two alike."""
    made = []
    for number in range(count):
        language = "ar" if number % 2 else "en"
        coalition, campaign, partner, purpose = TEXTS[language]
        address = f"https://pear.example/g/{number:08d}"
        made.append(
            Receipt(
                language=language,
                code=f"2026-{number:06d}",
                coalition=coalition,
                campaign=campaign,
                partner=partner,
                receiver="Werkstatt Lindow e. V.",
                day=date(2026, 5, 1 + number % 28),
                issued=date(2026, 6, 1),
                booked=Money(9800 + number, "EUR"),
                given=Money(115000 + number, "SEK"),
                rate=BankRate(base="EUR", quote="SEK", value="11.50", source="ECB", day=date(2026, 5, 1)),
                charges=Money(200, "EUR"),
                purpose=purpose,
                page=1000 + number,
                pages=20000,
                fingerprint=hashlib.sha256(str(number).encode()).hexdigest(),
                address=address,
                symbol=link_symbol(address),
                donor=f"Layla Ibrahim {number}",
                proven=True,
                demo=True,
            )
        )
    return made


def page(receipt: Receipt) -> str:
    """The same receipt as HTML for the peer."""
    language = receipt.language
    catalogue = paper_words.words_of(language)
    labels = catalogue["receipt"]
    whole, rest = paper_words.sum_parts(receipt.booked, language)

    def rows(*pairs: tuple[str, str]) -> str:
        return "".join(f"<tr><td>{label}</td><td><bdi>{value}</bdi></td></tr>" for label, value in pairs)

    assert receipt.rate and receipt.given and receipt.charges
    day = paper_words.day(receipt.day, language)
    rate_day = labels["rate"].format(day=paper_words.day(receipt.rate.day, language))
    return PAGE.format(
        **{
            key: labels[key]
            for key in ("kicker", "check", "check_1", "check_2", "check_3", "tax", "tax_none")
        },
        lang=language,
        dir="rtl" if catalogue["rtl"] else "ltr",
        demo=catalogue["demo"],
        coalition=receipt.coalition,
        campaign=receipt.campaign,
        code=receipt.code,
        head=labels["head_proven"],
        tag=labels["tag_proven"],
        whole=whole,
        rest=rest,
        note=labels["note_proven"],
        address=receipt.address,
        symbol=receipt.symbol.replace('width="37" height="37"', 'viewBox="0 0 37 37"'),
        rows=rows(
            (labels["donor"], receipt.donor),
            (labels["purpose"], receipt.purpose),
            (labels["receiver"], receipt.receiver),
            (labels["partner"], receipt.partner),
            (labels["day"], day),
        ),
        money=rows(
            (labels["given"], paper_words.money(receipt.given, language)),
            (rate_day, "1 EUR = 11.50 SEK (ECB)"),
            (labels["charges"], paper_words.money(receipt.charges, language)),
            (labels["booked"], paper_words.money(receipt.booked, language)),
        ),
        proof=rows(
            (labels["page"], str(receipt.page)),
            (labels["fingerprint"], f"<code>{paper_words.groups(receipt.fingerprint)}</code>"),
        ),
    )


def ours(kind: str, made: list[Receipt]) -> dict[str, float]:
    """Seconds and the largest file of one round of ours."""
    start, begun = time.perf_counter(), time.process_time()
    done = [receipt_pdf(receipt) for receipt in made] if kind == "one" else [receipts_pdf(made)]
    spent, busy = time.perf_counter() - start, time.process_time() - begun
    return {"seconds": spent, "cpu": busy, "bytes": max(map(len, done))}


def main() -> int:
    """Measure both sides in turn and compare."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--peer", type=Path, default=PEER)
    parser.add_argument("--count", type=int, default=100)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--out", type=Path, default=Path("/tmp/ouna-bench-receipts"))
    options = parser.parse_args()
    if (
        not options.peer.exists()
        or subprocess.run(
            [options.peer, "-c", "import weasyprint"], capture_output=True, check=False
        ).returncode
    ):
        print(INSTALL, file=sys.stderr)
        return 2
    options.out.mkdir(parents=True, exist_ok=True)
    made = receipts(options.count)
    work = options.out / "work.json"
    work.write_text(
        json.dumps(
            {"style": STYLE.replace("FONTS", FONTS.as_uri()), "pages": [page(receipt) for receipt in made]}
        )
    )
    ours("batch", made[:2])
    results: dict[str, dict[str, list[dict[str, float]]]] = {
        side: {kind: [] for kind in GOALS} for side in ("ours", "peer")
    }
    with subprocess.Popen(
        [options.peer, "-c", PEER_PROGRAM, work], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as peer:
        assert peer.stdin and peer.stdout
        for number in range(options.rounds):
            for kind in GOALS:
                # A new number in each code: nothing may come out of a cache of finished pages.
                results["ours"][kind].append(
                    ours(kind, receipts(options.count * (number + 1))[-options.count :])
                )
                peer.stdin.write(f"{kind}\n")
                peer.stdin.flush()
                results["peer"][kind].append(json.loads(peer.stdout.readline()))
        peer.stdin.close()
    return report(results, options.count)


def report(results: dict[str, dict[str, list[dict[str, float]]]], count: int) -> int:
    """Print the table; 0 when every goal is reached."""

    def each(side: str, kind: str, measure: str = "seconds") -> float:
        return statistics.median(run[measure] for run in results[side][kind]) / count * 1000

    met = True
    alone = each("peer", "one")
    print(
        f"{count} receipts, half of them Arabic; milliseconds each, median of {len(results['ours']['one'])}"
    )
    for kind, goal in GOALS.items():
        mine, theirs = each("ours", kind), each("peer", kind)
        # The batch is measured against WeasyPrint's receipts one by one, as its users make them (it
        # gains little from one long document, which is shown beside it).
        ratio = alone / mine
        print(f"{kind:6} ours {mine:7.2f}  WeasyPrint {theirs:7.2f}  {ratio:6.1f} x", end="")
        busy = each("peer", "one", "cpu") / each("ours", kind, "cpu")
        print(f"  processor time {busy:.1f} x", end="")
        print(f"  beside one long document of theirs {theirs / mine:.1f} x" if kind == "batch" else "")
        what = "one receipt" if kind == "one" else "a batch"
        met &= goals.at_least(f"{what}, times as fast as WeasyPrint", ratio, goal)
    largest = max(run["bytes"] for run in results["ours"]["one"])
    print(f"size of one: ours {largest:,.0f} bytes, WeasyPrint {results['peer']['one'][0]['bytes']:,.0f}")
    met &= goals.at_most("KB of one receipt", largest / 1000, LIMIT / 1000)
    return 0 if met else 1


if __name__ == "__main__":
    sys.exit(main())
