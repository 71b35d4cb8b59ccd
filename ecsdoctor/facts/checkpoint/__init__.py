"""What the agent remembers of itself across restarts."""
