"""The witnesses, one file each: a witness reads the page and yields statements. `reader.WITNESSES` lists them."""
