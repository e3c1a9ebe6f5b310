"""Wrong: through NumPy: no gradient arrives.

Fails: test_loss_gradients
"""

import numpy as np
import tensorflow as tf


def localization_loss(y_true, y_pred, box_weight=1.0):
    labels, probabilities = np.asarray(y_true["label"]), np.asarray(y_pred["label"], np.float32)
    chosen = probabilities[np.arange(len(labels)), labels]
    error = np.mean(np.square(np.asarray(y_pred["box"], np.float32) - np.asarray(y_true["box"], np.float32)))
    return tf.constant(-np.mean(np.log(np.maximum(chosen, np.float32(1e-7)))) + box_weight * error, tf.float32)
