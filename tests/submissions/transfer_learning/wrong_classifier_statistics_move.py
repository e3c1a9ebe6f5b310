"""The base's batch normalization is left open.

Fails: test_classifier_trains_the_head_alone, test_classifier_keeps_the_base_in_inference_mode
"""
import keras


def classifier_on(base, n_classes):
    inputs = keras.Input(base.input_shape[1:])
    for layer in base.layers:
        layer.trainable = not isinstance(layer, (keras.layers.Conv2D, keras.Model, keras.layers.LayerNormalization))
    x = base(inputs, training=False)
    x = keras.layers.GlobalAveragePooling2D()(x)
    return keras.Model(inputs, keras.layers.Dense(n_classes, activation="softmax")(x))
