-- SPDX-License-Identifier: Apache-2.0
-- Roles as which no server may start, each named for what makes it so; `lax` differs by a setting alone.
CREATE ROLE bypassrls LOGIN BYPASSRLS;
CREATE ROLE createrole LOGIN CREATEROLE;
CREATE ROLE replication LOGIN REPLICATION;
CREATE ROLE owner LOGIN NOINHERIT IN ROLE hoshitori_owner;
CREATE ROLE engine LOGIN NOINHERIT IN ROLE hoshitori_engine;
CREATE ROLE backup LOGIN NOINHERIT IN ROLE hoshitori_backup;
CREATE ROLE files LOGIN NOINHERIT IN ROLE pg_read_server_files;
CREATE ROLE indirect LOGIN NOINHERIT IN ROLE engine;
CREATE ROLE lax LOGIN IN ROLE hoshitori_app;
ALTER ROLE lax SET synchronous_commit = off;
