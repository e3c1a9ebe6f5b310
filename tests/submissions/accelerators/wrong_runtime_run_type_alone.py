"""Wrong: knows one of Kaggle's variables only.

Fails: test_runtime_knows_kaggle
"""

import os


def runtime(environ):
    if "KAGGLE_KERNEL_RUN_TYPE" in environ:
        return "kaggle"
    return "colab" if any(name.startswith("COLAB_") for name in environ) else "local"
