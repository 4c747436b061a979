// SPDX-License-Identifier: Apache-2.0
// What a buyer without suppliers begins with.
import { Link } from 'wouter'
import { words } from '../words'
import { Allowed } from './allowed'

export function NoSuppliers() {
  const text = words().overview
  return (
    <section class="card">
      <p>{text.empty}</p>
      <Allowed right="buyer:write">
        <p>{text.emptyStep}</p>
        <div class="form-actions">
          <Link href="/suppliers/new" class="button primary">
            {words().buyer.list.add}
          </Link>
          <Link href="/import" class="button">
            {words().nav.import}
          </Link>
        </div>
      </Allowed>
    </section>
  )
}
