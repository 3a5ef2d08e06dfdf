"""A mail server that can be out of order."""

from aiosmtpd.smtp import SMTP, Envelope, Session

from demo.mail import MailServer


class MoodyMailServer(MailServer):
    """Takes mail while it works, and refuses it while it does not."""

    works = True

    async def handle_DATA(
        self, server: SMTP, session: Session, envelope: Envelope
    ) -> str:
        """Keep a mail, or refuse it for now."""
        if not self.works:
            return "451 The mailbox is out of order"
        return await super().handle_DATA(server, session, envelope)
