// SPDX-License-Identifier: Apache-2.0
// All rows of a list as a file, as the server streams them; its name tells the day.
import { useAct } from '../queries'
import { today } from '../session'
import { ProblemNotice } from './notice'

export const WORKBOOK = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'

export function Download(props: { rows: () => Promise<Blob>; name: string; label: string }) {
  const save = useAct(async () => {
    const link = document.createElement('a')
    link.href = URL.createObjectURL(await props.rows())
    link.download = props.name.replace('.', `_${await today()}.`)
    link.click()
    setTimeout(() => URL.revokeObjectURL(link.href), 60000)
  })
  return (
    <>
      <button type="button" aria-disabled={save.isPending} onClick={() => !save.isPending && save.mutate(undefined)}>
        {props.label}
      </button>
      <ProblemNotice error={save.error} />
    </>
  )
}
