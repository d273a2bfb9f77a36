"""The reader of pages without a known layout."""
