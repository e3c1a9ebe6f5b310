"""`autograder similar`: which submissions of one topic share code that neither the course nor its reference gave them."""
