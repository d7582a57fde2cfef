"""`tick`: what time alone changes."""

from django.utils import timezone

from samsyn_web.journal.projecting import tick
from samsyn_web.repeating import RepeatingCommand
from samsyn_web.trail.sealing import seal_all


class Command(RepeatingCommand):
    """Bring the cases up to date whose clocks time has changed, and seal the trail. Safe at any time, and twice."""

    help = "För fram de fall vars tidsgränser tiden själv har ändrat, och förseglar loggen. Kan köras när som helst."

    def once(self) -> None:
        """Cases, then the trail."""
        now = timezone.now()
        self.stdout.write(f"{tick(now)} fall framförda, {seal_all(now)} loggrader förseglade.")
