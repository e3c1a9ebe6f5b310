"""Grading where others host it: a ready archive for Gradescope, a template repository for GitHub Classroom."""
