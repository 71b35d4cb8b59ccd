"""Checks of the configuration of the agent."""
