"""One file a witness: each reads the page and yields statements. `reader.WITNESSES` lists them."""
