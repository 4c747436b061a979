// SPDX-License-Identifier: Apache-2.0
// Campaigns: whom to write to, chosen by the filters of the list; those made so far.
import { useState } from 'preact/hooks'
import { Link, useLocation } from 'wouter'
import type { Input } from '../api'
import { CampaignInput } from '../limits'
import { campaignList, useCampaignAdd, useStatusList } from '../operations'
import { usePages } from '../queries'
import { useMail, useMe } from '../session'
import { LIST_FILTERS, listQuery } from '../statuses'
import { Allowed } from '../ui/allowed'
import { useFilters } from '../ui/filters'
import { Form, SelectField, TextField } from '../ui/form'
import { Heading } from '../ui/heading'
import { Listed } from '../ui/listed'
import { ProblemNotice } from '../ui/notice'
import { dayText, instantText, numberText, words } from '../words'

const PAGE = 50
const SHOWN = 10

// Those to whom it would go, the first of them by name.
function Preview(props: { query: Input<'status_list'> }) {
  const text = words().buyer.campaigns
  const found = useStatusList({ ...props.query, state: ['invited'], limit: SHOWN })
  const items = found.data?.items ?? []
  return (
    <p class="aside" role="status">
      {found.data &&
        (items.length === 0
          ? text.nobody
          : text.among(
              items.map(({ counterparty }) => counterparty.name),
              found.data.next_cursor !== null,
            ))}
    </p>
  )
}

function Add() {
  const text = words().buyer.campaigns
  const [search, set] = useFilters()
  const [, go] = useLocation()
  const [name, setName] = useState(text.nameOf.invitation(dayText(useMe().data!.day)))
  const add = useCampaignAdd(({ campaign }) => go(`/campaigns/${campaign}`))
  const filters = listQuery(
    search,
    LIST_FILTERS.filter((name) => name !== 'state'),
  )
  const list = words().buyer.list
  return (
    <section class="card">
      <h2>{text.add}</h2>
      <p>{text.addLead}</p>
      <Form busy={add.isPending} submit={text.make} onSubmit={() => add.mutate({ ...filters, body: { name } })}>
        <ProblemNotice error={add.error} known={['/name']} />
        <SelectField
          label={text.whom}
          value={search.get('task') ?? ''}
          onValue={(value) => set('task', value)}
          options={[
            ['', text.silent],
            ['send_invitation', text.unwritten],
          ]}
        />
        <TextField label={list.category} value={search.get('category') ?? ''} onValue={(value) => set('category', value)} optional />
        <TextField label={list.tag} value={search.get('tag') ?? ''} onValue={(value) => set('tag', value)} optional />
        <SelectField
          label={list.owner}
          value={search.get('owner') ?? ''}
          onValue={(value) => set('owner', value)}
          options={[
            ['', list.all],
            ['me', list.owners.me],
            ['none', list.owners.none],
          ]}
        />
        <Preview query={{ side: 'buyer', ...filters }} />
        <TextField label={text.name} value={name} onValue={setName} limits={CampaignInput.name} error={add.error} pointer="/name" />
      </Form>
    </section>
  )
}

export default function Campaigns() {
  const text = words().buyer.campaigns
  const mail = useMail()
  const pages = usePages(campaignList, { limit: PAGE }, (page) => (page.next_cursor ? { cursor: page.next_cursor } : undefined))
  return (
    <>
      <Heading title={text.title} />
      <p>{text.lead}</p>
      {mail && (
        <p>
          {text.demandLead} <Link href="/suppliers?status=overdue&state=active">{text.toSuppliers}</Link>
        </p>
      )}
      <Allowed right="buyer:write">
        <Add />
      </Allowed>
      <Listed
        pages={pages}
        caption={text.title}
        columns={[text.columns.name, text.columns.purpose, text.columns.total, text.columns.made]}
        none={text.none}
        row={(item) => (
          <tr key={item.campaign}>
            <th scope="row" data-label={text.columns.name}>
              <Link href={`/campaigns/${item.campaign}`}>{item.name}</Link>
            </th>
            <td data-label={text.columns.purpose}>{words().mailKind[item.purpose]}</td>
            <td data-label={text.columns.total}>{words().companies(numberText(item.total))}</td>
            <td data-label={text.columns.made}>{instantText(item.recorded_at)}</td>
          </tr>
        )}
      />
    </>
  )
}
