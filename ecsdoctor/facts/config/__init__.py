"""How the agent is configured: every place, read as each of its readers reads it, and which one wins."""
