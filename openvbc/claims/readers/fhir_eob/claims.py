"""Turns an ExplanationOfBenefit into rows of the canonical tables, every value still as text.

The paths are those of CMS's Blue Button, BCDA (versions 2 and 3) and AB2D, all profiles of CARIN's: what a path is
called in each of them stands beside each other below.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal

from openvbc.claims.published_codes import meanings
from openvbc.claims.readers.fhir_eob.resources import (
    Json,
    Resource,
    coded,
    codings,
    day,
    extension,
    inner,
    items,
    last_word,
    text,
    words,
)

Row = dict[str, str]

_KINDS = {
    "carrier": "professional",
    "dme": "professional",
    "inpatient": "institutional",
    "outpatient": "institutional",
    "snf": "institutional",
    "hha": "institutional",
    "hospice": "institutional",
    "pde": "pharmacy",
}
_NOT_DIAGNOSES = {"admitting", "externalcauseofinjury", "patientreasonforvisit"}
_CLINICIANS = {"performing", "rendering"}


@dataclass
class ClaimRows:
    """What one resource gave. tables: name -> rows; without_payment: whether it has no payment.

    unclear_lines: how many lines do not say which of several clinicians rendered them. lines_differ: of a professional
    claim, what its lines and it itself say was paid, if they differ; '' if not.
    """

    tables: dict[str, list[Row]] = field(default_factory=dict)
    without_payment: bool = False
    unclear_lines: int = 0
    lines_differ: str = ""


def left_out(body: Json) -> str:
    """Why a resource is not final and must not be counted; '' if it is."""
    tags = {text(tag, "code") for tag in items(inner(body, "meta"), "tag")}
    if "NotFinalAction" in tags:
        return "not_final"
    if text(body, "use") in ("preauthorization", "predetermination"):
        return "not_a_claim"
    if text(body, "status") in ("cancelled", "entered-in-error", "draft"):
        return "cancelled"
    if coded(body.get("type"), "clm_type_cd") == "3" and claim_kind(body) == "pharmacy":
        return "deleted"
    return ""


def claim_kind(body: Json) -> str:
    """institutional, professional, pharmacy, or undetermined where the resource does not say."""
    concept = body.get("type")
    plain = coded(concept, "claim_type")
    if plain in ("institutional", "professional", "pharmacy"):
        return plain
    kind = _KINDS.get(coded(concept, "eob_type").lower(), "")
    number = coded(concept, "nch_clm_type_cd", "clm_type_cd")
    if not kind and number:
        kind = meanings("medicare_claim_types").get(number, "")
    if not kind and {code.lower() for _, code in codings(concept)} & {"pde"}:
        kind = "pharmacy"
    return kind or "undetermined"


def claim_rows(resource: Resource, person_id: str) -> ClaimRows:
    """The rows of one final ExplanationOfBenefit of that person."""
    kind = claim_kind(resource.body)
    if kind == "pharmacy":
        return _fill(resource, person_id)
    return _medical(resource, person_id, kind)


def amount(adjudications: Iterable[Json], names: Iterable[str], plain: str = "") -> str:
    """The amount of the adjudication with one of CMS's names; without any, of the one that is only called `plain`."""
    wanted = set(names)
    listed = list(adjudications)
    for each in listed:
        if words(each.get("category")) & wanted:
            return text(each, "amount", "value")
    for each in listed:
        if plain and words(each.get("category")) == {plain}:
            return text(each, "amount", "value")
    return ""


def _information(body: Json, *names: str) -> Json:
    """The first supportingInfo whose category, or whose code's system, has one of these names."""
    for each in items(body, "supportingInfo"):
        systems = {last_word(system) for system, _ in codings(each.get("code"))}
        if (words(each.get("category")) | systems) & set(names):
            return each
    return {}


def _information_code(body: Json, *names: str) -> str:
    found = _information(body, *names)
    return coded(found.get("code"), *names) or next((code for _, code in codings(found.get("code"))), "")


def _npi(provider: object) -> str:
    identifier = inner(provider, "identifier")
    kinds = {code.lower() for _, code in codings(identifier.get("type"))}
    return text(identifier, "value") if "npi" in kinds or last_word(text(identifier, "system")) == "us_npi" else ""


def _facility(body: Json) -> tuple[str, str]:
    """NPI and CCN of who billed."""
    reference = text(body, "provider", "reference").removeprefix("#")
    identifiers = [inner(body, "provider", "identifier")]
    for each in items(body, "contained"):
        if text(each, "id") == reference:
            identifiers.extend(items(each, "identifier"))
    npi = ccn = ""
    for each in identifiers:
        kinds = {code.upper() for _, code in codings(each.get("type"))}
        system = last_word(text(each, "system"))
        if system == "us_npi" or "NPI" in kinds:
            npi = npi or text(each, "value")
        elif "PRN" in kinds or system in ("prvdr_num", "clm_blg_prvdr_oscar_num", "medicare_ccn"):
            ccn = ccn or text(each, "value")
    return npi, ccn


def _team(body: Json, roles: set[str]) -> list[Json]:
    return [each for each in items(body, "careTeam") if words(each.get("role")) & roles]


def _clinician(body: Json, item: Json) -> tuple[Json, bool]:
    """Who rendered a line, and whether it is unclear: the line names nobody and the claim names several."""
    sequences = item.get("careTeamSequence")
    members = _team(body, _CLINICIANS)
    if isinstance(sequences, list) and sequences:
        members = [each for each in members if each.get("sequence") in sequences]
    people = {_npi(each.get("provider")) for each in members}
    return (members[0], False) if len(people) == 1 else ({}, len(people) > 1)


def _bill_type(body: Json) -> str:
    whole = coded(_information(body, "typeofbill").get("code"), "typeofbill", "type_of_bill")
    if whole:
        return whole[-3:]
    parts = (
        extension(body.get("facility"), "clm_fac_type_cd"),
        extension(body, "clm_srvc_clsfctn_type_cd"),
        _information_code(body, "clm_freq_cd", "typeofbill"),
    )
    return "".join(parts) if all(parts) else ""


def _header(resource: Resource, person_id: str) -> Row:
    body = resource.body
    stay = inner(_information(body, "admissionperiod"), "timingPeriod")
    drg = _information_code(body, "clm_drg_cd", "drg", "dgns_drg_cd")
    return {
        "resource_line": str(resource.line),
        "claim_id": text(body, "id"),
        "person_id": person_id,
        "claim_start_date": day(body, "billablePeriod", "start"),
        "claim_end_date": day(body, "billablePeriod", "end"),
        "source_claim_type_code": coded(body.get("type"), "nch_clm_type_cd", "clm_type_cd"),
        "admission_date": day(stay, "start"),
        "discharge_date": day(stay, "end"),
        "admit_type_code": _information_code(body, "clm_ip_admsn_type_cd", "admtype"),
        "admit_source_code": _information_code(body, "clm_src_ip_admsn_cd", "pointoforigin"),
        "discharge_disposition_code": _information_code(body, "ptnt_dschrg_stus_cd", "discharge_status"),
        "bill_type_code": _bill_type(body),
        "drg_code": drg,
        "drg_code_type": "ms-drg" if drg else "",
        "paid_date": day(body, "payment", "date")
        or day(_information(body, "nch_wkly_proc_dt", "clm_nch_wkly_proc_dt"), "timingDate"),
        "claim_control_number": extension(body, "carr_clm_cntl_num", "fi_doc_clm_cntl_num")
        or next(
            (text(each, "value") for each in items(body, "identifier") if _is_control_number(each)),
            "",
        ),
    }


def _is_control_number(identifier: Json) -> bool:
    return last_word(text(identifier, "system")) == "clm_cntl_num"


def _medical(resource: Resource, person_id: str, kind: str) -> ClaimRows:
    body = resource.body
    rows = ClaimRows()
    header = _header(resource, person_id)
    facility_npi, facility_ccn = _facility(body)
    lines = []
    for number, item in enumerate(items(body, "item") or [{}], 1):
        line, unclear = _line(body, item, kind)
        rows.unclear_lines += unclear
        lines.append({**header, "claim_line_number": str(number), "claim_type": kind, **line})
    for line in lines:
        line.setdefault("billing_npi", facility_npi)
        if kind == "institutional":
            line.update(facility_npi=facility_npi, facility_ccn=facility_ccn)
    rows.without_payment = not _place_amounts(body, lines, kind)
    rows.lines_differ = "" if kind == "institutional" else _difference(body, lines)
    rows.tables = {
        "medical_claim": lines,
        "claim_diagnosis": _diagnoses(body, header),
        "claim_procedure": _procedures(body, header),
    }
    return rows


def _line(body: Json, item: Json, kind: str) -> tuple[Row, bool]:
    clinician, unclear = _clinician(body, item)
    attending = next((_npi(each.get("provider")) for each in _team(body, {"attending"})), "")
    billing = next((_npi(each.get("provider")) for each in _team(body, {"primary", "billing"})), "")
    paid_by = items(item, "adjudication")
    tin = extension(item, "tax_num", "clm_prvdr_tax_num") or extension(clinician, "tax_num")
    modifiers = [code for each in items(item, "modifier") for _, code in codings(each)]
    row = {
        "claim_line_start_date": day(item, "servicedPeriod", "start") or day(item, "servicedDate"),
        "claim_line_end_date": day(item, "servicedPeriod", "end") or day(item, "servicedDate"),
        "place_of_service_code": coded(item.get("locationCodeableConcept"), "line_place_of_srvc_cd", "clm_pos_cd")
        or next((code for _, code in codings(item.get("locationCodeableConcept"))), ""),
        "revenue_center_code": coded(item.get("revenue"), "rev_cntr", "clm_rev_cntr_cd", "revenuecodes"),
        "hcpcs_code": coded(item.get("productOrService"), "hcpcs", "hcpcs_cd", "cpt", "hcpcsreleasecodesets"),
        **{f"hcpcs_modifier_{place}": code for place, code in enumerate(modifiers[:4], 1)},
        "service_unit_quantity": text(item, "quantity", "value"),
        "rendering_npi": attending if kind == "institutional" else _npi(clinician.get("provider")),
        "rendering_tin": tin,
        "billing_tin": tin,
        "rendering_specialty_code": coded(clinician.get("qualification"), "prvdr_spclty", "clm_prvdr_spclty_cd"),
        "allowed_amount": amount(paid_by, ("line_alowd_chrg_amt", "clm_line_alowd_chrg_amt"), "eligible"),
        "coinsurance_amount": amount(paid_by, ("line_coinsrnc_amt", "clm_line_mdcr_coinsrnc_amt"), "coinsurance"),
        "deductible_amount": amount(
            paid_by, ("line_bene_ptb_ddctbl_amt", "rev_cntr_cash_ddctbl_amt", "clm_line_mdcr_ddctbl_amt"), "deductible"
        ),
        "charge_amount": amount(
            paid_by, ("line_sbmtd_chrg_amt", "rev_cntr_tot_chrg_amt", "clm_line_sbmt_chrg_amt"), "submitted"
        ),
        "paid_amount": amount(paid_by, ("line_nch_pmt_amt", "clm_line_cvrd_pd_amt"), "benefit"),
    }
    if billing:
        row["billing_npi"] = billing
    return row, unclear and kind != "institutional"


def _place_amounts(body: Json, lines: list[Row], kind: str) -> bool:
    """Put the claim's payment where it belongs; whether there is any.

    An institutional claim is paid as a whole: its payment stands on the first line and 0 on the others. The payment of
    a professional claim is that of its lines; only where no line has one does the claim's stand on the first.
    """
    of_claim = text(body, "payment", "amount", "value")
    if kind != "institutional" and any(line["paid_amount"] for line in lines):
        return True
    for place, line in enumerate(lines):
        line["paid_amount"] = of_claim if place == 0 else "0" if of_claim else ""
    if kind == "institutional":
        charge = amount(items(body, "total"), ("clm_tot_chrg_amt", "clm_sbmt_chrg_amt"), "submitted")
        parts = {
            "charge_amount": charge,
            "indirect_medical_education_amount": extension(body, "ime_op_clm_val_amt"),
            "disproportionate_share_amount": extension(body, "dsh_op_clm_val_amt"),
            "uncompensated_care_amount": extension(body, "clm_uncompd_care_pmt_amt"),
        }
        for name, value in parts.items():
            if value:
                for place, line in enumerate(lines):
                    line[name] = value if place == 0 else "0"
    return bool(of_claim)


def _difference(body: Json, lines: list[Row]) -> str:
    """What the lines of a claim and the claim itself say was paid, in words; '' if it is the same or not said."""
    of_claim = text(body, "payment", "amount", "value")
    of_lines = [line["paid_amount"] for line in lines]
    try:
        difference = sum(Decimal(each) for each in of_lines) - Decimal(of_claim) if of_claim and all(of_lines) else 0
    except ArithmeticError:
        return ""  # no amount: the check of values tells which
    return f"lines {' + '.join(of_lines)}, claim {of_claim}" if difference else ""


def _is_ninth(system: str) -> bool:
    return "icd-9" in system.lower() or "icd9" in system.lower()


def _diagnoses(body: Json, header: Row) -> list[Row]:
    found = []
    for place, each in enumerate(items(body, "diagnosis")):
        kinds = {word for concept in items(each, "type") for word in words(concept)}
        if kinds & _NOT_DIAGNOSES:
            continue
        system, code = next(iter(codings(each.get("diagnosisCodeableConcept"))), ("", ""))
        if code:
            found.append(("principal" not in kinds, place, system, code, each))
    found.sort(key=lambda one: one[:2])
    rows: list[Row] = []
    seen: set[str] = set()
    for _, _, system, code, each in found:
        plain = code.replace(".", "")
        if plain in seen:
            continue
        seen.add(plain)
        present = next(
            (text(one, "valueCoding", "code") for one in items(each, "extension") if "poa" in text(one, "url").lower()),
            "",
        )
        rows.append(
            {
                **_of_claim(header),
                "claim_start_date": header["claim_start_date"],
                "claim_end_date": header["claim_end_date"],
                "diagnosis_sequence": str(len(rows) + 1),
                "diagnosis_code": code,
                "diagnosis_code_type": "icd-9-cm" if _is_ninth(system) else "icd-10-cm",
                "present_on_admission_code": present,
            }
        )
    return rows


def _of_claim(header: Row) -> Row:
    return {name: header[name] for name in ("resource_line", "claim_id", "person_id")}


def _procedures(body: Json, header: Row) -> list[Row]:
    rows: list[Row] = []
    for each in items(body, "procedure"):
        system, code = next(iter(codings(each.get("procedureCodeableConcept"))), ("", ""))
        if code:
            rows.append(
                {
                    **_of_claim(header),
                    "procedure_sequence": str(len(rows) + 1),
                    "procedure_code": code,
                    "procedure_code_type": "icd-9-pcs" if _is_ninth(system) else "icd-10-pcs",
                    "procedure_date": day(each, "date"),
                }
            )
    return rows


def _fill(resource: Resource, person_id: str) -> ClaimRows:
    body = resource.body
    item = next(iter(items(body, "item")), {})
    adjudications = [*items(item, "adjudication"), *items(body, "total"), *items(body, "adjudication")]
    covered = amount(adjudications, ("cvrd_d_plan_pd_amt", "clm_line_cvrd_d_plan_pd_amt"))
    not_covered = amount(adjudications, ("ncvrd_plan_pd_amt", "clm_line_ncvrd_plan_pd_amt"))
    pharmacy = _npi(body.get("facility")) or _facility(body)[0]
    row = {
        "resource_line": str(resource.line),
        "claim_id": text(body, "id"),
        "claim_line_number": "1",
        "person_id": person_id,
        "prescribing_provider_npi": next(
            (_npi(each.get("provider")) for each in _team(body, {"prescribing", "prescriber"})), ""
        ),
        "dispensing_provider_npi": pharmacy,
        "dispensing_date": day(item, "servicedDate")
        or day(item, "servicedPeriod", "start")
        or day(body, "billablePeriod", "start"),
        "ndc_code": coded(item.get("productOrService"), "ndc"),
        "quantity": text(item, "quantity", "value"),
        "days_supply": text(_information(body, "dayssupply"), "valueQuantity", "value"),
        "refills": text(_information(body, "refillnum"), "valueQuantity", "value"),
        "paid_date": day(body, "payment", "date"),
        "paid_covered": covered,
        "paid_amount": not_covered if covered else "",
        "allowed_amount": amount(adjudications, ("tot_rx_cst_amt",), "drugcost"),
        "copayment_amount": amount(adjudications, ("ptnt_pay_amt", "clm_bene_pmt_amt"), "paidbypatient"),
    }
    return ClaimRows({"pharmacy_claim": [row]}, without_payment=not covered)
