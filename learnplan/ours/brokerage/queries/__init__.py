"""Reads of what is offered: role maps, menus, and finding either by words. All see the same."""
