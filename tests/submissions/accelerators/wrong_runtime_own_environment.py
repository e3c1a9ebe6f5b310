"""Wrong: looks at the process's environment.

Fails: test_runtime_is_local_otherwise
"""

import os


def runtime(environ):
    if "KAGGLE_KERNEL_RUN_TYPE" in environ or "KAGGLE_URL_BASE" in os.environ:
        return "kaggle"
    return "colab" if any(name.startswith("COLAB_") for name in environ) else "local"
