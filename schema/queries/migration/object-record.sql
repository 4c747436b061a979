-- SPDX-License-Identifier: Apache-2.0
-- $1 kind, $2 name, $3 sha256
INSERT INTO hoshitori.schema_object (kind, name, sha256) VALUES ($1::text, $2::text, $3::text)
