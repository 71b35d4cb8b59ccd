"""Snapshots: recording every raw answer without its secrets, and opening recordings of all kinds with distrust."""
