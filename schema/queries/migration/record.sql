-- SPDX-License-Identifier: Apache-2.0
-- $1 number, $2 name, $3 sha256
INSERT INTO hoshitori.schema_migration (number, name, sha256) VALUES ($1::int, $2::text, $3::text)
