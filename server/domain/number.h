/* SPDX-License-Identifier: Apache-2.0 */
/* Numbers that people type: 法人番号, 自己宣言ID, registration numbers.
 *
 * The checks return a problem code (a key of domain/text), or NULL when nothing is wrong. A right
 * format proves no existence. */
#ifndef DOMAIN_NUMBER_H
#define DOMAIN_NUMBER_H

/* The first of the 13 digits, from the 12 that follow it. */
char corporate_number_check_digit(const char twelve[static 12]);
/* corporate_number_format, corporate_number_check_digit, and those of spoiled_name. */
const char *corporate_number_problem(const char *text);
/* declaration_id_format, and those of spoiled_name. ★1 and ★2 carry an 11-digit 自己宣言ID that
 * begins with 4 (old system) or 5; ★3 and ★4 a registration number, free text. */
const char *declaration_number_problem(int star, const char *text);

#endif
