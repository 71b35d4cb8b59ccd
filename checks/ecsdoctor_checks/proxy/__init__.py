"""Checks of the proxy."""
