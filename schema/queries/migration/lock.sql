-- SPDX-License-Identifier: Apache-2.0
-- One migrating server at a time; held until the connection closes.
SELECT pg_advisory_lock(hashtext('hoshitori schema'))
