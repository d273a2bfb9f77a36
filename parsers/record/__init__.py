"""The record's types, the merged film, captures and errors."""
