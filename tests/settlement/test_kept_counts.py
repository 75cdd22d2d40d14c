"""A second settlement of the same claims counts what its change touches, and comes to what a count anew comes to."""

import json
import random
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from openvbc import api
from openvbc.api.settled import Settled
from openvbc.claims.engine import keeping_engine
from openvbc.claims.engine.kept_counts import held_in
from openvbc.claims.engine.reuse import Reuse
from openvbc.claims.project.counting import counts_folder
from openvbc.claims.synthetic.region import Region, Work, write_region
from openvbc.cli import cli
from openvbc.reports.html import render_html
from tests.counts import FULL
from tests.payment_models.shared_savings.counting.agreed import BENCHMARKS, COUNTING, HEAD, STEPWISE, TERMS

#: A payer's list of members, which the contract does not ask for: another load of the same project.
LIST = (
    "person_id,member_id,year_month,payer,plan,payer_attributed_provider,payer_attributed_provider_practice,"
    "payer_attributed_provider_organization,payer_attributed_provider_lob,data_source\n"
    "P1,P1,2024{month},Medicare,,,,A9002,,meadow\n"
)
SHARES, POINTS, WINDOWS = ("50%", "40%", "60%"), ("per_member_per_year: 20000", "percentile: 97%"), ("24", "12")
#: What may be counted where the truncation point changed: what reads it.
AFTER_THE_POINT = {
    "find_member_percentile",
    "truncation_threshold",
    "truncated_expenditure",
    "stop_loss_expenditure",
    "expenditure_total",
    "expenditure_category_total",
    "stop_loss_total",
    "count_people_without_months",
}
#: What does not ask who takes part: enrollment, services that qualify and what they cost.
WHOEVER_TAKES_PART = {
    "enrollment_span",
    "enrolled_run",
    "period_run",
    "attribution_person",
    "qualifying_combination",
    "qualifying_identity",
    "facility_stay",
    "qualifying_line",
    "add_on_line",
    "claim_expenditure",
    "member_expenditure",
    "member_total",
}


def contract(share: str, point: str, window: str) -> str:
    text = f"{HEAD}{STEPWISE}{TERMS}{COUNTING}      benchmark:\n{BENCHMARKS['own_history']}"
    text = text.replace("prorated", "prorated\n        percentile_of: everybody")
    for before, after in (
        ("share: 50%", f"share: {share}"),
        (POINTS[0], point),
        ("window_months: 24", f"window_months: {window}"),
    ):
        assert before in text
        text = text.replace(before, after)
    return text


@pytest.fixture(scope="module")
def region(tmp_path_factory: pytest.TempPathFactory) -> Region:
    people = 1_000 if FULL else 200
    return write_region(tmp_path_factory.mktemp("kept") / "made", people=people, seed=11, work=Work(audit=not FULL))


def settled(region: Region, text: str, participants: Path, *, recount: bool = False) -> Settled:
    return api.settle(
        text, claims=region.folder, period=2024, status="final", participants=participants, recount=recount
    )


def said(settlement: Settled) -> dict[str, Any]:
    """All that a settlement says, but for what was counted when."""
    told: dict[str, Any] = json.loads(settlement.to_json())
    return {name: value for name, value in told.items() if name not in ("kept_counts", "seal")}


def reuse_of(settlement: Settled) -> Reuse:
    reuse = settlement.values[0].case.reuse
    assert reuse is not None
    return reuse


def fewer(region: Region, folder: Path, left_out: int) -> Path:
    """The list of participants without its last rows."""
    path = folder / f"participants_{left_out}.csv"
    path.write_text("\n".join(region.participants.read_text(encoding="utf-8").splitlines()[:-left_out]) + "\n")
    return path


def load_list(region: Region, folder: Path, month: int) -> None:
    listed = folder / "provider_attribution.csv"
    listed.write_text(LIST.format(month=f"{month:02}"), encoding="utf-8")
    done = CliRunner().invoke(cli, ["load", str(listed), "--project", str(region.folder), "--replace"])
    assert done.exit_code == 0, (done.output, done.exception)


def test_what_changed_is_counted_and_nothing_else(region: Region, tmp_path: Path) -> None:
    usual = (SHARES[0], POINTS[0], WINDOWS[0])
    first = settled(region, contract(*usual), region.participants)
    assert reuse_of(first).reused == 0
    assert "Counted before" not in str(first)
    shared = settled(region, contract(SHARES[1], *usual[1:]), region.participants)
    assert reuse_of(shared).counted == ()
    assert f"Counted before: all {reuse_of(first).asked} queries; none ran now" in str(shared)
    assert "Counted before" in render_html(shared.values[0])
    assert json.loads(shared.to_json())["kept_counts"]["counted_now"] == []
    again = settled(region, contract(SHARES[1], *usual[1:]), region.participants, recount=True)
    assert reuse_of(again).reused == 0
    assert said(again) == said(shared)
    explained = api.explain(
        "expenditures",
        contract(*usual),
        claims=region.folder,
        period=2024,
        status="final",
        participants=region.participants,
    )
    assert "person_id" in str(explained), "people are listed from what was kept"
    load_list(region, tmp_path, 1)
    assert held_in(counts_folder(region.folder)).bytes == 0, "a load removes what was counted before it"
    assert reuse_of(settled(region, contract(*usual), region.participants)).reused == 0


def test_another_point_and_other_participants_count_what_lies_behind_them(
    region: Region, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(keeping_engine, "_WORTH", 0)  # the region is small: nothing takes long to build again
    monkeypatch.setattr(keeping_engine, "_SHARE", 1_000)
    settled(region, contract(SHARES[0], POINTS[0], WINDOWS[0]), region.participants, recount=True)
    cut = settled(region, contract(SHARES[0], POINTS[1], WINDOWS[0]), region.participants)
    assert {*reuse_of(cut).counted} <= AFTER_THE_POINT
    assert reuse_of(cut).reused > reuse_of(cut).asked // 2
    others = settled(region, contract(SHARES[0], POINTS[0], WINDOWS[0]), fewer(region, tmp_path, 3))
    assert "attribution_total" in reuse_of(others).counted
    assert not WHOEVER_TAKES_PART & {*reuse_of(others).counted}


@pytest.mark.long
def test_random_changes_loads_and_removals_come_to_what_a_count_anew_comes_to(region: Region, tmp_path: Path) -> None:
    draw, reused = random.Random(3), 0  # noqa: S311
    chosen, participants = [SHARES[0], POINTS[0], WINDOWS[0]], region.participants
    for step in range(40):
        change = draw.randrange(6)
        if change < 3:
            chosen[change] = draw.choice((SHARES, POINTS, WINDOWS)[change])
        elif change == 3:
            participants = fewer(region, tmp_path, draw.randint(1, 4))
        elif change == 4:
            load_list(region, tmp_path, step % 12 + 1)
        else:
            for path in draw.sample(kept := sorted(counts_folder(region.folder).glob("*.*")), len(kept) // 3):
                path.unlink()
        found = settled(region, contract(*chosen), participants)
        assert said(found) == said(settled(region, contract(*chosen), participants, recount=True))
        reused += reuse_of(found).reused
        assert isinstance(found.net_payment, Decimal)
    assert reused > 1_000
