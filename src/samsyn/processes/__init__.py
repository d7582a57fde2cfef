"""A case as a fold over its events: what has happened, what stage it is in, who acts, which clocks run, what may be done next."""
