"""One file or folder a site, with all of its layouts, oldest first."""
