# %% [markdown]
# # 12 · VGG-16 · VGG-16 网络
#
# In 2014 Karen Simonyan and Andrew Zisserman asked a simple question: what happens when a network gets deeper, and nothing
# else changes? They took the smallest window that knows left from right and up from down, 3×3, and used it everywhere.
# Their networks, called VGG after their group in Oxford, were among the best of that year, and their one building block
# became the pattern for many networks since.
#
# **You will learn**
#
# - how far a unit deep in a network sees: its receptive field;
# - why three small windows are better than a large one;
# - to write the VGG block, and to stack five of them to VGG-16;
# - where its 138 million parameters are;
# - to train a small VGG on real digits, and to look at what its filters have learned.
#
# **You need** to count parameters (topic 02) and to know convolution and pooling (topic 06).

# %% tags=["given"]
import keras
import matplotlib.pyplot as plt
import numpy as np
import tensorflow as tf

from course.data import mnist
from course.plots import curves, image_grid, learning_curves, use_style
from course import check

# %% tags=["given"]
use_style()
VGG16_STACK = [
    layer for n in (2, 2, 3, 3, 3) for layer in [(3, 1)] * n + [(2, 2)]
]  # all (kernel, stride) up to Flatten

# %% [markdown]
# ## `receptive_field`: how far a unit sees
#
# A unit of the first convolution sees 3×3 pixels. A unit of the second sees 3×3 units of the first, and through them
# 5×5 pixels: its **receptive field**. What lies outside cannot change it, whatever the weights.
#
# Along one axis, follow two numbers from layer to layer: the receptive field $r$, and the *jump* $j$, which is how many
# pixels lie between neighboring units. Before the first layer, each pixel sees itself: $r_0 = 1$, $j_0 = 1$. A layer
# with kernel $k$ and stride $s$ looks at $k$ units that are $j$ pixels apart, and so reaches $k - 1$ jumps further:
#
# $$r_l = r_{l-1} + (k_l - 1)\, j_{l-1}, \qquad j_l = j_{l-1}\, s_l .$$
#
# A stride does nothing for its own layer. It makes every layer *above* reach further, since its units lie further
# apart. A pooling layer counts like any other: MaxPool 2 has $k = 2$ and $s = 2$.


# %% tags=["part"]
def receptive_field(layers):
    """How many pixels, along one axis, a unit at the end of a stack of layers depends on.

    Args:
        layers: a list of pairs of ints `(kernel, stride)`, the layer next to the image first.

    Returns:
        An int: three 3×3 convolutions at stride 1, `[(3, 1), (3, 1), (3, 1)]`, see 7.
    """
    ### BEGIN SOLUTION
    field = jump = 1
    for kernel, stride in layers:
        field += (kernel - 1) * jump
        jump *= stride
    return field
    ### END SOLUTION


# %% [markdown]
# Three stacks, each layer a row of dots, the image at the bottom. Colored is what the one unit at the top depends on.


# %% tags=["demo"]
def pyramid(panel, layers, pixels):
    """Draw a stack in one dimension, and what its middle unit sees."""
    starts, jump, rows = 0.0, 1, [(np.arange(pixels, dtype=float), 1)]
    for kernel, stride in layers:
        starts += (kernel - 1) / 2 * jump
        jump *= stride
        rows.append((np.arange(starts, pixels - starts, jump), jump))
    seen = {float(rows[-1][0][(len(rows[-1][0]) - 1) // 2])}
    for level in range(len(layers), -1, -1):
        places, _ = rows[level]
        panel.scatter(places, np.full(len(places), level), s=30, color=["C1" if p in seen else "0.85" for p in places])
        if level:
            kernel, below = layers[level - 1][0], rows[level - 1][1]
            arms = (np.arange(kernel) - (kernel - 1) / 2) * below
            for place in seen:
                panel.plot(np.stack([np.full(kernel, place), place + arms]), [level, level - 1], "C1", linewidth=0.7)
            seen = {float(place + arm) for place in seen for arm in arms}
    panel.set_title(f"{layers}: {receptive_field(layers)}", fontsize=9)
    panel.set_axis_off()


figure, panels = plt.subplots(1, 3, figsize=(10, 2.6))
pyramid(panels[0], [(3, 1)] * 3, 13)
pyramid(panels[1], [(7, 1)], 13)
pyramid(panels[2], [(3, 1), (2, 2), (3, 1)], 14)
plt.show()

# %% [markdown]
# Now all of VGG-16. Without its poolings, thirteen 3×3 convolutions would see 27 pixels. With them, a unit under the dense
# layers sees 212 of the image's 224: nearly all of it.

# %% tags=["demo"]
depths = range(1, len(VGG16_STACK) + 1)
unpooled = [receptive_field([pair for pair in VGG16_STACK[:n] if pair != (2, 2)]) for n in depths]
figure = curves(
    {"VGG-16": [receptive_field(VGG16_STACK[:n]) for n in depths], "its convolutions alone": unpooled},
    x=depths,
    xlabel="layers from the image (13 convolutions, 5 poolings)",
    ylabel="pixels seen",
    title="The receptive field grows",
)
figure.axes[0].set_xticks(range(0, 19, 2))
figure

# %% [markdown]
# **Is it true?** Ask the gradient. Put random positive weights into three 3×3 convolutions, and compute how much the unit in
# the middle changes with each pixel. The gradient is zero outside of 7×7 pixels. And look at the inside: many paths lead
# to the pixel in the middle, only one to a corner. What counts in practice, the *effective* receptive field, is smaller
# than the formula says (Luo et al., 2016).

# %% tags=["demo"]
start = keras.initializers.RandomUniform(0.5, 1.5, seed=0)
three = keras.Sequential([keras.layers.Conv2D(1, 3, padding="same", kernel_initializer=start) for _ in range(3)])
image = tf.zeros((1, 13, 13, 1))
with tf.GradientTape() as tape:
    tape.watch(image)
    middle = three(image)[0, 6, 6, 0]
influence = tape.gradient(middle, image).numpy()[0, ..., 0]
rows, columns = np.nonzero(influence)
print("rows", rows.min(), "to", rows.max(), "and columns", columns.min(), "to", columns.max())
figure, panel = plt.subplots(figsize=(3.4, 3))
picture = panel.imshow(np.where(influence > 0, influence, np.nan), cmap="viridis")
figure.colorbar(picture, label="gradient")
panel.spines[:].set_visible(True)
panel.set(title="One unit, three layers up", xticks=[], yticks=[])
plt.show()

# %% [markdown]
# ## `stack_params`: why small kernels win
#
# Three 3×3 convolutions see 7×7 pixels. So does one 7×7 convolution. What do they cost? With $c$ channels in and out, one
# $k \times k$ convolution has $(k^2 c + 1)\, c$ parameters, biases included, and a stack of $n$ has
#
# $$n\, (k^2 c + 1)\, c .$$
#
# Without biases that is $27 c^2$ against $49 c^2$: the small ones need 45 % less. And they bend three times: there is a
# relu after every convolution, so that the stack can say more than a single layer of the same reach.


# %% tags=["part"]
def stack_params(n_convs, channels, kernel=3):
    """Count the parameters, biases too, of a stack of equal convolutions.

    Args:
        n_convs: how many convolutions, an int.
        channels: of the input and of every convolution's output, an int.
        kernel: side of the square windows, an int.

    Returns:
        An int.
    """
    ### BEGIN SOLUTION
    return n_convs * (kernel**2 * channels + 1) * channels
    ### END SOLUTION


# %% tags=["demo"]
reach = range(3, 16, 2)
stacks = {f"{(size - 1) // 2} × 3×3": stack_params((size - 1) // 2, 64) for size in reach}
singles = {f"{size}×{size}": stack_params(1, 64, size) for size in reach}
for size, (several, params), (single, others) in zip(reach, stacks.items(), singles.items(), strict=True):
    print(f"sees {size:2}:  {several:8} {params:9,}    one {single:6} {others:9,}    {params / others:.0%}")
curves(
    {"a stack of 3×3": list(stacks.values()), "one large kernel": list(singles.values())},
    x=list(reach),
    xlabel="receptive field",
    ylabel="parameters",
    title="64 channels in, 64 channels out",
)

# %% [markdown]
# ## `vgg_block`: the building block
#
# Some 3×3 convolutions with relu, all with equally many filters, then a pooling that halves height and width:
#
# | | `vgg_block(64, 2)` on (224, 224, 3) |
# | --- | --- |
# | Conv 3×3, 64, same, relu | 224 × 224 × 64 |
# | Conv 3×3, 64, same, relu | 224 × 224 × 64 |
# | MaxPool 2 | 112 × 112 × 64 |
#
# *Same* padding leaves the size to the pooling alone: you can stack as many convolutions as you like.
#
# The block is a `keras.Sequential` that does not know its input yet: its kernels are created when it is put into a
# model, or is called.


# %% tags=["part"]
def vgg_block(filters, n_convs):
    """The building block of VGG: convolutions of one size, then a pooling.

    Args:
        filters: of every convolution, an int.
        n_convs: how many convolutions, an int.

    Returns:
        A `keras.Sequential`: `n_convs` times Conv 3×3 same relu, then MaxPool 2 (where a side is odd, its last row or
        column is dropped, as Keras does by default).

    Source: K. Simonyan, A. Zisserman, "Very deep convolutional networks for large-scale image recognition" (2014).
    """
    ### BEGIN SOLUTION
    convolutions = [keras.layers.Conv2D(filters, 3, padding="same", activation="relu") for _ in range(n_convs)]
    return keras.Sequential([*convolutions, keras.layers.MaxPooling2D(2)])
    ### END SOLUTION


# %% [markdown]
# **Pitfalls**
#
# - One layer object used `n_convs` times shares one kernel. Make a new layer each time.
# - The relu belongs to *every* convolution. Two convolutions without one in between are a single linear layer.
# - One pooling per block, not one per convolution.

# %% tags=["demo"]
x = np.zeros((1, 64, 48, 3), "float32")
print("image", x.shape)
for filters in (8, 16, 32):
    x = vgg_block(filters, 2)(x)
    print(f"after vgg_block({filters}, 2):", tuple(x.shape))

# %% [markdown]
# ## `vgg16`: five blocks and three dense layers
#
# Each block halves the sides. Up to the fourth, each doubles the channels, so that the layers get richer as they get
# smaller. The name counts the layers with weights: 13 convolutions and 3 dense layers.
#
# | | output for (224, 224, 3) |
# | --- | --- |
# | block 2 × 64 | 112 × 112 × 64 |
# | block 2 × 128 | 56 × 56 × 128 |
# | block 3 × 256 | 28 × 28 × 256 |
# | block 3 × 512 | 14 × 14 × 512 |
# | block 3 × 512 | 7 × 7 × 512 |
# | Flatten | 25,088 |
# | Dense relu | 4,096 |
# | Dense relu | 4,096 |
# | Dense softmax | 1,000 |
#
# (In training, the paper also drops out half of the two dense layers. We leave that to topic 04: no dropout here.)
#
# With (224, 224, 3) and 1,000 classes it has 138,357,544 parameters, which take half a gigabyte. While you try things out,
# take (32, 32, 3): one pixel is left after the fifth pooling, and 33,638,218 parameters with 10 classes.


# %% tags=["part"]
def vgg16(input_shape=(224, 224, 3), n_classes=1000):
    """VGG-16, configuration D of the paper, without dropout.

    Args:
        input_shape: `(h, w, c)` of one image, sides of 32 or more.
        n_classes: how many classes.

    Returns:
        A built Keras model, compiled or not, from images `(n, h, w, c)` to probabilities `(n, n_classes)`: blocks 2×64,
        2×128, 3×256, 3×512, 3×512, Flatten, Dense 4096 relu twice, Dense softmax. 138,357,544 parameters by default;
        33,638,218 for `(32, 32, 3)` and 10.

    Source: K. Simonyan, A. Zisserman, "Very deep convolutional networks for large-scale image recognition" (2014).
    """
    ### BEGIN SOLUTION
    blocks = [vgg_block(filters, n) for filters, n in [(64, 2), (128, 2), (256, 3), (512, 3), (512, 3)]]
    return keras.Sequential(
        [
            keras.Input(input_shape),
            *blocks,
            keras.layers.Flatten(),
            keras.layers.Dense(4096, activation="relu"),
            keras.layers.Dense(4096, activation="relu"),
            keras.layers.Dense(n_classes, activation="softmax"),
        ]
    )
    ### END SOLUTION


# %% [markdown]
# ### Where is the work, where are the parameters?
#
# No need to build the large one. Its convolutions have as many parameters as those of the small one, and the dense layers
# are quickly counted. As for the work: a convolution uses each of its weights once for every pixel of its output.
#
# The two bars could not differ more. The convolutions do nearly all of the work with a tenth of the parameters; the first
# dense layer holds three quarters of them, and hardly works.

# %% tags=["demo"]
small = vgg16((32, 32, 3), 10)
print(f"vgg16((32, 32, 3), 10): {small.count_params():,} parameters")
del small

params, work, channels, side = {}, {}, 3, 224
for number, (filters, n) in enumerate([(64, 2), (128, 2), (256, 3), (512, 3), (512, 3)], 1):
    first = (9 * channels + 1) * filters
    params[f"block {number}"] = first + stack_params(n - 1, filters)
    work[f"block {number}"] = params[f"block {number}"] * side**2
    channels, side = filters, side // 2
for number, (n_in, n_out) in enumerate([(side**2 * channels, 4096), (4096, 4096), (4096, 1000)], 1):
    params[f"dense {number}"] = work[f"dense {number}"] = (n_in + 1) * n_out
print(f"vgg16(): {sum(params.values()):,} parameters, {sum(work.values()) / 1e9:.1f} billion multiplications per image")

figure, panels = plt.subplots(1, 2, figsize=(10, 3), sharey=True)
for panel, counts, name in zip(panels, (params, work), ("parameters", "multiplications"), strict=True):
    shares = [100 * count / sum(counts.values()) for count in counts.values()]
    colors = ["C0" if label.startswith("block") else "C1" for label in counts]
    panel.bar_label(panel.barh(list(counts), shares, color=colors), fmt="%.1f %%", padding=3)
    panel.set(title=f"Share of the {name}", xlim=(0, 90), xticks=[])
    panel.grid(False)
panels[0].invert_yaxis()
plt.show()

# %% [markdown]
# ## `mini_vgg`: a VGG for small images
#
# Digits of 28×28 pixels need neither 13 convolutions nor 138 million parameters. Three blocks remain, with `width`,
# 2·`width` and 4·`width` filters. And in place of `Flatten` and the great dense layers there is one
# **GlobalAveragePooling** (topic 06), as in most networks after VGG.
#
# | layer | output for (28, 28, 1), width 8 | parameters |
# | --- | --- | --- |
# | block 2 × 8 | 14 × 14 × 8 | 80 + 584 |
# | block 2 × 16 | 7 × 7 × 16 | 1,168 + 2,320 |
# | block 2 × 32 | 3 × 3 × 32 | 4,640 + 9,248 |
# | GlobalAveragePooling | 32 | 0 |
# | Dense 10, softmax | 10 | 330 |
# | | | **18,370** |


# %% tags=["part"]
def mini_vgg(input_shape, n_classes, width=8):
    """A small VGG: three blocks, an average over the image, one dense layer.

    Args:
        input_shape: `(h, w, c)` of one image, sides of 8 or more.
        n_classes: how many classes.
        width: filters of the first block.

    Returns:
        A built Keras model, compiled or not, from images `(n, h, w, c)` to probabilities `(n, n_classes)`: blocks
        2×width, 2×2·width, 2×4·width, GlobalAveragePooling, Dense softmax. 18,370 parameters for `(28, 28, 1)` and 10.
    """
    ### BEGIN SOLUTION
    return keras.Sequential(
        [
            keras.Input(input_shape),
            *[vgg_block(width * factor, 2) for factor in (1, 2, 4)],
            keras.layers.GlobalAveragePooling2D(),
            keras.layers.Dense(n_classes, activation="softmax"),
        ]
    )
    ### END SOLUTION


# %% [markdown]
# ### Train it on digits
#
# A deep network of plain layers needs a good start. VGG's authors trained a shallow one first and grew it. He et al.
# (2015) found the reason: each relu throws half of the signal away, so the weights have to start larger by $\sqrt 2$.
# Here three short blocks learn well from Keras' default.

# %% tags=["demo"]
(x_train, y_train), (x_test, y_test) = mnist()
x_train, y_train = x_train[:3000], y_train[:3000]
keras.utils.set_random_seed(0)
model = mini_vgg((28, 28, 1), 10)
rate = keras.optimizers.schedules.CosineDecay(5e-3, 3 * len(x_train) // 50)
model.compile(keras.optimizers.Adam(rate), "sparse_categorical_crossentropy", metrics=["accuracy"], jit_compile=False)
untrained = model.get_weights()
history = model.fit(x_train, y_train, 50, 3, verbose=0)
probabilities = np.concatenate([model(x_test[i : i + 250]) for i in range(0, len(x_test), 250)])
guesses = probabilities.argmax(axis=1)
print(f"{np.mean(guesses == y_test):.1%} of {len(x_test)} test digits are read right")
learning_curves(history, title="mini_vgg on digits")

# %% [markdown]
# ### What the first filters look for
#
# Eight kernels of 3×3 weights (red: it wants light, blue: it wants dark), before and after the training. Some have
# become edges of one direction, like the ones that Sobel wrote by hand in topic 06. The later kernels look at maps, not at
# pixels: drawing their weights tells little. We look at their maps instead.

# %% tags=["demo"]
kernels = np.stack([untrained[0], model.get_weights()[0]])[:, :, :, 0]
limit = np.abs(kernels).max()
figure, panels = plt.subplots(2, 8, figsize=(9, 2.5))
for line, row, name in zip(panels, kernels, ("before", "after"), strict=True):
    line[0].set_ylabel(name)
    for panel, kernel in zip(line, np.moveaxis(row, -1, 0), strict=True):
        panel.imshow(kernel, cmap="RdBu_r", vmin=-limit, vmax=limit)
        panel.set(xticks=[], yticks=[])
        panel.grid(False)
plt.show()

# %% [markdown]
# ### What they find
#
# One digit on its way through the blocks, eight maps of each. The first block still shows the digit, one kind of edge in
# each map. Then the maps get small, and each tells only *that* something is there, and roughly where. Their averages are
# all that the dense layer sees.

# %% tags=["demo"]
digit = x_test[np.flatnonzero(y_test == 4)[0]][None]
maps, x = [], tf.constant(digit)
for layer in model.layers:
    x = layer(x)
    if len(x.shape) == 4:
        maps.append(x.numpy()[0])
figure, panels = plt.subplots(len(maps), 9, figsize=(9.5, 1.15 * len(maps) + 0.2))
for line, found in zip(panels, maps, strict=True):
    strongest = np.sort(np.argsort(found.mean(axis=(0, 1)))[-8:])
    for panel, image in zip(line, [digit[0, ..., 0], *np.moveaxis(found[..., strongest], -1, 0)], strict=True):
        panel.imshow(image, cmap="gray" if panel is line[0] else "magma")
        panel.set_axis_off()
    line[1].set_title(f"{found.shape[0]}×{found.shape[1]}", fontsize=9)
plt.show()

# %% [markdown]
# ### What it gets wrong
#
# The mistakes of which it was surest, as "true → predicted". Some of them you might make too.

# %% tags=["demo"]
wrong = np.flatnonzero(guesses != y_test)
wrong = wrong[np.argsort(-probabilities[wrong].max(axis=1))][:8]
image_grid(x_test[wrong], [f"{y_test[i]} → {guesses[i]}" for i in wrong])

# %% [markdown]
# ## What you have learned
#
# - The receptive field grows by $(k - 1)$ jumps per layer; strides and poolings make the jumps longer.
# - A stack of 3×3 convolutions sees as far as one large window, with fewer parameters and more relus.
# - A VGG block is some 3×3 same convolutions with relu and one pooling; VGG-16 is five of them and three dense layers.
# - Convolutions do the work, the first dense layer holds the parameters: averaging in its place makes networks small.
#
# **Pitfalls**
#
# - Forget the fifth pooling, and the first dense layer grows fourfold: 411 million parameters.
# - `GlobalAveragePooling` in place of `Flatten` in `vgg16` looks the same at (32, 32, 3), where one pixel is left. At
#   other sizes it is another network.
# - `keras.applications.VGG16` with its trained weights wants images as it was trained on: `preprocess_input`, not [0, 1].
#
# ## References
#
# - K. Simonyan and A. Zisserman, *Very deep convolutional networks for large-scale image recognition*, 2014
#   ([arXiv:1409.1556](https://arxiv.org/abs/1409.1556)).
# - W. Luo, Y. Li, R. Urtasun and R. Zemel, *Understanding the effective receptive field in deep convolutional neural
#   networks*, 2016 ([arXiv:1701.04128](https://arxiv.org/abs/1701.04128)).
# - K. He, X. Zhang, S. Ren and J. Sun, *Delving deep into rectifiers*, 2015
#   ([arXiv:1502.01852](https://arxiv.org/abs/1502.01852)): how deep networks should start.
# - A. Araujo, W. Norris and J. Sim, [*Computing receptive fields of convolutional neural
#   networks*](https://distill.pub/2019/computing-receptive-fields/), Distill, 2019.
# - Keras, [VGG16 and VGG19](https://keras.io/api/applications/vgg/), with trained weights.
