"""The campaign: its goal, its currencies, its partner and its texts in several languages.

Nouns: campaign. Records: `campaign.opened`; journal facts about its texts.
"""
