"""Pages of no known layout."""
