"""A prospective bundle pays its participants through the distribution of the project, and closes to the cent."""

from decimal import Decimal
from importlib.resources import as_file
from pathlib import Path

from openvbc.api import load_contract, settle_inputs
from openvbc.distribution.from_files import distribute_files
from openvbc.payment_models.registry import model_folder

_TABLE = """participant,name,level,within,type,owed
holder,Lakeside Obstetrics,participant,,other,{holder}
hospital,Lakeside Hospital,participant,,other,{hospital}
anesthesia,Lakeside Anesthesia,participant,,other,{anesthesia}
"""


def test_the_price_of_the_bundle_is_what_all_participants_receive(tmp_path: Path) -> None:
    folder = model_folder("episode_payment")
    with (
        as_file(folder.joinpath("contracts", "prospective.yaml")) as contract,
        as_file(folder.joinpath("inputs", "prospective.yaml")) as inputs,
    ):
        settlements = settle_inputs(load_contract(contract), inputs)
        values = settlements[0].streams[0].evaluation.values
        owed = values["payable"]
        assert isinstance(owed, dict)
        table = tmp_path / "participants.csv"
        table.write_text(_TABLE.format(**owed, holder=values["left_to_holder"]), encoding="utf-8")
        distribution = distribute_files(contract, settlements, table, None)
    assert distribution.amounts["hospital"] == 140 * 7100 + 60 * 10200
    assert distribution.amounts["anesthesia"] == 140 * 900 + 60 * 1150
    assert distribution.amounts["holder"] == values["left_to_holder"]
    assert sum(distribution.amounts.values(), Decimal(0)) == settlements[0].net_payment
