// SPDX-License-Identifier: Apache-2.0
// Records that are probably the same supplier: joined into one, or said to be two.
import { useState } from 'preact/hooks'
import { Link } from 'wouter'
import type { Schemas } from '../api'
import { Parameters } from '../limits'
import { useDismissedDuplicateList, useLikelyDuplicateDismiss, useLikelyDuplicateList, useLikelyDuplicateRestore, useSupplierJoin } from '../operations'
import { Allowed } from '../ui/allowed'
import { Confirm } from '../ui/confirm'
import { Choice } from '../ui/form'
import { Heading } from '../ui/heading'
import { Loaded } from '../ui/loaded'
import { instantText, listText, words } from '../words'

type Alike = Schemas['AlikeSupplier']
type Demand = Schemas['Join']['demand']

function nameOf(one: Alike): string {
  return [one.code, one.name].filter(Boolean).join(' ')
}

function Named(props: { one: Alike }) {
  const { one } = props
  return (
    <>
      <Link href={`/suppliers/${one.relationship}`}>{nameOf(one)}</Link>{' '}
      <span class="aside">{listText([words().state[one.state], one.corporate_number ?? ''].filter(Boolean))}</span>
    </>
  )
}

// What may be done with one of a group beside the one that goes on.
function Acts(props: { kept: Alike; other: Alike }) {
  const { kept, other } = props
  const [demand, setDemand] = useState<Demand>('supplier')
  const text = words().buyer.duplicates
  const join = useSupplierJoin()
  const dismiss = useLikelyDuplicateDismiss()
  const options: [Demand, string][] = [
    ['supplier', text.demands.supplier(nameOf(kept))],
    ['other', text.demands.other(nameOf(other))],
  ]
  return (
    <div class="form-actions">
      <Confirm
        label={text.join}
        lead={text.joinLead(nameOf(kept), nameOf(other))}
        kind="primary"
        action={() => join.mutateAsync({ supplier: kept.relationship, body: { other: other.relationship, demand } })}
      >
        <Choice legend={text.demand} options={options} value={demand} onValue={setDemand} />
      </Confirm>
      <Confirm
        label={text.dismiss}
        lead={text.dismissLead(nameOf(kept), nameOf(other))}
        kind=""
        action={() => dismiss.mutateAsync({ body: { suppliers: [kept.relationship, other.relationship] } })}
      />
    </div>
  )
}

function Group(props: { group: Schemas['LikelyDuplicateGroup'] }) {
  const { alike, suppliers } = props.group
  const text = words().buyer.duplicates
  const first = suppliers.find((one) => one.state === 'active') ?? suppliers[0]!
  const [chosen, setChosen] = useState(first.relationship)
  const kept = suppliers.find((one) => one.relationship === chosen) ?? first
  return (
    <section class="card">
      <h2>{words().buyer.alike.by(words().likeness[alike])}</h2>
      <Choice
        legend={text.keep}
        options={suppliers.map((one): [string, string] => [one.relationship, nameOf(one)])}
        value={kept.relationship}
        onValue={setChosen}
      />
      <ul class="people">
        {suppliers.map((one) => (
          <li key={one.relationship} class="person">
            <p>
              <Named one={one} />
            </p>
            {one !== kept && (
              <Allowed right="buyer:write">
                <Acts kept={kept} other={one} />
              </Allowed>
            )}
          </li>
        ))}
      </ul>
    </section>
  )
}

function Dismissed() {
  const text = words().buyer.duplicates
  const dismissed = useDismissedDuplicateList({ limit: Parameters.limit.maximum })
  const restore = useLikelyDuplicateRestore()
  return (
    <Loaded query={dismissed}>
      {({ items }) =>
        items.length > 0 && (
          <details class="history">
            <summary>{text.dismissed}</summary>
            <ul class="people">
              {items.map((pair) => (
                <li key={pair.suppliers.map((one) => one.relationship).join()} class="person">
                  {pair.suppliers.map((one) => (
                    <p key={one.relationship}>
                      <Named one={one} />
                    </p>
                  ))}
                  <p class="aside">{listText([instantText(pair.recorded_at), pair.by ?? '', pair.reason ?? ''].filter(Boolean))}</p>
                  <Allowed right="buyer:write">
                    <Confirm
                      label={text.restore}
                      lead={text.restoreLead}
                      kind=""
                      action={() => restore.mutateAsync({ body: { suppliers: pair.suppliers.map((one) => one.relationship) } })}
                    />
                  </Allowed>
                </li>
              ))}
            </ul>
          </details>
        )
      }
    </Loaded>
  )
}

export default function Duplicates() {
  const text = words().buyer.duplicates
  const groups = useLikelyDuplicateList({ limit: Parameters.limit.maximum })
  return (
    <>
      <Heading title={text.title} />
      <p>{text.lead}</p>
      <Loaded query={groups}>
        {({ items }) =>
          items.length === 0 ? (
            <p class="empty" role="status">
              {text.none}
            </p>
          ) : (
            <>
              {items.map((group) => (
                <Group key={`${group.alike} ${group.suppliers.map((one) => one.relationship).join()}`} group={group} />
              ))}
            </>
          )
        }
      </Loaded>
      <Dismissed />
    </>
  )
}
