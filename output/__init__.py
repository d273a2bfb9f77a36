"""Writers of records, one module per format."""
