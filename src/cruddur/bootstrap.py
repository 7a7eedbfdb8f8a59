"""Chooses the engines and builds the application: the only room that imports an engine.

Engines are imported inside functions, so that a command which needs none of them starts fast.
"""

from dataclasses import dataclass

from cruddur.ports.bus import Bus
from cruddur.ports.clock import Clock, Random
from cruddur.ports.groups import Groups
from cruddur.ports.inbox import Inbox
from cruddur.ports.message_log import MessageLog
from cruddur.ports.users import Users
from cruddur.usecases.count_unread import CountUnread
from cruddur.usecases.find_person import FindPerson
from cruddur.usecases.get_message_group import GetMessageGroup
from cruddur.usecases.list_message_groups import ListMessageGroups
from cruddur.usecases.list_messages import ListMessages
from cruddur.usecases.mark_read import MarkRead
from cruddur.usecases.message_person import MessagePerson
from cruddur.usecases.project_inbox import ProjectInbox
from cruddur.usecases.send_message import SendMessage


@dataclass(frozen=True, slots=True, kw_only=True)
class UseCases:
    """Every verb of the messaging core, ready to call."""

    send_message: SendMessage
    message_person: MessagePerson
    list_messages: ListMessages
    list_message_groups: ListMessageGroups
    get_message_group: GetMessageGroup
    mark_read: MarkRead
    count_unread: CountUnread
    find_person: FindPerson
    project_inbox: ProjectInbox


def use_cases(
    *, log: MessageLog, groups: Groups, inbox: Inbox, users: Users, bus: Bus, clock: Clock, random: Random
) -> UseCases:
    """Return the verbs over these engines."""
    return UseCases(
        send_message=SendMessage(log=log, bus=bus, clock=clock, random=random),
        message_person=MessagePerson(log=log, users=users, bus=bus, clock=clock, random=random),
        list_messages=ListMessages(log=log, groups=groups, users=users),
        list_message_groups=ListMessageGroups(inbox=inbox, users=users),
        get_message_group=GetMessageGroup(groups=groups, inbox=inbox, users=users),
        mark_read=MarkRead(log=log, groups=groups, inbox=inbox, bus=bus),
        count_unread=CountUnread(inbox=inbox),
        find_person=FindPerson(users=users),
        project_inbox=ProjectInbox(groups=groups, inbox=inbox, bus=bus),
    )
