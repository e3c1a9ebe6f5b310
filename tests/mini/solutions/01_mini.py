# %% [markdown]
# # 01 · A small topic
#
# For the engine's own tests.

# %% tags=["given"]
import numpy as np
import tensorflow as tf
from course import check

SCALE = 2.0

# %% [markdown]
# ## `total`


# %% tags=["part"]
def total(values):
    """Sum of a vector, times SCALE."""
    ### BEGIN SOLUTION
    return SCALE * tf.reduce_sum(tf.convert_to_tensor(values))
    ### END SOLUTION


# %% [markdown]
# ## `halves` and `thirds`


# %% tags=["part"]
def halves(x):
    """x / 2; `ValueError` below 0."""
    ### BEGIN SOLUTION
    if x < 0:
        raise ValueError("x must not be negative")
    return x / 2
    ### END SOLUTION


def thirds(x):
    """x / 3, by way of `halves`."""
    ### BEGIN SOLUTION
    return halves(x) * 2 / 3
    ### END SOLUTION


# %% [markdown]
# ## `line`


# %% tags=["part"]
def line(n_features):
    """A linear Keras model of `n_features` inputs."""
    ### BEGIN SOLUTION
    import keras

    return keras.Sequential([keras.layers.Input((n_features,)), keras.layers.Dense(1)])
    ### END SOLUTION


# %% tags=["demo"]
raise SystemExit("demonstration cells are never run when grading")
