"""Money as the agreements pay it: whole öre, every rounding named, every price dated and with its source."""
