"""Ask for an account at the built-in provider. Nothing is an account before its address is confirmed."""

from dataclasses import dataclass

from cruddur.domain.account import Ticket, checked_email, checked_password, code_digest, code_from, digest_of
from cruddur.domain.errors import Refusal
from cruddur.domain.instant import shifted
from cruddur.domain.user import checked_display_name, checked_handle
from cruddur.ports.accounts import Accounts, Tickets
from cruddur.ports.clock import Clock, Random
from cruddur.ports.passwords import Letter, Letters, Passwords

TICKET_S = 15 * 60
"""How long a code is good."""
LETTERS_PER_HOUR = 5
"""Letters an address gets, so that nobody's box is filled by others."""


class FormRefused(Refusal):
    """Fields of a form cannot be used.

    Attributes:
        fields: what is wrong, by field.
    """

    code = "form_refused"

    def __init__(self, fields: dict[str, Refusal]) -> None:
        super().__init__(", ".join(fields))
        self.fields = fields


@dataclass(frozen=True, slots=True, kw_only=True)
class SignUp:
    """Whoever asks learns nothing of who is here: a known address, a taken handle and new ones take the same way.

    The owner of a known address is told by letter; that a handle is taken is said once the address is confirmed.
    """

    accounts: Accounts
    tickets: Tickets
    passwords: Passwords
    letters: Letters
    clock: Clock
    random: Random

    async def __call__(self, *, display_name: str, handle: str, email: str, password: str) -> str:
        """Send a code and return the ticket to confirm with: a secret for the form's address.

        Raises:
            FormRefused: by the fields' own rules, which say nothing of who is here.
            Unavailable: too many passwords wait to be hashed.
        """
        name, handle, email, password = _checked(display_name, handle, email, password)
        password_hash = await self.passwords.hash(password)
        is_known = await self.accounts.find_by_name(email) is not None
        now = self.clock.now()
        sent_count = await self.tickets.count_sent(email, since=shifted(now, seconds=-3600))
        secret, code = self.random.token(), code_from(self.random.token())
        may_confirm = not is_known and sent_count < LETTERS_PER_HOUR
        ticket = Ticket(
            ticket_digest=digest_of(secret),
            kind="sign_up",
            code_digest=code_digest(secret, code) if may_confirm else None,
            email=email,
            sub=None,
            handle=handle,
            display_name=name,
            password_hash=password_hash,
            created_at=now,
            expires_at=shifted(now, seconds=TICKET_S),
        )
        await self.tickets.add(ticket)
        if sent_count < LETTERS_PER_HOUR:
            self.letters.send(
                Letter("known", email, "", None) if is_known else Letter("confirm", email, code, ticket.expires_at)
            )
        return secret


def _checked(display_name: str, handle: str, email: str, password: str) -> tuple[str, str, str, str]:
    """Return all four in their stored forms.

    Raises:
        FormRefused: with every field that cannot be used, not only the first.
    """
    refused: dict[str, Refusal] = {}
    good: dict[str, str] = {}
    own_words = (display_name, handle.strip(), email.strip())
    for field, check in (
        ("display_name", lambda: checked_display_name(display_name)),
        ("handle", lambda: checked_handle(handle.strip())),
        ("email", lambda: checked_email(email)),
        ("password", lambda: checked_password(password, own_words=own_words)),
    ):
        try:
            good[field] = check()
        except Refusal as refusal:
            refused[field] = refusal
    if refused:
        raise FormRefused(refused)
    return good["display_name"], good["handle"], good["email"], good["password"]
