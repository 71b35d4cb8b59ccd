"""Checks of the Docker daemon."""
