"""Weights that ship with the course, and the script that made them."""
