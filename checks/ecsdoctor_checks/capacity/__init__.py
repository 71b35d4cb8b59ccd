"""Checks of the capacity of the cluster."""
