// SPDX-License-Identifier: Apache-2.0
// What a supplier holds and files, once for all its buyers.
import { useState } from 'preact/hooks'
import type { Schemas } from '../api'
import { useDeclarationAdd, useDeclarationList, useDeclarationPatch, useStandingGet } from '../operations'
import { Allowed } from '../ui/allowed'
import { Attached } from '../ui/attached'
import { Facts } from '../ui/facts'
import { fieldsOf, Form, SelectField, TextField } from '../ui/form'
import { Inline } from '../ui/inline'
import { Heading } from '../ui/heading'
import { IpaLink } from '../ui/ipa'
import { Loaded } from '../ui/loaded'
import { ProblemNotice } from '../ui/notice'
import { Star } from '../ui/status'
import { dayText, words } from '../words'
import { EvidenceFiles } from './evidence'
import { Papers } from './papers'

type Declaration = Schemas['Declaration']

function Standing() {
  const text = words().supplier.stars
  const standing = useStandingGet()
  return (
    <section class="card">
      <h2>{text.now}</h2>
      <Loaded query={standing}>
        {(found) => (
          <>
            <p class="big">
              <Star star={found.held_star} /> {found.held_assurance && <span class="aside">{words().level[found.held_assurance]}</span>}
            </p>
            {found.readiness.map((one) => (
              <p key={one.star} class="aside">
                {text.readiness(one.star, one.met, one.total === null ? '–' : String(one.total), dayText(one.assessed_on))}
                {one.included?.total && text.included(one.included.star, one.included.met, one.included.total)}
              </p>
            ))}
          </>
        )}
      </Loaded>
    </section>
  )
}

const EMPTY = { star: '2', id: '', declared_on: '', valid_until: '', scope: 'whole', scope_text: '' }

function draftOf(corrected: Declaration | undefined): typeof EMPTY {
  if (!corrected) return EMPTY
  return {
    star: String(corrected.star),
    id: corrected.id,
    declared_on: corrected.declared_on,
    valid_until: corrected.validity_assumed ? '' : (corrected.valid_until ?? ''),
    scope: corrected.scope,
    scope_text: corrected.scope_text ?? '',
  }
}

// As it was typed or pasted: in full width, or with hyphens or blanks.
function digitsOf(id: string): string {
  return id.normalize('NFKC').replace(/[\s‐-―−-]/g, '')
}

// Of a declaration that is corrected, what the form does not show stays.
function Declare(props: { corrected?: Declaration; onDone: () => void }) {
  const { corrected } = props
  const [draft, setDraft] = useState(() => draftOf(corrected))
  const text = words().supplier.stars
  const scopes = words().buyer.declarations.scopes
  const scs = Number(draft.star) >= 3
  const add = useDeclarationAdd(props.onDone)
  const declared: Schemas['DeclarationInput'] = {
    star: Number(draft.star),
    id: scs ? draft.id.trim() : digitsOf(draft.id),
    declared_on: draft.declared_on,
    ...(scs && draft.valid_until && { valid_until: draft.valid_until }),
    scope: draft.scope as 'whole',
    ...(draft.scope === 'part' && { scope_text: draft.scope_text }),
    ...(corrected && {
      replaces: corrected.declaration,
      edition: corrected.edition,
      ...(corrected.valid_from !== corrected.declared_on && { valid_from: corrected.valid_from }),
    }),
  }
  const field = fieldsOf(draft, (part) => setDraft((last) => ({ ...last, ...part })), add.error)
  return (
    <Form busy={add.isPending} submit={corrected ? text.correctSubmit : text.submit} onSubmit={() => add.mutate({ body: declared })} onCancel={props.onDone}>
      <p class="aside">{corrected ? text.correctLead : text.declareLead}</p>
      <ProblemNotice error={add.error} known={['/star', '/id', '/declared_on', '/valid_until', '/scope_text']} />
      {!corrected && (
        <SelectField label={text.star} {...field('star')} options={[1, 2, 3, 4].map((star): [string, string] => [String(star), words().star(star)])} />
      )}
      <TextField
        label={scs ? text.number : text.id}
        hint={scs ? text.numberHint : text.idHint}
        autoComplete="off"
        inputMode={scs ? 'text' : 'numeric'}
        {...field('id')}
      />
      {!scs && (
        <p class="aside">
          {text.idWhere} <IpaLink to="declare" />
        </p>
      )}
      <TextField label={text.declaredOn} type="date" {...field('declared_on')} />
      {scs && <TextField label={text.validUntil} hint={text.validHint} type="date" optional {...field('valid_until')} />}
      <SelectField label={text.scope} {...field('scope')} options={Object.entries(scopes)} />
      {draft.scope === 'part' && <TextField label={text.scopeText} {...field('scope_text')} />}
    </Form>
  )
}

function Stop(props: { declaration: Declaration; onDone: () => void }) {
  const [day, setDay] = useState('')
  const text = words().supplier.stars
  const stop = useDeclarationPatch(props.onDone)
  return (
    <Form
      busy={stop.isPending}
      submit={text.stop}
      onSubmit={() => stop.mutate({ declaration: props.declaration.declaration, body: { stopped_on: day } })}
      onCancel={props.onDone}
    >
      <p class="aside">{text.stopLead}</p>
      <ProblemNotice error={stop.error} known={['/stopped_on']} />
      <TextField label={text.stopOn} type="date" value={day} onValue={setDay} error={stop.error} pointer="/stopped_on" />
    </Form>
  )
}

function One(props: { declaration: Declaration }) {
  const { declaration } = props
  const words_ = words().buyer.declarations
  return (
    <li class="declaration">
      <p>
        <Star star={declaration.star} /> <strong>{declaration.id}</strong> <span class="aside">{words_.states[declaration.state]}</span>
      </p>
      <Facts
        of={[
          [declaration.scheme === 'security-action' ? words_.declared : words_.registered, dayText(declaration.declared_on)],
          [words_.until, dayText(declaration.valid_until) || words_.noEnd],
          [
            words_.scope,
            <>
              {words_.scopes[declaration.scope]} {declaration.scope_text}
            </>,
          ],
        ]}
      />
      <Attached side="supplier" link={{ kind: 'declaration', id: declaration.declaration }} />
      {(declaration.state === 'active' || declaration.state === 'upcoming') && (
        <Allowed right="supplier:write">
          <Inline label={words().supplier.stars.correct}>{(close) => <Declare corrected={declaration} onDone={close} />}</Inline>
          {declaration.state === 'active' && declaration.scheme === 'security-action' && (
            <Inline label={words().supplier.stars.stop}>{(close) => <Stop declaration={declaration} onDone={close} />}</Inline>
          )}
        </Allowed>
      )}
    </li>
  )
}

function Declarations() {
  const text = words().supplier.stars
  const list = useDeclarationList()
  return (
    <section class="card">
      <h2>{text.declarations}</h2>
      <Loaded query={list}>
        {({ items }) =>
          items.length === 0 ? (
            <p class="empty">{words().buyer.declarations.none}</p>
          ) : (
            <ul>
              {items.map((declaration) => (
                <One key={declaration.declaration} declaration={declaration} />
              ))}
            </ul>
          )
        }
      </Loaded>
      <Allowed right="supplier:write">
        <Inline label={text.declare} kind="primary">
          {(close) => <Declare onDone={close} />}
        </Inline>
      </Allowed>
    </section>
  )
}

export default function Stars() {
  return (
    <>
      <Heading title={words().supplier.stars.title} />
      <div class="cards">
        <div>
          <Standing />
          <Declarations />
        </div>
        <div>
          <Papers />
          <EvidenceFiles />
        </div>
      </div>
    </>
  )
}
