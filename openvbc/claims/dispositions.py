"""Where people went when a stay ended, as far as it says whether a stay or a readmission can follow; interim bills."""

from openvbc.claims.published_codes import codes, meanings


def index_exclusions() -> tuple[tuple[str, str], ...]:
    """Dispositions after which nobody can be readmitted, and why: died, transferred or still_patient."""
    return tuple(meanings("readmission_index_exclusions").items())


def interim_bills() -> tuple[tuple[str, int, int], ...]:
    """Third digits of types of bill that say that a stay has other bills, after or before; rows of interim_bill."""
    followed = codes("bill_frequency_codes", "interim_first", "interim_continuing")
    following = codes("bill_frequency_codes", "interim_continuing", "interim_last")
    interim = dict.fromkeys((*followed, *following))
    return tuple((code, int(code in followed), int(code in following)) for code in interim)
