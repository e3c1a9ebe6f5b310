"""Any other word means one-hot.

Fails: test_choose_rejects_other_words
"""


def choose_loss(n_classes, encoding):
    if n_classes < 2 or (encoding == "binary" and n_classes > 2):
        raise ValueError("2 classes with 'binary', or 2 and more with 'integer' or 'one_hot'")
    if encoding == "binary":
        return "binary_crossentropy"
    return "sparse_categorical_crossentropy" if encoding == "integer" else "categorical_crossentropy"
