-- Before it serves, a server asks whether the schema has all that it needs.
grant select on schema_migration to hoshitori_app;
