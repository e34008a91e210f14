"""The tables of the room: what was told, probes, procedures and what is proposed of them."""
