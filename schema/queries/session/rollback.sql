-- SPDX-License-Identifier: Apache-2.0
-- Ends the implicit transaction of a pipeline; PostgreSQL warns that no BEGIN was seen.
ROLLBACK
