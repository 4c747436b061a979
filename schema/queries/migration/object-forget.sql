-- SPDX-License-Identifier: Apache-2.0
DELETE FROM hoshitori.schema_object
