"""Numbers and sums as people paste them: an IBAN among words, an amount beyond every account."""

from __future__ import annotations

import pytest
from django.urls import reverse

from funds.world import World
from ouna.core.errors import Refused
from ouna.funds.queries import is_ours
from ouna.funds.typed import read_amount

FOREIGN = "DE02 1203 0000 0000 2020 51"


def grouped(iban: str) -> str:
    return " ".join(iban[i : i + 4] for i in range(0, len(iban), 4))


@pytest.mark.django_db
@pytest.mark.parametrize(
    "words",
    [
        "Please pay to {} today",
        "IBAN: {}",
        "{}, Blaue Schaufel e. V.",
        "الحساب {} لنا",
        "Konto\n{}\nBIC COBADEFFXXX",
        "{} RF18 5390 0754 7034",
    ],
)
def test_a_number_among_words_is_found(world: World, words: str) -> None:
    answer = is_ours(words.format(grouped(world.germany.iban)))
    assert (answer.verdict, answer.number) == ("yes", world.germany.iban)
    assert is_ours(words.format(FOREIGN)).verdict == "no"


@pytest.mark.django_db
def test_two_numbers_are_never_taken_for_one(world: World) -> None:
    ours = grouped(world.germany.iban)
    assert is_ours(f"from {ours} to {FOREIGN}").verdict == "several"
    # The second one is mistyped: which of them will be paid to is not for us to guess.
    assert is_ours(f"to {ours} or {FOREIGN[:-1]}2").verdict == "several"
    assert is_ours(f"{ours} {ours}").verdict == "several"
    assert is_ours(f"to {ours}5").verdict == is_ours(f"to {ours} 5").verdict == "invalid"
    assert is_ours("nothing here").verdict == "invalid"
    assert is_ours(f"to {ours[:-1]}9").verdict == "invalid"


@pytest.mark.parametrize("text", ["9" * 17, "99999999999999999", "9,999,999,999,999,999", "-99999999999999"])
def test_a_sum_beyond_every_account_is_refused_in_plain_words(text: str) -> None:
    with pytest.raises(Refused) as refused:
        read_amount(text, "EUR")
    assert "larger than any" in str(refused.value) and "2^53" not in str(refused.value)


@pytest.mark.django_db
def test_donors_read_it_in_their_language(client, world: World) -> None:
    data = {"account": world.germany.ref, "fund": world.walls.code, "amount": "9" * 17, "often": "once"}
    for lang, words in (("en", "larger than any"), ("ar", "المبلغ أكبر")):
        page = client.post(reverse("donations:give") + f"?lang={lang}", data).content.decode()
        assert words in page and "2^53" not in page, lang
