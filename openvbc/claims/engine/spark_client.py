"""Spark's own client, loaded so that it works wherever the program runs: as a file, a notebook or `python -c`."""

import sys
import warnings
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def _a_main_module_with_a_file() -> Iterator[None]:
    """Give `__main__` a file while pyspark is loaded: without one it takes the program for its own tests and exits."""
    main = sys.modules["__main__"]
    if hasattr(main, "__file__"):
        yield
        return
    main.__file__ = __file__
    try:
        yield
    finally:
        del main.__file__


with warnings.catch_warnings(), _a_main_module_with_a_file():
    # pyspark warns of pandas 3; nothing here goes through pandas.
    warnings.filterwarnings("ignore", "PySpark does not yet fully support pandas")
    from pyspark.errors import PySparkException
    from pyspark.sql import DataFrame
    from pyspark.sql.connect.session import SparkSession

__all__ = ["DataFrame", "PySparkException", "SparkSession"]
