"""Who there is: parties, units with their ways of being reached, accounts and the roles they hold. Dated rows, no events."""
