"""One page as a tree or as text; the only room that knows the HTML engine."""
