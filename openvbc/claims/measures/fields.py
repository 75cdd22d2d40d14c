"""Reads the members of a YAML group one by one; every fault is kept with its line, so that all are told at once."""

from collections.abc import Collection
from decimal import Decimal

from openvbc.errors import Fault, did_you_mean
from openvbc.yamlfile import Node, quoted, shortened


class Fields:
    """The members of a group. Each is taken once; `finish` tells those that nobody took."""

    def __init__(self, node: Node, what: str, faults: list[Fault]) -> None:
        self.node, self.what, self._faults = node, what, faults
        self._members = dict(node.items())
        self._asked: list[str] = []
        if not isinstance(node.value, dict):
            self.fault(f"{what} is no group of terms", fix="write `name: value` lines below it")

    def fault(self, what: str, node: Node | None = None, *, why: str = "", fix: str = "") -> None:
        """Keep a fault, at the line of `node` or of the group."""
        self._faults.append(Fault(what, (node or self.node).where, why, fix))

    def node_of(self, name: str) -> Node | None:
        """The member of that name; None if there is none or it is empty."""
        self._asked.append(name)
        found = self._members.get(name)
        return None if found is None or found.value is None else found

    def text(self, name: str, *, needed: bool = False) -> str:
        """A member that is words; '' if there is none."""
        found = self.node_of(name)
        if found is None:
            if needed:
                self.fault(f"{self.what} has no {name}", fix=f"add `{name}: ...`")
            return ""
        if isinstance(found.value, str | Decimal):
            return str(found.value)
        self.fault(f"{name} is no text", found, fix=f"write {name}: words")
        return ""

    def choice(self, name: str, known: Collection[str], default: str = "") -> str:
        """A member that is one of some words; `default` if there is none ('' for one that is needed)."""
        found = self.node_of(name)
        if found is None:
            if not default:
                self.fault(f"{self.what} has no {name}", fix=f"write {name}: one of {', '.join(known)}")
            return default or next(iter(known))
        if isinstance(found.value, str) and found.value in known:
            return found.value
        text = str(found.plain())
        self.fault(f"{name} is {quoted(text)}", found, fix=did_you_mean(shortened(text), known))
        return default or next(iter(known))

    def whole(self, name: str, default: int = 0, *, least: int = -20_000, most: int = 20_000) -> int:
        """A member that is a whole number; `default` if there is none."""
        found = self.node_of(name)
        if found is None:
            return default
        value = found.value
        if isinstance(value, Decimal) and value == int(value) and least <= value <= most:
            return int(value)
        self.fault(f"{name} is {found.plain()}", found, fix=f"write a whole number from {least} to {most}")
        return default

    def yes(self, name: str) -> bool:
        """A member that is true or false; false if there is none."""
        found = self.node_of(name)
        if found is None:
            return False
        if isinstance(found.value, bool):
            return found.value
        self.fault(f"{name} is {found.plain()}", found, fix="write true or false")
        return False

    def listed(self, name: str) -> list[Node]:
        """A member that is a list; one value stands for a list of one."""
        found = self.node_of(name)
        if found is None:
            return []
        return found.value if isinstance(found.value, list) else [found]

    def finish(self) -> None:
        """Tell the members that nobody asked for."""
        for name, node in self._members.items():
            if name not in self._asked:
                self.fault(
                    f"unknown word {quoted(name)} in {self.what}", node, fix=did_you_mean(shortened(name), self._asked)
                )
