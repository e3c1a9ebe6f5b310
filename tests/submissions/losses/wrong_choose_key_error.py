"""A dict raises KeyError for a word it does not know.

Fails: test_choose_rejects_other_words
"""


def choose_loss(n_classes, encoding):
    if n_classes < 2 or (encoding == "binary" and n_classes > 2):
        raise ValueError("2 classes with 'binary', or 2 and more with 'integer' or 'one_hot'")
    names = {"binary": "binary", "integer": "sparse_categorical", "one_hot": "categorical"}
    return names[encoding] + "_crossentropy"
