"""Pages that are about no film."""
