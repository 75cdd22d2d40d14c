"""Files and queries that figures come from: each told once at the end of the page, and linked from the figures."""

from dataclasses import dataclass, field

from openvbc.figures import FileDigest, Origin, Source


@dataclass(frozen=True)
class Reference:
    """A link inside the page."""

    anchor: str
    text: str


@dataclass(frozen=True)
class SourceView:
    """Where an input came from, ready to be printed.

    file: the one file in which it stands, at `line`; else `where` says the place. files: what was read, if it is more
    than that. listing: the SQL that lists the rows behind it.
    """

    origin: str
    description: str
    file: Reference | None
    line: str
    where: str
    rows: str
    files: tuple[Reference, ...]
    query: Reference | None
    listing: str


_ORIGINS = {
    Origin.GIVEN: "given",
    Origin.READ: "read from a file",
    Origin.COUNTED: "counted from claims",
    Origin.SETTLED: "of another settlement",
}


@dataclass
class References:
    """Numbers files and queries in the order in which the page names them."""

    files: dict[FileDigest, Reference] = field(default_factory=dict)
    queries: dict[str, Reference] = field(default_factory=dict)

    def source(self, source: Source) -> SourceView:
        """The source for print; its files and query get their numbers."""
        files = tuple(self._file(file) for file in source.files)
        name, _, line = source.where.rpartition(":")
        stands_in_it = len(files) == 1 and files[0].text == name and line.isdigit()
        return SourceView(
            origin=_ORIGINS[source.origin],
            description=source.description,
            file=files[0] if stands_in_it else None,
            line=line if stands_in_it else "",
            where="" if stands_in_it else source.where,
            rows="" if source.rows is None else f"{source.rows:,}",
            files=() if stands_in_it else files,
            query=self._query(source.query) if source.query else None,
            listing=source.listing,
        )

    def _file(self, file: FileDigest) -> Reference:
        return self.files.setdefault(file, Reference(f"file-{len(self.files) + 1}", file.name))

    def _query(self, query: str) -> Reference:
        number = len(self.queries) + 1
        return self.queries.setdefault(query, Reference(f"query-{number}", f"Query {number}"))
