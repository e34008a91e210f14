"""Workers who learn together: circles, communities and pairs, with nobody above them."""
