# %% [markdown]
# # 18 · Recurrent networks, vanishing and exploding gradients · 循环神经网络
#
# A sentence, a melody, a temperature curve: sequences come in any length, and their order matters. In this topic you
# will
#
# - compute one step of a recurrent network by hand, and then a whole sequence of any length;
# - count its parameters, which do not depend on that length;
# - watch its gradients fade away or blow up on their way back through time, and see which number decides it;
# - clip gradients by their global norm, and so train a network that explodes otherwise.
#
# You should know the gradient tape (topic 09) and the custom training loop (topic 10).

# %% tags=["given"]
import keras
import numpy as np
import tensorflow as tf

from course.data import digits
from course import check

# %% [markdown]
# ## A network that hands a note to itself
#
# A dense layer sees all its inputs at once, so their number is fixed. A **recurrent** network reads one input after
# the other, and at each step it also gets its own last output $h$, the **state**: a note about all that it has read
# so far.
#
# ```
#              h_0 ──► [cell] ──► h_1 ──► [cell] ──► h_2 ──► [cell] ──► h_3
#                        ▲                  ▲                  ▲
#                       x_1                x_2                x_3
# ```
#
# All the boxes are *the same* cell with the same weights. That is why a sequence may be of any length, and why
# something learned about the first word also holds for the tenth.

# %% [markdown]
# ## `rnn_cell`: one step
#
# The cell of the simple recurrent network (Elman, 1990) is one dense layer over input and state:
#
# $$h_t = \tanh\big(x_t W + h_{t-1} U + b\big)$$
#
# For a batch, $x_t$ is `(n, f)` and the state `(n, u)`. So `kernel` $W$ is `(f, u)`, `recurrent` $U$ is square,
# `(u, u)`, and `bias` $b$ is `(u,)`. The hyperbolic tangent keeps every entry of the state between -1 and 1, however
# long the sequence.


# %% tags=["part"]
def rnn_cell(x, h, kernel, recurrent, bias):
    """One step of a simple recurrent network by hand (J. Elman, "Finding Structure in Time", 1990).

    Args:
        x: `(n, f)` inputs of this step. This and the others: what `tf.convert_to_tensor` takes, cast to float32.
        h: `(n, u)` state after the last step.
        kernel: `(f, u)` weights of the input.
        recurrent: `(u, u)` weights of the state.
        bias: `(u,)`.

    Returns:
        The new state, float32 `(n, u)`.
    """
    ### BEGIN SOLUTION
    x, h, kernel, recurrent, bias = (tf.cast(value, tf.float32) for value in (x, h, kernel, recurrent, bias))
    return tf.tanh(x @ kernel + h @ recurrent + bias)
    ### END SOLUTION


# %% [markdown]
# **Pitfalls.** The state stands on the *left* of $U$, as in Keras; many books write $U h$ with columns, which is the
# transposed matrix. And `h += …` would overwrite an array that belongs to the caller.
#
# What does one unit remember? Below, a cell with one unit hears a single 1 and then only zeros. The recurrent weight
# decides how long the echo lasts: below 1 it fades, a negative one makes it swing, and above 1 the state never comes
# back to zero.

# %% tags=["demo"]
from course.plots import curves


def echo(weight, steps=25):
    """States of one unit after an input of 1 followed by zeros."""
    h, states = tf.zeros((1, 1)), []
    for step in range(steps):
        h = rnn_cell([[1.0 if step == 0 else 0.0]], h, [[1.0]], [[weight]], [0.0])
        states.append(float(h[0, 0]))
    return states


curves(
    {f"recurrent weight {weight:g}": echo(weight) for weight in (0.5, 0.95, -0.9, 1.3)},
    xlabel="step",
    ylabel="state",
    title="The echo of a single 1",
)

# %% [markdown]
# ## `rnn`: a whole sequence
#
# Now put the cell in a loop over a batch of sequences `(n, time, features)`. Keras' `SimpleRNN` gives either
#
# - the last state `(n, u)`, a summary of the whole sequence (`return_sequences=False`), or
# - the states of all steps `(n, time, u)`, as an input for another recurrent layer (`return_sequences=True`).
#
# **In a graph.** Inside `tf.function`, the length may be unknown while the graph is built: `xs.shape[1]` is `None`
# there, and a Python `for` cannot count to it. The loop itself has to become a part of the graph. Two ways:
#
# - `tf.scan(step, elements, initializer)` calls `step(state, element)` for every slice along the **first** axis of
#   `elements`, and stacks all states along the first axis;
# - a `for` over `tf.range(tf.shape(xs)[1])`, which `tf.function` turns into a loop of the graph. States are then
#   written into a `tf.TensorArray`: a Python list does not grow inside such a loop.
#
# Either way, remember that time is the second axis of `xs`; `tf.transpose(xs, [1, 0, 2])` brings it to the front.


# %% tags=["part"]
def rnn(xs, h0, kernel, recurrent, bias, return_sequences=False):
    """A simple recurrent network over whole sequences, equal to `keras.layers.SimpleRNN`.

    Runs eagerly and inside `tf.function`, there also when n and time are not known while tracing.

    Args:
        xs: `(n, time, f)` sequences, time at least 1. This and the others: what `tf.convert_to_tensor` takes, cast to
            float32.
        h0: `(n, u)` state before the first step.
        kernel: `(f, u)` weights of the input.
        recurrent: `(u, u)` weights of the state.
        bias: `(u,)`.
        return_sequences: whether to return the states of all steps (a Python bool).

    Returns:
        float32: the last state `(n, u)`, or with `return_sequences` the states after every step `(n, time, u)`.
    """
    ### BEGIN SOLUTION
    xs, h0, kernel, recurrent, bias = (tf.cast(value, tf.float32) for value in (xs, h0, kernel, recurrent, bias))

    def step(h, x):
        return rnn_cell(x, h, kernel, recurrent, bias)

    states = tf.scan(step, tf.transpose(xs, [1, 0, 2]), initializer=h0)
    return tf.transpose(states, [1, 0, 2]) if return_sequences else states[-1]
    ### END SOLUTION


# %% [markdown]
# **Pitfalls.** `h0` is not among the states that are returned. The states come out with time as the *second* axis
# again. And `for x in tf.unstack(xs, axis=1)` works, but only for a length that is known.
#
# A check on something real: scikit-learn's handwritten digits, 8 × 8 pixels, read row by row from the top. The same
# graph then runs on sequences of other lengths, traced once.

# %% tags=["demo"]
import matplotlib.pyplot as plt

from course.plots import use_style

use_style()
(x_train, y_train), (x_test, y_test) = digits()
rows = x_train[..., 0]  # (n, 8, 8): 8 steps with 8 features each

keras.utils.set_random_seed(0)
layer = keras.layers.SimpleRNN(24, return_sequences=True)
by_layer = layer(rows[:100])
weights = layer.get_weights()
states = rnn(rows[:100], np.zeros((100, 24)), *weights, return_sequences=True)
print(f"your rnn and keras.layers.SimpleRNN differ by at most {np.abs(by_layer - states).max():.1e}")

graph = tf.function(rnn).get_concrete_function(
    tf.TensorSpec((None, None, 8)), tf.TensorSpec((None, 24)), *[tf.TensorSpec(array.shape) for array in weights]
)
for length in (3, 8, 100):
    sequence, start = tf.random.normal((5, length, 8)), tf.zeros((5, 24))
    difference = np.abs(graph(sequence, start, *map(tf.constant, weights)) - layer(sequence)[:, -1]).max()
    print(f"one graph, {length:3} steps: differs by at most {difference:.1e}")

figure, (left, right) = plt.subplots(1, 2, figsize=(8, 3), width_ratios=(1, 2.4))
left.imshow(rows[3], cmap="gray_r", aspect="auto")
left.set(title=f"A {y_train[3]}, row by row", ylabel="step")
drawn = right.imshow(states[3], cmap="RdBu", vmin=-1, vmax=1, aspect="auto")
right.set(title="The state after each row (random weights)", xlabel="unit")
for panel in (left, right):
    panel.grid(visible=False)
figure.colorbar(drawn, ax=right)
plt.show()

# %% [markdown]
# ## `simple_rnn_params`: how many numbers to learn
#
# One dense layer over `n_in` inputs and `units` states, with a bias. The length of the sequence does not enter.


# %% tags=["part"]
def simple_rnn_params(n_in, units):
    """Number of parameters of `keras.layers.SimpleRNN(units)` for inputs of `n_in` features: an int."""
    ### BEGIN SOLUTION
    return units * (n_in + units + 1)
    ### END SOLUTION


# %% [markdown]
# The second factor shows where the weights sit: with many units, nearly all of them are in the recurrent matrix.

# %% tags=["demo"]
print(f"{'':31} {'formula':>8} {'Keras':>8}")
for n_in, units in ((1, 1), (8, 24), (100, 64), (100, 512)):
    layer = keras.layers.SimpleRNN(units)
    layer.build((None, None, n_in))
    print(f"{units:4} units on {n_in:3} features {simple_rnn_params(n_in, units):13,} {layer.count_params():8,}")

# %% [markdown]
# ## `gradient_norms`: why it is hard to remember
#
# To learn from its first input, the network needs a gradient that comes all the way back, from the last state $h_T$
# to an early one $h_t$. By the chain rule, that is a product of one matrix per step:
#
# $$
# \frac{\partial h_T}{\partial h_t} = \prod_{k=t+1}^{T} \frac{\partial h_k}{\partial h_{k-1}},
# \qquad
# \frac{\partial h_k}{\partial h_{k-1}} = U \cdot \mathrm{diag}\big(1 - h_k^2\big)
# $$
#
# Leave out the input and the $\tanh$ for a moment, and only $h \mapsto h\,U$ is left: then the product is the power
# $U^{T-t}$. Powers of a matrix grow or shrink like powers of its **spectral radius** $\rho$, the largest absolute
# value of its eigenvalues:
#
# $$\Big\lVert \frac{\partial h_T}{\partial h_t} \Big\rVert \approx c \, \rho^{\,T-t}$$
#
# After fifty steps, $0.9^{50}$ is 0.005 and $1.1^{50}$ is 117. The gradient **vanishes** or **explodes**; only at
# $\rho = 1$ it does neither (Hochreiter, 1991; Bengio et al., 1994).
#
# Measure it: walk $T$ = `steps` times from a random start, and let the tape compute the Jacobian matrix
# $\partial h_T / \partial h_t$ for every earlier state, from the nearest back to the start. The Frobenius norm
# is the root of the sum of all its squared entries, as `tf.norm` computes it.


# %% tags=["part"]
def gradient_norms(recurrent, steps, seed):
    """How much the last state of the linear recurrence h -> h · recurrent depends on each state before it.

    Args:
        recurrent: `(u, u)` matrix.
        steps: T, how often the matrix is applied.
        seed: an int, which draws the start h_0 (a linear map has the same Jacobian everywhere).

    Returns:
        List of `steps` floats: Frobenius norms of the Jacobian d h_T / d h_t for t = T-1, T-2, …, 0, by automatic
        differentiation.
    """
    ### BEGIN SOLUTION
    recurrent = tf.cast(recurrent, tf.float32)
    units = len(recurrent)
    # One copy of the state for each row of the Jacobian: copy i is asked for the gradient of entry i of h_T.
    h = tf.repeat(tf.random.stateless_normal((1, units), seed=(seed, 0)), units, axis=0)
    states = [h]
    with tf.GradientTape() as tape:
        tape.watch(h)
        for _ in range(steps):
            states.append(states[-1] @ recurrent)
    jacobians = tape.gradient(states[-1], states[:-1], output_gradients=tf.eye(units))
    return [float(tf.norm(jacobian)) for jacobian in reversed(jacobians)]
    ### END SOLUTION


# %% [markdown]
# **Pitfalls.** The gradient of the *sum* of $h_T$ is one row vector, the sum of the Jacobian's rows: entries may
# cancel. The order of the list runs back in time: its first entry is one step away, the last one `steps` steps.
#
# On a logarithmic axis the lines below become straight after a few steps, and then their slope is $\log \rho$. The
# bend at the beginning belongs to the constant $c$: the norm of a matrix may be larger than its spectral radius.

# %% tags=["demo"]
rng = np.random.default_rng(0)
matrix = rng.normal(size=(24, 24))
matrix /= np.abs(np.linalg.eigvals(matrix)).max()  # spectral radius 1

curves(
    {
        f"spectral radius {radius:g}": gradient_norms(radius * matrix, 60, seed=0)
        for radius in (1.2, 1.05, 1.0, 0.95, 0.8)
    },
    x=np.arange(1, 61),
    xlabel="steps back in time",
    ylabel="norm of the Jacobian",
    title="Vanishing and exploding gradients",
    log=True,
)

# %% [markdown]
# ### With tanh, on real data
#
# The factor $1 - h_k^2$ is at most 1. It makes vanishing worse, and tames explosion, until the states are saturated
# and nothing gets through at all. Below, digits are read pixel by pixel, 64 steps of one feature, by networks
# whose recurrent matrix is an orthogonal one (all its eigenvalues lie on the unit circle: Keras' default) times a
# gain. The curves show how much of the gradient of the last state arrives at each earlier one.

# %% tags=["demo"]
pixels = x_train.reshape(len(x_train), 64, 1)


def gradients_through_time(gain, units=32, count=50):
    """Mean norm of the gradient of a random projection of the last state, for every earlier state, last first."""
    draw = np.random.default_rng(1)
    recurrent = gain * np.linalg.qr(draw.normal(size=(units, units)))[0]
    kernel = draw.normal(size=(1, units)) / np.sqrt(units)
    h = tf.zeros((count, units))
    states = [h]
    with tf.GradientTape() as tape:
        tape.watch(h)
        for step in range(64):
            states.append(rnn_cell(pixels[:count, step], states[-1], kernel, recurrent, np.zeros(units)))
        last = tf.reduce_sum(states[-1] * draw.normal(size=units).astype("float32"))
    return [float(tf.reduce_mean(tf.norm(g, axis=1))) for g in reversed(tape.gradient(last, states))]


figure = curves(
    {f"gain {gain:g}": gradients_through_time(gain) for gain in (2.0, 1.5, 1.0, 0.8, 0.5)},
    xlabel="steps back in time",
    ylabel="size of the gradient",
    title="The same with tanh, reading digits pixel by pixel",
    log=True,
)
figure.axes[0].set_ylim(1e-12, 1e8)
figure

# %% [markdown]
# At gain 0.5 the first half of the digit is out of reach: after thirty steps there is nothing left to learn from. The
# way out is another cell, whose state changes by a sum instead of a product: the LSTM of topic 19. Against gradients
# that are too *large*, there is a simpler remedy.

# %% [markdown]
# ## `clip_by_global_norm`: a speed limit
#
# An exploding gradient points in a useful direction; it is only far too long, and one step along it throws the
# weights far away. So keep the direction and limit the length (Pascanu et al., 2013). Take all gradients $g_1, g_2,
# \dots$ of a model as one long vector; its length is the **global norm**:
#
# $$
# \lVert g \rVert = \sqrt{\sum_i \lVert g_i \rVert^2},
# \qquad
# \hat g_i = g_i \cdot \frac{m}{\max(\lVert g \rVert, m)}
# $$
#
# With the same factor for all of them, the direction stays. Below the limit $m$ the factor is $m / m = 1$: nothing
# changes. Where the loss does not depend on a variable, a tape gives `None` in place of a gradient: it counts for
# nothing, and stays in its place, since the optimizer pairs gradients and variables by their order.


# %% tags=["part"]
def clip_by_global_norm(gradients, max_norm):
    """Gradients scaled down together where their global norm exceeds `max_norm` (Pascanu et al., 2013), by hand.

    Args:
        gradients: list of tensors of any shapes, and None where there is no gradient.
        max_norm: positive float, the largest global norm that is left as it is.

    Returns:
        `(clipped, norm)`: the list of float32 tensors, with None where it was, and the global norm before clipping,
        a scalar. The list that came in is not changed.
    """
    ### BEGIN SOLUTION
    tensors = [None if g is None else tf.cast(tf.convert_to_tensor(g), tf.float32) for g in gradients]
    total = tf.add_n([tf.reduce_sum(tf.square(g)) for g in tensors if g is not None] or [tf.constant(0.0)])
    # The slope of the root is infinite at 0: leave it out there, so that gradients through the clipping are no NaN.
    norm = tf.where(total > 0, tf.sqrt(tf.where(total > 0, total, 1.0)), 0.0)
    scale = max_norm / tf.maximum(norm, max_norm)
    return [None if g is None else g * scale for g in tensors], norm
    ### END SOLUTION


# %% [markdown]
# **Pitfalls.** Clipping each gradient on its own (`tf.clip_by_norm`) or each entry (`tf.clip_by_value`) bends the
# direction. Dividing by the norm always would lengthen short gradients too, and fail where it is 0. TensorFlow has
# `tf.clip_by_global_norm`, and Keras' optimizers take `global_clipnorm=`: once you know what they do, use them.

# %% [markdown]
# ## `sequence_classifier`: reading to the end, then deciding
#
# ```
# (n, any length, features)  ->  SimpleRNN  ->  last state (n, units)  ->  Dense, softmax  ->  (n, classes)
# ```
#
# `keras.Input((None, n_features))` leaves the length open. Nothing is masked: zeros are pixels like any others here,
# not padding.


# %% tags=["part"]
def sequence_classifier(n_features, units, n_classes):
    """An uncompiled model `(n, any length, n_features)` -> `(n, n_classes)` probabilities, by a SimpleRNN.

    Args:
        n_features: features of each step.
        units: of the recurrent layer, which has Keras' default activation.
        n_classes: outputs of the softmax layer on its last state. No masking.
    """
    ### BEGIN SOLUTION
    return keras.Sequential(
        [
            keras.Input((None, n_features)),
            keras.layers.SimpleRNN(units),
            keras.layers.Dense(n_classes, activation="softmax"),
        ]
    )
    ### END SOLUTION


# %% [markdown]
# **Pitfalls.** With `return_sequences=True` there would be one decision per step. And a length in the `Input`, say
# `(64, n_features)`, would refuse all others.
#
# ## The cure at work
#
# Now all pieces together: digits as 32 steps of two pixels, a network with 32 units, and plain gradient descent. The
# recurrent matrix starts with a gain, as if training had already taken it into dangerous country. Each run notes the
# global norm of every step's gradient; two of them clip it at 0.5.

# %% tags=["demo"]
STEPS, UNITS, EPOCHS, BATCH, RATE = 32, 32, 8, 64, 0.5
x_sequences = x_train.reshape(len(x_train), STEPS, -1)
x_test_sequences = x_test.reshape(len(x_test), STEPS, -1)
loss_fn = keras.losses.SparseCategoricalCrossentropy()


def train(gain, max_norm):
    """Train from a recurrent matrix times `gain`; losses and gradient norms of every step, test accuracy."""
    keras.utils.set_random_seed(0)
    model = sequence_classifier(x_sequences.shape[-1], UNITS, 10)
    kernel, recurrent, *others = model.get_weights()
    model.set_weights([kernel, gain * recurrent, *others])
    optimizer = keras.optimizers.SGD(RATE)

    @tf.function
    def step(x, y):
        with tf.GradientTape() as tape:
            loss = loss_fn(y, model(x, training=True))
        gradients, norm = clip_by_global_norm(tape.gradient(loss, model.trainable_variables), max_norm)
        optimizer.apply(gradients, model.trainable_variables)
        return loss, norm

    data = tf.data.Dataset.from_tensor_slices((x_sequences, y_train)).shuffle(len(y_train), seed=0)
    data = data.batch(BATCH, drop_remainder=True).repeat(EPOCHS)
    losses, norms = np.array([[float(value) for value in step(x, y)] for x, y in data]).T
    accuracy = np.mean(np.argmax(model(x_test_sequences), axis=1) == y_test)
    return losses, norms, accuracy


LIMIT = 0.5
runs = {
    "gain 1.5": train(1.5, max_norm=1e9),
    "gain 1.5, clipped": train(1.5, max_norm=LIMIT),
    "gain 0.5, clipped": train(0.5, max_norm=LIMIT),
}
for name, (_, norms, accuracy) in runs.items():
    print(f"{name:24} largest gradient {norms.max():8.1f}   test accuracy {accuracy:.2f}")


def smooth(values, width=15):
    return np.convolve(values, np.ones(width) / width, mode="valid")


figure, (left, right) = plt.subplots(1, 2, figsize=(10, 3.6))
for name, (losses, norms, accuracy) in runs.items():
    left.semilogy(norms, label=name, linewidth=1)
    right.plot(smooth(losses), label=f"{name}: accuracy {accuracy:.2f}")
left.axhline(LIMIT, color="black", linewidth=1, linestyle=":", label="the limit")
left.set(title="Global norm of the gradient, before clipping", xlabel="step", ylim=(0.05, 20))
right.set(title="Training loss (smoothed)", xlabel="step", ylim=(0, 4))
left.legend(fontsize=8, loc="lower left")
right.legend(fontsize=8, loc="lower left")
plt.show()

# %% [markdown]
# Without a limit, a few steps that are far too long throw the weights into a place from which they hardly return. With
# the limit, the same start learns well, although its gradients are by no means smaller. And the network with gain 0.5
# shows what clipping cannot do: it reads the end of each digit and learns little from its beginning, where the
# gradient has vanished.

# %% [markdown]
# ## What you have learned
#
# - A recurrent network applies one cell at every step. Its size does not depend on the length of the sequence.
# - In a graph of unknown length the loop is a part of the graph: `tf.scan`, or `for` over `tf.range`.
# - The gradient through time is a product of matrices: it vanishes or explodes with the spectral radius.
# - Clipping by the global norm keeps the direction and limits the length. It cures explosion, not vanishing.
#
# **Pitfalls.** Time on the wrong axis; `None` gradients left out of the list; clipping each gradient on its own; a
# fixed length in the model's input; hoping that clipping brings back what has vanished.
#
# **Read on**
#
# - J. Elman: *Finding Structure in Time*, Cognitive Science 14, 1990.
# - Y. Bengio, P. Simard, P. Frasconi: *Learning Long-Term Dependencies with Gradient Descent is Difficult*, IEEE
#   Transactions on Neural Networks 5(2), 1994.
# - R. Pascanu, T. Mikolov, Y. Bengio: *On the difficulty of training recurrent neural networks*, ICML 2013.
# - Q. Le, N. Jaitly, G. Hinton: *A Simple Way to Initialize Recurrent Networks of Rectified Linear Units*, 2015
#   (digits read pixel by pixel).
# - TensorFlow guide *Working with RNNs*, https://www.tensorflow.org/guide/keras/working_with_rnns.
