"""Draw "yours" beside "target" as a PNG, without touching the notebook's own figures."""

from __future__ import annotations

import base64
import io
from typing import Any

import numpy as np
from numpy.typing import NDArray

from course.public import Picture

_RANK = {"mask": (2,), "image": (2, 3), "curve": (1,)}


def png(picture: Picture) -> str | None:
    """Base64 text of a PNG about 4 inches wide; None where neither side can be drawn."""
    panels = [
        (title, array)
        for title, value in (("yours", picture.got), ("target", picture.expected))
        if (array := _drawable(value, picture.kind)) is not None
    ]
    if not panels:
        return None
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    figure = Figure(figsize=(2.1 * len(panels), 2.1), dpi=110, layout="tight", facecolor="white")
    FigureCanvasAgg(figure)
    axes = figure.subplots(1, len(panels), squeeze=False, sharey=picture.kind == "curve")[0]
    highest = max(float(array.max()) for _, array in panels)
    for axis, (title, array) in zip(axes, panels, strict=True):
        axis.set_title(title, fontsize=9)
        if picture.kind == "curve":
            axis.plot(array, linewidth=1.2)
            axis.tick_params(labelsize=7)
            continue
        axis.set_axis_off()
        if picture.kind == "mask":
            axis.imshow(array, cmap="viridis", vmin=0, vmax=max(highest, 1.0), interpolation="nearest")
        else:
            axis.imshow(np.clip(array, 0, 1), cmap="gray", vmin=0, vmax=1, interpolation="nearest")
    buffer = io.BytesIO()
    figure.savefig(buffer, format="png", bbox_inches="tight")
    return base64.b64encode(buffer.getvalue()).decode("ascii")


def _drawable(value: Any, kind: str) -> NDArray[Any] | None:
    """The array, if it has the rank and the channels of its kind; not finite entries become 0."""
    if value is None or value.dtype.kind not in "fiub":
        return None
    array = np.asarray(value, np.float64)
    if kind != "curve" and array.ndim and array.shape[0] == 1 and array.ndim == max(_RANK[kind]) + 1:
        array = array[0]  # a batch of one
    if kind == "image" and array.ndim == 3 and array.shape[2] == 1:
        array = array[:, :, 0]
    fits = array.ndim in _RANK[kind] and array.size and (array.ndim < 3 or array.shape[2] in (3, 4))
    return np.nan_to_num(array, nan=0.0, posinf=0.0, neginf=0.0) if fits else None
