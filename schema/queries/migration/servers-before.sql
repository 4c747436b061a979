-- SPDX-License-Identifier: Apache-2.0
-- Connections of servers that do not tell their version: those of 0.1.0.
SELECT count(*) FROM pg_stat_activity
 WHERE datname = current_database() AND usename = 'hoshitori_app' AND application_name NOT LIKE 'hoshitori/%'
