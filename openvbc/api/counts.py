"""What is counted from claims beside settlements: checklists, factors, lists of people, measures, cost and use."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Final, Unpack

from openvbc.api.arguments import ContractLike, Counting, PeriodLike, experience_options, load_contract, share_of_text
from openvbc.api.deliveries import Delivering, recorder
from openvbc.api.paths import PathLike, claims_of, given_claims, given_path, path_of
from openvbc.api.result import Result
from openvbc.api.writing import write_all_new
from openvbc.checklist.record import Checklist
from openvbc.claims.attribution.panels import Panel
from openvbc.claims.attribution.reconciliation import AttributionReconciliation
from openvbc.claims.episodes.report import EpisodeReport
from openvbc.claims.expenditures.terms import Amount
from openvbc.claims.measures.definition import Measure
from openvbc.claims.measures.reading import bundled_measures, read_measures
from openvbc.claims.measures.value_sets import ValueSets, bundled_value_sets, read_value_sets
from openvbc.claims.payers.choice import EveryPlan, PayerChoice
from openvbc.claims.utilization.report import LEAST_PEOPLE_TOLD, UtilizationReport
from openvbc.claims.utilization.terms import MonthsThatCount
from openvbc.claims.warehouse.opened import open_claims
from openvbc.contract.model import Contract
from openvbc.distribution.counted_participants import members_csv, panel_targets, participants_csv
from openvbc.distribution.received import read_settled_streams
from openvbc.errors import ContractError, Fault, FileError, InputError, UsageError, did_you_mean, raise_all
from openvbc.experience.basis import ExperienceBasis
from openvbc.experience.measures import (
    ProjectMeasures,
    count_project_measures,
    measured_by_contract,
    measured_without_contract,
)
from openvbc.experience.populations import ASSIGNABLE, ENROLLED, members_called
from openvbc.experience.utilization import report_utilization as report_on_engine
from openvbc.experience.without_contract import UNSAID, PlainOptions, PlainRequest, plain_basis
from openvbc.payment_models.record import FactorFiles
from openvbc.payment_models.registry import payment_models, published_parameters
from openvbc.reports.attribution_reconciliation import reconciliation_report
from openvbc.reports.checklist import checklist_reports
from openvbc.reports.episodes import episode_report
from openvbc.reports.measures import measure_files, measures_report
from openvbc.reports.panels import panels_report
from openvbc.reports.signs import signs_report
from openvbc.reports.utilization import utilization_document
from openvbc.settlement.attribution_reconciliation import reconcile_attribution_from_project
from openvbc.settlement.checklist import checklists as found_checklists
from openvbc.settlement.episodes import episodes_from_project
from openvbc.settlement.experience_options import ExperienceOptions
from openvbc.settlement.from_project import factors_from_project
from openvbc.settlement.own_experience import counts_by_contract, own_experience
from openvbc.settlement.panels import MeasuredBy, panels_from_project
from openvbc.settlement.signs import SignLimits, Signs, SignsWanted, signs_from_project

#: The measures that come with OpenVBC, by the name under which they are asked for.
BUNDLED: Final = "bundled"
#: The line of a settlement that a panel's target is a part of, where none is named.
BENCHMARK: Final = "benchmark"
#: Which months count, and which dollars are cost, where no contract says it; the first holds if none is named.
MONTHS: Final = tuple(each.value for each in MonthsThatCount)
AMOUNTS: Final = tuple(each.value for each in Amount)
#: By what members are divided into thirds where signs are looked for.
RISK_BY: Final = ("cost", "score")
#: Claims paid later after the end of a year than so many months do not count, where no contract says it.
USUAL_RUN_OUT: Final = 3


def checklists(
    contract: ContractLike,
    *,
    claims: PathLike | None = None,
    period: PeriodLike | None = None,
    **counting: Unpack[Counting],
) -> Result[tuple[Checklist, ...]]:
    """The eight steps of each payment stream of a contract as a checklist: done, not met, or not known.

    claims: a project folder or the address of tables; without, what the contract alone tells. period: the agreement's
    first year if none.
    """
    options, place = experience_options(counting), given_claims(claims)
    found = found_checklists(load_contract(contract), place, period, payment_models(), published_parameters(), options)
    return Result(found, *checklist_reports(found))


def write_factors(
    folder: PathLike,
    *,
    contract: ContractLike | None = None,
    claims: PathLike | None = None,
    period: PeriodLike | None = None,
    model: str = "",
    **counting: Unpack[Counting],
) -> tuple[Path, ...]:
    """Write the files of factors that a payment model reads: empty, to be filled; or counted from a whole region.

    contract, claims, period: count them for this contract from a project folder that holds everybody; `participants`
    is needed too. model: whose factors are meant, where no contract says it and several models read some.
    """
    options = experience_options(counting)
    if contract is None and (claims is not None or options.participants is not None or period is not None):
        raise UsageError(
            Fault("counting factors needs a contract (--from)", fix="name the contract whose years are counted")
        )
    if contract is not None and (claims is None or options.participants is None or period is None):
        what = "counting factors needs --claims, --participants and --year (or --period)"
        raise UsageError(Fault(what, fix="give all of them"))
    if contract is not None and model:
        raise UsageError(Fault("the contract says the payment model", fix="leave out the model (--model)"))
    target = path_of(folder, "a folder")
    checked = load_contract(contract) if contract is not None else None
    files = _factors_of_model(model) if checked is None else _factors_of_contract(checked)
    paths = files.paths(target)
    there = [path.name for path in paths.values() if path.exists() or path.is_symlink()]
    if there:
        raise FileError(Fault(f"{' and '.join(there)} stands there already", str(target), fix="name another folder"))
    if checked is None or claims is None or period is None:
        return write_all_new([(paths[name], ",".join(columns) + "\n") for name, columns in files.columns().items()])
    return factors_from_claims(checked, claims, period, target, options)


def factors_from_claims(
    contract: Contract, claims: PathLike, period: PeriodLike, into: PathLike, options: ExperienceOptions
) -> tuple[Path, ...]:
    """Write the files of factors that the contract's model reads, counted from everybody of a region's project."""
    models, parameters = payment_models(), published_parameters()
    return factors_from_project(contract, claims_of(claims), period, Path(into), models, parameters, options)


def _factors_of_model(name: str) -> FactorFiles:
    """The factors of the payment model named, or of the only one that reads some."""
    known = {each.name: each.factors for each in payment_models().values() if each.factors is not None}
    if not name and len(known) == 1:
        return next(iter(known.values()))
    if not name:
        raise UsageError(Fault("several payment models read factors", fix=f"name one (--model): {', '.join(known)}"))
    if name not in known:
        raise ContractError(Fault(f"no payment model {name!r} reads files of factors", fix=did_you_mean(name, known)))
    return known[name]


def _factors_of_contract(contract: Contract) -> FactorFiles:
    """The factors of the contract's first stream that reads some."""
    models = payment_models()
    found = next((each for stream in contract.streams if (each := models[stream.model].factors)), None)
    if found is None:
        raise ContractError(
            Fault(
                "no stream of this contract reads files of factors",
                contract.name,
                why=f"its models are {', '.join(sorted({each.model for each in contract.streams}))}",
                fix=f"models that read factors: {', '.join(name for name in models if models[name].factors)}",
            )
        )
    return found


def reconcile_attribution(
    contract: ContractLike,
    claims: PathLike,
    payer_list: PathLike,
    *,
    period: PeriodLike,
    **counting: Unpack[Counting],
) -> Result[AttributionReconciliation]:
    """Compare a payer's list of assigned people with the contract's own attribution: who differs, and why.

    It names people: a working document between payer and provider, not to be passed on.
    """
    found = reconcile_attribution_from_project(
        load_contract(contract),
        claims_of(claims),
        period,
        path_of(payer_list, "the payer's list"),
        payment_models(),
        published_parameters(),
        experience_options(counting),
    )
    return Result(found, reconciliation_report(found))


def count_panels(
    contract: ContractLike,
    claims: PathLike,
    *,
    period: PeriodLike,
    measures: PathLike | None = None,
    value_sets: PathLike | None = None,
    only: Sequence[str] = (),
    by_scorecard: bool = False,
    target_from: PathLike | None = None,
    target_line: str = BENCHMARK,
    target_stream: str = "",
    **counting: Unpack[Counting],
) -> Result[tuple[Panel, ...]]:
    """On whose panel a contract's own people are: lives, member months and cost of each practice and clinician.

    measures: a file (.yaml), or `bundled`; then each panel's quality is the part of its cases that meet their measure,
    or, by_scorecard, the score that the contract's scorecard gives it. value_sets: codes (.csv, .xlsx); only: these
    measures. target_from: a settlement of the contract (.json), whose benchmark, or another line of one of its streams,
    is parted among the panels by months and risk score, where the contract names a model of risk. `files` has the table
    of participants that `distribute` takes, to be filled in with names, types and what is not counted, and the list of
    the people behind it.
    """
    measured = None
    if measures is not None:
        sets, named = _sets_and_measures(measures, value_sets)
        measured = MeasuredBy(_chosen(named, only), sets, by_scorecard)
    elif value_sets is not None or only or by_scorecard:
        what = "value sets, names of measures and the scorecard are for counting quality, and no measures are named"
        raise UsageError(Fault(what, fix="name the measures (--measures), or leave them out"))
    found = panels_from_project(
        load_contract(contract),
        claims_of(claims),
        period,
        payment_models(),
        published_parameters(),
        experience_options(counting),
        measured,
    )
    settled = given_path(target_from, "a settlement")
    streams = read_settled_streams(settled) if settled is not None else ()
    targets = panel_targets(found, streams, target_line, target_stream) if settled is not None else ()
    table = participants_csv(found.panels, targets)
    files = {"participants.csv": table, "members.csv": members_csv(found.members)}
    return Result(found.panels, panels_report(found, table), files=files)


def _sets_and_measures(measures: PathLike, value_sets: PathLike | None) -> tuple[ValueSets, tuple[Measure, ...]]:
    """The value sets, those of the program among them, and the measures of a file or those that are bundled."""
    sets = bundled_value_sets()
    if value_sets is not None:
        sets = read_value_sets(path_of(value_sets, "a file of value sets")).with_others(sets)
    named = bundled_measures(sets) if measures == BUNDLED else read_measures(path_of(measures, "measures"), sets)
    return sets, named


def count_episodes(
    contract: ContractLike,
    claims: PathLike,
    *,
    period: PeriodLike,
    members: bool = False,
    **counting: Unpack[Counting],
) -> Result[EpisodeReport]:
    """The episodes of a contract's provider: cost by type and setting, outliers, clinicians, avoidable care.

    members: whether the report lists the episodes with their people; else it names nobody.
    """
    found = episodes_from_project(
        load_contract(contract),
        claims_of(claims),
        period,
        payment_models(),
        published_parameters(),
        experience_options(counting),
    )
    return Result(found, episode_report(found, members=members))


def count_measures(
    project: PathLike,
    *,
    period: PeriodLike,
    measures: PathLike = BUNDLED,
    value_sets: PathLike | None = None,
    contract: ContractLike | None = None,
    stream: str | None = None,
    run_out_months: int | None = None,
    only: Sequence[str] = (),
    organizations: Sequence[str] = (),
    payers: Sequence[str] = (),
    plans: Sequence[str] = (),
    delivering: Delivering | None = None,
    **counting: Unpack[Counting],
) -> Result[ProjectMeasures]:
    """Count quality measures from the claims of a project folder, with evidence and open gaps.

    With a contract its members are counted, with the months and dollars of its settlement. Without one, with
    participants people belong to the organization that they visited most, with `people` to the lists given; else
    everyone enrolled is one population. measures: a file (.yaml), or `bundled`. value_sets: codes (.csv, .xlsx). only,
    organizations: these measures, these organizations or lists. stream: whose counting holds, where streams differ.
    payers, plans: whose people and claims, where no contract says it and the data name several; `plans=["all"]`.
    delivering: the delivery of the contract that it is: once it is written, its files are recorded as delivered.
    """
    options = experience_options(counting)
    record = recorder(contract, delivering, "quality_results")
    sets, named = _sets_and_measures(measures, value_sets)
    listed = _chosen(named, only)
    if contract is None and (options.factors or stream is not None):
        what = "--national, --counties and --stream need --contract, whose counting they are about"
        raise UsageError(Fault(what, fix="name the contract, or leave them out"))
    if contract is not None and run_out_months is not None:
        raise UsageError(Fault("the contract says its run-out", fix="leave out the run-out (--run-out-months)"))
    whose = _chosen_payers(payers, plans, contract)
    if contract is None:
        run_out = USUAL_RUN_OUT if run_out_months is None else run_out_months
        year = _calendar_year(period)
        measured = measured_without_contract(year, run_out, options.participants, options.people, organizations, whose)
    else:
        checked = load_contract(contract)
        models, parameters = payment_models(), published_parameters()
        basis = own_experience(checked, period, models, parameters, options, stream=stream)
        if not counts_by_contract(checked, models):
            basis = replace(basis, expenditures=None)
        measured = measured_by_contract(basis, options.people, organizations)
    place = claims_of(project)
    found = count_project_measures(
        place,
        listed,
        sets,
        measured,
        engine=options.engine,
        recount=options.recount,
        progress=options.progress,
    )
    return Result(found, measures_report(found), files=measure_files(found), record=record)


def _chosen(listed: tuple[Measure, ...], only: Sequence[str]) -> tuple[Measure, ...]:
    names = [each.measure for each in listed]
    faults = [
        Fault(f"there is no measure {name!r}", fix=did_you_mean(name, names)) for name in only if name not in names
    ]
    raise_all(faults, InputError)
    return tuple(each for each in listed if not only or each.measure in only)


def _calendar_year(period: PeriodLike) -> int:
    """The calendar year that is meant where no contract names periods."""
    if not str(period).isdecimal():
        fix = "name a calendar year (--year), or the contract (--contract)"
        raise UsageError(Fault(f"period {period!r} is named by a contract, and none is given", fix=fix))
    return int(period)


def report_utilization(
    project: PathLike,
    *,
    period: PeriodLike,
    contract: ContractLike | None = None,
    stream: str | None = None,
    population: str | None = None,
    organization: str | None = None,
    months: str | None = None,
    amount: str | None = None,
    run_out_months: int | None = None,
    payers: Sequence[str] = (),
    plans: Sequence[str] = (),
    members: bool = False,
    delivering: Delivering | None = None,
    **counting: Unpack[Counting],
) -> Result[UtilizationReport]:
    """Report cost and utilization of a population beside the same period of the year before, and its costliest 5%.

    With a contract, people, months and dollars are those of its settlement. population: "enrolled" (everybody),
    "assignable" (of a contract), or the name of a list of `people`; organization: whom the contract attributes to it.
    months, amount, run_out_months, payers, plans: where no contract says them. members: name high-cost members.
    delivering: the delivery of the contract that it is: once it is written, its files are recorded as delivered.
    """
    options = experience_options(counting)
    record = recorder(contract, delivering, "cost_and_utilization")
    if population is not None and organization is not None:
        raise UsageError(Fault("a population and an organization are named", fix="keep one of them"))
    for name in (ENROLLED, ASSIGNABLE):
        if name in options.people:
            raise UsageError(Fault(f"a list cannot be called {name!r}, which is a population already"))
    plain = PlainOptions(
        MonthsThatCount(_word(months, MONTHS, "months")),
        Amount(_word(amount, AMOUNTS, "amount")),
        USUAL_RUN_OUT if run_out_months is None else run_out_months,
        _chosen_payers(payers, plans, contract),
    )
    checked = load_contract(contract) if contract is not None else None
    if checked is None:
        _refuse_without_contract(organization, population, stream, options)
        basis = _plain_basis(_calendar_year(period), population, options.people, plain)
    else:
        _refuse_beside_contract(checked, months, amount, run_out_months)
        basis = _contract_basis(checked, period, organization or population, stream, plain, options)
    settled = checked is not None and counts_by_contract(checked, payment_models())
    with open_claims(claims_of(project), options.engine, options.progress, recount=options.recount) as claims:
        files, findings, tell = claims.counted_files, claims.findings, options.progress
        report = report_on_engine(claims.engine, basis, files, findings, settled=settled, tell=tell)
    return Result(report, utilization_document(report, members=members), record=record)


def find_signs(
    contract: ContractLike,
    claims: PathLike,
    *,
    period: PeriodLike,
    stream: str | None = None,
    measures: PathLike = BUNDLED,
    value_sets: PathLike | None = None,
    only: Sequence[str] = (),
    risk_by: str = "cost",
    confidence: str | Decimal = "95%",
    least_people: int = 30,
    least_difference: str | Decimal = "5%",
    members: bool = False,
    **counting: Unpack[Counting],
) -> Result[Signs]:
    """Signs of under-service, selection and gaming to look at: a contract's members of two years beside everybody else.

    Use by risk and its growth, the cost of members who were dropped, growth of coding, quality that is not paid for,
    access by stratum; each with its interval and the number of members it rests on. measures, value_sets, only: as in
    `count_measures`. risk_by: "cost" (of the year before) or "score". confidence: of all intervals together.
    least_people, least_difference: from where on something is told. members: list those behind each sign.
    """
    if least_people < LEAST_PEOPLE_TOLD:
        what = f"signs that rest on {least_people} people"
        raise UsageError(Fault(what, fix=f"ask for {LEAST_PEOPLE_TOLD} at least: of fewer nothing is told"))
    limits = SignLimits(
        share_of_text(confidence, "the confidence"), least_people, share_of_text(least_difference, "the difference")
    )
    if not 0 < limits.confidence < 1:
        raise UsageError(Fault("the confidence lies between 0% and 100%", fix="write for example 95%"))
    sets, named = _sets_and_measures(measures, value_sets)
    found = signs_from_project(
        load_contract(contract),
        claims_of(claims),
        period,
        payment_models(),
        published_parameters(),
        experience_options(counting),
        SignsWanted(
            _chosen(named, only),
            sets,
            limits,
            stream=stream,
            by_score=_word(risk_by, RISK_BY, "risk_by") == "score",
            members=members,
        ),
    )
    return Result(found, signs_report(found, members=members))


def _chosen_payers(payers: Sequence[str], plans: Sequence[str], contract: ContractLike | None) -> PayerChoice:
    """Whose people and claims are asked for. UsageError beside a contract, which says it."""
    if contract is not None and (payers or plans):
        what = "the contract says whose people and claims count"
        raise UsageError(Fault(what, fix="leave out --payer and --plan"))
    every = tuple(plans) == (EveryPlan.ALL.value,)
    return replace(UNSAID, payers=tuple(payers), plans=EveryPlan.ALL if every else tuple(plans))


def _word(word: str | None, known: Sequence[str], what: str) -> str:
    if word is not None and word not in known:
        raise UsageError(Fault(f"{what} is {word!r}", fix=did_you_mean(word, known)))
    return known[0] if word is None else word


def _refuse_without_contract(
    organization: str | None, population: str | None, stream: str | None, options: ExperienceOptions
) -> None:
    if organization is not None or population == ASSIGNABLE:
        what = "--organization and --population assignable need --contract: it says who belongs to whom"
        raise UsageError(Fault(what, fix="name the contract, or leave them out"))
    if options.participants is not None:
        what = "--participants needs --contract: one says who takes part, the other how"
        raise UsageError(Fault(what, fix="name the contract, or leave the list out"))
    if "national" in options.factors or stream is not None:
        what = "--national and --stream need --contract, whose counting they are about"
        raise UsageError(Fault(what, fix="name the contract, or leave them out"))


def _refuse_beside_contract(
    contract: Contract, months: str | None, amount: str | None, run_out_months: int | None
) -> None:
    if run_out_months is not None:
        raise UsageError(Fault("the contract says its run-out", fix="leave out the run-out (--run-out)"))
    if (months is not None or amount is not None) and counts_by_contract(contract, payment_models()):
        raise UsageError(Fault("the contract says how its claims count", fix="leave out --months and --amount"))


def _plain_basis(year: int, population: str | None, people: Mapping[str, Path], plain: PlainOptions) -> ExperienceBasis:
    return plain_basis(PlainRequest((year - 1, year), population or ENROLLED, people, plain))


def _contract_basis(
    contract: Contract,
    period: PeriodLike,
    population: str | None,
    stream: str | None,
    plain: PlainOptions,
    options: ExperienceOptions,
) -> ExperienceBasis:
    """Whose experience, and how it counts: as the contract says, or by plain options where it says nothing."""
    models, parameters = payment_models(), published_parameters()
    basis = own_experience(contract, period, models, parameters, options, year_before=True, stream=stream, plain=plain)
    if population is None:
        return basis
    return replace(basis, own=members_called(population, basis.attribution, options.people, basis.periods.names))
