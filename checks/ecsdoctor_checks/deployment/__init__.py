"""Checks of deployments."""
