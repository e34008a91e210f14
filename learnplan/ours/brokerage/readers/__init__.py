"""Reading role maps and menus: known by their shape, whatever the file is called."""
