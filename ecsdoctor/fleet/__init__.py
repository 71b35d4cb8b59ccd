"""Many instances: sent to through SSM, gathered from anywhere, told by root cause."""
