"""Which telephone numbers may be printed beside made-up units: those that reach nobody.

Post- och telestyrelsen keeps five series free for books and films ("Telefonnummer till böcker och filmer", www.pts.se,
Internet och telefoni, Telefonnummer och adressering): 070-1740605–1740699, 031-3900600–3900699, 040-6280400–6280499,
08-46500400–46500499 and 0980-319200–319299. None has an area code in Halland, which is as it should be: nobody mistakes them
for a unit's own.
"""

MOBILE = tuple(f"070-174 06 {last:02d}" for last in range(5, 100))
"""95 numbers."""
LANDLINE = (
    *(f"031-390 06 {last:02d}" for last in range(100)),
    *(f"040-628 04 {last:02d}" for last in range(100)),
    *(f"08-465 004 {last:02d}" for last in range(100)),
    *(f"0980-31 92 {last:02d}" for last in range(100)),
)
"""400 numbers."""
