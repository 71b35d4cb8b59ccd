"""The machine: system, disks, memory, processor, clock."""
