"""Shared words of the house: frozen values without any I/O."""
