"""Column names that banks print over their CSV exports, by meaning, in nine languages.

Compared without case, accents and signs. A name in `EXACT` must be the whole header, one in `PARTS` a
word group inside it.
"""

from __future__ import annotations

import re
import unicodedata

EXACT: dict[str, str] = {
    "booked_on": (
        "date|booking date|posting date|posted date|transaction date|completed date|"
        "date completed|buchungstag|buchung|buchungsdatum|datum|valutadatum buchung|"
        "abschlussdatum|ημερομηνια|ημ νια|ημερομηνια συναλλαγης|ημερομηνια κινησης|"
        "ημερομηνια εγγραφης|date operation|date de l operation|date d operation|"
        "date de comptabilisation|date comptable|fecha|fecha operacion|fecha de operacion|"
        "f operacion|fecha contable|fecha movimiento|boekdatum|boekingsdatum|transactiedatum|"
        "rentedatum boeking|data|data mov|data movimento|data lancamento|data do movimento|"
        "data operacao|data contabile|tarih|islem tarihi|hesap hareket tarihi|التاريخ|"
        "تاريخ العملية|تاريخ الحركة|تاريخ القيد|تاريخ المعاملة"
    ),
    "value_on": (
        "value date|valuta|valutadatum|wertstellung|wert|wertstellungstag|ημερομηνια αξιας|valeur|"
        "ημερομηνια valeur|valer|date valeur|date de valeur|fecha valor|f valor|rentedatum|"
        "valutadag|data valor|data valuta|valor tarihi|تاريخ الحق|تاريخ الاستحقاق|تاريخ القيمة"
    ),
    "amount": (
        "amount|transaction amount|net amount|sum|value|betrag|umsatz|betrag eur|buchungsbetrag|"
        "ποσο|ποσο συναλλαγης|ποσο κινησης|montant|montant eur|importe|importe eur|monto|bedrag|"
        "bedrag eur|transactiebedrag|valor|montante|importancia|importo|tutar|islem tutari|المبلغ|"
        "قيمة الحركة|مبلغ العملية"
    ),
    "debit": (
        "debit|debits|debit amount|paid out|money out|withdrawal|withdrawals|soll|belastung|"
        "lastschrift|belastungen|ausgang|χρεωση|χρεωσεις|cargo|cargos|debe|debito|debitos|af|"
        "uitgaven|debet|borc|cikan|مدين|سحب|المسحوبات|مدينه"
    ),
    "credit": (
        "credit|credits|credit amount|paid in|money in|deposit|deposits|haben|gutschrift|"
        "gutschriften|eingang|πιστωση|πιστωσεις|abono|abonos|haber|credito|creditos|bij|"
        "ontvangsten|alacak|giren|دائن|إيداع|ايداع|الايداعات|دائنه"
    ),
    "direction": (
        "af bij|debit credit|debit/credit|dr cr|d c|c d|soll haben|s h|credit debit|credit/debit|"
        "credit debit indicator|χρεωση πιστωση|προσημο|sens|signe|signo|debe haber|"
        "debit credit indicator|b a|borc alacak|مدين دائن|نوع القيد|cd"
    ),
    "currency": (
        "currency|ccy|wahrung|devise|νομισμα|moneda|divisa|muntsoort|munt|valuta code|moeda|doviz|"
        "para birimi|doviz cinsi|العملة|عملة"
    ),
    "name": (
        "name|payee|payer|counterparty|counterparty name|beneficiary|sender|from|payer payee|"
        "payee name|merchant|beguenstigter zahlungspflichtiger|begunstigter zahlungspflichtiger|"
        "auftraggeber empfanger|empfanger|auftraggeber|zahlungspflichtige r|zahlungsempfanger in|"
        "name zahlungsbeteiligter|zahlungspflichtiger|auftraggeber zahlungsempfanger|"
        "empfanger zahlungspflichtiger|partnername|partner name|αντισυμβαλλομενος|ονομα|"
        "δικαιουχος|ονοματεπωνυμο|αποστολεας|contrepartie|nom|tiers|beneficiaire|donneur d ordre|"
        "nombre|beneficiario|ordenante|contrapartida|naam tegenpartij|naam omschrijving|"
        "tegenpartij|naam|nome|ordenante beneficiario|nome contraparte|karsi taraf|gonderen|alici|"
        "gonderen alici|isim|ad soyad|الاسم|اسم المستفيد|المستفيد|المرسل|الطرف المقابل"
    ),
    "iban": (
        "iban|counterparty iban|counterparty account|beneficiary account|"
        "account number counterparty|kontonummer iban|iban zahlungsbeteiligter|iban auftraggeber|"
        "gegenkonto|gegenkonto iban|empfanger iban|kontonummer|partner iban|"
        "iban des auftraggebers|iban αντισυμβαλλομενου|λογαριασμος αντισυμβαλλομενου|"
        "iban contrepartie|compte contrepartie|numero de compte contrepartie|cuenta contrapartida|"
        "cuenta destino|tegenrekening|tegenrekening iban bban|rekening tegenpartij|"
        "iban tegenpartij|conta contrapartida|karsi iban|karsi hesap|رقم حساب المستفيد|الايبان|"
        "آيبان|ايبان"
    ),
    "text": (
        "description|details|memo|narrative|transaction description|payment details|particulars|"
        "remarks|transaction details|message|purpose|verwendungszweck|buchungstext|"
        "vorgang verwendungszweck|zweck|mitteilung|avisierungstext|περιγραφη|αιτιολογια|"
        "λεπτομερειες|libelle|communication|communications|libelle operation|motif|detail|"
        "concepto|descripcion|observaciones|mededelingen|omschrijving|omschrijving 1|mededeling|"
        "descricao|descritivo|historico|descrizione|causale|aciklama|islem aciklamasi|البيان|"
        "الوصف|تفاصيل|التفاصيل|شرح|وصف العملية"
    ),
    "reference": (
        "reference|ref|payment reference|end to end id|end to end reference|customer reference|"
        "transaction id|referenz|kundenreferenz|kundenreferenz end to end|ende zu ende referenz|"
        "transaktions id|αναφορα|κωδικος|αρ συναλλαγης|κωδικος πληρωμης|numero de reference|"
        "reference de paiement|referencia|referencia 1|kenmerk|betalingskenmerk|"
        "transactiereferentie|referans|referans no|dekont no|fis no|المرجع|رقم المرجع|رقم العملية|"
        "مرجع"
    ),
    "balance": (
        "balance|running balance|account balance|balance after|balance after transaction|saldo|"
        "kontostand|saldo nach buchung|saldo eur|υπολοιπο|λογιστικο υπολοιπο|solde|"
        "saldo disponible|saldo na mutatie|saldo contabilistico|saldo contable|saldo apos|bakiye|"
        "kalan bakiye|الرصيد|رصيد|الرصيد بعد العملية"
    ),
    "account": (
        "account|account number|own account|auftragskonto|konto|iban auftragskonto|"
        "bezeichnung auftragskonto iban|λογαριασμος|compte|numero de compte|cuenta|rekening|"
        "rekeningnummer|iban bban|conta|hesap|hesap no|رقم الحساب|الحساب"
    ),
    "status": ("status|state|κατασταση|statut|estado|durum|الحالة|حالة"),
}

# Word groups that decide when the whole header is unknown; the first that fits wins.
PARTS: tuple[tuple[str, str], ...] = (
    ("value date", "value_on"), ("valuta", "value_on"), ("wertstellung", "value_on"),
    ("date valeur", "value_on"), ("fecha valor", "value_on"), ("booking date", "booked_on"),
    ("buchungstag", "booked_on"), ("transaction date", "booked_on"), ("balance", "balance"),
    ("saldo", "balance"), ("solde", "balance"), ("υπολοιπο", "balance"), ("bakiye", "balance"),
    ("الرصيد", "balance"), ("gebuhr", ""), ("fee", ""), ("debit", "debit"), ("credit", "credit"),
    ("χρεωση", "debit"), ("πιστωση", "credit"), ("amount", "amount"), ("betrag", "amount"),
    ("montant", "amount"), ("importe", "amount"), ("bedrag", "amount"), ("ποσο", "amount"),
    ("tutar", "amount"), ("المبلغ", "amount"), ("tarih", "booked_on"), ("تاريخ", "booked_on"),
    ("ημερομηνια", "booked_on"), ("verwendungszweck", "text"), ("description", "text"),
    ("aciklama", "text"), ("περιγραφη", "text"), ("currency", "currency"), ("wahrung", "currency"),
)  # fmt: skip
#: Contents of a direction or status column.
MONEY_OUT = frozenset(
    "d dr debit dbit debet s soll af χ χρεωση debe cargo debito out b borc مدين - withdrawal sd".split()
)
MONEY_IN = frozenset(
    "c cr credit crdt kredit h haben bij π πιστωση haber abono credito in a alacak دائن + deposit sc".split()
)
PENDING = frozenset(
    "pending authorised authorized vorgemerkt offen ausstehend en attente pendiente in behandeling pendente "
    "beklemede εκκρεμει معلق declined failed reverted cancelled".split()
)
_NOT_LETTERS = re.compile(r"[^\w]+|_")


def plain(header: str) -> str:
    """Casefolded, without accents and signs: `Währung (ISO)` -> `wahrung iso`."""
    folded = unicodedata.normalize(
        "NFKD", header.replace("İ", "I").replace("ı", "i").replace("ß", "ss")
    ).casefold()
    letters = "".join(char for char in folded if not unicodedata.combining(char))
    return " ".join(_NOT_LETTERS.sub(" ", letters).split())


_BY_NAME = {plain(name): meaning for meaning, names in EXACT.items() for name in names.split("|")}
_PARTS = tuple((plain(part), found) for part, found in PARTS)


def meaning(header: str) -> str:
    """What a column holds by its header, `` when unknown."""
    name = plain(header)
    if not name:
        return ""
    known = _BY_NAME.get(name)
    if known:
        return known
    padded = f" {name} "
    for part, found in _PARTS:
        if f" {part} " in padded or padded.startswith(f" {part}"):
            return found
    return ""


def is_exact(header: str) -> bool:
    """Is the whole header a known name?"""
    return plain(header) in _BY_NAME
