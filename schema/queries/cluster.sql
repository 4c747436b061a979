-- Of the private PostgreSQL of a first run; not of the schema.

-- query cluster_database_create
CREATE DATABASE hoshitori;

-- query cluster_database_find
-- returns found int
SELECT 1 AS found FROM pg_catalog.pg_database WHERE datname = 'hoshitori';

-- query cluster_databases_close
-- Roles for BI have no business in the other databases; see functions/bi_role.sql.
REVOKE CONNECT ON DATABASE postgres, template1 FROM PUBLIC;
