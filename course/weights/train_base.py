"""Train the base of `course.data.pretrained_base()` on the digits 0 to 4: `python -m course.weights.train_base`.

Writes digits_0_to_4.npz beside this file (one float32 array per weight, `layer/variable`). A head of global average
pooling and a dense softmax is trained with it and thrown away. The weights that ship: accuracy
0.996 on the 500 test digits 0 to 4 after 15 epochs on 2,000 (seed 0, one minute on two CPU cores).
"""

from __future__ import annotations

from typing import Any

import keras
import numpy as np
import tensorflow as tf

from course.data import mnist
from course.data.bases import WEIGHTS, digit_base, named_weights

SEED = 0
N_CLASSES = 5
EPOCHS = 15


def main() -> None:
    """Train, say how well it went, and write the weights of the base."""
    keras.utils.set_random_seed(SEED)
    tf.config.experimental.enable_op_determinism()
    (x_train, y_train), (x_test, y_test) = mnist()
    low, low_test = y_train < N_CLASSES, y_test < N_CLASSES

    base = digit_base()
    features = keras.layers.GlobalAveragePooling2D()(base.output)
    outputs = keras.layers.Dense(N_CLASSES, activation="softmax")(features)
    model = keras.Model(base.input, outputs)
    rate = keras.optimizers.schedules.CosineDecay(2e-3, EPOCHS * int(np.ceil(low.sum() / 32)))
    model.compile(keras.optimizers.Adam(rate), "sparse_categorical_crossentropy", metrics=["accuracy"])
    model.fit(x_train[low], y_train[low], batch_size=32, epochs=EPOCHS, verbose=2)

    _, accuracy = model.evaluate(x_test[low_test], y_test[low_test], verbose=0)
    print(f"accuracy on {low_test.sum()} other digits 0 to 4: {accuracy:.3f}")
    arrays: dict[str, Any] = {key: np.asarray(weight) for key, weight in named_weights(base)}
    np.savez_compressed(WEIGHTS, **arrays)
    print(f"{WEIGHTS.name}: {WEIGHTS.stat().st_size / 1000:.0f} kB, {base.count_params():,} parameters")


if __name__ == "__main__":
    main()
