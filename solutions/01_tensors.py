# %% [markdown]
# # 01 · Tensors and eager execution · 张量与 Eager 模式
#
# Everything in TensorFlow is made of one thing: the **tensor**, a block of numbers of one kind. A gray image is one, so
# is a batch of a thousand images, a sentence, the weights of a layer, and the single number that says how wrong a
# network is. Who reads shapes fluently reads half of every error message in the rest of this course.
#
# TensorFlow 2 is **eager**: an operation runs when Python comes to it, and the result is there to look at. (TensorFlow 1
# wrote down a graph first and ran it later. Graphs come back in topic 10, as a way to be fast.)
#
# **You will learn**
#
# - what a tensor knows of itself: shape, rank, dtype, size;
# - to compute with whole arrays and without a Python loop: *broadcasting*;
# - to take means over data with holes in it, and to keep `NaN` from spreading;
# - to write ordinary Python control flow, a `while`, around tensors.
#
# **You need** Python and a little NumPy. Nothing else: this is where the course begins.

# %% tags=["given"]
import time

import keras
import matplotlib.pyplot as plt
import numpy as np
import tensorflow as tf

from course.data import digits
from course.plots import image_grid, use_style
from course import check

# %% tags=["given"]
use_style()


def grids(arrays, titles, signs, figsize=(9, 2.6)):
    """Small matrices side by side, with their numbers written in the cells and a sign between each and the next."""
    sizes = [np.shape(array)[1] + 1.5 for array in arrays]
    _, panels = plt.subplots(1, len(arrays), figsize=figsize, width_ratios=sizes)
    low, high = min(np.min(array) for array in arrays), max(np.max(array) for array in arrays)
    for panel, array, title in zip(panels, arrays, titles, strict=True):
        panel.imshow(array, cmap="Blues", vmin=low - 1, vmax=high + (high - low))
        for (row, column), value in np.ndenumerate(array):
            panel.text(column, row, f"{value:.3g}", ha="center", va="center")
        panel.set(xticks=[], yticks=[], title=title)
    for panel, sign in zip(panels[:-1], signs, strict=True):
        panel.text(1.12, 0.5, sign, transform=panel.transAxes, ha="center", va="center", fontsize=18)
    plt.show()


# %% [markdown]
# ## A tensor and its shape
#
# | | example | shape | rank |
# | --- | --- | --- | --- |
# | a number, or *scalar* | a loss | `()` | 0 |
# | a row of numbers, or *vector* | the features of one wine | `(13,)` | 1 |
# | a table, or *matrix* | the features of 178 wines | `(178, 13)` | 2 |
# | an image: height, width, channels | a color photo | `(224, 224, 3)` | 3 |
# | a batch of images | what a network is given | `(32, 224, 224, 3)` | 4 |
#
# The **shape** says how long each axis is; the **rank** is the number of axes; the **size** is the number of entries, the
# product of the shape. Mind the scalar: its shape is the empty tuple, its rank is 0, and its size is 1.
#
# The **dtype** is what kind of entries there are. All of them are of one kind, and TensorFlow never converts silently:
# `tf.constant(1.0) + tf.constant(1)` is an error. `tf.cast(x, tf.float32)` converts. Python's numbers become `float32`
# and `int32`, while NumPy's default is `float64`: that is where most dtype errors come from.
#
# `tf.constant(…)` makes a tensor, which never changes. `tf.Variable(…)` holds one and can be given another by `assign`:
# weights are variables. `tf.convert_to_tensor(…)` takes nearly anything: lists, numbers, NumPy arrays, variables.

# %% tags=["demo"]
(images, labels), _ = digits()
print("a constant    ", tf.constant([[1.0, 2.0], [3.0, 4.0]]))
print("from NumPy    ", tf.convert_to_tensor(np.arange(3) / 2))
print("to NumPy      ", tf.constant([1, 2, 3]).numpy())
print("cast          ", tf.cast([0.2, 1.7, -1.7], tf.int32))
batch = tf.convert_to_tensor(images[:6])
print("six digits    ", batch.shape, batch.dtype)
print("their middle  ", batch[:, 2:6, 2:6].shape, "a slice along two of the axes")
print("the first one ", batch[0].shape, "an index takes the axis away")
print("channel 0     ", batch[..., 0].shape, '"..." stands for all the axes before')

image_grid(images[:6], titles=labels[:6], columns=6, title="A batch of shape (6, 8, 8, 1)")

# %% [markdown]
# ## `describe`: what a tensor knows of itself
#
# `tensor.shape` is not a tuple but a `tf.TensorShape`, since inside a graph an axis may be unknown. `tf.rank` and
# `tf.size` answer with tensors, since inside a graph they may have to. Here everything is known, and plain Python
# values are easier to print, compare and store: ask for these.


# %% tags=["part"]
def describe(tensor):
    """Say what a tensor is, in plain Python values.

    Args:
        tensor: a tensor of any rank and dtype, or anything else that `tf.convert_to_tensor` takes: a variable, a NumPy
            array, a number, a string, a nested list of these.

    Returns:
        A dict with four entries:
        `shape`, a tuple of ints, one per axis;
        `rank`, an int, the number of axes;
        `dtype`, a str, the name that TensorFlow has for it, such as `"float32"`, `"int32"`, `"string"`;
        `size`, an int, the number of entries.
        These are Python's own `tuple`, `int` and `str`: no tensors, no NumPy integers.
    """
    ### BEGIN SOLUTION
    tensor = tf.convert_to_tensor(tensor)
    return {
        "shape": tuple(tensor.shape.as_list()),
        "rank": tensor.shape.rank,
        "dtype": tensor.dtype.name,
        "size": tensor.shape.num_elements(),
    }
    ### END SOLUTION


# %% tags=["demo"]
things = {
    "3": 3,
    "3.0": 3.0,
    "np.float64(3)": np.float64(3),
    "[[1, 2, 3]]": [[1, 2, 3]],
    "['a', 'b']": ["a", "b"],
    "tf.zeros((2, 0))": tf.zeros((2, 0)),
    "a comparison": tf.constant([1.0, 2.0]) > 1.5,
    "a variable": tf.Variable(tf.zeros((784, 10))),
    "all the digits": images,
}
print(f"{'':18}{'shape':18}{'rank':6}{'dtype':10}size")
for name, thing in things.items():
    told = describe(thing)
    print(f"{name:18}{told['shape']!s:18}{told['rank']:<6}{told['dtype']:10}{told['size']}")

# %% [markdown]
# **Pitfalls**
#
# - `np.prod(shape)` is a NumPy integer, and for the empty shape of a scalar it is the *float* 1.0.
# - `str(tensor.dtype)` is `"<dtype: 'float32'>"`. The name alone is an attribute of the dtype.
# - `len(tensor)` is the length of the first axis: neither rank nor size, and an error for a scalar.

# %% [markdown]
# ## Broadcasting
#
# What is a column of 3 numbers plus a row of 4? TensorFlow, like NumPy, stretches both to the table of 3×4 that they
# span, without copying anything. The rule:
#
# 1. Write the two shapes below each other, aligned at the **right**.
# 2. Fill the shorter one up with 1s at the left.
# 3. In each column the lengths must be equal, or one of them is 1. The axis of length 1 is repeated.
#
# ```
#   (3, 1)         (5, 1, 2)        (32, 28, 28, 3)        (3, 4)
#      (4)            (7, 2)                    (3)           (3)
#   ──────         ─────────        ───────────────        ──────
#   (3, 4)         (5, 7, 2)        (32, 28, 28, 3)        error: 4 and 3
# ```
#
# To *make* an axis of length 1 write `x[:, None]` (or `x[:, tf.newaxis]`, or `tf.expand_dims(x, 1)`).

# %% tags=["demo"]
column, row = tf.range(3.0)[:, None] * 10, tf.range(4.0)[None, :]
grids([column, row, column + row], ["column: (3, 1)", "row: (1, 4)", "column + row: (3, 4)"], ["+", "="])

# %% [markdown]
# ## `checkerboard`: a picture from two ranges
#
# A Python loop over the cells of an image runs at the speed of Python, and pays for one tiny tensor operation in each
# cell. A million cells, a million operations. With broadcasting there is one operation on a million cells, run by
# compiled code on all cores, or by the GPU. Such code is called *vectorized*: shorter, and on large arrays far faster.
#
# A checkerboard is the classic. Cell $(i, j)$ is white when $i + j$ is odd:
#
# $$\text{board}[i, j] = (i + j) \bmod 2 .$$
#
# Write the numbers of the rows as a column, those of the columns as a row, and let them meet.


# %% tags=["part"]
def checkerboard(height, width):
    """Draw a checkerboard of single-pixel fields, without a Python loop.

    Args:
        height: the number of rows, a Python int, 0 or more.
        width: the number of columns, likewise.

    Returns:
        A float32 tensor `(height, width)` of 0.0 and 1.0: 0.0 at `[0, 0]`, and any two neighbors differ.

    The number of steps that Python takes does not grow with the board.
    """
    ### BEGIN SOLUTION
    board = (tf.range(height)[:, None] + tf.range(width)[None, :]) % 2
    return tf.cast(board, tf.float32)
    ### END SOLUTION


# %% [markdown]
# ### How the time grows
#
# Both axes of the figure are logarithmic. With Python loops, four times the cells soon take four times as long. The
# vectorized board pays a fixed price for calling TensorFlow a few times, whatever the size; on tiny boards that price
# is the larger one. From some ten thousand cells on, broadcasting wins, and by more and more.


# %% tags=["demo"]
def looped_board(height, width):
    """The same with two Python loops, for comparison."""
    return tf.constant([[float((i + j) % 2) for j in range(width)] for i in range(height)])


def milliseconds(function, *arguments):
    """The shortest of three runs."""
    times = []
    for _ in range(3):
        start = time.perf_counter()
        function(*arguments)
        times.append((time.perf_counter() - start) * 1000)
    return min(times)


sides = [8, 16, 32, 64, 128, 256, 512, 1024]
taken = {
    "Python loops": [milliseconds(looped_board, side, side) for side in sides],
    "broadcasting": [milliseconds(checkerboard, side, side) for side in sides],
}
figure, (left, right) = plt.subplots(1, 2, figsize=(9, 3.4), width_ratios=[1, 2])
left.imshow(checkerboard(6, 9), vmin=0, vmax=1)
left.set(title="checkerboard(6, 9)", xticks=[], yticks=[])
for name, values in taken.items():
    right.loglog([side**2 for side in sides], values, "o-", label=name)
right.set(title="Time for one board", xlabel="cells", ylabel="milliseconds")
right.legend()
plt.show()

# %% [markdown]
# ## `pairwise_distances`: every point to every other
#
# How far are these $n$ points from those $m$? Nearest neighbors, clustering, matching boxes to objects (topic 13): all
# of them begin with a table of distances. For points $a_i$ and $b_j$ in $d$ dimensions,
#
# $$D_{ij} = \lVert a_i - b_j \rVert = \sqrt{\sum_{k=1}^{d} (a_{ik} - b_{jk})^2} .$$
#
# Three indices, so think of three axes: $i$, $j$ and $k$. Turn `a` into $(n, 1, d)$ and `b` into $(1, m, d)$; their
# difference is $(n, m, d)$, and a sum over the last axis leaves $(n, m)$.
#
# There is a famous shortcut, $\lVert a - b \rVert^2 = \lVert a \rVert^2 + \lVert b \rVert^2 - 2\,a \cdot b$, which needs no
# $(n, m, d)$ block. Beware. A float32 has some 7 digits. Two points near $(100, 100)$ have squared norms of 20,000, with
# an error of about 0.001; if they are close to each other, their squared distance is *all* error. It can even be
# negative, and then the root is `NaN`. This is called **cancellation**. (In float64 the shortcut works well here.)


# %% tags=["part"]
def pairwise_distances(a, b):
    """Compute the Euclidean distance of each point in `a` to each point in `b`, by broadcasting.

    Args:
        a: `(n, d)`, n points: what `tf.convert_to_tensor` takes, cast to float32. n may be 0.
        b: `(m, d)`, likewise.

    Returns:
        A float32 tensor `(n, m)`: entry `[i, j]` is the distance of `a[i]` and `b[j]`. Never NaN when the points are
        finite, and within 1e-3 of the truth for coordinates up to 100.

    Raises:
        ValueError: when the last axes of `a` and `b` differ; the message names both.

    No Python loop, neither over points nor over coordinates.
    """
    ### BEGIN SOLUTION
    a, b = tf.cast(a, tf.float32), tf.cast(b, tf.float32)
    if a.shape[-1] != b.shape[-1]:
        raise ValueError(f"the points of a have {a.shape[-1]} coordinates, those of b {b.shape[-1]}: they must agree")
    differences = a[:, None, :] - b[None, :, :]
    return tf.sqrt(tf.reduce_sum(tf.square(differences), axis=-1))
    ### END SOLUTION


# %% [markdown]
# **Pitfalls**
#
# - `a - b` for two sets of the same number of points is no error: it subtracts row by row, and the result looks fine.
# - One coordinate against three is no error either: the rule of broadcasting repeats it. Compare the shapes yourself.
# - TensorFlow's own complaint about shapes is an `InvalidArgumentError`, which is no `ValueError`.
#
# ### Reading digits by distance
#
# An 8×8 digit is a point in 64 dimensions. Who is its nearest neighbor? This *nearest neighbor classifier* has learned
# nothing, it only looks up. In the table each digit is compared with each other one, sorted by label: the dark
# squares along the diagonal are sevens that look like sevens.

# %% tags=["demo"]
(x_train, y_train), (x_test, y_test) = digits()
known, asked = x_train[:800].reshape(-1, 64), x_test[:200].reshape(-1, 64)
distances = pairwise_distances(asked, known)
nearest = tf.argmin(distances, axis=1).numpy()
found = y_train[nearest]
print(f"{len(asked)} digits, each read as its nearest of {len(known)}: {np.mean(found == y_test[:200]):.1%} right")

order = np.argsort(y_train[:200], kind="stable")
table = pairwise_distances(known[order], known[order])
figure, (left, right) = plt.subplots(1, 2, figsize=(9, 4))
shown = left.imshow(table, cmap="viridis")
starts = np.searchsorted(y_train[:200][order], np.arange(10))
left.set(title="Distances of 200 digits, sorted by label", xticks=starts, yticks=starts)
left.set(xticklabels=range(10), yticklabels=range(10))
left.grid(False)
figure.colorbar(shown, ax=left, shrink=0.8)

above, below = np.hstack(x_test[:5, ..., 0]), np.hstack(x_train[nearest[:5], ..., 0])
right.imshow(np.vstack([above, np.zeros((2, 40)), below]), cmap="gray_r")
right.set(title="Five digits, and below them their nearest neighbors", xticks=[], yticks=[])
right.grid(False)
plt.show()

# %% [markdown]
# ## `masked_mean`: data with holes
#
# Real tables have holes: a sensor that failed, a word that is only padding, a pixel outside of the image. A **mask** is a
# tensor of truth values, `True` where the data counts:
#
# $$\bar v = \frac{\sum_i m_i\, v_i}{\sum_i m_i} .$$
#
# Read as a program, this formula has two traps.
#
# - **$0 \cdot \text{NaN} = \text{NaN}$.** A hole often holds `NaN` ("not a number") or infinity. Multiplying by a 0 of the
#   mask does not remove it: one hole, and the whole sum is `NaN`. *Choose* instead of multiplying:
#   `tf.where(mask, values, 0.0)`.
# - **$0 / 0 = \text{NaN}$.** Where nothing is left, there is no mean. Here we agree on 0. (`tf.math.divide_no_nan` knows.)
#
# `axis` says along which axis to take the mean, and that axis is gone afterwards: `axis=0` of a `(178, 13)` table gives
# 13 means, one per column; `axis=-1` is the last axis; `None` is all of them and gives a scalar.


# %% tags=["part"]
def masked_mean(values, mask, axis=None):
    """Compute the mean of those entries that count.

    Args:
        values: floating, of any shape: what `tf.convert_to_tensor` takes, cast to float32.
        mask: truth values of the same shape: True where an entry counts.
        axis: the axis along which the mean is taken, an int; negative ones count from the end. None for all axes.

    Returns:
        A float32 tensor: the shape of `values` without that axis, a scalar for None. 0 where no entry counts. What is
        masked out has no influence, be it NaN or infinite.
    """
    ### BEGIN SOLUTION
    values, mask = tf.cast(values, tf.float32), tf.cast(mask, tf.bool)
    total = tf.reduce_sum(tf.where(mask, values, 0.0), axis=axis)
    return tf.math.divide_no_nan(total, tf.reduce_sum(tf.cast(mask, tf.float32), axis=axis))
    ### END SOLUTION


# %% [markdown]
# ### The average digit, from torn pieces
#
# Take all the threes, and tear a random square out of each: nobody has seen a whole three any more. The holes are `NaN`.
# The plain mean is lost, the masked one puts the three together again.

# %% tags=["demo"]
threes = x_train[y_train == 3][..., 0]
random = np.random.default_rng(0)
top, left_edge = random.integers(0, 5, (2, len(threes), 1, 1))
rows, columns = np.arange(8)[:, None], np.arange(8)[None, :]
torn = (rows >= top) & (rows < top + 4) & (columns >= left_edge) & (columns < left_edge + 4)
pieces = np.where(torn, np.nan, threes)

plain = tf.reduce_mean(pieces, axis=0)
mended = masked_mean(pieces, ~np.isnan(pieces), axis=0)
print(f"plain mean: {np.isnan(plain).mean():.0%} of its pixels are NaN")
print("farthest from the mean of the whole threes:", f"{np.max(np.abs(mended - threes.mean(axis=0))):.2f}")
everything = [*pieces[:4], plain, mended, threes.mean(axis=0)]
names = ["a piece", "a piece", "a piece", "a piece", "plain mean", "masked mean", "of whole threes"]
image_grid(np.nan_to_num(everything, nan=0.5), names, columns=7, title=f"{len(threes)} torn threes (gray: NaN)")

# %% [markdown]
# ## `newton_sqrt`: Python around tensors
#
# Eager tensors are ordinary Python values. You can print them, step through them with a debugger, and use them in a
# condition: `while tf.abs(error) > 1e-5:` asks the tensor for its truth value. Try that in TensorFlow 1!
#
# Newton's way to a square root is 2,000 years older than Newton (Heron of Alexandria describes it). Guess $r$. If $r$ is too
# large, then $v / r$ is too small, so their mean is better:
#
# $$r \;\leftarrow\; \frac12 \left( r + \frac{v}{r} \right).$$
#
# - Start at $r = \max(v, 1)$, which is never below the root.
# - Stop as soon as $|r^2 - v| \le \text{tolerance} \cdot \max(v, 1)$. Check *before* each step: for $v = 1$ the start is right.
# - Why $\max(v, 1)$ there? A float32 near $10^{12}$ cannot come within 0.00001 of anything. The tolerance has to grow
#   with the numbers.
# - $v = 0$ is a case of its own: the root is 0, and no step is needed.
#
# Newton's method is *quadratic*: close to the root, the number of right digits doubles with every step.


# %% tags=["part"]
def newton_sqrt(value, tolerance=1e-5):
    """Compute a square root by Newton's iteration, in eager mode.

    Args:
        value: a scalar, 0 or more: what `tf.convert_to_tensor` takes, cast to float32.
        tolerance: when to stop: as soon as `abs(root² - value) <= tolerance * max(value, 1)`.

    Returns:
        `(root, steps)`: a float32 scalar tensor, and how many steps were made, a Python int. The iteration starts at
        `max(value, 1)`. A value of 0 needs 0 steps and gives 0.0.

    Raises:
        ValueError: for a value below 0.
    """
    ### BEGIN SOLUTION
    value = tf.cast(value, tf.float32)
    if value < 0:
        raise ValueError(f"only numbers from 0 up have a real square root, not {float(value)}")
    if value == 0:
        return tf.constant(0.0), 0
    scale = tf.maximum(value, 1.0)
    root, steps = scale, 0
    while tf.abs(tf.square(root) - value) > tolerance * scale:
        root = 0.5 * (root + value / root)
        steps += 1
    return root, steps
    ### END SOLUTION


# %% [markdown]
# ### Slow, then sudden
#
# Far away, each step merely halves the guess: that is a straight line in the left picture. Near the root the curve drops
# like a stone. So the number of steps grows with the *logarithm* of the number (on the right).
#
# What is the flat end? The error does not become zero: a float32 has only so many digits.

# %% tags=["demo"]
figure, (left, right) = plt.subplots(1, 2, figsize=(9, 3.4))
for value in (2.0, 1e3, 1e6):
    guesses = [value]
    while len(guesses) < 18:
        guesses.append(0.5 * (guesses[-1] + value / guesses[-1]))
    errors = np.abs(np.float32(guesses) - np.float32(value) ** 0.5) / np.float32(value) ** 0.5
    left.semilogy(np.maximum(errors, 3e-8), "o-", markersize=4, label=f"the root of {value:,.0f}")
left.set(title="Newton's error, step by step", xlabel="step", ylabel="relative error")
left.legend()
exponents = np.linspace(-4, 30, 35)
right.plot(exponents, [newton_sqrt(10.0**exponent)[1] for exponent in exponents], "o-", markersize=4)
right.set(title="Steps that newton_sqrt(10ˣ) needs", xlabel="x", ylabel="steps")
plt.show()

# %% [markdown]
# **Pitfalls**
#
# - `steps += 1` on a tensor gives a tensor. Counting is Python's work.
# - `tf.sqrt(-1.0)` is `NaN`, and no error. Neither would Newton's loop fail: it would run forever. Say no at the door.
# - Comparing floats by `==` only makes sense where the value is exact, as with the 0 here.

# %% [markdown]
# ## What you have learned
#
# - Shape, rank, dtype, size. Look at them first when something is wrong.
# - Align shapes at the right; an axis of length 1 is repeated; `None` in an index makes one.
# - One operation on a whole array instead of a loop over its entries.
# - Choose by `tf.where`, do not multiply by a mask: $0 \cdot \text{NaN}$ is `NaN`.
# - float32 has 7 digits: subtracting large numbers that are nearly equal leaves nothing but noise.
# - Eager tensors live in Python's `if` and `while`.
#
# ## References
#
# - TensorFlow guide, [Introduction to tensors](https://www.tensorflow.org/guide/tensor) and
#   [Introduction to variables](https://www.tensorflow.org/guide/variable).
# - NumPy, [Broadcasting](https://numpy.org/doc/stable/user/basics.broadcasting.html): the rule, with pictures.
# - C. R. Harris et al., *Array programming with NumPy*, Nature 585 (2020).
# - D. Goldberg, *What every computer scientist should know about floating-point arithmetic*, ACM Computing Surveys 23
#   (1991): cancellation, NaN and infinity.
# - A. Agrawal et al., *TensorFlow Eager: a multi-stage, Python-embedded DSL for machine learning*, MLSys (2019).
