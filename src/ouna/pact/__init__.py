"""The pact between coalition and partner: its texts, what was promised in it, and when building may start.

Promises: the texts stand side by side as equals, and what was signed is what is shown; only the partner's
trustees open the gate and let stopped payments go on; what is overdue reminds by itself and shows in public.

Nouns: pact (a draft until the officers of both sides have signed), commitment, checklist item, gate
(building start), pause (stopped payments), closing (the end of the campaign). Records: `pact.signed`,
`gate.opened`, `gate.closed`, `payments.paused`, `payments.resumed`, `campaign.closed`, each when its document
is signed (`quorum`); journal facts about the rest.
"""
