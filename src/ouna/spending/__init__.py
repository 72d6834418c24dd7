"""What is asked for and what is paid: requests, orders, payments, and the proof of what became of the money.

Promises: nothing is ordered but what the trustees signed, to the payee and the account they signed, within
the sum they signed; whatever fails on the way to an order, nothing is ordered; whoever asks neither
approves nor releases; what is private stands sealed, and its fingerprint in the public record.

Nouns: request (somebody asks to spend), payee, quote, paper (a sealed file), comment, delay (why something
approved is not sent yet), order (the moment of decision), payment file, payment, return, evidence, thanks.

Records: `request.made`, `request.withdrawn`, `payment.ordered`, `payment.failed`, `payment.sent`,
`payment.returned`, `evidence.added`.
"""
