"""The network of the host and the way from it to ECS."""
