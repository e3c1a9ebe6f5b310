# %% [markdown]
# # 09 · Automatic differentiation · 自动微分
#
# Training a network means asking one question again and again: *if I change this weight a little, does the loss go up
# or down, and how fast?* The answer is a derivative. A network with a million weights needs a million of them at every
# step, and nobody writes them down by hand. TensorFlow works them out while it computes: it keeps a record of every
# operation on a **tape**, and plays the tape backwards.
#
# This topic is about that tape, `tf.GradientTape`. Whoever knows it well can train anything; whoever knows it badly
# gets `None` and wonders.
#
# **You will learn**
#
# - to take the gradient of any function, by a variable or by a constant;
# - where `None` comes from, and what it means;
# - second derivatives, several gradients from one tape, and Jacobian matrices;
# - to stop a gradient on purpose;
# - to walk downhill by gradient descent, the algorithm behind all training;
# - to check a gradient, yours or somebody else's, against plain arithmetic.
#
# **You need** tensors (01). A memory of the chain rule helps: $(f \circ g)' = (f' \circ g) \cdot g'$.

# %% tags=["given"]
import matplotlib.pyplot as plt
import numpy as np
import tensorflow as tf

from course.data import digits
from course.plots import curves, image_grid, use_style
from course import check

use_style()

# %% [markdown]
# ## `gradient`: ask the tape
#
# Take $f(x) = x_0^2 + 3 x_1$. Its **gradient** holds one derivative per entry of $x$, in the shape of $x$:
#
# $$\nabla f(x) = \Big(\frac{\partial f}{\partial x_0}, \frac{\partial f}{\partial x_1}\Big) = (2 x_0,\; 3)$$
#
# With a tape it takes three lines: open it, compute, ask.
#
# ```python
# with tf.GradientTape() as tape:
#     y = fn(x)
# slope = tape.gradient(y, x)
# ```
#
# What the tape records is decided when an operation runs. It follows **trainable variables** by itself, for these are
# what one usually trains. Everything else, a constant or a variable made with `trainable=False`, it ignores, unless
# you say `tape.watch(x)` before computing.
#
# When no recorded path leads from `x` to `y`, the answer is `None`: "I know of no connection". There are three reasons,
# and they look alike:
#
# 1. `x` was not watched: a mistake;
# 2. `x` holds integers. A derivative needs small changes, and integers have none;
# 3. `y` does not depend on `x`: then the derivative *is* zero, and
#    `tape.gradient(y, x, unconnected_gradients="zero")` says so with a tensor of zeros.


# %% tags=["part"]
def gradient(fn, x):
    """Differentiate a scalar function.

    Args:
        fn: a function of one float32 tensor that returns a scalar tensor.
        x: where to differentiate: a constant or a variable (trainable or not) of any shape, or whatever
            `tf.convert_to_tensor` takes. Integers, and floating-point numbers of another precision, are cast to float32.

    Returns:
        d fn / d x, a float32 tensor of the shape of `x`: zeros, never None, when `fn` does not depend on `x`.
    """
    ### BEGIN SOLUTION
    x = tf.cast(x, tf.float32)
    with tf.GradientTape() as tape:
        tape.watch(x)
        y = fn(x)
    return tf.convert_to_tensor(tape.gradient(y, x, unconnected_gradients="zero"))
    ### END SOLUTION


# %% [markdown]
# ### A gradient is a slope
#
# A straight line through the point $(a, f(a))$ with the slope $f'(a)$ touches the curve there: the tangent. Near $a$
# the two can hardly be told apart, and this is all that a derivative promises: it is right *nearby*.


# %% tags=["demo"]
def wave(x):
    """A function to look at."""
    return tf.reduce_sum(tf.sin(2 * x) + x**2 / 4)


line = np.linspace(-3, 3, 200, dtype="float32")
figure, axis = plt.subplots(figsize=(7, 3.6))
axis.plot(line, [wave(x) for x in line], color="black", label="f(x) = sin 2x + x² / 4")
for point in (-2.3, -1.2, 0.3, 1.6, 2.5):
    slope = float(gradient(wave, point))
    near = np.array([point - 0.5, point + 0.5])
    axis.plot(near, float(wave(point)) + slope * (near - point), linewidth=3, label=f"slope {slope:+.2f} at {point}")
    axis.plot(point, float(wave(point)), "o", color="black", markersize=4)
axis.set(xlabel="x", ylabel="f(x)", title="Five tangents: the line that the gradient predicts")
axis.legend(loc="upper center", fontsize=8, ncols=2)
plt.show()

# %% [markdown]
# **Pitfalls**
#
# - `tape.watch` after the computation: what has run before is not on the tape.
# - `x.numpy()`, `np.sin(x)` or `float(x)` within `fn`: NumPy leaves no trace on the tape, and the connection is lost.
# - Casting `x` *after* watching is fine; casting it *before the tape opens* and then asking for the gradient by the
#   old `x` gives `None`. Keep one name for what you watch and what you ask for.
# - `x = x + 1` within the block makes a new tensor. Asking for the gradient by `x` then means the new one.

# %% [markdown]
# ## `second_derivative`: a tape on a tape
#
# The slope is itself a function of $x$. Its own slope, $f''(x)$, tells how the curve bends: upwards where it is
# positive, downwards where it is negative.
#
# A tape records everything that runs while it is open, also the work of *another tape*. So put one into the other: the
# inner tape gives $f'(x)$, and because that happens inside the outer block, the outer tape can differentiate it.
#
# Here `fn` works **elementwise**: entry $i$ of the result depends on entry $i$ of $x$ alone, as in `tf.sin(x)`. Then
# `tape.gradient(y, x)` of a whole tensor `y`, which is the gradient of the *sum* of its entries, holds just the
# derivatives $f'(x_i)$: nothing else gets mixed in.
#
# Think about a straight line, $f(x) = 3x + 1$. Its slope is the constant 3, which does not depend on $x$ any more. You
# know what a tape says to that, and what it should say instead.


# %% tags=["part"]
def second_derivative(fn, x):
    """Differentiate an elementwise function twice.

    Args:
        fn: a function that maps a float32 tensor to one of the same shape, entry by entry.
        x: where to differentiate: a constant or a variable of any shape, cast to float32 as in `gradient`.

    Returns:
        fn''(x), a float32 tensor of the shape of `x`: zeros for a linear or constant function.
    """
    ### BEGIN SOLUTION
    x = tf.cast(x, tf.float32)
    with tf.GradientTape() as outer:
        outer.watch(x)
        with tf.GradientTape() as inner:
            inner.watch(x)
            y = fn(x)
        # a gather's gradient comes as slices, which no tape differentiates
        slope = tf.convert_to_tensor(inner.gradient(y, x, unconnected_gradients="zero"))
    return tf.convert_to_tensor(outer.gradient(slope, x, unconnected_gradients="zero"))
    ### END SOLUTION


# %% [markdown]
# ### Slope and bend
#
# The activation `softplus`, $\ln(1 + e^x)$, is a smooth relu. Its derivative is the sigmoid, and its second derivative
# is the bump where the bend happens. A true relu has no bump: its second derivative is zero wherever it exists.

# %% tags=["demo"]
line = np.linspace(-6, 6, 300, dtype="float32")
with tf.GradientTape() as tape:
    points = tf.Variable(line)
    values = tf.nn.softplus(points)
curves(
    {
        "softplus": values,
        "its derivative: the sigmoid": tape.gradient(values, points),
        "its second derivative": second_derivative(tf.nn.softplus, line),
    },
    x=line,
    xlabel="x",
    title="A function, its slope and its bend",
)

# %% [markdown]
# ## `two_gradients`: ask one tape twice
#
# A tape is thrown away after its first `gradient`, to free the memory of all it holds. Asking again is an error. With
# `tf.GradientTape(persistent=True)` it stays, and you may ask as often as you like; delete it when you are done
# (`del tape`), or let the function end.
#
# This is useful whenever several losses share one computation. Each function runs forward **once**, on one tape; what
# is asked for afterwards costs only the way back.


# %% tags=["part"]
def two_gradients(f, g, x):
    """Differentiate two scalar functions at the same place, with one persistent tape.

    Args:
        f: a function of one float32 tensor that returns a scalar tensor; it is called once.
        g: another one; it is called once, too.
        x: where to differentiate: a constant or a variable of any shape, cast to float32 as in `gradient`.

    Returns:
        `(d f / d x, d g / d x)`: float32 tensors of the shape of `x`; zeros where there is no connection.
    """
    ### BEGIN SOLUTION
    x = tf.cast(x, tf.float32)
    with tf.GradientTape(persistent=True) as tape:
        tape.watch(x)
        first, second = f(x), g(x)
    slopes = [tape.gradient(y, x, unconnected_gradients="zero") for y in (first, second)]
    return tuple(tf.convert_to_tensor(slope) for slope in slopes)
    ### END SOLUTION


# %% [markdown]
# ### Two wishes that disagree
#
# The data want the weights to lie at the cross; a weight penalty wants them to be zero. At each point, the two
# gradients (drawn downhill, as a descent would walk) pull into two directions. Regularized training comes to rest
# where they cancel each other, somewhere between the two.


# %% tags=["demo"]
def misfit(w):
    """How badly the weights fit the data: an elongated bowl around (2, 1)."""
    return tf.reduce_sum(tf.constant([1.0, 4.0]) * (w - tf.constant([2.0, 1.0])) ** 2)


def penalty(w):
    """A weight penalty: a round bowl around (0, 0)."""
    return 2 * tf.reduce_sum(w**2)


grid = np.stack(np.meshgrid(np.linspace(-0.8, 2.8, 9), np.linspace(-0.8, 1.8, 7)), axis=-1).reshape(-1, 2)
pulls = np.array([two_gradients(misfit, penalty, w) for w in grid])
figure, axis = plt.subplots(figsize=(7.5, 4))
for index, name in enumerate(("misfit", "penalty")):
    steps = -pulls[:, index] / (1e-6 + np.linalg.norm(pulls[:, index], axis=1, keepdims=True)) ** 0.5
    axis.quiver(*grid.T, *steps.T, color=f"C{index}", width=0.004, scale=40, label=f"downhill on the {name}")
balance = np.array([1.0, 4.0]) * [2.0, 1.0] / (np.array([1.0, 4.0]) + 2)
axis.plot(2, 1, "x", color="C0", markersize=12, markeredgewidth=3)
axis.plot(0, 0, "x", color="C1", markersize=12, markeredgewidth=3)
axis.plot(*balance, "o", color="black", label="where they cancel")
axis.set(xlabel="first weight", ylabel="second weight", title="Two gradients at every point")
axis.legend(loc="upper left", bbox_to_anchor=(1, 1))
plt.show()

# %% [markdown]
# ## `jacobian`: many outputs, many inputs
#
# A function with $m$ outputs and $n$ inputs has $m \cdot n$ derivatives. They form the **Jacobian matrix**, one row
# per output, one column per input:
#
# $$J_{ij} = \frac{\partial f_i}{\partial x_j}, \qquad f(x + \delta) \approx f(x) + J \delta$$
#
# Note what `tape.gradient(y, x)` gives for a vector `y`: the gradient of the *sum* of its entries, which is the sum of
# the rows of $J$. That is rarely what you want, and nothing warns you. `tape.jacobian(y, x)` gives the matrix: it
# plays the tape backwards once per output.


# %% tags=["part"]
def jacobian(fn, x):
    """All derivatives of a vector function.

    Args:
        fn: a function of a float32 vector `(n,)` that returns a vector `(m,)`.
        x: where to differentiate: a constant or a variable `(n,)`, cast to float32 as in `gradient`.

    Returns:
        A float32 tensor `(m, n)`: entry `[i, j]` is d fn_i / d x_j; zeros where there is no connection.
    """
    ### BEGIN SOLUTION
    x = tf.cast(x, tf.float32)
    with tf.GradientTape() as tape:
        tape.watch(x)
        y = fn(x)
    return tape.jacobian(y, x, unconnected_gradients="zero")
    ### END SOLUTION


# %% [markdown]
# ### A map, seen through a magnifying glass
#
# The function on the left bends the plane. Look closely enough at any point, and the bending disappears: a small square
# becomes a parallelogram, and the columns of the Jacobian are its sides. Its area has grown by $|\det J|$.


# %% tags=["demo"]
def bend(p):
    """A map of the plane onto itself."""
    return tf.stack([p[0] + 0.35 * tf.sin(2 * p[1]), p[1] + 0.35 * tf.sin(2 * p[0])])


figure, (left, right) = plt.subplots(1, 2, figsize=(8.5, 4))
along, fixed = np.linspace(-2, 2, 100), np.linspace(-2, 2, 13)
for value in fixed:
    for x, y in ((along, np.full(100, value)), (np.full(100, value), along)):
        left.plot(x, y, color="C6", linewidth=0.6)
        right.plot(*bend(np.stack([x, y])), color="C6", linewidth=0.6)
square = np.array([[0, 1, 1, 0], [0, 0, 1, 1]]) * 0.5
for color, corner in zip(("C0", "C1", "C2"), ([-1.6, -1.4], [-0.2, 0.3], [1.0, -1.2]), strict=True):
    slopes = jacobian(bend, corner).numpy()
    left.fill(*(np.array(corner)[:, None] + square), color=color, alpha=0.7)
    image = bend(tf.constant(corner)).numpy()
    right.fill(
        *(image[:, None] + slopes @ square), color=color, alpha=0.7, label=f"area × {abs(np.linalg.det(slopes)):.2f}"
    )
left.set(title="squares …", aspect="equal")
right.set(title="… become parallelograms, by the Jacobian", aspect="equal")
right.legend(loc="upper left", fontsize=8)
plt.show()

# %% [markdown]
# ## `frozen_target_loss`: here and no further
#
# Sometimes a target is computed by the network itself. In Q-learning, the value of a move should equal the reward plus
# the value *that the same network gives* to what comes next. In self-supervised learning (BYOL, SimSiam), one view of
# an image should predict the network's own answer to another view. Differentiate such a loss plainly, and the gradient
# has two ways to make the error small: move the prediction to the target, or *move the target to the prediction*. The
# second is cheating. In the worst case everything collapses to one constant.
#
# `tf.stop_gradient(t)` has the value of `t`, and is a constant to the tape. With it the mean squared error over $N$
# entries,
#
# $$L = \frac{1}{N} \sum_i (p_i - t_i)^2, \qquad \frac{\partial L}{\partial p_i} = \frac{2}{N} (p_i - t_i),$$
#
# teaches the prediction alone.


# %% tags=["part"]
def frozen_target_loss(prediction, target):
    """The mean squared error through which no gradient reaches the target.

    Args:
        prediction: a tensor of any shape; it is cast to float32.
        target: one of the same shape.

    Returns:
        The mean of the squared differences, a float32 scalar. Its gradient by `prediction` is the usual one; to
        `target`, and to whatever it was computed from, no gradient flows.
    """
    ### BEGIN SOLUTION
    target = tf.stop_gradient(tf.cast(target, tf.float32))
    return tf.reduce_mean(tf.square(tf.cast(prediction, tf.float32) - target))
    ### END SOLUTION


# %% [markdown]
# ### Who walks to whom?
#
# A prediction starts at 0, a target at 1, and both are variables. Twenty steps downhill, with either loss.


# %% tags=["demo"]
def walk(loss):
    """The paths of a prediction and a target that both follow the gradient of `loss`."""
    pair = [tf.Variable(0.0), tf.Variable(1.0)]
    paths = [[value.numpy() for value in pair]]
    for _ in range(20):
        with tf.GradientTape() as tape:
            value = loss(*pair)
        for variable, slope in zip(pair, tape.gradient(value, pair, unconnected_gradients="zero"), strict=True):
            variable.assign_sub(0.1 * slope)
        paths.append([value.numpy() for value in pair])
    return np.transpose(paths)


losses = {"plain squared error: they meet halfway": lambda p, t: (p - t) ** 2, "frozen target": frozen_target_loss}
figure, axes = plt.subplots(1, 2, figsize=(8.5, 2.8), sharey=True)
for axis, (name, loss) in zip(axes, losses.items(), strict=True):
    for path, label in zip(walk(loss), ("prediction", "target"), strict=True):
        axis.plot(path, label=label)
    axis.set(title=name, xlabel="step")
axes[0].legend()
plt.show()

# %% [markdown]
# ## `gradient_descent`: downhill
#
# The gradient points to where the function grows fastest. Walk the other way, a little at a time:
#
# $$x_{t+1} = x_t - \eta \, \nabla f(x_t)$$
#
# The **learning rate** $\eta$ decides everything. Too small, and the walk takes forever. Too large, and each step jumps
# across the valley and lands higher up on the other side.
#
# Note $f(x_t)$ *before* each step. After `steps` steps you have `steps` numbers, the first of which belongs to the
# start. The function you write treats its start with respect: a variable that somebody hands you is theirs; `assign_sub`
# would change it under their hands. Compute with a tensor, or with a variable of your own.


# %% tags=["part"]
def gradient_descent(fn, start, learning_rate, steps):
    """Walk downhill by plain gradient descent.

    Args:
        fn: a function of one float32 tensor that returns a scalar tensor.
        start: where to start: a tensor, a variable, an array, …, of any shape; cast to float32. It is not changed.
        learning_rate: the factor of the gradient in each step.
        steps: how many steps to make; 0 is allowed.

    Returns:
        `(x, losses)`: where the walk ended, a float32 tensor of the shape of `start`, and the values of `fn` before
        each step, `steps` of them, as a tensor or as a list of floats.
    """
    ### BEGIN SOLUTION
    x = tf.convert_to_tensor(tf.cast(start, tf.float32))
    losses = []
    for _ in range(steps):
        with tf.GradientTape() as tape:
            tape.watch(x)
            loss = fn(x)
        losses.append(float(loss))
        x = x - learning_rate * tf.convert_to_tensor(tape.gradient(loss, x, unconnected_gradients="zero"))
    return x, losses
    ### END SOLUTION


# %% [markdown]
# ### Three learning rates in one valley
#
# A long valley, five times steeper across than along. The small rate creeps. The middle one arrives. The large one is
# beyond $2 / \text{curvature}$ across the valley: each step overshoots by more than the one before.


# %% tags=["demo"]
def valley(p):
    """A bowl with its bottom at (0, 0), five times steeper across than along."""
    return tf.reduce_sum(tf.constant([0.5, 2.5]) * p**2)


across, up = np.meshgrid(np.linspace(-4.5, 1.5, 120), np.linspace(-2.2, 2.2, 100))
figure, (left, right) = plt.subplots(1, 2, figsize=(9.5, 3.6), width_ratios=[3, 2])
left.contour(across, up, 0.5 * across**2 + 2.5 * up**2, levels=np.arange(1, 8) ** 2 / 2.5, colors="lightgray")
for rate, color in ((0.02, "C0"), (0.3, "C2"), (0.405, "C1")):
    path = [gradient_descent(valley, [-4.0, 1.2], rate, steps)[0] for steps in range(16)]
    left.plot(*np.transpose(path), ".-", color=color, linewidth=1, label=f"rate {rate}")
    right.plot(gradient_descent(valley, [-4.0, 1.2], rate, 40)[1], color=color, label=f"rate {rate}")
left.set(title="15 steps", xlabel="along", ylabel="across")
right.set(title="40 steps", xlabel="step", ylabel="loss", yscale="log")
right.legend()
plt.show()

# %% [markdown]
# ### The same ten lines recognize digits
#
# Nothing in your function knows about two dimensions. Let $x$ be a 64 × 10 matrix of weights, and `fn` the
# cross-entropy of a linear classifier on 1,437 real digits: the walk downhill is now called *training*. And your
# `jacobian` looks into the result: how does the probability of each class change with each pixel of one image? Red
# pixels speak for the class, blue ones against it.

# %% tags=["demo"]
(x_digits, y_digits), (x_digits_test, y_digits_test) = digits()
flat, flat_test = x_digits.reshape(-1, 64), x_digits_test.reshape(-1, 64)


def error_of(weights):
    """The cross-entropy of the linear classifier on the training digits."""
    return tf.reduce_mean(tf.nn.sparse_softmax_cross_entropy_with_logits(y_digits, flat @ weights))


weights, losses = gradient_descent(error_of, np.zeros((64, 10)), 1.0, 150)
right = np.mean(np.argmax(flat_test @ weights, axis=1) == y_digits_test)
print(f"loss {losses[0]:.2f} -> {losses[-1]:.2f}; {right:.1%} of the test digits are recognized")
example = flat_test[0]
slopes = jacobian(lambda pixels: tf.nn.softmax(tf.linalg.matvec(weights, pixels, transpose_a=True)), example).numpy()
pictures = [example.reshape(8, 8) * np.abs(slopes).max()] + list(slopes.reshape(10, 8, 8))
image_grid(
    pictures,
    titles=[f"a {y_digits_test[0]}"] + [f"is it a {k}?" for k in range(10)],
    columns=11,
    title="The rows of the Jacobian: what each class looks at",
    cmap="RdBu_r",
)

# %% [markdown]
# ## `gradient_check`: trust, but verify
#
# A gradient can be wrong without any error: a sign lost in a `tf.custom_gradient`, an operation done in NumPy. The walk
# still goes *somewhere*. The old and honest test is to compare the tape with plain arithmetic. Move one entry of $x$ by
# $\pm\varepsilon$ and look at how $f$ changes, the **central difference**:
#
# $$d_i = \frac{f(x + \varepsilon e_i) - f(x - \varepsilon e_i)}{2 \varepsilon}$$
#
# It is off by about $\varepsilon^2 f''' / 6$ only; the one-sided $\big(f(x + \varepsilon e_i) - f(x)\big) / \varepsilon$
# by $\varepsilon f'' / 2$.
#
# How close must the tape's $g_i$ and $d_i$ be? The difference only means something *relative* to their size. But float32
# has seven digits, and the division by $2\varepsilon$ magnifies what is lost after them: a derivative of 0 comes out as
# 0.00003, and its relative error is 100 %. So no entry is held to be smaller than 1 % of the largest one:
#
# $$\text{error} = \max_i \frac{|g_i - d_i|}{\max\big(|g_i|,\; |d_i|,\; 0.01 \cdot \max_j \max(|g_j|, |d_j|)\big)}$$
#
# Where $g_i$ and $d_i$ are both zero, the error is 0 (also when *all* of them are, and the formula says 0 / 0).
# A right gradient stays below 0.02; a wrong one rises above 0.2.


# %% tags=["part"]
def gradient_check(fn, x, eps=1e-3):
    """Compare the tape's gradient with central differences.

    Args:
        fn: a function of one float32 tensor that returns a scalar tensor.
        x: where to compare: a constant, a variable, an array, … of any shape, cast to float32; it is not changed.
        eps: how far to move each entry to either side.

    Returns:
        The largest relative error over all entries, a scalar, by the formula above: under 0.02 when the two agree,
        above 0.2 when a gradient is wrong, 0 where both are zero.
    """
    ### BEGIN SOLUTION
    x = tf.cast(x, tf.float32)
    tape_says = gradient(fn, x).numpy().ravel()
    entries = tf.convert_to_tensor(x).numpy().ravel()
    differences = np.zeros_like(tape_says)
    for index in range(entries.size):
        moved = np.zeros_like(entries)
        moved[index] = eps
        after, before = (fn(tf.reshape(tf.constant(side), x.shape)) for side in (entries + moved, entries - moved))
        differences[index] = (float(after) - float(before)) / (2 * eps)
    sizes = np.maximum(np.abs(tape_says), np.abs(differences))
    sizes = np.maximum(sizes, 0.01 * sizes.max())
    return float(tf.reduce_max(tf.math.divide_no_nan(np.abs(tape_says - differences), sizes)))
    ### END SOLUTION


# %% [markdown]
# ### The best step, and a liar
#
# Left: the error of the central difference for $f(x) = e^{\sin x}$ at $x = 1$, over the step $\varepsilon$. To the
# right the formula is too coarse, to the left rounding takes over. In float32 the best steps lie around 0.001 to 0.01:
# that is why 0.001 is the default.
#
# Right: three functions with the same values. The second has lost the sign of one gradient. The third computes in NumPy,
# of which the tape knows nothing.


# %% tags=["demo"]
@tf.custom_gradient
def careless_square(x):
    """x², with a gradient that has lost a sign."""
    return x**2, lambda upstream: -2 * x * upstream


checked = {
    "right": lambda x: tf.reduce_sum(x**2),
    "a lost sign": lambda x: tf.reduce_sum(careless_square(x)),
    "by NumPy": lambda x: tf.reduce_sum(tf.constant(np.square(x))),
}
sizes = np.logspace(-6, 0, 60)
figure, (left, right) = plt.subplots(1, 2, figsize=(9.5, 3.2), width_ratios=[3, 2])
left.plot(sizes, [gradient_check(lambda x: tf.exp(tf.sin(x)), 1.0, eps) + 1e-9 for eps in sizes], ".-")
left.set(
    xscale="log", yscale="log", ylim=(1e-6, 1), xlabel="ε", ylabel="error", title="Too small is as bad as too large"
)
errors = [gradient_check(fn, [0.5, -1.0, 2.0]) for fn in checked.values()]
right.bar_label(right.barh(list(checked), errors, color=["C2", "C1", "C1"]), fmt="%.3f", padding=3)
right.axvline(0.02, color="black", linestyle=":")
right.set(title="The verdict", xlabel="error")
right.invert_yaxis()
right.margins(x=0.2)
plt.show()

# %% [markdown]
# **Pitfalls**
#
# - The *mean* of the errors hides one wrong entry among a thousand right ones. Take the largest.
# - Moving all entries at once gives a derivative in one direction, not a gradient. Two mistakes can cancel each other.
# - A kink (relu at 0, a tie of a maximum) has no derivative: test away from it.
# - Changing an array in place, and forgetting to change it back, checks the second entry at another point than the first.

# %% [markdown]
# ## What you have learned
#
# - The tape follows trainable variables; watch everything else. `None` means "no connection known".
# - Tapes nest, and a persistent tape answers more than once.
# - A gradient belongs to a scalar. For a vector ask for the Jacobian, or you get the sum of its rows.
# - `tf.stop_gradient` keeps the value and cuts the connection.
# - Gradient descent is three lines. Topic 10 makes a training loop of them.
# - Central differences tell a right gradient from a wrong one, in the precision that float32 allows.
#
# **To read on**
#
# - TensorFlow guide: [Introduction to gradients and automatic differentiation](https://www.tensorflow.org/guide/autodiff)
#   and [Advanced automatic differentiation](https://www.tensorflow.org/guide/advanced_autodiff).
# - A. G. Baydin et al., [Automatic differentiation in machine learning: a survey](https://arxiv.org/abs/1502.05767), 2018.
# - D. E. Rumelhart, G. E. Hinton, R. J. Williams, *Learning representations by back-propagating errors*, Nature 323, 1986.
# - X. Chen, K. He, [Exploring Simple Siamese Representation Learning](https://arxiv.org/abs/2011.10566), 2021: what a
#   single stopped gradient can prevent.
