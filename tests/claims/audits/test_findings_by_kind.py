"""What several files have in common is told once."""

from openvbc.claims.findings import Finding, Severity, by_kind


def cut(name: str) -> Finding:
    return Finding("last_line", Severity.WARNING, "files end without a line end", 1, (name,), names_people=False)


def test_the_same_finding_of_several_files_is_one_with_its_cases_added_up() -> None:
    zips = Finding("code_shapes", Severity.WARNING, "ZIP: codes do not have five digits", 2, ("a.csv: '1' on line 2",))
    more = Finding("code_shapes", Severity.WARNING, "ZIP: codes do not have five digits", 3, ("b.csv: '2' on line 9",))
    other = Finding("code_shapes", Severity.WARNING, "NPI: codes do not have ten digits", 1, ("b.csv: '3' on line 9",))
    found = by_kind([zips, *map(cut, "abcdefg"), more, other])
    assert [str(each) for each in found] == [
        "warning: ZIP: codes do not have five digits (5): a.csv: '1' on line 2; b.csv: '2' on line 9, ...",
        "warning: files end without a line end (7): a; b; c; d; e, ...",
        "warning: NPI: codes do not have ten digits (1): b.csv: '3' on line 9",
    ]


def test_findings_of_which_each_says_something_else_stay_as_they_are() -> None:
    one, other = cut("a"), Finding("empty_file", Severity.WARNING, "files have a header but no rows", 1, ("a",))
    assert by_kind([one, other]) == (one, other)
