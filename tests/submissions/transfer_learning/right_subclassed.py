"""A subclassed classifier, features by a loop with tf.data, counting backwards to unfreeze, SGD with momentum."""
from __future__ import annotations

import keras
import numpy as np
import tensorflow as tf


def freeze(base: keras.Model) -> keras.Model:
    setattr(base, "trainable", False)
    return base


class Classifier(keras.Model):
    """A quiet base and a head."""

    def __init__(self, base, n_classes):
        super().__init__()
        self.base = base
        self.head = keras.layers.Dense(n_classes, "softmax")

    def call(self, images, training=None):
        return self.head(tf.reduce_mean(self.base(images, training=False), axis=[1, 2]))


def classifier_on(base, n_classes):
    model = Classifier(freeze(base), n_classes)
    model(keras.Input(base.input_shape[1:]))
    return model


def bottleneck_features(base, images, batch_size=32):
    images = np.asarray(images, "float32")
    chunks = np.array_split(images, range(batch_size, len(images), batch_size))
    return np.concatenate([np.mean(base(chunk, training=False), axis=(1, 2)) for chunk in chunks])


def thaw(layer):
    if isinstance(layer, keras.Model):
        layer.trainable = True
        for inner in layer.layers:
            if isinstance(inner, keras.layers.BatchNormalization):
                inner.trainable = False
    elif type(layer) is not keras.layers.BatchNormalization:
        layer.trainable = True


def unfreeze_top(base, n_layers):
    freeze(base)
    n = sum(1 for layer in base.layers if layer.weights)
    if n < n_layers:
        raise ValueError(f"n_layers must be at most {n}")
    base.trainable = True
    for layer in base.layers:
        layer.trainable = False
    left = n_layers
    for layer in reversed(base.layers):
        if left == 0:
            break
        if layer.weights:
            thaw(layer)
            left -= 1
    total = 0
    for weight in base.trainable_variables:
        total += np.prod(weight.shape)
    return np.int64(total)


def transfer(base, train_data, val_data, n_classes, head_epochs, tune_epochs, n_layers):
    model = classifier_on(base, n_classes)
    history = {}
    for stage, epochs in enumerate((head_epochs, tune_epochs)):
        if stage == 1:
            unfreeze_top(base, n_layers)
        optimizer = keras.optimizers.SGD(learning_rate=0.05 * 0.1**stage, momentum=0.9)
        model.compile(optimizer, loss="sparse_categorical_crossentropy", metrics=["accuracy"], run_eagerly=False)
        result = model.fit(train_data, validation_data=val_data, epochs=epochs, verbose=2)
        for key in ("loss", "accuracy", "val_loss", "val_accuracy"):
            history.setdefault(key, [])
            history[key] = history[key] + list(result.history.get(key, []))
    return [model, history]
