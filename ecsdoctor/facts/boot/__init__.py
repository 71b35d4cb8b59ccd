"""What configures the instance at its first boot: user data and cloud-init."""
