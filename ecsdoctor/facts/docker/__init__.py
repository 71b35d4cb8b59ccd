"""The Docker daemon and its containers."""
