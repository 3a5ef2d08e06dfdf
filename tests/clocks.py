"""What freezing the time replaces, which stays replaced from one test to the next."""

from contextlib import ExitStack

from freezegun import freeze_time


class Clocks:
    """The clocks of all modules: replaced by those of freezegun, or not.

    freezegun looks for them in each of 3,000 modules, which takes longer than setting up
    a core does. Where they are replaced already, it does not. Until a test freezes the
    time, the replaced ones go on as the real ones do.
    """

    def __init__(self) -> None:
        """Begin with the real ones."""
        self._replaced = ExitStack()
        self._are_replaced = False

    def replace(self, wanted: bool) -> None:
        """Have them replaced or not."""
        if wanted and not self._are_replaced:
            self._replaced.enter_context(freeze_time(tick=True))
        elif not wanted:
            self._replaced.close()
        self._are_replaced = wanted
