"""What ECS knows: cluster, container instances, services, tasks, and the texts it writes."""
