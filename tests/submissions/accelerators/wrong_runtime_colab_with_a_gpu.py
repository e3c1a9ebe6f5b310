"""Wrong: wants the value of a variable to be a truthy number.

Fails: test_runtime_knows_colab
"""

import os


def runtime(environ):
    if "KAGGLE_KERNEL_RUN_TYPE" in environ or "KAGGLE_URL_BASE" in environ:
        return "kaggle"
    return "colab" if any(name.startswith("COLAB_") and value != "0" for name, value in environ.items()) else "local"
