"""The pages of the daily work: start page, cases, persons, units, whom to call."""
