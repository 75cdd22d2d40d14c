"""Finds payment models by their folders, and the published parameters that lie beside them."""

from functools import cache
from importlib import import_module
from importlib.resources import files
from importlib.resources.abc import Traversable

from openvbc.parameters.load import load_parameters
from openvbc.parameters.model import ParameterSet
from openvbc.payment_models.record import PaymentModel


def _folders() -> list[Traversable]:
    root = files("openvbc.payment_models")
    found = [folder for folder in root.iterdir() if folder.is_dir() and folder.joinpath("model.py").is_file()]
    return sorted(found, key=lambda folder: folder.name)


@cache
def payment_models() -> dict[str, PaymentModel]:
    """Every payment model that has a folder, by name."""
    models = {}
    for folder in _folders():
        record = import_module(f"openvbc.payment_models.{folder.name}.model").PAYMENT_MODEL
        if not isinstance(record, PaymentModel) or record.name != folder.name:
            raise TypeError(f"{folder.name}/model.py must hold PAYMENT_MODEL, a PaymentModel of that name")
        models[record.name] = record
    return models


def model_folder(name: str) -> Traversable:
    """The folder of a payment model, for its contracts, parameters and golden cases."""
    return files("openvbc.payment_models").joinpath(name)


@cache
def published_parameters() -> ParameterSet:
    """The published values of every payment model and of the methods that they share."""
    folders = [files("openvbc.methods").joinpath("parameters"), files("openvbc.claims.risk").joinpath("parameters")]
    folders += [folder.joinpath("parameters") for folder in _folders()]
    return load_parameters(folder for folder in folders if folder.is_dir())
