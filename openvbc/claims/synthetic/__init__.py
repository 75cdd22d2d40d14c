"""Makes up a region: people, practices and organizations, with claims of several years, the same for the same seed.

How the region is thought (every figure below stands in a table of the module named):

- Places (`places`): counties, one of them small; accountable care organizations (A9001, ...) and independent groups,
  each with several TINs, each TIN with several clinicians; hospitals, nursing facilities, agencies. Two TINs belong
  to two organizations. Places depend on the seed and the number of organizations only.
- People (`population`): a person is a number. Everything about a person is drawn from the seed and that number, so a
  region of 1,000 people is the beginning of one of 2,000, however it is cut into blocks and however many threads work.
- Frailty is a person's lasting trait. It raises the chance of chronic conditions (`conditions`) and of death; the
  conditions, a year's own luck and the last year of life make the year's intensity (`courses`), and the intensity
  the number of services: hospital stays and what follows them (`stays`), visits, tests and supplies (`visits`), fills
  (`fills`). So diagnoses, and scores that are computed from them, go with spending.
- Enrollment (`enrollment`) is kept by month: Part A, Part B, Part D, Medicare Advantage, dual status, ESRD, county,
  long-term institution. A service counts only in a month that covers it outside Medicare Advantage.
- Money (`lines`) is in whole cents throughout: a price list, a factor for the county and the year, the deductible in
  the order of service, coinsurance, and sequestration of 2 percent of what is left. Payments come with a lag; some
  are late by more than a year.
- Records (`cclf`): what a claim went through before it became final (cancelled, adjusted, delivered twice) is decided
  here with the claim, so that deliveries of records net to exactly the claims of the canonical tables.

Nobody in the region exists: Medicare numbers have S in second place, NPIs begin with 9999, TINs with 00, CCNs with 99.
"""
