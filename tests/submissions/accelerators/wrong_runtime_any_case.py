"""Wrong: takes names in lower case, too.

Fails: test_runtime_is_local_otherwise
"""


def runtime(environ):
    environ = {name.upper() for name in environ}
    if "KAGGLE_KERNEL_RUN_TYPE" in environ or "KAGGLE_URL_BASE" in environ:
        return "kaggle"
    if any(name.startswith("COLAB_") for name in environ):
        return "colab"
    return "local"
