"""Looking through the trail: what is unusual, what a reviewer found, and each person's own extract."""
