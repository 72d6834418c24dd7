"""Bank statement readers beside their peers, in one run on one machine. Quote the ratios.

usage: python benchmarks/bank.py [ENTRIES=100000] [ROUNDS=3] [--check]
Each reader runs in a process of its own, in turn; medians of the rounds. `iterparse` is the limit: lxml's
iterparse that clears each entry and reads nothing. `--check` ends with 1 when a goal is missed. Peers are
no dependencies of the project; they live in a virtual environment of their own:

    python3 -m venv peers && peers/bin/pip install camt053 mt-940 lxml
    PEERS=peers/bin/python python benchmarks/bank.py
"""

from __future__ import annotations

import datetime as dt
import json
import os
import random
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import TextIO

import goals

NS = "urn:iso:std:iso:20022:tech:xsd:camt.053.001.02"
PEERS = os.environ.get("PEERS", "peers/bin/python")
CAMT = ("iterparse", "ouna", "camt053")
MT940 = ("ouna_mt940", "mt940")
GIVEN = "Layla Yusuf Mariam Omar Greta Jorge Lucia Wei Amina Kwame Aoife Marco Elena Piotr Nour".split()
FAMILY = "Haddad Berg Rossi Kowalski Silva Okafor Murphy Dubois Chen Yilmaz Nasser Holm".split()


def entries(count: int, seed: int = 3) -> list[tuple[int, dt.date, int, str, str]]:
    """(number, day, cents, reference, name) of invented gifts."""
    rng = random.Random(seed)
    first = dt.date(2026, 1, 1)
    return [
        (
            number,
            first + dt.timedelta(days=number * 360 // count),
            rng.randrange(100, 500_000),
            f"RF{number:012d}",
            f"{rng.choice(GIVEN)} {rng.choice(FAMILY)}",
        )
        for number in range(count)
    ]


def write_camt(out: TextIO, count: int) -> None:
    total = 0
    out.write(
        f'<?xml version="1.0" encoding="UTF-8"?>\n<Document xmlns="{NS}"><BkToCstmrStmt>'
        "<GrpHdr><MsgId>M1</MsgId>"
        "<CreDtTm>2026-12-31T00:00:00</CreDtTm></GrpHdr><Stmt><Id>S1</Id><ElctrncSeqNb>1</ElctrncSeqNb>"
        "<CreDtTm>2026-12-31T00:00:00</CreDtTm>"
        "<Acct><Id><IBAN>DE89370400440532013000</IBAN></Id><Ccy>EUR</Ccy></Acct>"
        '<Bal><Tp><CdOrPrtry><Cd>OPBD</Cd></CdOrPrtry></Tp><Amt Ccy="EUR">0.00</Amt>'
        "<CdtDbtInd>CRDT</CdtDbtInd><Dt><Dt>2026-01-01</Dt></Dt></Bal>"
    )
    for number, day, cents, reference, name in entries(count):
        total += cents
        amount = f"{cents // 100}.{cents % 100:02d}"
        out.write(
            f'<Ntry><NtryRef>{number}</NtryRef><Amt Ccy="EUR">{amount}</Amt><CdtDbtInd>CRDT</CdtDbtInd>'
            "<Sts>BOOK</Sts>"
            f"<BookgDt><Dt>{day}</Dt></BookgDt><ValDt><Dt>{day}</Dt></ValDt>"
            f"<AcctSvcrRef>A{number:010d}</AcctSvcrRef>"
            "<BkTxCd><Domn><Cd>PMNT</Cd><Fmly><Cd>RCDT</Cd><SubFmlyCd>ESCT</SubFmlyCd></Fmly></Domn></BkTxCd>"
            f"<NtryDtls><TxDtls><Refs><EndToEndId>E{number}</EndToEndId></Refs>"
            f'<AmtDtls><TxAmt><Amt Ccy="EUR">{amount}</Amt></TxAmt></AmtDtls>'
            f"<RltdPties><Dbtr><Nm>{name}</Nm></Dbtr>"
            f"<DbtrAcct><Id><IBAN>DE{number:020d}</IBAN></Id></DbtrAcct></RltdPties><RltdAgts><DbtrAgt><FinInstnId>"
            "<BIC>COBADEFFXXX</BIC></FinInstnId></DbtrAgt></RltdAgts><RmtInf><Strd><CdtrRefInf>"
            f"<Ref>{reference}</Ref></CdtrRefInf></Strd><Ustrd>Gift {reference} rebuilding</Ustrd></RmtInf>"
            "</TxDtls></NtryDtls></Ntry>\n"
        )
    out.write(
        f'<Bal><Tp><CdOrPrtry><Cd>CLBD</Cd></CdOrPrtry></Tp><Amt Ccy="EUR">{total // 100}.{total % 100:02d}'
        "</Amt><CdtDbtInd>CRDT</CdtDbtInd><Dt><Dt>2026-12-31</Dt></Dt></Bal></Stmt></BkToCstmrStmt></Document>\n"
    )


def write_mt940(out: TextIO, count: int) -> None:
    total = 0
    out.write(":20:STMT1\r\n:25:DE89370400440532013000\r\n:28C:1/1\r\n:60F:C260101EUR0,00\r\n")
    for number, day, cents, reference, name in entries(count):
        total += cents
        out.write(
            f":61:{day:%y%m%d}{day:%m%d}C{cents // 100},{cents % 100:02d}NTRF{reference}//A{number:010d}\r\n"
            f":86:166?00SEPA CREDIT?20EREF+E{number}?21SVWZ+Gift {reference}?22rebuilding?30COBADEFFXXX"
            f"?31DE{number:020d}?32{name[:27]}\r\n"
        )
    out.write(f":62F:C261231EUR{total // 100},{total % 100:02d}\r\n-\r\n")


def peak() -> float:
    """Largest memory of this programme so far in MB (`ru_maxrss` would count the parent's before exec)."""
    for line in Path("/proc/self/status").read_text().splitlines():
        if line.startswith("VmHWM:"):
            return int(line.split()[1]) / 1024
    raise SystemExit("This measurement needs Linux.")


def prepare(reader: str) -> Callable[[str], int]:
    """Import what a reader needs, so that the clock measures reading alone."""
    if reader == "iterparse":
        from lxml import etree

        def bare(path: str) -> int:
            count = 0
            for _, element in etree.iterparse(path, tag=f"{{{NS}}}Ntry"):
                count += 1
                element.clear()
                parent = element.getparent()
                while element.getprevious() is not None:
                    del parent[0]
            return count

        return bare
    if reader.startswith("ouna"):
        from ouna.core.bank import Line, Statement, stream

        def ours(path: str) -> int:
            count = 0
            for event in stream(path):
                if isinstance(event, Line):
                    count += 1
                elif isinstance(event, Statement):
                    assert event.proof == "closes"
            return count

        return ours
    if reader == "camt053":
        from camt053.parse.statement_parser import parse_document

        def peer(path: str) -> int:
            return sum(len(one.entries) for one in parse_document(Path(path).read_text("utf-8")).statements)

        return peer
    import mt940

    return lambda path: len(mt940.parse(path))


def child(reader: str, path: str) -> None:
    read = prepare(reader)
    # Processor time, so that other work on the machine does not count.
    before, start = peak(), time.process_time()
    count = read(path)
    print(json.dumps({"seconds": time.process_time() - start, "mb": peak() - before, "count": count}))


def measure(reader: str, path: Path, count: int) -> dict[str, float] | None:
    python = PEERS if reader in ("camt053", "mt940") else sys.executable
    if not Path(python).exists():
        return None
    done = subprocess.run([python, __file__, "--one", reader, str(path)], capture_output=True, text=True)
    if done.returncode:
        return None
    found = json.loads(done.stdout.splitlines()[-1])
    assert found["count"] == count, f"{reader} read {found['count']} of {count} entries"
    return found


def main() -> int:
    numbers = [int(a) for a in sys.argv[1:] if a.isdigit()]
    count, rounds = (numbers + [100_000, 3][len(numbers) :])[:2]
    runs: dict[str, list[dict[str, float]]] = {}
    with tempfile.TemporaryDirectory() as folder:
        camt, mt = Path(folder, "c.xml"), Path(folder, "m.sta")
        with camt.open("w", encoding="utf-8") as out:
            write_camt(out, count)
        with mt.open("w", encoding="utf-8", newline="") as out:
            write_mt940(out, count)
        for _ in range(rounds):
            for reader in (*CAMT, *MT940):
                found = measure(reader, mt if reader in MT940 else camt, count)
                if found:
                    runs.setdefault(reader, []).append(found)
    middle = {
        reader: {key: statistics.median(run[key] for run in found) for key in ("seconds", "mb")}
        for reader, found in runs.items()
    }
    print(f"{count} entries, median of {rounds} rounds\nreader        entries/s  x iterparse  added MB")
    for reader, found in middle.items():
        ratio = found["seconds"] / middle["iterparse"]["seconds"]
        print(f"{reader:12}{count / found['seconds']:11.0f}{ratio:13.2f}{found['mb']:10.1f}")
    return judge(middle)


def judge(middle: dict[str, dict[str, float]]) -> int:
    """Print each goal and whether it is met; 1 when one is missed and `--check` is given."""
    ours = middle["ouna"]
    met = goals.at_most(
        "camt.053, times as slow as bare iterparse", ours["seconds"] / middle["iterparse"]["seconds"], 2.5
    )
    met &= goals.at_most("camt.053, MB of memory added", ours["mb"], 10)
    if "camt053" in middle:
        ratio = middle["camt053"]["seconds"] / ours["seconds"]
        met &= goals.at_least("camt.053, times as fast as the package camt053", ratio, 3)
    if "mt940" in middle:
        ratio = middle["mt940"]["seconds"] / middle["ouna_mt940"]["seconds"]
        met &= goals.at_least("MT940, times as fast as the package mt-940", ratio, 2)
    if not {"camt053", "mt940"} <= middle.keys():
        print(f"a peer is missing; see the top of {Path(__file__).name} for how to install them")
    return 1 if not met and "--check" in sys.argv else 0


if __name__ == "__main__":
    if sys.argv[1:2] == ["--one"]:
        child(sys.argv[2], sys.argv[3])
    else:
        sys.exit(main())
