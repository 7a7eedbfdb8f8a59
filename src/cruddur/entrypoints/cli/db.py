"""`./cruddur db …`: the PostgreSQL that holds people. Every command by name, none of them imported."""

from cruddur.entrypoints.cli.lazy import Lazy, LazyGroup

_SCHEMA = "cruddur.entrypoints.cli.db_schema"
_LOOK = "cruddur.entrypoints.cli.db_look"
_PEOPLE = "cruddur.entrypoints.cli.db_people"

MAKE = "Make and remove it"
LOOK = "Look into it"
PEOPLE = "People"

COMMANDS = (
    Lazy("create", f"{_SCHEMA}:create", "Make the database, empty.", panel=MAKE),
    Lazy("drop", f"{_SCHEMA}:drop", "Remove the database with everything in it.", panel=MAKE),
    Lazy("schema-load", f"{_SCHEMA}:schema_load", "Make the tables in a database that has none.", panel=MAKE),
    Lazy("migrate", f"{_SCHEMA}:migrate", "Bring the tables up to this version.", panel=MAKE),
    Lazy("seed", f"{_SCHEMA}:seed", "Write the demo people.", panel=MAKE),
    Lazy("setup", f"{_SCHEMA}:setup", "Begin anew: drop, create, schema-load, seed, link accounts.", panel=MAKE),
    Lazy("connect", f"{_LOOK}:connect", "Open psql on the database.", panel=LOOK),
    Lazy("sessions", f"{_LOOK}:sessions", "List who is connected to the database.", panel=LOOK),
    Lazy("add-user", f"{_PEOPLE}:add_user", "Add people by hand.", panel=PEOPLE),
    Lazy("export", f"{_PEOPLE}:export", "Write the people of the data folder's SQLite file to a file.", panel=PEOPLE),
    Lazy("import", f"{_PEOPLE}:import_", "Read people from such a file into PostgreSQL.", panel=PEOPLE),
    Lazy(
        "update-cognito-user-ids",
        f"{_PEOPLE}:update_cognito_user_ids",
        "Link each account of the user pool to the person who has its handle.",
        panel=PEOPLE,
    ),
)

db = LazyGroup(
    name="db",
    help="Look after the PostgreSQL of people.\n\n"
    "It is the one of CONNECTION_URL; else the one that runs on the data folder (`up --cloud`); else one that is "
    "started for the command and stopped after it. With --prod it may be on another machine.",
    commands={command.name or "": command for command in COMMANDS},
)
