"""Wrong: asks for Colab first.

Fails: test_runtime_prefers_kaggle
"""

import os


def runtime(environ):
    if any(name.startswith("COLAB_") for name in environ):
        return "colab"
    return "kaggle" if "KAGGLE_KERNEL_RUN_TYPE" in environ or "KAGGLE_URL_BASE" in environ else "local"
