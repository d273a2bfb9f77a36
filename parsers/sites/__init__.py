"""One file a site, all its layouts in it, oldest first."""
