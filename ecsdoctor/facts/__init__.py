"""What is known: typed facts and pure parsers, one subject per file."""
