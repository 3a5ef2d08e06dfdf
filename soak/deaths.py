"""Lives of Home Assistant that end at random instants, and all that happens in them."""

import asyncio
from collections import Counter
from collections.abc import Callable, Mapping
from contextlib import AsyncExitStack, suppress
from pathlib import Path
from random import Random
from time import monotonic
from typing import Any, Final

from .book import Book
from .channels import Mail, Mode, Target, Targets
from .clock_setter import ClockSetter
from .house import DELAY_SECONDS, MAIL_ENTITY, TARGETS, home_assistant, prepare
from .witness import Witness
from .world import Trouble, World

_START_SECONDS: Final = 300.0  # a machine may have more to do
_SETTLE_SECONDS: Final = 240.0
_TROUBLES_AT_A_TIME: Final = 10
_WORKING_SHARE: Final = 0.55
_SHORT_SHARE: Final = 0.2
_ANSWERED_SHARE: Final = 0.35


class Soak:
    """One run, which a seed decides as far as the timing of a real process allows."""

    def __init__(self, seed: int, folder: Path) -> None:
        """Prepare everything that runs."""
        self.random = Random(seed)
        self.world = World()
        self.book = Book(self.world)
        self.mail = Mail(self._accept)
        self.targets = Targets(TARGETS, self._accept, self._pulse)
        self.process = home_assistant(folder)
        self.clocks = ClockSetter(self.random, self.process)
        self.witness = Witness(self.process, self.book)
        self.channels: list[Mail | Target] = [self.mail, *self.targets.targets.values()]
        self.combinations: Counter[tuple[Mode, ...]] = Counter()
        self._pressed: list[tuple[str, Trouble]] = []
        self._accepted = asyncio.Event()
        self._beat = asyncio.Event()
        self._start_seconds = 5.0

    # What Home Assistant does

    def _accept(self, channel: str, message: Mapping[str, Any]) -> None:
        trouble = self.book.accept(channel, message)
        self._accepted.set()
        buttons = (message.get("data") or {}).get("actions", ())
        if trouble and buttons and self.random.random() < _ANSWERED_SHARE:
            asyncio.get_running_loop().call_later(
                self.random.uniform(0.2, 4),
                self._press,
                buttons[0]["action"],
                trouble,
            )

    def _press(self, action: str, trouble: Trouble) -> None:
        self._pressed.append((action, trouble))

    def _pulse(self, seen: Mapping[str, Any]) -> dict[str, Any]:
        return {"pressed": self._look(seen), "ahead": self.clocks.clock.ahead}

    def _look(self, seen: Mapping[str, Any]) -> list[str]:
        if not self.process.is_alive:
            return []  # it was still on its way
        self.witness.look(seen)
        self._beat.set()
        if not seen["running"]:
            return []
        # What it saw before may have been before the alerts were there.
        if self.world.life is None:
            self.world.life = self.witness.running_since
        pressed, self._pressed = self._pressed, []
        for _, trouble in pressed:
            trouble.acknowledged = trouble.acknowledged or monotonic()
        return [action for action, _ in pressed]

    # What happens to it

    async def run(self, kills: int, say: Callable[[str], None]) -> None:
        """Kill it so often, and then let everything come to rest."""
        async with AsyncExitStack() as stack:
            for device in self.world.devices:
                await stack.enter_async_context(device)
            await self.mail.become(Mode.WORKS)
            stack.push_async_callback(self.mail.close)
            await self.targets.start()
            stack.push_async_callback(self.targets.close)
            prepare(self.process, self.targets.url, self.world.devices, self.mail.port)
            stack.push_async_callback(self.process.stop)
            await self._first_life()
            async with asyncio.TaskGroup() as group:
                tasks = [
                    group.create_task(work)
                    for work in (
                        self._make_trouble(),
                        self._set_clocks(),
                        *(self._break(channel) for channel in self.channels),
                    )
                ]
                for number in range(1, kills + 1):
                    await self._live_and_die()
                    say(f"kill {number}: {self.summary()}")
                for task in tasks:
                    task.cancel()
            await self._come_to_rest()

    async def _first_life(self) -> None:
        """Let it get to know its devices, and write that down."""
        begun = monotonic()
        await self._start()
        await self._until_running()
        self._start_seconds = monotonic() - begun
        seen = self.witness.seen
        if not seen["loaded"] or MAIL_ENTITY not in seen["notifiers"]:
            raise RuntimeError(f"it lacks what it should have: {seen}")
        await self.process.stop()
        self._end_life()

    async def _live_and_die(self) -> None:
        await self._start()
        match self.random.random():
            case chance if chance < 0.25:
                share = self.random.uniform(0, 1.1)
                await asyncio.sleep(share * self._start_seconds)
            case chance if chance < 0.5:
                await self._until_running()
                self._accepted.clear()
                with suppress(TimeoutError):
                    async with asyncio.timeout(15):
                        await self._accepted.wait()
                await asyncio.sleep(self.random.uniform(0, 0.05))
            case chance:
                await self._until_running()
                low, high = (1, 12) if chance < 0.94 else (31, 38)
                await asyncio.sleep(self.random.uniform(low, high))
        if not self.process.is_alive:
            raise RuntimeError("it ended by itself")
        self.combinations[tuple(channel.mode for channel in self.channels)] += 1
        await self.process.kill()
        self.book.kills.append(monotonic())
        self._end_life()

    async def _start(self) -> None:
        self.witness.begin()
        if self.clocks.start():
            self.book.doubts.append(monotonic())
        await self.process.start()

    def _end_life(self) -> None:
        if self.world.life is not None:
            self.world.lives.append((self.world.life, monotonic()))
            self.world.life = None

    async def _until(self, is_so: Callable[[], bool], seconds: float) -> None:
        async with asyncio.timeout(seconds):
            while not is_so():
                self._beat.clear()
                with suppress(TimeoutError):
                    async with asyncio.timeout(1):
                        await self._beat.wait()
                if not self.process.is_alive:
                    raise RuntimeError("it ended by itself")

    async def _until_running(self) -> None:
        await self._until(
            lambda: self.witness.running_since is not None, _START_SECONDS
        )

    async def _come_to_rest(self) -> None:
        """Let all channels work and all values be normal; nothing may be left then."""
        for trouble in self.world.lasting:
            self.world.end(trouble)
        for channel in self.channels:
            await channel.become(Mode.WORKS)
        await self._start()
        await self._until_running()
        with suppress(TimeoutError):
            await self._until(self.witness.is_settled, _SETTLE_SECONDS)
        await asyncio.sleep(3)  # for what is shown to follow
        self._end_life()

    # What else happens

    async def _make_trouble(self) -> None:
        ends: dict[str, float] = {}
        while True:
            await asyncio.sleep(self.random.uniform(0.1, 0.8))
            now = monotonic()
            for trouble in self.world.lasting:
                if trouble.key not in ends:
                    if not trouble.is_short and not self.world.was_seen_for(
                        trouble, DELAY_SECONDS + 1
                    ):
                        continue
                    longest = 2 * DELAY_SECONDS if trouble.is_short else 15
                    ends[trouble.key] = now + self.random.uniform(0, longest)
                elif ends[trouble.key] <= now:
                    self.world.end(trouble)
            calm = self.world.calm_sensors()
            if calm and len(self.world.lasting) < _TROUBLES_AT_A_TIME:
                device, sensor = self.random.choice(calm)
                self.world.begin(
                    device,
                    sensor,
                    high=self.random.random() < 0.5,
                    is_short=self.random.random() < _SHORT_SHARE,
                )

    async def _set_clocks(self) -> None:
        while True:
            await asyncio.sleep(self.random.uniform(1, 20))
            if self.clocks.set():
                # Alerts are told anew, and wait anew.
                self.book.doubts.append(monotonic())
                self.world.begin_anew()

    async def _break(self, channel: Mail | Target) -> None:
        while True:
            works = self.random.random() < _WORKING_SHARE
            await channel.become(
                Mode.WORKS if works else self.random.choice(channel.modes[1:])
            )
            await asyncio.sleep(self.random.uniform(3, 20))

    # What came of it

    def summary(self) -> str:
        """Tell how far it is."""
        begun = self.book.begun()
        untold = sum(not trouble.messages for trouble in begun)
        return (
            f"{len(self.world.troubles)} excursions, {len(begun)} alerts,"
            f" {untold} of them not told yet, {len(self.book.received)} messages,"
            f" {len(list(self.book.repeats()))} duplicates,"
            f" {len(self.witness.objections)} objections"
        )
