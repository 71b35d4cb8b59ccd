"""Auto scaling groups and the capacity providers that steer them."""
