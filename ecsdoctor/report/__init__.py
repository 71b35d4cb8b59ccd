"""Report → text; pure; one file per format."""
