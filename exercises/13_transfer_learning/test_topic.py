"""Public checks of topic 13. Run `pytest exercises/13_transfer_learning` or `course check transfer_learning`."""

import numpy as np

from course.public import expect, expect_close, expect_raises, part

HINTS = {
    "freeze": [
        "`layer.trainable = False` on a model is handed down to all the layers in it.",
        "The function returns the very model that it was given.",
    ],
    "classifier_on": [
        "Start from `keras.Input(base.input_shape[1:])` and call the base on it, as you would call a layer.",
        "`base(inputs, training=False)`, with the base frozen; then pooling and a dense layer, as usual.",
    ],
    "bottleneck_features": [
        "`range(0, n, batch_size)` gives the first index of every batch; a slice may reach beyond the end.",
        "The mean over the axes 1 and 2 of the map leaves one number per channel. `tf.concat` joins the batches.",
    ],
    "unfreeze_top": [
        "`[layer for layer in base.layers if layer.weights]` are the layers that count. Compare their number with n_layers.",
        "Open the base's own switch, close it on every layer, and open it again on the last ones, but for BatchNormalization.",
        "`layers[len(layers) - n_layers:]` is right for 0, too. A model within the base has `layers` of its own to look at.",
    ],
    "transfer": [
        "Twice the same three lines: set the switches, compile with a rate, fit. Only the rate and the number of layers differ.",
        "`fit(...).history` is a dict of lists; after 0 epochs it is empty, so read it by `.get(key, [])`.",
    ],
}


def small_base():
    """A convolution, batch normalization, a nested block and a pooling: three layers that have weights."""
    import keras
    from keras import layers

    block = keras.Sequential(
        [keras.Input((6, 8, 4)), layers.Conv2D(5, 3, padding="same"), layers.BatchNormalization(), layers.ReLU()],
        name="block",
    )
    return keras.Sequential(
        [
            keras.Input((6, 8, 2)),
            layers.Conv2D(4, 3, padding="same", name="conv"),
            layers.BatchNormalization(name="norm"),
            block,
            layers.MaxPooling2D(2, name="pool"),
        ]
    )


def pictures(n, seed=0):
    return np.random.default_rng(seed).normal(2, 3, (n, 6, 8, 2)).astype("float32")


def has_moved(before, after):
    return any(not np.array_equal(one, other) for one, other in zip(before, after, strict=True))


@part("freeze")
def test_freeze_all(learner):
    """freeze returns the base itself, and none of its weights is trainable, in nested models neither"""
    base = small_base()
    got = learner.freeze(base)
    expect(got is base, "freeze returns something else than the base it was given", call="freeze(base)", got=got)
    names = [weight.path for weight in base.trainable_weights]
    expect(not names, "Some weights are still trainable", call="freeze(base).trainable_weights", got=names, expected=[])


@part("freeze")
def test_freeze_statistics(learner):
    """a frozen base keeps its moving statistics, even when it is called in training mode"""
    base = small_base()
    learner.freeze(base)
    before = base.get_weights()
    base(pictures(4), training=True)
    expect(not has_moved(before, base.get_weights()), "Some moving statistics have changed",
           call="freeze(base)(images, training=True)")  # fmt: skip


@part("classifier_on")
def test_classifier(learner):
    """classifier_on(base, 3) returns probabilities: the softmax of 5 · 3 + 3 trainable parameters"""
    base = small_base()
    model = learner.classifier_on(base, 3)
    got = np.asarray(model(pictures(2)))
    call = "classifier_on(base, 3)"
    expect(got.shape == (2, 3), "Another shape", call=f"{call}(two images)", got=got.shape, expected=(2, 3))
    expect_close(got.sum(axis=-1), [1, 1], call=f"the sums of {call}(two images)", atol=1e-4)
    count = sum(int(np.prod(weight.shape)) for weight in model.trainable_weights)
    expect(count == 18, "Another number of trainable parameters", call=call, got=count, expected=18)


@part("classifier_on")
def test_classifier_keeps_statistics(learner):
    """the batch normalization of the base stays in inference mode when the model is called in training mode"""
    base = small_base()
    model = learner.classifier_on(base, 3)
    expected = np.asarray(model(pictures(4), training=False))
    before = base.get_weights()
    got = model(pictures(4), training=True)
    expect_close(got, expected, call="model(images, training=True), compared with training=False", atol=1e-4)
    moved = has_moved(before, base.get_weights())
    expect(not moved, "Some moving statistics have changed", call="model(images, training=True)")


@part("bottleneck_features")
def test_features(learner):
    """bottleneck_features is the mean of the base's map over all places, also for batches that do not divide"""
    base, images = small_base(), pictures(5)
    expected = np.asarray(base(images, training=False)).mean(axis=(1, 2))
    got = learner.bottleneck_features(base, images, batch_size=2)
    expect_close(got, expected, call="bottleneck_features(base, five images, batch_size=2)", atol=1e-4)


@part("bottleneck_features")
def test_features_leave_the_base_alone(learner):
    """bottleneck_features does not change the base"""
    base = small_base()
    before = base.get_weights()
    learner.bottleneck_features(base, pictures(4))
    expect(
        not has_moved(before, base.get_weights()), "Some weights have changed", call="bottleneck_features(base, images)"
    )


@part("unfreeze_top")
def test_unfreeze_counts(learner):
    """unfreeze_top returns the number of parameters that train: 0 for none, 185 for the block, 185 again, then 261"""
    for n_layers, expected in ((0, 0), (1, 185), (2, 185), (3, 261)):
        base = small_base()
        call = f"unfreeze_top(base, {n_layers})"
        got = learner.unfreeze_top(base, n_layers)
        expect(int(got) == expected, "Another number", call=call, got=got, expected=expected)
        names = [weight.path for weight in base.trainable_weights]
        count = sum(int(np.prod(weight.shape)) for weight in base.trainable_weights)
        expect(count == expected, "Other weights train", call=call, got=names, expected=f"{expected} parameters")


@part("unfreeze_top")
def test_unfreeze_too_many(learner):
    """unfreeze_top raises ValueError when the base has fewer layers with weights"""
    expect_raises(ValueError, learner.unfreeze_top, small_base(), 4, call="unfreeze_top(base with 3 layers, 4)")


def toy_data():
    """Two datasets of bright and dark pictures."""
    import tensorflow as tf

    labels = np.arange(12) % 2
    images = pictures(12) + 3 * labels.reshape(-1, 1, 1, 1)
    data = tf.data.Dataset.from_tensor_slices((images.astype("float32"), labels)).batch(5)
    return data, data.take(2)


@part("transfer")
def test_transfer_history(learner):
    """transfer returns (model, history), with one number per epoch of both stages"""
    result = learner.transfer(small_base(), *toy_data(), 2, head_epochs=2, tune_epochs=1, n_layers=1)
    call = "transfer(base, train_data, val_data, 2, head_epochs=2, tune_epochs=1, n_layers=1)"
    expect(isinstance(result, (tuple, list)) and len(result) == 2, "transfer returns the pair (model, history)",
           call=call, got=result)  # fmt: skip
    lengths = {key: len(values) for key, values in result[1].items()}
    expected = {"loss": 3, "accuracy": 3, "val_loss": 3, "val_accuracy": 3}
    expect(lengths == expected, "Other keys or lengths", call=call, got=lengths, expected=expected)


@part("transfer")
def test_transfer_moves_the_top_alone(learner):
    """transfer changes the unfrozen top of the base, and nothing else of it"""
    base = small_base()
    before = base.get_weights()
    learner.transfer(base, *toy_data(), 2, head_epochs=1, tune_epochs=1, n_layers=1)
    names = [weight.path for weight in base.weights]
    moved = [
        name for name, *pair in zip(names, before, base.get_weights(), strict=True) if has_moved(pair[:1], pair[1:])
    ]
    expected = [weight.path for weight in base.get_layer("block").layers[0].weights]
    call = "transfer(base, …, head_epochs=1, tune_epochs=1, n_layers=1)"
    expect(set(moved) == set(expected), "Other weights of the base have moved", call=call, got=moved, expected=expected)
