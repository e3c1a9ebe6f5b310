"""The figures of the lessons: they draw what they are given, and render to PNG without a display."""

from __future__ import annotations

from types import SimpleNamespace

import matplotlib as mpl
import numpy as np
import pytest

from course import plots
from course.data import shapes

HISTORY = {
    "loss": [1.0, 0.5, 0.3],
    "val_loss": [1.1, 0.7, 0.6],
    "accuracy": [0.5, 0.7, 0.9],
    "learning_rate": [1, 1, 1],
}


@pytest.fixture(scope="module")
def scenes():
    return shapes(4, size=32, seed=1)


def test_learning_curves_draw_one_panel_per_metric():
    figure = plots.learning_curves(SimpleNamespace(history=HISTORY), title="A small network", marks={"tuning": 2})
    loss, accuracy = figure.axes
    assert [loss.get_title(loc="left"), accuracy.get_title(loc="left")] == ["loss", "accuracy"]
    np.testing.assert_array_equal(loss.lines[0].get_xdata(), [1, 2, 3])
    np.testing.assert_array_equal(loss.lines[1].get_ydata(), HISTORY["val_loss"])
    assert figure._repr_png_().startswith(b"\x89PNG")


def test_learning_curves_compare_runs():
    figure = plots.learning_curves({"plain": HISTORY, "dropout": SimpleNamespace(history=HISTORY)}, metrics=["loss"])
    (panel,) = figure.axes
    assert [line.get_label() for line in panel.lines] == [
        "plain, training",
        "plain, validation",
        "dropout, training",
        "dropout, validation",
    ]


def test_an_empty_history_is_an_error():
    with pytest.raises(ValueError, match="no metric"):
        plots.learning_curves({})


def test_masks_are_shown_below_their_images(scenes):
    figure = plots.show_masks(scenes.images, scenes.masks, scenes.masks, n=3)
    assert len(figure.axes) == 9
    assert [figure.axes[row].get_ylabel() for row in (0, 3, 6)] == ["image", "truth", "prediction"]
    assert [text.get_text() for text in figure.legends[0].get_texts()] == ["background", "circle", "square", "triangle"]
    assert len(plots.show_masks(scenes.images, scenes.masks, n=9).axes) == 8


def test_an_overlay_colors_the_classes(scenes):
    overlay = plots.mask_overlay(scenes.images[0], scenes.masks[0], alpha=1.0)
    assert overlay.shape == (32, 32, 3)
    assert overlay.dtype == np.float32
    for value in np.unique(scenes.masks[0]):
        color = mpl.colors.to_rgb(plots.CLASS_COLORS[value])
        np.testing.assert_allclose(overlay[scenes.masks[0] == value], [color] * (scenes.masks[0] == value).sum(), 1e-6)


def test_boxes_surround_the_pixels_they_name(scenes):
    figure = plots.boxes_on(scenes.images, scenes.boxes, predicted=[np.zeros((0, 4))] * 4, titles=list("abcd"))
    rectangle = figure.axes[0].patches[-1]
    x_min, y_min, x_max, y_max = scenes.boxes[0] * 32
    assert rectangle.get_xy() == (x_min - 0.5, y_min - 0.5)
    assert (rectangle.get_width(), rectangle.get_height()) == (x_max - x_min, y_max - y_min)
    assert figure.axes[3].get_title() == "d"


def test_image_grids_take_gray_color_and_lists():
    rng = np.random.default_rng(0)
    assert len(plots.image_grid(rng.random((5, 8, 8, 1)), titles=range(5), columns=3).axes) == 6
    assert len(plots.image_grid([rng.random((8, 8, 3)), rng.random((4, 6, 3))]).axes) == 2
    assert plots.image_grid(rng.normal(size=(2, 3, 3)), cmap="RdBu")._repr_png_()


def test_bars_and_curves_carry_their_names():
    (panel,) = plots.bars({"FCN-32s": 311_076, "FCN-8s": 250_924}, ylabel="parameters", form="{:,.0f}").axes
    assert [text.get_text() for text in panel.texts] == ["311,076", "250,924"]
    (panel,) = plots.curves({"shrinking": [1.0, 0.5], "growing": [1.0, 2.0]}, log=True).axes
    assert panel.get_yscale() == "log"
    assert [line.get_label() for line in panel.lines] == ["shrinking", "growing"]


def test_the_style_is_set_only_when_asked_for():
    with mpl.rc_context():
        mpl.rcdefaults()
        plots.bars({"a": 1})
        assert mpl.rcParams["axes.spines.top"]
        plots.use_style()
        assert not mpl.rcParams["axes.spines.top"]
