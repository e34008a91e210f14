"""Role maps and menus: what a role needs, and ways to get there. Whoever learns chooses."""
