"""Figures that come by themselves: pushed with a token, from a folder, or from an address."""
