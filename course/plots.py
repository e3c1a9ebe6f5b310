"""The figures of the lessons: one style, and the few plots that many topics need.

Every function returns a matplotlib `Figure` that a notebook shows when the call is the last line of its cell
(elsewhere: `display(figure)`); `figure.savefig(path)` writes it. The figures do not pass through pyplot: they need no
display, and none stays in memory. The colors are those of M. Okabe and K. Ito, "Color universal design" (2008), which
color-blind readers can tell apart.
"""

from __future__ import annotations

import io
import itertools
import math
from collections.abc import Callable, Mapping, Sequence
from functools import wraps
from typing import Any, ParamSpec

import matplotlib as mpl
import numpy as np
import numpy.typing as npt
from cycler import cycler
from matplotlib.figure import Figure
from matplotlib.patches import Patch, Rectangle

from course.data import SHAPE_NAMES

PALETTE = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9", "#6B6B6B", "#A8A100")
"""Colors of lines and bars, in order of use."""

CLASS_COLORS = ("#20242C", "#56B4E9", "#E69F00", "#009E73", "#CC79A7", "#F0E442", "#D55E00", "#0072B2")
"""Colors of a mask's classes: background, circle, square, triangle, and more; they repeat from the second on."""

INK, FAINT = "#2B2F36", "#DCDFE4"
TRUE_BOX = ((INK, "-", 3.0), ("white", "-", 1.6))  # a dark edge below the white line, to show on any ground
PREDICTED_BOX = (("#D55E00", "--", 1.8),)
STYLE: dict[str, Any] = {
    "figure.facecolor": "white",
    "figure.dpi": 110,
    "figure.constrained_layout.use": True,
    "figure.constrained_layout.w_pad": 0.08,
    "figure.constrained_layout.h_pad": 0.08,
    "font.size": 10,
    "axes.titlesize": 11,
    "axes.titlelocation": "left",
    "axes.labelsize": 10,
    "axes.labelcolor": INK,
    "axes.edgecolor": INK,
    "axes.linewidth": 0.8,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.grid": True,
    "axes.axisbelow": True,
    "axes.prop_cycle": cycler(color=PALETTE),
    "grid.color": FAINT,
    "grid.linewidth": 0.8,
    "lines.linewidth": 2.0,
    "text.color": INK,
    "xtick.color": INK,
    "ytick.color": INK,
    "legend.frameon": False,
    "image.cmap": "gray",
    "image.interpolation": "nearest",
}

Images = npt.ArrayLike
Params = ParamSpec("Params")


class NotebookFigure(Figure):
    """A figure that a notebook shows by itself, without pyplot."""

    def _repr_png_(self) -> bytes:
        buffer = io.BytesIO()
        self.savefig(buffer, format="png")
        return buffer.getvalue()


def use_style() -> None:
    """Make the course's style the default of matplotlib, for plots of your own."""
    mpl.rcParams.update(STYLE)


def _styled(draw: Callable[Params, Figure]) -> Callable[Params, Figure]:
    @wraps(draw)
    def styled(*args: Params.args, **kwargs: Params.kwargs) -> Figure:
        with mpl.rc_context(STYLE):
            return draw(*args, **kwargs)

    return styled


@_styled
def learning_curves(
    history: Any, metrics: Sequence[str] | None = None, title: str = "", marks: Mapping[str, float] | None = None
) -> Figure:
    """Loss and metrics per epoch: training as solid lines, validation dashed; one panel per metric.

    Args:
        history: what `model.fit` returns, its dict `{"loss": [...], "val_loss": [...], ...}`, or several of either to
            compare, `{"without dropout": history, "with dropout": history}`.
        metrics: names of the panels; by default all that do not start with `val_`, without the learning rate.
        title: of the whole figure.
        marks: epochs to mark by a vertical line: `{"fine-tuning": 5}` marks the end of the fifth epoch.

    Raises:
        ValueError: when there is nothing to draw.
    """
    runs = _runs(history)
    names = list(metrics or dict.fromkeys(key.removeprefix("val_") for run in runs.values() for key in run))
    names = [name for name in names if metrics or name not in ("lr", "learning_rate")]
    if not names:
        raise ValueError("the history is empty: no metric to draw")
    figure = NotebookFigure(figsize=(1.0 + 4.2 * len(names), 3.2))
    for panel, name in zip(_panels(figure, 1, len(names)), names, strict=True):
        for color, (label, run) in zip(itertools.cycle(PALETTE), runs.items(), strict=False):
            for key, style, part in ((name, "-", "training"), (f"val_{name}", "--", "validation")):
                if key in run:
                    epochs = range(1, len(run[key]) + 1)
                    line = f"{label}, {part}" if label else part
                    dot = "o" if len(run[key]) == 1 else None
                    panel.plot(epochs, np.asarray(run[key]), style, color=color, marker=dot, label=line)
        for text, epoch in (marks or {}).items():
            panel.axvline(epoch, color=INK, linewidth=1, linestyle=":")
            panel.annotate(text, (epoch, 1), (3, -2), xycoords=("data", "axes fraction"), textcoords="offset points",
                           va="top", fontsize=9)  # fmt: skip
        panel.set(title=name.replace("_", " "), xlabel="epoch")
        panel.xaxis.get_major_locator().set_params(integer=True)
    figure.axes[0].legend()
    return _titled(figure, title)


@_styled
def curves(
    series: Mapping[str, npt.ArrayLike],
    x: npt.ArrayLike | None = None,
    xlabel: str = "",
    ylabel: str = "",
    title: str = "",
    log: bool = False,
) -> Figure:
    """Named curves in one panel, over `x` or over 0, 1, 2, …; `log` for a logarithmic vertical axis."""
    figure = NotebookFigure(figsize=(6.4, 3.4))
    (panel,) = _panels(figure, 1, 1)
    for label, values in series.items():
        heights = np.asarray(values)
        panel.plot(np.arange(len(heights)) if x is None else np.asarray(x), heights, label=label)
    panel.set(xlabel=xlabel, ylabel=ylabel, yscale="log" if log else "linear")
    if len(series) > 1:
        panel.legend()
    return _titled(figure, title)


@_styled
def bars(values: Mapping[str, float], ylabel: str = "", title: str = "", form: str = "{:,.4g}") -> Figure:
    """One bar per name with its value written on it, for example parameters or accuracies of several models."""
    figure = NotebookFigure(figsize=(min(10.0, 1.6 + 1.1 * max(len(values), 2)), 3.2))
    (panel,) = _panels(figure, 1, 1)
    numbers = [float(value) for value in values.values()]
    drawn = panel.bar(list(values), numbers, width=0.65, color=PALETTE[0])
    panel.bar_label(drawn, [form.format(number) for number in numbers], padding=2, fontsize=9)
    panel.grid(axis="x", visible=False)
    panel.margins(y=0.15)
    panel.set_ylabel(ylabel)
    panel.yaxis.set_major_formatter("{x:,.10g}")
    return _titled(figure, title)


@_styled
def image_grid(
    images: Images, titles: Sequence[object] | None = None, columns: int = 8, title: str = "", cmap: str | None = None
) -> Figure:
    """Images side by side.

    Args:
        images: `(n, h, w, 3)`, `(n, h, w, 1)` or `(n, h, w)`, or a list of images of different sizes. Colors are
            clipped to [0, 1]; gray values too when they lie there, else every image is stretched to its own range.
        titles: one per image, for example labels.
        columns: images per row.
        title: of the whole figure.
        cmap: name of another color map for one channel, such as "RdBu" for kernels.
    """
    pictures = [_picture(image) for image in _sequence(images)]
    figure = NotebookFigure()
    for index, panel in enumerate(_image_panels(figure, len(pictures), columns, tall=titles is not None)):
        _show(panel, pictures[index], cmap)
        if titles is not None:
            panel.set_title(str(titles[index]), fontsize=9, loc="center")
    return _titled(figure, title)


def mask_overlay(image: npt.ArrayLike, mask: npt.ArrayLike, alpha: float = 0.7) -> npt.NDArray[np.float32]:
    """The image `(h, w, 3)`, `(h, w, 1)` or `(h, w)` with the classes of `mask` `(h, w)` laid over it in color.

    Returns:
        `(h, w, 3)` float32 in [0, 1]; the background (0) is darkened. `alpha` is the share of the class color.
    """
    picture, classes = _picture(image), np.asarray(mask)
    gray: Any = (picture if picture.ndim == 2 else picture.mean(axis=-1))[..., None]
    blended = (1 - alpha) * np.clip(gray, 0, 1) + alpha * _class_colors(classes)
    return np.asarray(blended, dtype=np.float32)


@_styled
def show_masks(
    images: Images,
    true_masks: npt.ArrayLike,
    predicted_masks: npt.ArrayLike | None = None,
    n: int = 6,
    names: Sequence[str] = SHAPE_NAMES,
    title: str = "",
) -> Figure:
    """The first `n` images over their true and their predicted masks, with the colors of the classes explained.

    Args:
        images: `(n, h, w, 3)` or `(n, h, w, 1)`.
        true_masks: `(n, h, w)` classes: 0 background, `names[0]` is class 1.
        predicted_masks: the same, or None to leave that row out.
        n: how many images.
        names: of the classes without the background.
        title: of the whole figure.
    """
    shown = list(_sequence(images))[:n]
    rows = {"image": [_picture(image) for image in shown]}
    for label, masks in (("truth", true_masks), ("prediction", predicted_masks)):
        if masks is not None:
            rows[label] = [mask_overlay(image, mask) for image, mask in zip(shown, np.asarray(masks)[:n], strict=True)]
    figure = NotebookFigure(figsize=(0.4 + 1.4 * len(shown), 0.5 + 1.5 * len(rows)))
    panels = _panels(figure, len(rows), len(shown))
    for panel, picture in zip(panels, itertools.chain(*rows.values()), strict=True):
        _show(panel, picture)
    for panel, label in zip(panels[:: len(shown)], rows, strict=True):
        panel.set_ylabel(label)
    colors = _class_colors(np.arange(len(names) + 1))
    keys = [Patch(color=color, label=name) for color, name in zip(colors, ("background", *names), strict=True)]
    figure.legend(handles=keys, loc="outside lower center", ncols=len(keys), fontsize=9)
    return _titled(figure, title)


@_styled
def boxes_on(
    images: Images,
    boxes: Sequence[npt.ArrayLike] | npt.ArrayLike,
    predicted: Sequence[npt.ArrayLike] | npt.ArrayLike | None = None,
    titles: Sequence[object] | None = None,
    columns: int = 6,
    title: str = "",
) -> Figure:
    """Images with their boxes: true ones solid, predicted ones dashed.

    Args:
        images: `(n, h, w, 3)` or `(n, h, w, 1)`.
        boxes: corners `[x_min, y_min, x_max, y_max]` in fractions: `(n, 4)`, or for several per image a list of
            `(k, 4)` arrays.
        predicted: the same.
        titles: one per image.
        columns: images per row.
        title: of the whole figure.
    """
    pictures = [_picture(image) for image in _sequence(images)]
    figure = NotebookFigure()
    for index, panel in enumerate(_image_panels(figure, len(pictures), columns, tall=titles is not None)):
        _show(panel, pictures[index])
        height, width = pictures[index].shape[:2]
        for kind, strokes in ((boxes, TRUE_BOX), (predicted, PREDICTED_BOX)):
            for x0, y0, x1, y1 in () if kind is None else np.asarray(_sequence(kind)[index]).reshape(-1, 4):
                corner = (x0 * width - 0.5, y0 * height - 0.5)
                size = ((x1 - x0) * width, (y1 - y0) * height)
                for color, style, line_width in strokes:
                    panel.add_patch(Rectangle(corner, *size, fill=False, ec=color, ls=style, lw=line_width))
        if titles is not None:
            panel.set_title(str(titles[index]), fontsize=9, loc="center")
    return _titled(figure, title)


def _runs(history: Any) -> dict[str, Mapping[str, Any]]:
    """Histories by name; a single one has the name ""."""
    plain = getattr(history, "history", history)
    if any(isinstance(value, Mapping) or hasattr(value, "history") for value in plain.values()):
        return {str(name): getattr(run, "history", run) for name, run in plain.items()}
    return {"": plain}


def _panels(figure: Figure, rows: int, columns: int) -> list[Any]:
    return list(figure.subplots(rows, columns, squeeze=False).flat)


def _image_panels(figure: Figure, n: int, columns: int, tall: bool) -> list[Any]:
    """One panel per image, in rows of at most `columns`; the figure grows with them."""
    columns = max(1, min(columns, n))
    rows = max(1, math.ceil(n / columns))
    figure.set_size_inches(1.45 * columns, (1.7 if tall else 1.45) * rows)
    panels = _panels(figure, rows, columns)
    for panel in panels[n:]:
        panel.set_axis_off()
    return panels[:n]


def _show(panel: Any, picture: npt.NDArray[Any], cmap: str | None = None) -> None:
    unit = picture.size > 0 and picture.min() >= 0 and picture.max() <= 1
    panel.imshow(picture, cmap=cmap, **({"vmin": 0, "vmax": 1} if unit and cmap is None else {}))
    panel.set(xticks=[], yticks=[])
    panel.grid(False)
    panel.spines[:].set_visible(False)


def _picture(image: npt.ArrayLike) -> npt.NDArray[Any]:
    """The image as matplotlib wants it: `(h, w)`, or `(h, w, 3)` clipped to [0, 1]."""
    picture = np.asarray(image)
    if picture.ndim == 3 and picture.shape[-1] == 1:
        return picture[..., 0]
    return picture if picture.ndim == 2 or picture.dtype == np.uint8 else np.clip(picture, 0, 1)


def _sequence(items: Any) -> Any:
    return items if isinstance(items, (list, tuple)) else np.asarray(items)


def _class_colors(classes: npt.NDArray[Any]) -> npt.NDArray[np.float64]:
    table = np.array([mpl.colors.to_rgb(color) for color in CLASS_COLORS])
    indices = np.where(classes == 0, 0, 1 + (classes - 1) % (len(table) - 1))
    return np.asarray(table[indices])


def _titled(figure: Figure, title: str) -> Figure:
    if title:
        figure.suptitle(title, x=0.01, ha="left", fontsize=12, fontweight="bold")
    return figure
