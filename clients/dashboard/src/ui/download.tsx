// SPDX-License-Identifier: Apache-2.0
// All rows of a list as CSV, as the server streams them; the file's name tells the day.
import { useMutation } from '@tanstack/react-query'
import { commonHeaders, problemOf } from '../api'
import { today } from '../day'
import { ProblemNotice } from './notice'

export function Download(props: { path: string; query: Record<string, unknown>; name: string; label: string }) {
  const save = useMutation({
    mutationFn: async () => {
      const search = new URLSearchParams()
      for (const [name, value] of Object.entries(props.query)) if (name !== 'limit') search.set(name, String(value))
      const response = await fetch(`${props.path}?${search}`, { headers: { ...commonHeaders(), Accept: 'text/csv' } })
      if (!response.ok) throw await problemOf(response, await response.json().catch(() => null))
      const link = document.createElement('a')
      link.href = URL.createObjectURL(await response.blob())
      link.download = `${props.name}_${await today()}.csv`
      link.click()
      setTimeout(() => URL.revokeObjectURL(link.href), 60000)
    },
  })
  return (
    <>
      <button type="button" aria-disabled={save.isPending} onClick={() => !save.isPending && save.mutate()}>
        {props.label}
      </button>
      <ProblemNotice error={save.error} />
    </>
  )
}
