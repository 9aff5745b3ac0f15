"""Exports in Parquet as frames of pandas and polars, whose types are those of the export; both are extras of this package."""

import importlib
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from evalplatform_sdk.errors import DownloadFailed

if TYPE_CHECKING:
    import pandas
    import polars

    from evalplatform_sdk.client import AsyncClient, Client


class NotInstalled(ImportError):
    """The text says what to install."""


def read_pandas(paths: Sequence[Path]) -> "pandas.DataFrame":
    """The rows of all files, in their order. Raises NotInstalled and DownloadFailed."""
    library = _library("pandas")
    _library("pyarrow", extra="pandas")
    found: pandas.DataFrame = library.concat([library.read_parquet(path) for path in _parquet(paths)], ignore_index=True)
    return found


def read_polars(paths: Sequence[Path]) -> "polars.DataFrame":
    """The rows of all files, in their order. Raises NotInstalled and DownloadFailed."""
    library = _library("polars")
    found: polars.DataFrame = library.concat([library.read_parquet(path) for path in _parquet(paths)])
    return found


def to_pandas(client: "Client", export_id: str) -> "pandas.DataFrame":
    """Wait for an export in Parquet, download it, check it, and read it."""
    found: pandas.DataFrame = _downloaded(client, export_id, read_pandas)
    return found


def to_polars(client: "Client", export_id: str) -> "polars.DataFrame":
    """Wait for an export in Parquet, download it, check it, and read it."""
    found: polars.DataFrame = _downloaded(client, export_id, read_polars)
    return found


async def to_pandas_async(client: "AsyncClient", export_id: str) -> "pandas.DataFrame":
    """As `to_pandas`."""
    with tempfile.TemporaryDirectory() as folder:
        return read_pandas(await client.exports.download(export_id, folder))


async def to_polars_async(client: "AsyncClient", export_id: str) -> "polars.DataFrame":
    """As `to_polars`."""
    with tempfile.TemporaryDirectory() as folder:
        return read_polars(await client.exports.download(export_id, folder))


def _downloaded(client: "Client", export_id: str, read: Callable[[Sequence[Path]], Any]) -> Any:
    with tempfile.TemporaryDirectory() as folder:
        return read(client.exports.download(export_id, folder))


def _library(name: str, *, extra: str = "") -> Any:
    try:
        return importlib.import_module(name)
    except ModuleNotFoundError:
        raise NotInstalled(f'{name} is not installed: pip install "evalplatform-sdk[{extra or name}]".') from None


def _parquet(paths: Sequence[Path]) -> Sequence[Path]:
    if others := [path.name for path in paths if path.suffix != ".parquet"]:
        raise DownloadFailed(f"{others[0]} is not Parquet, which alone keeps the types: request the export with the format parquet.")
    return paths
