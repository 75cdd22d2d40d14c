"""ADT messages of made-up people and facilities, as hospitals send them."""

from collections.abc import Mapping
from pathlib import Path


def message(
    number: str,
    trigger: str,
    moment: str,
    *,
    person: str = "77^^^HOSP^MR~N-001^^^NORTHERN^MB",
    patient_class: str = "I",
    visit: str = "V1",
    fields: Mapping[int, str] | None = None,
    kind: str = "ADT",
    facility: str = "Lakeside Hospital",
    diagnosis: str = "I50.9^Heart failure^I10",
) -> str:
    """A message, one segment a line. fields: more of PV1, by their places."""
    pv1 = ["PV1", "1", patient_class, f"4W^12^A^{facility}", *[""] * 42]
    pv1[7], pv1[19] = "9999000001^SMITH", visit
    for place, text in (fields or {}).items():
        pv1[place] = text
    segments = [
        f"MSH|^~\\&|ADT|{facility}^9999000050^NPI|HUB|NORTHERN|{moment}||{kind}^{trigger}^X|{number}|P|2.5.1",
        f"EVN|{trigger}|{moment}",
        f"PID|1||{person}||DOE^JANE||19500505|F",
        "|".join(pv1).rstrip("|"),
        f"DG1|1||{diagnosis}",
    ]
    return "".join(f"{each}\r" for each in segments)


def admitted(number: str, moment: str, **more: object) -> str:
    return message(number, "A01", moment, fields={44: moment}, **more)  # type: ignore[arg-type]


def discharged(number: str, moment: str, since: str, to: str = "01", **more: object) -> str:
    return message(number, "A03", moment, fields={36: to, 44: since, 45: moment}, **more)  # type: ignore[arg-type]


def write(folder: Path, *messages: str, name: str = "adt.hl7") -> Path:
    path = folder / name
    path.write_bytes("".join(messages).encode())
    return path
