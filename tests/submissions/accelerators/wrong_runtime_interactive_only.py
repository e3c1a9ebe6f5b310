"""Wrong: takes interactive Kaggle notebooks only.

Fails: test_runtime_knows_kaggle
"""

import os


def runtime(environ):
    if environ.get("KAGGLE_KERNEL_RUN_TYPE") == "Interactive" or "KAGGLE_URL_BASE" in environ:
        return "kaggle"
    return "colab" if any(name.startswith("COLAB_") for name in environ) else "local"
