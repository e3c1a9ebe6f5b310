"""Wrong: looks for COLAB anywhere in the names.

Fails: test_runtime_is_local_otherwise
"""

import os


def runtime(environ):
    if "KAGGLE_KERNEL_RUN_TYPE" in environ or "KAGGLE_URL_BASE" in environ:
        return "kaggle"
    return "colab" if any("COLAB" in name for name in environ) else "local"
