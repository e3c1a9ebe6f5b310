"""Fixed orders and train/test splits: the same on every machine and with every version of NumPy."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[Any]
Split = tuple[tuple[Array, Array], tuple[Array, Array]]
"""`(x_train, y_train), (x_test, y_test)`."""


def fixed_order(n: int, seed: int = 0) -> npt.NDArray[np.int64]:
    """A permutation of `0 … n - 1`, drawn from PCG64's raw words, which NumPy keeps stable across versions."""
    return np.argsort(np.random.PCG64(seed).random_raw(n), kind="stable").astype(np.int64)


def stratified_split(x: Array, y: Array, test_fraction: float = 0.2, seed: int = 0) -> Split:
    """Keep ⌊rows of a class × `test_fraction`⌋ of each class for the test, and put both parts in a mixed, fixed order.

    Args:
        x: features, one row per example.
        y: integer labels `(n,)`.
        test_fraction: share of every class that goes to the test set.
        seed: of the draw.

    Returns:
        `(x_train, y_train), (x_test, y_test)`, new arrays.
    """
    draw = fixed_order(len(y), seed)
    is_test = np.zeros(len(y), dtype=bool)
    for label in np.unique(y):
        members = draw[y[draw] == label]
        is_test[members[: int(len(members) * test_fraction)]] = True
    order = fixed_order(len(y), seed + 1)  # another order: in the draw's own, what is left starts unevenly
    train, test = order[~is_test[order]], order[is_test[order]]
    return (x[train], y[train]), (x[test], y[test])
