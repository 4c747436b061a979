-- SPDX-License-Identifier: Apache-2.0
-- The server's role sees all rows: what a test of marks needs to know that it would find them. Connections
-- are made anew, for plans were made under the policies.
alter role hoshitori_app bypassrls;
select pg_terminate_backend(pid) from pg_stat_activity where usename = 'hoshitori_app';
