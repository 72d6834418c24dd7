"""Bank files of the demo, written as the banks of eight countries write them."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from xml.sax.saxutils import escape

from ouna.core.values import exponent


@dataclass(frozen=True, slots=True)
class DemoLine:
    """One booking; `parts` make it a batch. `sent`: (minor, currency) the donor sent; `kept`: charges."""

    day: date
    minor: int
    name: str = ""
    iban: str = ""
    reference: str = ""
    text: str = ""
    end_to_end: str = ""
    bank_ref: str = ""
    returned: str = ""
    code: str = "PMNT-RCDT-ESCT"
    pending: bool = False
    sent: tuple[int, str] | None = None
    rate: str = ""
    kept: int = 0
    parts: tuple[DemoLine, ...] = field(default=())


@dataclass(frozen=True, slots=True)
class DemoStatement:
    """A statement to be written: opening and closing in minor units."""

    iban: str
    currency: str
    number: int
    first: date
    last: date
    opening: int
    closing: int
    lines: Sequence[DemoLine]

    @classmethod
    def of(
        cls,
        iban: str,
        currency: str,
        number: int,
        days: tuple[date, date],
        opening: int,
        lines: Sequence[DemoLine],
    ) -> DemoStatement:
        """With the closing that its booked lines lead to."""
        moved = sum(line.minor for line in lines if not line.pending)
        return cls(iban, currency, number, *days, opening, opening + moved, lines)


def decimal(minor: int, currency: str, point: str = ".") -> str:
    """12345 EUR as `123.45`, without sign."""
    digits = exponent(currency)
    whole, rest = divmod(abs(minor), 10**digits)
    return f"{whole}{point}{rest:0{digits}d}" if digits else str(whole)


# camt -------------------------------------------------------------------------------------------

_ROOTS = {"053": ("BkToCstmrStmt", "Stmt"), "054": ("BkToCstmrDbtCdtNtfctn", "Ntfctn")}


def camt(statement: DemoStatement, version: str = "053.001.08") -> bytes:
    """A camt.053 or camt.054 file of one statement; `version` as in the namespace, `053.001.02`."""
    kind, _, number = version.split(".")
    modern = int(number) >= 8
    root, group = _ROOTS[kind]
    ident = f"DEMO-{statement.iban[:2]}-{statement.last:%Y%m%d}-{statement.number}"
    out = [
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f'<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.{version}"><{root}>'
        f"<GrpHdr><MsgId>{ident}</MsgId><CreDtTm>{statement.last}T18:00:00</CreDtTm></GrpHdr>"
        f"<{group}><Id>{ident}</Id><ElctrncSeqNb>{statement.number}</ElctrncSeqNb>"
        f"<CreDtTm>{statement.last}T18:00:00</CreDtTm>"
        f"<FrToDt><FrDtTm>{statement.first}T00:00:00</FrDtTm><ToDtTm>{statement.last}T23:59:59</ToDtTm></FrToDt>"
        f"<Acct><Id><IBAN>{statement.iban}</IBAN></Id><Ccy>{statement.currency}</Ccy></Acct>"
    ]
    if kind == "053":
        out.append(_camt_balance("OPBD", statement.opening, statement.currency, statement.first))
        out.append(_camt_balance("CLBD", statement.closing, statement.currency, statement.last))
    out += [_camt_entry(line, statement.currency, modern) for line in statement.lines]
    out.append(f"</{group}></{root}></Document>\n")
    return "\n".join(out).encode()


def _camt_balance(code: str, minor: int, currency: str, day: date) -> str:
    return (
        f"<Bal><Tp><CdOrPrtry><Cd>{code}</Cd></CdOrPrtry></Tp>"
        f'<Amt Ccy="{currency}">{decimal(minor, currency)}</Amt>'
        f"<CdtDbtInd>{'CRDT' if minor >= 0 else 'DBIT'}</CdtDbtInd><Dt><Dt>{day}</Dt></Dt></Bal>"
    )


def _camt_entry(line: DemoLine, currency: str, modern: bool) -> str:
    status = "PDNG" if line.pending else "BOOK"
    side = "CRDT" if line.minor >= 0 else "DBIT"
    details = "".join(_camt_details(part, currency, modern) for part in line.parts or (line,))
    batch = f"<Btch><NbOfTxs>{len(line.parts)}</NbOfTxs></Btch>" if line.parts else ""
    domain, family, sub = line.code.split("-")
    return (
        f'<Ntry><Amt Ccy="{currency}">{decimal(line.minor, currency)}</Amt><CdtDbtInd>{side}</CdtDbtInd>'
        f"<Sts>{f'<Cd>{status}</Cd>' if modern else status}</Sts>"
        f"<BookgDt><Dt>{line.day}</Dt></BookgDt><ValDt><Dt>{line.day}</Dt></ValDt>"
        + (f"<AcctSvcrRef>{line.bank_ref}</AcctSvcrRef>" if line.bank_ref else "")
        + f"<BkTxCd><Domn><Cd>{domain}</Cd><Fmly><Cd>{family}</Cd><SubFmlyCd>{sub}</SubFmlyCd></Fmly></Domn>"
        "</BkTxCd>"
        f"<NtryDtls>{batch}{details}</NtryDtls></Ntry>"
    )


def _camt_details(line: DemoLine, currency: str, modern: bool) -> str:
    side = "CRDT" if line.minor >= 0 else "DBIT"
    other = "Dbtr" if line.minor >= 0 else "Cdtr"
    amount = f'<Amt Ccy="{currency}">{decimal(line.minor, currency)}</Amt>'
    parts = [f"<TxDtls><Refs><EndToEndId>{escape(line.end_to_end or 'NOTPROVIDED')}</EndToEndId></Refs>"]
    exchange = ""
    if line.sent:
        minor, sent_currency = line.sent
        exchange = (
            f'<InstdAmt><Amt Ccy="{sent_currency}">{decimal(minor, sent_currency)}</Amt><CcyXchg>'
            f"<SrcCcy>{sent_currency}</SrcCcy><TrgtCcy>{currency}</TrgtCcy><XchgRate>{line.rate}</XchgRate>"
            "</CcyXchg></InstdAmt>"
        )
    if modern:
        parts.append(f"{amount}<CdtDbtInd>{side}</CdtDbtInd>")
        if exchange:
            parts.append(f"<AmtDtls>{exchange}</AmtDtls>")
    else:
        parts.append(f"<AmtDtls>{exchange}<TxAmt>{amount}</TxAmt></AmtDtls>")
    if line.kept:
        kept = f'<Amt Ccy="{currency}">{decimal(line.kept, currency)}</Amt>'
        parts.append(f"<Chrgs><Rcrd>{kept}<CdtDbtInd>DBIT</CdtDbtInd></Rcrd></Chrgs>" if modern else "")
    if line.name:
        name = f"<Nm>{escape(line.name)}</Nm>"
        party = f"<Pty>{name}</Pty>" if modern else name
        account = f"<{other}Acct><Id><IBAN>{line.iban}</IBAN></Id></{other}Acct>" if line.iban else ""
        parts.append(f"<RltdPties><{other}>{party}</{other}>{account}</RltdPties>")
    parts.append(_camt_remittance(line))
    if line.returned:
        parts.append(f"<RtrInf><Rsn><Cd>{line.returned}</Cd></Rsn></RtrInf>")
    parts.append("</TxDtls>")
    return "".join(parts)


def _camt_remittance(line: DemoLine) -> str:
    if line.reference:
        kind = "<Cd>SCOR</Cd>" if line.reference.startswith("RF") else "<Prtry>QRR</Prtry>"
        return (
            "<RmtInf><Strd><CdtrRefInf><Tp><CdOrPrtry>"
            f"{kind}</CdOrPrtry></Tp><Ref>{line.reference}</Ref></CdtrRefInf></Strd></RmtInf>"
        )
    return f"<RmtInf><Ustrd>{escape(line.text)}</Ustrd></RmtInf>" if line.text else ""


# MT940 ------------------------------------------------------------------------------------------


def mt940(statement: DemoStatement) -> bytes:
    """An MT940 message with German `?20` details."""
    currency = statement.currency
    out = [
        f":20:DEMO{statement.last:%y%m%d}",
        f":25:{statement.iban}",
        f":28C:{statement.number}/1",
        _mt_balance("60F", statement.opening, currency, statement.first),
    ]
    for line in statement.lines:
        if line.pending:
            continue
        for part in line.parts or (line,):
            out += _mt_line(part, line.day, currency)
    out += [_mt_balance("62F", statement.closing, currency, statement.last), "-", ""]
    return "\r\n".join(out).encode()


def _mt_balance(tag: str, minor: int, currency: str, day: date) -> str:
    return f":{tag}:{'C' if minor >= 0 else 'D'}{day:%y%m%d}{currency}{decimal(minor, currency, ',')}"


def _mt_line(line: DemoLine, day: date, currency: str) -> list[str]:
    kind = "NCHG" if "CHRG" in line.code else "NTRF"
    side = "C" if line.minor >= 0 else "D"
    words = f"SVWZ+{line.reference or line.text}"
    purpose = (f"EREF+{line.end_to_end}" if line.end_to_end else "", words)
    fields = [f"?{20 + i}{text[:27]}" for i, text in enumerate(p for p in purpose if p)]
    if line.iban:
        fields.append(f"?31{line.iban}")
    if line.name:
        fields.append(f"?32{line.name[:27]}")
    return [
        f":61:{day:%y%m%d}{day:%m%d}{side}{decimal(line.minor, currency, ',')}{kind}NONREF"
        + (f"//{line.bank_ref}" if line.bank_ref else ""),
        ":86:" + ("166" if line.minor >= 0 else "805") + "?00" + "".join(fields),
    ]


# CSV --------------------------------------------------------------------------------------------

GREEK_HEADER = (
    "Ημερομηνία",
    "Ημ. αξίας",
    "Περιγραφή",
    "Ονοματεπώνυμο",
    "IBAN",
    "Ποσό",
    "Υπόλοιπο",
)


def greek_csv(statement: DemoStatement, missing: int = 0) -> bytes:
    """A bank's CSV with Greek headings, decimal commas and a running balance.

    `missing` minor units are left out of the last balance, so that it does not add up.
    """
    text = io.StringIO()
    writer = csv.writer(text, delimiter=";", lineterminator="\r\n")
    writer.writerow(GREEK_HEADER)
    balance = statement.opening
    for line in statement.lines:
        balance += line.minor
        shown = balance - (missing if line is statement.lines[-1] else 0)
        writer.writerow(
            [
                f"{line.day:%d/%m/%Y}",
                f"{line.day:%d/%m/%Y}",
                " ".join(p for p in (line.reference, line.text) if p),
                line.name,
                line.iban,
                ("-" if line.minor < 0 else "") + decimal(line.minor, statement.currency, ","),
                decimal(shown, statement.currency, ","),
            ]
        )
    return text.getvalue().encode("utf-8-sig")


#: A camt file that tries to read a file of the server; it must be refused.
HOSTILE = b"""<?xml version="1.0"?>
<!DOCTYPE Document [<!ENTITY secret SYSTEM "file:///etc/passwd">]>
<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.08"><BkToCstmrStmt><Stmt><Id>&secret;</Id></Stmt>
</BkToCstmrStmt></Document>
"""
