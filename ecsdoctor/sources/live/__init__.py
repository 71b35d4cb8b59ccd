"""Live sources: the only place that touches disk, processes, network and AWS."""
