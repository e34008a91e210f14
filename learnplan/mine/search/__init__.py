"""Finding one's own words again: goals, activities and whatever else their rooms hand in."""
