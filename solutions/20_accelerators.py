# %% [markdown]
# # 20 · GPUs, mixed precision, XLA, distribution, hosted notebooks · GPU 与 Kaggle
#
# Everything so far ran on a processor, and on one. This topic is about the same code on faster hardware: on a graphics
# processor (GPU), in half precision, compiled, on several devices at once, and on somebody else's machine.
#
# **You need no GPU for it.** What makes code ready for one can be seen without: the dtypes of a model, the graph of a
# step, the arithmetic of a scaled loss, one processor that plays two devices. When you then switch a GPU on, on Kaggle
# or Colab or at home, the same functions use it as they are.
#
# **You will learn**
#
# - what a GPU does well, and why small operations leave it idle;
# - to look at the devices there are, and to keep TensorFlow from taking all the memory;
# - to compute in float16 and keep float32 where it matters; why tiny gradients vanish, and how loss scaling saves them;
# - to let XLA compile a whole training step;
# - to split a batch over several devices so that nobody can tell the difference;
# - to take this course to a hosted notebook with a free GPU.
#
# **You need** topic 10 (the training step). Topic 06 (convolution) helps.

# %% tags=["given"]
import contextlib
import os
import time

import keras
import matplotlib.pyplot as plt
import numpy as np
import tensorflow as tf

from course.data import digits
from course.plots import PALETTE, use_style
from course import check

use_style()


# %% tags=["given"]
def mean_cross_entropy(y, probabilities):
    """The mean cross-entropy of integer labels `(n,)` and probabilities `(n, classes)`, as a plain function."""
    return tf.reduce_mean(keras.losses.sparse_categorical_crossentropy(y, probabilities))


(x_train, y_train), (x_test, y_test) = digits()
y_train, y_test = y_train.astype("int32"), y_test.astype("int32")

# %% [markdown]
# ## One processor plays two
#
# TensorFlow can split a processor into several *logical* devices. They share the silicon, so nothing gets faster, but
# the program cannot tell: it is how code for many devices is tested on one. It has to happen before the first
# operation runs, so it stands here; you will need the two devices near the end.

# %% tags=["demo"]
halves = [tf.config.LogicalDeviceConfiguration()] * 2
with contextlib.suppress(RuntimeError):  # an operation ran already: restart the kernel to see two devices
    tf.config.set_logical_device_configuration(tf.config.list_physical_devices("CPU")[0], halves)
print(*(device.name for device in tf.config.list_logical_devices()), sep="\n")

# %% [markdown]
# ## What a GPU does
#
# A processor (CPU) has a few clever cores that guess, reorder and hurry through one long list of instructions. A GPU
# has thousands of simple ones that all do *the same* with different numbers. A matrix product is made for it: every
# entry of the result is the same sum of products with other data.
#
# The program that a GPU runs is called a **kernel**: one for a matrix product, one for a convolution, one for `relu`.
# TensorFlow's operations are launched one after the other as kernels, and each launch costs some microseconds, however
# little there is to do. So a GPU is fast when each operation is *large*. The same is true of a CPU on a smaller scale:
# a launch costs what it costs, and only large products pay it back.

# %% tags=["demo"]
sizes = [4, 8, 16, 32, 64, 128, 256, 512]
speeds = []
for size in sizes:
    square = tf.random.normal((size, size), seed=0)
    repeats = max(3, min(300, 30_000_000 // size**3))
    square @ square  # the first call prepares: it does not count
    started = time.perf_counter()
    for _ in range(repeats):
        product = square @ square
    product.numpy()  # wait until the work is done: a device may still be busy when the Python line is over
    speeds.append(2 * size**3 * repeats / (time.perf_counter() - started) / 1e9)

figure, axis = plt.subplots(figsize=(7, 3.2))
axis.loglog(sizes, speeds, "o-", base=2)
axis.set(
    xlabel="n",
    ylabel="billion operations per second",
    title="A product of two n×n matrices: small ones waste the machine",
)
axis.set_xticks(sizes, [str(size) for size in sizes])
plt.show()

# %% [markdown]
# The other scarce thing is **memory**. A GPU computes on its own memory, 8 to 80 GB, and training fills it:
#
# | what | how much, in float32 | VGG-16, a batch of 64 |
# | --- | --- | --- |
# | weights | 4 bytes per parameter | 0.6 GB |
# | gradients | 4 bytes per parameter | 0.6 GB |
# | Adam's two averages | 8 bytes per parameter | 1.1 GB |
# | activations, kept for the backward pass | 4 bytes per number, **per image** | about 3.9 GB |
#
# Only the last row grows with the batch. When a model does not fit: a smaller batch, accumulated gradients (topic 10),
# or half the bytes per number, which is where this topic is going.

# %% [markdown]
# ## `device_summary`: what is there?
#
# TensorFlow knows **physical** devices, the hardware it sees, and **logical** devices, what it makes of them. Asking
# for the physical ones is free. Asking for the logical ones, like any operation, starts the runtime, after which
# some settings are fixed: keep that in mind for the next part.
#
# Every tensor says where it lives, in full: `/job:localhost/replica:0/task:0/device:GPU:0`. Job and task matter when
# several machines train together. Where a new tensor goes is TensorFlow's choice (a GPU, where there is one) unless a
# `with tf.device(…)` says otherwise. So do not guess: make a tensor and look.


# %% tags=["part"]
def device_summary():
    """What TensorFlow sees and where it computes.

    Returns:
        A dict with the keys `gpus` and `cpus`, the number of physical devices of that kind that TensorFlow sees (an
        int; a list of the devices is fine, too), and `default`, the full `.device` string of a tensor made now.
    """
    ### BEGIN SOLUTION
    return {
        "gpus": len(tf.config.list_physical_devices("GPU")),
        "cpus": len(tf.config.list_physical_devices("CPU")),
        "default": tf.constant(0.0).device,
    }
    ### END SOLUTION


# %% tags=["demo"]
print(device_summary())
with tf.device("CPU:1"):
    print("inside `with tf.device('CPU:1')`:", device_summary()["default"])

# %% [markdown]
# ## `enable_memory_growth`: take what you need
#
# By default TensorFlow takes nearly *all* the memory of every GPU when it starts, and manages it by itself. That is
# fast, and unfriendly: a second notebook on the same GPU finds nothing left and fails. With **memory growth**, it starts
# small and takes more when it must.
#
# The setting belongs to each physical GPU (`tf.config.experimental.set_memory_growth`), and the runtime reads it once,
# when it starts. Later it is a `RuntimeError`. A helper that people put at the top of every script should not stop a
# notebook for that, nor on a machine without a GPU: it reports 0, and the notebook goes on.


# %% tags=["part"]
def enable_memory_growth():
    """Let TensorFlow take the memory of each GPU bit by bit. To be called before anything runs.

    Returns:
        The number of GPUs that were set, an int: 0, without an error, where there is no GPU, and where the runtime has
        started already, so that it is too late. Does not start the runtime itself.
    """
    ### BEGIN SOLUTION
    gpus = tf.config.list_physical_devices("GPU")
    try:
        for gpu in gpus:
            tf.config.experimental.set_memory_growth(gpu, True)
    except RuntimeError:  # the runtime has started
        return 0
    return len(gpus)
    ### END SOLUTION


# %% tags=["demo"]
print("GPUs set:", enable_memory_growth())

# %% [markdown]
# **Pitfalls**
#
# - `tf.config.list_logical_devices("GPU")` starts the runtime: after it, it is too late.
# - Setting growth for some GPUs and not for others is an error when the runtime starts: all, or none.
# - `except Exception: pass` hides your typing errors as well. Catch what you expect.

# %% [markdown]
# ## Half precision
#
# A float32 takes 4 bytes, a float16 takes 2. Half the bytes mean half the memory and half the traffic, and the matrix
# units of a modern GPU (*tensor cores*) multiply float16 many times faster than float32. What is the price?
#
# A float16 has 1 sign bit, 5 bits for the exponent and 10 for the digits. So it knows
#
# - about 3 decimal digits: the next number after 1 is 1.001;
# - nothing above 65,504: then comes infinity;
# - nothing between 0 and $2^{-24} \approx 6\cdot10^{-8}$, and below $2^{-14} \approx 6\cdot10^{-5}$ the digits fade.
#
# Training adds many small updates to weights: $1 + 0.0004$ *is* 1 in float16, and the update is lost. So one does not
# simply make everything float16. **Mixed precision** (Micikevicius et al., 2018) divides the work:
#
# | float16 | float32 |
# | --- | --- |
# | inputs and outputs of the layers | the weights that the optimizer updates |
# | the copy of the weights that a layer multiplies with | the optimizer's own variables |
# | most gradients on their way back | softmax and loss |

# %% tags=["demo"]
print("1 + 0.0004 =", np.float16(1) + np.float16(0.0004))
print("300² =", np.float32(np.float16(300)) ** 2, "in float32; the largest float16 is", np.finfo("float16").max)
print("1e-8 =", np.float16(1e-8))
print("probabilities of a softmax over 1,000 equal logits add up to", np.float16(1 / 1000).astype("float32") * 1000)

# %% [markdown]
# ## `mixed_precision_model`: compute in float16
#
# In Keras every layer has a **dtype policy** that names two dtypes: in which it *computes*, and in which it keeps its
# *variables*. The policy `"mixed_float16"` computes in float16 and keeps float32. A layer gets its policy by the
# argument `dtype=`, or else from the global policy, `keras.config.dtype_policy()`.
#
# The last step should be float32: a softmax takes exponentials and divides by a sum, and a loss takes logarithms of the
# result. A probability below $6\cdot10^{-8}$ would be a plain 0 in float16, and its logarithm minus infinity. Casting the
# result of a float16 softmax to float32 is too late, the digits are gone: the softmax itself has to *compute* in float32.
#
# A function that changes the global policy and goes away leaves a trap: every layer that anybody makes afterwards is
# half precision. Either name the policy layer by layer, or put back whatever was there before you came.


# %% tags=["part"]
def mixed_precision_model(input_shape, n_classes):
    """A small classifier that computes in half precision.

    Args:
        input_shape: of one image, `(height, width, channels)`, 28×28 or larger.
        n_classes: how many classes.

    Returns:
        A built Keras model from images `(n, height, width, channels)` to float32 probabilities `(n, n_classes)`, of any
        architecture. It multiplies in float16, all its variables are float32, its softmax computes in float32.

    The global dtype policy is afterwards what it was before, whatever it was.
    """
    ### BEGIN SOLUTION
    half = keras.DTypePolicy("mixed_float16")
    return keras.Sequential(
        [
            keras.Input(input_shape),
            keras.layers.Conv2D(16, 3, strides=2, padding="same", activation="relu", dtype=half),
            keras.layers.Conv2D(32, 3, strides=2, padding="same", activation="relu", dtype=half),
            keras.layers.GlobalAveragePooling2D(dtype=half),
            keras.layers.Dense(n_classes, dtype=half),
            keras.layers.Activation("softmax", dtype="float32"),
        ]
    )
    ### END SOLUTION


# %% tags=["demo"]
model = mixed_precision_model((28, 28, 1), 10)
for layer in model.layers:
    weights = ", ".join(sorted({weight.dtype for weight in layer.weights})) or "none"
    print(f"{layer.name:28} computes in {layer.compute_dtype}, weights: {weights}")
print("global policy:", keras.config.dtype_policy().name)

# %% [markdown]
# **Pitfalls**
#
# - `keras.config.set_dtype_policy("float32")` at the end "puts back" a policy that may never have been there.
# - `dtype="float16"` makes the variables float16 too: small updates are lost.
# - The optimizer: `model.compile` wraps it into a `LossScaleOptimizer` by itself. Your own loop has to do it, as follows.

# %% [markdown]
# ## Where gradients vanish
#
# Gradients are small numbers. Here are those of a network that has learned for a while, in float32, counted by their
# size. The shaded range is what float16 can hold: dark with all its digits, light with fading ones. What lies to the
# left of it becomes **0**, and on the right there is nothing but empty room.
#
# So move them: multiply the *loss* by a large number $s$. By the chain rule, every gradient on the way back is
# multiplied by $s$ as well,
#
# $$\frac{\partial (s L)}{\partial \theta} = s\,\frac{\partial L}{\partial \theta},$$
#
# and a power of two changes no digit. When the gradients have arrived at the float32 weights, divide by $s$ again.

# %% tags=["demo"]
network = keras.Sequential(
    [
        keras.Input((8, 8, 1)),
        keras.layers.Flatten(),
        keras.layers.Dense(64, "relu", kernel_initializer=keras.initializers.GlorotUniform(0)),
        keras.layers.Dense(64, "relu", kernel_initializer=keras.initializers.GlorotUniform(1)),
        keras.layers.Dense(10, "softmax", kernel_initializer=keras.initializers.GlorotUniform(2)),
    ]
)
adam = keras.optimizers.Adam(0.01)
adam.build(network.trainable_variables)


def gradients_of(x, y):
    with tf.GradientTape() as tape:
        loss = mean_cross_entropy(y, network(x, training=True))
    return tape.gradient(loss, network.trainable_variables)


@tf.function
def learn(x, y):
    adam.apply(gradients_of(x, y), network.trainable_variables)


data = tf.data.Dataset.from_tensor_slices((x_train, y_train)).shuffle(2000, seed=0).batch(64, drop_remainder=True)
for batch in data.repeat(40):
    learn(*batch)

sizes = np.abs(np.concatenate([np.ravel(gradient) for gradient in gradients_of(x_train[:64], y_train[:64])]))
exponents = np.log2(sizes[sizes > 0])
figure, panels = plt.subplots(2, 1, figsize=(8, 4.4), sharex=True, sharey=True)
for panel, shift, title in zip(
    panels, (0, 15), ("gradients of the loss", r"gradients of $2^{15}$ × the loss"), strict=True
):
    lost, faded = np.mean(exponents + shift < -25), np.mean(np.abs(exponents + shift + 19.5) < 5.5)
    panel.axvspan(-14, 16, color=PALETTE[2], alpha=0.25, linewidth=0)
    panel.axvspan(-24, -14, color=PALETTE[2], alpha=0.1, linewidth=0)
    panel.hist(exponents + shift, bins=np.arange(-45, 17), color=PALETTE[0])
    panel.set_title(f"{title}: in float16, {lost:.0%} become 0 and {faded:.0%} lose digits")
panels[0].text(1, panels[0].get_ylim()[1] * 0.8, "float16, all digits", color=PALETTE[2], ha="center")
panels[0].text(-19, panels[0].get_ylim()[1] * 0.8, "fading", color=PALETTE[2], ha="center")
panels[1].set_xlabel("size, as a power of two")
plt.show()

# %% [markdown]
# ## `scaled_step`: a training step with loss scaling
#
# How large should $s$ be? As large as possible, but not so large that a gradient overflows to infinity. Keras'
# `LossScaleOptimizer` finds out by trying. It wraps another optimizer and keeps a `dynamic_scale`, $2^{15}$ at first:
#
# - gradients with an infinity or a NaN among them: **skip** this update, halve the scale;
# - 2,000 good steps in a row (`dynamic_growth_steps`): double the scale.
#
# It divides the work with you. *You* scale the loss, by `optimizer.scale_loss(loss)`, and hand over the gradients of the
# scaled loss. *It* divides them by the scale, looks for infinities, and updates. Two mistakes are easy: to forget the
# scaling (then every update is 30,000 times too short, and nothing learns), and to divide as well (the same).
#
# The loss that you return is for people to read: the unscaled one.


# %% tags=["part"]
def scaled_step(model, optimizer, loss_fn, x, y):
    """Do one training step with loss scaling.

    The model runs in training mode. What is minimized is `loss_fn(y, predictions)` plus the model's own `losses`, as in
    topic 10.

    Args:
        model: a Keras model, of mixed precision or not.
        optimizer: a `keras.optimizers.LossScaleOptimizer`, built or not. It is given the gradients of the loss times
            its current scale; it divides them by the scale, makes the update or skips it, and adapts the scale.
        loss_fn: a Keras loss object or a function: `loss_fn(y, predictions)` is a scalar, the mean over the batch.
        x: the inputs of the batch, `(n, ...)`.
        y: its targets, `(n, ...)`.

    Returns:
        The scalar that was minimized, not scaled, as it was before the update.
    """
    ### BEGIN SOLUTION
    with tf.GradientTape() as tape:
        loss = loss_fn(y, model(x, training=True))
        if model.losses:
            loss += tf.add_n(model.losses)
        scaled = optimizer.scale_loss(loss)
    variables = model.trainable_variables
    optimizer.apply(tape.gradient(scaled, variables), variables)
    return loss
    ### END SOLUTION


# %% [markdown]
# ### The scale finds its place
#
# We start far too high, at $2^{32}$, and let the scale double after 15 good steps (in earnest it is 2,000). At first
# every step overflows: skipped, halved, again, until the gradients fit. From then on the scale knocks at the
# ceiling now and then, and each knock costs one step. The loss does not mind.

# %% tags=["demo"]
small = keras.Sequential(
    [
        keras.Input((8, 8, 1)),
        keras.layers.Flatten(dtype="mixed_float16"),
        keras.layers.Dense(32, "relu", dtype="mixed_float16", kernel_initializer=keras.initializers.GlorotUniform(0)),
        keras.layers.Dense(10, dtype="mixed_float16", kernel_initializer=keras.initializers.GlorotUniform(1)),
        keras.layers.Softmax(dtype="float32"),
    ]
)
guarded = keras.optimizers.LossScaleOptimizer(keras.optimizers.SGD(0.2), initial_scale=2.0**32, dynamic_growth_steps=15)
guarded.build(small.trainable_variables)
step = tf.function(lambda x, y: scaled_step(small, guarded, mean_cross_entropy, x, y))
losses, scales = [], []
for batch in data.repeat(8):
    scales.append(float(guarded.dynamic_scale))
    losses.append(float(step(*batch)))

figure, (left, right) = plt.subplots(1, 2, figsize=(9.5, 3.2))
left.plot(np.log2(scales), drawstyle="steps-post")
left.set(
    xlabel="step", ylabel="power of two", title=f"The scale: {int(guarded.iterations)} of {len(losses)} steps count"
)
right.plot(losses, color="C1")
right.set(xlabel="step", ylabel="loss", title="The loss, unscaled")
plt.show()

# %% [markdown]
# **Pitfalls**
#
# - `optimizer.initial_scale` is where the scale *started*. The current one is what `scale_loss` uses.
# - Scaling the *gradients* instead of the loss is too late: what has become 0 on its way back stays 0.
# - `optimizer.inner_optimizer.apply(…)` goes past the guard: the first infinity ruins the weights.
# - bfloat16, which TPUs and newer GPUs know, has the range of float32 (and only 2 or 3 digits). It needs no scaling.

# %% [markdown]
# ## `xla_step`: compile the whole step
#
# A training step is a few hundred operations. Most are small: add the bias, take the `relu`, multiply by the rate. Each
# is a kernel of its own that reads its input from memory, does one thing to it, and writes it back. **XLA** (accelerated
# linear algebra) is a compiler for such graphs. It sees the whole step, and **fuses** neighbors into one kernel:
# read once, do ten things, write once.
#
# ```text
#   without:   x → [·2] → t₁ → [+b] → t₂ → [tanh] → t₃ → [·w] → y      4 kernels, 8 trips to memory
#   fused:     x → [ ·2  +b  tanh  ·w ] → y                            1 kernel,  2 trips
# ```
#
# In TensorFlow you ask for it by `tf.function(step, jit_compile=True)`. That is an order, not a wish: what XLA cannot
# compile (Python callbacks, strings, shapes that depend on values) is an error. And it compiles for *fixed shapes*:
# another batch size is another compilation, which takes a second or so. So feed batches of one size.
#
# As always with `tf.function`: make it **once**. Then call it as often as you like.


# %% tags=["part"]
def xla_step(model, optimizer, loss_fn):
    """Make a training step that XLA compiles.

    Args:
        model: a built Keras model.
        optimizer: a Keras optimizer; each step makes one update.
        loss_fn: a Keras loss object or a function: `loss_fn(y, predictions)` is a scalar, the mean over the batch.

    Returns:
        A callable `(x, y) -> loss`, compiled by XLA (`jit_compile=True`): one training step on the batch `x` `(n, ...)`
        with targets `y` `(n, ...)`, the model in training mode. It returns the scalar loss before the update. It can be
        called for any number of batches, of several sizes; batches of a size it has seen are not traced again.
    """
    ### BEGIN SOLUTION
    if not getattr(optimizer, "built", True):
        optimizer.build(model.trainable_variables)  # here, not in the graph: variables made there cost another trace

    @tf.function(jit_compile=True)
    def step(x, y):
        with tf.GradientTape() as tape:
            loss = loss_fn(y, model(x, training=True))
            if model.losses:
                loss += tf.add_n(model.losses)
        variables = model.trainable_variables
        optimizer.apply(tape.gradient(loss, variables), variables)
        return loss

    return step
    ### END SOLUTION


# %% [markdown]
# ### See it fuse
#
# A chain of ten cheap operations on four million numbers. TensorFlow's graph runs them one by one. XLA shows its
# program on request; we count the kernels in it. Then your step: the same network, eagerly, as a graph, and compiled.

# %% tags=["demo"]


def chain(x):
    for _ in range(3):
        x = tf.nn.relu(0.5 * x + 0.1)
    return x * x


millions = tf.random.normal((4_000_000,), seed=0)
graph = tf.function(chain)
fused = tf.function(chain, jit_compile=True)
operations = [
    op for op in graph.get_concrete_function(millions).graph.get_operations() if op.type in ("Mul", "AddV2", "Relu")
]
program = fused.experimental_get_compiler_ir(millions)(stage="optimized_hlo")
main = program[program.index("ENTRY") :].splitlines()[1:]
kernels = [line for line in main if " fusion(" in line or " call(" in line]
print(f"{len(operations)} operations in the graph, {len(kernels)} kernel(s) after XLA")


def milliseconds(function, *arguments, repeats=10):
    function(*arguments)  # traces and compiles: does not count
    started = time.perf_counter()
    for _ in range(repeats):
        result = function(*arguments)
    result.numpy()
    return (time.perf_counter() - started) * 1000 / repeats


def fresh():
    layers = [keras.layers.Dense(32, "relu") for _ in range(6)]
    made = keras.Sequential(
        [keras.Input((8, 8, 1)), keras.layers.Flatten(), *layers, keras.layers.Dense(10, "softmax")]
    )
    optimizer = keras.optimizers.Adam()
    optimizer.build(made.trainable_variables)
    return made, optimizer, mean_cross_entropy


def plain(made, optimizer, loss_fn, x, y):
    with tf.GradientTape() as tape:
        loss = loss_fn(y, made(x, training=True))
    optimizer.apply(tape.gradient(loss, made.trainable_variables), made.trainable_variables)
    return loss


few = tf.constant(x_train[:64]), tf.constant(y_train[:64])
eager, traced = fresh(), fresh()
times = {
    "ten operations": {"eager": milliseconds(chain, millions), "tf.function": milliseconds(graph, millions)},
    "one training step": {
        "eager": milliseconds(lambda x, y: plain(*eager, x, y), *few, repeats=5),
        "tf.function": milliseconds(tf.function(lambda x, y: plain(*traced, x, y)), *few),
    },
}
times["ten operations"]["XLA"] = milliseconds(fused, millions)
times["one training step"]["XLA"] = milliseconds(xla_step(*fresh()), *few)
figure, panels = plt.subplots(1, 2, figsize=(9.5, 2.6))
for panel, (title, found) in zip(panels, times.items(), strict=True):
    drawn = panel.barh(list(found), list(found.values()), color=PALETTE[:3])
    panel.bar_label(drawn, fmt="%.2f ms", padding=3)
    panel.invert_yaxis()
    panel.margins(x=0.25)
    panel.set(title=title, xlabel="milliseconds")
plt.show()

# %% [markdown]
# **Pitfalls**
#
# - `tf.function(…)` inside the callable makes a new function, and a new compilation, in every call.
# - `print`, `.numpy()`, `tf.py_function` inside the step: XLA has no Python.
# - The last, smaller batch of an epoch costs a second compilation. `drop_remainder=True` avoids it.

# %% [markdown]
# ## `distributed_step`: many devices, one batch
#
# **Data parallelism**: every device (*replica*) holds a copy of the model. The batch is split; each replica computes the
# gradient of its share; then all add up their gradients (**all-reduce**), and every copy makes the same update. So the
# copies stay equal for ever.
#
# ```text
#                ┌─ 4 images → replica 0 → gradient g₀ ─┐               ┌→ update copy 0
#   7 images ────┤                                      ├─ all-reduce ──┤
#                └─ 3 images → replica 1 → gradient g₁ ─┘   (sum)       └→ update copy 1
# ```
#
# What must each replica hand in, so that the sum is the gradient of the mean over *all* $N$ examples? With $n_r$ examples
# and the mean loss $L_r$ in replica $r$,
#
# $$L = \frac1N \sum_{r} n_r L_r = \sum_r \frac{n_r}{N} L_r .$$
#
# Each replica weights its loss by its *share of the examples*, $n_r / N$. With equal shares that is one over the number
# of replicas; with 4 and 3 images it is not.
#
# In TensorFlow a **strategy** does the work. `tf.distribute.MirroredStrategy` keeps the copies on the devices of one
# machine; model and optimizer are made inside `with strategy.scope():`. Then
#
# - `strategy.run(fn, args)` calls `fn` once in every replica;
# - inside, `tf.distribute.get_replica_context().replica_id_in_sync_group` says which replica this is: 0, 1, …;
# - inside, a Keras optimizer's `apply` **sums** the gradients of all replicas before it updates;
# - `strategy.reduce(tf.distribute.ReduceOp.SUM, values, axis=None)` adds up what the replicas returned.
#
# A trap: a Keras loss *object*, such as `keras.losses.MeanSquaredError()`, notices that it is called in a replica and
# divides by the number of replicas on its own. `model.fit` counts on that. You want a loss function that returns the
# mean of what it is given, no more: a plain function, like `mean_cross_entropy` above.


# %% tags=["part"]
def distributed_step(strategy, model, optimizer, loss_fn, x, y):
    """Do one training step on all replicas of a strategy.

    The update equals the one that a single device would make on the whole batch.

    Args:
        strategy: a `tf.distribute` strategy, such as a `MirroredStrategy` of several devices.
        model: a Keras model made in its scope.
        optimizer: a Keras optimizer made in its scope and built; it makes one update.
        loss_fn: a plain function: `loss_fn(y, predictions)` is the scalar mean over the examples that it is given.
        x: the inputs of the whole batch, a tensor or array `(n, ...)`. n is at least the number of replicas, and need
            not be a multiple of it: the function splits the batch so that every replica gets some examples.
        y: its targets, `(n, ...)`, split in the same way.

    Returns:
        The scalar mean of the loss over the whole batch, before the update. The model runs in training mode.
    """
    ### BEGIN SOLUTION
    x, y = tf.convert_to_tensor(x), tf.convert_to_tensor(y)
    examples, replicas = len(x), strategy.num_replicas_in_sync
    bounds = tf.constant([examples * number // replicas for number in range(replicas + 1)])

    def replica_step():
        number = tf.distribute.get_replica_context().replica_id_in_sync_group
        first, last = bounds[number], bounds[number + 1]
        with tf.GradientTape() as tape:
            loss = loss_fn(y[first:last], model(x[first:last], training=True))
            loss *= tf.cast(last - first, loss.dtype) / examples
            total = loss + sum(model.losses) / replicas  # a weight penalty is the same everywhere: it counts once
        variables = model.trainable_variables
        optimizer.apply(tape.gradient(total, variables), variables)
        return loss

    return strategy.reduce(tf.distribute.ReduceOp.SUM, strategy.run(replica_step), axis=None)
    ### END SOLUTION


# %% [markdown]
# ### Nobody can tell
#
# The two logical devices from the beginning train one network on batches of 7 images. Beside it: the same on one
# device, and the same with a popular mistake, every replica's loss divided by the number of replicas. Then the three
# images of one replica count as much as the four of the other. The curves stay close; the weights drift apart.

# %% tags=["demo"]
devices = [device.name.removeprefix("/device:") for device in tf.config.list_logical_devices("CPU")]
strategy = tf.distribute.MirroredStrategy(devices, cross_device_ops=tf.distribute.ReductionToOneDevice())
with strategy.scope():
    copies = keras.Sequential([keras.Input((8, 8, 1)), keras.layers.Flatten(), keras.layers.Dense(10, "softmax")])
    shared = keras.optimizers.SGD(0.5)
    shared.build(copies.trainable_variables)
alone, careless = (keras.models.clone_model(copies) for _ in range(2))
for other in (alone, careless):
    other.set_weights(copies.get_weights())

spread = tf.function(lambda x, y: distributed_step(strategy, copies, shared, mean_cross_entropy, x, y))


def descend(made, loss_of):
    @tf.function
    def step(x, y):
        with tf.GradientTape() as tape:
            loss = loss_of(made, x, y)
        for variable, gradient in zip(
            made.trainable_variables, tape.gradient(loss, made.trainable_variables), strict=True
        ):
            variable.assign_sub(0.5 * gradient)
        return loss

    return step


def whole(made, x, y):
    return mean_cross_entropy(y, made(x))


def half_and_half(made, x, y):
    return (whole(made, x[:3], y[:3]) + whole(made, x[3:], y[3:])) / 2


steps = {"two replicas": spread, "one device": descend(alone, whole), "÷ replicas": descend(careless, half_and_half)}
curves = {name: [] for name in steps}
apart = {"two replicas": [], "÷ replicas": []}
for batch in tf.data.Dataset.from_tensor_slices((x_train, y_train)).batch(7, drop_remainder=True).take(60):
    for name, step in steps.items():
        curves[name].append(float(step(*batch)))
    for name, made in zip(apart, (copies, careless), strict=True):
        apart[name].append(float(tf.norm(tf.convert_to_tensor(made.weights[0]) - alone.weights[0])))

figure, (left, right) = plt.subplots(1, 2, figsize=(9.5, 3.2))
for (name, found), width in zip(curves.items(), (6, 2.5, 1), strict=True):
    left.plot(found, label=name, linewidth=width)
left.set(title="Loss of batches of 7", xlabel="step")
left.legend()
for name, color in (("two replicas", "C0"), ("÷ replicas", "C2")):
    right.plot(apart[name], color=color, label=name)
right.set(title="Distance of the weights from one device's", xlabel="step")
right.legend()
plt.show()

# %% [markdown]
# **Pitfalls**
#
# - The all-reduce is a *sum*: who forgets the weights takes a step that is too long by the number of replicas.
# - Dropping what does not divide (`n // replicas` each) silently ignores examples.
# - Batch normalization sees each replica's share alone: with it the replicas are only *nearly* one device
#   (`keras.layers.BatchNormalization(synchronized=True)` mends that).
# - Plain SGD shows a wrong length of the gradient at once. Adam hides it.

# %% [markdown]
# ## Hosted notebooks
#
# **Kaggle** and **Google Colab** lend you a machine with a GPU, free for some hours a week, in the browser.
#
# `course host accelerators --out host` writes a folder with this topic for both of them: the notebook as you have it
# now, with a first cell that installs the course there, and `kernel-metadata.json`, which tells Kaggle to switch
# the GPU on. Then
#
# - **Kaggle**: `kaggle kernels push -p host` (with the package `kaggle` and an API token from your account page), or
#   upload the notebook by hand: *Create, New Notebook, File, Import Notebook*;
# - **Colab**: open colab.research.google.com, *Upload*. The notebook asks for a GPU by its metadata; if it comes without,
#   *Runtime, Change runtime type*.
#
# Such machines are lent for hours, not for keeps: they stop when you leave, and their disk is forgotten. Save models and
# results where the host keeps them: `/kaggle/working` on Kaggle, your Drive on Colab.

# %% [markdown]
# ## `runtime`: where am I?
#
# The same notebook may want other paths on other machines. Hosts give themselves away by environment variables:
# Kaggle sets `KAGGLE_KERNEL_RUN_TYPE` and `KAGGLE_URL_BASE`, Colab a handful that start with `COLAB_`.
#
# Two details. Kaggle's image is built from Colab's, so some of Colab's variables may be found there as well: where both
# match, it is Kaggle. And `KAGGLE_USERNAME` and `KAGGLE_KEY` are credentials that people set *at home*, to use Kaggle's
# API: they say nothing about where the code runs.
#
# Take the variables as an argument, any mapping, instead of reaching for `os.environ`: so the function can be tested.


# %% tags=["part"]
def runtime(environ):
    """Tell on which kind of machine a notebook runs.

    Args:
        environ: a mapping of environment variables, such as `os.environ` or a dict. Only it is looked at.

    Returns:
        `"kaggle"` when `KAGGLE_KERNEL_RUN_TYPE` or `KAGGLE_URL_BASE` is set, also when Colab's are set as well;
        else `"colab"` when any variable is set whose name starts with `COLAB_`; else `"local"`, also with the
        credentials `KAGGLE_USERNAME` and `KAGGLE_KEY`.
    """
    ### BEGIN SOLUTION
    if "KAGGLE_KERNEL_RUN_TYPE" in environ or "KAGGLE_URL_BASE" in environ:
        return "kaggle"
    if any(name.startswith("COLAB_") for name in environ):
        return "colab"
    return "local"
    ### END SOLUTION


# %% tags=["demo"]
print("this notebook runs here:", runtime(os.environ))

# %% [markdown]
# ## What you have learned
#
# - A GPU is fast on large operations; small ones are all launch. Larger batches, fewer and larger kernels.
# - Memory growth is set before the runtime starts, for every GPU.
# - Mixed precision: multiply in float16, keep weights, softmax and loss in float32, scale the loss.
# - `jit_compile=True` compiles a whole step and fuses it; made once, fed with batches of one size.
# - Data parallelism: weight by the share of examples, sum, update every copy alike.
# - A notebook that finds its devices and its host by itself runs anywhere.
#
# **Pitfalls once more**: a policy that stays switched; a softmax in half precision; gradients scaled instead of the loss;
# a `tf.function` made in every call; means of means over unequal shares; tensors pinned to a device by name.
#
# **To read on**
#
# - P. Micikevicius et al., [Mixed Precision Training](https://arxiv.org/abs/1710.03740), 2018: why loss scaling works.
# - TensorFlow guides: [Use a GPU](https://www.tensorflow.org/guide/gpu),
#   [Mixed precision](https://www.tensorflow.org/guide/mixed_precision), and
#   [Distributed training](https://www.tensorflow.org/guide/distributed_training).
# - [XLA: optimizing compiler for machine learning](https://openxla.org/xla/tf2xla), with a list of what it supports.
# - P. Goyal et al., [Accurate, Large Minibatch SGD: Training ImageNet in 1 Hour](https://arxiv.org/abs/1706.02677), 2017:
#   data parallelism in earnest, on 256 GPUs.
# - [Kaggle's API](https://github.com/Kaggle/kaggle-api/blob/main/docs/kernels_metadata.md): what `kernel-metadata.json` may hold.
