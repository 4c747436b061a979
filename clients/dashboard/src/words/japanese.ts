// SPDX-License-Identifier: Apache-2.0
import * as buyer from './ja/buyer'
import * as common from './ja/common'
import * as organisation from './ja/organisation'
import * as people from './ja/people'
import * as portfolio from './ja/portfolio'
import * as supplier from './ja/supplier'

export const words = {
  ...common.ja,
  buyer: { ...buyer.ja, ...portfolio.ja },
  supplier: supplier.ja,
  organisation: { ...people.ja, ...organisation.ja },
}
