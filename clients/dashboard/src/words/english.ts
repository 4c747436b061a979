// SPDX-License-Identifier: Apache-2.0
import * as buyer from './en/buyer'
import * as common from './en/common'
import * as organisation from './en/organisation'
import * as people from './en/people'
import * as portfolio from './en/portfolio'
import * as supplier from './en/supplier'
import type { words as ja } from './japanese'

export const words: typeof ja = {
  ...common.en,
  buyer: { ...buyer.en, ...portfolio.en },
  supplier: supplier.en,
  organisation: { ...people.en, ...organisation.en },
}
