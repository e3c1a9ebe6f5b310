"""Wrong: takes the credentials out of the caller's mapping.

Fails: test_runtime_is_local_otherwise
"""

import os


def runtime(environ):
    if isinstance(environ, dict):
        environ.pop("KAGGLE_USERNAME", None)
        environ.pop("KAGGLE_KEY", None)
    if "KAGGLE_KERNEL_RUN_TYPE" in environ or "KAGGLE_URL_BASE" in environ:
        return "kaggle"
    return "colab" if any(name.startswith("COLAB_") for name in environ) else "local"
