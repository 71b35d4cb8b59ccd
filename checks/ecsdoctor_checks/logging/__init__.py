"""Checks of the logs of tasks."""
