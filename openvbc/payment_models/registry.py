"""Finds payment models by their folders, and the published parameters that lie beside them."""

import os
from collections.abc import Iterator, Mapping
from functools import cache
from importlib import import_module
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path

from openvbc.errors import Fault, FileError, did_you_mean
from openvbc.parameters.load import ParametersInFolders
from openvbc.parameters.model import ParameterSet
from openvbc.payment_models import MODEL_FOLDERS
from openvbc.payment_models.record import PaymentModel


@cache
def _folders() -> dict[str, Traversable]:
    """Each model's folder by its name: OpenVBC's own, and those of the folders that OPENVBC_MODELS names."""
    places: list[Traversable] = [files("openvbc.payment_models")]
    for named in os.environ.get(MODEL_FOLDERS, "").split(os.pathsep):
        if named and not Path(named).is_dir():
            raise FileError(Fault(f"{MODEL_FOLDERS} names a folder that is not there", named))
        places += [Path(named)] if named else []
    found: dict[str, Traversable] = {}
    for place in places:
        for folder in place.iterdir():
            if not folder.is_dir() or not folder.joinpath("model.py").is_file():
                continue
            if folder.name in found:
                raise FileError(
                    Fault(
                        f"two payment models are called {folder.name!r}",
                        str(folder),
                        why="which of them a contract means cannot be known",
                        fix="rename the folder, and the name in its model.py",
                    )
                )
            found[folder.name] = folder
    return dict(sorted(found.items()))


class _Models(Mapping[str, PaymentModel]):
    """The payment models that have a folder, each imported when it is first asked for: a contract has one or two."""

    def __getitem__(self, name: str) -> PaymentModel:
        if name not in _folders():
            raise KeyError(name)
        return _model(name)

    def __contains__(self, name: object) -> bool:
        return name in _folders()

    def __iter__(self) -> Iterator[str]:
        return iter(_folders())

    def __len__(self) -> int:
        return len(_folders())


@cache
def _model(name: str) -> PaymentModel:
    record = import_module(f"openvbc.payment_models.{name}.model").PAYMENT_MODEL
    if not isinstance(record, PaymentModel) or record.name != name:
        raise TypeError(f"{name}/model.py must hold PAYMENT_MODEL, a PaymentModel of that name")
    return record


def payment_models() -> Mapping[str, PaymentModel]:
    """Every payment model that has a folder, by name."""
    return _Models()


def model_folder(name: str) -> Traversable:
    """The folder of a payment model, for its contracts, parameters and golden cases. FileError if there is none."""
    if name not in _folders():
        raise FileError(Fault(f"there is no payment model {name!r}", fix=did_you_mean(name, _folders())))
    return _folders()[name]


@cache
def published_parameters() -> ParameterSet:
    """The published values of every payment model, of the methods that they share, and of the codes on claims."""
    shared = ("openvbc.methods", "openvbc.claims", "openvbc.claims.risk")
    folders = [files(each).joinpath("parameters") for each in shared]
    folders += [folder.joinpath("parameters") for folder in _folders().values()]
    return ParametersInFolders(folder for folder in folders if folder.is_dir())
