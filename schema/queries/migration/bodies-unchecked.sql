-- SPDX-License-Identifier: Apache-2.0
-- Functions may call each other in any order of their files.
SET LOCAL check_function_bodies = off
