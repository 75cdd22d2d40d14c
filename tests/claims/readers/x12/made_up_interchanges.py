"""X12 interchanges of made-up people, as payers send them."""

from pathlib import Path


def interchange(*segments: str, kind: str = "834", group: str = "BE", number: int = 1, usage: str = "P") -> str:
    """An interchange with one transaction, one segment a line."""
    version = {"834": "005010X220A1"}.get(kind, "005010X218")
    return "".join(
        f"{each}~\n"
        for each in (
            f"ISA*00*{'':10}*00*{'':10}*ZZ*{'NORTHERN':15}*ZZ*{'LAKESIDE':15}*240105*0800*^*00501*{number:09}*0*{usage}*:",
            f"GS*{group}*NORTHERN*LAKESIDE*20240105*0800*{number}*X*{version}",
            f"ST*{kind}*0001*{version}",
            *segments,
            f"SE*{len(segments) + 2}*0001",
            f"GE*1*{number}",
            f"IEA*1*{number:09}",
        )
    )


def enrollment(day: str, *members: str, number: int = 1, action: str = "2", usage: str = "P") -> str:
    """An 834 of that day. action: 2 for changes, 4 for everybody."""
    header = (f"BGN*00*{number}*{day}*0800****{action}", "N1*P5*LAKESIDE WORKS*FI*990000001")
    body = [segment for member in members for segment in member.split("~") if segment]
    return interchange(*header, "N1*IN*NORTHERN HEALTH PLAN*FI*990000002", *body, number=number, usage=usage)


def member(own: str, says: str, *coverages: str, subscriber: str = "", more: str = "", death: str = "") -> str:
    """A member: a subscriber, or the dependent of one. more: further segments beside the name."""
    ins = f"INS*{'N' if subscriber else 'Y'}*{'19' if subscriber else '18'}*{says}*XN*A***FT"
    ins += f"***D8*{death}" if death else ""
    numbers = f"REF*0F*{subscriber}~REF*23*{own}" if subscriber else f"REF*0F*{own}"
    name = "NM1*IL*1*DOE*JANE~N3*1 LAKE ST~N4*ALBANY*NY*12207~DMG*D8*19800505*F"
    return "~".join(each for each in (ins, numbers, "REF*1L*G1", more, name, *coverages) if each)


def coverage(says: str, start: str = "", end: str = "", line: str = "HLT", plan: str = "GOLD") -> str:
    """A coverage with its days."""
    days = [f"DTP*{which}*D8*{day}" for which, day in (("348", start), ("349", end)) if day]
    return "~".join((f"HD*{says}**{line}*{plan}*FAM", *days))


def write(folder: Path, text: str, name: str = "daily.834") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8", newline="")
    return path
