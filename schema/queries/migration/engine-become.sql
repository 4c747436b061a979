-- SPDX-License-Identifier: Apache-2.0
SET LOCAL ROLE hoshitori_engine
