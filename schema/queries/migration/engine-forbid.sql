-- SPDX-License-Identifier: Apache-2.0
REVOKE CREATE ON SCHEMA hoshitori FROM hoshitori_engine
