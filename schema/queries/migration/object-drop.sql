-- SPDX-License-Identifier: Apache-2.0
-- Views and the engine's functions hold no data: they are built anew from their files, so a changed
-- signature leaves no twin behind. What an index or a policy rests on cannot be dropped and is
-- replaced in place.
DO $$
DECLARE
    command text;
BEGIN
    FOR command IN
        SELECT format('DROP VIEW IF EXISTS %s CASCADE', c.oid::regclass)
          FROM pg_catalog.pg_class c
         WHERE c.relnamespace = 'hoshitori'::regnamespace AND c.relkind = 'v'
    LOOP
        EXECUTE command;
    END LOOP;
    FOR command IN
        SELECT format('DROP ROUTINE %s', p.oid::regprocedure)
          FROM pg_catalog.pg_proc p
         WHERE p.pronamespace = 'hoshitori'::regnamespace
           AND p.proowner = (SELECT r.oid FROM pg_catalog.pg_roles r
                              WHERE r.rolname = 'hoshitori_engine')
    LOOP
        BEGIN
            EXECUTE command;
        EXCEPTION WHEN dependent_objects_still_exist THEN
            NULL;
        END;
    END LOOP;
END
$$
