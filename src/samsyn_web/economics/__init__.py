"""The pages of the money: what the agreement pays and why, what has been booked, what is assumed, and what would be otherwise."""
