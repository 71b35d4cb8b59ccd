"""`ecsdoctor fleet …`: many instances. Each file wires one command."""
