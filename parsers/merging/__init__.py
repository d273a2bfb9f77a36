"""From page records to films: which records are of one film (`identity`, `evidence`), what they say together (`combine`, `cuts`).

Purely: which of many records are one film is decided on disk in `scraper.merging.linking`, and
`scraper.merging.grouping` puts them together.
"""
