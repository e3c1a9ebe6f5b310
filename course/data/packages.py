"""Where the files lie that other packages ship, found without importing those packages."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path

from course.data.errors import DataUnavailable


def shipped_file(package: str, *parts: str, distribution: str) -> Path:
    """Path of a data file inside an installed package; `DataUnavailable` with the remedy where it is missing."""
    spec = find_spec(package)
    for root in (spec.submodule_search_locations or ()) if spec else ():
        path = Path(root, *parts)
        if path.is_file():
            return path
    raise DataUnavailable(
        f"the file {'/'.join(parts)} of the package {distribution} is missing. "
        f"Install the package again: pip install --force-reinstall {distribution}"
    )
