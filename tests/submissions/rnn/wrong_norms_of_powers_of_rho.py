"""Wrong: powers of the spectral radius instead of norms.

Fails: test_norms_of_any_matrix
"""

import numpy as np


def gradient_norms(recurrent, steps, seed):
    recurrent = np.asarray(recurrent, "float32")
    radius = np.abs(np.linalg.eigvals(recurrent)).max()
    return [float(radius**step * np.sqrt(len(recurrent))) for step in range(1, steps + 1)]
