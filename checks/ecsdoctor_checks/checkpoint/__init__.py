"""Checks of the agent's checkpoint."""
