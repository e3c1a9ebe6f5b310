"""Wrong: knows COLAB_GPU and COLAB_RELEASE_TAG only.

Fails: test_runtime_knows_colab
"""

import os


def runtime(environ):
    if "KAGGLE_KERNEL_RUN_TYPE" in environ or "KAGGLE_URL_BASE" in environ:
        return "kaggle"
    return "colab" if "COLAB_GPU" in environ or "COLAB_RELEASE_TAG" in environ else "local"
