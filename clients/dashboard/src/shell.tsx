// SPDX-License-Identifier: Apache-2.0
// What surrounds every page: the menu of what this person may do, and the language.
import { signal } from '@preact/signals'
import type { ComponentChildren } from 'preact'
import { useState } from 'preact/hooks'
import { Link, useRoute } from 'wouter'
import type { Me } from './api'
import { useFeed } from './feed'
import { useTaskSummary } from './operations'
import { rightsOf, useSignOut, useSignsOfLife, type Right } from './session'
import type { Side } from './tasks'
import { Notice } from './ui/notice'
import { Palette, type Place } from './ui/palette'
import { language, NAME, numberText, speak, words } from './words'

type Entry = { to: string; text: string; rights: Right[]; inbox?: Side }
type Group = { title: string; entries: Entry[] }

function groups(): Group[] {
  const nav = words().nav
  return [
    {
      title: nav.buyer,
      entries: [
        { to: '/overview', text: nav.overview, rights: ['buyer:read'] },
        { to: '/inbox/buyer', text: nav.inbox, rights: ['buyer:read'], inbox: 'buyer' },
        { to: '/suppliers', text: nav.suppliers, rights: ['buyer:read'] },
        { to: '/report', text: nav.report, rights: ['buyer:read'] },
        { to: '/campaigns', text: nav.campaigns, rights: ['buyer:read'] },
        { to: '/import', text: nav.import, rights: ['buyer:write'] },
        { to: '/rules', text: nav.rules, rights: ['buyer:read'] },
        { to: '/partner-checks', text: nav.partnerChecks, rights: ['buyer:read'] },
        { to: '/settings', text: nav.settings, rights: ['buyer:read'] },
        { to: '/mail-settings', text: nav.mailSettings, rights: ['buyer:read'] },
      ],
    },
    {
      title: nav.supplier,
      entries: [
        { to: '/requests', text: nav.requests, rights: ['supplier:read'] },
        { to: '/inbox/supplier', text: nav.inbox, rights: ['supplier:read'], inbox: 'supplier' },
        { to: '/checklist', text: nav.checklist, rights: ['supplier:read'] },
        { to: '/self-check', text: nav.selfCheck, rights: ['supplier:read'] },
        { to: '/duties', text: nav.duties, rights: ['supplier:read'] },
        { to: '/policy', text: nav.policy, rights: ['supplier:read'] },
        { to: '/stars', text: nav.stars, rights: ['supplier:read'] },
      ],
    },
    {
      title: nav.organisation,
      entries: [
        { to: '/statements', text: nav.statements, rights: ['supplier:read', 'buyer:read'] },
        { to: '/people', text: nav.people, rights: ['keys:write', 'audit:read'] },
        { to: '/company-accounts', text: nav.companyAccounts, rights: ['keys:write'] },
        { to: '/keys', text: nav.keys, rights: ['keys:write', 'audit:read'] },
        { to: '/jobs', text: nav.jobs, rights: ['buyer:read', 'supplier:read'] },
        { to: '/webhooks', text: nav.webhooks, rights: ['keys:write', 'audit:read'] },
        { to: '/erasures', text: nav.erasures, rights: ['keys:write', 'audit:read'] },
        { to: '/archive', text: nav.archive, rights: ['keys:write'] },
        { to: '/audit', text: nav.audit, rights: ['audit:read'] },
      ],
    },
  ]
}

// What the page at an address is called, where this person may see nothing of it.
export function closedTo(me: Me, path: string): string | null {
  const entry = groups()
    .flatMap(({ entries }) => entries)
    .find(({ to }) => path === to || path.startsWith(`${to}/`))
  const rights = rightsOf(me)
  return !entry || entry.rights.some((right) => rights.has(right)) ? null : entry.text
}

// Where the search goes besides suppliers: the pages of the menu, and what is begun most.
function placesFor(me: Me): Place[] {
  const rights = rightsOf(me)
  const { buyer } = words()
  const actions: Entry[] = [
    { to: '/suppliers/new', text: buyer.list.add, rights: ['buyer:write'] },
    { to: '/suppliers/duplicates', text: buyer.duplicates.title, rights: ['buyer:read'] },
  ]
  return groups()
    .flatMap(({ title, entries }) => entries.map((entry) => ({ ...entry, aside: title })))
    .concat(actions.map((action) => ({ ...action, aside: words().nav.suppliers })))
    .filter((entry) => entry.rights.some((right) => rights.has(right)))
}

function Entry(props: { entry: Entry; onChosen: () => void }) {
  const [here] = useRoute(`${props.entry.to}/*?`)
  return (
    <li>
      <Link href={props.entry.to} aria-current={here ? 'page' : undefined} onClick={props.onChosen}>
        {props.entry.text}
        {props.entry.inbox && <Waiting side={props.entry.inbox} />}
      </Link>
    </li>
  )
}

// How much waits there.
function Waiting(props: { side: Side }) {
  const { data } = useTaskSummary({ side: props.side })
  if (!data?.total) return null
  return (
    <span class="count">
      {words().inbox.waiting(
        numberText(data.total),
        data.items.some(({ more }) => more),
      )}
    </span>
  )
}

// Whether the words of the other language could not be fetched.
const languageFailed = signal(false)

function LanguageSwitch() {
  const other = language.value === 'ja' ? 'en' : 'ja'
  const change = () => {
    languageFailed.value = false
    speak(other).catch(() => (languageFailed.value = true))
  }
  return (
    <button type="button" class="plain" lang={other} onClick={change}>
      {words().language}
    </button>
  )
}

// The page stays as it is, in its language, with what was typed.
function LanguageFailed() {
  if (!languageFailed.value) return null
  return (
    <Notice kind="bad">
      <p>{words().failedStep}</p>
    </Notice>
  )
}

function Menu(props: { me: Me; onChosen: () => void }) {
  const rights = rightsOf(props.me)
  const signOut = useSignOut()
  return (
    <>
      {groups().map((group) => {
        const entries = group.entries.filter((entry) => entry.rights.some((right) => rights.has(right)))
        return (
          entries.length > 0 && (
            <section key={group.title}>
              <h2>{group.title}</h2>
              <ul>
                {entries.map((entry) => (
                  <Entry key={entry.to} entry={entry} onChosen={props.onChosen} />
                ))}
              </ul>
            </section>
          )
        )
      })}
      <section>
        <h2>{props.me.user?.name ?? props.me.key?.name}</h2>
        <ul>
          {props.me.user && <Entry entry={{ to: '/account', text: words().nav.account, rights: [] }} onChosen={props.onChosen} />}
          <li>
            <a href="/docs">{words().nav.docs}</a>
          </li>
          <li>
            <button type="button" class="plain" onClick={() => void signOut()}>
              {words().nav.signOut}
            </button>
          </li>
        </ul>
      </section>
    </>
  )
}

export function Shell(props: { me: Me; children: ComponentChildren }) {
  const [open, setOpen] = useState(false)
  useSignsOfLife(props.me)
  useFeed(props.me)
  return (
    <div class="shell">
      <a class="skip" href="#content">
        {words().skip}
      </a>
      <header class="bar">
        <button type="button" class="plain menu-button" aria-expanded={open} aria-controls="menu" onClick={() => setOpen(!open)}>
          {words().menu}
        </button>
        <Link href="/" class="brand">
          <span aria-hidden="true">★</span> {NAME}
        </Link>
        <span class="bar-organisation">{props.me.organisation.name}</span>
        <Palette places={placesFor(props.me)} />
        <LanguageSwitch />
      </header>
      <nav id="menu" class={open ? 'open' : ''} aria-label={words().menu}>
        <Menu me={props.me} onChosen={() => setOpen(false)} />
      </nav>
      <main id="content">
        <LanguageFailed />
        <Refused me={props.me} />
        {props.children}
      </main>
    </div>
  )
}

// What others tried with this account before it was signed in to.
function Refused(props: { me: Me }) {
  const [seen, setSeen] = useState(false)
  const count = props.me.session?.refused_attempts ?? 0
  if (seen || count === 0) return null
  return (
    <Notice>
      <p>{words().signIn.refused(count)}</p>
      <p>{words().signIn.refusedStep}</p>
      <button type="button" onClick={() => setSeen(true)}>
        {words().close}
      </button>
    </Notice>
  )
}

// For pages without a session.
export function Door(props: { children: ComponentChildren; wide?: boolean }) {
  return (
    <div class="door">
      <header class="bar">
        <span class="brand">
          <span aria-hidden="true">★</span> {NAME}
        </span>
        <span class="bar-organisation">{words().tagline}</span>
        <LanguageSwitch />
      </header>
      <main id="content" class={props.wide ? 'wide' : ''}>
        <LanguageFailed />
        {props.children}
      </main>
    </div>
  )
}
