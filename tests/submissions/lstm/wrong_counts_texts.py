"""Counts in how many texts a word occurs.

Fails: test_most_frequent_words_first
"""

import string
from collections import Counter

import numpy as np


def encode_texts(texts, vocabulary_size, length):
    words = []
    for text in texts:
        text = text.lower()
        for sign in string.punctuation:
            text = text.replace(sign, "")
        words.append(text.split())
    counts = Counter(word for line in words for word in set(line))
    vocabulary = ["", "[UNK]"] + [word for word, _ in counts.most_common(vocabulary_size - 2)]
    index = {word: number for number, word in enumerate(vocabulary)}
    ids = np.zeros((len(words), length), "int64")
    for row, line in enumerate(words):
        for column, word in enumerate(line[:length]):
            ids[row, column] = index.get(word, 1)
    return ids, vocabulary
