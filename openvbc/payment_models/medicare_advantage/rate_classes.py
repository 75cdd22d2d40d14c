"""The rates that a county has in CMS's rate book, by year: three by bonus, six by stars, or one."""

from typing import Final

#: The class of new plans and of those with low enrollment, in books with rates by bonus.
NEW_PLANS: Final = "bonus_3_5"
#: Each class as people read it.
RATE_CLASSES: Final = {
    "bonus_0": "Without bonus",
    NEW_PLANS: "At a bonus of 3.5 points",
    "bonus_5": "At a bonus of 5 points",
    "under_3_stars": "Under 3 stars",
    "stars_3": "3 stars",
    "stars_3_5": "3.5 stars",
    "stars_4": "4 stars",
    "stars_4_5": "4.5 stars",
    "stars_5": "5 stars",
    "risk_rate": "Risk rate",
}
