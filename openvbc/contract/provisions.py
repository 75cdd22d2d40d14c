"""What an agreement says beside its formulas: lists, disputes, change, exit. A review reads it.

Nothing is computed from it. Left out means that the agreement says nothing of it.
"""

from typing import Literal

from pydantic import Field

from openvbc.contract.values import Group, Share, Text, Whole


class RiskModel(Group):
    """The model behind risk scores, so that both parties compute the same."""

    name: Text = Field(min_length=1)
    version: Text = Field(min_length=1)
    normalized_to: Text = Field(min_length=1, description="Whose mean score is 1.")
    computed_by: Text = Field(min_length=1)


class Provisions(Group):
    """Provisions that decide what a contract is worth and that no formula holds."""

    risk_model: RiskModel | None = None
    comparator_drawn: Literal["whole_market", "matched_on_risk", "sample", "random_sample"] | None = Field(
        None, description="How the people of a comparator are chosen."
    )
    own_share_of_comparator: Share | None = Field(None, description="The part of the comparator that are own members.")
    target_estimates: Literal["monthly", "quarterly", "yearly"] | None = Field(
        None, description="How often the target is estimated, where it is known only after the year."
    )
    trend_reopener: bool | None = Field(None, description="Whether a fixed trend may be opened again.")
    same_rules_in_base_and_year: bool | None = Field(
        None, description="Whether exclusions, truncation, completion and prices are the same in benchmark and year."
    )
    own_fee_increases: Literal["repriced", "counted"] | None = Field(
        None, description="Whether the provider's own price increases are taken out of its cost."
    )
    one_sided_share_offered: Share | None = Field(None, description="What was offered without downside risk.")
    repayment: Text = Field("", description="How losses are secured: reserve, letter of credit, installments.")
    provider_revenue_share: Share | None = Field(None, description="The provider's own revenue over the benchmark.")
    new_services: Text = Field("", description="What becomes of new services and drugs of high cost.")
    insures_own_employees: bool | None = Field(
        None, description="Whether the provider's employees are among the people."
    )
    measures_from_records: tuple[Text, ...] = Field((), description="Measures that need charts or surveys.")
    targets_set: Literal["before_the_year", "after_the_year"] | None = None
    attribution_rule: Text = Field("", description="Where the whole rule of attribution stands, with its tie-breaks.")
    attribution_list: Literal["before_the_year", "monthly", "quarterly", "after_the_year"] | None = None
    attribution_corrected: Text = Field("", description="Within which time and by what evidence a list is corrected.")
    expected_members: Whole | None = None
    pooled_with: Text = Field("", description="With whom the experience of too few members is pooled.")
    members_left_out: Text = Field(
        "", description="Who is outside the provider's influence, and by which rule they leave."
    )
    supplemental_format: Text = Field("", description="In which form evidence for open gaps is sent back.")
    supplemental_deadline: Text = ""
    payment_within_days: Whole | None = Field(None, description="After the statement.")
    late_interest: Share | None = None
    member_level_settlement: bool | None = Field(
        None, description="Whether the statement comes with its data by member."
    )
    changed_by_payer_alone: tuple[Text, ...] | None = Field(
        None, description="What the payer may change by itself: method, measures, fee basis."
    )
    reopening: Literal["both_parties", "payer_only", "unlimited"] | None = None
    at_termination: Literal["mirrored", "savings_forfeited_losses_due"] | None = None
    care_management_fees: Literal["counted_as_cost", "netted_from_savings", "both", "neither"] | None = None
