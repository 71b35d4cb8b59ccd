"""Checks of what the site itself has laid down in ecsdoctor.toml."""
