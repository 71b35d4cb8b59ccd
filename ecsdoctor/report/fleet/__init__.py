"""The report about many instances, one file a format."""
