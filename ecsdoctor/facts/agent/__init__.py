"""The agent on its instance: its unit, container and image, what it says of itself, where it is registered."""
