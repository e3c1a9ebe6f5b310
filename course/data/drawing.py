"""Integer drawing: noise, colors and the coverage of pixels by shapes, the same on every machine.

Everything is computed in integers, so that no rounding of a mathematical library can change a pixel. Lengths are in
sixteenths of a pixel (`UNIT`), directions in 4096ths (`ONE`), coverage in 128ths (`FULL`): small enough that a
color times a coverage fits into 16 bits.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

UNIT = 16
ONE = 4096
FULL = 128
ROOT3_HALF = 3547  # √3 / 2 in 4096ths
HUES = 1536

Ints = npt.NDArray[np.int32]
Shorts = npt.NDArray[np.int16]


def directions(words: npt.NDArray[np.int64]) -> tuple[Ints, Ints]:
    """Unit vectors `(cos, sin)` in 4096ths from 16-bit words: points of the circle with rational coordinates."""
    p, q = words & 255, 256
    cos = (q * q - p * p) * ONE // (q * q + p * p)
    sin = 2 * p * q * ONE // (q * q + p * p)
    quarter = (words >> 8) & 3
    turned_cos = np.choose(quarter, [cos, -sin, -cos, sin])
    turned_sin = np.choose(quarter, [sin, cos, -sin, -cos])
    return turned_cos.astype(np.int32), turned_sin.astype(np.int32)


def circle(dx: Ints, dy: Ints, radius: Ints, _cos: Ints, _sin: Ints) -> Ints:
    """Coverage of pixels at the offsets `dx` `(m, 1, size)`, `dy` `(m, size, 1)` by circles of `radius` `(m,)`."""
    r = radius[:, None, None]
    inside = np.clip(r * r - (dx * dx + dy * dy), -UNIT * r, UNIT * r)  # twice the radius times the depth
    coverage: Ints = FULL // 2 + inside * (FULL // 2) // (UNIT * r)
    return coverage


def square(dx: Ints, dy: Ints, half_side: Ints, cos: Ints, sin: Ints) -> Ints:
    """Coverage by squares of `half_side` `(m,)`, turned by the angles of `cos` and `sin` `(m,)`."""
    c, s = cos[:, None, None], sin[:, None, None]
    reach = np.maximum(np.abs(c * dx + s * dy), np.abs(c * dy - s * dx))
    return _coverage(half_side, reach)


def triangle(dx: Ints, dy: Ints, inradius: Ints, cos: Ints, sin: Ints) -> Ints:
    """Coverage by equilateral triangles whose sides lie at `inradius` `(m,)` from the center, turned as above."""
    c, s = cos[:, None, None], sin[:, None, None]
    along, across = c * dx + s * dy, (c * dy - s * dx) // 256 * ROOT3_HALF // 16
    back = -(along // 2)
    reach = np.maximum(along, np.maximum(back + across, back - across))
    return _coverage(inradius, reach)


def _coverage(half_width: Ints, reach: Ints) -> Ints:
    """Coverage from the distance of the outermost side, a ramp of one pixel around the edge."""
    ramp = (half_width[:, None, None] * ONE - reach) // (UNIT * ONE // FULL)
    coverage: Ints = np.clip(FULL // 2 + ramp, 0, FULL)
    return coverage


def hue_color(hue: Ints, saturation: Ints, value: Ints) -> Shorts:
    """RGB in 0 … 255, `(…, 3)`, of a hue in 0 … 1535 (red at 0), a saturation and a value in 0 … 255."""
    around = np.stack([hue, hue - 512, hue + 512], axis=-1) % HUES
    pure = np.clip(np.abs(around - HUES // 2) - 256, 0, 255)
    color: Ints = value[..., None] * (255 - saturation[..., None] * (255 - pure) // 255) // 255
    return color.astype(np.int16)


def smooth_noise(grid: Ints, size: int) -> Ints:
    """Value noise `(n, size, size)`: random `grid` `(n, g, g)` blended smoothly between its points."""
    cells = grid.shape[1] - 1
    at = (2 * np.arange(size, dtype=np.int32) + 1) * (cells * 128) // size
    cell, fraction = at >> 8, at & 255
    weight = fraction * fraction * (768 - 2 * fraction) >> 16
    rows = grid[:, cell] * (256 - weight)[:, None] + grid[:, cell + 1] * weight[:, None]
    blended: Ints = rows[:, :, cell] * (256 - weight) + rows[:, :, cell + 1] * weight
    return blended >> 16


def blend(under: Shorts, over: Shorts, coverage: Shorts) -> Shorts:
    """Colors `over`, in 0 … 255, laid on `under` where `coverage` says so."""
    mixed: Shorts = (over - under) * coverage
    mixed >>= 7  # FULL is 2^7
    mixed += under
    return mixed
