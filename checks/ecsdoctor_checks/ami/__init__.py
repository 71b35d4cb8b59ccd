"""Checks of the AMI."""
