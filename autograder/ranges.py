"""Measured ranges of quantities that vary between right answers, such as a loss after training.

`autograder calibrate TOPIC` runs the reference over many seeds and writes, for every quantity that a check passes to
`assert_within`, the range that holds a right answer with less than one false alarm in a million.
"""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from statistics import NormalDist, fmean, stdev
from typing import Any

import numpy as np

from autograder.errors import GraderError

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

RANGES = Path(__file__).with_name("graders") / "ranges.toml"
FALSE_ALARM = 1e-6
_collected: dict[str, list[float]] | None = None


@dataclass(frozen=True)
class Range:
    """Bounds of a quantity, and how many runs of the reference they come from."""

    low: float
    high: float
    runs: int


def assert_within(name: str, value: Any, *, what: str = "the result") -> None:
    """Fail unless `value` (one number) lies in the measured range called `name` (`topic.quantity`)."""
    array = np.asarray(value)
    assert array.shape == () and array.dtype.kind in "fiu", f"{what} should be one number"
    number = float(array)
    if _collected is not None:
        _collected.setdefault(name, []).append(number)
        return
    known = _ranges().get(name)
    if known is None:
        raise GraderError(f"no range is measured for {name}; run: autograder calibrate {name.partition('.')[0]}")
    assert known.low <= number <= known.high, f"{what} is {number:.4g}, outside of what right answers reach"


@contextlib.contextmanager
def collecting() -> Iterator[dict[str, list[float]]]:
    """Within the block, `assert_within` notes values and judges none."""
    global _collected
    _collected = {}
    try:
        yield _collected
    finally:
        _collected = None


def fitted(values: list[float]) -> Range:
    """The range for a false-alarm rate of one in a million at most, from the reference's own values.

    A normal tolerance interval (Howe, 1969: two-sided, confidence 0.99), widened to everything that was seen.
    """
    count = len(values)
    if count < 20:
        raise GraderError(f"{count} runs are too few to tell a range; take 20 at least")
    center, spread = fmean(values), stdev(values)
    freedom = count - 1
    z = NormalDist().inv_cdf(1 - FALSE_ALARM / 2)
    # Wilson and Hilferty's approximation of the lower 1 % point of chi squared with `freedom` degrees.
    chi = freedom * (1 - 2 / (9 * freedom) + NormalDist().inv_cdf(0.01) * (2 / (9 * freedom)) ** 0.5) ** 3
    factor = z * (freedom * (1 + 1 / count) / chi) ** 0.5
    slack = max(factor * spread, 1e-6 * max(1.0, abs(center)))
    return Range(min(center - slack, *values), max(center + slack, *values), count)


def write(measured: dict[str, Range]) -> None:
    """Put these ranges beside those of other topics."""
    merged = {**_ranges(), **measured}
    lines = ["# Measured by `autograder calibrate`; do not edit by hand.", ""]
    for name, found in sorted(merged.items()):
        lines += [f'["{name}"]', f"low = {found.low:.9g}", f"high = {found.high:.9g}", f"runs = {found.runs}", ""]
    RANGES.write_text("\n".join(lines), encoding="utf-8")
    _ranges.cache_clear()


@cache
def _ranges() -> dict[str, Range]:
    if not RANGES.is_file():
        return {}
    return {name: Range(**row) for name, row in tomllib.loads(RANGES.read_text(encoding="utf-8")).items()}
