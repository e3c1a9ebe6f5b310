"""The head is trained on bottleneck features, then put on the base and tuned with it; schedules for the rates."""
import keras
import numpy as np
import tensorflow as tf


def freeze(base):
    base.trainable = False
    return base


def classifier_on(base, n_classes):
    base = freeze(base)
    x = image = keras.Input(base.input_shape[1:], name="image")
    x = base(x, training=False)
    x = keras.layers.Lambda(lambda maps: tf.reduce_mean(maps, [1, 2]))(x)
    x = keras.layers.Dense(n_classes, activation="softmax", name="head")(x)
    return keras.Model(image, x)


def bottleneck_features(base, images, batch_size=32):
    found = []
    for i in range(-(-len(images) // batch_size)):
        batch = tf.cast(images[i * batch_size : (i + 1) * batch_size], tf.float32)
        found.extend(tf.unstack(tf.reduce_mean(tf.reduce_mean(base(batch), 1), 1)))
    return tf.stack(found)


def features_of(base, data):
    return data.map(lambda x, y: (tf.reduce_mean(base(x, training=False), [1, 2]), y)).cache()


def transfer(base, train_data, val_data, n_classes, head_epochs, tune_epochs, n_layers):
    model = classifier_on(base, n_classes)
    dense = model.get_layer("head")
    head = keras.Sequential([keras.Input((base.output_shape[-1],)), dense])
    names = ["loss", "accuracy", "val_loss", "val_accuracy"]
    log = {name: [] for name in names}
    settings = {"loss": "sparse_categorical_crossentropy", "metrics": ["accuracy"]}
    if head_epochs:
        head.compile(keras.optimizers.Adam(5e-3), **settings)
        features = features_of(base, train_data), features_of(base, val_data)
        found = head.fit(features[0], validation_data=features[1], epochs=head_epochs, verbose=0)
        log = {name: list(found.history[name]) for name in names}
    unfreeze_top(base, n_layers)
    rate = keras.optimizers.schedules.CosineDecay(5e-4, 1000)
    model.compile(keras.optimizers.Adam(rate), **settings)
    if tune_epochs:
        found = model.fit(train_data, validation_data=val_data, epochs=tune_epochs, verbose=0)
        log = {name: log[name] + list(found.history[name]) for name in names}
    return model, log
