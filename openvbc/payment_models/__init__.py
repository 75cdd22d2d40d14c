"""One folder a payment model: its rule texts, terms, worksheet, parameters, golden cases and example contracts.

The registry finds them by their folders, here and in the folders that the variable OPENVBC_MODELS names.
"""

import os

#: Where further payment models stand: folders, parted as in PATH, each with one folder a model.
MODEL_FOLDERS = "OPENVBC_MODELS"

__path__ += [folder for folder in os.environ.get(MODEL_FOLDERS, "").split(os.pathsep) if folder]
