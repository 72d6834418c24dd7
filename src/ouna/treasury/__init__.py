"""Treasury: from the bank's file to booked lines. The only place that sees donations and spending together.

Promises: the same or an overlapping statement, in another format or split differently, never books a
line twice and never loses one; each line ends in exactly one state; nothing is booked from a statement
that does not add up; a debit becomes a payment only if it executes an open order, to the account that was
signed, and what does not fit its order stops payments.

Nouns: statement file (the raw bytes), statement (one account over some days), line, proposal.
Records: through `donations` (gifts, reversals), through `spending` (payments, returns of payments) and its
own fee.charged, interest.received,
transfer.sent, transfer.arrived, debit.unexplained, credit.unexplained, correction.made, account.stated.
"""
