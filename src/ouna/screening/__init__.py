"""Name checks: are those who get or give money on a sanctions list? What was found, and who decided.

Promises: nobody is cleared without a check of these very names against lists that are young enough; a
possible match blocks until two checkers have decided alike, each with a reason; no list, an old list, a
newer list, a changed name, an error: nothing is cleared. No checker alone brings in a list that takes names
away, or ends one. What a decision stood on can be looked up for good.

Nouns: name list (one version of one list), check (of one name, for one ref), hit (a possible match),
decision, clearance (what a payment stands on). Records: none of its own; `payment.ordered` carries the
clearance as a commitment.
"""
