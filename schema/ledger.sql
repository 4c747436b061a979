-- SPDX-License-Identifier: Apache-2.0
-- What has been applied. Made by store/migrate.c before the first migration, harmless again.
SET client_min_messages = warning;
CREATE SCHEMA IF NOT EXISTS hoshitori;
CREATE TABLE IF NOT EXISTS hoshitori.schema_migration (
    number int PRIMARY KEY,
    name text NOT NULL,
    sha256 text NOT NULL,
    applied_at timestamptz NOT NULL DEFAULT now()
);
-- Functions and views as they were last built; rebuilt when a text differs.
CREATE TABLE IF NOT EXISTS hoshitori.schema_object (
    kind text NOT NULL,
    name text NOT NULL,
    sha256 text NOT NULL,
    PRIMARY KEY (kind, name)
);
RESET client_min_messages;
