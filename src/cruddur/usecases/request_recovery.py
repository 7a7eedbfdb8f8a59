"""Ask for a code to set a new password with."""

from dataclasses import dataclass

from cruddur.domain.account import Ticket, code_digest, code_from, digest_of, sign_in_name
from cruddur.domain.instant import shifted
from cruddur.ports.accounts import Accounts, Tickets
from cruddur.ports.clock import Clock, Random
from cruddur.ports.passwords import Letter, Letters
from cruddur.usecases.sign_up import LETTERS_PER_HOUR, TICKET_S


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestRecovery:
    """Known and unknown names take the same steps; only the owner of a known address hears of it."""

    accounts: Accounts
    tickets: Tickets
    letters: Letters
    clock: Clock
    random: Random

    async def __call__(self, *, name: str) -> str:
        """Send a code, if there is somebody to send it to, and return the ticket to come back with.

        Args:
            name: e-mail or handle, as typed.
        """
        wanted = sign_in_name(name)
        account = await self.accounts.find_by_name(wanted)
        email = account.email if account else wanted
        now = self.clock.now()
        may_send = await self.tickets.count_sent(email, since=shifted(now, seconds=-3600)) < LETTERS_PER_HOUR
        secret, code = self.random.token(), code_from(self.random.token())
        is_sent = account is not None and may_send
        ticket = Ticket(
            ticket_digest=digest_of(secret),
            kind="recovery",
            code_digest=code_digest(secret, code) if is_sent else None,
            email=email,
            sub=account.sub if account else None,
            handle="",
            display_name="",
            password_hash="",
            created_at=now,
            expires_at=shifted(now, seconds=TICKET_S),
        )
        await self.tickets.add(ticket)
        if is_sent:
            self.letters.send(Letter("recover", email, code, ticket.expires_at))
        return secret
