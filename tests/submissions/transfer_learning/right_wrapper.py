"""A wrapper layer that keeps inference mode, a loop over the layers to freeze, predict for the features, fits per stage."""
import keras
import numpy as np
import tensorflow as tf


class Quiet(keras.layers.Layer):
    """Calls its base in inference mode, whatever it is told."""

    def __init__(self, base, **kwargs):
        super().__init__(**kwargs)
        self.base = base

    def call(self, images):
        return self.base(images, training=False)

    def compute_output_shape(self, shape):
        return self.base.compute_output_shape(shape)


def freeze(base):
    for layer in base.layers:
        layer.trainable = False
    base.trainable = False
    return base


def classifier_on(base, n_classes):
    freeze(base)
    return keras.Sequential(
        [
            keras.Input(base.input_shape[1:]),
            Quiet(base),
            keras.layers.GlobalAvgPool2D(),
            keras.layers.Dense(n_classes),
            keras.layers.Softmax(),
        ]
    )


def bottleneck_features(base, images, batch_size=32):
    maps = base.predict(images, batch_size=batch_size, verbose=0)
    return maps.mean(axis=(1, 2))


def unfreeze_top(base, n_layers):
    candidates = [layer for layer in base.layers if len(layer.weights) > 0]
    if len(candidates) < n_layers:
        raise ValueError(f"only {len(candidates)} layers have weights")
    base.trainable = True
    chosen = candidates[::-1][:n_layers]
    for layer in base.layers:
        layer.trainable = any(layer is one for one in chosen)
        for inner in layer._flatten_layers():
            if isinstance(inner, keras.layers.BatchNormalization):
                inner.trainable = False
    return int(sum(np.prod(w.shape) for w in base.trainable_weights))


def transfer(base, train_data, val_data, n_classes, head_epochs, tune_epochs, n_layers):
    model = classifier_on(base, n_classes)
    loss = keras.losses.SparseCategoricalCrossentropy()
    history = {k: [] for k in ["loss", "accuracy", "val_loss", "val_accuracy"]}

    def go(rate, epochs):
        model.compile(optimizer=keras.optimizers.RMSprop(rate), loss=loss, metrics=["accuracy"])
        for _ in range(epochs):  # one call per epoch
            h = model.fit(train_data, epochs=1, validation_data=val_data, verbose=0).history
            for k in history:
                history[k] += h[k]

    go(1e-3, head_epochs)
    if tune_epochs > 0:
        unfreeze_top(base, n_layers)
        go(1e-5, tune_epochs)
    return model, history
