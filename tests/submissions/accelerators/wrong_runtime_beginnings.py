"""Wrong: takes any variable that begins like Kaggle's.

Fails: test_runtime_is_local_otherwise
"""


def runtime(environ):
    if any(name.startswith(("KAGGLE_KERNEL", "KAGGLE_URL")) for name in environ):
        return "kaggle"
    if any(name.startswith("COLAB_") for name in environ):
        return "colab"
    return "local"
