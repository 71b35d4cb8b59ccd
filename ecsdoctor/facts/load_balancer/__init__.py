"""Target groups and the health of their targets."""
