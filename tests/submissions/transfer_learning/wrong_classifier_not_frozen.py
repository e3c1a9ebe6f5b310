"""The base is not frozen.

Fails: test_classifier_trains_the_head_alone, test_classifier_keeps_the_base_in_inference_mode
"""
import keras


def classifier_on(base, n_classes):
    inputs = keras.Input(base.input_shape[1:])
    x = base(inputs, training=False)
    x = keras.layers.GlobalAveragePooling2D()(x)
    return keras.Model(inputs, keras.layers.Dense(n_classes, activation="softmax")(x))
