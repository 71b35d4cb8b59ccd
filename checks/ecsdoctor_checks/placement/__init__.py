"""Checks of the placement of tasks."""
