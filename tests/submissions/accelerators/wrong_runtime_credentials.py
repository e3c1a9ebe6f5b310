"""Wrong: takes credentials for Kaggle.

Fails: test_runtime_is_local_otherwise
"""

import os


def runtime(environ):
    if any(name.startswith("KAGGLE_") for name in environ):
        return "kaggle"
    return "colab" if any(name.startswith("COLAB_") for name in environ) else "local"
