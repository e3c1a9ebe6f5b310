"""A relu between pooling and head: it does nothing after a relu, but not every base ends in one.

Fails: test_classifier_pools_and_scores
"""
import keras


def classifier_on(base, n_classes):
    inputs = keras.Input(base.input_shape[1:])
    base.trainable = False
    x = base(inputs, training=False)
    x = -keras.layers.ReLU()(-x)
    x = keras.layers.GlobalAveragePooling2D()(x)
    return keras.Model(inputs, keras.layers.Dense(n_classes, activation="softmax")(x))
