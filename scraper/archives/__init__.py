"""Archives on the web, one file each; each writes a WARC."""
