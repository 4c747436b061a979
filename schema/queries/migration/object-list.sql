-- SPDX-License-Identifier: Apache-2.0
SELECT kind, name, sha256 FROM hoshitori.schema_object
