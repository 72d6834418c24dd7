"""Bank files written from the standards, for the tests of this folder. All names and accounts invented."""

from __future__ import annotations

import io
import zipfile
from dataclasses import dataclass, field

NS = "urn:iso:std:iso:20022:tech:xsd:camt.05{n}.001.{v}"
ROOT = {2: ("BkToCstmrAcctRpt", "Rpt"), 3: ("BkToCstmrStmt", "Stmt"), 4: ("BkToCstmrDbtCdtNtfctn", "Ntfctn")}
ACCOUNT = "DE02120300000000202051"
DONOR = "NL91ABNA0417164300"


def tag(name: str, *content: str | None, **attributes: str) -> str:
    inner = "".join(c for c in content if c)
    extra = "".join(f' {key}="{value}"' for key, value in attributes.items())
    return f"<{name}{extra}>{inner}</{name}>"


def bal(
    kind: str, amount: str, day: str = "2026-03-01", direction: str | None = "CRDT", ccy: str = "EUR"
) -> str:
    return tag(
        "Bal",
        tag("Tp", tag("CdOrPrtry", tag("Cd", kind))),
        tag("Amt", amount, Ccy=ccy),
        tag("CdtDbtInd", direction) if direction else "",
        tag("Dt", tag("Dt", day)),
    )


@dataclass
class Entry:
    amount: str = "10.00"
    direction: str | None = "CRDT"
    ccy: str = "EUR"
    status: str | None = "BOOK"
    reversal: bool | None = None
    booked: str | None = "2026-03-02"
    valued: str | None = "2026-03-02"
    ref: str | None = "BANK-1"
    family: str = "ESCT"
    batch: str = ""
    details: list[str] = field(default_factory=list)
    info: str | None = None
    extra: str = ""

    def xml(self, version: int) -> str:
        status = ""
        if self.status is not None:
            status = tag("Sts", tag("Cd", self.status) if version >= 7 else self.status)
        return tag(
            "Ntry",
            tag("Amt", self.amount, Ccy=self.ccy),
            tag("CdtDbtInd", self.direction) if self.direction else "",
            tag("RvslInd", "true" if self.reversal else "false") if self.reversal is not None else "",
            status,
            tag("BookgDt", tag("Dt", self.booked)) if self.booked else "",
            tag("ValDt", tag("Dt", self.valued)) if self.valued else "",
            tag("AcctSvcrRef", self.ref) if self.ref else "",
            tag(
                "BkTxCd",
                tag("Domn", tag("Cd", "PMNT"), tag("Fmly", tag("Cd", "RCDT"), tag("SubFmlyCd", self.family))),
            ),
            self.extra,
            tag("NtryDtls", self.batch, *self.details) if self.batch or self.details else "",
            tag("AddtlNtryInf", self.info) if self.info else "",
        )


def details(
    version: int = 8,
    *,
    amount: str | None = None,
    ccy: str = "EUR",
    direction: str | None = None,
    e2e: str | None = "E2E-1",
    debtor: str | None = "Layla Example",
    iban: str | None = DONOR,
    creditor: str | None = None,
    creditor_iban: str | None = None,
    ustrd: tuple[str, ...] = (),
    strd: str | None = None,
    kind: str = "SCOR",
    instructed: tuple[str, str] | None = None,
    returned: str | None = None,
    charges: str = "",
) -> str:
    def party(name: str, value: str | None) -> str:
        if value is None:
            return ""
        return tag(name, tag("Pty", tag("Nm", value)) if version >= 8 else tag("Nm", value))

    def account(name: str, value: str | None) -> str:
        return tag(name, tag("Id", tag("IBAN", value))) if value else ""

    money = ""
    if amount is not None and version >= 3:
        money = tag("Amt", amount, Ccy=ccy) + (tag("CdtDbtInd", direction) if direction else "")
    amounts = tag("InstdAmt", tag("Amt", instructed[0], Ccy=instructed[1])) if instructed else ""
    if amount is not None and version == 2:
        amounts += tag("TxAmt", tag("Amt", amount, Ccy=ccy))
    remittance = "".join(tag("Ustrd", piece) for piece in ustrd)
    if strd:
        code = tag("Cd", kind) if kind == "SCOR" else tag("Prtry", kind)
        remittance += tag("Strd", tag("CdtrRefInf", tag("Tp", tag("CdOrPrtry", code)), tag("Ref", strd)))
    bank = tag(
        "FinInstnId", tag("BIC" if version == 2 else "BICFI", "ABNANL2A"), tag("Nm", "Bank of Nowhere")
    )
    return tag(
        "TxDtls",
        tag("Refs", tag("EndToEndId", e2e)) if e2e else "",
        money,
        tag("AmtDtls", amounts) if amounts else "",
        charges,
        tag(
            "RltdPties",
            party("Dbtr", debtor),
            account("DbtrAcct", iban),
            party("Cdtr", creditor),
            account("CdtrAcct", creditor_iban),
        ),
        tag("RltdAgts", tag("DbtrAgt", bank)),
        tag("RmtInf", remittance) if remittance else "",
        tag("RtrInf", tag("Rsn", tag("Cd", returned))) if returned else "",
    )


def statement(
    entries: list[Entry],
    *,
    n: int = 3,
    version: int = 8,
    balances: str = "",
    account: str = ACCOUNT,
    ccy: str | None = "EUR",
    id: str = "S-1",
    extra: str = "",
) -> str:
    return tag(
        ROOT[n][1],
        tag("Id", id),
        tag("ElctrncSeqNb", "7"),
        tag("CreDtTm", "2026-03-03T04:00:00+01:00"),
        tag(
            "Acct",
            tag("Id", tag("IBAN", account)),
            tag("Ccy", ccy) if ccy else "",
            tag("Ownr", tag("Nm", "Our Group")),
        ),
        balances,
        extra,
        *[entry.xml(version) for entry in entries],
    )


def document(
    *statements: str,
    n: int = 3,
    version: int = 8,
    declaration: str = '<?xml version="1.0" encoding="UTF-8"?>',
) -> bytes:
    head = tag("GrpHdr", tag("MsgId", "M-1"), tag("CreDtTm", "2026-03-03T04:00:00"))
    namespace = NS.format(n=n, v=f"{version:02d}")
    return (declaration + tag("Document", tag(ROOT[n][0], head, *statements), xmlns=namespace)).encode()


def closing(opening: str, total: str, ccy: str = "EUR", direction: str = "CRDT") -> str:
    return bal("OPBD", opening, "2026-03-01", ccy=ccy) + bal("CLBD", total, "2026-03-02", direction, ccy=ccy)


def mt940(
    *lines: str, opening: str = "C260301EUR100,00", total: str | None = "C260302EUR110,00", end: str = "\r\n"
) -> bytes:
    """One MT940 message; `lines` are whole `:61:`/`:86:` lines."""
    body = [":20:REF-1", f":25:{ACCOUNT}", ":28C:7/1", f":60F:{opening}", *lines]
    if total is not None:
        body.append(f":62F:{total}")
    return (end.join(body) + f"{end}-{end}").encode()


def zipped(**members: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name.replace("__", "."), data)
    return out.getvalue()
