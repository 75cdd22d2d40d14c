"""A contract file to a Contract. Every fault of the file is told at once, with its line and the fix."""

import hashlib
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Protocol

from pydantic import BaseModel, ValidationError

from openvbc.contract.by_year import NOT_AGREED, in_force, schedule_faults, schedules
from openvbc.contract.claims_basis import ClaimsBasis, Truncation
from openvbc.contract.conditions import Fact, fact_faults
from openvbc.contract.data_sharing import MOST_MONTHS
from openvbc.contract.distribution_plan_checks import IN_CONTRACT, plan_faults
from openvbc.contract.faults import empty_terms, faults_of
from openvbc.contract.funding_sources import FundingSource, overlapping
from openvbc.contract.model import (
    HCP_LAN_CATEGORIES,
    Agreement,
    Contract,
    ContractFile,
    ContractSource,
    NotAgreed,
    Overlap,
    PaymentStream,
    QualityScorecard,
)
from openvbc.contract.population import Population
from openvbc.contract.scorecard_checks import scorecard_faults
from openvbc.errors import ContractError, Fault, did_you_mean, raise_all
from openvbc.periods import AgreementPeriod, add_months
from openvbc.yamlfile import Node, file_bytes, node_of_values, parse_yaml, read_yaml


class TermsOfModel(Protocol):
    """What loading needs to know of a payment model."""

    @property
    def terms(self) -> type[BaseModel]:
        """The terms it accepts."""
        ...

    def cross_faults(self, terms: Node) -> Sequence[Fault]:
        """Faults between terms that are each right by themselves."""
        ...

    def hcp_lan_category(self, terms: BaseModel) -> str:
        """The HCP-LAN category that the terms amount to."""
        ...

    @property
    def needs_population(self) -> bool:
        """Whether its streams are about people."""
        ...

    @property
    def nets(self) -> "Callable[[BaseModel], Sequence[str]] | None":
        """Which other streams' results a stream takes; None for models that take none."""
        ...

    def pays_from(self, terms: BaseModel) -> frozenset[FundingSource]:
        """The funding sources that it pays from, so that no dollar is paid twice."""
        ...


def load_contract(path: Path, models: Mapping[str, TermsOfModel]) -> Contract:
    """Read and check a contract file. ContractError (or FileError) holds every fault.

    models: the payment models that there are, by name.
    """
    form: list[Fault] = []
    node = read_yaml(path, form)
    return _checked(node, form, ContractSource(path.name, file_bytes(path).decode()), models)


def contract_from_text(text: str, name: str, models: Mapping[str, TermsOfModel]) -> Contract:
    """A contract that stands in no file, checked in the same way; `name` is what its places and faults say."""
    form: list[Fault] = []
    node = parse_yaml(text, Path(name), form)
    return _checked(node, form, ContractSource(name, text), models)


def contract_from_values(values: Mapping[str, object], name: str, models: Mapping[str, TermsOfModel]) -> Contract:
    """A contract written in Python as it would be in a file, checked in the same way; `name` is what places say.

    Floats, and what else no file can hold, are told before its terms are read.
    """
    form: list[Fault] = []
    node = node_of_values(values, name, form)
    raise_all(form, ContractError)
    text = json.dumps(node.plain(), sort_keys=True, default=str)
    return _checked(node, (), ContractSource(name, text, in_python=True), models)


def contract_again(source: ContractSource, models: Mapping[str, TermsOfModel]) -> Contract:
    """A contract that was read before, from what was kept of it."""
    if source.in_python:
        return contract_from_values(json.loads(source.text), source.name, models)
    return contract_from_text(source.text, source.name, models)


def _checked(node: Node, form: Sequence[Fault], source: ContractSource, models: Mapping[str, TermsOfModel]) -> Contract:
    """The contract of a file with `form` faults already found; ContractError tells those with all others."""
    words = node.value if isinstance(node.value, dict) else {}
    if "figures" in words and "payment_streams" not in words:
        fix = "name the contract first, and this file after --inputs"
        raise ContractError(Fault("these are headline numbers, not a contract", node.where, fix=fix))
    told = {fault.where for fault in form}
    faults = [*form, *(fault for fault in empty_terms(node) if fault.where not in told)]
    agreement = _agreement(node) if any(schedules(node)) else None
    if agreement is not None:
        faults.extend(schedule_faults(node, agreement))
    if agreement is None or faults:
        contract = _as_it_stands(node, source, models, faults) if agreement is None else None
        contracts = {"": contract} if contract is not None else {}
    else:
        settled = {each.name: each for each in (*agreement.performance_years, *agreement.settled)}
        standing = {name: in_force(node, agreement, each) or node for name, each in settled.items()}
        found = {name: _as_it_stands(each, source, models, faults) for name, each in standing.items()}
        contracts = {name: each for name, each in found.items() if each is not None}
    category = max((each.hcp_lan_category for each in contracts.values()), key=HCP_LAN_CATEGORIES.index, default="1")
    first = next(iter(contracts.values()), None)
    if first is not None:
        complete = len(first.streams) == len(first.file.payment_streams)
        faults.extend(_stated_category(first.file, category, node, complete=complete))
    # What does not change from year to year is told once.
    raise_all(sorted(dict.fromkeys(faults), key=_line), ContractError)
    if first is None:
        raise TypeError("a contract without faults is a contract")
    return first if agreement is None else _with_years(first, contracts, category)


def _agreement(node: Node) -> AgreementPeriod | None:
    """The agreement's years; None where its terms have faults, which are told when it is read."""
    with suppress(ValidationError):
        return Agreement.model_validate(node.at(["agreement"]).plain()).period
    return None


def _with_years(first: Contract, contracts: Mapping[str, Contract], category: str) -> Contract:
    """A contract whose terms change: each year's own contract, in which each stream knows itself in every year."""
    years = first.agreement.performance_years
    streams = {
        stream.name: {
            year.year: other for year in years for other in contracts[year.name].streams if other.name == stream.name
        }
        for stream in first.streams
    }

    def knowing(contract: Contract) -> Contract:
        each = tuple(replace(stream, in_years=streams[stream.name]) for stream in contract.streams)
        return replace(contract, streams=each, hcp_lan_category=category)

    return replace(knowing(first), in_years={name: knowing(each) for name, each in contracts.items()})


def _as_it_stands(
    node: Node, source: ContractSource, models: Mapping[str, TermsOfModel], faults: list[Fault]
) -> Contract | None:
    """The contract of a file whose terms hold as they are written; None, with more faults, if it has some."""
    file = _validated(ContractFile, node, (), faults)
    streams = [stream for each in _stream_nodes(node) if (stream := _stream(each, models, faults)) is not None]
    faults.extend(_doubled_names(streams))
    faults.extend(_overlap_faults(streams))
    faults.extend(_netting_faults(streams, models))
    if not isinstance(file, ContractFile):
        return None
    faults.extend(_population_faults(file, streams, node, models))
    faults.extend(_paid_twice(file, streams, models))
    faults.extend(_contradictory_bases(file, streams))
    faults.extend(_left_out(file, node))
    faults.extend(_facts_too_late(file, streams))
    faults.extend(_duty_faults(file, node))
    agreed = file.quality_scorecard
    if agreed is not None:
        faults.extend(scorecard_faults(agreed, node.at(["quality_scorecard"])))
    if file.distribution is not None:
        faults.extend(plan_faults(file.distribution, node.at([IN_CONTRACT])))
    scorecard = QualityScorecard(agreed, node.at(["quality_scorecard"])) if agreed is not None else None
    category = _category(streams, models)
    others = {models[each.model].hcp_lan_category(each.terms) for each in streams if each.is_agreed}
    beside = category in ("3N", "4N") and bool(others & {"2B", "2C"})
    digest = hashlib.sha256(source.text.encode()).hexdigest()
    return Contract(file, tuple(streams), category, digest, scorecard, quality_beside=beside, source=source)


def _line(fault: Fault) -> int:
    number = fault.where.rpartition(":")[2]
    return int(number) if number.isdigit() else 0


def _validated(
    model: type[BaseModel], node: Node, path: tuple[str | int, ...], faults: list[Fault]
) -> BaseModel | None:
    try:
        return model.model_validate(node.plain())
    except ValidationError as error:
        faults.extend(faults_of(error, model, node, path))
        return None


def _stream_nodes(node: Node) -> Iterator[Node]:
    streams = dict(node.items()).get("payment_streams")
    if streams is not None and isinstance(streams.value, list):
        yield from (each for each in streams.value if isinstance(each.value, dict))


def _stream(node: Node, models: Mapping[str, TermsOfModel], faults: list[Fault]) -> PaymentStream | None:
    entry = dict(node.items())
    name, terms = entry.get("model"), entry.get("terms")
    if name is None or not isinstance(name.value, str):
        return None
    if terms is None or not (isinstance(terms.value, dict) or terms.value == NOT_AGREED):
        return None
    model = models.get(name.value)
    if model is None:
        fix = did_you_mean(name.value, models)
        faults.append(Fault(f"there is no payment model {name.value!r}", name.where, fix=fix))
        return None
    if terms.value == NOT_AGREED:
        checked: BaseModel | None = NotAgreed()
    else:
        faults.extend(model.cross_faults(terms))
        checked = _validated(model.terms, terms, (), faults)
        facts = getattr(checked, "facts", None)
        if checked is not None and isinstance(facts, dict):
            faults.extend(fact_faults(facts, checked, terms))
    if checked is None or "stream" not in entry:
        return None
    population = entry.get("population")
    overlaps = entry.get("overlaps")
    return PaymentStream(
        str(entry["stream"].value),
        name.value,
        checked,
        terms,
        str(population.value) if population is not None and population.value is not None else "",
        _overlaps(overlaps),
    )


def _overlaps(node: Node | None) -> tuple[Overlap, ...]:
    """What the stream says of overlaps; what is wrong with it is told of the file."""
    found = []
    for each in node.value if node is not None and isinstance(node.value, list) else []:
        with suppress(ValidationError):
            found.append(Overlap.model_validate(each.plain()))
    return tuple(found)


def _doubled_names(streams: Sequence[PaymentStream]) -> Iterator[Fault]:
    seen: dict[str, PaymentStream] = {}
    for stream in streams:
        if stream.name in seen:
            yield Fault(
                f"two payment streams are named {stream.name!r}",
                stream.node.where,
                why="figures and results are told apart by the stream's name",
                fix="rename one of them",
            )
        seen[stream.name] = stream


def _population_faults(
    file: ContractFile, streams: Sequence[PaymentStream], node: Node, models: Mapping[str, TermsOfModel]
) -> Iterator[Fault]:
    """Whom the streams are about: one population, or one of several by its name, or nobody where a model needs none."""
    at = node.at(["populations"]).where
    if file.population is not None and file.populations:
        yield Fault(
            "the contract has both population and populations", at, fix="put the one population among the others"
        )
    if file.population is not None and file.population.part_of is not None:
        where = node.at(["population", "part_of"]).where
        yield Fault("there is no other population to be part of", where, fix="take part_of out")
    for name, population in file.populations.items():
        if population.part_of is not None and name in _within(file.populations, population.part_of):
            yield Fault(f"population {name!r} is part of itself", node.at(["populations", name, "part_of"]).where)
        elif population.part_of is not None and population.part_of not in file.populations:
            where = node.at(["populations", name, "part_of"]).where
            fix = did_you_mean(population.part_of, file.populations)
            yield Fault(f"there is no population {population.part_of!r}", where, fix=fix)
    needing = [stream for stream in streams if models[stream.model].needs_population]
    if file.population is None and not file.populations and needing:
        yield Fault(
            "population is missing",
            node.where,
            why=f"stream {needing[0].name!r} is about people",
            fix="add `population: ...` with line_of_business and attribution",
        )
    for stream in streams:
        if stream.population and stream.population not in file.populations:
            where = stream.node.where
            if not file.populations:
                yield Fault(f"stream {stream.name!r} names a population, and the contract has one alone", where)
            else:
                fix = did_you_mean(stream.population, file.populations)
                yield Fault(f"there is no population {stream.population!r}", where, fix=fix)
        elif file.populations and not stream.population and stream in needing:
            names = ", ".join(file.populations)
            yield Fault(
                f"stream {stream.name!r} does not say which population it is about",
                stream.node.where,
                why="the contract has several",
                fix=f"add `population: NAME` to the stream; there are {names}",
            )


def _within(populations: Mapping[str, Population], name: str) -> list[str]:
    """A population and those that hold it, innermost first; ends where one would come twice."""
    found: list[str] = []
    current: str | None = name
    while current is not None and current not in found and current in populations:
        found.append(current)
        current = populations[current].part_of
    return found


def _paid_twice(
    file: ContractFile, streams: Sequence[PaymentStream], models: Mapping[str, TermsOfModel]
) -> Iterator[Fault]:
    """Streams on the same people that pay from one source, or from a part of the other's, without saying how."""
    for number, later in enumerate(streams):
        for earlier in streams[:number]:
            if not _share_people(file, earlier, later) or _say_how(earlier, later):
                continue
            for one, other in overlapping(_sources(earlier, models), _sources(later, models)):
                yield Fault(
                    _overlap(earlier, one, later, other),
                    later.node.where,
                    why="the same dollar would be paid twice",
                    fix=f"keep one of them, or say under `overlaps` of stream {later.name!r} how that is avoided",
                )


def _sources(stream: PaymentStream, models: Mapping[str, TermsOfModel]) -> frozenset[FundingSource]:
    return models[stream.model].pays_from(stream.terms) if stream.is_agreed else frozenset()


def _overlap(earlier: PaymentStream, one: FundingSource, later: PaymentStream, other: FundingSource) -> str:
    if one is other:
        return f"streams {earlier.name!r} and {later.name!r} both pay from the {one.label} of one population"
    return (
        f"stream {later.name!r} pays from the {other.label}, stream {earlier.name!r} from the {one.label}"
        " of one population, and some dollars are both"
    )


def _share_people(file: ContractFile, one: PaymentStream, other: PaymentStream) -> bool:
    """Whether somebody may be in both streams: one population, or one that is part of the other."""
    if one.population == other.population:
        return True
    return one.population in _within(file.populations, other.population) or other.population in _within(
        file.populations, one.population
    )


def _say_how(one: PaymentStream, other: PaymentStream) -> bool:
    return any(each.stream == other.name for each in one.overlaps) or any(
        each.stream == one.name for each in other.overlaps
    )


def _overlap_faults(streams: Sequence[PaymentStream]) -> Iterator[Fault]:
    """`overlaps` that name no other stream."""
    for number, stream in enumerate(streams):
        others = [each.name for each in streams if each is not stream]
        before = [each.name for each in streams[:number]]
        for overlap in stream.overlaps:
            if overlap.stream not in others:
                what = f"stream {stream.name!r} overlaps with {overlap.stream!r}, which is no other stream"
                yield Fault(what, stream.node.where, fix=did_you_mean(overlap.stream, others))
            elif overlap.line is not None and overlap.stream not in before:
                what = f"stream {stream.name!r} takes over a line of {overlap.stream!r}, which stands after it"
                yield Fault(what, stream.node.where, fix="put the stream whose line it is above")


def _netting_faults(streams: Sequence[PaymentStream], models: Mapping[str, TermsOfModel]) -> Iterator[Fault]:
    """Streams that net one which is not there, stands after them, nets itself, or is netted already."""
    taken: dict[str, str] = {}
    for number, stream in enumerate(streams):
        nets = models[stream.model].nets
        for name in nets(stream.terms) if nets is not None and stream.is_agreed else ():
            where = stream.node.at(["nets"]).where
            before = [each.name for each in streams[:number]]
            if name not in before:
                there = name in {each.name for each in streams}
                what = "stands after it" if there else "is no stream of this contract"
                fix = "put the netting stream last" if there else did_you_mean(name, before)
                yield Fault(f"stream {stream.name!r} nets {name!r}, which {what}", where, fix=fix)
            elif name in taken:
                yield Fault(
                    f"stream {name!r} is netted twice: by {taken[name]!r} and by {stream.name!r}",
                    where,
                    why="its result would be used twice",
                    fix="keep one of them",
                )
            taken[name] = stream.name


def _contradictory_bases(file: ContractFile, streams: Sequence[PaymentStream]) -> Iterator[Fault]:
    """Streams that state another claims basis than the population whose people they count, or that it does not fit."""
    for stream in streams:
        own = getattr(stream.terms, "claims_basis", None)
        population = file.populations.get(stream.population, file.population)
        agreed = population.claims_basis if population is not None else None
        if isinstance(own, ClaimsBasis) and agreed is not None and not own.same_as(agreed):
            yield Fault(
                f"stream {stream.name!r} states another claims_basis than the population",
                stream.node.at(["claims_basis"]).where,
                why="whoever is counted for money is counted for quality, on one basis",
                fix="keep the one under `population`, and take the stream's out",
            )
        truncation = getattr(stream.terms, "truncation", None)
        if own is None and agreed is not None and isinstance(truncation, Truncation):
            try:
                agreed.check_truncation(truncation)
            except ValueError as error:
                where = stream.node.at(["truncation"]).where
                yield Fault(str(error), where, fix="change the claims_basis of the population, or the truncation")


def _facts_too_late(file: ContractFile, streams: Sequence[PaymentStream]) -> Iterator[Fault]:
    """Facts that may still be stated when the last settlement is final."""
    agreed = file.agreement
    last = agreed.period.performance_years[-1].paid_through(agreed.run_out_months)
    for stream in streams:
        facts = getattr(stream.terms, "facts", None)
        for name, fact in facts.items() if isinstance(facts, dict) else ():
            if isinstance(fact, Fact) and fact.due is not None and fact.due > last:
                yield Fault(
                    f"the fact {name!r} may be stated until {fact.due}, after the last settlement of {last}",
                    stream.node.at(["facts", name]).where,
                    fix="write the day by which it must be known",
                )


def _duty_faults(file: ContractFile, node: Node) -> Iterator[Fault]:
    """Duties to share data that go by one name, and those that are owed on days on which there is no agreement."""
    agreed, named = file.agreement, dict[tuple[str, str], int]()
    latest = add_months(agreed.end, MOST_MONTHS)
    for number, duty in enumerate(file.data_sharing):
        at = node.at(["data_sharing", number])
        before = named.setdefault((duty.feed, duty.owed_by), number)
        if before != number:
            first = node.at(["data_sharing", before]).where
            yield Fault(
                f"the {duty.owed_by} owes {duty.feed!r} twice",
                at.where,
                why=f"it stands in {first} too, and what is delivered is known by its name",
                fix="name each by what it is of, for example the plan",
            )
        days = ((each, getattr(duty, each)) for each in ("owed_from", "owed_through"))
        for name, day in days:
            if day is not None and not agreed.start <= day <= latest:
                yield Fault(
                    f"{name} is {day}, and the agreement is from {agreed.start} to {agreed.end}",
                    at.at([name]).where,
                    why=f"data are shared from its start to {MOST_MONTHS} months after its end",
                    fix="check the day",
                )
        if duty.owed_from is not None and duty.owed_through is None and duty.owed_from > agreed.end:
            fix = "write owed_through too"
            yield Fault(f"{duty.feed!r} begins after the agreement ends", at.at(["owed_from"]).where, fix=fix)


def _left_out(file: ContractFile, node: Node) -> Iterator[Fault]:
    """Clauses that decide the amount and that nothing computes: a settlement without them would be another one."""
    found = [(node.at(["not_modeled", index]).where, each) for index, each in enumerate(file.not_modeled)]
    for number, entry in enumerate(file.payment_streams):
        at = node.at(["payment_streams", number])
        found += [(at.at(["not_modeled", index]).where, each) for index, each in enumerate(entry.not_modeled)]
    for where, each in found:
        if each.effect == "decides_amount":
            yield Fault(
                f"clause {each.clause} decides the amount and is not modeled",
                where,
                why="what would be settled without it is not what was agreed",
                fix="write it with the terms there are, or settle this stream elsewhere and take it out",
            )


def _category(streams: Sequence[PaymentStream], models: Mapping[str, TermsOfModel]) -> str:
    """The category of the most advanced stream, as the LAN counts a contract."""
    categories = [models[each.model].hcp_lan_category(each.terms) for each in streams if each.is_agreed]
    return max(categories, key=HCP_LAN_CATEGORIES.index, default="1")


def _stated_category(file: ContractFile, derived: str, node: Node, *, complete: bool) -> Iterator[Fault]:
    if complete and file.hcp_lan_category is not None and file.hcp_lan_category != derived:
        yield Fault(
            f"the contract states HCP-LAN category {file.hcp_lan_category}, its terms amount to {derived}",
            node.at(["hcp_lan_category"]).where,
            why="the category follows from risk and from the link to quality",
            fix=f"write {derived!r}, or change the terms",
        )
