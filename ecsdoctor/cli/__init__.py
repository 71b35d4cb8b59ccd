"""The command line: thin, the only place where live sources are wired in, owner of the exit codes."""
