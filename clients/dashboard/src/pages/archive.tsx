// SPDX-License-Identifier: Apache-2.0
// All that the organisation owns, to be taken out; and its end.
import { Fragment } from 'preact'
import { useState } from 'preact/hooks'
import { leave, type Schemas } from '../api'
import { OrganisationClose } from '../limits'
import { archiveGet, organisationClose } from '../operations'
import { useAct } from '../queries'
import { useMe } from '../session'
import { Allowed } from '../ui/allowed'
import { Download } from '../ui/download'
import { Form, TextField } from '../ui/form'
import { Heading } from '../ui/heading'
import { Notice, ProblemNotice } from '../ui/notice'
import { dayText, words } from '../words'

// The name that has to be typed is the confirmation.
function Close() {
  const me = useMe().data!
  const text = words().organisation.archive
  const [name, setName] = useState('')
  // Nothing is read anew: its answers are refused from now on, and this page has the last word.
  const close = useAct((body: Schemas['OrganisationClose']) => organisationClose({ body }), leave)
  if (close.data)
    return (
      <Notice kind="good">
        <p>{text.closed(dayText(close.data.closed_on), dayText(close.data.erase_on))}</p>
      </Notice>
    )
  return (
    <section class="card narrow">
      <h2>{text.close}</h2>
      {text.closeWhat.map(([title, line]) => (
        <Fragment key={title}>
          <h3>{title}</h3>
          <p>{line}</p>
        </Fragment>
      ))}
      <Form busy={close.isPending} danger submit={text.closeNow} onSubmit={() => close.mutate({ name })}>
        <ProblemNotice error={close.error} known={['/name']} />
        <TextField
          label={text.name}
          hint={text.nameHint(me.organisation.name)}
          autoComplete="off"
          limits={OrganisationClose.name}
          value={name}
          onValue={(typed) => {
            close.reset()
            setName(typed)
          }}
          error={close.error}
          pointer="/name"
        />
      </Form>
    </section>
  )
}

export default function Archive() {
  const text = words().organisation.archive
  return (
    <>
      <Heading title={text.title} />
      <Allowed right="keys:write">
        <section class="card narrow">
          <h2>{text.take}</h2>
          <p>{text.takeLead}</p>
          <Download rows={() => archiveGet.blob('application/zip')} name="hoshitori.zip" label={text.download} />
        </section>
        <Close />
      </Allowed>
    </>
  )
}
