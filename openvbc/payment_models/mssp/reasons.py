"""Why an ACO is paid nothing, or less than it earned, in the words of the program."""

from collections.abc import Iterator

from openvbc.payment_models.mssp.advances import ADVANCES
from openvbc.payment_models.mssp.tracks import TITLES
from openvbc.payment_models.mssp.worksheet_builder import WorksheetBuilder
from openvbc.worksheet.formula import all_of
from openvbc.worksheet.sheet import Reason
from openvbc.worksheet.words import lower_first


def add_reasons(builder: WorksheetBuilder) -> None:
    """The reasons that the answer of the settlement gives, in the order of the settlement."""
    builder.sheet.reasons = (
        *_about_savings(builder),
        *_about_losses(builder),
        *_about_quality(builder),
        *_about_the_end(builder),
        *_recouped(builder),
    )


def _about_savings(builder: WorksheetBuilder) -> Iterator[Reason]:
    sheet = builder.sheet
    savings, rate, minimum = sheet["savings"], sheet["savings_rate"], sheet["minimum_rate"]
    yield Reason(all_of(savings >= 0, savings <= 0), "savings", "expenditures equal the benchmark")
    yield Reason(
        all_of(savings > 0, rate < minimum, sheet["generated_savings"] <= 0),
        "savings_reach_minimum",
        f"savings came to {{}} of the benchmark, below the {lower_first(minimum.label)} of {{}}",
        (rate, minimum),
    )
    if "guardrail_takes_savings" in sheet:
        yield Reason(
            all_of(sheet["guardrail_takes_savings"]),
            "guardrail_takes_savings",
            "the guardrail leaves neither savings nor losses",
        )


def _about_losses(builder: WorksheetBuilder) -> Iterator[Reason]:
    sheet = builder.sheet
    savings, rate, minimum = sheet["savings"], sheet["savings_rate"], sheet["minimum_rate"]
    if not builder.two_sided:
        words = f"losses came to {{}}, and {TITLES[builder.track]} does not share losses"
        yield Reason(savings < 0, "savings", words, (savings,))
        return
    yield Reason(
        all_of(savings < 0, 0 - rate < minimum),
        "losses_reach_minimum",
        f"losses came to {{}} of the benchmark, below the {lower_first(minimum.label)} of {{}}",
        (rate, minimum),
    )
    share = sheet["losses_after_limit"]
    if "losses_of_participation" in sheet:
        whole, share = share, sheet["losses_of_participation"]
        yield Reason(
            all_of(whole > 0, share <= 0),
            "losses_of_participation",
            "the ACO's share of losses of {} is not owed, since the agreement ended within the year",
            (whole,),
        )
        yield Reason(
            all_of(whole > share, share > 0),
            "losses_of_participation",
            "of the ACO's share of losses of {} it owes that of the months until its agreement ended",
            (whole,),
            beside_payment=True,
        )
    if "disaster_relief" not in sheet:
        return
    relief = sheet["disaster_relief"]
    after = "after extreme and uncontrollable circumstances (disasters)"
    yield Reason(
        all_of(share > 0, relief >= share),
        "disaster_relief",
        f"the ACO's share of losses of {{}} was forgiven {after}",
        (share,),
    )
    yield Reason(
        all_of(share > relief, relief > 0),
        "disaster_relief",
        f"{{}} of the ACO's share of losses of {{}} was forgiven {after}",
        (relief, share),
        beside_payment=True,
    )


def _about_quality(builder: WorksheetBuilder) -> Iterator[Reason]:
    sheet = builder.sheet
    generated = sheet["generated_savings"]
    yield Reason(
        all_of(generated > 0, sheet["final_sharing_rate"] <= 0),
        "met_quality_standard",
        "generated savings of {} are not shared, since the quality performance standard was not met",
        (generated,),
    )


def _about_the_end(builder: WorksheetBuilder) -> Iterator[Reason]:
    sheet = builder.sheet
    if "termination_takes_savings" not in sheet:
        return
    share = sheet["share_after_sequestration"]
    yield Reason(
        all_of(sheet["termination_takes_savings"], share > 0),
        "termination_takes_savings",
        "the ACO's share of savings of {} is not paid, since the agreement ended before its time",
        (share,),
    )


def _recouped(builder: WorksheetBuilder) -> Iterator[Reason]:
    sheet, advances = builder.sheet, builder.terms.advances
    if advances is None:
        return
    earned, recouped = sheet["earned_savings"], sheet["advance_recouped"]
    title = lower_first(ADVANCES[advances.kind])
    yield Reason(
        all_of(recouped > 0, recouped >= earned),
        "advance_recouped",
        f"earned shared savings of {{}} were recouped in whole for the {title}",
        (earned,),
    )
    yield Reason(
        all_of(recouped > 0, recouped < earned),
        "advance_recouped",
        f"{{}} of earned shared savings of {{}} was recouped for the {title}",
        (recouped, earned),
        beside_payment=True,
    )
