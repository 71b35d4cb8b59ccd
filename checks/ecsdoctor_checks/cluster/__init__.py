"""Checks of the cluster."""
