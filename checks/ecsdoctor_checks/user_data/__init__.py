"""Checks of user data."""
