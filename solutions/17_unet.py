# %% [markdown]
# # 17 · U-Net · 编码器-解码器
#
# FCN-8s (topic 16) knows what is in the picture, but draws it with a thick brush: it decides on a grid eight times
# coarser than the image, and enlarges the scores at the end. A doctor who wants the outline of a cell needs a fine
# pencil. **U-Net** (Ronneberger, Fischer and Brox, 2015) was made for that, learned from only 30 annotated images, and
# its shape is found wherever a network has to answer with a picture: in medicine, on satellite images, inside the
# diffusion models that paint.
#
# **You will learn**
#
# - the encoder-decoder: go down to learn *what*, come up again to say *where*, with a bridge at every level;
# - the difference between adding a skip (FCN) and concatenating it (U-Net);
# - why the sides of the image must be divisible by $2^\text{depth}$;
# - the Dice loss, which does not care how large the background is;
# - to turn a trained model into masks, batch by batch.
#
# **You need** topic 16 (class masks, logits, transposed convolutions, skip connections), and `model.fit`.

# %% tags=["given"]
import os

os.environ.setdefault("TF_ENABLE_ONEDNN_OPTS", "1")  # faster convolutions; has to be set before TensorFlow is imported

import keras
import matplotlib.pyplot as plt
import numpy as np
import tensorflow as tf

from course.data import shapes
from course.models import encoder
from course.plots import curves, mask_overlay, show_masks, use_style
from course import check

# %% tags=["given"]
use_style()


def compare_masks(images, rows, title):
    """One row for every name: masks laid over the images, or the images alone for None."""
    figure, panels = plt.subplots(len(rows), len(images), figsize=(1.4 * len(images), 0.4 + 1.4 * len(rows)))
    for line, (name, masks) in zip(panels, rows.items(), strict=True):
        for panel, image, mask in zip(line, images, [None] * len(images) if masks is None else masks, strict=True):
            panel.imshow(image if mask is None else mask_overlay(image, mask))
            panel.set(xticks=[], yticks=[])
            panel.grid(False)
            panel.spines[:].set_visible(False)
        line[0].set_ylabel(name)
    figure.suptitle(title, fontsize=12)
    plt.show()


# %% [markdown]
# ## What is lost on the way down
#
# Here are some scenes and their class masks: 0 is the background, circles are 1, squares 2, triangles 3. Below, the
# same masks as a grid eight times coarser sees them, the grid on which FCN-8s decides, and enlarged again.

# %% tags=["demo"]
train_scenes, test_scenes = shapes(240, size=40, seed=17), shapes(100, size=40, seed=1700)
n_pixels = train_scenes.masks.size
print("share of the pixels:", *(f"{np.sum(train_scenes.masks == c) / n_pixels:.1%}" for c in range(4)))

some = slice(0, 7)
coarse = test_scenes.masks[some, 4::8, 4::8].repeat(8, axis=1).repeat(8, axis=2)
compare_masks(
    test_scenes.images[some],
    {"image": None, "truth": test_scenes.masks[some], "every 8th pixel": coarse},
    "What is there, and where exactly?",
)

# %% [markdown]
# The *what* survives three halvings. The *where* does not: corners, edges and small shapes are gone, and no
# enlargement brings them back. But on the way down the network had them. At its first level it looked at the image in
# full resolution. So let us keep the maps of every level, and hand each one over on the way up, just where its size
# fits:
#
# ```
#   image 64×64 ─► 16 channels ───────────── skip ─────────────► 16 channels ─► logits 64×64
#                      │ pool                                        ▲ transposed convolution
#                 32×32, 32 channels ─────── skip ───────► 32×32, 32 channels
#                      │ pool                                        ▲
#                 16×16, 64 channels ─────── skip ───────► 16×16, 64 channels
#                      │ pool                                        ▲
#                      └──────────► 8×8, 128 channels ───────────────┘
# ```
#
# Turn your head a little, and it is a U. The left arm is the **encoder**, the right arm is the **decoder**, and the
# skips are the bridges between them. This one has `depth=3` (three poolings) and `base_filters=16`. The filters
# double with every level: what the maps lose in size, they gain in channels.

# %% [markdown]
# ## `encoder_block`: one level down
#
# Two convolutions, 3×3, padded "same", each with a relu: their result is the **skip**. Then a 2×2 max-pooling: that
# is what goes **down** to the next level.
#
# $$\text{skip} = \mathrm{relu}\big(W_2 * \mathrm{relu}(W_1 * x + b_1) + b_2\big), \qquad
#   \text{down} = \mathrm{maxpool}_{2}(\text{skip})$$
#
# The skip is taken *before* the pooling. It has the full resolution of its level; that is the whole point of it.
#
# (The first U-Net did not pad. Each convolution cut a pixel off every side, the skips had to be cropped to fit, and
# the mask came out smaller than the image. With "same" everything fits. Nearly everyone does it so today.)
#
# Write it with Keras' functional API: `x` is a Keras tensor, and so are the two results.


# %% tags=["part"]
def encoder_block(x, filters):
    """One level of the encoder: two convolutions, then a max-pooling.

    Args:
        x: a Keras tensor `(batch, h, w, c)`.
        filters: number of filters of both convolutions.

    Returns:
        `(skip, down)`, two Keras tensors. `skip` `(batch, h, w, filters)` is what two convolutions make of `x` (3×3,
        "same", with bias and relu); `down` `(batch, h/2, w/2, filters)` is the 2×2 max-pooling of `skip`.
    """
    ### BEGIN SOLUTION
    skip = _two_convolutions(x, filters)
    return skip, keras.layers.MaxPooling2D(2)(skip)
    ### END SOLUTION


### BEGIN SOLUTION
def _two_convolutions(x, filters):
    """Twice a 3×3 convolution with relu that keeps height and width."""
    for _ in range(2):
        x = keras.layers.Conv2D(filters, 3, padding="same", activation="relu")(x)
    return x


### END SOLUTION

# %% [markdown]
# **Pitfalls**
#
# - Keras pads "valid" unless you say "same". Then the maps shrink, and the skip no longer fits.
# - A skip taken after the pooling has lost what it was to carry.

# %% [markdown]
# ## `decoder_block`: one level up
#
# From below comes `x`, half as large as we need it. Three steps:
#
# 1. A **transposed convolution**, 2×2 with stride 2, doubles height and width. Kernel and stride are equal, so the
#    2×2 blocks that it paints do not overlap: every pixel of `x` becomes a block of four, each by its own matrix. It
#    stays linear, without an activation: it only moves, the convolutions behind it think.
# 2. **Concatenate** the result with the skip along the channels.
# 3. Two 3×3 convolutions with relu, as in the encoder. They see both at once, and learn how to mix *what* and
#    *where*.
#
# FCN *added* scores: a vote, in which deep and shallow have the same say for every class. U-Net *concatenates*
# features, and lets the convolutions find out what to make of them. That costs parameters. For `filters` $= f$ and a
# skip with $f$ channels the first convolution has $9 \cdot 2f \cdot f + f$ of them, half of which read the skip.
#
# Which of the two comes first in the concatenation is up to you.


# %% tags=["part"]
def decoder_block(x, skip, filters):
    """One level of the decoder: enlarge, join with the skip, two convolutions.

    Args:
        x: a Keras tensor `(batch, h, w, c)`, from the level below.
        skip: a Keras tensor `(batch, 2h, 2w, k)`, from the encoder.
        filters: number of filters of the transposed convolution and of both convolutions.

    Returns:
        A Keras tensor `(batch, 2h, 2w, filters)`: `x` doubled by a transposed convolution (2×2, stride 2, "same", with
        bias, no activation), concatenated with `skip` along the channels, and passed through two convolutions (3×3,
        "same", with bias and relu).
    """
    ### BEGIN SOLUTION
    x = keras.layers.Conv2DTranspose(filters, kernel_size=2, strides=2, padding="same")(x)
    x = keras.layers.Concatenate()([x, skip])
    return _two_convolutions(x, filters)
    ### END SOLUTION


# %% [markdown]
# **Pitfalls**
#
# - `Conv2DTranspose(filters, 2)` without `strides=2` doubles nothing.
# - `UpSampling2D` followed by a convolution is a fine way to grow, too, and avoids checkerboard patterns. It is another
#   network, though, with other weights.
# - An activation on the transposed convolution throws away half of what comes from below.

# %% [markdown]
# ## `unet`: the whole network
#
# Put the blocks together. With `base_filters` $= b$ and `depth` $= d$:
#
# - on the way down, level $i = 0, \dots, d - 1$ is an encoder block with $b \cdot 2^i$ filters; keep its skip;
# - at the bottom, two 3×3 convolutions with relu and $b \cdot 2^d$ filters;
# - on the way up, level $i = d - 1, \dots, 0$ is a decoder block with the $b \cdot 2^i$ filters of its level, and the
#   skip of its level: last in, first out;
# - at the end, a 1×1 convolution to `n_classes + 1` logits per pixel. No softmax.
#
# **Which images fit?** Each pooling halves the sides and drops a last odd row. On the way up, sizes double: 5 becomes
# 2 becomes 4, and the skip of size 5 does not fit. With $d$ poolings each side has to be divisible by $2^d$. A
# learner of your function would rather read that in a sentence than find out from a stack trace of `Concatenate`:
# raise a `ValueError` that names the number.


# %% tags=["part"]
def unet(input_shape, n_classes, base_filters=16, depth=3):
    """U-Net, by Ronneberger, Fischer and Brox (2015), with padded convolutions.

    Args:
        input_shape: `(height, width, channels)` of the images.
        n_classes: number of classes without the background.
        base_filters: filters of the uppermost level; they double with every level below.
        depth: number of poolings, at least 1.

    Returns:
        A Keras model, built, from images `(batch, h, w, channels)` to logits `(batch, h, w, n_classes + 1)`: `depth`
        encoder blocks, two convolutions (3×3, "same", relu) with `base_filters * 2**depth` filters, `depth` decoder
        blocks with the filters of their levels, a 1×1 convolution with bias.
        482,084 parameters for (64, 64, 3) and 3 classes.

    Raises:
        ValueError: when a side is not divisible by `2**depth`; the message names that number.
    """
    ### BEGIN SOLUTION
    height, width, _ = input_shape
    if height % 2**depth or width % 2**depth:
        raise ValueError(
            f"Both sides of the images must be divisible by {2**depth} (2^{depth}, one halving per level), "
            f"but they are {height} and {width}."
        )
    x = inputs = keras.Input(input_shape)
    levels = [base_filters * 2**level for level in range(depth)]
    skips = []
    for filters in levels:
        skip, x = encoder_block(x, filters)
        skips.append(skip)
    x = _two_convolutions(x, base_filters * 2**depth)
    for filters, skip in zip(reversed(levels), reversed(skips), strict=True):
        x = decoder_block(x, skip, filters)
    return keras.Model(inputs, keras.layers.Conv2D(n_classes + 1, kernel_size=1)(x))
    ### END SOLUTION


# %% tags=["demo"]
for shape, settings in (((64, 64, 3), {}), ((40, 40, 3), {"base_filters": 8}), ((64, 96, 3), {"depth": 4})):
    network = unet(shape, 3, **settings)
    print(f"{shape!s:12} {settings!s:20} {network.count_params():>9,} parameters, logits {network.output.shape}")
try:
    unet((60, 64, 3), 3)
except ValueError as error:
    print("ValueError:", error)

# %% [markdown]
# The number of parameters does not depend on the height and width of the image: there is nothing but convolutions in
# it. One more level of depth makes it four times as large, and each further one again: most parameters lie at the
# bottom, where the channels are.

# %% [markdown]
# ## `dice_loss`: a loss that sees small things
#
# Cross-entropy asks every pixel, and each one has the same vote. Where nine pixels in ten are background, the
# background decides, and a network can get far by hardly ever naming anything else.
#
# The **Dice coefficient** asks every *class*. For a set of true pixels $G$ and one of predicted pixels $P$ it is
#
# $$\text{Dice} = \frac{2\,|G \cap P|}{|G| + |P|},$$
#
# 1 when they are the same, 0 when they do not meet. (It is a cousin of the IoU of topic 16:
# $\text{Dice} = 2\,\text{IoU} / (1 + \text{IoU})$.)
#
# Sets have no gradient. So take the probabilities instead: $p_{c}(i)$ is the softmax of the logits at pixel $i$, and
# $g_{c}(i)$ is 1 where $i$ truly has class $c$, else 0. The **soft Dice** of class $c$ is
#
# $$D_c = \frac{2 \sum_i p_c(i)\, g_c(i) + \varepsilon}{\sum_i p_c(i) + \sum_i g_c(i) + \varepsilon}, \qquad
#   \text{loss} = 1 - \frac{1}{C} \sum_{c=0}^{C-1} D_c, \qquad C = \text{n\_classes} + 1 .$$
#
# Four things to decide, and this is how we decide them:
#
# - the sums run over **all pixels of the whole batch**, as the counts of topic 16 did: first add up, then divide once;
# - the mean is over all classes, **the background included**;
# - a class that is neither there nor predicted has 0/0. The tiny $\varepsilon$ in numerator *and* denominator makes it
#   **1**: nothing was to be found, and nothing was claimed;
# - $\varepsilon$ is **at most $10^{-6}$**. Some take 1. On a small batch, that hides most of the error of a small
#   class.
#
# (Milletari, Navab and Ahmadi, 2016, square the terms in the denominator. We take the plain sums.)
#
# It is a function of the logits that TensorFlow can differentiate: keep to TensorFlow operations, and do not take an
# argmax on the way.


# %% tags=["part"]
def dice_loss(masks, logits, n_classes):
    """1 minus the mean soft Dice coefficient over the classes, background included.

    Args:
        masks: true classes, integers from 0 to `n_classes`, `(n, h, w)`.
        logits: scores, `(n, h, w, n_classes + 1)`, floating; the softmax is taken here.
        n_classes: number of classes without the background.

    Returns:
        A float32 scalar from 0 to 1, differentiable with respect to `logits`. Per class: twice the sum of the
        probabilities at its true pixels, over the sum of its probabilities plus the number of its true pixels. Sums
        are pooled over the batch. The smoothing, in numerator and denominator, is at most 1e-6: a class that is
        absent from both counts 1.
    """
    ### BEGIN SOLUTION
    probabilities = tf.nn.softmax(tf.cast(logits, tf.float32))
    truth = tf.one_hot(tf.cast(masks, tf.int32), n_classes + 1)
    overlap = tf.reduce_sum(truth * probabilities, axis=[0, 1, 2])
    total = tf.reduce_sum(truth, axis=[0, 1, 2]) + tf.reduce_sum(probabilities, axis=[0, 1, 2])
    smoothing = 1e-6
    return 1 - tf.reduce_mean((2 * overlap + smoothing) / (total + smoothing))
    ### END SOLUTION


# %% [markdown]
# To see the difference, take a scene with one small shape, and a model that is sure of the background and finds a
# growing share of the shape: none at the left, all of it at the right.

# %% tags=["demo"]
mask = np.zeros((1, 48, 48), "int32")
mask[0, 20:28, 20:28] = 1
shares = np.linspace(0, 1, 17)
losses = {"cross-entropy": [], "Dice loss": []}
for share in shares:
    found = mask * (np.cumsum(mask).reshape(mask.shape) <= share * mask.sum())
    logits = 6 * tf.one_hot(found, 2)
    cross_entropy = keras.losses.sparse_categorical_crossentropy(mask, logits, from_logits=True)
    losses["cross-entropy"].append(np.mean(cross_entropy))
    losses["Dice loss"].append(dice_loss(mask, logits, 1))
curves(losses, shares, "share of the shape that is found", "loss", "64 pixels of 2,304")

# %% [markdown]
# The cross-entropy of a model that misses the shape altogether is already small: it is right about 97% of the pixels.
# The Dice loss is at one half, because one of two classes has a score of zero.
#
# In practice one takes the sum of both. Cross-entropy gives a smooth gradient from the first step on; Dice keeps the
# small classes in view.

# %% [markdown]
# ## `predict_masks`: from logits to masks
#
# The mask is the class with the highest logit. A thousand images at once may not fit into memory, so go through them
# in batches: `images[0:32]`, `images[32:64]`, …, and the rest, which may be smaller.
#
# Two things are easily forgotten. The model has to run in **inference mode** (a U-Net with dropout or batch
# normalization would otherwise give another mask each time). And masks are int32; `tf.argmax` gives int64 unless you
# ask for another type.


# %% tags=["part"]
def predict_masks(model, images, batch_size=32):
    """The most likely class of every pixel.

    Args:
        model: a Keras model from images to logits `(batch, h, w, n_classes + 1)`; it is run in inference mode, on at
            most `batch_size` images at a time.
        images: `(n, h, w, channels)`, floating; `n` need not be a multiple of `batch_size`.
        batch_size: images per call of the model.

    Returns:
        int32 masks `(n, h, w)`, in the order of the images.
    """
    ### BEGIN SOLUTION
    images = tf.cast(images, tf.float32)
    masks = []
    for first in range(0, images.shape[0], batch_size):
        logits = model(images[first : first + batch_size], training=False)
        masks.append(tf.argmax(logits, axis=-1, output_type=tf.int32))
    return tf.concat(masks, axis=0)
    ### END SOLUTION


# %% [markdown]
# ## U-Net beside an FCN
#
# Time to draw. As a rival, here is a small FCN-8s: the course's encoder with the fusion of topic 16, its maps enlarged
# by plain bilinear interpolation. To keep it short, we ask a single question: *shape or ground?* That is one class
# and the background. Both networks see the same 240 scenes, three times, with the same loss: cross-entropy plus Dice.


# %% tags=["given"]
def small_fcn(input_shape, n_classes, width):
    """FCN-8s without learned enlargement: scores of pool3, pool4 and pool5, added from the deepest up."""
    height, width_of_image, channels = input_shape
    margin = [(-height % 32) // 2, (-width_of_image % 32) // 2]
    images = keras.Input(input_shape)
    padded = keras.layers.ZeroPadding2D(margin)(images)  # the encoder wants sides divisible by 32
    backbone = encoder((height + 2 * margin[0], width_of_image + 2 * margin[1], channels), width)
    *shallow, deep = backbone(padded)
    scores = keras.layers.Conv2D(n_classes + 1, 1)(deep)
    for pool in reversed(shallow):
        doubled = keras.layers.UpSampling2D(2, interpolation="bilinear")(scores)
        scores = keras.layers.Add()([doubled, keras.layers.Conv2D(n_classes + 1, 1)(pool)])
    full = keras.layers.UpSampling2D(8, interpolation="bilinear")(scores)
    return keras.Model(images, keras.layers.Cropping2D(margin)(full))


def both_losses(masks, logits):
    """Cross-entropy plus Dice, for one class and the background."""
    masks = tf.cast(masks, tf.int32)  # Keras hands over targets as floats
    cross_entropy = keras.losses.sparse_categorical_crossentropy(masks, logits, from_logits=True)
    return tf.reduce_mean(cross_entropy) + dice_loss(masks, logits, 1)


def dice_of(true_masks, masks):
    """The Dice coefficient of the shapes in two stacks of masks."""
    true, found = np.equal(true_masks, 1), np.equal(masks, 1)
    return 2 * np.sum(true & found) / (np.sum(true) + np.sum(found))


# %% tags=["demo"]
train_masks, test_masks = np.minimum(train_scenes.masks, 1), np.minimum(test_scenes.masks, 1)
models = {"FCN-8s": small_fcn((40, 40, 3), 1, width=8), "U-Net": unet((40, 40, 3), 1, base_filters=8)}
histories = {}
for name, model in models.items():
    keras.utils.set_random_seed(17)
    model.compile(keras.optimizers.Adam(5e-3), both_losses, metrics=["accuracy"], jit_compile=False)
    histories[name] = model.fit(train_scenes.images, train_masks, batch_size=8, epochs=3, verbose=0)
    print(f"{name}: {model.count_params():,} parameters, loss {histories[name].history['loss'][-1]:.2f} at the end")

# %% tags=["demo"]
predicted = {name: predict_masks(model, test_scenes.images) for name, model in models.items()}
for name, masks in predicted.items():
    right = np.mean(np.equal(masks, test_masks))
    print(f"{name:7} on new scenes: pixel accuracy {right:.3f}, Dice {dice_of(test_masks, masks):.3f}")
compare_masks(
    test_scenes.images[some],
    {"image": None, "truth": test_masks[some], **{name: masks[some] for name, masks in predicted.items()}},
    "A thick brush and a fine pencil",
)

# %% [markdown]
# Look at the outlines and at the corners. Both know roughly *what* is there. FCN-8s puts it on a grid of 8×8 pixels,
# and interpolates; U-Net had every pixel of the first level at hand when it drew. More scenes, with U-Net alone:

# %% tags=["demo"]
more = slice(7, 15)
show_masks(
    test_scenes.images[more],
    test_masks[more],
    predicted["U-Net"][more],
    n=8,
    names=("shape",),
    title="U-Net on scenes it has not seen",
)

# %% [markdown]
# ### Take the bridges away
#
# Is it really the skips? Ask the trained network. We rebuild it with your blocks, give it the same weights, and
# multiply some of its skips by zero.


# %% tags=["given"]
def with_silent_skips(model, silent, n_classes, base_filters, depth=3):
    """The U-Net `model` rebuilt with the same weights; the skips of the levels in `silent` are multiplied by zero."""
    x = inputs = keras.Input(model.input_shape[1:])
    skips = []
    for level in range(depth):
        skip, x = encoder_block(x, base_filters * 2**level)
        skips.append(keras.layers.Rescaling(0.0 if level in silent else 1.0)(skip))
    for _ in range(2):
        x = keras.layers.Conv2D(base_filters * 2**depth, 3, padding="same", activation="relu")(x)
    for level in reversed(range(depth)):
        x = decoder_block(x, skips[level], base_filters * 2**level)
    rebuilt = keras.Model(inputs, keras.layers.Conv2D(n_classes + 1, 1)(x))
    rebuilt.set_weights(model.get_weights())
    return rebuilt


# %% tags=["demo"]
rows = {"truth": test_masks[some], "all skips": predicted["U-Net"][some]}
for name, silent in (("not the top", [0]), ("not the lower", [1, 2]), ("no skips", [0, 1, 2])):
    lesser = with_silent_skips(models["U-Net"], silent, 1, base_filters=8)
    rows[name] = predict_masks(lesser, test_scenes.images[some])
compare_masks(test_scenes.images[some], rows, "The same weights, with fewer bridges")

# %% [markdown]
# Without the uppermost bridge hardly anything is left, and what is left has lost its outline. The lower ones matter
# less here: to tell a shape from the ground, a small window is enough. (It is a hard test. The network learned with all
# of its bridges, and was never asked to do without one.)

# %% [markdown]
# ## What you have learned
#
# - A U-Net is an encoder and a decoder with a skip at every level; the decoder concatenates the skip and lets
#   convolutions mix it in.
# - Skips are taken before the pooling, and used last in, first out.
# - With $d$ poolings the sides must be divisible by $2^d$; a good function says so.
# - The last layer gives one logit per class and one for the background; softmax belongs into the loss.
# - The Dice loss scores classes, not pixels. Pool first, divide once, keep the smoothing tiny.
# - Predict in batches, in inference mode, and return integers.
#
# **To read on**
#
# - O. Ronneberger, P. Fischer, T. Brox, *U-Net: Convolutional networks for biomedical image segmentation*, MICCAI 2015.
# - F. Milletari, N. Navab, S.-A. Ahmadi, *V-Net*, 3DV 2016: the Dice loss, in three dimensions.
# - F. Isensee and others, *nnU-Net*, Nature Methods 2021: a plain U-Net, well trained, beats most that came after.
# - A. Odena, V. Dumoulin, C. Olah, *Deconvolution and checkerboard artifacts*, Distill 2016.
# - The TensorFlow tutorial *Image segmentation*: a U-Net for the Oxford-IIIT pets (`course.data.pets`).
