"""Checks of name resolution."""
