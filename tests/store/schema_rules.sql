-- SPDX-License-Identifier: Apache-2.0
-- What must hold of the migrated schema, so that it can be spread over many databases by org_id and
-- no organisation ever reaches another's rows. Each block is one rule: its comment says it, its
-- statement returns what breaks it, one text a row. A tenant table is one with a column org_id;
-- `organisation` is the directory, which every database carries whole.

-- tenant tables: org_id is a uuid and not null
select t.name from tenant_table t
join pg_attribute a on a.attrelid = t.oid and a.attname = 'org_id'
where a.atttypid <> 'uuid'::regtype or not a.attnotnull;

-- tenant tables: a primary key, which begins with org_id, as does every unique index
select t.name || ': no primary key' from tenant_table t
where not exists (select from pg_index i where i.indrelid = t.oid and i.indisprimary)
union all
select t.name || '.' || i.indexrelid::regclass from tenant_table t
join pg_index i on i.indrelid = t.oid and i.indisunique
left join pg_attribute a on a.attrelid = t.oid and a.attnum = i.indkey[0]
where a.attname is distinct from 'org_id';

-- tenant tables: row-level security enabled and forced
select t.name from tenant_table t join pg_class c on c.oid = t.oid
where not (c.relrowsecurity and c.relforcerowsecurity);

-- tenant tables: app reads its own organisation's rows only, engine all; of the others backup reads any,
-- and a BI reader those of the organisation for which its login stands
select t.name || ': no policy for ' || r.name from tenant_table t
cross join (values ('hoshitori_app'), ('hoshitori_engine')) r (name)
where not exists (select from pg_policies p where p.schemaname = 'hoshitori' and p.tablename = t.name
  and p.roles = array[r.name::name])
union all
select p.tablename || '.' || p.policyname from pg_policies p
where p.schemaname = 'hoshitori' and not coalesce(case p.roles
  when array['hoshitori_app'::name] then p.cmd = 'SELECT' and p.permissive = 'PERMISSIVE'
    and p.qual = '(org_id = (NULLIF(current_setting(''app.org_id''::text, true), ''''::text))::uuid)'
  when array['hoshitori_engine'::name] then p.cmd = 'ALL' and p.qual = 'true' and p.with_check = 'true'
  when array['hoshitori_backup'::name] then p.cmd = 'SELECT' and p.qual = 'true'
  when array['hoshitori_bi'::name] then p.cmd = 'SELECT' and p.permissive = 'PERMISSIVE' and case p.tablename
    when 'bi_reader' then p.qual = '((role_name = SESSION_USER) AND (ended_at IS NULL))'
    else regexp_replace(p.qual, '\s+', ' ', 'g') = '(org_id = ( SELECT r.org_id FROM bi_reader r WHERE (r.role_name = SESSION_USER)))'
    end end, false);

-- app writes nothing, creates nothing, and is no member of a role that does
select t.name || ': ' || p.name from every_table t
cross join (values ('INSERT'), ('UPDATE'), ('DELETE'), ('TRUNCATE'), ('REFERENCES'), ('TRIGGER')) p (name)
where has_table_privilege('hoshitori_app', t.oid, p.name)
union all
select t.name || '.' || a.attname from every_table t
join pg_attribute a on a.attrelid = t.oid and a.attnum > 0 and not a.attisdropped
where has_column_privilege('hoshitori_app', t.oid, a.attnum, 'INSERT')
   or has_column_privilege('hoshitori_app', t.oid, a.attnum, 'UPDATE')
union all
select n.nspname from pg_namespace n
where n.nspname !~ '^pg_temp' and has_schema_privilege('hoshitori_app', n.oid, 'CREATE')
union all
select 'member of ' || m.roleid::regrole from pg_auth_members m where m.member = 'hoshitori_app'::regrole;

-- BI readers write nothing and see nobody's contacts
select t.name || ': ' || p.name from every_table t
cross join (values ('INSERT'), ('UPDATE'), ('DELETE'), ('TRUNCATE'), ('REFERENCES'), ('TRIGGER')) p (name)
where has_table_privilege('hoshitori_bi', t.oid, p.name)
union all
select 'relationship.contacts' where has_column_privilege('hoshitori_bi', 'hoshitori.relationship', 'contacts', 'SELECT')
union all
select f.name from every_function f where has_function_privilege('hoshitori_bi', f.oid, 'EXECUTE');

-- app does not see what keys and links are checked against
select t.name from every_table t
where t.name in ('api_key', 'invitation', 'idempotency') and has_table_privilege('hoshitori_app', t.oid, 'SELECT');

-- roles: app, engine and owner bypass nothing; engine and owner log in nowhere
select rolname from pg_roles
where (rolname in ('hoshitori_app', 'hoshitori_engine', 'hoshitori_owner')
       and (rolsuper or rolbypassrls or rolcreaterole or rolcreatedb or rolreplication))
   or (rolname in ('hoshitori_engine', 'hoshitori_owner') and rolcanlogin);

-- tables belong to owner, who is under forced row-level security too; functions to engine, but
-- statistics_refresh, which looks at tables as only their owner may, and neither reads nor writes a row
select c.oid::regclass::text from pg_class c join every_table t on t.oid = c.oid
where c.relowner <> 'hoshitori_owner'::regrole
union all
select f.name from every_function f where f.proowner <> 'hoshitori_engine'::regrole
  and (f.name, f.proowner) <> ('statistics_refresh(integer)', 'hoshitori_owner'::regrole);

-- functions: the search path is fixed, so that nobody can slip a table in; only plain SQL with the
-- caller's rights may do without, for it would not be inlined with one
select f.name from every_function f
where not (f.prolang = (select oid from pg_language where lanname = 'sql') and not f.prosecdef)
  and not coalesce('search_path=hoshitori, pg_temp' = any (f.proconfig), false);

-- functions: nobody may call them but those who are named
select f.name from every_function f
where exists (select from aclexplode(coalesce(f.proacl, acldefault('f', f.proowner))) a where a.grantee = 0);

-- functions: time and random values come from the program, once per request; but for the salts of values beside the
-- audit log, of which there may be many, from whoever appends
select f.name from every_function f
where f.name <> 'audit_seal(bigint,text,text[],jsonb)' and f.prosrc ~* '\m(now|clock_timestamp|transaction_timestamp|statement_timestamp|timeofday|gen_random_uuid|random)\s*\('
   or f.prosrc ~* '\m(current_timestamp|current_date|localtimestamp|current_time)\M';

-- functions: no advisory locks, LISTEN or NOTIFY
select f.name from every_function f where f.prosrc ~* '\m(pg_\w*advisory\w*|pg_notify|listen|notify)\M';

-- views: read with the rights of whoever reads
select c.relname from pg_class c
where c.relnamespace = 'hoshitori'::regnamespace and c.relkind = 'v'
  and not coalesce('security_invoker=true' = any (c.reloptions), false);

-- no triggers, no rules
select t.tgrelid::regclass || '.' || t.tgname from pg_trigger t
join pg_class c on c.oid = t.tgrelid and c.relnamespace = 'hoshitori'::regnamespace where not t.tgisinternal
union all
select r.ev_class::regclass || '.' || r.rulename from pg_rewrite r
join pg_class c on c.oid = r.ev_class and c.relnamespace = 'hoshitori'::regnamespace and c.relkind = 'r';

-- no sequences, serials or identity columns
select c.relname from pg_class c where c.relnamespace = 'hoshitori'::regnamespace and c.relkind = 'S'
union all
select t.name || '.' || a.attname from every_table t
join pg_attribute a on a.attrelid = t.oid and a.attidentity <> '';

-- no defaults that the database makes up
select t.name || '.' || a.attname || ' default ' || pg_get_expr(d.adbin, d.adrelid) from every_table t
join pg_attrdef d on d.adrelid = t.oid
join pg_attribute a on a.attrelid = t.oid and a.attnum = d.adnum
where a.attgenerated = '' and pg_get_expr(d.adbin, d.adrelid) ~ '\(|CURRENT|LOCAL';

-- no exclusion constraints, nothing deferrable
select c.conrelid::regclass || '.' || c.conname from pg_constraint c
where c.connamespace = 'hoshitori'::regnamespace and (c.contype = 'x' or c.condeferrable);

-- foreign keys: from org_id to org_id first, or to a table that every database carries whole
select c.conrelid::regclass || '.' || c.conname from pg_constraint c
join tenant_table here on here.oid = c.conrelid
left join tenant_table there on there.oid = c.confrelid
join pg_attribute a on a.attrelid = c.conrelid and a.attnum = c.conkey[1]
join pg_attribute b on b.attrelid = c.confrelid and b.attnum = c.confkey[1]
where c.contype = 'f'
  and case when there.oid is not null then a.attname <> 'org_id' or b.attname <> 'org_id'
      when c.confrelid = 'hoshitori.organisation'::regclass then a.attname <> 'org_id' end
union all
select c.conrelid::regclass || '.' || c.conname from pg_constraint c
join tenant_table there on there.oid = c.confrelid
where c.contype = 'f' and c.conrelid not in (select oid from tenant_table);

-- no inheritance, no partitions but those of history, no unlogged tables
select t.name from every_table t join pg_class c on c.oid = t.oid
where c.relpersistence <> 'p' or t.name not like 'board_version%' and (c.relispartition or c.relkind = 'p'
   or exists (select from pg_inherits i where i.inhrelid = t.oid or i.inhparent = t.oid));

-- indexes: btree or gin
select i.indexrelid::regclass::text from pg_index i
join every_table t on t.oid = i.indrelid
join pg_class c on c.oid = i.indexrelid
join pg_am m on m.oid = c.relam
where m.amname not in ('btree', 'gin');

-- indexes: no key that their own condition fixes; a scan would not be bounded by it, nor by the keys behind it
select i.indexrelid::regclass || '.' || a.attname from pg_index i
join every_table t on t.oid = i.indrelid
join pg_attribute a on a.attrelid = t.oid and a.attnum = any(i.indkey)
where pg_get_expr(i.indpred, i.indrelid) ~ ('\m' || a.attname || '\M = [^A]');

-- instants carry their zone
select t.name || '.' || a.attname from every_table t
join pg_attribute a on a.attrelid = t.oid and a.attnum > 0 and not a.attisdropped
where a.atttypid in ('timestamp'::regtype, 'time'::regtype, 'timetz'::regtype, 'money'::regtype);
