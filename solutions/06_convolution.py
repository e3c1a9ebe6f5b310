# %% [markdown]
# # 06 · Convolution and pooling by hand, a CNN · 卷积、池化
#
# A photograph is no table. Its pixels have neighbors, and a cat is a cat in every corner of it. A dense layer knows
# neither: shuffle the pixels of all images in one and the same way, and it learns just as well. *Convolution* builds
# both facts into the layer. A small window slides over the image; at every position the same few weights look at what
# the window shows.
#
# **You will learn**
#
# - how large the result of a convolution is, and where TensorFlow pads;
# - to convolve and to pool by hand, without a convolution or pooling op;
# - what a kernel written by hand can see: edges;
# - to build a small CNN that reads digits, and to look at what its kernels have become.
#
# **You need** tensors and slices (topic 01), `Sequential` models and their parameter counts (02).

# %% tags=["given"]
import keras
import matplotlib.pyplot as plt
import numpy as np
import tensorflow as tf

from course.data import digits, mnist
from course.plots import image_grid, learning_curves
from course import check

# %% [markdown]
# ## Why a window?
#
# Let a layer turn a 28×28 image into 32 maps of 26×26 numbers.
#
# | layer | each output sees | weights | parameters |
# | --- | --- | --- | --- |
# | dense | all 784 pixels | its own | 784 · 21,632 + 21,632 = **16,981,120** |
# | convolution, 3×3 | 9 pixels around it | shared by a whole map | 9 · 32 + 32 = **320** |
#
# Few weights learn from few images. And since a map shares its weights, a pattern that moves in the image moves in the
# map and is found again: convolution is *translation equivariant*.

# %% [markdown]
# ## `conv_output_size`: how often the window fits
#
# Along one axis, put a window of $k$ cells (the *kernel*) on $n$ cells (the *size*), and move it by $s$ cells (the
# *stride*) at a time. How many positions are there? That depends on what happens at the border:
#
# - `"valid"`: the window stays inside. It starts at $0, s, 2s, \dots$ and its last cell must not pass cell $n - 1$.
#   What does not fill another step is not looked at.
#
#   $$n' = \left\lfloor \frac{n - k}{s} \right\rfloor + 1$$
#
# - `"same"`: zeros are put around the image, so that every $s$-th cell gets a window. At stride 1 the result is as
#   large as the image, hence the name. The kernel's size does not matter.
#
#   $$n' = \left\lceil \frac{n}{s} \right\rceil$$


# %% tags=["part"]
def conv_output_size(size, kernel, stride=1, padding="valid"):
    """How many outputs a convolution has along one axis, as TensorFlow counts them.

    Args:
        size: cells of the input along this axis.
        kernel: cells of the window.
        stride: how far the window moves at a time.
        padding: `"valid"` or `"same"`, in lower case.

    Returns:
        A Python int.

    Raises:
        ValueError: for another padding, or for a kernel that is larger than a valid input.
    """
    ### BEGIN SOLUTION
    if padding == "same":
        return int(-(-size // stride))
    if padding != "valid":
        raise ValueError(f"the padding must be 'valid' or 'same', not {padding!r}")
    if kernel > size:
        raise ValueError(f"a kernel of {kernel} does not fit into {size}: take a smaller one, or padding='same'")
    return int((size - kernel) // stride + 1)
    ### END SOLUTION


# %% [markdown]
# ### Where the zeros go
#
# For `"same"`, the $n'$ windows together span $(n' - 1)\,s + k$ cells. What is missing is made up by zeros:
#
# $$p = \max\big((n' - 1)\,s + k - n,\; 0\big), \qquad
#   p_\text{before} = \left\lfloor \frac{p}{2} \right\rfloor, \qquad p_\text{after} = p - p_\text{before} .$$
#
# When $p$ is odd, TensorFlow puts the odd zero **after** the image. That happens more often than you may think: with an
# even kernel at stride 1, and with a 3×3 kernel at stride 2 on an even size. In the picture each bar is one window.

# %% tags=["demo"]
settings = [(7, 3, 1, "valid"), (7, 3, 2, "valid"), (6, 3, 2, "valid")]
settings += [(7, 3, 1, "same"), (7, 4, 1, "same"), (6, 3, 2, "same")]
figure, axes = plt.subplots(2, 3, figsize=(10, 4.6), layout="constrained")
for axis, (size, kernel, stride, padding) in zip(axes.flat, settings, strict=True):
    outputs = conv_output_size(size, kernel, stride, padding)
    zeros = max((outputs - 1) * stride + kernel - size, 0) if padding == "same" else 0
    before = zeros // 2
    for cell in range(-before, size + zeros - before):
        inside = 0 <= cell < size
        axis.text(cell + 0.5, 0.45, str(cell) if inside else "0", ha="center", color="black" if inside else "C3")
        axis.axvspan(cell + 0.04, cell + 0.96, color="C0" if inside else "C3", alpha=0.12)
    for number in range(outputs):
        axis.barh(number + 1.3, kernel, left=number * stride - before, height=0.6, color="C0")
    axis.set(title=f"n={size}, k={kernel}, s={stride}, {padding}: {outputs} outputs", ylim=(9, 0), xlim=(-2, 9.5))
    axis.set_axis_off()
plt.show()

# %% [markdown]
# ## `conv2d`: the window's weighted sum
#
# An image has a height, a width and channels. A kernel has a height, a width, one weight for each input channel, and
# all this once for each output channel: `(kh, kw, c_in, c_out)`. With $p$ zeros before the rows and $q$ before the
# columns,
#
# $$\text{out}[y, x, o] \;=\; \sum_{i=0}^{k_h-1} \sum_{j=0}^{k_w-1} \sum_{c}
#   \text{image}[\,y s + i - p,\; x s + j - q,\; c\,] \cdot \text{kernel}[i, j, c, o] .$$
#
# (Mathematicians turn the kernel upside down first and call this a *cross-correlation*. For weights that are learned it
# makes no difference, and every deep learning library does it as written here.)
#
# Read it as loops: over $y$, $x$, $i$, $j$, $c$ and $o$. Six nested Python loops are right, and slow. Which loops can
# TensorFlow do at once?
#
# - *Over the pixels.* Fix one cell $(i, j)$ of the window. Over all positions it sees a shifted copy of the image,
#   every $s$-th pixel of it: one slice. Multiply that by `kernel[i, j]`, which is a matrix `(c_in, c_out)`, and add up
#   the $k_h \cdot k_w$ results.
# - *Over the window.* Cut out all windows (`tf.image.extract_patches`), lay each out as one row, lay the kernel out as a
#   matrix: the whole convolution is one matrix product. This is called *im2col*, and is what many libraries do.


# %% tags=["part"]
def conv2d(image, kernel, stride=1, padding="valid"):
    """Convolve one image, by hand: no convolution op. Not flipped, as in deep learning.

    Args:
        image: `(h, w, c_in)`: what `tf.convert_to_tensor` takes, cast to float32.
        kernel: `(kh, kw, c_in, c_out)`, likewise.
        stride: how far the window moves at a time, down and to the right.
        padding: `"valid"`, or `"same"` for zeros where TensorFlow puts them (the odd one after the image).

    Returns:
        `(h', w', c_out)` float32.

    Raises:
        ValueError: for another padding, or for a kernel that is larger than a valid image.

    Differentiable in both arguments; runs inside `tf.function` on known shapes.
    """
    ### BEGIN SOLUTION
    image, kernel = tf.cast(image, tf.float32), tf.cast(kernel, tf.float32)
    (h, w, _), (kh, kw, _, _) = image.shape, kernel.shape
    rows = conv_output_size(h, kh, stride, padding)
    columns = conv_output_size(w, kw, stride, padding)
    if padding == "same":
        down = max((rows - 1) * stride + kh - h, 0)
        right = max((columns - 1) * stride + kw - w, 0)
        image = tf.pad(image, [(down // 2, down - down // 2), (right // 2, right - right // 2), (0, 0)])
    result = 0.0
    for i in range(kh):
        for j in range(kw):
            seen = image[i : i + (rows - 1) * stride + 1 : stride, j : j + (columns - 1) * stride + 1 : stride]
            result += seen @ kernel[i, j]
    return result
    ### END SOLUTION


# %% [markdown]
# **Pitfalls**
#
# - `padding="same"` is not "one zero on each side": that is right for a 3×3 kernel at stride 1 and wrong elsewhere. A
#   network whose weights come from PyTorch, which pads evenly, is off by one pixel here.
# - `tf.image.extract_patches` wants a batch, and gives `(1, h', w', kh·kw·c_in)`: in which order are the last numbers?
# - A result of shape `(h', w')` for one output channel: the channel axis stays.
#
# One position by eye. The kernel asks "is it brighter on the right than on the left?"


# %% tags=["demo"]
def numbers(axis, array, title, box=None):
    """Draw a small matrix as gray cells with their numbers, and on demand a box (row, column, size) around some."""
    axis.imshow(array, cmap="Blues", vmin=np.min(array) - 1, vmax=np.max(array) + 6)
    for (row, column), value in np.ndenumerate(array):
        axis.text(column, row, f"{value:g}", ha="center", va="center")
    if box is not None:
        row, column, size = box
        frame = plt.Rectangle((column - 0.5, row - 0.5), size, size, fill=False, edgecolor="C1", linewidth=3)
        axis.add_patch(frame)
    axis.set(xticks=[], yticks=[], title=title)


picture = np.array([[1, 1, 2, 5, 5], [0, 1, 1, 6, 5], [1, 0, 2, 5, 6], [1, 1, 1, 5, 5], [0, 1, 2, 6, 5]])
brighter = np.array([[-1, 0, 1]] * 3)
edges = conv2d(picture[..., None], brighter[..., None, None])
figure, axes = plt.subplots(1, 3, figsize=(9, 3.2), width_ratios=[5, 3, 3], layout="constrained")
numbers(axes[0], picture, "image (5, 5, 1)", (1, 1, 3))
numbers(axes[1], brighter, "kernel (3, 3, 1, 1)")
numbers(axes[2], edges.numpy()[..., 0], "result (3, 3, 1)", (1, 1, 1))
plt.show()

# %% [markdown]
# Now a real photograph, and three kernels written by hand. The same few numbers do the same thing everywhere in it. Look
# at the border of the blurred picture: the zeros around an image are black, and they creep in.

# %% tags=["demo"]
from sklearn.datasets import load_sample_image

photo = load_sample_image("china.jpg")[::3, ::3].astype("float32") / 255
kernels = {
    "blur": np.full((5, 5), 1 / 25),
    "sharpen": [[0, -1, 0], [-1, 5, -1], [0, -1, 0]],
    "emboss": [[-2, -1, 0], [-1, 1, 1], [0, 1, 2]],
}
results = [photo]
for weights in kernels.values():
    same_for_each_color = np.reshape(weights, (*np.shape(weights), 1, 1)) * np.eye(3)
    results.append(conv2d(photo, same_for_each_color, padding="same"))

theirs = keras.ops.conv(photo[None], tf.cast(same_for_each_color, tf.float32), padding="same")[0]
print(f"your conv2d and TensorFlow's differ by at most {np.abs(results[-1] - theirs).max():.1e}")
figure, axes = plt.subplots(2, 2, figsize=(9, 6.3), layout="constrained")
for axis, image, name in zip(axes.flat, results, ["photograph", *kernels], strict=True):
    axis.imshow(np.clip(image, 0, 1))
    axis.set_title(name)
    axis.set_axis_off()
plt.show()

# %% [markdown]
# ## `max_pool2d`: keep the strongest
#
# A map says where a pattern was found, to the pixel. Often *about there* is enough. Max-pooling slides a window too,
# but without weights: it keeps the largest value of each channel,
#
# $$\text{out}[y, x, c] = \max_{0 \le i, j < k} \text{image}[\,y s + i,\; x s + j,\; c\,] .$$
#
# Usually the windows touch without overlapping: the stride is the size. A 2×2 pooling then leaves a quarter of the
# numbers, and the layers above see twice as far. Here it is always *valid*: a last row that does not fill a window is
# dropped.
#
# The gradient is simple: it goes to the winner of each window, and to nobody else. A pixel that wins in several
# overlapping windows gets the sum.


# %% tags=["part"]
def max_pool2d(image, size=2, stride=None):
    """Max-pool one image, by hand: no pooling op. Valid: every window lies inside the image.

    Args:
        image: `(h, w, c)`: what `tf.convert_to_tensor` takes, cast to float32.
        size: side of the square window.
        stride: how far the window moves at a time; by default as far as it is wide.

    Returns:
        `(h', w', c)` float32: the largest value of each channel in each window.

    Differentiable; runs inside `tf.function` on known shapes.
    """
    ### BEGIN SOLUTION
    image = tf.cast(image, tf.float32)
    stride = size if stride is None else stride
    height, width, _ = image.shape
    last_row = (conv_output_size(height, size, stride) - 1) * stride
    last_column = (conv_output_size(width, size, stride) - 1) * stride
    shifted = [
        image[i : i + last_row + 1 : stride, j : j + last_column + 1 : stride] for i in range(size) for j in range(size)
    ]
    return tf.reduce_max(tf.stack(shifted), axis=0)
    ### END SOLUTION


# %% [markdown]
# **Pitfalls**
#
# - Padding with zeros before taking the maximum: where all values are negative, the zero wins.
# - `tf.reshape` into 2×2 blocks works for sizes that divide evenly, and for stride = size alone.
# - The maximum over the channels as well: pooling keeps each channel to itself.
#
# What pooling buys. The digit below is shifted to the right, pixel by pixel. How much of the image changes?

# %% tags=["demo"]
(x_train, y_train), (x_test, y_test) = mnist()
digit = x_test[np.flatnonzero(y_test == 3)[0]]
shifts = range(4)
moved = [np.roll(digit, shift, axis=1) for shift in shifts]
changes = {}
for name, view in {
    "pixels": lambda image: tf.constant(image),
    "2×2 max-pooled": max_pool2d,
    "4×4 max-pooled": lambda image: max_pool2d(image, 4),
}.items():
    views = [view(image) for image in moved]
    changes[name] = [float(tf.norm(other - views[0]) / tf.norm(views[0])) for other in views]
shown = [view for image in moved[:2] for view in (image, max_pool2d(image), max_pool2d(image, 4))]

figure, axes = plt.subplots(1, 7, figsize=(11, 2.6), width_ratios=[1] * 6 + [2.6], layout="constrained")
for axis, image, name in zip(axes, shown, ["a 3", "2×2", "4×4", "shifted by 1", "2×2", "4×4"], strict=False):
    axis.imshow(image[..., 0], cmap="gray")
    axis.set_title(name)
    axis.set_axis_off()
for name, change in changes.items():
    axes[-1].plot(shifts, change, "o-", label=name)
axes[-1].set(xlabel="shift in pixels", title="relative change", xticks=shifts, ylim=(0, None))
axes[-1].legend(fontsize=8)
plt.show()

# %% [markdown]
# ## `sobel_kernels`: kernels that see edges
#
# An edge is where the brightness changes. Along x, the change is the difference of the right and the left neighbor,
# $[-1, 0, 1]$. Differences amplify noise, so Sobel (1968) averages three rows, the middle one counted twice:
#
# $$G_x = \begin{bmatrix} -1 & 0 & 1 \\ -2 & 0 & 2 \\ -1 & 0 & 1 \end{bmatrix}
#       = \begin{bmatrix} 1 \\ 2 \\ 1 \end{bmatrix} \begin{bmatrix} -1 & 0 & 1 \end{bmatrix},
#   \qquad G_y = G_x^\top .$$
#
# $G_x$ answers to *vertical* edges, where something changes along x. $G_y$ answers to horizontal ones. The length
# of the pair, $\sqrt{g_x^2 + g_y^2}$, is the strength of an edge of any direction.
#
# Two kernels that look at the same one-channel image are one convolution with two output channels.


# %% tags=["part"]
def sobel_kernels():
    """The two edge kernels of Sobel, ready for `conv2d` on a gray image.

    Returns:
        `(3, 3, 1, 2)` float32: output 0 is [[-1, 0, 1], [-2, 0, 2], [-1, 0, 1]] (change along x), output 1 its
        transpose (change along y).

    Source: I. Sobel, G. Feldman, "A 3x3 isotropic gradient operator for image processing" (1968).
    """
    ### BEGIN SOLUTION
    along_x = tf.constant([[-1, 0, 1], [-2, 0, 2], [-1, 0, 1]], tf.float32)
    return tf.stack([along_x, tf.transpose(along_x)], axis=-1)[:, :, tf.newaxis, :]
    ### END SOLUTION


# %% [markdown]
# Blue is a negative value, red a positive one: on the left side of a dark wall $g_x$ has another sign than on its right
# side. The frame around the picture is no edge of the picture: it is the step from the zeros outside to the image.

# %% tags=["demo"]
gray = photo.mean(axis=-1, keepdims=True)
g = conv2d(gray, sobel_kernels(), padding="same")
strength = tf.norm(g, axis=-1)
figure, axes = plt.subplots(2, 2, figsize=(9, 6.3), layout="constrained")
axes[0, 0].imshow(gray[..., 0], cmap="gray")
axes[0, 1].imshow(np.minimum(strength, 2), cmap="gray_r")
for axis, channel in zip(axes[1], (0, 1), strict=True):
    axis.imshow(g[..., channel], cmap="RdBu_r", vmin=-2, vmax=2)
for axis, name in zip(axes.flat, ["gray", "strength of the edges", "along x", "along y"], strict=True):
    axis.set_title(name)
    axis.set_axis_off()
plt.show()

# %% [markdown]
# The small real digits too (8×8 pixels). Each column is one digit: gray, change along x, change along y, strength.

# %% tags=["demo"]
(small, labels), _ = digits()
ten = [small[np.flatnonzero(labels == label)[0]] for label in range(10)]
maps = [conv2d(image, sobel_kernels(), padding="same") for image in ten]
rows = [np.stack(ten)[..., 0], *(np.stack(maps)[..., channel] for channel in (0, 1)), np.linalg.norm(maps, axis=-1)]
figure, axes = plt.subplots(4, 10, figsize=(10, 4.2), layout="constrained")
for line, images in zip(axes, rows, strict=True):
    for axis, image in zip(line, images, strict=True):
        signed = image.min() < 0
        axis.imshow(
            image, cmap="RdBu_r" if signed else "gray", vmin=-3.5 if signed else 0, vmax=3.5 if signed else None
        )
        axis.set_axis_off()
plt.show()

# %% [markdown]
# ## `cnn`: let the kernels be learned
#
# Sobel thought about his nine numbers. A CNN finds them by gradient descent, 32 kernels at a time, and then kernels
# that look at the maps of the first ones:
#
# | layer | output for (28, 28, 1) | parameters |
# | --- | --- | --- |
# | Conv 32, 3×3, relu, valid | 26 × 26 × 32 | (3 · 3 · 1 + 1) · 32 = 320 |
# | MaxPool 2 | 13 × 13 × 32 | 0 |
# | Conv 64, 3×3, relu, valid | 11 × 11 × 64 | (3 · 3 · 32 + 1) · 64 = 18,496 |
# | GlobalAveragePooling | 64 | 0 |
# | Dense 10, softmax | 10 | (64 + 1) · 10 = 650 |
# | | | **19,466** |
#
# Global average pooling takes the mean of each map: 64 numbers, whatever the size of the image. `Flatten` in its place
# would keep the positions, and cost 77,450 parameters in the dense layer instead of 650.


# %% tags=["part"]
def cnn(input_shape, n_classes):
    """A small convolutional classifier.

    Conv 32 3×3 relu, MaxPool 2, Conv 64 3×3 relu (both convolutions valid), GlobalAveragePooling, Dense softmax.

    Args:
        input_shape: `(h, w, c)` of one image.
        n_classes: how many classes.

    Returns:
        A built Keras model, compiled or not, from images `(n, h, w, c)` to probabilities `(n, n_classes)`:
        19,466 parameters for `(28, 28, 1)` and 10.
    """
    ### BEGIN SOLUTION
    return keras.Sequential(
        [
            keras.Input(input_shape),
            keras.layers.Conv2D(32, 3, activation="relu"),
            keras.layers.MaxPooling2D(2),
            keras.layers.Conv2D(64, 3, activation="relu"),
            keras.layers.GlobalAveragePooling2D(),
            keras.layers.Dense(n_classes, activation="softmax"),
        ]
    )
    ### END SOLUTION


# %% [markdown]
# ### It reads digits
#
# 4,000 real digits to learn from, 1,000 others to test on, four epochs. It would go on getting better; the mean over
# each map is slow to teach.

# %% tags=["demo"]
keras.utils.set_random_seed(0)
network = cnn((28, 28, 1), 10)
network.compile(keras.optimizers.Adam(0.005), "sparse_categorical_crossentropy", metrics=["accuracy"])
history = network.fit(x_train, y_train, batch_size=16, epochs=4, validation_data=(x_test, y_test), verbose=0)
print(f"{network.count_params():,} parameters, test accuracy {history.history['val_accuracy'][-1]:.1%}")
learning_curves(history, title="A small CNN on MNIST")

# %% [markdown]
# ### What it looks at
#
# On the left the 32 kernels of the first layer, red for positive weights. Many of them look like Sobel's: nobody
# told them to be edge detectors. On the right what they make of one digit; a black map belongs to a kernel that finds
# nothing in it. The maps are computed by *your* `conv2d`.

# %% tags=["demo"]
convolutions = [layer for layer in network.layers if isinstance(layer, keras.layers.Conv2D)]
(kernel1, bias1), (kernel2, bias2) = (layer.get_weights() for layer in convolutions)
maps1 = tf.nn.relu(conv2d(digit, kernel1) + bias1)
shown = {"kernels": np.transpose(kernel1[:, :, 0], (2, 0, 1)), "feature maps": np.transpose(maps1, (2, 0, 1))}

figure = plt.figure(figsize=(10.5, 3.2), layout="constrained")
for part, (name, images) in zip(figure.subfigures(1, 2), shown.items(), strict=True):
    part.suptitle(f"{name} of the first layer")
    for axis, image in zip(part.subplots(4, 8).flat, images, strict=True):
        limit = np.abs(images).max()
        axis.imshow(
            image, **({"cmap": "RdBu_r", "vmin": -limit, "vmax": limit} if name == "kernels" else {"cmap": "gray"})
        )
        axis.set_axis_off()
plt.show()

# %% [markdown]
# And the whole network, put together from your own functions: convolve, relu, pool, convolve, relu, mean, a matrix
# product, softmax. It is the same function as the Keras model.

# %% tags=["demo"]
maps2 = tf.nn.relu(conv2d(max_pool2d(maps1), kernel2) + bias2)
dense_kernel, dense_bias = network.get_weights()[-2:]
by_hand = tf.nn.softmax(tf.tensordot(tf.reduce_mean(maps2, axis=(0, 1)), dense_kernel, 1) + dense_bias)
by_keras = network(digit[None])[0]
print(f"by hand and by Keras: they differ by at most {np.abs(by_hand - by_keras).max():.1e}")

figure, (left, middle, right) = plt.subplots(1, 3, figsize=(9, 2.8), width_ratios=[1, 1, 2], layout="constrained")
for axis, image, name in (
    (left, digit[..., 0], "the digit"),
    (middle, tf.reduce_sum(maps2, axis=-1), "sum of the 64 maps"),
):
    axis.imshow(image, cmap="gray")
    axis.set_title(name)
    axis.set_axis_off()
right.bar(range(10), by_hand, label="by hand")
right.plot(range(10), by_keras, "o", color="C1", label="model")
right.set(xticks=range(10), title="Which digit?", ylabel="probability")
right.legend()
plt.show()

# %% [markdown]
# ### Where it errs
#
# Look at the mistakes of every network that you train. Some of these would puzzle you too.

# %% tags=["demo"]
guesses = np.argmax(network(x_test), axis=1)
wrong = np.flatnonzero(guesses != y_test)[:16]
titles = [f"{true}, taken for {guess}" for true, guess in zip(y_test[wrong], guesses[wrong], strict=True)]
image_grid(x_test[wrong], titles, title="Mistakes on the test digits")

# %% [markdown]
# ## What you have learned
#
# - A convolution is the same weighted sum at every position: a loop over the window's cells, or one matrix product.
# - `"valid"` keeps the window inside; `"same"` pads with zeros, the odd one after the image.
# - Max-pooling keeps the strongest answer and forgives small shifts; its gradient goes to the winners.
# - Hand-made kernels find edges; learned ones come out much alike, and the next layer combines them.
# - Global average pooling ends a CNN with few parameters and takes images of any size.
#
# **Pitfalls once more**: even kernels and strides under `"same"`; a lost channel axis; zeros under a maximum; stride 1
# by mistake in pooling (its default is the size); a kernel that is flipped.
#
# **To read on**
#
# - V. Dumoulin, F. Visin, [A guide to convolution arithmetic for deep learning](https://arxiv.org/abs/1603.07285), 2016:
#   every combination of size, kernel, stride and padding, drawn.
# - Y. LeCun, L. Bottou, Y. Bengio, P. Haffner, [Gradient-based learning applied to document
#   recognition](http://yann.lecun.com/exdb/publis/pdf/lecun-98.pdf), 1998: the CNN that read checks, and where MNIST
#   comes from.
# - M. Lin, Q. Chen, S. Yan, [Network In Network](https://arxiv.org/abs/1312.4400), 2013: global average pooling.
# - TensorFlow tutorial: [Convolutional Neural Network (CNN)](https://www.tensorflow.org/tutorials/images/cnn), and the
#   notes on padding in [tf.nn](https://www.tensorflow.org/api_docs/python/tf/nn#notes_on_padding_2).
# - I. Sobel, *History and Definition of the Sobel Operator*, 2014: how nine numbers from a talk in 1968 came to be.
