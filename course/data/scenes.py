"""Generated scenes for segmentation and localization: circles, squares and triangles on textured ground."""

from __future__ import annotations

import operator
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from course.data import drawing
from course.data.drawing import FULL, UNIT, Ints, Shorts

SHAPE_NAMES = ("circle", "square", "triangle")
"""Name of every class: `SHAPE_NAMES[label]`, and `SHAPE_NAMES[value - 1]` for the values of a class mask."""

MOST_SHAPES = 3
SMALLEST, LARGEST = 16, 1024
CHUNK = 32

_TRIES = 12
_WORDS = 128
_COARSE, _FINE = 5, 14
# Shapes of one extent have the same area, whatever their class. In thousandths of it, by class: the radius of the
# inscribed and of the circumscribed circle, and the half of the distance at which twins touch without hiding much.
_INNER = np.array([1000, 886, 778], dtype=np.int32)
_OUTER = np.array([1000, 1253, 1556], dtype=np.int32)
_BESIDE = np.array([970, 960, 960], dtype=np.int32)


class Scenes(NamedTuple):
    """`n` scenes of `size` × `size` pixels, each with one to three shapes; the main one is the largest, in front.

    Attributes:
        images: `(n, size, size, 3)` float32 in [0, 1].
        labels: `(n,)` int32, the class of the main shape: 0 circle, 1 square, 2 triangle.
        boxes: `(n, 4)` float32, the box of the main shape as corners `[x_min, y_min, x_max, y_max]` in fractions of
            the image; it touches the outermost pixels of the shape.
        masks: `(n, size, size)` int32, the class of every pixel: 0 background, 1 circle, 2 square, 3 triangle, so
            that the main shape's value is its label + 1.
        instances: `(n, size, size)` int32, the shape every pixel belongs to: 0 background, shapes numbered from 1 in
            reading order of their first pixels. Shapes of one class may touch: a class mask cannot tell them apart.
    """

    images: npt.NDArray[np.float32]
    labels: npt.NDArray[np.int32]
    boxes: npt.NDArray[np.float32]
    masks: npt.NDArray[np.int32]
    instances: npt.NDArray[np.int32]


def shapes(n: int, size: int = 64, seed: int = 0) -> Scenes:
    """Draw `n` scenes. The same seed gives the same pixels on every machine.

    Scene `i` depends on `size`, `seed` and `i` only: `shapes(5, seed=s)` are the first five of `shapes(10, seed=s)`.
    Positions, sizes, directions and colors are drawn independently of the class.

    Args:
        n: number of scenes, 0 or more.
        size: side of the images in pixels, 16 to 1024.
        seed: any integer from 0 to 2^128 - 1.

    Returns:
        `Scenes`: images, labels, boxes, masks, instances.

    Raises:
        ValueError: when `n`, `size` or `seed` is out of its range.
    """
    n, size, seed = operator.index(n), operator.index(size), operator.index(seed)
    if n < 0:
        raise ValueError(f"n must be at least 0, not {n}")
    if not SMALLEST <= size <= LARGEST:
        raise ValueError(f"size must be from {SMALLEST} to {LARGEST} pixels, not {size}")
    if not 0 <= seed < 2**128:
        raise ValueError(f"seed must be from 0 to 2^128 - 1, not {seed}")
    scenes = Scenes(
        np.empty((n, size, size, 3), np.float32),
        np.empty(n, np.int32),
        np.empty((n, 4), np.float32),
        np.empty((n, size, size), np.int32),
        np.empty((n, size, size), np.int32),
    )
    for start in range(0, n, CHUNK):  # a chunk's arrays fit into the cache
        rows = slice(start, min(start + CHUNK, n))
        for whole, part in zip(scenes, _draw(rows, size, seed), strict=True):
            whole[rows] = part
    return scenes


class _Layout(NamedTuple):
    """Where the shapes of `n` scenes are, `(n, MOST_SHAPES)` each; lengths in units of a 16th of a pixel."""

    present: npt.NDArray[np.bool_]
    kind: Ints
    extent: Ints
    x: Ints
    y: Ints
    cos: Ints
    sin: Ints


def _draw(rows: slice, size: int, seed: int) -> Scenes:
    words, noise = _random(rows, size, seed)
    layout = _place(words, size)
    n = len(words)
    grain = noise[:, -size * size :].reshape(n, size, size) - 128
    images, fills = _ground_and_colors(words[:, 64:], noise, grain, size)
    shade = (grain >> 4).astype(np.int16)[:, None]
    owners = np.zeros((n, size, size), np.int32)
    for slot in reversed(range(MOST_SHAPES)):  # the main shape last, in front
        coverage = _coverage(layout, slot, size)
        images = drawing.blend(images, fills[:, slot, :, None, None] + shade, coverage[:, None])
        np.copyto(owners, slot + 1, where=coverage >= FULL // 2)
    classes = np.concatenate([np.zeros((n, 1), np.int32), layout.kind + 1], axis=1)
    return Scenes(
        images.transpose(0, 2, 3, 1).astype(np.float32, order="C") / np.float32(255),
        layout.kind[:, 0],
        _boxes(np.equal(owners, 1)),
        _renamed(owners, classes),
        _renamed(owners, _numbers(owners)),
    )


def _random(rows: slice, size: int, seed: int) -> tuple[npt.NDArray[np.int64], Ints]:
    """Per scene: 16-bit random words for its layout and random bytes for its texture, from a stream of its own.

    Only the raw words of the bit generator are used: NumPy guarantees that they never change.
    """
    n_bytes = (_COARSE + 1) ** 2 + (_FINE + 1) ** 2 + size * size
    length = _WORDS // 4 + (n_bytes + 7) // 8
    raw = np.empty((rows.stop - rows.start, length), "<u8")
    for row, index in enumerate(range(rows.start, rows.stop)):
        raw[row] = np.random.PCG64(np.random.SeedSequence(seed, spawn_key=(index,))).random_raw(length)
    words = raw[:, : _WORDS // 4].copy().view("<u2").astype(np.int64)
    return words, raw[:, _WORDS // 4 :].copy().view(np.uint8)[:, :n_bytes].astype(np.int32)


def _between(words: npt.NDArray[np.int64], low: int, high: int) -> Ints:
    """Integers from `low` to `high - 1`."""
    return (low + (words * (high - low) >> 16)).astype(np.int32)


def _place(words: npt.NDArray[np.int64], size: int) -> _Layout:
    """Choose classes, sizes and positions; a shape that finds no free place is left out."""
    side = size * UNIT
    n = len(words)
    count = 1 + np.searchsorted([14000, 42000], words[:, 0])  # one, two or three shapes
    kind = _between(words[:, 1:4], 0, len(SHAPE_NAMES))
    is_twin = words[:, 4] < 30000  # the second shape touches the main one and is of its class
    kind[:, 1] = np.where(is_twin, kind[:, 0], kind[:, 1])
    main = side * _between(words[:, 5], 150, 235) // 1000
    share = np.concatenate([np.full((n, 1), 1000, np.int32), _between(words[:, 6:8], 480, 850)], axis=1)
    extent = main[:, None] * share // 1000
    outer, beside = extent * _OUTER[kind] // 1000, extent * _BESIDE[kind] // 1000
    cos, sin = drawing.directions(words[:, 8:11])

    present = np.arange(MOST_SHAPES) < count[:, None]
    x, y = np.zeros((2, n, MOST_SHAPES), np.int32)
    tries = words[:, 16 : 16 + 2 * _TRIES * 2].reshape(n, 2, _TRIES, 2)
    first = outer[:, 0]
    x[:, 0] = first + ((side - 2 * first) * words[:, 11] >> 16)
    y[:, 0] = first + ((side - 2 * first) * words[:, 12] >> 16)
    for slot in range(1, MOST_SHAPES):
        own = outer[:, slot, None]
        to_x = own + ((side - 2 * own) * tries[:, slot - 1, :, 0] >> 16)
        to_y = own + ((side - 2 * own) * tries[:, slot - 1, :, 1] >> 16)
        free = np.ones((n, _TRIES), bool)
        if slot == 1:
            toward_x, toward_y = drawing.directions(tries[:, 0, :, 0])
            apart = beside[:, 0, None] + beside[:, 1, None]
            beside_x, beside_y = x[:, :1] + apart * toward_x // drawing.ONE, y[:, :1] + apart * toward_y // drawing.ONE
            to_x, to_y = np.where(is_twin[:, None], (beside_x, beside_y), (to_x, to_y))
            free &= (np.minimum(to_x, to_y) >= own) & (np.maximum(to_x, to_y) <= side - own)
        for other in range(slot):
            distance2 = (to_x - x[:, other, None]) ** 2 + (to_y - y[:, other, None]) ** 2
            needed = (own + outer[:, other, None]) * 9 // 10
            may_touch = is_twin[:, None] if slot == 1 else False
            free &= (distance2 >= needed**2) | may_touch | ~present[:, other, None]
        choice = np.argmax(free, axis=1)[:, None]
        x[:, slot] = np.take_along_axis(to_x, choice, axis=1)[:, 0]
        y[:, slot] = np.take_along_axis(to_y, choice, axis=1)[:, 0]
        present[:, slot] &= free.any(axis=1)
    return _Layout(present, kind, extent, x, y, cos, sin)


def _coverage(layout: _Layout, slot: int, size: int) -> Shorts:
    """How much of every pixel the shapes of one slot cover, `(n, size, size)`."""
    coverage = np.zeros((len(layout.kind), size, size), np.int16)
    centers = np.arange(size, dtype=np.int32) * UNIT + UNIT // 2
    for kind, draw in enumerate((drawing.circle, drawing.square, drawing.triangle)):
        which = np.flatnonzero(layout.present[:, slot] & (layout.kind[:, slot] == kind))
        _, _, extent, x, y, cos, sin = (field[which, slot] for field in layout)
        dx = centers[None, None, :] - x[:, None, None]
        dy = centers[None, :, None] - y[:, None, None]
        coverage[which] = draw(dx, dy, extent * _INNER[kind] // 1000, cos, sin)
    return coverage


def _ground_and_colors(words: npt.NDArray[np.int64], noise: Ints, grain: Ints, size: int) -> tuple[Shorts, Shorts]:
    """The textured ground `(n, 3, size, size)` and the shapes' colors `(n, MOST_SHAPES, 3)`, well inside 0 … 255."""
    n, coarse = len(words), (_COARSE + 1) ** 2
    clouds = drawing.smooth_noise(noise[:, :coarse].reshape(n, _COARSE + 1, _COARSE + 1), size)
    fine = noise[:, coarse : coarse + (_FINE + 1) ** 2].reshape(n, _FINE + 1, _FINE + 1)
    texture = (clouds * 5 + drawing.smooth_noise(fine, size) * 3 >> 4) + (grain >> 3)
    dark = words[:, 0] < 32768
    value = np.where(dark, _between(words[:, 1], 40, 90), _between(words[:, 1], 185, 235))
    hue, saturation = _between(words[:, 2], 0, drawing.HUES), _between(words[:, 3], 25, 100)
    low = drawing.hue_color(hue, saturation, value - 25)[:, :, None, None]
    high = drawing.hue_color(hue + _between(words[:, 4], -250, 250), saturation, value + 20)[:, :, None, None]
    ground = drawing.blend(low, high, np.clip(texture, 0, FULL)[:, None].astype(np.int16))

    turns: Ints = (_between(words[:, 5], 0, MOST_SHAPES)[:, None] + np.arange(MOST_SHAPES)) % MOST_SHAPES
    hues: Ints = hue[:, None] + (1 + turns) * (drawing.HUES // 4) + _between(words[:, 6:9], -150, 150)
    bright = np.where(dark[:, None], _between(words[:, 9:12], 200, 247), _between(words[:, 9:12], 115, 185))
    return ground, drawing.hue_color(hues, _between(words[:, 12:15], 140, 215), bright)


def _boxes(inside: npt.NDArray[Any]) -> npt.NDArray[np.float32]:
    """Corner boxes `(n, 4)` of masks `(n, size, size)`, in fractions."""
    size = inside.shape[1]
    columns, rows = np.any(inside, axis=1), np.any(inside, axis=2)
    first = [np.argmax(line, axis=1) for line in (columns, rows)]
    last = [size - np.argmax(line[:, ::-1], axis=1) for line in (columns, rows)]
    boxes: npt.NDArray[np.float32] = np.stack(first + last, axis=1).astype(np.float32)
    boxes /= np.float32(size)
    return boxes


def _numbers(owners: Ints) -> Ints:
    """New numbers `(n, 1 + MOST_SHAPES)` of the slots 0, 1, …: from 1 in reading order of first visible pixels."""
    flat = owners.reshape(len(owners), -1)
    first = np.stack([np.argmax(flat == slot, axis=1) for slot in range(1, MOST_SHAPES + 1)], axis=1)
    seen = np.take_along_axis(flat, first, axis=1) > 0
    ranks = np.argsort(np.argsort(np.where(seen, first, flat.shape[1]), axis=1, kind="stable"), axis=1)
    return np.concatenate([np.zeros((len(owners), 1), np.int32), ranks.astype(np.int32) + 1], axis=1)


def _renamed(owners: Ints, names: Ints) -> Ints:
    """Every pixel's slot replaced by the name of the slot in its scene, `names` `(n, 1 + MOST_SHAPES)`."""
    return np.take_along_axis(names, owners.reshape(len(owners), -1), axis=1).reshape(owners.shape)
