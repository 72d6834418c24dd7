"""The eight requests of the sheet, from the German account. Every sum is in euro cents; days before D."""

from __future__ import annotations

from dataclasses import dataclass, field

from ouna.spending.payees import PayeeData


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestSheet:
    """A request, and what has become of it by D. `signed` and `refused`: (player, days before D)."""

    key: str
    title: str
    why: str
    minor: int
    fund: str
    payee: PayeeData
    made: int
    #: Last day, counted from D; below zero it lies before.
    until: int
    signed: tuple[tuple[str, int], ...] = ()
    refused: tuple[tuple[str, int], ...] = ()
    reason: str = ""
    quotes: tuple[tuple[str, int], ...] = ()
    each: int = 0
    #: (ordered, booked by the bank): one payment each.
    paid: tuple[tuple[int, int], ...] = ()
    #: Per payment the days on which proof came, in the order of `paid`.
    proof: tuple[int, ...] = ()
    shows: tuple[str, ...] = ()
    #: Day on which the bank sent it back, and with which code.
    returned: tuple[int, str] | None = None
    #: The account that was right, and the day of the new request.
    account: str = ""
    replaced: int | None = None
    delay: tuple[int, str] | None = None
    comments: tuple[tuple[str, str, int], ...] = field(default=())

    @property
    def cash(self) -> bool:
        """Handed over, not sent to an account."""
        return not self.payee.account


#: Without a country: Talmira's land is on no map, and a bank's file takes only the codes of ISO 3166.
_TOWN = {"town": "Talmira"}
#: An account outside the EEA needs the payee's address in the file: here only what is refused has one.
_GE, _BG, _MT = "GE29NB0000000101904917", "BG80BNBG96611020345678", "MT84MALT011000012345MTLCAST001S"


def _payee(name: str, latin: str, **more: object) -> PayeeData:
    return PayeeData(**{"name": name, "latin": latin, **_TOWN, **more})  # type: ignore[arg-type]


#: The owner's land is compared with that of the listed name, so it is told here, by a code that ISO 3166
#: leaves to its users: it never stands in the bank's file.
OXYGEN = PayeeData(
    name="أكسجين مرزبان كرابفنشتاين",
    latin="Krapfenshtain Marzouban Oxygen",
    town="Talmira",
    country="XT",
    account=_MT,
    born=1987,
)
#: Sounds like an entry of the list and must not be stopped.
CONTROL = "Leaking Bucket Repairs"
GIVER = "Layla Simsim"
#: Who counts cash that is handed over, each for himself.
COUNTERS = ("layla", "salma")

REQUESTS = (
    RequestSheet(
        key="roof",
        title="Roof of the emergency wing",
        why="Beams, sheets and the work, before the rains.",
        minor=24_800_00,
        fund="walls",
        payee=_payee("ورشة زعفران للأسقف", "Zaafaran Roofing Yard", account=_BG),
        quotes=(
            ("Zaafaran Roofing Yard", 24_800_00),
            ("High Beam Brothers", 27_150_00),
            ("Swallow Roofs", 31_000_00),
        ),
        made=5,
        until=60,
        signed=(("habib", 4),),
    ),
    RequestSheet(
        key="rubble",
        title="Rubble of the emergency wing cleared",
        why="Forty loads, to the old quarry.",
        minor=9_600_00,
        fund="walls",
        payee=_payee("نقليات البغلين", "Two Mules Haulage", account=_MT),
        made=120,
        until=-60,
        signed=(("salma", 118), ("maryam", 118), ("habib", 117)),
        paid=((112, 110),),
        proof=(90,),
        shows=("photo", "photo", "delivery"),
    ),
    RequestSheet(
        key="pump",
        title="Pump run by the sun",
        why="The well stands still when the current fails.",
        minor=6_450_00,
        fund="sun",
        payee=_payee("مضخات عباد الشمس", "Sunflower Pumps", account=_BG),
        made=58,
        until=-10,
        signed=(("habib", 56), ("salma", 55), ("idris", 55)),
        paid=((47, 44),),
    ),
    RequestSheet(
        key="fuel",
        title="Fuel for the generator",
        why="At most 1,150 euros a month, from the filling station in Talmira.",
        minor=6_900_00,
        each=1_150_00,
        fund="free",
        payee=_payee("محطة الوادي للوقود", "Valley Filling Station"),
        made=88,
        until=90,
        signed=(("salma", 87), ("idris", 86), ("nur", 86)),
        paid=((80, 77), (48, 45), (16, 13)),
        proof=(60, 30),
        shows=("receipt",),
    ),
    RequestSheet(
        key="oxygen",
        title="Four oxygen concentrators",
        why="For the two wards that have no oxygen line.",
        minor=8_760_00,
        fund="theatre",
        payee=OXYGEN,
        made=12,
        until=60,
        signed=(("maryam", 11), ("nur", 10)),
    ),
    RequestSheet(
        key="truck",
        title="Pick-up truck",
        why="For material from both crossings.",
        minor=18_500_00,
        fund="free",
        payee=_payee("معرض الطريق للسيارات", "Salt Road Motors", account=_GE),
        made=70,
        until=-10,
        refused=(("salma", 69), ("habib", 68), ("maryam", 68)),
        reason="Walls first. The old van runs.",
    ),
    RequestSheet(
        key="glass",
        title="Window glass",
        why="For the east side.",
        minor=2_180_00,
        fund="walls",
        payee=_payee("زجاج الصباح الصافي", "Clear Morning Glass", account=_BG),
        made=54,
        until=60,
        signed=(("maryam", 53), ("habib", 52), ("idris", 52)),
        paid=((42, 40),),
        returned=(24, "AC01"),
        account=_MT,
        replaced=2,
    ),
    RequestSheet(
        key="paint",
        title="Paint for the children's wall",
        why="The children have chosen the colours.",
        minor=640_00,
        fund="children",
        payee=_payee("ألوان قوس قزح", "Rainbow Colours", account=_MT),
        made=14,
        until=60,
        signed=(("maryam", 12), ("nur", 9)),
        delay=(2, "The shop's account is new; its bank has not confirmed the owner's name yet."),
    ),
)
#: What the bars say on D, in euro cents (standing budgets count as approved when drawn).
APPROVED, PAID, PROVEN = 20_140_00, 19_500_00, 11_900_00
