"""Criteria of a measure from YAML: boolean combinations of events, age, sex and enrollment."""

from typing import Final, Literal

from openvbc.claims.measures.definition import (
    ANCHORS,
    OLDEST,
    AgeCriterion,
    AllOf,
    Always,
    AnyOf,
    Criterion,
    EnrolledCriterion,
    Event,
    EventCriterion,
    Not,
    SexCriterion,
    Window,
)
from openvbc.claims.measures.fields import Fields
from openvbc.claims.measures.value_sets import ValueSets
from openvbc.errors import Fault, did_you_mean
from openvbc.yamlfile import Node, quoted

_KINDS: Final = ("all", "any", "not", "event", "encounter", "age", "sex", "enrolled")
#: Value sets with this before their name are encounter types.
_ENCOUNTER: Final = "encounter_"
_CODED: Final = {"icd-10-cm", "icd-9-cm", "icd-10-pcs", "icd-9-pcs"}
_AgeOn = Literal["first_day", "last_day", "index"]
_AGE_ON: Final[dict[str, _AgeOn]] = {"first_day": "first_day", "last_day": "last_day", "index": "index"}


class CriteriaReader:
    """Reads the criteria of one measure: its named events, then each part. `finish` tells events that nothing uses."""

    def __init__(self, value_sets: ValueSets, faults: list[Fault], events: Node | None, *, has_index: bool) -> None:
        self._value_sets, self._faults, self._has_index = value_sets, faults, has_index
        self._nodes = dict(events.items()) if events is not None else {}
        self._events = {name: self._named_event(name, node) for name, node in self._nodes.items()}
        self._used: set[str] = set()

    def finish(self) -> None:
        """Tell the events that no criterion refers to."""
        for name in self._nodes.keys() - self._used:
            node = self._nodes[name]
            self._faults.append(
                Fault(f"no criterion refers to the event {name!r}", node.where, fix="use it, or take it out")
            )

    def read(self, node: Node) -> Criterion:
        """One criterion; a list means all of its members. What cannot be read is told, and stands for everyone."""
        if node.value == "everyone":
            return Always()
        if isinstance(node.value, list):
            return self._combined("all", node)
        if not isinstance(node.value, dict) or not node.value:
            self._fault(
                f"{quoted(str(node.plain()))} is no criterion", node, f"write one of {', '.join(_KINDS)}, or everyone"
            )
            return Always()
        fields = Fields(node, "the criterion", self._faults)
        kinds = [name for name in node.value if name in _KINDS]
        if len(kinds) != 1:
            word = next((name for name in node.value if name not in _KINDS), "")
            what = f"names {' and '.join(kinds)}" if kinds else "refers to nothing that can be counted"
            fix = "write them as members of `all:` or `any:`" if kinds else did_you_mean(word, _KINDS)
            self._fault(f"the criterion {what}", node, fix)
            return Always()
        criterion = self._of_kind(kinds[0], fields)
        fields.finish()
        return criterion

    def _of_kind(self, kind: str, fields: Fields) -> Criterion:
        node = fields.node_of(kind)
        if node is None:
            fields.fault(f"{kind} is empty", fix="say what it asks for, or take it out")
            return Always()
        match kind:
            case "all" | "any":
                return self._combined(kind, node)
            case "not":
                return Not(self.read(node))
            case "age":
                return self._age(node)
            case "sex":
                sex = fields.choice("sex", ("female", "male"))
                return SexCriterion(sex)
            case "enrolled":
                return self._enrolled(node)
        event = self.event(fields) if kind == "event" else self._encounter(fields, node)
        at_least = fields.whole("at_least", 1, least=1, most=366)
        window = self._window(fields)
        return EventCriterion(event, window, at_least) if event is not None else Always()

    def _combined(self, kind: str, node: Node) -> Criterion:
        if not isinstance(node.value, list) or not node.value:
            self._fault(
                f"{kind} is no list of criteria", node, "write each on a line of its own that begins with a dash"
            )
            return Always()
        parts = tuple(self.read(each) for each in node.value)
        if len(parts) == 1:
            return parts[0]
        return AllOf(parts) if kind == "all" else AnyOf(parts)

    def event(self, fields: Fields) -> Event | None:
        """The event that the member `event` names: one of the measure's own, or a value set."""
        node = fields.node_of("event")
        if node is None:
            fields.fault(f"{fields.what} names no event", fix="add `event:`, one of `events` or a value set")
            return None
        name = str(node.plain())
        if name in self._events:
            self._used.add(name)
            return self._events[name]
        if name in self._value_sets.sets:
            return Event((name,))
        known = (*self._events, *self._value_sets.names)
        why = "nothing could ever meet it, or everybody would"
        fields.fault(f"there is no event or value set {quoted(name)}", node, why=why, fix=did_you_mean(name, known))
        return None

    def _encounter(self, fields: Fields, node: Node) -> Event | None:
        name = str(node.plain())
        known = [each.removeprefix(_ENCOUNTER) for each in self._value_sets.names if each.startswith(_ENCOUNTER)]
        if name in known:
            return Event((f"{_ENCOUNTER}{name}",))
        fields.fault(f"there is no encounter type {quoted(name)}", node, fix=did_you_mean(name, known))
        return None

    def _named_event(self, name: str, node: Node) -> Event:
        fields = Fields(node, f"the event {name}", self._faults)
        codes = self._sets(fields, "codes")
        if not codes:
            fields.fault(f"the event {name} has no codes", fix="add `codes: [value set, ...]`")
        event = Event(codes, self._sets(fields, "on_same_claim"), fields.yes("principal"))
        fields.finish()
        others = self._value_sets.code_types(codes) - _CODED
        if event.principal and others:
            why = "only diagnoses and procedures can be principal"
            fields.fault(
                f"{name} asks for principal codes of {', '.join(sorted(others))}", why=why, fix="take principal out"
            )
        if name in self._value_sets.sets:
            fields.fault(f"{name} is the name of a value set too", fix="give the event another name")
        return event

    def _sets(self, fields: Fields, member: str) -> tuple[str, ...]:
        names = []
        for node in fields.listed(member):
            name = str(node.plain())
            if name not in self._value_sets.sets:
                fix = did_you_mean(name, self._value_sets.names)
                fields.fault(f"there is no value set {quoted(name)}", node, why="it would match nothing", fix=fix)
            names.append(name)
        return tuple(dict.fromkeys(names))

    def _age(self, node: Node) -> Criterion:
        fields = Fields(node, "age", self._faults)
        least, most = (
            fields.whole("at_least", 0, least=0, most=OLDEST),
            fields.whole("at_most", OLDEST, least=0, most=OLDEST),
        )
        on = _AGE_ON[fields.choice("on", tuple(_AGE_ON), "last_day")]
        fields.finish()
        if least > most:
            self._fault(f"no age is at least {least} and at most {most}", node, "exchange them")
        if on == "index" and not self._has_index:
            self._fault(
                "age is asked on the index event, but people are counted", node, "write on: first_day or last_day"
            )
        return AgeCriterion(least, most, on)

    def _enrolled(self, node: Node) -> Criterion:
        fields = Fields(node, "enrolled", self._faults)
        found = EnrolledCriterion(
            window=self._window(fields),
            most_gaps=fields.whole("most_gaps", least=0, most=366),
            most_gap_days=fields.whole("most_gap_days", least=0, most=366),
            part_a=fields.yes("part_a"),
            part_b=fields.yes("part_b"),
            part_d=fields.yes("part_d"),
            without_medicare_advantage=fields.yes("without_medicare_advantage"),
        )
        fields.finish()
        if bool(found.most_gaps) != bool(found.most_gap_days):
            fix = "write both, like most_gaps: 1 and most_gap_days: 45"
            self._fault("most_gaps and most_gap_days go together", node, fix)
        return found

    def _window(self, fields: Fields) -> Window:
        node = fields.node_of("window")
        if node is None or node.value == "period":
            return Window()
        inner = Fields(node, "window", self._faults)
        window = Window(
            inner.choice("of", ANCHORS, "period"),
            inner.whole("from_days"),
            inner.whole("to_days"),
            inner.whole("from_months", least=-240, most=240),
            inner.whole("to_months", least=-240, most=240),
        )
        inner.finish()
        self._check_window(window, node)
        return window

    def _check_window(self, window: Window, node: Node) -> None:
        if window.of_index and not self._has_index:
            self._fault("the window is counted from an index event, but people are counted", node, "write of: period")
        if window.of_index and (window.from_months or window.to_months):
            self._fault("windows around an index event are counted in days", node, "write from_days and to_days")
        one_end = window.of not in ("period", "index")
        if one_end and (window.from_months, window.from_days) > (window.to_months, window.to_days):
            self._fault("the window ends before it begins", node, "exchange its ends")

    def _fault(self, what: str, node: Node, fix: str) -> None:
        self._faults.append(Fault(what, node.where, fix=fix))
