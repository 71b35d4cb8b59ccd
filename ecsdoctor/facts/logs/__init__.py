"""What programs of the instance have written: the agent, ecs-init, Docker, systemd, the kernel."""
