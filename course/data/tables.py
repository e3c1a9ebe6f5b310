"""scikit-learn's small tables for classification."""

from __future__ import annotations

from typing import Any

import numpy as np

from course.data.splitting import Split, stratified_split


def wine() -> Split:
    """178 Italian wines of three growers, described by 13 chemical measurements (UCI, Aeberhard and Forina, 1992).

    Returns:
        `(x_train, y_train), (x_test, y_test)` of 144 and 34 wines, a fixed split with an equal share of every class:
        features `(n, 13)` float32 in their own units, not standardized; labels `(n,)` int32, 0 to 2.
    """
    from sklearn.datasets import load_wine

    return _split(load_wine())


def breast_cancer() -> Split:
    """569 cell samples, described by 30 measurements of the nuclei (UCI, Wolberg, Mangasarian and Street, 1995).

    Returns:
        `(x_train, y_train), (x_test, y_test)` of 456 and 113 samples, a fixed split with an equal share of both
        classes: features `(n, 30)` float32 in their own units, not standardized; labels `(n,)` int32, 0 malignant
        and 1 benign.
    """
    from sklearn.datasets import load_breast_cancer

    return _split(load_breast_cancer())


def _split(bunch: Any) -> Split:
    return stratified_split(bunch.data.astype(np.float32), bunch.target.astype(np.int32))
