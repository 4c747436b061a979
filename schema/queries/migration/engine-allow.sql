-- SPDX-License-Identifier: Apache-2.0
-- The engine owns its functions, and may create in the schema only while it is being built.
GRANT CREATE, USAGE ON SCHEMA hoshitori TO hoshitori_engine
