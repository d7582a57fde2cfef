"""The only way in: all reading of a person's data goes through `read`, all writing through `act`."""
