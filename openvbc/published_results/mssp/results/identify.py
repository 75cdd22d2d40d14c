"""Which performance year a results file is of: by its columns, and against the year that its name names."""

from openvbc.errors import Fault, FileError, did_you_mean
from openvbc.published_results.mssp.results.columns import COLUMNS, column_of, normal
from openvbc.published_results.mssp.results.dialects import DIALECTS, YEARS, Dialect
from openvbc.published_results.mssp.results.table import Table, years_in_name


def looks_like_results(table: Table) -> bool:
    """Whether the header is that of a results file at all, of whatever year."""
    meanings = _meanings(table)
    return {"aco", "assigned"} <= meanings and bool({"benchmark", "earned", "earned_savings"} & meanings)


def _meanings(table: Table) -> set[str]:
    return {column.meaning for name in table.header if (column := column_of(name)) is not None}


def dialect_of(table: Table) -> Dialect:
    """The one dialect of the file. FileError if none or several fit, or if the name says another year."""
    fitting = [dialect for dialect in DIALECTS if dialect.fits(table.headers)]
    named = years_in_name(table.file.name)
    if len({dialect.year for dialect in fitting}) > 1:
        fitting = [dialect for dialect in fitting if dialect.year in named] or fitting
    years = sorted({dialect.year for dialect in fitting})
    if not fitting:
        raise FileError(_unknown(table))
    if len(years) > 1:
        told = " and ".join(str(year) for year in years)
        fix = "put the performance year into the file's name, for example results_2019.csv"
        raise FileError(Fault(f"the columns are those of {told}; which year is meant is not said", _at(table), "", fix))
    dialect = fitting[0]
    if named and dialect.year not in named:
        raise FileError(
            Fault(
                f"the file is named for {' and '.join(str(year) for year in sorted(named))}, but its columns are those"
                f" of performance year {dialect.year}",
                _at(table),
                why="rates and limits of the wrong year would be applied",
                fix="rename the file, or fetch the right one from data.cms.gov",
            )
        )
    _check_needed(table, dialect)
    return dialect


def _at(table: Table) -> str:
    return table.header_where


def _unknown(table: Table) -> Fault:
    if not looks_like_results(table):
        return Fault(
            "this is not a results file of the Shared Savings Program",
            _at(table),
            why="it lacks columns such as N_AB, ABtotBnchmk and EarnSaveLoss",
            fix="name a file “Performance Year Financial and Quality Results” of data.cms.gov",
        )
    there = _meanings(table)
    nearest = min(
        DIALECTS,
        key=lambda each: (
            len(each.has - table.headers) + len(each.has_not & table.headers),
            sum(meaning not in there for meaning in each.needs),
        ),
    )
    lacking = sorted(nearest.has - table.headers)
    extra = sorted(name for name in table.header if normal(name) in nearest.has_not)
    parts = [f"it lacks {', '.join(lacking)}"] if lacking else []
    parts += [f"it has {', '.join(extra)}"] if extra else []
    return Fault(
        "no performance year that is known here has these columns",
        _at(table),
        why=f"nearest is {nearest.year}, but {' and '.join(parts)}",
        fix=f"known are {YEARS[0]} to {YEARS[-1]}; check that no column was taken out",
    )


def _check_needed(table: Table, dialect: Dialect) -> None:
    there = _meanings(table)
    faults = []
    for meaning in dialect.needs:
        if meaning not in there:
            column = COLUMNS[meaning]
            faults.append(
                Fault(
                    f"the column {column.headers[0]} ({column.label}) is missing",
                    _at(table),
                    why=f"results of {dialect.year} cannot be replayed without it",
                    fix=did_you_mean(column.headers[0], table.header),
                )
            )
    if faults:
        raise FileError(faults)
