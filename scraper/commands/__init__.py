"""One file a command: NAME, HELP, add_arguments(parser), run(options) -> exit status."""
