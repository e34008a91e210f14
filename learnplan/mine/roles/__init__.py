"""Looking at roles in private: where I stand, what is missing, and what I take into my plan."""
