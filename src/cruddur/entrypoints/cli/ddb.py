"""`./cruddur ddb …`: the DynamoDB table that holds messages. Every command by name, none of them imported."""

from cruddur.entrypoints.cli.lazy import Lazy, LazyGroup

_TABLE = "cruddur.entrypoints.cli.ddb_table"
_DATA = "cruddur.entrypoints.cli.ddb_data"
_PATTERNS = "cruddur.entrypoints.cli.ddb_patterns"

MAKE = "Make and remove it"
LOOK = "Look into it"

PATTERNS = LazyGroup(
    name="patterns",
    help="Run an access pattern, and see what it costs.",
    short_help="Run an access pattern, and see what it costs.",
    panel=LOOK,  # pyright: ignore[reportCallIssue] - RichCommand takes it, RichGroup hands it on
    commands={
        "get-conversation": Lazy(
            "get-conversation", f"{_PATTERNS}:get_conversation", "Read a page of a group's messages.", panel=LOOK
        ),
        "list-conversations": Lazy(
            "list-conversations", f"{_PATTERNS}:list_conversations", "Read a page of a person's groups.", panel=LOOK
        ),
    },
)

COMMANDS = (
    Lazy("schema-load", f"{_TABLE}:schema_load", "Make the table, with its index and its stream.", panel=MAKE),
    Lazy("drop", f"{_TABLE}:drop", "Remove a table with everything in it.", panel=MAKE),
    Lazy("seed", f"{_DATA}:seed", "Write a conversation between two people.", panel=MAKE),
    Lazy("import", f"{_DATA}:import_", "Carry over a table of the journals' format.", panel=MAKE),
    Lazy("list-tables", f"{_TABLE}:list_tables", "List every table.", panel=LOOK),
    Lazy("scan", f"{_TABLE}:scan", "Print every item.", panel=LOOK),
    PATTERNS,
)

ddb = LazyGroup(
    name="ddb",
    help="Look after the DynamoDB table of messages.\n\n"
    "It is at AWS_ENDPOINT_URL_DYNAMODB; else at the engine that runs on the data folder (`up --cloud`); else at one "
    "that is started for the command and stopped after it. With --prod it is on AWS.",
    commands={command.name or "": command for command in COMMANDS},
)
