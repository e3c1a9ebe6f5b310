# %% [markdown]
# # 16 · Fully convolutional networks with skip connections · FCN 语义分割与跳接结构
#
# A classifier looks at an image and says one word: *circle*. In this topic every pixel gets its word. This is called
# **semantic segmentation**: the answer is no longer a label but a picture of labels, a **mask**.
#
# **You will learn**
#
# - four ways to make a feature map larger: nearest neighbor, bilinear, unpooling, transposed convolution;
# - how a classifier becomes a *fully convolutional network* (FCN), and what skip connections add to it;
# - to build FCN-32s, FCN-16s and FCN-8s, the three networks of the paper that started it all (Long, Shelhamer and
#   Darrell, 2015);
# - to measure a mask: pixel accuracy and mean IoU, and why the first one flatters;
# - what a semantic mask cannot tell: how many objects there are.
#
# **You need** convolution and pooling (topic 06), and `model.fit`.

# %% tags=["given"]
import os

os.environ.setdefault("TF_ENABLE_ONEDNN_OPTS", "1")  # faster convolutions; has to be set before TensorFlow is imported

import keras
import matplotlib.pyplot as plt
import numpy as np
import tensorflow as tf

from course.data import SHAPE_NAMES, digits, shapes
from course.models import encoder
from course.plots import CLASS_COLORS, image_grid, mask_overlay, show_masks, use_style
from course import check

# %% tags=["given"]
use_style()


def compare_masks(images, rows, title):
    """One row of masks over the images for every name."""
    figure, panels = plt.subplots(len(rows), len(images), figsize=(1.4 * len(images), 0.4 + 1.4 * len(rows)))
    for line, (name, masks) in zip(panels, rows.items(), strict=True):
        for panel, image, mask in zip(line, images, masks, strict=True):
            panel.imshow(image if mask is None else mask_overlay(image, mask))
            panel.set(xticks=[], yticks=[])
            panel.spines[:].set_visible(False)
        line[0].set_ylabel(name)
    figure.suptitle(title, fontsize=12)
    plt.show()


# %% [markdown]
# ## What is asked for
#
# `shapes` draws scenes: circles, squares and triangles on textured ground. For each it knows the class of every
# pixel. A **class mask** is an int32 array `(h, w)` with 0 for the background, and the classes count from 1.
#
# So three classes make **four** scores per pixel. A segmentation model has `n_classes + 1` output channels: who
# forgets the background has no way to say "nothing here".

# %% tags=["demo"]
train_scenes, test_scenes = shapes(1200, size=64, seed=16), shapes(200, size=64, seed=1600)
show_masks(test_scenes.images, test_scenes.masks, n=8, title="One class for every pixel")

# %% [markdown]
# ## From a classifier to a fully convolutional network
#
# A convolutional classifier has two halves. The **encoder**, convolutions and poolings, turns the image into ever
# smaller and ever richer feature maps. The **head**, dense layers, turns the last map into scores for the classes.
#
# The head is what ties the classifier to one image size, and what throws away *where* things are. But look at a dense
# layer that scores the 128 features at one place of the map: it multiplies them by a `(128, classes)` matrix. Apply
# the same matrix at *every* place of the map, and you have a **1×1 convolution**. Now the network takes any image
# size and returns a map of scores. Nothing is left but convolutions and poolings: it is *fully convolutional*.
#
# One thing is missing. After five poolings the map is 32 times smaller than the image: 2×2 scores for 64×64 pixels.
# Long et al. ask for the scores at full size, and so the first half of this topic is about growing maps.
#
# ```
#  image 64×64 ──► pool1 ──► pool2 ──► pool3 8×8 ──► pool4 4×4 ──► pool5 2×2 ──► 1×1 scores 2×2 ──► ? ──► scores 64×64
# ```

# %% [markdown]
# ## `upsample_nearest` and `upsample_bilinear`
#
# To enlarge an image by the integer `factor` $f$ we ask, for every new pixel: where does it lie in the old image?
#
# A pixel is a little square, and its value belongs to its **center**. The center of new pixel $i$ is at
# $i + \frac12$; the new image is $f$ times as large, so in the old image this point is at $(i + \frac12)/f$. Old
# pixel $j$ has its center at $j + \frac12$. Counted from old centers, the new pixel lies at
#
# $$s = \frac{i + \frac12}{f} - \frac12 .$$
#
# This is the *half-pixel* convention of `tf.image.resize`.
#
# - **Nearest neighbor** takes the old pixel whose square contains the point: $j = \lfloor i / f \rfloor$. Every pixel
#   simply becomes a block of $f \times f$.
# - **Bilinear** interpolation mixes the two neighbors on either side, $j_0 = \lfloor s \rfloor$ and $j_0 + 1$:
#   $y = (1 - t)\, x_{j_0} + t\, x_{j_0 + 1}$ with $t = s - j_0$. First along the height, then along the width (or the
#   other way round: it is the same).
#
# At the edge, $s$ falls outside of the outermost centers: below 0, or above $n - 1$. There is no neighbor, so the
# edge pixel is repeated.
#
# Example, $f = 2$: the row `[0, 4]` becomes `[0, 0, 4, 4]` by nearest and `[0, 1, 3, 4]` by bilinear.


# %% tags=["part"]
def upsample_nearest(x, factor):
    """Enlarge images by an integer factor, every pixel taking the value of the nearest old one.

    Args:
        x: a batch `(n, h, w, c)` or one image `(h, w, c)`, floating; anything that `tf.convert_to_tensor` takes.
        factor: a Python int, 1 or more.

    Returns:
        A float32 tensor `(n, h * factor, w * factor, c)` or `(h * factor, w * factor, c)`, the same as
        `tf.image.resize(…, method="nearest")`.
    """
    ### BEGIN SOLUTION
    x = tf.cast(x, tf.float32)
    return tf.repeat(tf.repeat(x, factor, axis=-3), factor, axis=-2)
    ### END SOLUTION


def upsample_bilinear(x, factor):
    """Enlarge images by an integer factor, interpolating linearly along the height and the width.

    Half-pixel centers; beyond the outermost centers the edge pixels are repeated.

    Args:
        x: a batch `(n, h, w, c)` or one image `(h, w, c)`, floating; anything that `tf.convert_to_tensor` takes.
        factor: a Python int, 1 or more.

    Returns:
        A float32 tensor `(n, h * factor, w * factor, c)` or `(h * factor, w * factor, c)`, the same as
        `tf.image.resize(…, method="bilinear")`.
    """
    ### BEGIN SOLUTION
    x = tf.cast(x, tf.float32)
    for axis in (-3, -2):
        size = x.shape[axis]
        source = (tf.range(size * factor, dtype=tf.float32) + 0.5) / factor - 0.5
        below = tf.floor(source)
        weight = tf.reshape(source - below, [-1] + [1] * (-axis - 1))
        first = tf.cast(tf.maximum(below, 0), tf.int32)
        second = tf.cast(tf.minimum(below + 1, size - 1), tf.int32)
        x = (1 - weight) * tf.gather(x, first, axis=axis) + weight * tf.gather(x, second, axis=axis)
    return x
    ### END SOLUTION


# %% [markdown]
# ### See it
#
# A digit of 8×8 pixels, eight times enlarged. Nearest neighbor keeps hard steps; bilinear makes ramps.

# %% tags=["demo"]
digit = next(image for image, label in zip(*digits()[0], strict=True) if label == 3)
image_grid(
    [digit, upsample_nearest(digit, 8), upsample_bilinear(digit, 8)],
    titles=["8×8", "nearest, 64×64", "bilinear, 64×64"],
)

# %% [markdown]
# **Pitfalls**
#
# - $s = i / f$ without the half pixels shifts the whole picture by half an old pixel towards the lower right. It
#   looks fine, and every mask you make that way is off.
# - Many libraries have an option `align_corners`: it maps corner centers onto corner centers, $s = i\,(n-1)/(fn-1)$.
#   That is another picture than the one of `tf.image.resize`.
# - The axes: height is axis 1 of a batch, but axis 0 of a single image. Counted from the end, they are always $-3$
#   and $-2$.

# %% [markdown]
# ## `max_unpool`: put the maximum back where it was
#
# Interpolation smears. Max-pooling, on the way down, knew exactly where each maximum came from; why not remember it?
# `tf.nn.max_pool_with_argmax` returns both the maxima and their **indices**. Unpooling sets every maximum back to its
# old place and fills the rest with zeros. Zeiler et al. (2011) used it to look into networks, SegNet (2017) to
# segment.
#
# With `include_batch_in_index=True` an index counts through the *whole* batch `(n, h, w, c)`, in row-major order:
#
# $$\text{index} = \big((b \cdot h + y)\cdot w + x\big)\cdot c + \text{channel} .$$
#
# So it is simply the position in the flattened output.
#
# The output's shape has to be told: padded "same", a row of 5 pixels and a row of 6 both pool to 3.


# %% tags=["part"]
def max_unpool(pooled, indices, output_shape):
    """Undo `tf.nn.max_pool_with_argmax(x, 2, 2, "SAME", include_batch_in_index=True)`.

    Args:
        pooled: the maxima, `(n, h', w', c)`, floating.
        indices: where they were, same shape, int64: positions in the flattened `x`.
        output_shape: the four numbers of `x.shape`, `(n, h, w, c)`: a tuple, a list or an integer tensor.

    Returns:
        A float32 tensor of shape `output_shape`: each maximum at its old place, zeros elsewhere.
    """
    ### BEGIN SOLUTION
    values = tf.reshape(tf.cast(pooled, tf.float32), [-1])
    places = tf.reshape(tf.cast(indices, tf.int64), [-1, 1])
    shape = tf.cast(output_shape, tf.int64)
    return tf.reshape(tf.scatter_nd(places, values, [tf.reduce_prod(shape)]), shape)
    ### END SOLUTION


# %% tags=["demo"]
maxima, places = tf.nn.max_pool_with_argmax(digit[None], 2, 2, "SAME", include_batch_in_index=True)
image_grid(
    [digit, maxima[0], upsample_nearest(maxima[0], 2), max_unpool(maxima, places, (1, 8, 8, 1))[0]],
    titles=["8×8", "pooled, 4×4", "nearest", "unpooled"],
)

# %% [markdown]
# Unpooling is sparse but exact: each bright pixel is where it was in the original. The blocks of nearest neighbor
# have no such knowledge.
#
# **Pitfalls**
#
# - Treating the index as a position within *one* image. The first image of the batch comes out right, all others land
#   on top of it.
# - Maxima can be negative. "Zeros elsewhere" means elsewhere: a window whose largest value is $-2$ gives back $-2$.

# %% [markdown]
# ## `bilinear_kernel`: interpolation as a transposed convolution
#
# A convolution of stride $f$ reads a window of the large map and writes one number. A **transposed convolution** runs
# this backwards: each number of the small map is multiplied by the kernel and *added* into a window of the
# large map; from one number to the next, the window moves by $f$. It is the most general way to grow a map, since
# its kernel can be learned.
#
# Which kernel interpolates bilinearly? In one dimension it is a **tent**: a pixel gives all of its value at its own
# center, nothing at the centers of its neighbors, and linearly less in between. Neighboring tents overlap, and they
# add up to 1 everywhere. With $2f$ taps $k = 0 \dots 2f-1$, whose middle is $f - \frac12$:
#
# $$t_k = 1 - \frac{\lvert k - (f - \frac12)\rvert}{f}, \qquad K_{kl} = t_k\, t_l .$$
#
# For $f = 2$: $t = (\frac14, \frac34, \frac34, \frac14)$.
#
# The weights of `Conv2DTranspose` have four axes, `(height, width, output channels, input channels)`. To interpolate
# *channel by channel*, the plane $K$ stands on the diagonal of the last two axes, and zeros everywhere else: no
# channel leaks into another.
#
# For even $f$ and "same" padding the result is bilinear interpolation, except in the outermost $f/2$ pixels: there
# the transposed convolution finds zeros beyond the border, where interpolation repeats the edge.


# %% tags=["part"]
def bilinear_kernel(factor, channels):
    """Weights with which a transposed convolution interpolates bilinearly, channel by channel.

    `tf.nn.conv2d_transpose(x, weights, …, strides=factor, padding="SAME")` and
    `keras.layers.Conv2DTranspose(channels, 2 * factor, factor, padding="same")` with these weights enlarge by `factor`
    as `upsample_bilinear` does, except at the border.

    Args:
        factor: the stride, an even Python int.
        channels: number of input and output channels.

    Returns:
        A float32 tensor `(2 * factor, 2 * factor, channels, channels)`.

    Source: Long, Shelhamer and Darrell (2015), section 3.3.
    """
    ### BEGIN SOLUTION
    tent = 1 - tf.abs(tf.range(2 * factor, dtype=tf.float32) - (factor - 0.5)) / factor
    plane = tent[:, None] * tent[None, :]
    return plane[:, :, None, None] * tf.eye(channels)
    ### END SOLUTION


# %% tags=["demo"]
factor = 8
small = tf.image.resize(digit[None], (6, 6))
by_kernel = tf.nn.conv2d_transpose(small, bilinear_kernel(factor, 1), (1, 48, 48, 1), factor, "SAME")
by_hand = upsample_bilinear(small, factor)

figure, panels = plt.subplots(1, 4, figsize=(11.5, 2.8), width_ratios=[1.7, 1, 1, 1])
tent = np.sqrt(np.diag(bilinear_kernel(factor, 1)[:, :, 0, 0]))
x = np.arange(4 * factor) - 0.5 * factor
total = np.zeros(len(x))
for pixel, height in enumerate([1.0, 0.4, 0.8]):
    own = np.zeros(len(x))
    own[pixel * factor : pixel * factor + 2 * factor] = height * tent
    panels[0].plot(x, own, "--", linewidth=1.2, color="gray")
    total += own
panels[0].plot(x, total, color=CLASS_COLORS[6])
panels[0].plot(factor * np.arange(3) + factor / 2 - 0.5, [1.0, 0.4, 0.8], "o", color=CLASS_COLORS[7])
panels[0].set(title="Three pixels, three tents, their sum", xlabel="new pixel")
for panel, picture, title in (
    (panels[1], bilinear_kernel(factor, 1)[:, :, 0, 0], "the kernel, 16×16"),
    (panels[2], by_kernel[0], "transposed convolution"),
    (panels[3], tf.abs(by_kernel - by_hand)[0], "difference: the border"),
):
    panel.imshow(picture, cmap="gray", vmin=0)
    panel.set_title(title)
    panel.set_axis_off()
plt.show()

# %% [markdown]
# Why start from this kernel rather than a random one? Because the network then starts as something sensible, a
# smooth enlargement of its coarse scores, and may learn to do better.
#
# **Pitfalls**
#
# - A tent with its middle at $k = f$ looks right and shifts every map by half a new pixel. For even $f$ the kernel is
#   symmetric: `kernel[0]` equals `kernel[-1]`.
# - Filling *all* channel pairs, instead of the diagonal: every output channel becomes the sum of all inputs.

# %% [markdown]
# ## `fuse_skip`: what, and where
#
# Interpolation, however clever, cannot invent what pooling has lost. Let us ask how good a mask could *possibly* be
# if it passes through a grid of stride 32, 16 or 8. We take the *true* masks of scenes of 128×128 pixels, average
# them down to the grid, and enlarge them again.

# %% tags=["demo"]
large = shapes(6, size=128, seed=1600)
truth = np.eye(4, dtype="float32")[large.masks]
rows = {"truth": large.masks}
for stride in (32, 16, 8):
    grid = tf.nn.avg_pool2d(truth, stride, stride, "VALID")
    rows[f"stride {stride}"] = np.argmax(upsample_bilinear(grid, stride), axis=-1)

compare_masks(large.images, rows, "The truth itself, seen through a coarse grid")

# %% [markdown]
# At stride 32 even the truth is a blob, or nothing at all. The deep map knows *what* is in the image but not quite
# *where*; the shallow maps, nearer to the image, still know *where*, but have seen too little to know *what*. A
# **skip connection** brings the two together:
#
# 1. score the shallow map by a 1×1 convolution (with bias, as usual): `(h, w, any)` becomes `(h, w, n_outputs)`;
# 2. double the deep scores by a transposed convolution: kernel 4×4, stride 2, "same", no bias, starting as
#    `bilinear_kernel(2, n_outputs)`; its weights are learned like all others;
# 3. add the two.
#
# ```
#  deep scores  (h/2, w/2, n_outputs) ──► Conv2DTranspose 4×4, stride 2 ──┐
#                                                                        (+) ──► scores (h, w, n_outputs)
#  shallow map  (h, w, channels) ───────► Conv2D 1×1 ─────────────────────┘
# ```
#
# Added, not multiplied and not concatenated: the shallow scores *correct* the deep ones. (The U-Net of topic 17
# concatenates.)
#
# The function works on Keras' *symbolic* tensors, the ones that flow between layers while a model is built. They have
# a shape but no values: use layers (or `keras.ops`), not `tf` functions. And give the layers no fixed names: a
# model may fuse several times, and the names in it must be unique.


# %% tags=["part"]
def fuse_skip(deep, shallow, n_outputs):
    """Double the deep scores and add the scores of a shallower feature map.

    Args:
        deep: Keras tensor of scores, `(batch, h / 2, w / 2, n_outputs)`.
        shallow: Keras tensor of features, `(batch, h, w, channels)`.
        n_outputs: number of score channels, the background included.

    Returns:
        Keras tensor `(batch, h, w, n_outputs)`: the transposed convolution of `deep` (4×4, stride 2, "same", no
        bias, learned, starting as bilinear interpolation) plus a 1×1 convolution (with bias) of `shallow`.

    May be used several times in one model.
    """
    ### BEGIN SOLUTION
    doubled = keras.layers.Conv2DTranspose(
        n_outputs,
        kernel_size=4,
        strides=2,
        padding="same",
        use_bias=False,
        kernel_initializer=keras.initializers.Constant(bilinear_kernel(2, n_outputs)),
    )(deep)
    scored = keras.layers.Conv2D(n_outputs, kernel_size=1)(shallow)
    return keras.layers.Add()([doubled, scored])
    ### END SOLUTION


# %% [markdown]
# **Pitfalls**
#
# - `padding="valid"` makes 10 rows out of 4, and the addition fails.
# - A bias in the transposed convolution: the 1×1 convolution already has one.
# - `kernel_initializer` wants an initializer, not numbers: `keras.initializers.Constant(numbers)` is one.

# %% [markdown]
# ## `fcn32s`, `fcn16s`, `fcn8s`
#
# Now all pieces are there. `course.models.encoder` gives the encoder, with three outputs:
#
# | output | stride | size for 64×64 | channels (width 16) |
# | --- | --- | --- | --- |
# | `pool3` | 8 | 8×8 | 64 |
# | `pool4` | 16 | 4×4 | 128 |
# | `pool5` | 32 | 2×2 | 128 |
#
# `pool3, pool4, pool5 = encoder.outputs` gives you the three symbolic tensors, `encoder.inputs[0]` the image.
#
# ```
#  pool5 ─► 1×1 ─► scores at stride 32 ──────────────────────────────► ×32 ─► FCN-32s
#                       │
#                    fuse_skip ◄── pool4
#                       │
#                  scores at stride 16 ──────────────────────────────► ×16 ─► FCN-16s
#                       │
#                    fuse_skip ◄── pool3
#                       │
#                  scores at stride 8 ───────────────────────────────► ×8 ──► FCN-8s
# ```
#
# The last step is one transposed convolution again: stride $f$ = 32, 16 or 8, kernel $2f \times 2f$, "same", no bias,
# and it starts as `bilinear_kernel(f, n_classes + 1)`.
#
# The outputs are **logits**: no softmax in the model, the loss takes care of it
# (`SparseCategoricalCrossentropy(from_logits=True)`).
#
# Count the parameters of the ends, for 3 classes. The encoder has 245,024, a 1×1 convolution from 128 channels to 4
# has $128 \cdot 4 + 4 = 516$, from 64 channels 260, and a 4×4 transposed convolution
# $4 \cdot 4 \cdot 4 \cdot 4 = 256$:
#
# | model | scores | doublings | last step | total |
# | --- | --- | --- | --- | --- |
# | FCN-32s | 516 | – | 64 · 64 · 4 · 4 = 65,536 | 311,076 |
# | FCN-16s | 516 + 516 | 256 | 32 · 32 · 4 · 4 = 16,384 | 262,696 |
# | FCN-8s | 516 + 516 + 260 | 2 · 256 | 16 · 16 · 4 · 4 = 4,096 | 250,924 |
#
# The finest network is the smallest.


# %% tags=["part"]
def fcn32s(encoder, n_classes):
    """FCN-32s: scores of pool5, enlarged 32 times.

    Args:
        encoder: a model with the outputs `pool3`, `pool4`, `pool5` at strides 8, 16 and 32, as
            `course.models.encoder` makes it; sides divisible by 32. It becomes a part of the model.
        n_classes: number of classes without the background.

    Returns:
        A Keras model from images `(batch, h, w, 3)` to logits `(batch, h, w, n_classes + 1)`: a 1×1 convolution,
        then a transposed convolution (kernel 64, stride 32, "same", no bias, bilinear start).
        311,076 parameters for (64, 64, 3), width 16 and 3 classes.
    """
    ### BEGIN SOLUTION
    _, _, pool5 = encoder.outputs
    scores = keras.layers.Conv2D(n_classes + 1, kernel_size=1)(pool5)
    return keras.Model(encoder.inputs[0], _enlarge(scores, 32))
    ### END SOLUTION


def fcn16s(encoder, n_classes):
    """FCN-16s: scores of pool5 fused with pool4, enlarged 16 times.

    Args and result as for `fcn32s`; the last transposed convolution has kernel 32 and stride 16.
    262,696 parameters for (64, 64, 3), width 16 and 3 classes.
    """
    ### BEGIN SOLUTION
    _, pool4, pool5 = encoder.outputs
    scores = keras.layers.Conv2D(n_classes + 1, kernel_size=1)(pool5)
    scores = fuse_skip(scores, pool4, n_classes + 1)
    return keras.Model(encoder.inputs[0], _enlarge(scores, 16))
    ### END SOLUTION


def fcn8s(encoder, n_classes):
    """FCN-8s: scores of pool5 fused with pool4, then with pool3, enlarged 8 times.

    Args and result as for `fcn32s`; the last transposed convolution has kernel 16 and stride 8.
    250,924 parameters for (64, 64, 3), width 16 and 3 classes.
    """
    ### BEGIN SOLUTION
    pool3, pool4, pool5 = encoder.outputs
    scores = keras.layers.Conv2D(n_classes + 1, kernel_size=1)(pool5)
    scores = fuse_skip(scores, pool4, n_classes + 1)
    scores = fuse_skip(scores, pool3, n_classes + 1)
    return keras.Model(encoder.inputs[0], _enlarge(scores, 8))
    ### END SOLUTION


### BEGIN SOLUTION
def _enlarge(scores, stride):
    """The last step: one transposed convolution from scores to logits at full size, starting bilinear."""
    channels = scores.shape[-1]
    return keras.layers.Conv2DTranspose(
        channels,
        kernel_size=2 * stride,
        strides=stride,
        padding="same",
        use_bias=False,
        kernel_initializer=keras.initializers.Constant(bilinear_kernel(stride, channels)),
    )(scores)


### END SOLUTION

# %% [markdown]
# **Pitfalls**
#
# - `n_classes` channels instead of `n_classes + 1`.
# - A softmax at the end, together with a loss that expects logits: it trains, slowly and badly, and nothing warns
#   you.
# - Fusing pool3 before pool4: the sizes do not fit. Go up step by step.
# - A frozen encoder. Here everything learns.

# %% [markdown]
# ## `pixel_accuracy` and `mean_iou`
#
# The obvious measure is the share of pixels that are right. But most pixels are background. A model that has learned
# nothing, and says *background* everywhere, would get more than 80% on our scenes.
#
# The **IoU** (intersection over union) of one class looks at that class alone. With the confusion counts $n_{ij}$,
# pixels of true class $i$ that were predicted as $j$:
#
# $$\text{pixel accuracy} = \frac{\sum_i n_{ii}}{\sum_{ij} n_{ij}}, \qquad
#   \text{IoU}_i = \frac{n_{ii}}{\sum_j n_{ij} + \sum_j n_{ji} - n_{ii}} .$$
#
# Each wrong pixel hurts twice, the class it should have and the class it got. **Mean IoU** averages over the classes,
# background included, so that a rare class counts as much as a common one.
#
# Two details decide whether two people get the same number:
#
# - **Pool the counts** over the whole batch first, then divide. The mean of per-image scores is another number.
# - A class that occurs *neither* in the masks nor in the predictions has IoU 0/0. It is left out of the mean. (A
#   class that occurs in only one of the two counts, with IoU 0.)


# %% tags=["part"]
def pixel_accuracy(masks, logits):
    """Share of the pixels whose highest logit is that of the true class, background included.

    Args:
        masks: true classes, integers, `(n, h, w)`.
        logits: scores, `(n, h, w, n_classes + 1)`, floating.

    Returns:
        A float32 scalar, over all pixels of the batch.
    """
    ### BEGIN SOLUTION
    right = tf.equal(tf.argmax(logits, axis=-1), tf.cast(masks, tf.int64))
    return tf.reduce_mean(tf.cast(right, tf.float32))
    ### END SOLUTION


def mean_iou(masks, logits, n_classes):
    """Intersection over union of true and predicted pixels, averaged over the classes.

    Args:
        masks: true classes, integers from 0 to `n_classes`, `(n, h, w)`.
        logits: scores, `(n, h, w, n_classes + 1)`, floating.
        n_classes: number of classes without the background.

    Returns:
        A float32 scalar. The counts are pooled over the whole batch; the mean is over the classes, background
        included, that occur in the masks or in the predictions.
    """
    ### BEGIN SOLUTION
    true = tf.reshape(masks, [-1])
    predicted = tf.reshape(tf.argmax(logits, axis=-1), [-1])
    counts = tf.math.confusion_matrix(true, predicted, n_classes + 1, dtype=tf.float32)
    hits = tf.linalg.diag_part(counts)
    union = tf.reduce_sum(counts, axis=0) + tf.reduce_sum(counts, axis=1) - hits
    occurs = union > 0
    return tf.reduce_mean(hits[occurs] / union[occurs])
    ### END SOLUTION


# %% tags=["demo"]
all_background = np.tile(np.float32([1, 0, 0, 0]), (*test_scenes.masks.shape, 1))
print("A model that says background everywhere:")
print(f"  pixel accuracy {pixel_accuracy(test_scenes.masks, all_background):.3f}")
print(f"  mean IoU       {mean_iou(test_scenes.masks, all_background, 3):.3f}")

# %% [markdown]
# ## Training
#
# Long et al. did not start from random weights: their encoder was a VGG-16 that had learned to *classify*. We do the
# same in small. First the encoder learns to tell circles, squares and triangles apart, on crops of 32×32 pixels
# around the main shape. For this it gets an ordinary classifier's head.
#
# Then the head goes, and the encoder, which takes any size, becomes the first half of FCN-8s.


# %% tags=["given"]
def crops_of(scenes, side=32):
    """Squares of `side` pixels around the main shapes."""
    size = scenes.images.shape[1]
    corners = (scenes.boxes[:, :2] + scenes.boxes[:, 2:]) / 2 * size - side / 2
    corners = np.clip(np.round(corners).astype(int), 0, size - side)
    return np.stack([image[y : y + side, x : x + side] for image, (x, y) in zip(scenes.images, corners, strict=True)])


def train(model, inputs, targets, rate, epochs, batch_size):
    """Adam with a rate that rises, then falls along a cosine; returns the Keras history."""
    steps = epochs * -(-len(inputs) // batch_size)
    schedule = keras.optimizers.schedules.CosineDecay(
        rate / 10, steps - steps // 4, warmup_target=rate, warmup_steps=steps // 4
    )
    loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    model.compile(keras.optimizers.Adam(schedule), loss, metrics=["accuracy"], jit_compile=False)
    return model.fit(inputs, targets, batch_size, epochs, verbose=2)


# %% tags=["demo"]
keras.utils.set_random_seed(16)
small_encoder = encoder((32, 32, 3))
classifier = keras.Sequential(
    [
        keras.Model(small_encoder.inputs[0], small_encoder.outputs[-1]),
        keras.layers.GlobalAveragePooling2D(),
        keras.layers.Dense(len(SHAPE_NAMES)),
    ]
)
print("The classifier, on crops:")
history = train(classifier, crops_of(train_scenes), train_scenes.labels, rate=5e-3, epochs=5, batch_size=16)

# %% tags=["demo"]
backbone = encoder((64, 64, 3))
backbone.set_weights(small_encoder.get_weights())
models = {"FCN-8s": fcn8s(backbone, 3)}
print(f"FCN-8s, {models['FCN-8s'].count_params():,} parameters, on whole scenes:")
history = train(models["FCN-8s"], train_scenes.images, train_scenes.masks, rate=3e-3, epochs=3, batch_size=8)

logits = {"FCN-8s": models["FCN-8s"](test_scenes.images).numpy()}
print(f"on new scenes: pixel accuracy {pixel_accuracy(test_scenes.masks, logits['FCN-8s']):.3f}, ", end="")
print(f"mean IoU {mean_iou(test_scenes.masks, logits['FCN-8s'], 3):.3f}")
show_masks(
    test_scenes.images,
    test_scenes.masks,
    np.argmax(logits["FCN-8s"], axis=-1),
    n=8,
    title="FCN-8s on scenes it has not seen",
)

# %% [markdown]
# ### What the skips are worth
#
# Now take the skips away, and only them. FCN-16s and FCN-32s get the *same* encoder, frozen as it is, and learn their
# own ends on top of it. What differs is just what the ends can see: stride 8, 16 or 32.

# %% tags=["demo"]
backbone.trainable = False
for name, build in (("FCN-16s", fcn16s), ("FCN-32s", fcn32s)):
    models[name] = build(backbone, 3)
    print(f"{name}, {models[name].count_params():,} parameters:")
    few = train_scenes.images[:500], train_scenes.masks[:500]
    train(models[name], *few, rate=4e-3, epochs=1, batch_size=4)
    logits[name] = models[name](test_scenes.images).numpy()

names = ["FCN-32s", "FCN-16s", "FCN-8s"]
shown = slice(2, 8)
rows = {"image": [None] * 6, "truth": test_scenes.masks[shown]}
rows |= {name: np.argmax(logits[name][shown], axis=-1) for name in names}
compare_masks(test_scenes.images[shown], rows, "The same encoder, three ends")

for name in names:
    accuracy, iou = pixel_accuracy(test_scenes.masks, logits[name]), mean_iou(test_scenes.masks, logits[name], 3)
    print(f"{name:8} pixel accuracy {accuracy:.3f}   mean IoU {iou:.3f}")

# %% [markdown]
# With 64×64 pixels, FCN-32s has a grid of 2×2 to draw on: it can point, not draw. Every skip doubles the grid, and
# the shapes come out. Notice how little of this the pixel accuracy shows, and how much the mean IoU.
#
# The race is not quite fair: the encoder grew up under FCN-8s. (Long et al. trained all three networks further,
# encoder included, and had images of 500×500 pixels. There the three are closer, with 59.4, 62.4 and 62.7% mean IoU
# on PASCAL VOC.)

# %% [markdown]
# ## `instances`: what the mask does not tell
#
# *How many circles are there?* A semantic mask does not know. It says "circle" for each pixel, not which circle. To
# tell objects of the same class apart is the task of **instance segmentation**.
#
# A first attempt needs no network. Pixels of the same class that touch belong together: look for **connected
# regions**. Two pixels are neighbors when they share a side (left, right, above, below: *4-neighbors*), not just a
# corner.
#
# Number the regions from 1 in **reading order**: go through the pixels row by row, from left to right; who comes
# first gets the next number. For example
#
# ```
#  mask          instances
#  1 1 0 2       1 1 0 2
#  0 1 2 2       0 1 2 2
#  1 0 0 1       3 0 0 4
# ```
#
# The 1 at the lower left meets the first region at a corner only: it is a region of its own. The 1s and the 2s are
# neighbors, but of another class.
#
# A simple way is the *flood fill*: on finding a pixel without a number, give it the next one, then its neighbors of
# the same class, then theirs. Keep the pixels still to visit in a list: a function that calls itself for each pixel
# runs into Python's recursion limit at about a thousand.


# %% tags=["part"]
def instances(mask):
    """Number the connected regions of a class mask.

    Two pixels are connected when they share a side and have the same class.

    Args:
        mask: classes, integers, `(h, w)`; 0 is the background. It is not changed.

    Returns:
        `(regions, count)`: an int32 mask `(h, w)`, 0 where `mask` is background, else the number of the region, from
        1 in reading order of the regions' first pixels; and how many regions there are.
    """
    ### BEGIN SOLUTION
    mask = np.asarray(mask)
    height, width = mask.shape
    regions = np.zeros((height, width), np.int32)
    count = 0
    for start in np.argwhere(mask != 0):
        if regions[tuple(start)]:
            continue
        count += 1
        regions[tuple(start)] = count
        waiting = [tuple(start)]
        while waiting:
            y, x = waiting.pop()
            for v, u in ((y - 1, x), (y + 1, x), (y, x - 1), (y, x + 1)):
                inside = 0 <= v < height and 0 <= u < width
                if inside and not regions[v, u] and mask[v, u] == mask[y, x]:
                    regions[v, u] = count
                    waiting.append((v, u))
    return tf.constant(regions), count
    ### END SOLUTION


# %% tags=["demo"]
counts = test_scenes.instances.max(axis=(1, 2))
found = np.array([instances(mask)[1] for mask in test_scenes.masks])
apart, melted = np.flatnonzero((found == counts) & (counts > 1))[:3], np.flatnonzero(found < counts)[:3]
figure, panels = plt.subplots(3, 6, figsize=(8.4, 5.2))
for column, i in enumerate([*apart, *melted]):
    regions, count = instances(test_scenes.masks[i])
    predicted, count_predicted = instances(np.argmax(logits["FCN-8s"][i], axis=-1))
    rows = [
        (f"{counts[i]} shapes", test_scenes.instances[i]),
        (f"{count} region" + "s" * (count > 1), regions),
        (f"{count_predicted} predicted", predicted),
    ]
    for panel, (title, numbers) in zip(panels[:, column], rows, strict=True):
        panel.imshow(mask_overlay(test_scenes.images[i], numbers))
        panel.set(xticks=[], yticks=[])
        panel.spines[:].set_visible(False)
        panel.set_title(title, fontsize=9)
for panel, label in zip(panels[:, 0], ("true shapes", "regions", "predicted"), strict=True):
    panel.set_ylabel(label)
plt.show()
print(f"In {np.mean(found == counts):.0%} of the test scenes the true mask has as many regions as there are shapes.")

# %% [markdown]
# Where shapes stand apart, regions are shapes (the three columns on the left). Where two of a class touch, they melt
# into one (the three on the right), and no better semantic mask would help: the true one does it, too. Small specks
# in a predicted mask count as regions of their own. Networks for instance segmentation (Mask R-CNN and others)
# therefore find the objects first, as boxes (topic 14), and then a mask within each box.

# %% [markdown]
# ## What you have learned
#
# - A segmentation model returns logits for every pixel, one channel per class and one for the background.
# - Dense layers become 1×1 convolutions; the network then takes images of any size.
# - Maps grow by interpolation, by unpooling, or by a transposed convolution, which is learned and may start bilinear.
# - Deep features know what, shallow ones know where; skip connections add the two.
# - Mean IoU pools its counts over all images and averages over the classes that occur.
# - A semantic mask does not count objects.
#
# **To read on**
#
# - J. Long, E. Shelhamer, T. Darrell, *Fully convolutional networks for semantic segmentation*, CVPR 2015.
# - V. Dumoulin, F. Visin, *A guide to convolution arithmetic for deep learning*, 2016: transposed convolutions in
#   pictures.
# - A. Odena, V. Dumoulin, C. Olah, *Deconvolution and checkerboard artifacts*, Distill 2016: why the kernel size
#   should be a multiple of the stride.
# - V. Badrinarayanan, A. Kendall, R. Cipolla, *SegNet*, 2017: an encoder and decoder with unpooling.
# - The TensorFlow tutorial *Image segmentation*.
