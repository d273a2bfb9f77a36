"""From page records to films: which records are of one film (`identity`, `evidence`), and what they state (`combine`, `cuts`).

Pure functions only. `scraper.merging.linking` decides on disk which of many records are one film, and
`scraper.merging.grouping` puts the films together.
"""
