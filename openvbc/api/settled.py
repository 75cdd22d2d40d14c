"""Settlements as a call gives them back: the payment, every figure explained, comparisons, statement and workbook."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from functools import cached_property, partial
from pathlib import Path

from openvbc.api.arguments import share_of_text
from openvbc.api.paths import PathLike, given_path
from openvbc.api.result import Result
from openvbc.api.writing import Planned
from openvbc.claims.rows import Table
from openvbc.errors import Fault, SettlementError, UsageError, did_you_mean
from openvbc.figures import Keyed, key_text, known
from openvbc.payment_models.registry import payment_models
from openvbc.quality.gap_list import read_gap_list
from openvbc.quality.probability import Asked, Likelihood
from openvbc.reports.answer import answer, status_sentence
from openvbc.reports.as_json import settlements_text
from openvbc.reports.bridge.bars import BridgePicture, bridges_between, bridges_within
from openvbc.reports.bridge.report import bridge_report
from openvbc.reports.comparison import comparison_report
from openvbc.reports.document.tree import Document
from openvbc.reports.file_names import INDEX, file_names
from openvbc.reports.next_steps import next_steps_report
from openvbc.reports.scorecard.consumer import consumer_report
from openvbc.reports.scorecard.feedback import Feedback, feedback, feedback_report, open_gaps_csv
from openvbc.reports.scorecard.probability import probability, probability_report
from openvbc.reports.scorecard.sensitivity import Sensitivity, sensitivity, sensitivity_report
from openvbc.reports.settlement_tables import line_report, settlement_report, settlements_report
from openvbc.reports.text import settlement_text, summary_text
from openvbc.settlement.compare import StreamComparison, compare
from openvbc.settlement.next_steps import Worth, worth_of_steps
from openvbc.settlement.settle import Settlement, Status, StreamSettlement
from openvbc.worksheet.explain import ExplainedTree, explain

#: What a line of a worksheet comes to: a number, yes or no, None where it is absent; by member where it has axes.
LineValue = Decimal | bool | None | Mapping[Keyed, Decimal | bool | None]
#: The most draws of a simulation.
MOST_DRAWS = 10_000_000


class Scorecard(Result[Feedback]):
    """A provider's scorecard. consumer: the plain view for people who choose a provider, without dollars."""

    def __init__(self, values: Feedback) -> None:
        gaps = {"open_gaps.csv": open_gaps_csv(values)} if values.has_list else {}
        super().__init__(values, feedback_report(values), files=gaps)

    @cached_property
    def consumer(self) -> Result[Settlement]:
        """The plain consumer view."""
        return Result(self.values.settlement, consumer_report(self.values.settlement))


class Settled(Result[tuple[Settlement, ...]]):
    """One settlement, or one for each organization of a table.

    What is said of "the" settlement (`net_payment`, `explain`, ...) is said of the only one; of several, take one by
    its organization: `settled["Lakeside ACO"]`. of_table: whether figures came from a table of organizations, so that
    statements and workbooks go into a folder even if it has one row.
    """

    def __init__(self, settlements: Sequence[Settlement], *, of_table: bool = False) -> None:
        super().__init__(tuple(settlements))
        self.of_table = of_table

    @cached_property
    def documents(self) -> tuple[Document, ...]:
        """The report: of one settlement its lines; of several a row for each, then the lines of all."""
        if len(self) == 1 and not self.of_table:
            return (settlement_report(self.values[0]),)
        return (settlements_report(self.values),)

    def __len__(self) -> int:
        return len(self.values)

    def __iter__(self) -> "Iterator[Settled]":
        return (Settled([each]) for each in self.values)

    def __getitem__(self, organization: str) -> "Settled":
        return Settled([self.settlement_of(organization)])

    def __repr__(self) -> str:
        if len(self) == 1:
            return f"<Settlement: {answer(self.values[0])}>"
        return f"<Settlements: {len(self)} organizations>"

    def __str__(self) -> str:
        return settlement_text(self.values[0]) if len(self) == 1 else summary_text(self.values)

    def on_terminal(self, width: int) -> str:
        """The steps and the answer, as `print` shows them: they are as wide as they are."""
        del width
        return str(self)

    @property
    def full_text(self) -> str:
        """Every line of the worksheet in official order, where `print` shows the steps; of several, one by one."""
        return "\n\n\n".join(settlement_text(each, full=True) for each in self.values)

    def settlement_of(self, organization: str | None = None) -> Settlement:
        """The settlement of one organization; the only one if none is named. SettlementError if there is none such."""
        if organization is None and len(self) == 1:
            return self.values[0]
        names = [each.provider_name for each in self.values]
        for each in self.values:
            if each.provider_name == organization:
                return each
        fix = did_you_mean(organization, names) if organization else "name one with --organization"
        raise SettlementError(Fault(f"there is no organization {organization or '(none named)'}", fix=fix))

    @property
    def net_payment(self) -> Decimal:
        """What the provider receives (+) or owes (−) over all streams, in dollars and cents."""
        return self.settlement_of().net_payment

    @property
    def answer(self) -> str:
        """Who pays whom how much, or why nothing is paid, as a sentence."""
        return answer(self.settlement_of())

    @property
    def organization(self) -> str:
        """Who is settled."""
        return self.settlement_of().provider_name

    @property
    def period(self) -> str:
        """What is settled: the performance year or the period, by its name."""
        return self.settlement_of().performance_year.name

    @property
    def status(self) -> Status:
        """Interim or final; what that means is in `status_in_words`."""
        return self.settlement_of().status

    @property
    def status_in_words(self) -> str:
        """Through which day claims must be paid to count, and whether more may come in."""
        return status_sentence(self.settlement_of())

    @property
    def paid_through(self) -> date:
        """The last day on which a claim may be paid and still count."""
        return self.settlement_of().paid_through

    @property
    def fingerprint(self) -> str:
        """SHA-256 over contract, published values, figures and program version: the same, the same bytes."""
        return self.settlement_of().fingerprint

    def value(self, line: str) -> LineValue:
        """What a line comes to, exactly: `savings`, `stream.savings`, or `per_capita[2024,esrd]` for one member.

        By member where the line has axes and none is named. SettlementError with a hint if there is no such line.
        """
        base, _, members = line.partition("[")
        stream, name = self._stream_with(base)
        explain(stream.evaluation).line(name)
        held = stream.evaluation.values[name]
        if not isinstance(held, Mapping):
            if members:
                raise SettlementError(Fault(f"{name} is one value, without members", fix=f"ask for {base}"))
            return known(held)
        if not members:
            return {key: known(each) for key, each in held.items()}
        parts = tuple(part.strip() for part in members.removesuffix("]").split(","))
        key = parts if len(parts) > 1 else parts[0]
        if key not in held:
            members_held = [key_text(each) for each in held]
            raise SettlementError(
                Fault(f"{name} has no member {', '.join(parts)}", fix=did_you_mean(key_text(parts), members_held))
            )
        return known(held[key])

    def explain(
        self, line: str, listed: Mapping[str, Table] | None = None, *, sql: bool = False
    ) -> Result[ExplainedTree]:
        """A line with all that it rests on: formula in words and numbers, clause, rule, sources.

        line: `line`, or `stream.line`. listed: rows behind counted figures, by the listing of their source. sql: the
        queries that counted are printed with their text, not only by name.
        """
        stream, name = self._stream_with(line)
        explanation = explain(stream.evaluation)
        return Result(explanation.tree(name), line_report(explanation, name, listed or {}, sql=sql), part="lines")

    def _stream_with(self, line: str) -> tuple[StreamSettlement, str]:
        """The stream named, or else the first that has the line; and the line's own name."""
        settlement = self.settlement_of()
        named, _, name = line.rpartition(".")
        if named:
            return settlement.stream(named), name
        streams = settlement.streams
        return next((each for each in streams if name in each.evaluation.sheet), streams[0]), name

    def compare(self, earlier: "Settled") -> Result[tuple[StreamComparison, ...]]:
        """What moved since an earlier settlement of the same organization, and what each move contributed."""
        found = compare(earlier.settlement_of(), self.settlement_of())
        return Result(found, comparison_report(found), part="streams")

    def bridge(self, earlier: "Settled | None" = None, line: str = "") -> Result[tuple[BridgePicture, ...]]:
        """From the base years to the benchmark, or (of a `line`, or of the outcome) from an earlier settlement to this.

        In bars that add up to the cent.
        """
        if line and earlier is None:
            raise UsageError(
                Fault("a line goes with an earlier settlement, and none is named", fix="name the earlier one too")
            )
        after = self.settlement_of()
        found = bridges_within(after) if earlier is None else bridges_between(earlier.settlement_of(), after, line)
        title = f"{after.provider_name}, {after.performance_year.words}"
        return Result(found, bridge_report(title, after.contract.name, found, after.paid_through), part="bridges")

    def scorecard(self, members: PathLike | None = None) -> Scorecard:
        """Where each quality measure stands, what the next step is worth, and (with a list of `members`) open gaps."""
        settlement, path = self.settlement_of(), given_path(members, "a list of members")
        agreed = settlement.contract.agreed_scorecard
        return Scorecard(feedback(settlement, read_gap_list(path, agreed.terms) if path is not None else None))

    def sensitivity(self) -> Result[Sensitivity]:
        """What quality is worth: dollars per point of each measure, cliffs, steepness at mid-market."""
        found = sensitivity(self.settlement_of())
        return Result(found, sensitivity_report(found))

    def what_if_page(self) -> str:
        """A page in which figures and terms are moved and the payment follows: one file, no network, posted nowhere."""
        from openvbc.reports.html.what_if import render_what_if  # noqa: PLC0415  # templates load only when used

        return render_what_if(self.settlement_of(), payment_models())

    def what_if(self) -> Result[tuple[Worth, ...]]:
        """What the next step of each measure is worth, such as the next decile of a MIPS measure."""
        found = worth_of_steps(self.settlement_of(), payment_models())
        return Result(found, next_steps_report(self.settlement_of(), found))

    def probability(
        self,
        thresholds: Sequence[str | Decimal] = (),
        *,
        to_come: int | Mapping[str, int] | None = None,
        rate_is_certain: bool = False,
        draws: int = 100_000,
        seed: int = 1,
        simulate: bool = False,
    ) -> Result[Likelihood]:
        """How likely measures and the quality score reach their thresholds, given the cases.

        to_come: how many cases are still to come this year, of every measure or by measure; without it a new year of as
        many cases is meant. rate_is_certain: take the rate observed for certain, instead of learning it from the cases.

        thresholds: of the quality score ("70%"); the contract's own if none. draws, seed: of a simulation, which is
        made where the chances cannot be exact, or (simulate) even where they can.
        """
        if not 1 <= draws <= MOST_DRAWS:
            raise UsageError(Fault(f"{draws} draws", fix=f"write 1 to {MOST_DRAWS}"))
        coming = {"": to_come} if isinstance(to_come, int) else dict(to_come or {})
        if any(each < 0 for each in coming.values()):
            raise UsageError(Fault("fewer than no cases are to come", fix="write 0 or more"))
        shares = tuple(share_of_text(each, "--threshold") for each in thresholds)
        asked = Asked(shares, draws, seed, simulate, coming, rate_is_certain)
        found = probability(self.settlement_of(), asked)
        return Result(found, probability_report(self.settlement_of(), found))

    def to_json(self) -> str:
        """The settlement for machines: an object; a list where figures came from a table."""
        return settlements_text(self.values, of_table=self.of_table)

    def html(self) -> str:
        """The statement as one page; of several settlements the page that lists them."""
        from openvbc.reports.html import render_html  # noqa: PLC0415  # templates load only when used
        from openvbc.reports.index import render_index  # noqa: PLC0415

        return render_index(self.values) if self._several else render_html(self.values[0])

    def workbook(self) -> bytes:
        """The workbook of one settlement with live formulas; of several, take each by its organization."""
        from openvbc.reports.excel.workbook import excel_bytes  # noqa: PLC0415  # XlsxWriter loads only when it is used

        return excel_bytes(self.settlement_of())

    @property
    def _several(self) -> bool:
        return self.of_table or len(self) > 1

    def _planned(self, html: PathLike | None, excel: PathLike | None) -> list[Planned]:
        """Statement and workbook: files for one settlement, folders for several or for a table."""
        planned: list[Planned] = []
        if html is not None:
            from openvbc.reports.html import write_html  # noqa: PLC0415  # templates load only when used
            from openvbc.reports.index import write_index  # noqa: PLC0415

            planned += [(path, partial(write_html, each)) for each, path in self._places(Path(html), ".html")]
            if self._several:
                planned.append((Path(html) / f"{INDEX}.html", partial(write_index, self.values)))
        if excel is not None:
            from openvbc.reports.excel import write_excel  # noqa: PLC0415  # XlsxWriter loads only when it is used

            planned += [(path, partial(write_excel, each)) for each, path in self._places(Path(excel), ".xlsx")]
        return planned

    def _places(self, target: Path, suffix: str) -> Iterator[tuple[Settlement, Path]]:
        if not self._several:
            yield self.values[0], target
            return
        for each, name in zip(self.values, file_names(self.values), strict=True):
            yield each, target / f"{name}{suffix}"
