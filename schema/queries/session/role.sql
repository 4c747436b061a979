-- SPDX-License-Identifier: Apache-2.0
-- What the server must know of its own role before it serves.
SELECT r.rolname, r.rolsuper::text, r.rolbypassrls::text,
       EXISTS (SELECT FROM pg_catalog.pg_class c
                WHERE c.relnamespace = 'hoshitori'::regnamespace AND c.relkind IN ('r', 'p')
                  AND pg_catalog.pg_has_role(r.oid, c.relowner, 'MEMBER'))::text AS owns_tables,
       current_setting('fsync') AS fsync, current_setting('server_version_num') AS version
  FROM pg_catalog.pg_roles r
 WHERE r.rolname = current_user
