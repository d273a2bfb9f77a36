"""One module per command, with NAME, HELP, add_arguments(parser) and run(options) -> exit status."""
