"""How far a long command has come."""

from typing import Final, TextIO

from samsyn_web.demo.loading import Tell

WIDTH: Final = 30


def bar(stream: TextIO) -> Tell:
    """A bar that moves where the stream is a terminal; elsewhere a line for each part when it is done."""
    shown = {"": -1}

    def tell(what: str, done: int, whole: int) -> None:
        share = WIDTH if done >= whole else done * WIDTH // max(whole, 1)
        if shown.get(what) == share:
            return
        shown[what] = share
        if stream.isatty():
            end = "\n" if share == WIDTH else ""
            stream.write(f"\r{what:<30} {'█' * share}{'░' * (WIDTH - share)} {done}{end}")
        elif share == WIDTH:
            stream.write(f"{what}: {done}\n")
        stream.flush()

    return tell
