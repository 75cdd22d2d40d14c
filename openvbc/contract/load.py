"""A contract file to a Contract. Every fault of the file is told at once, with its line and the fix."""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Protocol

from pydantic import BaseModel, ValidationError

from openvbc.contract.claims_basis import ClaimsBasis
from openvbc.contract.faults import empty_terms, faults_of
from openvbc.contract.model import HCP_LAN_CATEGORIES, Contract, ContractFile, PaymentStream, QualityScorecard
from openvbc.contract.scorecard_checks import scorecard_faults
from openvbc.errors import ContractError, Fault, did_you_mean, raise_all
from openvbc.yamlfile import Node, digest, parse_yaml, read_yaml


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

    def pays_from(self, terms: BaseModel) -> frozenset[str]:
        """The pots that it pays from, so that no dollar is paid twice."""
        ...


def load_contract(path: Path, models: Mapping[str, TermsOfModel]) -> Contract:
    """Read and check a contract file. ContractError (or FileError) holds every fault.

    models: the payment models that there are, by name.
    """
    form: list[Fault] = []
    node = read_yaml(path, form)
    return _checked(node, form, digest(path), models)


def contract_from_text(text: str, name: str, models: Mapping[str, TermsOfModel]) -> Contract:
    """A contract that stands in no file, checked in the same way; `name` is what its places and faults say."""
    form: list[Fault] = []
    node = parse_yaml(text, Path(name), form)
    return _checked(node, form, hashlib.sha256(text.encode()).hexdigest(), models)


def _checked(node: Node, form: Sequence[Fault], sha256: str, models: Mapping[str, TermsOfModel]) -> Contract:
    """The contract of a file with `form` faults already found; ContractError tells those with all others."""
    told = {fault.where for fault in form}
    faults = [*form, *(fault for fault in empty_terms(node) if fault.where not in told)]
    file = _validated(ContractFile, node, (), faults)
    streams = [stream for each in _stream_nodes(node) if (stream := _stream(each, models, faults)) is not None]
    faults.extend(_doubled_names(streams))
    faults.extend(_paid_twice(streams, models))
    category = _category(streams, models)
    if file is not None and isinstance(file, ContractFile):
        faults.extend(_stated_category(file, category, node, complete=len(streams) == len(file.payment_streams)))
        faults.extend(_contradictory_bases(file.population.claims_basis, streams))
        if file.quality_scorecard is not None:
            faults.extend(scorecard_faults(file.quality_scorecard, node.at(["quality_scorecard"])))
    faults.sort(key=_line)
    raise_all(faults, ContractError)
    if not isinstance(file, ContractFile):
        raise TypeError("a contract without faults is a contract")
    agreed = file.quality_scorecard
    scorecard = QualityScorecard(agreed, node.at(["quality_scorecard"])) if agreed is not None else None
    return Contract(file, tuple(streams), category, sha256, scorecard)


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
    if name is None or terms is None or not isinstance(name.value, str) or not isinstance(terms.value, dict):
        return None
    model = models.get(name.value)
    if model is None:
        fix = did_you_mean(name.value, models)
        faults.append(Fault(f"there is no payment model {name.value!r}", name.where, fix=fix))
        return None
    faults.extend(model.cross_faults(terms))
    checked = _validated(model.terms, terms, (), faults)
    if checked is None or "stream" not in entry:
        return None
    return PaymentStream(str(entry["stream"].value), name.value, checked, terms)


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


def _paid_twice(streams: Sequence[PaymentStream], models: Mapping[str, TermsOfModel]) -> Iterator[Fault]:
    payers: dict[str, PaymentStream] = {}
    for stream in streams:
        for pot in sorted(models[stream.model].pays_from(stream.terms)):
            if pot in payers:
                yield Fault(
                    f"streams {payers[pot].name!r} and {stream.name!r} both pay from the {pot} of one population",
                    stream.node.where,
                    why="the same dollar would be paid twice",
                    fix="keep one of them, or write two contracts for two populations",
                )
            else:
                payers[pot] = stream


def _contradictory_bases(of_population: ClaimsBasis | None, streams: Sequence[PaymentStream]) -> Iterator[Fault]:
    """Streams that state another claims basis than the population whose people they count."""
    for stream in streams:
        own = getattr(stream.terms, "claims_basis", None)
        if isinstance(own, ClaimsBasis) and of_population is not None and not own.same_as(of_population):
            yield Fault(
                f"stream {stream.name!r} states another claims_basis than the population",
                stream.node.at(["claims_basis"]).where,
                why="whoever is counted for money is counted for quality, on one basis",
                fix="keep the one under `population`, and take the stream's out",
            )


def _category(streams: Sequence[PaymentStream], models: Mapping[str, TermsOfModel]) -> str:
    """The category of the most advanced stream, as the LAN counts a contract."""
    categories = [models[stream.model].hcp_lan_category(stream.terms) for stream in streams]
    return max(categories, key=HCP_LAN_CATEGORIES.index, default="1")


def _stated_category(file: ContractFile, derived: str, node: Node, *, complete: bool) -> Iterator[Fault]:
    if complete and file.hcp_lan_category is not None and file.hcp_lan_category != derived:
        yield Fault(
            f"the contract states HCP-LAN category {file.hcp_lan_category}, its terms amount to {derived}",
            node.at(["hcp_lan_category"]).where,
            why="the category follows from risk and from the link to quality",
            fix=f"write {derived!r}, or change the terms",
        )
