# %% [markdown]
# # 14 · Boxes, IoU, two heads, detection · 图像定位与目标检测
#
# A classifier says *what* is in an image. In this topic the network also says *where*: it draws a box around the object.
# That is **localization**. With several objects in the image, and a box for each, it is called **detection**.
#
# **You will learn**
#
# - two ways to write a box down, and how to go from one to the other;
# - **IoU**, the measure of how well two boxes agree;
# - to build one network with **two heads**, a label and a box, and to train it with one loss;
# - **non-maximum suppression**, which cleans up when a detector finds the same object five times.
#
# **You need** convolution and pooling (topic 06), cross-entropy (topic 03) and a training loop (topic 10).

# %% tags=["given"]
import keras
import matplotlib.pyplot as plt
import numpy as np
import tensorflow as tf
from matplotlib.patches import Rectangle

from course.data import SHAPE_NAMES, shapes
from course.plots import PALETTE, boxes_on, curves, use_style
from course import check

# %% tags=["given"]
use_style()


def only_one_shape(scenes):
    """Those of the scenes in which there is one shape."""
    single = scenes.instances.max(axis=(1, 2)) == 1
    return type(scenes)(*(array[single] for array in scenes))


def draw_boxes(panel, boxes, names=None, dashed=()):
    """Boxes (corners, in fractions) on an empty square panel; those at the positions `dashed` faintly."""
    for i, (x_min, y_min, x_max, y_max) in enumerate(np.asarray(boxes)):
        style = {"ls": "--", "lw": 1.2, "alpha": 0.6} if i in dashed else {"ls": "-", "lw": 2.0}
        color = PALETTE[i % len(PALETTE)]
        panel.add_patch(Rectangle((x_min, y_min), x_max - x_min, y_max - y_min, fill=False, ec=color, **style))
        if names is not None:
            panel.text(x_min + 0.015, y_min - 0.02, names[i], color=color, fontsize=8)
    panel.set(xlim=(0, 1), ylim=(1, 0), aspect="equal", xticks=[0, 1], yticks=[0, 1])
    panel.grid(False)


# %% [markdown]
# ## The scenes
#
# `shapes` draws scenes with one to three shapes on textured ground. The largest one, in front, is the main one: its class is the
# label, and its box is what we want to find. To learn in seconds, we keep the scenes with a single shape; several shapes come at the
# end.
#
# A box is given by **corners**: `[x_min, y_min, x_max, y_max]`, in *fractions* of the image's width and height. $x$ runs to the right,
# $y$ runs **down**, and the point $(0, 0)$ is at the upper left. Fractions stay true when the image is resized, and they lie
# between 0 and 1, where a sigmoid can reach them.

# %% tags=["demo"]
train_scenes = only_one_shape(shapes(5000, size=32, seed=14))
test_scenes = only_one_shape(shapes(600, size=32, seed=1400))
print(f"{len(train_scenes.images):,} scenes to learn from, {len(test_scenes.images)} to test")
boxes_on(
    test_scenes.images[:6],
    test_scenes.boxes[:6],
    titles=[SHAPE_NAMES[label] for label in test_scenes.labels[:6]],
    title="One label and one box for every scene",
)

# %% [markdown]
# Photographs work in the same way. The Oxford-IIIT Pet set has a box around the head of about half of its cats and dogs; who has downloaded it reads it by
# `course.data.pets(directory)`, which gives the breeds and boxes in the same form. (Pets without a box have a row of NaN: leave them
# out.)

# %% [markdown]
# ## `to_corners` and `to_centers`: two ways to write a box
#
# Corners are handy for drawing and for overlaps. Networks often speak of **centers** instead,
# `[x_center, y_center, width, height]`: to shift a box then changes two numbers, to stretch it changes the other two.
#
# $$x_{\min} = x_c - \tfrac{w}{2}, \quad x_{\max} = x_c + \tfrac{w}{2} \qquad\Longleftrightarrow\qquad
#   x_c = \tfrac{x_{\min} + x_{\max}}{2}, \quad w = x_{\max} - x_{\min},$$
#
# and the same for $y$ with the height $h$.
#
# The box `[0.2, 0.4, 0.6, 0.5]` has its center at $(0.4, 0.45)$, width 0.4 and height 0.1.
#
# The four numbers stand on the **last** axis. In front of it there may be any axes: none for one box, `(n, 4)` for a list, `(batch, n, 4)`
# for a batch of lists. Written with `...` or with `axis=-1`, the code need not know.


# %% tags=["part"]
def to_corners(boxes):
    """Turn boxes given by their centers into boxes given by their corners.

    Args:
        boxes: `(…, 4)`, `[x_center, y_center, width, height]` on the last axis, floating; any leading axes, also none.

    Returns:
        A float32 tensor of the same shape, `[x_min, y_min, x_max, y_max]` on the last axis. Nothing is clipped.
    """
    ### BEGIN SOLUTION
    boxes = tf.cast(boxes, tf.float32)
    center, size = boxes[..., :2], boxes[..., 2:]
    return tf.concat([center - size / 2, center + size / 2], axis=-1)
    ### END SOLUTION


def to_centers(boxes):
    """Turn boxes given by their corners into boxes given by their centers: the inverse of `to_corners`.

    Args:
        boxes: `(…, 4)`, `[x_min, y_min, x_max, y_max]` on the last axis, floating; any leading axes, also none.

    Returns:
        A float32 tensor of the same shape, `[x_center, y_center, width, height]` on the last axis. A box whose corners
        are reversed gets a negative width or height, so that `to_corners` gives it back.
    """
    ### BEGIN SOLUTION
    boxes = tf.cast(boxes, tf.float32)
    low, high = boxes[..., :2], boxes[..., 2:]
    return tf.concat([(low + high) / 2, high - low], axis=-1)
    ### END SOLUTION


# %% [markdown]
# **Pitfalls**
#
# - `tf.split(boxes, 4)` splits the *first* axis. Four boxes by chance, and nothing warns you.
# - Arrays are indexed `image[y, x]`, boxes start with $x$. TensorFlow's own `tf.image` functions even want
#   `[y_min, x_min, y_max, x_max]`: read the documentation of every function that takes boxes.

# %% [markdown]
# ## `iou`: how well do two boxes agree?
#
# The difference of the coordinates is a poor measure: to miss by 5 pixels is nothing for a bus and everything for a bird. **IoU**, intersection over
# union, compares areas:
#
# $$\text{IoU}(A, B) = \frac{|A \cap B|}{|A \cup B|} = \frac{|A \cap B|}{|A| + |B| - |A \cap B|} .$$
#
# It is 1 for equal boxes, 0 for boxes that do not meet, and it does not change when the image is resized.
#
# The intersection of two boxes is a box again: its left side is the *larger* of the two left sides, its right side the *smaller* of the two
# right ones. If right is not right of left, the boxes do not meet, and the width counts as **0**:
#
# $$w_\cap = \max\big(0,\ \min(x^A_{\max}, x^B_{\max}) - \max(x^A_{\min}, x^B_{\min})\big) .$$
#
# Without that maximum, two boxes that are apart in *both* directions have two negative sides, and their product is positive!
#
# `iou(a, b)` compares every box of `a` with every box of `b`: a table of $n \times m$. As with the pairwise distances of topic 01, an extra
# axis does it: `a[:, None]` of shape `(n, 1, 4)` and `b[None]` of shape `(1, m, 4)` broadcast to `(n, m, 4)`.
#
# **Boxes without area.** A box may be a point or a line, or even *reversed*, with $x_{\min} > x_{\max}$: a network that has not learned yet says
# such things. The area of a reversed box is 0. Then the union can be 0 as well, and 0/0 is NaN. We say: who has no area
# has IoU 0 with everyone, also with itself.


# %% tags=["part"]
def iou(a, b):
    """Intersection over union of every box of `a` with every box of `b`.

    Args:
        a: `(n, 4)`, corners `[x_min, y_min, x_max, y_max]`, floating; n may be 0.
        b: `(m, 4)`, the same; m may be 0.

    Returns:
        A float32 tensor `(n, m)` with values from 0 to 1: 0 where two boxes do not meet, and where one of them has no
        area (also a reversed box has none: x_min > x_max or y_min > y_max). Never NaN, and no gradient is NaN.
    """
    ### BEGIN SOLUTION
    a = tf.cast(a, tf.float32)[:, None]
    b = tf.cast(b, tf.float32)[None]

    def area(low, high):
        return tf.reduce_prod(tf.maximum(high - low, 0), axis=-1)

    common = area(tf.maximum(a[..., :2], b[..., :2]), tf.minimum(a[..., 2:], b[..., 2:]))
    union = area(a[..., :2], a[..., 2:]) + area(b[..., :2], b[..., 2:]) - common
    return tf.math.divide_no_nan(common, union)
    ### END SOLUTION


# %% [markdown]
# ### See it
#
# How good is an IoU of 0.5? Less bad than it sounds: benchmarks long counted a box as found from there on.

# %% tags=["demo"]
true = np.float32([[0.1, 0.1, 0.5, 0.5]])
shifted = true + np.float32([[0.02], [0.06], [0.13], [0.2], [0.45]])
figure, panels = plt.subplots(1, 5, figsize=(11, 2.5))
for panel, other, value in zip(panels, shifted, iou(true, shifted)[0].numpy(), strict=True):
    draw_boxes(panel, [true[0], other])
    panel.set_title(f"IoU {value:.2f}")
plt.show()

# %% [markdown]
# **Pitfalls**
#
# - Some divide by `union + 1e-7` to be safe from 0/0. For a tiny object of side 0.001 the area is $10^{-6}$, and its IoU
#   with itself comes out as 0.91. `tf.math.divide_no_nan` is exact.
# - `tf.where(union > 0, common / union, 0.0)` looks safe, but its *gradient* is NaN where the union is 0: `tf.where` does not keep
#   the NaN of the branch that was not taken from flowing back.
# - The sides of a doubly reversed box multiply to a *positive* area. Clip each side, not the product.

# %% [markdown]
# ## `localizer`: one body, two heads
#
# What and where share most of their work: both need edges, corners, colors. So one convolutional body computes features, and two small **heads**
# read them:
#
# ```
#                                                             ┌──► Dense n_classes, softmax   "label"
#  image ──► (Conv 3×3 + MaxPool) × 4 ──► Flatten ──► Dense 64 ┤
#                                                             └──► Dense 4, sigmoid           "box"
# ```
#
# The four convolutions have 16, 32, 64 and 64 filters, padding "same" and relu; each is followed by pooling with size 2. The box is given by its corners.
#
# Why `Flatten`, when topic 06 praised `GlobalAveragePooling2D`? Averaging over all places is what makes a classifier forget *where*
# it saw something, and that is just what we ask for here. After `Flatten`, each place of the last map has weights of its own.
#
# The price is in the parameters. For 64×64 pixels the last map is $4 \times 4 \times 64$, that is 1,024 numbers, and the dense layer behind it has
# $1025 \cdot 64 = 65{,}600$ parameters, more than half of the network's 126,567. And the network is tied to one image size.
#
# A Keras model can have outputs by name: `keras.Model(inputs, {"label": …, "box": …})` returns such a dict.


# %% tags=["part"]
def localizer(input_shape, n_classes):
    """A network that tells the class and the box of the main object of an image.

    Four times a 3×3 convolution ("same", relu; 16, 32, 64, 64 filters) and max-pooling of size 2; Flatten; a dense layer of
    64 with relu; from there the two heads.

    Args:
        input_shape: `(height, width, channels)` of the images.
        n_classes: number of classes.

    Returns:
        A built Keras model from images `(n, height, width, channels)` to the dict
        `{"label": (n, n_classes) probabilities (softmax), "box": (n, 4) corners from 0 to 1 (sigmoid)}`.
        126,567 parameters for (64, 64, 3) and 3 classes.
    """
    ### BEGIN SOLUTION
    image = keras.Input(input_shape)
    x = image
    for filters in (16, 32, 64, 64):
        x = keras.layers.Conv2D(filters, 3, padding="same", activation="relu")(x)
        x = keras.layers.MaxPooling2D(2)(x)
    x = keras.layers.Flatten()(x)
    x = keras.layers.Dense(64, activation="relu")(x)
    label = keras.layers.Dense(n_classes, activation="softmax")(x)
    box = keras.layers.Dense(4, activation="sigmoid")(x)
    return keras.Model(image, {"label": label, "box": box})
    ### END SOLUTION


# %% tags=["demo"]
print(f"{localizer((64, 64, 3), 3).count_params():,} parameters for 64×64 pixels,")
print(f"{localizer((32, 32, 3), 3).count_params():,} for 32×32: the dense layer shrinks.")

# %% [markdown]
# ## `localization_loss`: one number for two tasks
#
# The label is a matter of cross-entropy, the box a matter of distance. To train both at once we need one number, so we add them:
#
# $$L = -\frac1n \sum_i \log p_{i, y_i} \;+\; \lambda \cdot \frac{1}{4n} \sum_i \sum_{k=1}^{4} (\hat b_{ik} - b_{ik})^2 .$$
#
# Here $p_{i, y_i}$ is the probability that the model gives to the true class; it is clipped at $10^{-7}$ from below, since $\log 0$ is infinite.
#
# The **box weight** $\lambda$ matters. Cross-entropy starts at $\log 3 \approx 1.1$. A squared error of fractions starts at about 0.05:
# with $\lambda = 1$ the network hears almost nothing of the box. (And why the squared error, not the IoU itself? As long as two boxes do not meet, their IoU is
# 0, and so is its gradient: nothing says which way to go.)


# %% tags=["part"]
def localization_loss(y_true, y_pred, box_weight=1.0):
    """Sparse cross-entropy of the labels plus `box_weight` times the mean squared error of the boxes.

    Args:
        y_true: a dict: `"label"`, `(n,)` integers (int32 or int64), and `"box"`, `(n, 4)` corners.
        y_pred: a dict: `"label"`, `(n, n_classes)` probabilities, clipped at 1e-7 from below, and `"box"`, `(n, 4)`.
        box_weight: how much the boxes count, a number of 0 or more.

    Returns:
        A float32 scalar: the cross-entropy is averaged over the images, the squared error over images and coordinates.
        The entries of the dicts may be tensors or arrays; the dicts are not changed.
    """
    ### BEGIN SOLUTION
    labels = tf.cast(y_true["label"], tf.int32)
    probabilities = tf.cast(y_pred["label"], tf.float32)
    chosen = tf.gather(probabilities, labels, batch_dims=1)
    cross_entropy = -tf.reduce_mean(tf.math.log(tf.maximum(chosen, 1e-7)))
    difference = tf.cast(y_pred["box"], tf.float32) - tf.cast(y_true["box"], tf.float32)
    return cross_entropy + box_weight * tf.reduce_mean(tf.square(difference))
    ### END SOLUTION


# %% [markdown]
# **Pitfalls**
#
# - The *sum* over the four coordinates instead of the mean: the same as a fourfold box weight.
# - A box error per image of shape `(n,)` plus a cross-entropy of shape `(n, 1)` broadcast to `(n, n)`. The mean hides it.
# - Keras' losses expect `(y_true, y_pred)`, in this order. Swapped, cross-entropy complains, the squared error does not.

# %% [markdown]
# ## `mean_iou_of_boxes`: how good are the boxes?
#
# The loss is for the optimizer, IoU is for people. Each true box has one prediction, the one of the same row:
#
# $$\text{mean IoU} = \frac1n \sum_i \text{IoU}(b_i, \hat b_i) .$$
#
# No rows, no boxes: then we say 0 rather than 0/0.


# %% tags=["part"]
def mean_iou_of_boxes(y_true, y_pred):
    """Mean IoU of true and predicted boxes, row by row.

    Args:
        y_true: `(n, 4)` corners, floating; n may be 0.
        y_pred: `(n, 4)` corners, floating.

    Returns:
        A float32 scalar: the mean over i of the IoU of `y_true[i]` and `y_pred[i]`, as `iou` defines it; 0 for no rows.
    """
    ### BEGIN SOLUTION
    y_true, y_pred = tf.cast(y_true, tf.float32), tf.cast(y_pred, tf.float32)

    def area(low, high):
        return tf.reduce_prod(tf.maximum(high - low, 0), axis=-1)

    common = area(tf.maximum(y_true[:, :2], y_pred[:, :2]), tf.minimum(y_true[:, 2:], y_pred[:, 2:]))
    union = area(y_true[:, :2], y_true[:, 2:]) + area(y_pred[:, :2], y_pred[:, 2:]) - common
    values = tf.math.divide_no_nan(common, union)
    return tf.math.divide_no_nan(tf.reduce_sum(values), tf.cast(tf.shape(values)[0], tf.float32))
    ### END SOLUTION


# %% [markdown]
# The diagonal of `iou(y_true, y_pred)` holds the same numbers, but for 10,000 boxes the whole table would have 100 million entries.
#
# ## Training
#
# A short loop of our own (topic 10), with the box weighing 10 times as much as the label.


# %% tags=["given"]
def train(model, loss_fn, scenes, epochs, rate, batch_size=16):
    """Adam with a rate that rises, then falls along a cosine; the mean loss of each epoch."""
    steps = epochs * -(-len(scenes.images) // batch_size)
    schedule = keras.optimizers.schedules.CosineDecay(
        rate / 10, steps - steps // 4, warmup_target=rate, warmup_steps=steps // 4
    )
    optimizer = keras.optimizers.Adam(schedule)
    optimizer.build(model.trainable_variables)

    @tf.function(reduce_retracing=True)
    def step(images, labels, boxes):
        with tf.GradientTape() as tape:
            loss = loss_fn({"label": labels, "box": boxes}, model(images, training=True))
        gradients = tape.gradient(loss, model.trainable_variables)
        optimizer.apply_gradients(zip(gradients, model.trainable_variables, strict=True))
        return loss

    data = tf.data.Dataset.from_tensor_slices((scenes.images, scenes.labels, scenes.boxes))
    data = data.shuffle(len(scenes.images), seed=14).batch(batch_size)
    return [float(np.mean([step(*batch) for batch in data])) for _ in range(epochs)]


# %% tags=["demo"]
keras.utils.set_random_seed(14)
model = localizer((32, 32, 3), len(SHAPE_NAMES))


def weighted_loss(y_true, y_pred):
    return localization_loss(y_true, y_pred, box_weight=10.0)


losses = train(model, weighted_loss, train_scenes, epochs=7, rate=3e-3)
curves({"training loss": losses}, x=np.arange(1, 8), xlabel="epoch", title="Label and box, one loss")

# %% tags=["demo"]
predicted = {name: output.numpy() for name, output in model(test_scenes.images).items()}
accuracy = np.mean(predicted["label"].argmax(axis=-1) == test_scenes.labels)
always = np.tile(train_scenes.boxes.mean(axis=0), (len(test_scenes.boxes), 1))
print(f"on new scenes: accuracy {accuracy:.2f}, ", end="")
print(f"mean IoU {mean_iou_of_boxes(test_scenes.boxes, predicted['box']):.2f}")
print(f"a box that is always the same: mean IoU {mean_iou_of_boxes(test_scenes.boxes, always):.2f}")

pairs = zip(test_scenes.boxes[:12], predicted["box"][:12], strict=True)
values = [float(mean_iou_of_boxes([true], [found])) for true, found in pairs]
boxes_on(
    test_scenes.images[:12],
    test_scenes.boxes[:12],
    predicted["box"][:12],
    titles=[f"IoU {value:.2f}" for value in values],
    title="True boxes (white) and predicted ones (dashed)",
)

# %% [markdown]
# After a few seconds on 1,331 small scenes the network knows where to point. The boxes are rough still: at 32×32 pixels, a
# box of 12 pixels that is one pixel too large on every side has an IoU of 0.73.
#
# ### Move the object
#
# Does the box follow the object? We slide a white disk across an empty image, and ask for the center of the box. (`to_centers` is useful here.) A
# network with global pooling would draw almost a flat line.

# %% tags=["demo"]
y, x = np.mgrid[:32, :32] + 0.5
places = np.arange(8, 25)
disks = np.float32([np.where((x - place) ** 2 + (y - 16) ** 2 < 36, 0.9, 0.4) for place in places])
followed = to_centers(model(np.repeat(disks[..., None], 3, axis=-1))["box"]).numpy()
curves(
    {"true center": places / 32, "center of the predicted box": followed[:, 0]},
    x=places / 32,
    xlabel="where the disk is",
    ylabel="x_center",
    title="The box follows the object",
)

# %% [markdown]
# ## `non_max_suppression`: one box per object
#
# A network with one box finds one object. A **detector** makes many proposals, for example one at each place of a feature map, each with a **score**. Around
# every object there will be a swarm of them, all nearly the same. **Non-maximum suppression** keeps the best of each swarm:
#
# 1. Take the box with the highest score that is left, and keep it.
# 2. Drop all boxes that are left and whose IoU with it is **above** the threshold.
# 3. Repeat until none is left.
#
# It is greedy, and the order matters: a box that has been dropped *no longer drops others*. Say $A$ overlaps $B$, $B$ overlaps
# $C$, but $A$ and $C$ hardly meet; the scores fall from $A$ to $C$. Then $A$ drops $B$, and $C$ stays.
#
# With equal scores, the box with the lower index goes first. So the result is one and only one list.


# %% tags=["part"]
def non_max_suppression(boxes, scores, iou_threshold=0.5):
    """Keep the best box of every group of boxes that overlap.

    By hand: without `tf.image.non_max_suppression` and its relatives.

    Args:
        boxes: `(n, 4)` corners, floating; n may be 0. Boxes without area overlap nothing.
        scores: `(n,)`, floating, in any order; any real numbers.
        iou_threshold: a box is dropped when its IoU with a kept one is above this number (not when it is equal).

    Returns:
        An int32 tensor `(k,)`: the indices of the boxes kept, the best score first, and among equal scores the lower index
        first. Shape (0,) when there are no boxes.

    It need not run inside `tf.function`.
    """
    ### BEGIN SOLUTION
    overlaps = iou(boxes, boxes).numpy()
    waiting = list(tf.argsort(tf.cast(scores, tf.float32), direction="DESCENDING", stable=True).numpy())
    kept = []
    while waiting:
        best = waiting.pop(0)
        kept.append(best)
        waiting = [other for other in waiting if overlaps[best, other] <= iou_threshold]
    return tf.constant(kept, tf.int32, shape=[len(kept)])
    ### END SOLUTION


# %% [markdown]
# ### See it
#
# We play detector: around each true box of a scene's shapes there are a few noisy copies, and a score says how good each one is (its IoU with the truth, with some
# noise). With a good threshold, suppression leaves one per shape.

# %% tags=["demo"]
draw = np.random.default_rng(14)
objects = np.float32([[0.08, 0.15, 0.42, 0.5], [0.5, 0.1, 0.9, 0.42], [0.35, 0.55, 0.72, 0.93]])
proposals = np.clip(np.repeat(objects, 7, axis=0) + draw.normal(0, 0.035, (21, 4)), 0, 1).astype("float32")
scores = (iou(proposals, objects).numpy().max(axis=1) * draw.uniform(0.8, 1, 21)).astype("float32")

figure, panels = plt.subplots(1, 4, figsize=(11.5, 3))
draw_boxes(panels[0], proposals)
panels[0].set_title("21 proposals")
for panel, threshold in zip(panels[1:], (0.7, 0.4, 0.0), strict=True):
    kept = non_max_suppression(proposals, scores, threshold).numpy()
    draw_boxes(panel, proposals[kept], names=[f"{score:.2f}" for score in scores[kept]])
    panel.set_title(f"threshold {threshold}: {len(kept)} kept")
plt.show()

# %% [markdown]
# The threshold is a choice: too high, and doubles stay; too low, and of two objects that really do overlap one is lost.
#
# **Pitfalls**
#
# - Sorting is not always stable, and a sorted list turned around is not stable at all: equal scores then come with the *higher* index first. Sort the negated scores,
#   stably.
# - Marking a dropped box by the score $-1$: scores may be logits, and below $-1$ anyway.
# - Comparing with *all* better boxes instead of the *kept* ones: then $B$, dropped by $A$, still drops $C$.
#
# ## What you have learned
#
# - A box is four numbers on the last axis; corners for overlaps, centers for shifts.
# - IoU compares areas. Clip each side at 0, and mind 0/0, in the gradient too.
# - One body with two heads learns two tasks, and the weight in the loss decides which one it hears.
# - A head that has to tell *where* must not average over all places.
# - Non-maximum suppression is greedy: only boxes that are kept may drop others.
#
# **To read on**
#
# - R. Girshick, J. Donahue, T. Darrell, J. Malik, *Rich feature hierarchies for accurate object detection and semantic
#   segmentation* (R-CNN), CVPR 2014: proposals, a classifier, box regression, suppression.
# - J. Redmon, S. Divvala, R. Girshick, A. Farhadi, *You only look once: unified, real-time object detection*, CVPR 2016: a label
#   and boxes at each place of a map.
# - H. Rezatofighi and others, *Generalized intersection over union*, CVPR 2019: an IoU whose gradient does not vanish when boxes
#   are apart.
# - O. Parkhi, A. Vedaldi, A. Zisserman, C. Jawahar, *Cats and dogs*, CVPR 2012: the Oxford-IIIT Pet set.
# - The Keras guide *The functional API*: models with several outputs.
