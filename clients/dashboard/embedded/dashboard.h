/* SPDX-License-Identifier: Apache-2.0 */
/* The dashboard, or the one page that says it was left out of this program. */
#ifndef DASHBOARD_H
#define DASHBOARD_H

#include "http/pages.h"

extern const struct pages dashboard;

#endif
