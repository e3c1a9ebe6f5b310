# %% [markdown]
# # 19 · LSTM and GRU text classifiers · LSTM、GRU 文本分类
#
# A film review is a sentence of any length, and its verdict may hang on its first word. In this topic you will
#
# - compute one step of an LSTM and of a GRU by hand, gate by gate;
# - count their parameters, and know why Keras' GRU has a few more than the paper's;
# - turn texts into padded rows of integers, as Keras' `TextVectorization` does;
# - build two classifiers that skip the padding and that a GPU can run on its fast cuDNN kernels;
# - train them on real reviews, and look inside one while it reads.
#
# You should know the simple recurrent network of topic 18 and why its gradients vanish.

# %% tags=["given"]
import re
import string
from collections import Counter

import keras
import numpy as np
import tensorflow as tf

from course.data import reviews
from course import check

# %% [markdown]
# ## Why gates?
#
# A simple recurrent network computes $h_t = \tanh(x_t W + h_{t-1} U + b)$. To reach the first word, a gradient
# passes through every step in between, and each step multiplies it by $U$ and by a slope of $\tanh$ that is at most
# 1. Sixty factors below 1 leave nothing: the network cannot learn from the first word.
#
# An **LSTM** (long short-term memory) carries a second state along, the *cell* $c$, that is changed only by a sum:
# part of the old cell, plus something new. Three **gates** decide how much. A gate is a vector of numbers between 0
# (closed) and 1 (open), computed by a sigmoid $\sigma$ from the current input and the last output:
#
# - the **input gate** $i$: how much of the new content is written;
# - the **forget gate** $f$: how much of the old cell is kept (1 keeps all, in spite of its name);
# - the **output gate** $o$: how much of the cell is shown to the outside.
#
# Along the cell the gradient of one step is just $\partial c_t / \partial c_{t-1} = f_t$ (leaving the way through
# $h$ aside). A gate that stays open passes it on undiminished.

# %% [markdown]
# ## `lstm_cell`: one step of an LSTM, by hand
#
# With a batch of inputs $x$ `(n, f)`, the last output $h$ and cell $c$, both `(n, u)`:
#
# $$
# \begin{aligned}
# i &= \sigma(x W_i + h U_i + b_i) &
# f &= \sigma(x W_f + h U_f + b_f) \\
# \tilde c &= \tanh(x W_c + h U_c + b_c) &
# o &= \sigma(x W_o + h U_o + b_o) \\
# c' &= f \odot c + i \odot \tilde c &
# h' &= o \odot \tanh(c')
# \end{aligned}
# $$
#
# Keras keeps the four $W$ side by side in one matrix, `kernel` `(f, 4u)`, in the order **i, f, c, o**; likewise the
# four $U$ in `recurrent` `(u, 4u)` and the four $b$ in `bias` `(4u,)`. So two matrix products give all four sums at
# once, and `tf.split` takes them apart.


# %% tags=["part"]
def lstm_cell(x, h, c, kernel, recurrent, bias):
    """One step of an LSTM by hand (Hochreiter & Schmidhuber, 1997; forget gate: Gers et al., 2000).

    Args:
        x: `(n, f)` inputs of this step. This and the others: what `tf.convert_to_tensor` takes, cast to float32.
        h: `(n, u)` output of the last step.
        c: `(n, u)` cell of the last step.
        kernel: `(f, 4u)` weights of the input, gates side by side in Keras' order i, f, c, o.
        recurrent: `(u, 4u)` weights of the last output, same order.
        bias: `(4u,)`, same order.

    Returns:
        `(h, c)`: the new output and the new cell, float32 `(n, u)` each.
    """
    ### BEGIN SOLUTION
    x, h, c, kernel, recurrent, bias = (tf.cast(value, tf.float32) for value in (x, h, c, kernel, recurrent, bias))
    i, f, candidate, o = tf.split(x @ kernel + h @ recurrent + bias, 4, axis=-1)
    c = tf.sigmoid(f) * c + tf.sigmoid(i) * tf.tanh(candidate)
    return tf.sigmoid(o) * tf.tanh(c), c
    ### END SOLUTION


# %% [markdown]
# **Pitfalls.** The candidate $\tilde c$ and the cell on its way out go through $\tanh$, not through a sigmoid. The
# result is `(h, c)`, the output first. PyTorch uses the order i, f, g, o (the same), TensorFlow's old `BasicLSTMCell`
# i, c, f, o: weights from elsewhere may have to be permuted.
#
# Step your cell along a sequence and it should agree with the layer. Then to the point of it all: how much of the
# gradient of the last output reaches each earlier input? The forget gate's bias makes the difference, so Keras
# starts it at 1 (Jozefowicz et al., 2015).

# %% tags=["demo"]
from course.plots import curves


def unroll(step, inputs, state):
    """Feed `inputs` (n, steps, f) to `step(x, *state) -> state`, one by one; the last output."""
    for x in tf.unstack(inputs, axis=1):
        state = step(x, *state)
    return state[0]


rng = np.random.default_rng(0)
n, steps, features, units = 3, 60, 8, 16
sequence = tf.constant(rng.normal(size=(n, steps, features)), tf.float32)
zeros = tf.zeros((n, units))

layer = keras.layers.LSTM(units)
by_layer = layer(sequence)
by_hand = unroll(lambda x, h, c: lstm_cell(x, h, c, *layer.get_weights()), sequence, (zeros, zeros))
print(f"your cell and keras.layers.LSTM differ by at most {np.abs(by_layer - by_hand).max():.1e}")


def simple_step(x, h):
    return (tf.tanh(x @ kernel[:, :units] + h @ recurrent[:, :units]),)


kernel, recurrent, _ = layer.get_weights()
runs = {"simple RNN": (simple_step, (zeros,))}
for forget in (0.0, 1.0, 3.0):
    bias = np.repeat([0.0, forget, 0.0, 0.0], units)
    runs[f"LSTM, forget bias {forget:g}"] = (
        lambda x, h, c, bias=bias: lstm_cell(x, h, c, kernel, recurrent, bias),
        (zeros, zeros),
    )

reach = {}
for name, (step, start) in runs.items():
    with tf.GradientTape() as tape:
        tape.watch(sequence)
        last = tf.reduce_sum(unroll(step, sequence, start))
    reach[name] = tf.norm(tape.gradient(last, sequence), axis=(0, 2))[::-1]

figure = curves(
    reach,
    xlabel="steps back in time",
    ylabel="size of the gradient",
    title="Who remembers? The gradient of the last output",
    log=True,
)
figure.axes[0].set_ylim(1e-15, 10)
figure

# %% [markdown]
# ## `gru_cell`: one step of a GRU, by hand
#
# The **gated recurrent unit** makes do with one state and two gates (Cho et al., 2014): the **update gate** $z$
# blends the old state with the candidate, and the **reset gate** $r$ decides how much of the old state the candidate
# may look at.
#
# $$
# \begin{aligned}
# z &= \sigma(x W_z + h U_z + b_z) \\
# r &= \sigma(x W_r + h U_r + b_r) \\
# \tilde h &= \tanh\big(x W_h + (r \odot h)\, U_h + b_h\big) \\
# h' &= z \odot h + (1 - z) \odot \tilde h
# \end{aligned}
# $$
#
# The order in `kernel` `(f, 3u)`, `recurrent` `(u, 3u)` and `bias` `(3u,)` is **z, r, h**. Here the reset gate acts
# on $h$ *before* the product with $U_h$, as in the paper: Keras calls that `reset_after=False`. Since $r$ has to be
# there before that product, one single product with all of `recurrent` will not do.


# %% tags=["part"]
def gru_cell(x, h, kernel, recurrent, bias):
    """One step of a GRU by hand, the reset gate applied before the recurrent product (Cho et al., 2014).

    Args:
        x: `(n, f)` inputs of this step. This and the others: what `tf.convert_to_tensor` takes, cast to float32.
        h: `(n, u)` state of the last step.
        kernel: `(f, 3u)` weights of the input, side by side in Keras' order z, r, h.
        recurrent: `(u, 3u)` weights of the last state, same order.
        bias: `(3u,)`, same order.

    Returns:
        The new state, float32 `(n, u)`.
    """
    ### BEGIN SOLUTION
    x, h, kernel, recurrent, bias = (tf.cast(value, tf.float32) for value in (x, h, kernel, recurrent, bias))
    from_x_z, from_x_r, from_x_h = tf.split(x @ kernel + bias, 3, axis=-1)
    recurrent_z, recurrent_r, recurrent_h = tf.split(recurrent, 3, axis=-1)
    z = tf.sigmoid(from_x_z + h @ recurrent_z)
    r = tf.sigmoid(from_x_r + h @ recurrent_r)
    candidate = tf.tanh(from_x_h + (r * h) @ recurrent_h)
    return z * h + (1.0 - z) * candidate
    ### END SOLUTION


# %% [markdown]
# **Pitfalls.** Which way round does $z$ blend? Keras and the paper keep the old state where $z$ is 1; other texts
# (Chung et al., 2014) swap the two, which is an equally good network with other weights. And `h *= r` would change an
# array that belongs to the caller: write a new one.

# %% tags=["demo"]
layer = keras.layers.GRU(units, reset_after=False)
by_layer = layer(sequence)
by_hand = unroll(lambda x, h: (gru_cell(x, h, *layer.get_weights()),), sequence, (zeros,))
print(f"your cell and keras.layers.GRU differ by at most {np.abs(by_layer - by_hand).max():.1e}")

# %% [markdown]
# ## `lstm_params`, `gru_params`: how many numbers to learn
#
# Each gate (and the candidate) is a small dense layer that sees the input and the last output: $u$ outputs, each with
# `n_in` + $u$ weights and one bias. An LSTM has four of them, a GRU three.
#
# One detail costs a few numbers more. By default, Keras' GRU applies the reset gate *after* the recurrent product,
# $\tilde h = \tanh\big(x W_h + b_h + r \odot (h U_h + b'_h)\big)$, since NVIDIA's cuDNN kernels compute it that way
# and one product with all of `recurrent` then suffices. There a bias outside of the bracket is not the same as one
# inside, so this form has **two** biases for each of its three layers, one for the input and one for the recurrent
# product.


# %% tags=["part"]
def lstm_params(n_in, units):
    """Number of parameters of `keras.layers.LSTM(units)` for inputs of `n_in` features: an int."""
    ### BEGIN SOLUTION
    return 4 * units * (n_in + units + 1)
    ### END SOLUTION


def gru_params(n_in, units, reset_after=True):
    """Number of parameters of `keras.layers.GRU(units, reset_after=reset_after)` for `n_in` features: an int.

    With `reset_after` the layer has two biases for each gate, without it one.
    """
    ### BEGIN SOLUTION
    biases = 2 if reset_after else 1
    return 3 * units * (n_in + units + biases)
    ### END SOLUTION


# %% [markdown]
# Compare with the layers themselves. The simple recurrent network of topic 18 is there for scale: an LSTM has exactly
# four times as many.

# %% tags=["demo"]
print(f"{'layer':42} {'formula':>8} {'Keras':>8}")
for n_in, size in ((1, 1), (32, 32), (100, 64)):
    rows = [
        ("SimpleRNN", keras.layers.SimpleRNN(size), size * (n_in + size + 1)),
        ("LSTM", keras.layers.LSTM(size), lstm_params(n_in, size)),
        ("GRU, reset before", keras.layers.GRU(size, reset_after=False), gru_params(n_in, size, reset_after=False)),
        ("GRU, reset after", keras.layers.GRU(size), gru_params(n_in, size)),
    ]
    for name, layer, count in rows:
        layer.build((None, None, n_in))
        print(f"{name:18} {size:3} units, {n_in:3} inputs   {count:8,} {layer.count_params():8,}")

# %% [markdown]
# ## `encode_texts`: from words to numbers
#
# A network reads numbers. The usual way from a text to a row of integers has four steps:
#
# 1. **Standardize**: lower case, and delete the punctuation (the 32 signs of `string.punctuation`, nothing else). They
#    are deleted, not replaced by a space: `don't` becomes `dont`, `well-made` becomes `wellmade`.
# 2. **Split** at whitespace: spaces, tabs, line breaks, however many in a row.
# 3. **Count** all words of all texts, and keep the most frequent ones as the **vocabulary**. A word's place in it is
#    its number. The first two places are taken: 0 (`''`) is padding, 1 (`'[UNK]'`) stands for every other word.
# 4. **Pad or cut** every row to the same `length`: zeros at the end of short ones, the end of long ones cut off. The
#    vocabulary is counted on whole texts, before the cut.
#
# ```
# "A modest   masterpiece."   ->   a modest masterpiece   ->   [2, 1, 57, 0, 0]
# ```


# %% tags=["part"]
def encode_texts(texts, vocabulary_size, length):
    """Integer rows for texts, equal to those of `keras.layers.TextVectorization`, and the vocabulary they use.

    Args:
        texts: list or array of n strings.
        vocabulary_size: most entries that the vocabulary may have, the two special ones included.
        length: of every row: shorter texts are padded with 0 at the end, longer ones lose their end.

    Returns:
        `(ids, vocabulary)`: ids `(n, length)`, int32 or int64, 0 for padding and 1 for a word that is not in the
        vocabulary; the vocabulary a list of str, `''`, `'[UNK]'`, then the words from most to least frequent.
        (Among equally frequent words any order will do; Keras takes z before a.)
    """
    ### BEGIN SOLUTION
    standard = str.maketrans(string.ascii_uppercase, string.ascii_lowercase, string.punctuation)
    decoded = [text.decode() for text in tf.convert_to_tensor(texts, tf.string).numpy()]
    words = [re.findall(r"\S+", text.translate(standard), re.ASCII) for text in decoded]  # ASCII rules, as Keras
    counts = Counter(word for row in words for word in row)
    ranked = sorted(counts, key=lambda word: (counts[word], word), reverse=True)
    vocabulary = ["", "[UNK]", *ranked][:vocabulary_size]
    number = {word: place for place, word in enumerate(vocabulary)}
    ids = np.zeros((len(words), length), dtype=np.int32)
    for row, line in zip(ids, words, strict=True):
        found = [number.get(word, 1) for word in line[:length]]
        row[: len(found)] = found
    return tf.constant(ids), vocabulary
    ### END SOLUTION


# %% [markdown]
# **Pitfalls.** `vocabulary_size` counts the two special entries too, so 2,000 leaves room for 1,998 words. Padding
# goes to the *end*: cuDNN's kernels demand it. And in an honest experiment the vocabulary comes from the training
# texts alone; here we count words (not labels) of all of them, for brevity.
#
# Now the real thing: short film reviews from Rotten Tomatoes (Pang & Lee, 2005), labeled favorable (1) or not (0).

# %% tags=["demo"]
import matplotlib.pyplot as plt

from course.plots import use_style

use_style()
texts, labels = reviews()
VOCABULARY, LENGTH, TRAIN, VALIDATION = 2000, 20, 6000, 1500
ids, vocabulary = encode_texts(texts, VOCABULARY, LENGTH)
ids = np.array(ids)

print(texts[2], "->", ids[2])
print("back again:", " ".join(vocabulary[number] for number in ids[2] if number))
print("most frequent:", ", ".join(vocabulary[2:14]))

vectorize = keras.layers.TextVectorization(max_tokens=VOCABULARY, output_sequence_length=LENGTH)
vectorize.adapt(texts)
print("the same as Keras' TextVectorization:", vectorize.get_vocabulary() == vocabulary)

everything, _ = encode_texts(texts, 20_000, 60)
lengths = np.count_nonzero(everything, axis=1)
share = np.cumsum(np.bincount(np.ravel(everything))[2:]) / lengths.sum()
figure, (left, right) = plt.subplots(1, 2, figsize=(9, 3), layout="constrained")
left.hist(lengths, bins=range(0, 61, 2))
left.axvline(LENGTH, color="black", label=f"cut at {LENGTH}")
left.set(xlabel="words in a review", ylabel="reviews")
left.legend()
right.semilogx(np.arange(1, len(share) + 1), share)
right.axvline(VOCABULARY, color="black", label=f"{VOCABULARY:,} words are {share[VOCABULARY]:.0%} of the text")
right.set(xlabel="most frequent words kept", ylabel="share of the text", ylim=(0, 1.02))
right.legend(loc="upper left")
plt.show()

# %% [markdown]
# ## `lstm_classifier`, `gru_classifier`: reading a review
#
# ```
# ids (n, any length)  ->  Embedding  ->  LSTM or GRU  ->  Dense, sigmoid  ->  probability (n, 1)
# ```
#
# An **embedding** is a table with one learned vector per word. The recurrent layer reads these vectors one after the
# other and hands over its *last* output, a summary of the review; one sigmoid unit turns it into the probability of a
# favorable one.
#
# **Masking.** Most rows end in zeros. Without a mask the network would read them as words, and slowly forget the
# review while doing so. `Embedding(..., mask_zero=True)` sends a mask along that tells the recurrent layer to skip
# them: padding then changes nothing at all.
#
# **cuDNN.** On a GPU, Keras runs an LSTM or GRU with NVIDIA's fused kernel, many times faster than step by step. It can
# do so only for what that kernel knows: activation `tanh`, recurrent activation `sigmoid`, a bias, no recurrent
# dropout, no unrolling, for the GRU `reset_after=True`, and padding only at the end. Those are the defaults: the art
# is in not giving them up.
#
# For 2,000 words, 32 embedding dimensions and 32 units:
#
# | layer | parameters |
# | --- | --- |
# | embedding | 2,000 × 32 = 64,000 |
# | LSTM / GRU | 8,320 / 6,336 |
# | dense | 32 + 1 = 33 |
# | all | 72,353 / 70,369 |


# %% tags=["part"]
def lstm_classifier(vocabulary_size, embedding=32, units=32):
    """A model `(n, any length)` word ids -> `(n, 1)` probabilities, by an LSTM; compiled or not.

    Args:
        vocabulary_size: number of word ids, 0 (padding, masked) included.
        embedding: dimensions of a word's vector.
        units: of the recurrent layer, which must be eligible for the cuDNN kernels.
    """
    ### BEGIN SOLUTION
    return keras.Sequential(
        [
            keras.Input((None,), dtype="int32"),
            keras.layers.Embedding(vocabulary_size, embedding, mask_zero=True),
            keras.layers.LSTM(units),
            keras.layers.Dense(1, activation="sigmoid"),
        ]
    )
    ### END SOLUTION


def gru_classifier(vocabulary_size, embedding=32, units=32):
    """The same by a GRU."""
    ### BEGIN SOLUTION
    return keras.Sequential(
        [
            keras.Input((None,), dtype="int32"),
            keras.layers.Embedding(vocabulary_size, embedding, mask_zero=True),
            keras.layers.GRU(units),
            keras.layers.Dense(1, activation="sigmoid"),
        ]
    )
    ### END SOLUTION


# %% [markdown]
# **Pitfalls.** `return_sequences=True` would give one output per word. A recurrent layer already ends in `tanh`:
# `relu` there, "as everywhere else", makes it slow on a GPU, and apt to explode. `recurrent_dropout=0.2` also costs
# the fast kernel (plain `dropout` does not). And cuDNN refuses a row that is all padding: leave empty texts out.
#
# Does reading in order pay? Beside the two stands a model that just averages the vectors of the words: a bag of words
# without any order.

# %% tags=["demo"]
from course.plots import learning_curves


def averaging_classifier():
    return keras.Sequential(
        [
            keras.Input((None,), dtype="int32"),
            keras.layers.Embedding(VOCABULARY, 32, mask_zero=True),
            keras.layers.GlobalAveragePooling1D(),
            keras.layers.Dense(1, activation="sigmoid"),
        ]
    )


builders = {
    "LSTM": lambda: lstm_classifier(VOCABULARY),
    "GRU": lambda: gru_classifier(VOCABULARY),
    "averaged embedding": averaging_classifier,
}
models, histories = {}, {}
for name, build in builders.items():
    keras.utils.set_random_seed(1)
    models[name] = build()
    models[name].compile(keras.optimizers.Adam(2e-3), "binary_crossentropy", metrics=["accuracy"])
    histories[name] = models[name].fit(
        ids[:TRAIN],
        labels[:TRAIN],
        batch_size=128,
        epochs=3,
        validation_data=(ids[-VALIDATION:], labels[-VALIDATION:]),
        verbose=0,
    )
    print(f"{name:20} validation accuracy {histories[name].history['val_accuracy'][-1]:.2f}")

figure = learning_curves(histories)
figure.axes[0].get_legend().remove()
figure.axes[1].legend(loc="center left", bbox_to_anchor=(1.02, 0.5))
figure.set_figwidth(11)
figure

# %% [markdown]
# Seven in ten is far from perfect, and about what 6,000 short sentences give to models that have to learn every word
# from scratch. Chance is one in two. Training accuracy of the recurrent networks (solid) soon runs away from validation
# (dashed): the table of word vectors is large enough to learn the reviews by heart, the overfitting of topic 04. And
# the bag of words, slower to learn, is not far behind: for twenty words about one film, *which* words matters more
# than their order.
#
# ## Looking inside
#
# Your own cell can read along with the weights of the trained LSTM. A cell that is 1 instead of 0 before a step
# differs afterwards by exactly the forget gate, so the gate can be measured from outside. Dark columns are
# words at which the network lets go of what it knew. Below, the probability that the whole model would give if
# the review ended there.

# %% tags=["demo"]
table, kernel, recurrent, bias, dense, dense_bias = models["LSTM"].get_weights()
vectorize = keras.layers.TextVectorization(vocabulary=vocabulary[2:], output_sequence_length=LENGTH)


def read_along(text):
    """Words, forget gates `(words, units)` and probabilities `(words,)` while the trained LSTM reads a text."""
    numbers = [number for number in vectorize([text]).numpy()[0] if number]
    h = c = np.zeros((1, len(recurrent)), "float32")
    forget, probabilities = [], []
    for number in numbers:
        step = (kernel, recurrent, bias)
        x = table[number][None]
        forget.append((lstm_cell(x, h, c + 1.0, *step)[1] - lstm_cell(x, h, c, *step)[1])[0])
        h, c = lstm_cell(x, h, c, *step)
        probabilities.append(float(tf.sigmoid(h @ dense + dense_bias)[0, 0]))
    return [vocabulary[number] for number in numbers], np.array(forget), np.array(probabilities)


words, forget, probabilities = read_along("It starts out funny, but the ending is a dull and lifeless mess.")
figure, (top, bottom) = plt.subplots(2, 1, figsize=(8, 5), sharex=True, layout="constrained")
order = np.argsort(forget.mean(axis=0))
drawn = top.imshow(forget[:, order].T, aspect="auto", cmap="viridis", vmin=0.4, vmax=1)
top.grid(visible=False)
top.set(ylabel="units (sorted)", title="Forget gate: 1 keeps the memory, 0 wipes it")
figure.colorbar(drawn, ax=top)
colors = np.where(probabilities > 0.5, "tab:green", "tab:red")
bottom.bar(range(len(words)), probabilities - 0.5, bottom=0.5, color=colors)
bottom.axhline(0.5, color="black", linewidth=0.8)
bottom.set(ylabel="P(favorable) so far", ylim=(0, 1))
bottom.set_xticks(range(len(words)), words, rotation=45, ha="right")
plt.show()

# %% [markdown]
# Now with sentences of your own: change the list and run the cell again. Look for the limits too. Such a small model
# knows *dull* and *charming*; what *not* does to the word after it, it has seen too rarely.

# %% tags=["demo"]
sentences = [
    "A charming and moving film.",
    "Dull, predictable and far too long.",
    "I laughed, I cried, one of the best of the year!",
    "Not funny at all.",
    "Not bad at all.",
    "The film is about a dog.",
]
rows = vectorize(sentences).numpy()
guesses = {name: np.array(model(rows))[:, 0] for name, model in models.items()}
print(f"{'':52}" + "".join(f"{name:>20}" for name in guesses))
for number, sentence in enumerate(sentences):
    print(f"{sentence:52}" + "".join(f"{guess[number]:20.2f}" for guess in guesses.values()))

# %% [markdown]
# ## What you have learned
#
# - Gates make the way through time a sum, and its gradient a product of forget gates, which can stay near 1.
# - LSTM: gates i, f, c, o and two states. GRU: z, r, h and one. Four or three dense layers' worth of parameters.
# - `reset_after=True` gives the GRU a second bias, and cuDNN.
# - Texts become rows of numbers: standardize, split, look up, pad at the end. 0 is padding, 1 is unknown.
# - A mask makes padding free of consequences; the default activations keep a layer fast on a GPU.
#
# **Pitfalls.** Weights in another gate order; `(h, c)` swapped; padding without a mask; a vocabulary that is two words
# too long; judging by the training curve.
#
# **Read on**
#
# - S. Hochreiter, J. Schmidhuber: *Long Short-Term Memory*, Neural Computation 9(8), 1997.
# - F. Gers, J. Schmidhuber, F. Cummins: *Learning to Forget: Continual Prediction with LSTM*, Neural Computation
#   12(10), 2000.
# - K. Cho et al.: *Learning Phrase Representations using RNN Encoder-Decoder for Statistical Machine Translation*,
#   EMNLP 2014 (the GRU).
# - R. Jozefowicz, W. Zaremba, I. Sutskever: *An Empirical Exploration of Recurrent Network Architectures*, ICML 2015.
# - TensorFlow guides *Working with RNNs* and *Masking and padding with Keras*, https://www.tensorflow.org/guide/keras.
