"""Close records' open cuts: ask an archive for the pages that have the rest, and write the completed records."""
