"""`autograder similar`: which submissions of one topic share code that neither the course nor its reference gave them."""

from __future__ import annotations

from autograder.similar.comparing import compare
from autograder.similar.page import most_similar, table, write_similar_page
from autograder.similar.reading import copydetect as available

__all__ = ["available", "compare", "most_similar", "table", "write_similar_page"]
