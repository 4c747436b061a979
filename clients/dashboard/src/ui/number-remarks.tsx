// SPDX-License-Identifier: Apache-2.0
// What is published of a 法人番号 and whoever entered it did not say.
import type { ComponentChildren } from 'preact'
import type { Schemas } from '../api'
import { dayText, words } from '../words'

type Remark = Schemas['NumberRemark']

function said(remark: Remark): string {
  const text = words().buyer.remarks
  const day = dayText(remark.closed_on)
  switch (remark.code) {
    case 'name_not_as_published':
      return text.name_not_as_published(remark.published_name ?? '')
    case 'company_closed':
      return text.company_closed(day)
    case 'company_succeeded':
      return text.company_succeeded(day, [remark.successor_name, remark.successor_number].filter(Boolean).join(' '))
    case 'number_not_published':
      return text.number_not_published
  }
}

export function NumberRemarks(props: { remarks: Remark[]; children?: (remark: Remark) => ComponentChildren }) {
  return (
    <>
      {props.remarks.map((remark) => (
        <div key={remark.code}>
          <h3>{words().number_remark[remark.code]}</h3>
          <p>{said(remark)}</p>
          {props.children?.(remark)}
        </div>
      ))}
    </>
  )
}
