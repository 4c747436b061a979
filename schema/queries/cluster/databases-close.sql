-- SPDX-License-Identifier: Apache-2.0
-- Roles for BI have no business in the other databases; see functions/bi_role.sql.
REVOKE CONNECT ON DATABASE postgres, template1 FROM PUBLIC
