"""Wrong: knows two values of the run type, and no others.

Fails: test_runtime_knows_kaggle
"""


def runtime(environ):
    if environ.get("KAGGLE_KERNEL_RUN_TYPE") in ("Interactive", "Batch") or "KAGGLE_URL_BASE" in environ:
        return "kaggle"
    if any(name.startswith("COLAB_") for name in environ):
        return "colab"
    return "local"
