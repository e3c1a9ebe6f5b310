"""The data of the course: small real sets that come with packages, and generated scenes; nothing is downloaded unasked.

Everywhere: images float32 in [0, 1], channels last; labels int32; `(x_train, y_train), (x_test, y_test)` with a
fixed split. A loader that cannot find its data raises `DataUnavailable`, which says what to do instead. Importing
this package imports neither TensorFlow nor scikit-learn nor pandas.
"""

from __future__ import annotations

from course.data.bases import pretrained_base
from course.data.errors import DataUnavailable
from course.data.images import digits, mnist
from course.data.oxford_pets import Pets, pets
from course.data.scenes import SHAPE_NAMES, Scenes, shapes
from course.data.tables import breast_cancer, wine
from course.data.texts import reviews

__all__ = [
    "SHAPE_NAMES",
    "DataUnavailable",
    "Pets",
    "Scenes",
    "breast_cancer",
    "digits",
    "mnist",
    "pets",
    "pretrained_base",
    "reviews",
    "shapes",
    "wine",
]
