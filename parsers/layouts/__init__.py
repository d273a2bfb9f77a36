"""The `Layout` class, and the readers and converters that layouts are written with."""
