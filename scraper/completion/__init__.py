"""Close the cuts that records show open: ask an archive for the pages that hold the rest, and write the completed records."""
