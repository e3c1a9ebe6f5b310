"""Small pictures in text of an array that is wrong: a mask as it came back, or where in an array the wrong entries are.

They are part of a check's message, so that terminals, notebooks, pages and exports all show them. A picture never holds
an expected value: of numbers it tells only where they are wrong.
"""

from __future__ import annotations

from typing import Any

import numpy as np

ROWS, COLUMNS = 12, 32
RIGHT, WRONG = "·", "×"
Array = np.ndarray[Any, Any]


def drawn(seen: Array, wrong: Array) -> str:
    """Lines to put below a message; nothing for arrays with fewer than 5 entries, or with no plane to draw.

    `wrong` marks the entries of `seen` that are wrong. Shapes `(m,)`, `(h, w)`, `(n, h, w)`, `(h, w, c)` with up to
    4 channels and `(n, h, w, c)` are drawn: of a batch its first wrong member, a place with any wrong channel as wrong.
    """
    if seen.shape != wrong.shape or wrong.size < 5 or not wrong.any():
        return ""
    plane, values = _plane(wrong, seen)
    if plane is None or max(plane.shape) < 3:
        return ""
    blocks = [-(-side // most) for side, most in zip(plane.shape, (ROWS, COLUMNS), strict=True)]
    if seen.dtype.kind in "iu" and values is not None and values.min() >= 0 and values.max() <= 9:
        text = [[RIGHT if value == 0 else str(value) for value in row] for row in values[:: blocks[0], :: blocks[1]]]
        title = "what came back"
    else:
        coarse = _any_in_blocks(plane, blocks)
        if coarse.all():
            return ""  # everywhere: no picture says more than the words
        text = [[WRONG if bad else RIGHT for bad in row] for row in coarse]
        title = f"where it is wrong ({WRONG})"
    scale = "" if blocks == [1, 1] else f", one sign for {blocks[0]}x{blocks[1]} entries"
    return "\n".join([f"\n{title}{scale}:", *("".join(row) for row in text)])


def _plane(wrong: Array, seen: Array) -> tuple[Array | None, Array | None]:
    """The two axes to draw, as truth values, and the values there (None where channels are put together)."""
    if wrong.ndim == 1:
        return wrong[None], seen[None]
    if wrong.ndim == 2:
        return wrong, seen
    if wrong.ndim == 3 and wrong.shape[-1] <= 4:
        return np.asarray(wrong.any(axis=-1)), None
    if wrong.ndim in (3, 4):
        first = int(np.argmax(wrong.reshape(len(wrong), -1).any(axis=1)))
        return _plane(wrong[first], seen[first]) if wrong.ndim == 3 else (np.asarray(wrong[first].any(axis=-1)), None)
    return None, None


def _any_in_blocks(plane: Array, blocks: list[int]) -> Array:
    padding = [(0, -side % block) for side, block in zip(plane.shape, blocks, strict=True)]
    padded = np.pad(plane, padding)
    rows, columns = (side // block for side, block in zip(padded.shape, blocks, strict=True))
    return np.asarray(padded.reshape(rows, blocks[0], columns, blocks[1]).any(axis=(1, 3)))
