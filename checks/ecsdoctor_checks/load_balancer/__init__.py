"""Checks of the load balancer."""
