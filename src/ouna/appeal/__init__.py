"""The open appeal: its text in every language, its versions, and what the coalition decided about it.

Promises: what is shown is what was published; a translation says what it was made from, and that it is
behind when its source moved on; only the partner says that a text is checked by the partner; nobody stands
on the list of signatories before a proof and an approval; no officer is ever named in public.

Nouns: version (a draft, then published for good), part (title, body, demand, call, footnote), wording (a
source text that a translation was made from), signatory, supporter.
Records: `appeal.published`, `signature.published`, `signature.withdrawn`; journal facts about the rest.
"""
