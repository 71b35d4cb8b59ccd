"""Checks of container images."""
