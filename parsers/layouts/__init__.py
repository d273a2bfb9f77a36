"""What a layout is, and the words it is written in."""
