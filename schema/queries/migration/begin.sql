-- SPDX-License-Identifier: Apache-2.0
-- One migration, or the rebuilding of functions and views, is one transaction.
BEGIN
