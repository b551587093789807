"""The delivery of mails, for operators."""

from datetime import datetime

from models import mail
from models.mail import EmailKind, EmailStatus
from schema.fields import plain, shows
from schema.nodes import Node


@shows(mail.EmailMessage)
class EmailMessage(Node):
    """A mail that is owed to somebody, and what became of it. Operators alone see it."""

    kind: EmailKind = plain("What it tells.")
    to_address: str = plain("To whom.")
    subject: str = plain("The subject, without the product's name.")
    status: EmailStatus = plain("How far it has come.")
    attempts: int = plain("How often it was tried.")
    created_at: datetime = plain("When it was written, together with what caused it.")
    due_at: datetime = plain("When it is tried next.")
    sent_at: datetime | None = plain("When it was handed to the mail server.")
    last_error: str | None = plain("Why the last try failed.")
