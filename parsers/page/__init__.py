"""One page as a tree or as text. Only this package uses the HTML engine."""
