"""Public checks of topic 14. Run `pytest exercises/14_localization` or `course check localization`."""

import numpy as np

from course.public import expect, expect_close, part, picture

HINTS = {
    "to_corners": [
        "`boxes[..., :2]` are the first two numbers of every box, whatever the leading axes.",
        "Both functions work on pairs: corners are center ∓ size / 2; center and size are (low + high) / 2 and high - low. "
        "Join them again by `tf.concat(…, axis=-1)`.",
    ],
    "iou": [
        "`a[:, None]` and `b[None]` broadcast: every box with every other.",
        "A helper that gives the area of (low, high), each side clipped at 0, serves for the boxes and for the intersection.",
        "`tf.math.divide_no_nan` gives 0 where the union is 0, and its gradient is 0 there as well.",
    ],
    "localizer": [
        "The functional API: keep the tensor after the Dense of 64, and lay two Dense layers on it.",
        '`keras.Model(image, {"label": …, "box": …})` names the outputs. `model.summary()` shows where parameters differ.',
    ],
    "localization_loss": [
        "`tf.gather(probabilities, labels, batch_dims=1)` picks from every row the probability of its label.",
        "Clip before the logarithm, average over the images; the squared error is averaged over all n × 4 numbers.",
    ],
    "non_max_suppression": [
        "Start with a list of indices, sorted by score. While it is not empty: take the first, filter the rest.",
        "`iou(boxes, boxes)` gives all overlaps at once. `tf.argsort(scores, direction='DESCENDING', stable=True)` keeps the "
        "lower index first among equals.",
        "An empty list has no dtype: say int32, and shape (0,).",
    ],
    "mean_iou_of_boxes": [
        "The IoU of matching rows: the formula of `iou`, without the extra axes.",
        "`tf.reduce_mean` of nothing is NaN. Sum and count, and divide by a function that knows 0/0.",
    ],
}


@part("to_corners")
def test_one_box(learner):
    """to_corners and to_centers turn the lesson's box into each other"""
    corners, centers = [0.2, 0.4, 0.6, 0.5], [0.4, 0.45, 0.4, 0.1]
    expect_close(learner.to_centers(corners), centers, call="to_centers([0.2, 0.4, 0.6, 0.5])")
    expect_close(learner.to_corners(centers), corners, call="to_corners([0.4, 0.45, 0.4, 0.1])")


@part("to_corners")
def test_there_and_back(learner):
    """to_corners of to_centers gives back the boxes, for a batch (2, 3, 4)"""
    boxes = np.random.default_rng(0).random((2, 3, 4)).astype("float32")
    got = learner.to_corners(learner.to_centers(boxes))
    expect_close(got, boxes, call="to_corners(to_centers(boxes)) with boxes of shape (2, 3, 4)")


@part("iou")
def test_iou_table(learner):
    """iou compares every box of a with every box of b"""
    a = [[0.0, 0.0, 0.5, 0.5], [0.5, 0.5, 1.0, 1.0]]
    b = [[0.0, 0.0, 0.5, 0.5], [0.0, 0.0, 1.0, 1.0], [0.25, 0.0, 0.75, 0.5]]
    got = learner.iou(a, b)
    expect_close(got, [[1, 0.25, 1 / 3], [0, 0.25, 0]], call="iou(two boxes, three boxes)")


@part("iou")
def test_iou_apart(learner):
    """iou is 0 for boxes that are apart in both directions"""
    got = learner.iou([[0.0, 0.0, 0.2, 0.2]], [[0.6, 0.6, 1.0, 1.0]])
    expect_close(got, [[0]], call="iou([[0, 0, 0.2, 0.2]], [[0.6, 0.6, 1, 1]])")


@part("iou")
def test_iou_empty(learner):
    """iou is 0, not NaN, for a point with itself; and a table without rows has shape (0, 2)"""
    got = learner.iou([[0.5, 0.5, 0.5, 0.5]], [[0.5, 0.5, 0.5, 0.5]])
    expect_close(got, [[0]], call="iou([[0.5, 0.5, 0.5, 0.5]], [[0.5, 0.5, 0.5, 0.5]])")
    none, two = np.zeros((0, 4), "float32"), np.ones((2, 4), "float32")
    expect_close(learner.iou(none, two), np.zeros((0, 2)), call="iou(no boxes, two boxes)")


@part("localizer")
def test_localizer_parameters(learner):
    """localizer has 126,567 parameters for (64, 64, 3) and 3 classes"""
    got = learner.localizer((64, 64, 3), 3).count_params()
    expect(got == 126_567, "Another number of parameters", call="localizer((64, 64, 3), 3).count_params()",
           got=f"{got:,}", expected="126,567")  # fmt: skip


@part("localizer")
def test_localizer_outputs(learner):
    """localizer returns a dict: label, probabilities that add up to 1, and box, four numbers from 0 to 1"""
    images = np.random.default_rng(1).random((2, 32, 32, 3)).astype("float32")
    got = learner.localizer((32, 32, 3), 5)(images)
    call = "localizer((32, 32, 3), 5)(two images)"
    expect(isinstance(got, dict) and sorted(got) == ["box", "label"], "Not a dict of label and box", call=call, got=got)
    for name, shape in (("label", (2, 5)), ("box", (2, 4))):
        expect(tuple(got[name].shape) == shape, "Another shape", call=f"{call}[{name!r}].shape",
               got=tuple(got[name].shape), expected=shape)  # fmt: skip
    expect_close(np.sum(got["label"], axis=-1), [1, 1], call=f"the sums of {call}['label']")
    box = np.asarray(got["box"])
    expect(box.min() >= 0 and box.max() <= 1, "Numbers outside of 0 to 1", call=f"{call}['box']", got=box)


TRUE = {"label": np.array([0, 2], "int32"), "box": np.float32([[0, 0, 0.5, 0.5], [0.2, 0.2, 0.8, 0.8]])}
PREDICTED = {
    "label": np.float32([[0.5, 0.25, 0.25], [0.5, 0.25, 0.25]]),
    "box": np.float32([[0, 0, 0.5, 0.9], [0.2, 0.2, 0.8, 0.8]]),
}


@part("localization_loss")
def test_loss_adds_two(learner):
    """localization_loss is the cross-entropy plus box_weight times the mean squared box error"""
    labels, boxes = (np.log(2) + np.log(4)) / 2, 0.4**2 / 8
    for weight in (0.0, 1.0, 10.0):
        got = learner.localization_loss(TRUE, PREDICTED, weight)
        call = f"localization_loss(y_true, y_pred, {weight}) with probabilities 1/2, 1/4 and one coordinate of 8 off by 0.4"
        expect_close(got, labels + weight * boxes, call=call)


@part("localization_loss")
def test_loss_clips(learner):
    """localization_loss stays finite when the true class got probability 0"""
    sure = {**PREDICTED, "label": np.float32([[0, 1, 0], [0, 0, 1]])}
    got = learner.localization_loss(TRUE, sure, 0.0)
    expect_close(
        got, -np.log(1e-7) / 2, call="localization_loss with probabilities 0 and 1 of the true classes", atol=1e-3
    )


@part("non_max_suppression")
def test_suppression(learner):
    """non_max_suppression keeps the best of two boxes that overlap, best score first"""
    boxes = np.float32([[0, 0, 0.5, 0.5], [0.5, 0.5, 1, 1], [0, 0, 0.5, 0.45]])
    got = learner.non_max_suppression(boxes, np.float32([0.6, 0.9, 0.8]))
    _draw(got, boxes, [1, 2])
    call = "non_max_suppression(boxes, scores = 0.6, 0.9, 0.8), where the first and the last overlap"
    expect_close(got, [1, 2], call=call)


@part("non_max_suppression")
def test_suppression_chain(learner):
    """a box that has been dropped drops no other"""
    boxes = np.float32([[0, 0, 0.5, 0.5], [0.125, 0, 0.625, 0.5], [0.25, 0, 0.75, 0.5]])
    got = learner.non_max_suppression(boxes, np.float32([0.9, 0.8, 0.7]), 0.5)
    _draw(got, boxes, [0, 2])
    call = "non_max_suppression(boxes, scores = 0.9, 0.8, 0.7), each overlapping the next, but not the first the last"
    expect_close(got, [0, 2], call=call)


@part("non_max_suppression")
def test_suppression_empty(learner):
    """no boxes in, no indices out"""
    got = learner.non_max_suppression(np.zeros((0, 4), "float32"), np.zeros(0, "float32"))
    expect_close(got, np.zeros(0, "int32"), call="non_max_suppression(no boxes, no scores)")


@part("mean_iou_of_boxes")
def test_mean_iou(learner):
    """mean_iou_of_boxes averages the IoU of matching rows: 1, 1/4 and 0"""
    true = np.float32([[0, 0, 0.5, 0.5], [0, 0, 1, 1], [0, 0, 0.2, 0.2]])
    predicted = np.float32([[0, 0, 0.5, 0.5], [0, 0, 0.5, 0.5], [0.5, 0.5, 1, 1]])
    got = learner.mean_iou_of_boxes(true, predicted)
    expect_close(got, 1.25 / 3, call="mean_iou_of_boxes(three boxes, three boxes)")


@part("mean_iou_of_boxes")
def test_mean_iou_no_rows(learner):
    """mean_iou_of_boxes is 0 for no rows"""
    none = np.zeros((0, 4), "float32")
    expect_close(learner.mean_iou_of_boxes(none, none), 0, call="mean_iou_of_boxes(no boxes, no boxes)")


def _draw(kept, boxes, expected):
    """The boxes that are kept, as filled regions of a mask."""
    masks = []
    for indices in (kept, expected):
        mask = np.zeros((40, 40), "int32")
        for value, index in enumerate(np.asarray(indices).astype(int).reshape(-1)):
            x_min, y_min, x_max, y_max = np.round(boxes[index % len(boxes)] * 40).astype(int)
            mask[y_min:y_max, x_min:x_max] = value + 1
        masks.append(mask)
    picture(got=masks[0], expected=masks[1], kind="mask")
