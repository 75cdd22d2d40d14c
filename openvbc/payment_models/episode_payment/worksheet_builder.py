"""A worksheet being built for episodes: the sheet, its terms, the program's published rules, and their types."""

from dataclasses import dataclass
from decimal import Decimal

from openvbc.citation import Clause
from openvbc.errors import ContractError, Fault, did_you_mean
from openvbc.figures import Keyed, Value
from openvbc.methods.published_lines import PublishedLines, least_confirmed
from openvbc.payment_models.episode_payment.terms import EpisodePaymentTerms
from openvbc.payment_models.record import WorksheetRequest
from openvbc.units import RATE, USD, Unit
from openvbc.worksheet.formula import Axis, Formula, Member, at, by_member
from openvbc.worksheet.sheet import Line, Worksheet

TYPES = "episode_types"
CATEGORIES = "categories"


def in_words(name: str) -> str:
    """A name of the contract's own as people read it."""
    return name.replace("_", " ").capitalize()


@dataclass
class WorksheetBuilder:
    """What the sections of the worksheet are added to.

    published: the program's rules of the year; unused where the contract names no program. types: the types of episodes
    that have a price, categories: the clinical categories that they belong to. category_of: each type's category.
    """

    sheet: Worksheet
    request: WorksheetRequest
    terms: EpisodePaymentTerms
    published: PublishedLines
    types: Axis
    categories: Axis
    category_of: dict[str, str]

    def clause(self, *path: str | int) -> Clause:
        """Where the term at `path` stands in the agreement and in the contract file."""
        return self.request.stream.clause(*path)

    def by_category(self, formula: Formula) -> Formula:
        """A formula over categories as one over types: each type's category is meant."""
        if formula.axes != (self.categories,):
            return formula
        return by_member(
            self.types, {kind: at(formula, self.categories, self.category_of[kind]) for kind in self.types.keys}
        )

    def agreed(self, name: str, label: str, unit: Unit, value: Decimal, *path: str) -> Line:
        """The line of an agreed number."""
        return self.sheet.term(name, label, unit, value, clause=self.clause(*path))

    def agreed_by_type(self, name: str, label: str, values: dict[str, Decimal], *path: str) -> Line:
        """The line of agreed dollars for each type; ContractError where a type has none, or a name is no type."""
        for kind in self.types.keys:
            if kind not in values:
                raise ContractError(
                    Fault(f"{path[-1]} names no amount for {kind}", self.clause(*path).where, fix="add it")
                )
        for kind in values:
            if kind not in self.types.keys:
                fix = did_you_mean(kind, self.types.keys)
                raise ContractError(
                    Fault(f"{path[-1]} names {kind}, which is no type of episode", self.clause(*path).where, fix=fix)
                )
        stated: dict[Keyed, Value] = dict(values)
        return self.sheet.term(name, label, USD, stated, axis=self.types, clause=self.clause(*path))

    def published_by_category(self, parameter: str, name: str, label: str) -> Line:
        """The line of a published rate for each category."""
        found = {key: self.published.value(parameter, category=key) for key in self.categories.keys}
        values: dict[Keyed, Value] = {key: each.number for key, each in found.items()}
        rule = least_confirmed([each.citation for each in found.values()])
        return self.sheet.parameter(name, label, RATE, values, axis=self.categories, rule=rule)


def make_builder(request: WorksheetRequest, terms: EpisodePaymentTerms, sheet: Worksheet) -> WorksheetBuilder:
    """A builder with its types and categories. ContractError for a category or group that the program does not have."""
    asked = {"performance_year": request.performance_year.year}
    published = PublishedLines(sheet, request.parameters, asked)
    program = terms.program
    known: dict[str, str] = {}
    if program is not None:
        for text in request.parameters.codes(f"{program}_categories", **asked):
            known |= {code: text.meaning(code) for code in text.code_list}
    if terms.clinical_episode_groups:
        groups = set(known.values())
        for group in terms.clinical_episode_groups:
            if group not in groups:
                where = request.stream.clause("clinical_episode_groups").where
                raise ContractError(
                    Fault(f"there is no clinical episode group {group!r}", where, fix=did_you_mean(group, groups))
                )
        known = {category: group for category, group in known.items() if group in terms.clinical_episode_groups}
    if terms.episode_types:
        category_of = {kind: each.category or kind for kind, each in terms.episode_types.items()}
        labels = {kind: each.label or in_words(kind) for kind, each in terms.episode_types.items()}
    else:
        category_of, labels = {kind: kind for kind in known}, {kind: in_words(kind) for kind in known}
    for kind, category in category_of.items():
        if program is not None and category not in known:
            raise ContractError(
                Fault(
                    f"{kind} is of the category {category!r}, which {program} does not have here",
                    request.stream.clause("episode_types", kind).where,
                    fix=did_you_mean(category, known),
                )
            )
    if not category_of:
        where = request.stream.clause().where
        raise ContractError(Fault("no type of episode is agreed", where, fix="add episode_types"))
    types = Axis(TYPES, "Type of episode", tuple(Member(kind, labels[kind]) for kind in category_of))
    own = dict.fromkeys(category_of.values())
    categories = Axis(CATEGORIES, "Clinical category", tuple(Member(each, in_words(each)) for each in own))
    return WorksheetBuilder(sheet, request, terms, published, types, categories, category_of)
