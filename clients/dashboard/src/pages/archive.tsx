// SPDX-License-Identifier: Apache-2.0
// All that the organisation owns, to be taken out.
import { archiveGet } from '../operations'
import { Allowed } from '../ui/allowed'
import { Download } from '../ui/download'
import { Heading } from '../ui/heading'
import { words } from '../words'

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
      </Allowed>
    </>
  )
}
