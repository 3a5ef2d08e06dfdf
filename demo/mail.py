"""A mail server on the loopback that keeps what it gets."""

import asyncio
from collections.abc import Callable
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from typing import Self

from aiosmtpd.smtp import SMTP, Envelope, Session

from .report import StepError


def text_of(message: EmailMessage) -> str:
    """Return the words of a mail."""
    body = message.get_body(("plain",))
    return "" if body is None else str(body.get_content()).strip()


def short(message: EmailMessage) -> str:
    """Return the beginning of a mail on one line."""
    lines = [line.strip() for line in text_of(message).splitlines() if line.strip()]
    return f"“{message['Subject']}”: {' '.join(lines[:2])}"


class MailServer:
    """Takes mail and delivers none."""

    def __init__(self) -> None:
        """Have no mail yet."""
        self.host = "127.0.0.1"
        self.port = 0
        self.unwanted = ""
        """Mail with this in its subject is refused."""
        self.messages: list[EmailMessage] = []
        self.on_message: Callable[[EmailMessage], None] | None = None
        self._arrived = asyncio.Condition()
        self._server: asyncio.Server | None = None

    async def __aenter__(self) -> Self:
        """Listen on a free port."""
        await self.start()
        return self

    async def __aexit__(self, *_: object) -> None:
        """Stop to listen, and hang up."""
        await self.stop()

    async def start(self) -> None:
        """Listen, on the same port as before."""
        self._server = await asyncio.get_running_loop().create_server(
            self._protocol, self.host, self.port
        )
        self.port = self._server.sockets[0].getsockname()[1]

    async def stop(self) -> None:
        """Take no mail any more."""
        if self._server is not None:
            self._server.close()
            self._server.close_clients()
            await self._server.wait_closed()
            self._server = None

    async def wait(
        self, text: str, *, after: int, seconds: float, to: str = ""
    ) -> EmailMessage:
        """Return the first mail after a number of others that has a text, to somebody."""
        try:
            async with asyncio.timeout(seconds), self._arrived:
                while True:
                    for message in self.messages[after:]:
                        words = f"{message['Subject']}\n{text_of(message)}"
                        if text in words and to in message["To"]:
                            return message
                    await self._arrived.wait()
        except TimeoutError:
            raise StepError(f"no mail “{text}” within {seconds:.0f} s") from None

    async def handle_DATA(  # noqa: N802 - the name that the library calls
        self, server: SMTP, session: Session, envelope: Envelope
    ) -> str:
        """Keep a mail."""
        message = message_from_bytes(envelope.original_content or b"", policy=default)
        if self.unwanted and self.unwanted in message["Subject"]:
            return "554 Not wanted"
        async with self._arrived:
            self.messages.append(message)
            self._arrived.notify_all()
        if self.on_message is not None:
            self.on_message(message)
        return "250 OK"

    def _protocol(self) -> SMTP:
        return SMTP(self, hostname="localhost", loop=asyncio.get_running_loop())
