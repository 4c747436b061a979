-- SPDX-License-Identifier: Apache-2.0
-- Who may call is said by the files, function by function; nobody may by default.
REVOKE ALL ON ALL ROUTINES IN SCHEMA hoshitori FROM PUBLIC
