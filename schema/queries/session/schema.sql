-- SPDX-License-Identifier: Apache-2.0
-- The newest migration that was applied.
SELECT max(number) FROM hoshitori.schema_migration
