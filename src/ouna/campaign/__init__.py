"""The campaign: its goal, its currencies, its partner and its texts in several languages.

Promises: a campaign is open or closed when the public record says so; once closed, nothing new is promised,
asked for or ordered in any app, while what still arrives is booked.

Nouns: campaign, closing (day and words of its end), matter (what is still open while it is to be closed).
Records: `campaign.opened`; journal facts about its texts. `campaign.closed` is signed (`pact`, `quorum`).
"""
