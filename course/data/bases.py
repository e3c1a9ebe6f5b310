"""Convolutional bases with weights learned before, for transfer learning."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from course.data.downloads import downloading

if TYPE_CHECKING:
    import keras

WEIGHTS = Path(__file__).parent.parent / "weights" / "digits_0_to_4.npz"
BASES = ("digits", "vgg16")


def pretrained_base(name: str = "digits") -> keras.Model:
    """A new convolutional base without a head, its weights learned on another task.

    Args:
        name: "digits" for the small base that comes with the course, trained on the digits 0 to 4 of `mnist()`: four
            3×3 convolutions of 16, 32, 64 and 64 filters, each with BatchNormalization and relu, and a max-pooling
            after the first and the third. 60,752 parameters, 60,400 of them trainable. "vgg16" for
            `keras.applications.VGG16(weights="imagenet", include_top=False)`, a download of 59 MB.

    Returns:
        A functional model of its own at every call, everything trainable. "digits" is named "pretrained_base" and
        maps images `(n, 28, 28, 1)` in [0, 1] to feature maps `(n, 7, 7, 64)`.

    Raises:
        ValueError: for another name.
        DataUnavailable: for "vgg16" where its weights are neither in Keras' cache nor can be downloaded.
    """
    if name not in BASES:
        raise ValueError(f"name must be one of {', '.join(BASES)}, not {name!r}")
    return digit_base_with_weights() if name == "digits" else _vgg16()


def digit_base() -> keras.Model:
    """The architecture of the base "digits", with fresh weights: what `course/weights/train_base.py` trains."""
    import keras
    from keras import layers

    x = inputs = keras.Input((28, 28, 1), name="image")
    for number, filters in enumerate((16, 32, 64, 64), start=1):
        x = layers.Conv2D(filters, 3, padding="same", use_bias=False, name=f"conv{number}")(x)
        x = layers.BatchNormalization(momentum=0.9, name=f"bn{number}")(x)
        x = layers.Activation("relu", name=f"relu{number}")(x)
        if number in (1, 3):
            x = layers.MaxPooling2D(2, name=f"pool{number}")(x)
    return keras.Model(inputs, x, name="pretrained_base")


def digit_base_with_weights() -> keras.Model:
    """The base "digits" with its trained weights."""
    base = digit_base()
    arrays = _stored_weights()
    base.set_weights([arrays[key] for key, _ in named_weights(base)])
    return base


def named_weights(model: keras.Model) -> list[tuple[str, Any]]:
    """`(layer/variable, variable)` of every weight, in the order of `model.weights`."""
    return [(f"{layer.name}/{weight.name}", weight) for layer in model.layers for weight in layer.weights]


@cache
def _stored_weights() -> dict[str, npt.NDArray[np.float32]]:
    with np.load(WEIGHTS) as archive:
        return {key: archive[key] for key in archive.files}


def _vgg16() -> keras.Model:
    import keras

    with downloading(
        "VGG-16 for ImageNet",
        "Use pretrained_base() for the base that comes with the course, or try again with a network.",
    ):
        return keras.applications.VGG16(weights="imagenet", include_top=False)
