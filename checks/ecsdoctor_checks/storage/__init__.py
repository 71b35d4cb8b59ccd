"""Checks of file systems and volumes."""
