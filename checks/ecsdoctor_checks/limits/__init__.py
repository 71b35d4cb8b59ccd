"""Checks of quotas."""
