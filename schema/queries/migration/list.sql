-- SPDX-License-Identifier: Apache-2.0
SELECT number, name, sha256 FROM hoshitori.schema_migration ORDER BY number
