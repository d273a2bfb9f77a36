"""From page records to films: which records are of one film (`identity`, `evidence`), what they say together (`combine`, `cuts`).

Purely: the grouping of many records on disk is `scraper.merging`.
"""
