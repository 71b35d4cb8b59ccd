"""The built-in checks, packaged exactly as a third party would package theirs."""
