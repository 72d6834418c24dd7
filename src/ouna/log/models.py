"""Tables of the log. `booking` alone writes entries, moves, states and balances; nobody changes entries.

Entry ids are given by hand under the book lock, 1, 2, 3, …, so they are the order of facts. Numbers lie in a
table of their own, given when the entry is committed and seen by the sequencer.
"""

from __future__ import annotations

from django.db import models

REF = 80


class Entry(models.Model):
    """One public fact: `data` is its canonical JSON, the bytes that are hashed. `by` is private."""

    id = models.BigIntegerField(primary_key=True)
    ref = models.CharField(max_length=REF, unique=True)
    kind = models.CharField(max_length=40, db_index=True)
    on = models.DateField(db_index=True)
    by = models.CharField(max_length=REF, default="")
    data = models.BinaryField()
    created = models.DateTimeField()

    class Meta:
        ordering = ["id"]
        # Holds nothing but what `ouna log recover` took back, so that an import asks for it at no cost.
        indexes = [
            models.Index(fields=["id"], condition=models.Q(by="recovered"), name="log_entry_recovered")
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.ref}"


class EntryNumber(models.Model):
    """The entry's place in the log, from 0, without gaps."""

    entry = models.OneToOneField(Entry, on_delete=models.PROTECT, primary_key=True, related_name="place")
    number = models.BigIntegerField(unique=True)

    def __str__(self) -> str:
        return str(self.number)


class SubjectKey(models.Model):
    """The key under which everything about a subject is encrypted, wrapped by the sealing key.

    Deleting the row makes all of it unreadable, wherever a copy lies.
    """

    subject = models.CharField(max_length=REF, primary_key=True)
    wrapped = models.BinaryField()

    def __str__(self) -> str:
        return self.subject


class Opening(models.Model):
    """What a commitment of an entry hides: salt and record, encrypted under the subject's key. Erasable."""

    entry = models.ForeignKey(Entry, on_delete=models.PROTECT, related_name="openings")
    purpose = models.CharField(max_length=64)
    subject = models.CharField(max_length=REF, db_index=True)
    sealed = models.BinaryField()

    def __str__(self) -> str:
        return f"{self.entry_id} {self.purpose}"


class BookState(models.Model):
    """What the book remembers about a ref: `data` is the JSON list of the state `kind`."""

    ref = models.CharField(max_length=REF, primary_key=True)
    kind = models.CharField(max_length=20, db_index=True)
    data = models.TextField()

    def __str__(self) -> str:
        return self.ref


class BookBalance(models.Model):
    """The balance of a ref or pot in one currency, kept with every move."""

    pk = models.CompositePrimaryKey("of", "currency")
    of = models.CharField(max_length=REF)
    currency = models.CharField(max_length=3)
    minor = models.BigIntegerField()

    def __str__(self) -> str:
        return f"{self.of} {self.minor} {self.currency}"


class BookMove(models.Model):
    """One change of an account's or fund's balance; `nth` in its entry. `day` is the bank's."""

    pk = models.CompositePrimaryKey("entry_id", "nth")
    entry = models.ForeignKey(Entry, on_delete=models.PROTECT, db_index=False, related_name="moves")
    nth = models.SmallIntegerField()
    of = models.CharField(max_length=REF)
    currency = models.CharField(max_length=3)
    minor = models.BigIntegerField()
    day = models.DateField()

    class Meta:
        indexes = [models.Index(fields=["of", "entry"], name="log_move_of")]

    def __str__(self) -> str:
        return f"{self.of} {self.minor} {self.currency}"


class BookDay(models.Model):
    """Sum of a day's moves of one balance, so that the balance of any day is answered from few rows."""

    pk = models.CompositePrimaryKey("of", "currency", "day")
    of = models.CharField(max_length=REF)
    currency = models.CharField(max_length=3)
    day = models.DateField()
    minor = models.BigIntegerField()

    def __str__(self) -> str:
        return f"{self.of} {self.day} {self.minor} {self.currency}"


class BookStamp(models.Model):
    """One row: the stamp of the last entry and the number of entries, which is the last id."""

    last = models.CharField(max_length=20)
    entries = models.BigIntegerField()

    def __str__(self) -> str:
        return f"{self.entries} entries, last {self.last}"


class Text(models.Model):
    """A public text whose salted hash stands in an entry. `withdrawn` keeps the row, not the text."""

    hash = models.CharField(max_length=64, primary_key=True)
    salt = models.CharField(max_length=64)
    data = models.TextField()
    withdrawn = models.BooleanField(default=False)

    def __str__(self) -> str:
        return self.hash


class JournalFact(models.Model):
    """A private fact about a person's act. `sealed` holds salt and fact; erasing leaves the commitment."""

    ref = models.CharField(max_length=REF, primary_key=True)
    kind = models.CharField(max_length=40)
    at = models.DateTimeField()
    day = models.DateField(db_index=True)
    actor = models.CharField(max_length=REF)
    subject = models.CharField(max_length=REF, db_index=True)
    sealed = models.BinaryField()
    commitment = models.BinaryField()

    def __str__(self) -> str:
        return f"{self.kind} {self.ref}"


class JournalDay(models.Model):
    """A sealed day: `leaves` are its commitments and the padding, packed in their random order."""

    day = models.DateField(primary_key=True)
    root = models.CharField(max_length=64)
    entry = models.ForeignKey(Entry, on_delete=models.PROTECT)
    leaves = models.BinaryField()

    def __str__(self) -> str:
        return str(self.day)


class Erasure(models.Model):
    """How many persons were erased on a day; `entry` once that is recorded."""

    day = models.DateField(db_index=True)
    count = models.IntegerField(default=0)
    entry = models.ForeignKey(Entry, on_delete=models.PROTECT, null=True)

    def __str__(self) -> str:
        return f"{self.day} {self.count}"


class Head(models.Model):
    """One row: what was signed last. Swapped only where its size is the one the sequencer started from."""

    size = models.BigIntegerField()
    root = models.BinaryField()
    note = models.BinaryField()

    def __str__(self) -> str:
        return str(self.size)


class Checkpoint(models.Model):
    """Every signed tree head."""

    size = models.BigIntegerField(primary_key=True)
    root = models.BinaryField()
    note = models.BinaryField()
    at = models.DateTimeField()

    class Meta:
        ordering = ["-size"]

    def __str__(self) -> str:
        return str(self.size)


class CheckRun(models.Model):
    """One run of all invariants: `findings` is a JSON list of {where, what}, with `waits` where it breaks
    no rule and a person is to act."""

    at = models.DateTimeField(db_index=True)
    ok = models.BooleanField()
    entries = models.BigIntegerField()
    seconds = models.FloatField()
    findings = models.JSONField(default=list)

    class Meta:
        ordering = ["-at", "-id"]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {'ok' if self.ok else 'findings'}"

    @property
    def waiting(self) -> list[dict[str, str]]:
        """What breaks no rule and waits for a person."""
        return [f for f in self.findings if f.get("waits")]
