"""What a live Keras model tells; exported graphs (`autograder.cleanroom`) are the stronger witness."""

from __future__ import annotations

from typing import Any

import numpy as np


def count_params(model: Any) -> int:
    """Entries of the model's weights (kernels, biases, statistics; no seed states), counted from their shapes."""
    return int(sum(np.prod(tuple(weight.shape), dtype="int64") for weight in model.weights))


def shared_weights(one: Any, other: Any) -> int:
    """How many weights of a model, layer or block `one` are also weights of `other`: the same variables, not equal values."""
    held = {id(weight) for weight in other.weights}
    return sum(id(weight) in held for weight in one.weights)


def cudnn_eligible(layer: Any) -> bool:
    """Whether a Keras recurrent layer would run by cuDNN's fused kernels on a GPU.

    The conditions are Keras' own (keras.layers.LSTM and GRU, "cuDNN-based implementation").
    """
    import keras

    cell = getattr(layer, "cell", layer)
    config = {**cell.get_config(), **layer.get_config()}
    tanh = keras.activations.get(config.get("activation")) is keras.activations.tanh
    sigmoid = keras.activations.get(config.get("recurrent_activation")) is keras.activations.sigmoid
    plain = not config.get("recurrent_dropout") and not config.get("unroll") and config.get("use_bias", True)
    return bool(tanh and sigmoid and plain and config.get("reset_after", True))
