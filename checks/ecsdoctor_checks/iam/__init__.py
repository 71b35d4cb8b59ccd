"""Checks of roles and credentials."""
